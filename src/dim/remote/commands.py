"""The commands, and their parameters as they come from outside. All are absolute, so that repeating one changes nothing. Pure.

`play, pause, stop, seek {position}, skip {seconds}, next, previous, volume {level}, volume_up, volume_down, mute {on}, audio
{track}, subtitle {track, offset, style}, quality {quality}, rate {rate}, fullscreen {on}, play_item {item_id, position, version},
queue {items, mode}, launch {item_id}, message {text}, navigate {to}, move {to}`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from dim.remote.model import InvalidError
from dim.remote.reports import clean

MOST_QUEUED = 500
LONGEST_MESSAGE = 500
LONGEST_POSITION = 1e7
LOWEST_RATE, HIGHEST_RATE = 0.25, 4.0
MODES = ("now", "next", "last", "rest")
STYLES: Mapping[str, tuple[Any, ...]] = {"size": ("small", "medium", "large"), "boxed": (True, False)}
"""What can be said of the look of subtitles, as in the player's own menu."""
_PATH = re.compile(r"/(?![/\\])[\w\-./~%?=&+,:@!*;]*")
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Command:
    """A command with its parameters, checked."""

    name: str
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


Check = Callable[[str, Any], Any]


def _number(least: float, most: float) -> Check:
    def check(name: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise InvalidError(name, f"{name} has to be a number.")
        if not least <= value <= most:  # also what is no number (NaN)
            raise InvalidError(name, f"{name} has to be between {least:g} and {most:g}.")
        return float(value)

    return check


def _whole(least: int, most: int) -> Check:
    number = _number(least, most)

    def check(name: str, value: Any) -> int:
        if number(name, value) != int(value):
            raise InvalidError(name, f"{name} has to be a whole number.")
        return int(value)

    return check


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise InvalidError(name, f"{name} has to be true or false.")
    return value


def _text(longest: int) -> Check:
    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or len(value.strip()) > longest or "\0" in value:
            raise InvalidError(name, f"{name} has to be a text of at most {longest} characters.")
        if (text := clean(value, longest)) is None:
            raise InvalidError(name, f"{name} has to be a text of at most {longest} characters.")
        return text

    return check


def _or_none(inner: Check) -> Check:
    return lambda name, value: None if value is None else inner(name, value)


def _one_of(*known: str) -> Check:
    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise InvalidError(name, f"{name} has to be one of {', '.join(known)}.")
        return value

    return check


def _items(name: str, value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) > MOST_QUEUED:
        raise InvalidError(name, f"{name} has to be a list of at most {MOST_QUEUED} ids.")
    return tuple(_ID(f"{name}.{place}", one) for place, one in enumerate(value))


def _path(name: str, value: Any) -> str:
    """A page of Dim's own UI."""
    if not isinstance(value, str) or len(value) > 300 or not _PATH.fullmatch(value):
        raise InvalidError(name, f"{name} has to be the path of a page of Dim, such as /media/7.")
    return value


def _style(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidError(name, f"{name} has to be an object.")
    for key, one in value.items():
        if key not in STYLES:
            raise InvalidError(f"{name}.{key}"[:100], f"{name} knows {', '.join(STYLES)}.")
        if not any(type(one) is type(known) and one == known for known in STYLES[key]):
            raise InvalidError(f"{name}.{key}", f"{key} has to be one of {', '.join(map(str, STYLES[key]))}.")
    return value


@dataclass(frozen=True, slots=True)
class _Parameter:
    check: Check
    default: Any = _MISSING
    """Without one, it has to be given."""


_ID = _whole(1, 2**53)
_POSITION, _TRACK = _number(0, LONGEST_POSITION), _or_none(_whole(0, 10_000))
_OFFSET = _number(-60, 60)
PARAMETERS: Mapping[str, Mapping[str, _Parameter]] = {
    "play": {},
    "pause": {},
    "stop": {},
    "seek": {"position": _Parameter(_POSITION)},
    "skip": {"seconds": _Parameter(_number(-LONGEST_POSITION, LONGEST_POSITION))},
    "next": {},
    "previous": {},
    "volume": {"level": _Parameter(_whole(0, 100))},
    "volume_up": {},
    "volume_down": {},
    "mute": {"on": _Parameter(_flag, True)},
    "audio": {"track": _Parameter(_whole(0, 10_000))},
    "subtitle": {
        "track": _Parameter(_TRACK, None),
        "offset": _Parameter(_or_none(_OFFSET), None),
        "style": _Parameter(_or_none(_style), None),
    },
    "quality": {"quality": _Parameter(_text(40))},
    "rate": {"rate": _Parameter(_number(LOWEST_RATE, HIGHEST_RATE))},
    "fullscreen": {"on": _Parameter(_flag, True)},
    "play_item": {
        "item_id": _Parameter(_ID),
        "position": _Parameter(_or_none(_POSITION), None),
        "version": _Parameter(_or_none(_ID), None),
    },
    "queue": {"items": _Parameter(_items), "mode": _Parameter(_one_of(*MODES), "last")},
    "launch": {"item_id": _Parameter(_ID)},
    "message": {"text": _Parameter(_text(LONGEST_MESSAGE))},
    "navigate": {"to": _Parameter(_path)},
    "move": {"to": _Parameter(_ID)},
}
NAMES = tuple(PARAMETERS)
_DERIVED: Mapping[str, frozenset[str]] = {
    "skip": frozenset(("seek",)),
    "volume_up": frozenset(("volume",)),
    "volume_down": frozenset(("volume",)),
    "next": frozenset(("play_item",)),
    "previous": frozenset(("play_item",)),
    "queue": frozenset(("play_item",)),
    "move": frozenset(("pause", "stop")),
}
"""Commands that no player gets, and those that it gets instead of them."""


def read(name: Any, given: Mapping[str, Any]) -> Command:
    """A command from outside. A subtitle's track is left as it is where only offset or style are given.

    Raises InvalidError: it is not known, or a parameter is missing, unknown or wrong.
    """
    if not isinstance(name, str) or name not in PARAMETERS:
        raise InvalidError("command", f"command has to be one of {', '.join(NAMES)}.")
    known = PARAMETERS[name]
    if unknown := next((key for key in given if key not in known), None):
        listed = f" It knows {', '.join(known)}." if known else " It takes none."
        raise InvalidError(str(unknown)[:100], f"{name} does not know this parameter.{listed}")
    values = {}
    for key, parameter in known.items():
        value = given.get(key, parameter.default)
        if value is _MISSING:
            raise InvalidError(key, f"{name} needs {key}.")
        values[key] = value if key not in given else parameter.check(key, value)
    if name == "subtitle":
        if not given:
            raise InvalidError("track", "subtitle needs track, offset or style.")
        values = {key: values[key] for key in given if key == "track" or values[key] is not None}
    return Command(name, MappingProxyType(values))


def askable(obeyed: frozenset[str]) -> frozenset[str]:
    """The commands that can be given to a player that obeys some.

    >>> sorted(askable(frozenset(("seek",))))
    ['seek', 'skip']
    """
    return frozenset(obeyed - _DERIVED.keys()) | {name for name, needed in _DERIVED.items() if needed <= obeyed}
