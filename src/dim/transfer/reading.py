"""Reads exports. They come from outside: everything has a limit, and what is damaged is left out."""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import Any

from dim.media.json_values import flag, integer, number, objects, text
from dim.media.kinds import KINDS
from dim.transfer.document import (
    FORMAT,
    LARGEST_IMAGE,
    MOST_ENTRIES,
    MOST_FILES,
    MOST_IDS,
    MOST_ITEMS,
    MOST_USERS,
    VERSION,
    ArtworkEntry,
    CollectionEntry,
    Document,
    EditEntry,
    FileMark,
    ItemMark,
    MatchEntry,
    ProgressEntry,
    UserEntry,
)  # fmt: skip

LATEST = 253_402_300_799.0
"""The last second of the year 9999."""
_LONGEST = {"overview": 20_000, "certification": 100}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PROVIDER = re.compile(r"[a-z][a-z0-9_]{0,29}")
_ORDERS = ("aired", "dvd", "absolute")


class NotAnExportError(ValueError):
    """It is no export that this Dim can read; the text says why and what to do."""


def read_document(values: Any) -> Document:
    """The export that `Document.to_json` wrote; entries that are damaged are left out. Raises NotAnExportError."""
    if not isinstance(values, Mapping) or values.get("format") != FORMAT:
        raise NotAnExportError("That is no export of Dim. Make one with `dim export FILE`.")
    if integer(values, "version") > VERSION:
        raise NotAnExportError("A newer Dim made that export. Update this one, then import again.")
    marks = objects(values.get("items"))
    if len(marks) > MOST_ITEMS:
        raise NotAnExportError(f"The export names more than {MOST_ITEMS:,} items.")
    items = tuple(_read_item(one) for one in marks)
    count = len(items)
    return Document(
        exported_at=number(values, "exported_at") or 0.0, items=items,
        users=tuple(
            user for one in objects(values.get("users"))[:MOST_USERS] if (user := _read_user(one, count)) is not None
        ),
        edits=tuple(
            EditEntry(place, fields)
            for one in objects(values.get("edits"))[:MOST_ENTRIES]
            if (place := _place(one, count)) is not None and (fields := read_fields(items[place].kind, one.get("fields")))
        ),
        matches=tuple(
            match for one in objects(values.get("matches"))[:MOST_ENTRIES] if (match := _read_match(one, count)) is not None
        ),
        artwork=tuple(
            found for one in objects(values.get("artwork"))[:MOST_ENTRIES] if (found := _read_artwork(one, items)) is not None
        ),
        collections=tuple(
            CollectionEntry(name[:200], _cut(text(one, "overview"), 20_000), _places(one.get("items"), count))
            for one in objects(values.get("collections"))[:10_000]
            if (name := (_line(one, "name") or "").strip())
        ),
    )  # fmt: skip


def read_fields(kind: str, values: Any) -> dict[str, Any]:
    """The fields of an edit that an item of a kind has, and whose values the API would take too."""
    known = KINDS.get(kind)
    if known is None or not isinstance(values, Mapping):
        return {}
    found: dict[str, Any] = {}
    for name in known.fields:
        if name not in values:
            continue
        if values[name] is None:
            if name != "title" or not known.is_title:
                found[name] = None
        elif (value := _field(name, values)) is not None:
            found[name] = value
    return found


def _field(name: str, values: Mapping[str, Any]) -> Any:
    """The value of a field; None: it is none."""
    if name == "genres":
        given = values[name] if isinstance(values[name], list) else []
        return [one[:100] for one in map(_clean, given[:50]) if one]
    if name == "ids":
        return _ids(values[name])
    if name == "year":
        year = integer(values, name)
        return year if 1800 <= year <= 2200 else None
    if name == "rating":
        rating = number(values, name)
        return rating if rating is not None and 0 <= rating <= 10 else None
    found = _cut(_clean(values[name]), _LONGEST.get(name, 500))
    if name == "air_date" and found and not _DATE.fullmatch(found):
        return None
    return found if found and found.strip() else None


def _clean(value: Any) -> str | None:
    """A text without the characters that no database takes."""
    return value.encode("utf-8", "replace").decode().replace("\0", "") if isinstance(value, str) else None


