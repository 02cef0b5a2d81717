"""RetroArch's playlists (`*.lpl`), how games are called; its runtime logs (`*.lrtl`), how long they were played."""

import re
from dataclasses import dataclass
from datetime import datetime

import orjson

from dim.games.known_files import BrokenFileError

LARGEST_PLAYLIST, LARGEST_LOG = 32 << 20, 64 << 10
"""Bytes."""
_MOST_ITEMS, _LONGEST = 200_000, 300
_INNER = re.compile(r"(?<=\.zip)#|(?<=\.7z)#|(?<=\.apk)#", re.IGNORECASE)
_RUNTIME = re.compile(r"^(\d{1,6}):(\d\d):(\d\d)$")


@dataclass(frozen=True, slots=True)
class PlaylistItem:
    """A game of a playlist."""

    stem: str
    """The name of its file without extension."""
    label: str
    """How it is called; of arcade games the title, else the name by No-Intro or Redump."""
    database: str
    """The name of the playlist that it came from: that of a platform by No-Intro."""


@dataclass(frozen=True, slots=True)
class RuntimeLog:
    """How long a game was played, with all cores or with one."""

    play_time: int
    """Seconds."""
    last_played: int | None
    """Unix time in seconds."""


def parse_playlist(content: bytes) -> tuple[PlaylistItem, ...]:
    """The games of a playlist, in JSON or in the older form with six lines for each. Raises BrokenFileError."""
    if content.lstrip()[:1] != b"{":
        lines = content.decode("utf-8", "replace").splitlines()
        rows = zip(lines[::6], lines[1::6], lines[5::6], strict=False)
        return tuple(_item(path, label, database) for path, label, database in rows if path and label)[:_MOST_ITEMS]
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise BrokenFileError(f"It is no JSON: {error.msg}.") from None
    items = data.get("items")
    if not isinstance(items, list):
        raise BrokenFileError("It has no list of games.")
    found = []
    for item in items[:_MOST_ITEMS]:
        if isinstance(item, dict):
            path, label, database = item.get("path"), item.get("label"), item.get("db_name")
            if isinstance(path, str) and isinstance(label, str) and path and label:
                found.append(_item(path, label, database if isinstance(database, str) else ""))
    return tuple(found)


def _item(path: str, label: str, database: str) -> PlaylistItem:
    outer = _INNER.split(path[-4096:], maxsplit=1)[0]
    name = outer.replace("\\", "/").rpartition("/")[2]
    stem, dot, _extension = name.rpartition(".")
    return PlaylistItem(
        (stem if dot else name)[:_LONGEST], label.strip()[:_LONGEST], database.removesuffix(".lpl")[:_LONGEST]
    )


def parse_runtime_log(content: bytes) -> RuntimeLog:
    """How long a game was played. Raises BrokenFileError."""
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise BrokenFileError(f"It is no JSON: {error.msg}.") from None
    runtime = data.get("runtime") if isinstance(data, dict) else None
    parts = _RUNTIME.match(runtime) if isinstance(runtime, str) else None
    if parts is None:
        raise BrokenFileError("It says no time.")
    hours, minutes, seconds = (int(part) for part in parts.groups())
    return RuntimeLog(hours * 3600 + minutes * 60 + seconds, _time(data.get("last_played")))


def _time(text: object) -> int | None:
    """RetroArch writes local time, and runs where this server runs."""
    try:
        moment = datetime.strptime(text, "%Y-%m-%d %H:%M:%S") if isinstance(text, str) else None
        return int(moment.timestamp()) if moment is not None and moment.year >= 1990 else None
    except (ValueError, OverflowError, OSError):
        return None
