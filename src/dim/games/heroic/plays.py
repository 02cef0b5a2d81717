"""What people did in Heroic: `store/timestamp.json` (play time), `store/config.json` (favourites and hidden games)."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from dim.games.heroic.model import Marks
from dim.games.launcher.values import identifier, moment, object_of, parse_object, seconds
from dim.games.model import Play
from dim.media.json_values import objects

LARGEST = 16 << 20
"""Bytes."""
MOST = 50_000
_MINUTE = 60


def parse_timestamps(data: bytes) -> Mapping[str, Play]:
    """Play time and the last time, by app name. Raises BrokenFileError."""
    return {
        name: Play(seconds(one.get("totalPlayed"), _MINUTE), moment(one.get("lastPlayed")))
        for key, one in islice(parse_object(data).items(), MOST)
        if isinstance(one, Mapping) and (name := identifier(key))
    }


def parse_marks(data: bytes) -> Marks:
    """The favourites and the hidden games. Raises BrokenFileError."""
    games = object_of(parse_object(data), "games")
    return Marks(_apps(games.get("favourites")), _apps(games.get("hidden")))


def _apps(listed: Any) -> frozenset[str]:
    return frozenset(name for one in objects(listed)[:MOST] if (name := identifier(one.get("appName"))))
