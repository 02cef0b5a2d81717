"""One open index: titles as candidates and facts. Blocks."""

import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dim.metadata.imdb.build import APPLICATION, VERSION
from dim.metadata.imdb.languages import title_in, translations
from dim.metadata.imdb.lookup import Lookup
from dim.metadata.imdb.packing import Episode, Name, counts_of, unpack_episodes, unpack_names
from dim.metadata.imdb.staging import FIRST_SHOW
from dim.metadata.json_fields import MOST_NAMES
from dim.metadata.model import (
    Candidate,
    EpisodeFacts,
    Facts,
    Locale,
    Rating,
    SeasonFacts,
    TitleFacts,
    TitleKind,
    TitleQuery,
)
from dim.naming import fold

YEARS_AROUND = 1
"""What a year that is asked for may be off by."""
SECONDS = 5.0
"""After which a question ends with an error: the index is not as it should be, or the disk hangs."""
_COLUMNS = "number, imdb, type, title, original, year, ended, minutes, genres, rating, votes, names, seasons"


class WrongFormatError(Exception):
    """The file is no index, or one of another version of Dim."""


class IndexFile:
    """An index that was opened for reading. Use from one thread at a time.

    Methods raise sqlite3.Error or ValueError: the file is damaged.
    """

    def __init__(self, path: Path) -> None:
        """Raises WrongFormatError, sqlite3.Error."""
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"  # it is replaced, never changed
        self._database = sqlite3.connect(address, uri=True, check_same_thread=False)
        try:
            self._deadline = time.monotonic() + SECONDS
            self._database.set_progress_handler(self._is_late, 100_000)
            found = [
                self._database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
            ]
            if found != [APPLICATION, VERSION]:
                raise WrongFormatError
            self._lookup = Lookup(self._database)
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def search(self, query: TitleQuery, *, with_year: bool) -> list[Candidate]:
        """Titles that may be meant, the most similar first. `with_year`: from the query's year or one beside it; of a show, also
        those that ran in that year.
        """
        self._deadline = time.monotonic() + SECONDS
        is_show, years = query.kind == "show", (0, 9999)
        if with_year and query.year is not None:
            years = (0 if is_show else query.year - YEARS_AROUND, query.year + YEARS_AROUND)
        numbers = self._lookup.find(query.titles, is_show=is_show, years=years)
        rows = {row[0]: row for row in self._titles(numbers)}
        found = [_candidate(rows[number], query.titles) for number in numbers if number in rows]
        if with_year and is_show and query.year is not None:
            found = [one for one in found if _ran_in(one, query.year)]
        return found

    def find(self, kind: TitleKind, imdb: int) -> Candidate | None:
        """The title of an id, if it is of that kind."""
        row = self._title(kind, imdb)
        return _candidate(row, ()) if row else None

    def details(self, kind: TitleKind, imdb: int, locale: Locale) -> TitleFacts | None:
        """Everything about a title, with all episodes."""
        row = self._title(kind, imdb)
        if row is None:
            return None
        facts = _facts(row, locale)
        packed = self._database.execute("SELECT packed FROM episodes WHERE show = ?", (row[0],)).fetchone()
        episodes = unpack_episodes(packed[0]) if packed else []
        seasons = tuple(SeasonFacts(number) for number in sorted({one.season for one in episodes}))
        return TitleFacts(facts, seasons, tuple(_episode(one) for one in episodes))

    def _is_late(self) -> bool:
        """Asked by SQLite now and then during a query, which it ends then."""
        return time.monotonic() > self._deadline

    def _title(self, kind: TitleKind, imdb: int) -> tuple[Any, ...] | None:
        self._deadline = time.monotonic() + SECONDS
        row: tuple[Any, ...] | None = self._database.execute(
            f"SELECT {_COLUMNS} FROM titles WHERE imdb = ?",  # noqa: S608
            (imdb,),
        ).fetchone()
        return row if row is not None and (row[2] >= FIRST_SHOW) == (kind == "show") else None

    def _titles(self, numbers: Iterable[int]) -> list[tuple[Any, ...]]:
        wanted = ",".join(str(int(number)) for number in numbers)
        return self._database.execute(f"SELECT {_COLUMNS} FROM titles WHERE number IN ({wanted})").fetchall()  # noqa: S608


def imdb_id(number: int) -> str:
    """As IMDb writes it: tt0133093."""
    return f"tt{number:07}"


def _ran_in(candidate: Candidate, year: int) -> bool:
    if candidate.year is None:
        return True
    return candidate.year - YEARS_AROUND <= year <= (candidate.ended or 9999) + YEARS_AROUND


def _candidate(row: tuple[Any, ...], asked: Iterable[str]) -> Candidate:
    _, number, kind, title, original, year, ended, minutes, _, _, votes, names, seasons = row
    is_show = kind >= FIRST_SHOW
    return Candidate(
        provider="imdb", id=imdb_id(number), kind="show" if is_show else "movie", title=title, original_title=original or title,
        other_titles=_others(unpack_names(names), title, asked), year=year, popularity=float(votes or 0),
        runtime=minutes * 60.0 if minutes else None, ids={"imdb": imdb_id(number)},
        episodes=counts_of(seasons) if seasons else {}, ended=ended, is_complete=not is_show,
    )  # fmt: skip


def _others(names: list[Name], title: str, asked: Iterable[str]) -> tuple[str, ...]:
    """Its other titles; of many, those first that were asked for."""
    found = dict.fromkeys(one.title for one in names if one.title != title)
    if len(found) > MOST_NAMES:
        wanted = {fold(one) for one in asked}
        return tuple(sorted(found, key=lambda one: fold(one) not in wanted)[:MOST_NAMES])
    return tuple(found)


def _facts(row: tuple[Any, ...], locale: Locale) -> Facts:
    _, number, kind, title, original, year, ended, minutes, genres, rating, votes, packed, _ = row
    names = unpack_names(packed)
    value = rating / 10 if rating else None
    shown = title_in(locale, names) or title
    is_show = kind >= FIRST_SHOW
    return Facts(
        title=shown, original_title=original or title, other_titles=_others([Name(title, None, None), *names], shown, ()),
        year=year, ended=str(ended) if ended else None, status=("ended" if ended else None) if is_show else None,
        runtime=minutes * 60.0 if minutes else None, rating=value,
        ratings=(Rating("imdb", value, votes),) if value is not None else (),
        genres=tuple(_GENRES.get(one, one) for one in (genres or "").split(",") if one),
        translations=translations(title, names), ids={"imdb": imdb_id(number)},
    )  # fmt: skip


_GENRES = {"Sci-Fi": "Science Fiction", "Musical": "Music"}
"""As other providers call them."""


def _episode(one: Episode) -> EpisodeFacts:
    return EpisodeFacts(
        one.season, one.number,
        Facts(title=one.title, year=one.year, released=one.released, ids={"imdb": imdb_id(one.imdb)}),
    )  # fmt: skip
