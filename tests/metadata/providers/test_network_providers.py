"""The network providers against their fakes, over real connections."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pytest

from dim.metadata.http import HttpClient
from dim.metadata.model import Candidate, Locale, TitleQuery
from dim.metadata.provider import PopularTitles, Provider, RefusedError
from dim.metadata.registry import ProviderSettings, Registry, load, services_of
from support.metadata.fake import FakeProvider
from support.metadata.fake_anilist import FakeAnilist
from support.metadata.fake_tmdb import KEY, TOKEN, FakeTmdb
from support.metadata.fake_tvmaze import FakeTvmaze
from support.metadata.fake_wikidata import FakeWikidata
from support.metadata.samples import ALL

ENGLISH, GERMAN, FRENCH = Locale(), Locale("de", "DE"), Locale("fr", "FR")
MATRIX = TitleQuery(kind="movie", titles=("The Matrix",), year=1999)
Fakes = dict[str, FakeProvider]


@pytest.fixture(scope="module")
def running() -> Iterator[Fakes]:
    with ExitStack() as stack:
        yield {kind.name: stack.enter_context(kind(ALL)) for kind in (FakeTmdb, FakeTvmaze, FakeAnilist, FakeWikidata)}


@pytest.fixture
def fakes(running: Fakes) -> Fakes:
    for fake in running.values():
        fake.requests.clear()
    return running


def _urls(fakes: Fakes) -> dict[str, Any]:
    return {f"{name}_url": fake.url for name, fake in fakes.items()}


def ask(fakes: Fakes, question: Callable[[Registry], Awaitable[Any]], key: str = KEY) -> Any:
    """What a question to the providers is answered with; a new client each time."""

    async def run() -> Any:
        settings = ProviderSettings(tmdb_key=key, **_urls(fakes))
        async with HttpClient(services_of(settings)) as http:
            return await question(load(http, settings))

    return asyncio.run(run())


@pytest.mark.parametrize("name", ["tmdb", "tvmaze", "anilist", "wikidata"])
def test_each_is_a_provider_that_says_what_it_sends_and_gives(fakes: Fakes, name: str) -> None:
    async def question(registry: Registry) -> Provider:
        await registry.check_key(name)
        return registry.providers[name]

    provider = ask(fakes, question)
    assert isinstance(provider, Provider)
    assert provider.info.name == name
    assert provider.info.is_network
    assert provider.info.sends and provider.info.gives and provider.info.attribution
    assert len(fakes[name].requests) == 1


@pytest.mark.parametrize(
    ("name", "kind", "title", "year", "expected"),
    [
        ("tmdb", "movie", "The Matrix", 1999, "603"), ("tmdb", "movie", "千と千尋の神隠し", 2001, "129"),
        ("tmdb", "show", "Breaking Bad", 2008, "1396"), ("tvmaze", "show", "Breaking Bad", 2008, "169"),
        ("anilist", "show", "Shingeki no Kyojin", 2013, "16498"), ("anilist", "movie", "Spirited Away", 2001, "199"),
        ("wikidata", "movie", "The Matrix", 1999, "Q83495"), ("wikidata", "show", "Breaking Bad", 2008, "Q1079"),
    ],
)  # fmt: skip
def test_a_search_finds_the_title_among_decoys(
    fakes: Fakes, name: str, kind: Any, title: str, year: int, expected: str
) -> None:
    query = TitleQuery(kind=kind, titles=(title,), year=year)
    found = ask(fakes, lambda registry: registry.providers[name].search(query, ENGLISH))
    assert expected in [one.id for one in found]
    assert all(one.provider == name and one.kind == kind and abs((one.year or year) - year) <= 1 for one in found)
    without = ask(fakes, lambda registry: registry.providers[name].search(query, ENGLISH, with_year=False))
    assert len(without) >= len(found)


def test_tmdb_tells_the_best_known_titles_of_a_year(fakes: Fakes) -> None:
    async def popular(registry: Registry) -> Sequence[Candidate] | None:
        provider = registry.providers["tmdb"]
        assert isinstance(provider, PopularTitles)
        return await provider.popular("movie", 1999, ENGLISH)

    found = ask(fakes, popular)
    assert found
    assert found[0].id == "603"  # and no decoy
    assert all(one.year == 1999 for one in found)
    [request] = [one for one in fakes["tmdb"].requests if "discover" in one.path]
    assert set(request.query) - {"api_key"} == {"sort_by", "language", "include_adult", "page", "primary_release_year"}


@pytest.mark.parametrize(
    ("name", "kind", "ids", "expected"),
    [
        ("tmdb", "movie", {"tmdb": "603"}, "603"), ("tmdb", "movie", {"imdb": "tt0133093"}, "603"),
        ("tmdb", "show", {"tvdb": "81189"}, "1396"), ("tmdb", "show", {"imdb": "tt0133093"}, None),
        ("tmdb", "movie", {"wikidata": "Q83495"}, "603"), ("tvmaze", "show", {"imdb": "tt0903747"}, "169"),
        ("tvmaze", "show", {"tvdb": "81189"}, "169"), ("tvmaze", "show", {"imdb": "tt9999999"}, None),
        ("tvmaze", "movie", {"imdb": "tt0133093"}, None), ("anilist", "show", {"mal": "16498"}, "16498"),
        ("anilist", "show", {"mal": "1"}, None), ("wikidata", "movie", {"imdb": "tt0133093"}, "Q83495"),
        ("wikidata", "movie", {"tmdb": "603"}, "Q83495"), ("tmdb", "movie", {"imdb": "../../x"}, None),
    ],
)  # fmt: skip
def test_a_title_is_found_by_its_ids(
    fakes: Fakes, name: str, kind: Any, ids: dict[str, str], expected: str | None
) -> None:
    found = ask(fakes, lambda registry: registry.providers[name].find(kind, ids, ENGLISH))
    assert (found and found.id) == expected


@pytest.mark.parametrize(
    ("name", "kind", "number"), [("tmdb", "movie", "1"), ("tmdb", "show", "x/../y"), ("tvmaze", "show", "1"), ("tvmaze", "movie", "169"),
                                 ("anilist", "show", "1"), ("anilist", "movie", "16498"), ("wikidata", "movie", "Q1"),
                                 ("wikidata", "show", "Q83495"), ("wikidata", "show", "no id")],
)  # fmt: skip
def test_what_is_not_there_is_none(fakes: Fakes, name: str, kind: Any, number: str) -> None:
    assert ask(fakes, lambda registry: registry.providers[name].details(kind, number, ENGLISH)) is None


def test_tmdb_gives_a_movie_with_two_requests(fakes: Fakes) -> None:
    async def question(registry: Registry) -> Any:
        await registry.providers["tmdb"].search(MATRIX, GERMAN)
        return await registry.providers["tmdb"].details("movie", "603", GERMAN)

    facts = ask(fakes, question).facts
    assert [one.path for one in fakes["tmdb"].requests] == ["/3/search/movie", "/3/configuration", "/3/movie/603"]
    assert (facts.title, facts.tagline, facts.certification) == ("Matrix", "Befreie deinen Geist.", "16")
    assert facts.certifications == {"US": "R", "DE": "16", "GB": "15"}
    assert facts.runtime == 8160
    assert facts.ids == {"tmdb": "603", "imdb": "tt0133093", "wikidata": "Q83495"}
    assert facts.collection.name == "The Matrix Collection"
    assert [(one.name, one.job, one.character) for one in facts.people][:1] == [("Keanu Reeves", "actor", "Neo")]
    assert {one.job for one in facts.people} == {"actor", "director", "writer", "composer"}
    posters = [one for one in facts.pictures if one.kind == "poster"]
    assert [one.language for one in posters] == ["de", "en"]
    assert (posters[0].width, posters[0].height) == (780, 1170)
    assert facts.trailers[0].url == "https://www.youtube.com/watch?v=m8e-FF8MsqU"


@pytest.mark.parametrize(
    ("locale", "number", "title", "overview"),
    [
        (ENGLISH, "129", "Spirited Away", "A young girl"), (FRENCH, "129", "Spirited Away", "A young girl"),
        (Locale("ja", "JP"), "129", "千と千尋の神隠し", "10歳"), (Locale("ja", "JP"), "603", "マトリックス", "A computer hacker"),
        (FRENCH, "603", "The Matrix", "A computer hacker"),
    ],
)  # fmt: skip
def test_tmdb_falls_back_to_english_field_by_field(
    fakes: Fakes, locale: Locale, number: str, title: str, overview: str
) -> None:
    facts = ask(fakes, lambda registry: registry.providers["tmdb"].details("movie", number, locale)).facts
    assert facts.title == title
    assert facts.overview.startswith(overview)


@pytest.mark.parametrize(
    ("number", "seasons", "episodes", "requests"),
    [("1396", (1, 2), 20, 1), ("1396", range(6), 64, 1), ("456", range(1, 13), 36, 1), ("456", range(1, 18), 51, 1),
     ("456", range(1, 21), 60, 2), ("456", range(1, 38), 111, 2), ("1396", (), 62, 1), ("1396", (99,), 0, 1)],
)  # fmt: skip
def test_tmdb_gives_the_wanted_seasons_with_few_requests(
    fakes: Fakes, number: str, seasons: Any, episodes: int, requests: int
) -> None:
    found = ask(fakes, lambda registry: registry.providers["tmdb"].details("show", number, ENGLISH, seasons))
    assert len(found.episodes) == episodes
    asked = [one for one in fakes["tmdb"].requests if one.path != "/3/configuration"]
    assert len(asked) == requests
    assert all(len(one.query["append_to_response"].split(",")) <= 20 for one in asked)
    assert found.facts.people
    assert found.facts.ids["imdb"]


def test_tmdb_fills_episodes_without_translation_from_english(fakes: Fakes) -> None:
    found = ask(fakes, lambda registry: registry.providers["tmdb"].details("show", "1396", GERMAN, (5,)))
    assert found.facts.overview == "Ein Chemielehrer wird zum Drogenkoch."
    assert next(one for one in found.episodes if one.number == 14).facts.title == "Ozymandias"


@pytest.mark.parametrize(
    ("name", "number", "order", "count", "last"),
    [
        ("tmdb", "1396", "absolute", 62, (1, 62)), ("tmdb", "1396", "dvd", 62, (5, 16)), ("tmdb", "1396", "aired", 64, (5, 16)),
        ("tmdb", "1396", "story", 0, None), ("tvmaze", "169", "absolute", 62, (1, 62)), ("tvmaze", "169", "dvd", 62, (5, 16)),
        ("anilist", "16498", "absolute", 59, (1, 59)), ("anilist", "16498", "dvd", 0, None), ("wikidata", "Q1079", "aired", 0, None),
    ],
)  # fmt: skip
def test_orders(fakes: Fakes, name: str, number: str, order: str, count: int, last: tuple[int, int] | None) -> None:
    found = ask(fakes, lambda registry: registry.providers[name].episode_order(number, order, ENGLISH))
    assert len(found) == count
    assert last is None or (found[-1].season, found[-1].number) == last


def test_tvmaze_gives_a_show_with_two_requests_and_specials_with_three(fakes: Fakes) -> None:
    async def question(registry: Registry) -> Any:
        tvmaze = registry.providers["tvmaze"]
        found = await tvmaze.find("show", {"imdb": "tt0903747"}, ENGLISH)
        assert found is not None
        first = await tvmaze.details("show", found.id, ENGLISH, (1, 2))
        assert len(fakes["tvmaze"].requests) == 2
        return first, await tvmaze.details("show", found.id, ENGLISH, (0, 1))

    regular, with_specials = ask(fakes, question)
    assert len(fakes["tvmaze"].requests) == 4
    assert (len(regular.episodes), len(with_specials.episodes)) == (62, 64)
    assert with_specials.episodes[0].facts.title == "Good Cop / Bad Cop"
    assert (regular.episodes[0].season, regular.episodes[0].absolute) == (1, 1)
    assert regular.facts.overview == "A chemistry teacher starts to cook methamphetamine."
    assert regular.facts.ids == {"tvmaze": "169", "imdb": "tt0903747", "tvdb": "81189"}


@pytest.mark.parametrize(("number", "requests"), [("16498", 2), ("20958", 2), ("104578", 2)])
def test_anilist_joins_the_seasons_of_a_series(fakes: Fakes, number: str, requests: int) -> None:
    found = ask(fakes, lambda registry: registry.providers["anilist"].details("show", number, ENGLISH))
    assert [one.number for one in found.seasons] == [1, 2, 3]
    counts = [sum(one.season == season for one in found.episodes) for season in (1, 2, 3)]
    assert counts == [25, 12, 22]  # the third season has two cours, each an entry of its own
    assert [one.absolute for one in found.episodes] == list(range(1, 60))
    assert found.episodes[2].facts.title == "A Dim Light Amid Despair"
    assert "<" not in (found.facts.overview or "")
    assert len(fakes["anilist"].requests) == requests


def test_wikidata_gives_people_and_ids_with_three_requests(fakes: Fakes) -> None:
    async def question(registry: Registry) -> Any:
        await registry.providers["wikidata"].search(MATRIX, ENGLISH)
        return await registry.providers["wikidata"].details("movie", "Q83495", ENGLISH)

    facts = ask(fakes, question).facts
    assert len(fakes["wikidata"].requests) == 3
    assert facts.genres == ("Action", "Science fiction")
    assert facts.ids == {"wikidata": "Q83495", "imdb": "tt0133093", "tmdb": "603"}
    assert (facts.released, facts.runtime, facts.countries) == ("1999-03-31", 8160, ("US", "AU"))
    assert ("Keanu Reeves", "actor", "Neo") in [(one.name, one.job, one.character) for one in facts.people]


@pytest.mark.parametrize(("name", "kind", "number"), [("tmdb", "movie", "603"), ("tvmaze", "show", "169"), ("anilist", "show", "16498"),
                                                      ("wikidata", "movie", "Q83495")])  # fmt: skip
def test_pictures_can_be_fetched_from_where_providers_say(fakes: Fakes, name: str, kind: Any, number: str) -> None:
    async def run() -> bytes:
        settings = ProviderSettings(tmdb_key=KEY, **_urls(fakes))
        async with HttpClient(services_of(settings)) as http:
            pictures = await load(http, settings).providers[name].artwork(kind, number, ENGLISH)
            return await http.fetch_picture(pictures[0].location, name)

    assert len(asyncio.run(run())) > 5000


def test_a_token_is_sent_as_a_header(fakes: Fakes) -> None:
    ask(fakes, lambda registry: registry.check_key("tmdb"), key=TOKEN)
    assert "api_key" not in fakes["tmdb"].requests[0].query


def test_without_a_key_nothing_is_asked(fakes: Fakes) -> None:
    with pytest.raises(RefusedError, match="needs a key"):
        ask(fakes, lambda registry: registry.check_key("tmdb"), key="")
    assert not fakes["tmdb"].requests
    assert KEY not in repr(ProviderSettings(tmdb_key=KEY))
