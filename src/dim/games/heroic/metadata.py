"""What Legendary knows of Epic's apps: `metadata/<app name>.json`, one file each."""

import os
from collections.abc import Mapping
from typing import Any

from dim.games.heroic.model import Metadata
from dim.games.known_files import BrokenFileError
from dim.games.launcher.values import date, identifier, line, names, object_of, parse_object, plain_text, systems
from dim.games.model import GameType
from dim.media.json_values import objects

LARGEST = 4 << 20
"""Bytes."""
MOST_FILES = 10_000
_NO_GAMES = frozenset({"assets", "asset-format", "plugins", "projects", "mods"})
"""Categories of what is for Unreal Engine, or for games."""
_EXTRAS = frozenset({"addons", "digitalextras"})
_PHONES = frozenset({"android", "ios"})


def parse_metadata(data: bytes) -> Metadata:
    """What a file says of an app. Raises BrokenFileError."""
    values = parse_object(data)
    facts = object_of(values, "metadata")
    app = identifier(values.get("app_name"))
    title = line(values.get("app_title")) or line(facts.get("title"))
    if not app or not title:
        raise BrokenFileError("It has no name of an app.")
    main = object_of(facts, "mainGameItem")
    releases = objects(facts.get("releaseInfo")) or objects(main.get("releaseInfo"))
    platforms = tuple(name for one in releases for name in names(one.get("platform")))
    added = [date(one.get("dateAdded")) for one in releases]
    return Metadata(
        app,
        title,
        _type(facts, platforms),
        names([facts.get("developer")]),
        plain_text(facts.get("description")) or plain_text(facts.get("shortDescription")),
        min((day for day in added if day is not None), default=date(facts.get("creationDate"))),
        systems(platforms) or systems(tuple(object_of(values, "asset_infos"))),
        identifier(facts.get("id")),
        identifier(main.get("id")),
    )


def check_name(path: str, found: Metadata) -> None:
    """Raises BrokenFileError: the file is about another app than its name says."""
    if os.path.basename(path) != f"{found.app}.json":
        raise BrokenFileError(f"Its name and what it says ({found.app}) are about two apps.")


def _type(facts: Mapping[str, Any], platforms: tuple[str, ...]) -> GameType:
    categories = {line(one.get("path")) for one in objects(facts.get("categories"))}
    if isinstance(facts.get("mainGameItem"), Mapping) and facts["mainGameItem"]:
        return "dlc"
    if facts.get("namespace") == "ue" or categories & _NO_GAMES:
        return "other"
    if platforms and all(name.lower() in _PHONES for name in platforms):
        return "other"
    if categories & _EXTRAS and "games" not in categories:
        return "dlc"
    return "application" if "software" in categories and "games" not in categories else "game"
