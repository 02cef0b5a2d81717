"""Heroic's lists of games, one for each runner: `store_cache/*_library.json`, `sideload_apps/library.json`."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from dim.games.heroic.model import Entry, Installation
from dim.games.known_files import BrokenFileError
from dim.games.launcher.values import (
    date,
    identifier,
    line,
    names,
    object_of,
    page,
    parse_object,
    path_text,
    plain_text,
    size,
    systems,
)
from dim.games.model import ArtworkKind
from dim.media.json_values import flag, objects

LARGEST = 64 << 20
"""Bytes."""
MOST_GAMES = 50_000
MOST_EXTRAS = 1_000
_DOMAINS = ("epicgames.com", "gog.com", "amazon.com")
_COMPANY_FORMS = frozenset({"inc", "llc", "ltd", "co", "corp", "gmbh", "s.a"})
_ART: Mapping[ArtworkKind, str] = {
    "poster": "art_square", "wide": "art_cover", "backdrop": "art_background", "logo": "art_logo", "icon": "art_icon",
}  # fmt: skip


def parse_library(data: bytes) -> Mapping[str, Entry]:
    """The games in a list, by id. Raises BrokenFileError."""
    values = parse_object(data)
    found: dict[str, Entry] = {}
    for name in ("library", "games"):
        listed = values.get(name, [])
        if not isinstance(listed, list):
            raise BrokenFileError(f"Its {name} is no list.")
        for one in islice(objects(listed), MOST_GAMES):
            entry = _entry(one)
            if entry is not None:
                found.setdefault(entry.app, entry)
    return found


def _entry(values: Mapping[str, Any]) -> Entry | None:
    app, title = identifier(values.get("app_name")), line(values.get("title"))
    if not app or not title:
        return None
    install, extra = object_of(values, "install"), object_of(values, "extra")
    about = object_of(extra, "about")
    platforms = systems(install.get("platform")) if flag(values, "is_installed") else ()
    native = (("mac", "is_mac_native"), ("linux", "is_linux_native"))
    art = {kind: line(values.get(name)) for kind, name in _ART.items()}
    listed = objects(values.get("dlcList"))[:MOST_EXTRAS]
    return Entry(
        app,
        title,
        flag(install, "is_dlc"),
        flag(values, "is_installed"),
        Installation(path_text(install.get("install_path")), size(install.get("install_size")), title, platforms),
        _developers(values),
        names(extra.get("genres")),
        plain_text(about.get("description"))
        or plain_text(about.get("shortDescription"))
        or plain_text(values.get("description")),
        date(extra.get("releaseDate")),
        page(values.get("store_url"), *_DOMAINS) or page(extra.get("storeUrl"), *_DOMAINS),
        platforms or tuple(name for name, key in native if flag(values, key)),
        {kind: address for kind, address in art.items() if "/" in address},
        tuple(
            app
            for one in listed
            for info in objects(one.get("releaseInfo"))[:1]
            if (app := identifier(info.get("appId")))
        ),
    )


def _developers(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Of GOG's games, Heroic puts several in one text."""
    listed = names(values.get("developer") if values.get("runner") == "gog" else [values.get("developer")])
    found: list[str] = []
    for name in listed:
        if found and name.lower().rstrip(".") in _COMPANY_FORMS:
            found[-1] += f", {name}"
        else:
            found.append(name)
    return tuple(found)
