"""Files of a Trakt export: `watched-movies.json`, `watched-shows.json`, `watched-history.json` (and `watched-history-1.json` …).

They hold what the API answers:

    /sync/watched/movies    [{plays, last_watched_at, movie: {title, year, ids}}]
    /sync/watched/shows     [{show, seasons: [{number, episodes: [{number, plays, last_watched_at}]}]}]
    /sync/history           [{watched_at, type, movie | show + episode}]
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from dim.media.json_values import integer, objects, text
from dim.transfer.watched import SourceError, WatchedItem

LARGEST, MOST_FILES = 256 << 20, 1000
"""Bytes of a file, and how many of them are read."""
_IDS = ("imdb", "tmdb", "tvdb", "trakt")


def read_trakt(files: Sequence[Path]) -> Iterator[WatchedItem]:
    """What some files of an export, or those of folders, say was watched. Raises SourceError."""
    for file in _json_files(files):
        try:
            if file.stat().st_size > LARGEST:
                raise SourceError(f"{file} is larger than {LARGEST >> 20} MiB: that is no file of a Trakt export.")
            values = orjson.loads(file.read_bytes())
        except OSError as error:
            raise SourceError(f"{file} cannot be read: {error.strerror}.") from None
        except ValueError:
            raise SourceError(f"{file} is no JSON. Unpack the export of Trakt first.") from None
        for entry in objects(values):
            yield from _read(entry)


def _json_files(files: Sequence[Path]) -> list[Path]:
    """The files that say what was watched, in their order. Raises SourceError: there is none."""
    found: list[Path] = []
    for one in files:
        found += sorted(one.rglob("watched-*.json")) if one.is_dir() else [one]
    if not found:
        raise SourceError("There is no watched-movies.json, watched-shows.json or watched-history.json.")
    if len(found) > MOST_FILES:
        raise SourceError(f"These are more than {MOST_FILES} files; name those of the export.")
    return found


def _read(entry: Mapping[str, Any]) -> Iterator[WatchedItem]:
    when = _moment(entry, "watched_at") or _moment(entry, "last_watched_at")
    movie, show, episode = entry.get("movie"), entry.get("show"), entry.get("episode")
    if isinstance(movie, Mapping):
        yield _item("movie", movie, when)
    elif isinstance(show, Mapping) and isinstance(episode, Mapping):
        yield _item("episode", show, when, _number(episode, "season"), _number(episode, "number"))
    elif isinstance(show, Mapping):
        for season in objects(entry.get("seasons")):
            for one in objects(season.get("episodes")):
                watched_at = _moment(one, "last_watched_at") or when
                yield _item("episode", show, watched_at, _number(season, "number"), _number(one, "number"))


def _item(
    kind: str, of: Mapping[str, Any], when: float, season: int | None = None, episode: int | None = None
) -> WatchedItem:
    ids = of.get("ids")
    given: Mapping[str, Any] = ids if isinstance(ids, Mapping) else {}
    known = {name: str(given[name]) for name in _IDS if isinstance(given.get(name), str | int) and given[name]}
    return WatchedItem(
        kind="movie" if kind == "movie" else "episode", title=text(of, "title") or "", year=integer(of, "year") or None,
        ids=known, season=season, episode=episode, watched=True, last_watched=when,
    )  # fmt: skip


def _number(values: Mapping[str, Any], name: str) -> int | None:
    found = integer(values, name, -1)
    return found if 0 <= found <= 1_000_000 else None


def _moment(values: Mapping[str, Any], name: str) -> float:
    """A time "2024-03-01T19:15:00.000Z" as UTC seconds; 0: it is none."""
    try:
        found = datetime.fromisoformat(text(values, name) or "")
        return max((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp(), 0.0)
    except (ValueError, OverflowError):
        return 0.0
