"""Kodi's video database (`MyVideos131.db`, a SQLite file): plays, resume points and ids. Any version from 107 (Kodi 17) on.

Tables: `files` (playCount, lastPlayed in local time), `bookmark` (type 1: resume point), `movie`, `tvshow`, `episode` (c12 season,
c13 number), `uniqueid` (media_id, media_type, value, type). Tables are read, since views may call
functions.
"""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dim.transfer.watched import SourceError, WatchedItem

LARGEST = 4 << 30
"""Bytes of a database that is read."""
MOST_SECONDS = 60.0
_IDS = frozenset(("imdb", "tmdb", "tvdb", "tvmaze", "anilist", "anidb", "trakt", "wikidata"))
_MOVIES = """
    SELECT movie.idMovie AS id, movie.c00 AS title, substr(movie.premiered, 1, 4) AS year,
        path.strPath || files.strFilename AS path, files.playCount AS plays, files.lastPlayed AS played,
        bookmark.timeInSeconds AS seconds
    FROM movie JOIN files ON files.idFile = movie.idFile JOIN path ON path.idPath = files.idPath
    LEFT JOIN bookmark ON bookmark.idFile = files.idFile AND bookmark.type = 1
    WHERE files.playCount > 0 OR bookmark.timeInSeconds > 0
"""
_EPISODES = """
    SELECT tvshow.idShow AS id, tvshow.c00 AS title, substr(tvshow.c05, 1, 4) AS year,
        episode.c12 AS season, episode.c13 AS episode,
        path.strPath || files.strFilename AS path, files.playCount AS plays, files.lastPlayed AS played,
        bookmark.timeInSeconds AS seconds
    FROM episode JOIN tvshow ON tvshow.idShow = episode.idShow JOIN files ON files.idFile = episode.idFile
    JOIN path ON path.idPath = files.idPath LEFT JOIN bookmark ON bookmark.idFile = files.idFile AND bookmark.type = 1
    WHERE files.playCount > 0 OR bookmark.timeInSeconds > 0
"""


def read_kodi(file: Path) -> Iterator[WatchedItem]:
    """What was watched or begun according to a database. It is opened read-only, and never changed. Raises SourceError."""
    try:
        if file.stat().st_size > LARGEST:
            raise SourceError(f"{file} is larger than {LARGEST >> 30} GiB: that is no database of Kodi.")
        address = f"file:{quote(str(file.resolve()))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            yield from _read(connection)
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror}.") from None
    except sqlite3.Error as error:
        raise SourceError(
            f"{file} is no video database of Kodi, or is damaged ({error}). It is called MyVideos131.db or so."
        ) from None


def _read(connection: sqlite3.Connection) -> Iterator[WatchedItem]:
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.execute("PRAGMA trusted_schema = OFF")  # what its views and triggers would run is a stranger's
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 10_000_000)
    end = time.monotonic() + MOST_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > end, 100_000)
    ids = _unique_ids(connection)
    for row in connection.execute(_MOVIES):
        yield _item("movie", row, ids.get(("movie", row["id"]), {}))
    for row in connection.execute(_EPISODES):
        season, number = _number(row["season"]), _number(row["episode"])
        yield _item("episode", row, ids.get(("tvshow", row["id"]), {}), season, number)


def _unique_ids(connection: sqlite3.Connection) -> Mapping[tuple[str, Any], dict[str, str]]:
    found: dict[tuple[str, Any], dict[str, str]] = {}
    for row in connection.execute("SELECT media_id, media_type, type, value FROM uniqueid"):
        kind, value = row["type"], row["value"]
        if kind == "unknown" and isinstance(value, str) and value.startswith("tt"):
            kind = "imdb"
        if kind in _IDS and isinstance(value, str) and value:
            found.setdefault((row["media_type"], row["media_id"]), {})[kind] = value
    return found


def _item(
    kind: str, row: sqlite3.Row, ids: Mapping[str, str], season: int | None = None, episode: int | None = None
) -> WatchedItem:
    path, title, seconds = row["path"], row["title"], row["seconds"]
    return WatchedItem(
        kind="movie" if kind == "movie" else "episode", title=title if isinstance(title, str) else "", year=_number(row["year"]),
        ids=ids, season=season, episode=episode, path=_path(path) if isinstance(path, str) else None,
        watched=(_number(row["plays"]) or 0) > 0, last_watched=_moment(row["played"]),
        seconds=float(seconds) if isinstance(seconds, int | float) and 0 < seconds < 1e7 else 0.0,
    )  # fmt: skip


def _path(text: str) -> str:
    """The first file of a `stack://a , b`; else the path."""
    return text.removeprefix("stack://").partition(" , ")[0] if text.startswith("stack://") else text


def _number(value: object) -> int | None:
    """A number, which Kodi keeps as text."""
    if isinstance(value, int):
        return value if 0 <= value <= 1_000_000 else None
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 6 else None


def _moment(text: object) -> float:
    """A local time "2024-03-01 20:15:00" as UTC seconds; 0: it is none."""
    try:
        return max(datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S").astimezone().timestamp(), 0.0)
    except (ValueError, OverflowError, OSError):
        return 0.0
