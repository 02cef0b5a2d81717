"""Play time: `config/localconfig.vdf`."""

from collections.abc import Mapping
from dataclasses import dataclass

from dim.games.known_files import BrokenFileError
from dim.games.steam.manifests import moment
from dim.games.vdf import integer, node, nodes, parse_text
from dim.games.vdf.values import as_integer

LARGEST = 64 << 20
"""Bytes."""
_MOST_MINUTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Played:
    """What an account did with an app."""

    seconds: int
    last_played: int | None
    """Unix time in seconds."""


def parse_local_config(data: bytes) -> Mapping[int, Played]:
    """The apps that an account knows, by app id. Raises BrokenFileError."""
    parsed = parse_text(data)
    store = node(parsed.root, "userlocalconfigstore")
    apps: dict[int, Played] = {}
    for key, values in nodes(node(store, "software", "valve", "steam", "apps")):
        app_id = as_integer(key)
        if app_id is not None and app_id % (1 << 32) != 0:
            minutes = min(max(0, integer(values, "playtime") or 0), _MOST_MINUTES)
            apps[app_id % (1 << 32)] = Played(minutes * 60, moment(integer(values, "lastplayed")))
    if parsed.error is not None or not store:
        raise BrokenFileError(parsed.error or "It has no settings of an account.", apps or None)
    return apps