def _cut(value: str | None, longest: int) -> str | None:
    return value[:longest].replace("\0", "") if value else None


def _line(values: Mapping[str, Any], name: str) -> str | None:
    return _cut(text(values, name), 500)


def _ids(values: Any) -> dict[str, str]:
    if not isinstance(values, Mapping):
        return {}
    pairs = ((name, _clean(value)) for name, value in list(values.items())[:MOST_IDS])
    return {name: value[:50] for name, value in pairs if value and _PROVIDER.fullmatch(name)}


def _read_item(values: Mapping[str, Any]) -> ItemMark:
    """A mark; of an unknown kind it names nothing, but keeps its place."""
    files = tuple(
        FileMark(path[:4096], integer(one, "size"))
        for one in objects(values.get("files"))[:MOST_FILES]
        if (path := text(one, "path"))
    )
    year = integer(values, "year")
    return ItemMark(
        kind=_line(values, "kind") or "", title=_line(values, "title") or "", year=year if 1800 <= year <= 2200 else None,
        ids=_ids(values.get("ids")), season=_number(values, "season"), number=_number(values, "number"),
        library=_line(values, "library"), files=files,
    )  # fmt: skip


def _number(values: Mapping[str, Any], name: str) -> int | None:
    found = integer(values, name, -1)
    return found if 0 <= found <= 1_000_000 else None


def _place(values: Mapping[str, Any], count: int) -> int | None:
    found = integer(values, "item", -1)
    return found if 0 <= found < count else None


def _places(values: Any, count: int) -> tuple[int, ...]:
    given: Sequence[Any] = values[:MOST_ENTRIES] if isinstance(values, list) else []
    return tuple(dict.fromkeys(one for one in given if type(one) is int and 0 <= one < count))


def _read_user(values: Mapping[str, Any], count: int) -> UserEntry | None:
    name = _line(values, "name")
    if not name:
        return None
    entries = [
        ProgressEntry(place, min(max(number(one, "seconds") or 0.0, 0.0), 1e7), flag(one, "watched"), moment(one, "updated_at"))
        for one in objects(values.get("progress"))[:MOST_ENTRIES]
        if (place := _place(one, count)) is not None
    ]  # fmt: skip
    given = values.get("languages")
    languages = [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
    codes = [one for one in languages if 2 <= len(one) <= 20 and one.isascii()]
    audio, subtitles = text(values, "audio"), text(values, "subtitles")
    return UserEntry(
        name, tuple(entries), tuple(dict.fromkeys(codes))[:20], audio if audio in ("original", "mine") else None,
        subtitles if subtitles in ("needed", "always", "never") else None,
    )  # fmt: skip


def moment(values: Mapping[str, Any], name: str) -> float:
    """A time, or 0."""
    return min(max(number(values, name) or 0.0, 0.0), LATEST)


def _read_match(values: Mapping[str, Any], count: int) -> MatchEntry | None:
    place, provider, found = _place(values, count), _line(values, "provider"), _cut(text(values, "id"), 100)
    if place is None or (provider is None) != (found is None):
        return None
    if provider is not None and not _PROVIDER.fullmatch(provider):
        return None
    order, episode = text(values, "order"), _read_episode(values.get("episode"))
    if episode is not None:
        return MatchEntry(place, None, None, episode=episode)
    return MatchEntry(place, provider, found, order if order in _ORDERS else None)


def _read_episode(value: object) -> tuple[int, int] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    season, number = value
    if not all(type(one) is int and 0 <= one <= 1_000_000 for one in value):
        return None
    return season, number


def _read_artwork(values: Mapping[str, Any], items: Sequence[ItemMark]) -> ArtworkEntry | None:
    place, kind, encoded = _place(values, len(items)), text(values, "kind"), values.get("image")
    if place is None or kind is None or items[place].kind not in KINDS or kind not in KINDS[items[place].kind].artwork:
        return None
    if not isinstance(encoded, str):
        return ArtworkEntry(place, kind, None, _line(values, "note"))
    if len(encoded) > LARGEST_IMAGE * 4 // 3 + 4:
        return ArtworkEntry(place, kind, None, "the image is larger than 1 MiB")
    try:
        return ArtworkEntry(place, kind, base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError):
        return ArtworkEntry(place, kind, None, "the image is damaged")
