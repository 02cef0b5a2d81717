"""What the index finds, and what it says of it."""

import pytest

from dim.metadata.imdb import ImdbIndex
from dim.metadata.imdb.lookup import MOST_FOUND
from dim.metadata.model import Locale, TitleKind, TitleQuery
from dim.metadata.provider import Provider
from support.metadata import world

ENGLISH, GERMAN = Locale(), Locale("de", "DE")

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_it_is_a_provider(index: ImdbIndex) -> None:
    assert isinstance(index, Provider)
    assert index.is_ready
    assert not index.info.is_network


@pytest.mark.parametrize(
    ("asked", "year", "title", "found_year"),
    [
        ("The Matrix", 1999, "The Matrix", 1999), ("matrix", 1999, "The Matrix", 1999), ("The Matirx", 1999, "The Matrix", 1999),
        ("Inceptoin", 2010, "Inception", 2010), ("Inceptoin", None, "Inception", 2010), ("Interstelar", 2014, "Interstellar", 2014),
        ("Der Pate", 1972, "The Godfather", 1972), ("Le Parrain", None, "The Godfather", 1972), ("Godfather, The", 1972, "The Godfather", 1972),
        ("Godfather 2", 1974, "The Godfather Part II", 1974), ("Kill Bill 2", 2004, "Kill Bill: Vol. 2", 2004),
        ("Rocky 4", 1985, "Rocky IV", 1985), ("Tonari no Totoro", None, "My Neighbor Totoro", 1988), ("となりのトトロ", 1988, "My Neighbor Totoro", 1988),
        ("Сталкер", 1979, "Stalker", 1979), ("Stalker", 1979, "Stalker", 1979), ("WALL-E", 2008, "WALL·E", 2008), ("Wall E", None, "WALL·E", 2008),
        ("MASH", 1970, "M*A*S*H", 1970), ("Seven", 1995, "Se7en", 1995), ("Amelie", 2001, "Amélie", 2001),
        ("Pride and Prejudice", 2005, "Pride & Prejudice", 2005), ("Dr Strangelove", 1964, "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb", 1964),
        ("Two Towers Lord of the Rings", 2002, "The Lord of the Rings: The Two Towers", 2002),
        ("The Fellowship of the Ring", 2001, "The Lord of the Rings: The Fellowship of the Ring", 2001), ("1917", None, "1917", 2019),
        ("2012", 2009, "2012", 2009), ("M", 1931, "M", 1931), ("Dune", 1984, "Dune", 1984), ("Dune", 2021, "Dune", 2021), ("Dune", 2022, "Dune", 2021),
    ],
)  # fmt: skip
async def test_movies(index: ImdbIndex, asked: str, year: int | None, title: str, found_year: int) -> None:
    found = await index.search(TitleQuery(kind="movie", titles=(asked,), year=year), ENGLISH)
    assert [(one.title, one.year) for one in found[:1]] == [(title, found_year)]
    assert found[0].id == world.find(title, found_year).id("imdb")


@pytest.mark.parametrize(
    ("asked", "year", "titles"),
    [
        ("The Office", None, [("The Office", 2005), ("The Office", 2001)]), ("Office", 2001, [("The Office", 2001)]),
        ("The Office (US)", None, [("The Office", 2005)]), ("Battlestar Galactica", 2008, [("Battlestar Galactica", 2004)]),
        ("Shingeki no Kyojin", None, [("Attack on Titan", 2013)]), ("La casa de papel", 2017, [("Money Heist", 2017)]),
        ("Bron", None, [("The Bridge", 2011)]),
    ],
)  # fmt: skip
async def test_shows(index: ImdbIndex, asked: str, year: int | None, titles: list[tuple[str, int]]) -> None:
    found = await index.search(TitleQuery(kind="show", titles=(asked,), year=year), ENGLISH)
    assert [(one.title, one.year) for one in found if one.popularity > 500][: len(titles)] == titles


@pytest.mark.parametrize(
    "asked", ["The Copper Lighthouse", "IMG_2034", "", "?", "x" * 5_000, '" OR words MATCH "', "%_*", "\x00", "the"]
)
@pytest.mark.parametrize("kind", ["movie", "show"])
async def test_what_is_not_there(index: ImdbIndex, asked: str, kind: TitleKind) -> None:
    found = await index.search(TitleQuery(kind=kind, titles=(asked,), year=2017), ENGLISH)
    assert all(one.popularity < 500 for one in found), found


async def test_the_other_titles_are_tried_too(index: ImdbIndex) -> None:
    found = await index.search(
        TitleQuery(kind="movie", titles=("xqzv", "Chihiros Reise ins Zauberland"), year=2001), ENGLISH
    )
    assert found[0].title == "Spirited Away"


async def test_an_answer_is_short(index: ImdbIndex) -> None:
    for asked in ("A", "Dark River", "The Last House", "Star"):
        assert len(await index.search(TitleQuery(kind="movie", titles=(asked,)), ENGLISH)) <= MOST_FOUND


async def test_a_movie_is_known_completely(index: ImdbIndex) -> None:
    (found, *_) = await index.search(TitleQuery(kind="movie", titles=("Spirited Away",), year=2001), ENGLISH)
    assert found.is_complete
    assert (found.original_title, found.runtime, found.ids) == ("千と千尋の神隠し", 7_500, {"imdb": "tt0245429"})
    assert {"Le Voyage de Chihiro", "Sen to Chihiro no Kamikakushi"} <= set(found.other_titles)


async def test_a_show_says_how_many_episodes_its_seasons_have(index: ImdbIndex) -> None:
    (found, *_) = await index.search(TitleQuery(kind="show", titles=("Breaking Bad",), year=2008), ENGLISH)
    assert (found.episodes, found.ended) == ({0: 8, 1: 7, 2: 13, 3: 13, 4: 13, 5: 16}, 2013)


@pytest.mark.parametrize(
    ("kind", "ids", "title"),
    [("movie", {"imdb": "tt0133093"}, "The Matrix"), ("show", {"imdb": "tt0386676"}, "The Office"), ("movie", {"imdb": "tt0386676"}, None),
     ("movie", {"tmdb": "603"}, None), ("movie", {"imdb": "tt9999999999"}, None), ("movie", {"imdb": "603"}, None), ("movie", {}, None)],
)  # fmt: skip
async def test_find(index: ImdbIndex, kind: TitleKind, ids: dict[str, str], title: str | None) -> None:
    found = await index.find(kind, ids, ENGLISH)
    assert (found.title if found else None) == title


async def test_details_in_a_language(index: ImdbIndex) -> None:
    found = await index.details("movie", "tt0068646", GERMAN)
    assert found is not None
    assert (found.facts.title, found.facts.original_title) == ("Der Pate", "The Godfather")
    assert {one.language: one.title for one in found.facts.translations}["fr"] == "Le Parrain"
    assert "The Godfather" in found.facts.other_titles


async def test_details_of_a_show(index: ImdbIndex) -> None:
    known = world.find("The Simpsons", 1989)
    found = await index.details("show", "tt0096697", ENGLISH)
    assert found is not None
    assert [(one.season, one.number, one.facts.title) for one in found.episodes] == sorted(
        (one.season, one.number, one.facts.title or "") for one in known.details.episodes
    )
    assert found.facts.status is None and found.facts.ended is None
    assert await index.details("show", "tt0000001", ENGLISH) is None
    assert await index.artwork("show", "tt0096697", ENGLISH) == ()
    assert await index.episode_order("tt0096697", "dvd", ENGLISH) == ()
