"""Lists, pages and search of a library in the database."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from dim.accounts import users
from dim.accounts.rights import CHILD, MEMBER, User
from dim.catalog import items, libraries
from dim.catalog.browse import listing
from dim.catalog.browse.listing import SORTS, BadCursorError, Filter
from dim.catalog.browse.search import Search
from dim.catalog.curate import edits
from dim.catalog.curate.edits import ItemFields
from dim.catalog.ingest import backfill, reports
from dim.catalog.ingest.model import FileReport, Identification, Report
from dim.db import Database
from dim.db.tables import media_card
from dim.media import MediaInfo, VideoStream
from dim.playback.sessions import progress
from support.postgresql import Databases

PROBE = MediaInfo(
    container="mkv", duration=100.0, streams=(VideoStream(index=0, codec="h264", width=1280, height=720),)
)
ME = User(1, "me", "owner", None)
TITLES = ["The Matrix", "The Matrix Reloaded", "Amélie", "Blade Runner 2049", "七つの夜", "Ποτέ την Κυριακή", "Up", "Up in the Air", "Crème de la Crème",
          "Matchstick Men", "2001: A Space Odyssey", "100% Wolf"]  # fmt: skip


@pytest.fixture(scope="module")
def database(databases: Databases) -> Iterator[Database]:
    url = databases.migrated()
    opened = Database(url)
    opened.write_now(users.create, "me", "password1", "hash")
    opened.write_now(libraries.create, "Films", "movie", ["/films"], "builtin")
    chance = random.Random(4)
    names = TITLES + [f"Film {number}" for number in range(150)]
    files = tuple(
        FileReport(
            f"{n}.mkv",
            n,
            1,
            f"{n:032x}",
            Identification("movie", name, 1950 + n % 30 if n % 3 else None),
            replace(PROBE, duration=60.0 + n % 7),
        )
        for n, name in enumerate(names)
    )
    opened.write_now(reports.apply, 1, Report(files=files))
    for number in opened.read(listing.ids, ME, 1, "id", True)[::4]:
        item = opened.read(items.find, number)
        assert item is not None
        values: ItemFields = {
            "rating": chance.choice([1.5, 5.0, 9.0]),
            "certification": chance.choice(["G", "12", "R"]),
            "genres": [chance.choice(["Drama", "Crime"])],
        }
        opened.write_now(edits.change, item, values, source="person")
        opened.write_now(progress.set_watched, 1, progress.PlayedItem(number, number, 1), True)
    yield opened
    opened.close()
    databases.remove(url)


def walk(database: Database, user: User, sort: str, ascending: bool, wanted: Filter, limit: int) -> list[int]:
    """All ids of a list, page by page."""
    found: list[int] = []
    after = None
    while True:
        page = database.read(listing.page, user, 1, sort, ascending, wanted, after, limit)
        assert len(page.cards) <= limit
        found += [orjson.loads(card)["id"] for card in page.cards]
        after = page.next
        if after is None:
            return found


@pytest.mark.parametrize("limit", [1, 7, 100, 200])
@pytest.mark.parametrize("ascending", [True, False])
@pytest.mark.parametrize("sort", SORTS)
def test_pages_are_the_sorted_list(database: Database, sort: str, ascending: bool, limit: int) -> None:
    ids = database.read(listing.ids, ME, 1, sort, ascending)
    assert len(ids) == len(set(ids)) == len(TITLES) + 150
    assert walk(database, ME, sort, ascending, Filter(), limit) == ids


def test_missing_values_are_last_both_ways(database: Database) -> None:
    for ascending in (True, False):
        ids = database.read(listing.ids, ME, 1, "rating", ascending)
        page = [
            orjson.loads(card)["id"]
            for card in database.read(listing.page, ME, 1, "rating", ascending, Filter(), None, 200).cards
        ]
        rated = {number for number in ids if number in page[:41]}
        assert len(rated) == 41
        assert ids[:41] == page[:41]
    with pytest.raises(KeyError):
        database.read(listing.ids, ME, 1, "colour", True)


@pytest.mark.parametrize("wanted", [
    Filter(genre="Drama"), Filter(genre="Nothing"), Filter(year_from=1960, year_to=1969), Filter(rating_from=5.0), Filter(certification="G"),
    Filter(watched=True), Filter(watched=False), Filter(genre="Crime", watched=True, rating_from=2.0),
])  # fmt: skip
def test_filters(database: Database, wanted: Filter) -> None:
    ids = database.read(listing.ids, ME, 1, "title", True, wanted)
    assert walk(database, ME, "title", True, wanted, 9) == ids
    assert database.read(listing.total, ME, 1, wanted) == len(ids)
    if wanted == Filter(watched=True):
        assert len(ids) == 41
    if wanted == Filter(watched=False):
        assert len(ids) == len(TITLES) + 150 - 41
    if wanted.genre == "Nothing":
        assert ids == []


def test_facets_count_what_filters_give(database: Database) -> None:
    facets = database.read(listing.facets, ME, 1)
    for genre in facets.genres:
        assert database.read(listing.total, ME, 1, Filter(genre=genre.value)) == genre.titles
    for year in facets.years:
        assert database.read(listing.total, ME, 1, Filter(year_from=year.value, year_to=year.value)) == year.titles
    assert sum(entry.titles for entry in facets.certifications) == 41


@pytest.mark.parametrize(
    "after",
    [
        "",
        "A",
        "AAAA",
        "bnVsbA",
        "W10",
        "e30",
        "WyJ0aXRsZSIsdHJ1ZSwwLG51bGwsbnVsbCxudWxsXQ",
        "é",
        "WyJ0aXRsZSIsdHJ1ZSwwLCJhIiwiYSIsMWU5OTld",
    ],
)
def test_places_that_no_page_gave_are_refused(database: Database, after: str) -> None:
    if after == "":
        assert database.read(listing.page, ME, 1, "title", True, Filter(), after, 5).cards
        return
    with pytest.raises(BadCursorError):
        database.read(listing.page, ME, 1, "title", True, Filter(), after, 5)


def test_a_place_belongs_to_its_sorting(database: Database) -> None:
    place = database.read(listing.page, ME, 1, "title", True, Filter(), None, 5).next
    with pytest.raises(BadCursorError):
        database.read(listing.page, ME, 1, "year", True, Filter(), place, 5)


def test_who_sees_what(database: Database) -> None:
    child = User(2, "kim", CHILD, None, 12)
    assert set(walk(database, child, "title", True, Filter(), 50)) == set(
        database.read(listing.ids, child, 1, "year", False)
    )
    assert 0 < database.read(listing.total, child, 1, Filter()) < 41
    assert {facet.value for facet in database.read(listing.facets, child, 1).certifications} == {"G", "12"}
    stranger = User(3, "bo", MEMBER, frozenset())
    assert walk(database, stranger, "title", True, Filter(), 50) == []
    assert database.read(Search().find, stranger, "matrix", 10) == []
    assert database.read(Search().find, stranger, "the", 10) == []


SEARCHES = [
    ("matrix", ["The Matrix", "The Matrix Reloaded"]), ("the mat", ["The Matrix", "The Matrix Reloaded"]), ("relo mat", ["The Matrix Reloaded"]),
    ("MATRIX", ["The Matrix", "The Matrix Reloaded"]), ("amelie", ["Amélie"]), ("amélie", ["Amélie"]), ("creme", ["Crème de la Crème"]),
    ("matirx", ["The Matrix", "The Matrix Reloaded"]), ("relaoded", ["The Matrix Reloaded"]), ("blad runer", ["Blade Runner 2049"]),
    ("odysey", ["2001: A Space Odyssey"]), ("夜", ["七つの夜"]), ("七つ", ["七つの夜"]), ("ΠΟΤΕ", ["Ποτέ την Κυριακή"]), ("κυριακη", ["Ποτέ την Κυριακή"]),
    ("up", ["Up", "Up in the Air"]), ("air up", ["Up in the Air"]), ("2001", ["2001: A Space Odyssey"]), ("zzzzzz", []), ("", []), ("  ", []),
    ("%", []), ("_", []), ("100%", ["100% Wolf", "Film 100"]), ("'\"", []), ("m" * 500, []), ("a b c d e f g h i j k", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SEARCHES)
def test_search(database: Database, text: str, expected: list[str]) -> None:
    found = database.read(Search().find, ME, text, 30)
    rows = {
        item["id"]: item["title"]
        for item in (
            orjson.loads(text) for text in database.read(listing.page, ME, 1, "title", True, Filter(), None, 200).cards
        )
    }
    assert [rows[number] for number in found if number in rows] == expected


def test_search_hears_of_new_words(database: Database) -> None:
    search = Search()
    assert database.read(search.find, ME, "xylophnoe", 5) == []
    item = database.read(items.find, 1)
    assert item is not None
    database.write_now(edits.change, item, {"original_title": "Xylophone"}, source="provider:scanner")
    assert database.read(search.find, ME, "xylophnoe", 5) == [1]
    assert database.read(search.find, ME, "xylo", 5) == [1]
    database.write_now(edits.change, item, {"original_title": None}, source="provider:scanner")
    assert database.read(search.find, ME, "xylo", 5) == []


def test_titles_without_a_card_get_one(database: Database, tmp_path: Path) -> None:
    before = database.read(listing.page, ME, 1, "title", True, Filter(), None, 200).cards
    database.write_now(lambda transaction: transaction.execute(media_card.delete()))
    assert database.read(listing.page, ME, 1, "title", True, Filter(), None, 200).cards == before
    while database.write_now(backfill.some):
        pass
    assert database.read(listing.page, ME, 1, "title", True, Filter(), None, 200).cards == before
