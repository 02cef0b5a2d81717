"""Finds titles in the index: by key, by a key with slips, by part of a key, by words. Blocks for a few milliseconds at most.

The steps are tried in this order until one finds something that is close enough:
1. the same key, in Latin letters too;
2. keys that begin or end alike: a slip of the finger leaves one end of a title as it is, and many titles go on behind a colon;
3. titles that have the same words, or all but one.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from dim.metadata.imdb.keys import LONGEST_KEY, keys_asked, keys_of_parts, words
from dim.metadata.matching.titles import words_of

MOST_FOUND = 20
MOST_TITLES = 6
"""Titles of one query that are looked up."""
MOST_SCANNED, MOST_MATCHED = 3_000, 150
"""Rows of one scan of keys, and of one search by words."""
CLOSE = 0.8
"""How alike the best key of a step has to be, so that the next step is not tried."""
NEAR = 0.9
"""How alike keys with one or two slips are."""
SHORTEST_INEXACT, SHORTEST_PART = 4, 5
"""Characters of a key that may have slips, and of one that may be a part of another."""
_PART_OF = 0.82
_LAST = "\U0010ffff"
_ENDLESS = (0, 9999)
_KEYS = (
    "SELECT title, key FROM keys WHERE is_show = ? AND year IN (SELECT value FROM json_each(?)) AND key >= ? AND key < ?"
    " AND length(key) BETWEEN ? AND ? LIMIT ?"
)
_REVERSED_KEYS = _KEYS.replace("FROM keys", "FROM reversed_keys")


class Lookup:
    """Searches by title in one open index."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index
        self._years = {
            is_show: [
                year for (year,) in index.execute("SELECT year FROM years WHERE is_show = ? ORDER BY year", (is_show,))
            ]
            for is_show in (False, True)
        }

    def find(self, titles: Sequence[str], *, is_show: bool, years: tuple[int, int] = _ENDLESS) -> list[int]:
        """The numbers of at most MOST_FOUND titles, the most similar first, then the best known. `years`: the first and the last
        year that it may be from. Raises sqlite3.Error.
        """
        asked = [one for one in (title.replace("\0", "") for title in titles[:MOST_TITLES]) if one]
        within = [year for year in self._years[is_show] if years[0] <= year <= years[1]]
        if not asked or not within:
            return []
        search = _Search(self._index, is_show, within)
        for step in (search.exact, search.inexact, search.parts, search.by_words):
            step(asked)
            if search.best >= CLOSE:
                break
        return search.ranked()


class _Search:
    """What one search has found so far."""

    def __init__(self, index: sqlite3.Connection, is_show: bool, years: list[int]) -> None:
        self._index, self._is_show, self._years = index, is_show, years
        self._within = json.dumps(years)
        self._found: dict[int, float] = {}
        """How alike a title's key is, by number."""

    @property
    def best(self) -> float:
        return max(self._found.values(), default=0.0)

    def ranked(self) -> list[int]:
        """One fewer than MOST_FOUND, unless there are more with the very same key: a full page says that some may be missing."""
        ordered = sorted(self._found, key=lambda number: (-round(self._found[number], 2), number))
        same = sum(value >= 0.99 for value in self._found.values())
        return ordered[: MOST_FOUND if same >= MOST_FOUND else MOST_FOUND - 1]

    def _add(self, numbers: Iterable[int], value: float) -> None:
        for number in numbers:
            self._found[number] = max(self._found.get(number, 0.0), value)

    def exact(self, titles: Sequence[str]) -> None:
        """The same key. Other titles than the first count a little less."""
        for place, title in enumerate(titles):
            for turn, key in enumerate(keys_asked(title)):
                self._add(self._same(key, MOST_SCANNED), 1.0 - 0.001 * min(place + turn, 9))

    def inexact(self, titles: Sequence[str]) -> None:
        """Keys with a few slips, or that go on before or after what was asked for."""
        for key in dict.fromkeys(key for title in titles for key in keys_asked(title)[:2]):
            if len(key) < SHORTEST_INEXACT:
                continue
            start = (len(key) - 1) // 2
            self._scan(_KEYS, key, start)
            if self.best < NEAR:  # the slip is in the first half
                self._scan(_REVERSED_KEYS, key[::-1], len(key) - 2 - start)

    def _scan(self, statement: str, key: str, same: int) -> None:
        """Keys whose first characters are the same, and keys that begin with this one."""
        slips = 1 if len(key) < 7 else 2 if len(key) < 14 else 3
        begin = key[: max(same, 1)]
        rows = self._range(statement, begin, len(key) - slips, len(key) + slips)
        near = process.extract(
            key, [other for _, other in rows], scorer=OSA.distance, processor=None, score_cutoff=slips, limit=None
        )
        for _, distance, place in near:
            self._add((rows[place][0],), 0.99 - 0.04 * distance)
        if len(key) >= SHORTEST_PART:
            longer = self._range(statement, key, len(key) + 1, LONGEST_KEY)
            for number, other in sorted(longer)[:MOST_MATCHED]:
                self._add((number,), _PART_OF * (0.9 + 0.1 * len(key) / len(other)))

    def parts(self, titles: Sequence[str]) -> None:
        """Titles that are what stands before or behind a colon or dash."""
        for key in dict.fromkeys(key for title in titles for key in keys_of_parts(title)):
            self._add(self._same(key, MOST_MATCHED), _PART_OF * 0.9)

    def by_words(self, titles: Sequence[str]) -> None:
        """Titles that have all words, in any order; else all but one."""
        for title in titles[:2]:
            asked = words([title])
            for left_out in (None, *sorted(range(len(asked)), key=lambda place: len(asked[place]))[:8]):
                wanted = [word for place, word in enumerate(asked) if place != left_out]
                if not wanted or (left_out is not None and len("".join(wanted)) < SHORTEST_PART):
                    continue
                self._with_words(wanted, " ".join(words_of(title)))
                if self.best >= CLOSE:
                    return

    def _with_words(self, wanted: list[str], asked: str) -> None:
        text = " AND ".join('"' + word.replace('"', '""') + '"' for word in wanted)
        rows = self._index.execute(
            "SELECT number, title, original FROM (SELECT rowid AS found FROM words WHERE words MATCH ? LIMIT 20000)"
            " CROSS JOIN titles ON number = found WHERE (type > 10) = ? AND coalesce(year, 0) BETWEEN ? AND ? LIMIT ?",
            (text, self._is_show, self._years[0], self._years[-1], MOST_MATCHED),
        )
        for number, *own in rows:
            alike = max(fuzz.token_sort_ratio(asked, " ".join(words_of(title))) for title in own if title) / 100
            if alike > 0.5 or len(asked) > SHORTEST_PART:
                self._add((number,), min(max(alike, 0.5), 0.95))

    def _same(self, key: str, most: int) -> list[int]:
        """The titles of a key."""
        rows = self._index.execute(
            "SELECT title FROM keys WHERE is_show = ? AND year IN (SELECT value FROM json_each(?)) AND key = ? LIMIT ?",
            (self._is_show, self._within, key, most),
        )
        return [number for (number,) in rows]

    def _range(self, statement: str, begin: str, shortest: int, longest: int) -> list[tuple[int, str]]:
        """Titles with their keys that begin so, and are so long."""
        values = (self._is_show, self._within, begin, begin + _LAST, shortest, longest, MOST_SCANNED)
        return self._index.execute(statement, values).fetchall()
