"""The first half of an import: the datasets as tables of a temporary database, without what is not kept.

Memory is bounded: titles that are kept are one bit each, everything else is on disk, and SQLite sorts it.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dim.metadata.imdb.datasets import (
    LARGEST_ID,
    Counts,
    Dataset,
    DatasetError,
    Progress,
    number_of,
    rows,
    text_of,
    title_number,
)
from dim.metadata.imdb.packing import title_and_date

TYPES = {
    "movie": 1, "tvMovie": 2, "video": 3, "short": 4, "tvShort": 5, "tvSpecial": 6,
    "tvSeries": 11, "tvMiniSeries": 12,
}  # fmt: skip
"""The types of titles that are kept; those from FIRST_SHOW on are shows."""
FIRST_SHOW = 11
LONGEST_TITLE = 500
LARGEST_YEAR, LARGEST_NUMBER, MOST_MINUTES, MOST_VOTES = 2200, 20_000, 60_000, 1 << 40
_BATCH = 20_000
_SCHEMA = """
CREATE TABLE basics (id INTEGER PRIMARY KEY, type INT, title TEXT, original TEXT, year INT, ended INT, minutes INT, genres TEXT);
CREATE TABLE ratings (id INTEGER PRIMARY KEY, rating INT, votes INT);
CREATE TABLE akas (id INT, title TEXT, region TEXT, language TEXT);
CREATE TABLE episodes (id INTEGER PRIMARY KEY, show INT, season INT, number INT);
CREATE TABLE episode_names (id INTEGER PRIMARY KEY, title TEXT, year INT, released TEXT);
"""


class Bits:
    """A set of numbers up to LARGEST_ID, one bit each."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def add(self, number: int) -> None:
        """Put a number from 0 to LARGEST_ID into it."""
        place = number >> 3
        if place >= len(self._bytes):
            self._bytes.extend(bytes(min(place + 1_000_000, LARGEST_ID // 8 + 1) - len(self._bytes)))
        self._bytes[place] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        place = number >> 3
        return place < len(self._bytes) and bool(self._bytes[place] >> (number & 7) & 1)


@dataclass(slots=True)
class Staged:
    """What was read, by dataset; and what was left out, by reason."""

    counts: dict[str, Counts] = field(default_factory=dict)
    adult: int = 0
    other_types: int = 0
    without_number: int = 0
    """Episodes that have no season or no number."""


def stage(
    database: sqlite3.Connection, datasets: Iterable[Dataset], progress: Progress, *, adult: bool, skip_broken: bool
) -> Staged:
    """Fill a temporary database, which has to be empty. Raises DatasetError, sqlite3.Error."""
    database.executescript(_SCHEMA)
    by_name = {one.name: one for one in datasets}
    if "title.basics" not in by_name:
        raise DatasetError("The file title.basics.tsv.gz is needed: it has the titles. Give it too.")
    reader = _Reader(progress, adult, skip_broken, has_episodes="title.episode" in by_name)
    for name, (fill, insert) in reader.tables.items():  # which titles are kept is known after the first
        if name in by_name:
            for batch in _batched(fill(by_name[name])):
                database.executemany(insert, batch)
                if reader.names:
                    database.executemany("INSERT OR REPLACE INTO episode_names VALUES (?,?,?,?)", reader.names)
                    reader.names.clear()
            database.commit()
    return reader.staged


class _Reader:
    def __init__(self, progress: Progress, adult: bool, skip_broken: bool, *, has_episodes: bool) -> None:
        self.staged = Staged()
        self.names: list[tuple[object, ...]] = []
        """Rows of episode_names that wait to be written."""
        self._has_episodes = has_episodes
        self._progress, self._adult, self._skip_broken = progress, adult, skip_broken
        self._titles, self._shows = Bits(), Bits()
        self.tables = {
            "title.basics": (self._basics, "INSERT OR REPLACE INTO basics VALUES (?,?,?,?,?,?,?,?)"),
            "title.ratings": (self._ratings, "INSERT OR REPLACE INTO ratings VALUES (?,?,?)"),
            "title.akas": (self._akas, "INSERT INTO akas VALUES (?,?,?,?)"),
            "title.episode": (self._episodes, "INSERT OR REPLACE INTO episodes VALUES (?,?,?,?)"),
        }

    def _rows(self, dataset: Dataset) -> Iterator[tuple[int, list[bytes]]]:
        counts = self.staged.counts.setdefault(dataset.name, Counts())
        return rows(dataset, counts, self._progress, skip_broken=self._skip_broken)

    def _basics(self, dataset: Dataset) -> Iterator[tuple[object, ...] | None]:
        types = {name.encode(): number for name, number in TYPES.items()}
        for number, fields in self._rows(dataset):
            kind, title = types.get(fields[1]), text_of(fields[2])
            if fields[1] == b"tvEpisode":
                if title is not None and self._has_episodes:
                    name, released = title_and_date(title[:LONGEST_TITLE])
                    self.names.append((number, name, number_of(fields[5], LARGEST_YEAR), released))
                    if len(self.names) >= _BATCH:
                        yield None
                continue
            if kind is None or title is None:
                self.staged.other_types += 1
                continue
            if fields[4] == b"1" and not self._adult:
                self.staged.adult += 1
                continue
            self._titles.add(number)
            if kind >= FIRST_SHOW:
                self._shows.add(number)
            self.staged.counts[dataset.name].kept += 1
            original = text_of(fields[3])
            yield (
                number, kind, title[:LONGEST_TITLE], original[:LONGEST_TITLE] if original and original != title else None,
                number_of(fields[5], LARGEST_YEAR), number_of(fields[6], LARGEST_YEAR), number_of(fields[7], MOST_MINUTES),
                text_of(fields[8]),
            )  # fmt: skip

    def _ratings(self, dataset: Dataset) -> Iterator[tuple[object, ...]]:
        for number, fields in self._rows(dataset):
            rating, votes = _tenths(fields[1]), number_of(fields[2], MOST_VOTES)
            if number in self._titles and rating is not None and votes is not None:
                self.staged.counts[dataset.name].kept += 1
                yield number, rating, votes

    def _akas(self, dataset: Dataset) -> Iterator[tuple[object, ...]]:
        for number, fields in self._rows(dataset):
            if number in self._titles and (title := text_of(fields[2])) is not None:
                self.staged.counts[dataset.name].kept += 1
                yield number, title[:LONGEST_TITLE], text_of(fields[3]), text_of(fields[4])

    def _episodes(self, dataset: Dataset) -> Iterator[tuple[object, ...]]:
        for number, fields in self._rows(dataset):
            show = title_number(fields[1])
            if show is None or show not in self._shows:
                continue
            season, episode = number_of(fields[2], LARGEST_NUMBER), number_of(fields[3], LARGEST_NUMBER)
            if season is None or episode is None:
                self.staged.without_number += 1
                continue
            self.staged.counts[dataset.name].kept += 1
            yield number, show, season, episode


def _tenths(field: bytes) -> int | None:
    """A rating from 0 to 10 in tenths."""
    whole, _, tenth = field.partition(b".")
    value = number_of(whole + (tenth or b"0")[:1], 100)
    return value or None


def _batched(entries: Iterator[tuple[object, ...] | None]) -> Iterator[list[tuple[object, ...]]]:
    """Rows in batches; None ends one early. The last may be empty."""
    batch: list[tuple[object, ...]] = []
    for entry in entries:
        if entry is not None:
            batch.append(entry)
        if entry is None or len(batch) >= _BATCH:
            yield batch
            batch = []
    yield batch
