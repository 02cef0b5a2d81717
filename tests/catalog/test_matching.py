"""Which title of a library a file belongs to, and what is unique about it."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from dim.catalog import items
from dim.catalog.curate import edits
from dim.catalog.ingest import titles
from dim.catalog.ingest.matching import Candidate, TitleIdentity, choose, find_title
from dim.db import Transaction
from dim.db.tables import media
from support.catalog import Catalog, movie


def named(number: int, title: str, year: int | None = None, **ids: str) -> Candidate:
    identity = TitleIdentity(title, year, ids)
    return Candidate(number, identity.key, year, dict(ids), identity.stored)


DUNE = named(1, "Dune", 2021)
CASES: list[tuple[str, list[Candidate], TitleIdentity, int | None]] = [
    ("nothing is known", [], TitleIdentity("Dune", 2021), None),
    ("title and year", [DUNE], TitleIdentity("DUNE", 2021), 1),
    ("another year", [DUNE], TitleIdentity("Dune", 1984), None),
    ("a file without a year means the only one", [DUNE], TitleIdentity("Dune"), 1),
    ("but not one of two", [DUNE, named(2, "Dune", 1984)], TitleIdentity("Dune"), None),
    ("a title without a year is meant by one with it", [named(1, "Dune")], TitleIdentity("Dune", 2021), 1),
    ("unless that year is known", [named(1, "Dune"), named(2, "Dune", 2021)], TitleIdentity("Dune", 2021), 2),
    ("an id decides against another name", [named(1, "Der Wüstenplanet", 2021, tmdb="438631")],
     TitleIdentity("Dune", 2021, {"tmdb": "438631"}), 1),
    ("an id decides against a wrong year", [named(1, "Dune", 2020, tmdb="438631")],
     TitleIdentity("Dune", 2021, {"tmdb": "438631"}), 1),
    ("equal names with different ids are different", [named(1, "Dune", 2021, tmdb="1")],
     TitleIdentity("Dune", 2021, {"tmdb": "2"}), None),
    ("ids of two providers do not contradict", [named(1, "Dune", 2021, tmdb="1")],
     TitleIdentity("Dune", 2021, {"imdb": "tt1"}), 1),
    ("a title without an id takes one up", [DUNE], TitleIdentity("Dune", 2021, {"tmdb": "438631"}), 1),
    ("without an id, the one known by name", [named(1, "Dune", 2021, tmdb="1"), named(2, "Dune", 2021)],
     TitleIdentity("Dune", 2021), 2),
    ("without an id, the oldest of several", [named(1, "Dune", 2021, tmdb="1"), named(2, "Dune", 2021, tmdb="2")],
     TitleIdentity("Dune", 2021), 1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("candidates", "identity", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_which_title_is_meant(candidates: list[Candidate], identity: TitleIdentity, expected: int | None) -> None:
    found = choose(candidates, identity)
    assert (found.id if found else None) == expected


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        (TitleIdentity("The Matrix", 1999), "name:the matrix:1999"), (TitleIdentity("Up"), "name:up:"),
        (TitleIdentity("Up", 2009, {"imdb": "tt1", "tmdb": "2"}), "tmdb:2"), (TitleIdentity("Up", ids={"steam": "7"}), "steam:7"),
    ],
)  # fmt: skip
def test_the_stored_identity(identity: TitleIdentity, expected: str) -> None:
    assert identity.stored == expected


def test_looking_for_a_title_changes_nothing(movies: Catalog) -> None:
    movies.report(movie("Dune.mkv", "Dune", None))

    def look(transaction: Transaction) -> object:
        before = transaction.execute(select(media)).all()
        found = find_title(transaction, movies.library, "movie", TitleIdentity("DUNE", 2021))
        assert found is not None
        assert transaction.execute(select(media)).all() == before
        return found.id

    assert movies.database.write_now(look) == movies.titles()["Dune"]


def test_a_file_with_a_year_gives_it_to_the_title_and_nothing_else(movies: Catalog) -> None:
    movies.report(movie("Dune.mkv", "Dune", None))
    number = movies.titles()["Dune"]
    movies.report(movie("DUNE (2021).mkv", "DUNE", 2021))
    assert movies.titles() == {"Dune (2021)": number}


def test_ids_keep_titles_of_equal_names_apart(movies: Catalog) -> None:
    one = movie("a/Dune (2021).mkv", "Dune", 2021, ids={"tmdb": "1"})
    two = movie("b/Dune (2021).mkv", "Dune", 2021, ids={"tmdb": "2"})
    movies.report(one, two)
    movies.report(movie("c/Wüstenplanet.mkv", "Wüstenplanet", None, ids={"tmdb": "2"}))
    rows = movies.database.read(lambda connection: connection.execute(select(media.c.title, media.c.identity)).all())
    assert sorted(rows) == [("Dune", "tmdb:1"), ("Dune", "tmdb:2")]


@pytest.mark.parametrize("ids", [{}, {"tmdb": "9"}])
def test_the_database_keeps_an_identity_unique_in_its_library(movies: Catalog, ids: dict[str, str]) -> None:
    identity = TitleIdentity("Dune", 2021, ids)
    movies.database.write_now(titles.new_title, movies.library, "movie", identity)
    with pytest.raises(IntegrityError):
        movies.database.write_now(titles.new_title, movies.library, "movie", identity)
    movies.database.write_now(titles.new_title, movies.library, "movie", identity, apart=True)


def test_a_rename_on_disk_never_overwrites_what_a_better_source_gave(movies: Catalog) -> None:
    movies.report(movie("dune (2021).mkv", "dune", 2021, content="same"))
    number = movies.titles()["dune (2021)"]
    what = movies.database.read(items.find, number)
    assert what is not None
    movies.database.write_now(edits.change, what, {"title": "Dune: Part One"}, source="provider:tmdb")
    movies.report(movie("Dune.Part.1.(2022).mkv", "Dune Part 1", 2022, content="same"), vanished=("dune (2021).mkv",))
    assert movies.titles() == {"Dune: Part One (2022)": number}
    movies.database.write_now(edits.change, what, {"year": 2021}, source="person")
    movies.database.write_now(edits.change, what, {"year": 1900, "title": "Dune"}, source="provider:tmdb")
    assert movies.titles() == {"Dune (2021)": number}


def test_ids_that_two_titles_share_after_an_edit_do_not_stop_a_report(movies: Catalog) -> None:
    movies.report(movie("Foo.mkv", "Foo", None))
    movies.report(movie("Bar.mkv", "Bar", 2001, ids={"tmdb": "603"}))
    foo = movies.database.read(items.find, movies.titles()["Foo"])
    assert foo is not None
    movies.database.write_now(edits.change, foo, {"ids": {"tmdb": "603"}}, source="person")
    movies.report(movie("Foo (1999).mkv", "Foo", 1999))
    movies.report(movie("Fu (1999).mkv", "Fu", 1999, content="Foo.mkv", ids={"tmdb": "603"}), vanished=("Foo.mkv",))
    rows = movies.database.read(
        lambda connection: connection.execute(select(media.c.match_key, media.c.identity)).all()
    )
    assert sorted(rows) == [("bar", "tmdb:603"), ("fu", "name:fu:1999")]
