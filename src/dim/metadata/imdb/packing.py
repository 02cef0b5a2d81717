"""Names and episodes of a title as compact rows of the index.

>>> unpack_names(pack_names([Name("Matrix", "DE", None)]))
[Name(title='Matrix', region='DE', language=None)]
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

MOST_NAMES, MOST_EPISODES = 200, 50_000
"""Of one title; further ones are left out."""
LARGEST = 16 << 20
"""Bytes of a row when it is unpacked."""
_UNNAMED = re.compile(r"Episode #\d+\.\d+$")
_DATED = re.compile(r"Episode dated (\d{1,2}) ([A-Z][a-z]+) (\d{4})$")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


class Name(NamedTuple):
    """What a title is called somewhere."""

    title: str
    region: str | None
    """A country ("DE"), or one of IMDb's own such as "XWW" (the world)."""
    language: str | None


class Episode(NamedTuple):
    """An episode of a show. The title of IMDb's "Episode #1.5" is None; "Episode dated 3 May 2021" is a date."""

    season: int
    number: int
    imdb: int
    title: str | None
    year: int | None
    released: str | None = None


def pack_names(names: Iterable[Name]) -> bytes:
    """At most MOST_NAMES names; empty: there are none."""
    lines = [f"{one.title}\t{one.region or ''}\t{one.language or ''}" for one in names]
    return zlib.compress("\n".join(lines[:MOST_NAMES]).encode(), 6) if lines else b""


def unpack_names(packed: bytes) -> list[Name]:
    """As they were packed. Raises ValueError: it is damaged."""
    return [Name(title, region or None, language or None) for title, region, language in _lines(packed, 3)]


def pack_episodes(episodes: Sequence[Episode]) -> bytes:
    """Episodes in their order."""
    lines = (
        f"{one.season}\t{one.number}\t{one.imdb}\t{one.title or ''}\t{one.year or ''}\t{one.released or ''}"
        for one in episodes[:MOST_EPISODES]
    )
    return zlib.compress("\n".join(lines).encode(), 6)


def unpack_episodes(packed: bytes) -> list[Episode]:
    """As they were packed. Raises ValueError: it is damaged."""
    return [
        Episode(int(season), int(number), int(imdb), title or None, int(year) if year else None, released or None)
        for season, number, imdb, title, year, released in _lines(packed, 6)
    ]


def _lines(packed: bytes, fields: int) -> list[list[str]]:
    if not packed:
        return []
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, LARGEST).decode()
    except zlib.error as error:
        raise ValueError(str(error)) from None
    found = [line.split("\t") for line in text.split("\n")]
    if unpacker.unconsumed_tail or any(len(line) != fields for line in found):
        raise ValueError("a row of names or episodes is damaged")
    return found


def counted(episodes: Iterable[Episode]) -> str:
    """How many episodes each season has, as a row says it: "1:6 2:22"; the highest number counts."""
    highest: Counter[int] = Counter()
    for one in episodes:
        highest[one.season] = max(highest[one.season], one.number)
    return " ".join(f"{season}:{number}" for season, number in sorted(highest.items()))


def counts_of(text: str) -> dict[int, int]:
    """As `counted` wrote it. Raises ValueError."""
    return {int(season): int(number) for season, number in (pair.split(":") for pair in text.split())}


def title_and_date(title: str) -> tuple[str | None, str | None]:
    """The title of an episode, or the date that stands in its place.

    >>> title_and_date("Episode #1.5"), title_and_date("Episode dated 3 May 2021"), title_and_date("Pilot")
    ((None, None), (None, '2021-05-03'), ('Pilot', None))
    """
    if not title.startswith("Episode"):
        return title, None
    if _UNNAMED.match(title):
        return None, None
    found = _DATED.match(title)
    if found is None or found[2] not in _MONTHS:
        return title, None
    return None, f"{found[3]}-{_MONTHS.index(found[2]) + 1:02}-{int(found[1]):02}"
