"""Favourites and hidden apps: collections in Steam's cloud storage, and in older installations `sharedconfig.vdf`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from dim.games.known_files import BrokenFileError
from dim.games.vdf import integer, node, nodes, parse_text
from dim.games.vdf.values import as_integer

LARGEST = 32 << 20
"""Bytes."""
_PREFIX = "user-collections."
_FAVORITE, _HIDDEN = "favorite", "hidden"


@dataclass(frozen=True, slots=True)
class Collections:
    """The collections of an account that mean something here: app ids."""

    favorite: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()
    are_stored: bool = False
    """Whether the file has any collections at all."""


def parse_cloud_storage(data: bytes) -> Collections:
    """`cloud-storage-namespace-1.json`: a list of keys and records, whose values are JSON as text. Raises BrokenFileError."""
    try:
        listed = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise BrokenFileError(f"It is no JSON (line {error.lineno}).") from error
    if not isinstance(listed, list):
        raise BrokenFileError("It is no list.")
    found: dict[str, frozenset[int]] = {}
    broken, stored = False, False
    for entry in listed:
        key = entry[0] if isinstance(entry, list) and len(entry) == 2 else None
        if not isinstance(key, str) or not key.startswith(_PREFIX):
            continue
        stored = True
        name = key.removeprefix(_PREFIX)
        if name in (_FAVORITE, _HIDDEN):
            apps = _apps(entry[1])
            broken |= apps is None
            found[name] = apps or frozenset()
    collections = Collections(found.get(_FAVORITE, frozenset()), found.get(_HIDDEN, frozenset()), stored)
    if broken:
        raise BrokenFileError("A collection is damaged.", collections)
    return collections


def _apps(record: Any) -> frozenset[int] | None:
    """The app ids of a collection; None: it is damaged."""
    if not isinstance(record, dict):
        return None
    if record.get("is_deleted") is True or record.get("value") in (None, ""):
        return frozenset()
    try:
        value = orjson.loads(record["value"])
    except (orjson.JSONDecodeError, TypeError):
        return None
    if not isinstance(value, dict):
        return None
    return _ids(value.get("added")) - _ids(value.get("removed"))


def _ids(listed: Any) -> frozenset[int]:
    if not isinstance(listed, list):
        return frozenset()
    numbers = (as_integer(one) if isinstance(one, str) else one for one in listed)
    return frozenset(one % (1 << 32) for one in numbers if isinstance(one, int) and not isinstance(one, bool))


def parse_shared_config(data: bytes) -> Collections:
    """`sharedconfig.vdf`, where collections were until 2019. Raises BrokenFileError."""
    parsed = parse_text(data)
    store = node(parsed.root, "userroamingconfigstore") or node(parsed.root, "userlocalconfigstore")
    apps = [
        (app_id, values)
        for key, values in nodes(node(store, "software", "valve", "steam", "apps"))
        if (app_id := as_integer(key)) is not None
    ]
    favorite = frozenset(app_id for app_id, values in apps if _FAVORITE in _tags(node(values, "tags").values()))
    hidden = frozenset(app_id for app_id, values in apps if integer(values, "hidden"))
    collections = Collections(favorite, hidden, bool(apps))
    if parsed.error is not None or not store:
        raise BrokenFileError(parsed.error or "It has no settings of an account.", collections if apps else None)
    return collections


def _tags(values: Iterable[object]) -> frozenset[str]:
    return frozenset(value.lower() for value in values if isinstance(value, str))
