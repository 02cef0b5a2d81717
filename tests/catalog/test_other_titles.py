"""Titles in several languages: a name that gives more than one belongs to the title that has any of them."""

from itertools import permutations

import pytest
from sqlalchemy import func, select

from dim.catalog import items
from dim.catalog.browse.search import Search
from dim.catalog.curate import fixes
from dim.catalog.curate.fixes import Target
from dim.catalog.ingest.matching import Candidate, TitleIdentity, choose
from dim.catalog.ingest.model import FileReport
from dim.db.tables import media_file, other_title
from support.catalog import ME, Catalog, episode, movie


def named(number: int, title: str, year: int | None = None, *others: str, **ids: str) -> Candidate:
    identity = TitleIdentity(title, year, ids, others)
    return Candidate(number, identity.key, year, dict(ids), identity.stored, set(identity.others))


BOTH = named(1, "ナルト", None, "Naruto")
GODFATHER = named(1, "Der Pate", 1972, "The Godfather")
CASES: list[tuple[str, list[Candidate], TitleIdentity, int | None]] = [
    ("the name is another title", [BOTH], TitleIdentity("Naruto"), 1),
    ("another title of the name is the title", [named(1, "Naruto")], TitleIdentity("ナルト", titles=("ナルト", "Naruto")), 1),
    ("in another case", [BOTH], TitleIdentity("NARUTO"), 1),
    ("with a year that is not known yet", [BOTH], TitleIdentity("Naruto", 2002), 1),
    ("with another year", [named(1, "ナルト", 2002, "Naruto")], TitleIdentity("Naruto", 2007), None),
    ("with the same year", [named(1, "ナルト", 2002, "Naruto")], TitleIdentity("Naruto", 2002), 1),
    ("the main title comes first", [BOTH, named(2, "Naruto")], TitleIdentity("Naruto"), 2),
    ("the year decides among other titles", [named(1, "A", 2001, "C"), named(2, "B", 2002, "C")], TitleIdentity("C", 2002), 2),
    ("two may be meant", [named(1, "A", 2001, "C"), named(2, "B", 2002, "C")], TitleIdentity("C"), None),
    ("two of one year may be meant", [named(1, "A", 2001, "C"), named(2, "B", 2001, "C")], TitleIdentity("C", 2001), None),
    ("two main titles may be meant: no other is taken", [named(1, "C", 2001), named(2, "C", 2002), BOTH],
     TitleIdentity("C", titles=("C", "Naruto")), None),
    ("both have a third title, and the year", [GODFATHER], TitleIdentity("Le Parrain", 1972, titles=("The Godfather",)), 1),
    ("both have a third title, and one no year", [GODFATHER], TitleIdentity("Le Parrain", titles=("The Godfather",)), None),
    ("both have a third title and no year", [named(1, "A", None, "Special")], TitleIdentity("B", titles=("Special",)), None),
    ("equal titles with different ids", [named(1, "ナルト", None, "Naruto", tmdb="1")],
     TitleIdentity("Naruto", ids={"tmdb": "2"}), None),
    ("an id decides against another title", [BOTH, named(2, "X", tmdb="2")], TitleIdentity("Naruto", ids={"tmdb": "2"}), 2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("candidates", "identity", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_which_title_is_meant(candidates: list[Candidate], identity: TitleIdentity, expected: int | None) -> None:
    found = choose(candidates, identity)
    assert (found.id if found else None) == expected


def naruto() -> list[FileReport]:
    return [
        episode("a/Naruto - 01.mkv", "Naruto", 1, 1),
        episode("b/ナルト - 02.mkv", "ナルト", 1, 2),
        episode("c/ナルト ／ Naruto - 03.mkv", "ナルト", 1, 3, titles=("ナルト", "Naruto")),
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_files_of_one_show_in_a_report_belong_together(shows: Catalog, order: tuple[int, ...]) -> None:
    shows.report(*(naruto()[place] for place in order))
    (title,) = shows.titles()
    assert list(shows.episodes(title)) == [(1, 1), (1, 2), (1, 3)]
    shows.report(*naruto())  # once more changes nothing
    assert list(shows.titles()) == [title]


@pytest.mark.parametrize("order", [(0, 2, 1), (2, 0, 1), (1, 2, 0)])
def test_in_several_reports(shows: Catalog, order: tuple[int, ...]) -> None:
    for place in order:
        shows.report(naruto()[place])
    (title,) = shows.titles()
    assert len(shows.episodes(title)) == 3


def test_works_that_share_a_title_stay_apart(movies: Catalog) -> None:
    movies.report(
        movie("1.mkv", "Solaris", 1972, titles=("Solaris", "Солярис")), movie("2.mkv", "Солярис", 2002),
        movie("3.mkv", "Der Pate", None, titles=("Der Pate", "Special")), movie("4.mkv", "Le Parrain", None, titles=("Le Parrain", "Special")),
    )  # fmt: skip
    assert sorted(movies.titles()) == ["Der Pate", "Le Parrain", "Solaris (1972)", "Солярис (2002)"]


def test_a_country_keeps_shows_apart(shows: Catalog) -> None:
    shows.report(episode("a.mkv", "The Office (US)", 1, 1), episode("b.mkv", "The Office (UK)", 1, 1))
    assert sorted(shows.titles()) == ["The Office (UK)", "The Office (US)"]


def test_a_year_is_learned_with_another_title(shows: Catalog) -> None:
    shows.report(naruto()[2])
    shows.report(episode("a.mkv", "Naruto", 1, 1, year=2002))
    assert list(shows.titles()) == ["ナルト (2002)"]
    shows.report(episode("b.mkv", "Naruto", 1, 1, year=2007))
    assert sorted(shows.titles()) == ["Naruto (2007)", "ナルト (2002)"]


def test_a_year_that_another_title_of_the_name_has_is_not_learned(movies: Catalog) -> None:
    """Its identity is unique in its library: the report would fail."""
    movies.report(movie("1.mkv", "C", 1990), movie("2.mkv", "C", 2001))  # a name without a year may mean either
    movies.report(movie("3.mkv", "C", None, titles=("C", "D")), movie("4.mkv", "D", 2001))
    assert sorted(movies.titles()) == ["C", "C (1990)", "C (2001)"]


def test_search_finds_every_title(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "Der Pate", 1972, titles=("Der Pate", "The Godfather", "教父")))
    (number,) = movies.titles().values()
    for text in ("pate", "godf", "the godfather", "godfahter", "教父", "教"):
        assert movies.database.read(Search().find, ME, text, 5) == [number], text


def count(catalog: Catalog) -> int:
    return catalog.database.read(
        lambda connection: connection.scalar(select(func.count()).select_from(other_title)) or 0
    )


def test_a_renamed_movie_loses_its_other_titles(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "Der Pate", 1972, titles=("Der Pate", "The Godfather"), content="same"))
    movies.report(movie("b.mkv", "Alien", 1979, content="same"), vanished=("a.mkv",))
    assert list(movies.titles()) == ["Alien (1979)"]
    assert count(movies) == 0
    assert movies.database.read(Search().find, ME, "godfather", 5) == []


def test_a_movie_that_gets_another_of_its_titles_keeps_the_first(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "Der Pate", 1972, titles=("Der Pate", "The Godfather"), content="same"))
    movies.report(movie("b.mkv", "The Godfather", 1972, content="same"), vanished=("a.mkv",))
    ((title, number),) = movies.titles().items()
    assert title == "The Godfather (1972)"
    assert movies.database.read(Search().find, ME, "pate", 5) == [number]


def test_one_of_two_versions_is_renamed(movies: Catalog) -> None:
    movies.report(
        movie("a.mkv", "Der Pate", 1972, titles=("Der Pate", "The Godfather"), content="same"), movie("b.mkv", "Der Pate", 1972)
    )  # fmt: skip
    movies.report(movie("c.mkv", "The Godfather", 1972, content="same"), vanished=("a.mkv",))
    assert list(movies.titles()) == ["The Godfather (1972)"]
    movies.report(movie("d.mkv", "Der Pate", 1972))
    assert len(movies.titles()) == 1


def test_a_fix_that_is_undone_brings_the_other_titles_back(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "Der Pate", 1972, titles=("Der Pate", "The Godfather")))
    number = movies.database.read(lambda connection: connection.scalars(select(media_file.c.id)).one())
    said = movies.database.write_now(fixes.identify, movies.library, {number: Target(title="Alien", year=1979)}, 1)
    assert movies.database.read(Search().find, ME, "godfather", 5) == []
    assert movies.database.write_now(fixes.undo, movies.library, said)
    (title,) = movies.titles().values()
    assert movies.database.read(Search().find, ME, "godfather", 5) == [title]
    assert movies.database.read(items.find, title) is not None


def test_long_titles_are_taken(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "A", 2000, titles=("A", "\ufdfa" * 500, " ", "B")))
    assert count(movies) == 1
