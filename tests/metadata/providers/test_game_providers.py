"""Steam's store, IGDB and SteamGridDB against their fakes, over real connections."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from starlette.requests import Request

from dim.metadata.http import HttpClient
from dim.metadata.matching import ask_others, match
from dim.metadata.model import Locale, TitleQuery
from dim.metadata.provider import Provider, RefusedError, UnavailableError
from dim.metadata.providers.games.ratings import certifications, written
from dim.metadata.providers.games.steam_dates import read_date
from dim.metadata.registry import ProviderSettings, Registry, load, services_of
from support.metadata import fake_igdb, fake_steamgriddb
from support.metadata.fake import Reply
from support.metadata.fake_games import FakeGames
from support.metadata.fake_igdb import FakeIgdb
from support.metadata.fake_steam import FakeSteam
from support.metadata.fake_steamgriddb import FakeSteamGridDb
from support.metadata.game_samples import GAMES
from support.server import CERTIFICATES

AMERICA, GERMANY, FRANCE = Locale(), Locale("de", "DE"), Locale("fr", "FR")
NAMES = ("steam", "igdb", "steamgriddb")
PORTAL = TitleQuery(kind="game", titles=("Portal 2",), year=2011)
Fakes = dict[str, FakeGames]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pauses before a question is repeated, and the certificates are read once."""
    monkeypatch.setattr("dim.metadata.http.client.random.uniform", lambda _low, _high: 0.0)
    monkeypatch.setattr("dim.metadata.http.transport.httpx.create_ssl_context", lambda: CERTIFICATES)


@pytest.fixture(scope="module")
def running() -> Iterator[Fakes]:
    with ExitStack() as stack:
        kinds: tuple[type[FakeGames], ...] = (FakeSteam, FakeIgdb, FakeSteamGridDb)
        yield {kind.name: stack.enter_context(kind(GAMES)) for kind in kinds}


@pytest.fixture
def fakes(running: Fakes) -> Iterator[Fakes]:
    for fake in running.values():
        fake.requests.clear()
    yield running
    for fake in running.values():
        fake.recover()


def settings_of(fakes: Fakes, **changes: Any) -> ProviderSettings:
    igdb = fakes["igdb"]
    assert isinstance(igdb, FakeIgdb)
    found = ProviderSettings(
        steam_store_url=fakes["steam"].url, igdb_url=igdb.url, igdb_token_url=igdb.token_url, igdb_key=fake_igdb.KEY,
        steamgriddb_url=fakes["steamgriddb"].url, steamgriddb_key=fake_steamgriddb.KEY,
    )  # fmt: skip
    return replace(found, **changes)


def ask(fakes: Fakes, question: Callable[[Registry], Awaitable[Any]], **changes: Any) -> Any:
    """What a question to the providers is answered with; a new client each time."""

    async def run() -> Any:
        settings = settings_of(fakes, **changes)
        async with HttpClient(services_of(settings)) as http:
            return await question(load(http, settings))

    return asyncio.run(run())


def details(fakes: Fakes, name: str, number: str, locale: Locale = AMERICA, **changes: Any) -> Any:
    return ask(fakes, lambda registry: registry.providers[name].details("game", number, locale), **changes)


@pytest.mark.parametrize("name", NAMES)
def test_each_is_a_provider_of_games(fakes: Fakes, name: str) -> None:
    async def question(registry: Registry) -> Provider:
        await registry.check_key(name)
        return registry.providers[name]

    provider = ask(fakes, question)
    assert isinstance(provider, Provider)
    assert (provider.info.name, list(provider.info.kinds), provider.info.is_network) == (name, ["game"], True)
    assert provider.info.sends and provider.info.gives and provider.info.attribution and provider.info.url


@pytest.mark.parametrize(
    ("name", "title", "year", "expected"),
    [
        ("steam", "Portal 2", 2011, ["620"]), ("igdb", "Portal 2", 2011, ["72"]), ("igdb", "Portal Two", None, ["72"]),
        ("igdb", "Prey", 2017, ["19531"]), ("igdb", "Prey", None, ["19531", "1103"]), ("steamgriddb", "Prey", 2006, ["5312"]),
        ("igdb", 'Prey"; fields *; where id = 72', None, []), ("steamgriddb", "../../games", None, []), ("steam", "Nothing", 1999, []),
    ],
)  # fmt: skip
def test_searches(fakes: Fakes, name: str, title: str, year: int | None, expected: list[str]) -> None:
    query = TitleQuery(kind="game", titles=(title,), year=year)
    found = ask(fakes, lambda registry: registry.providers[name].search(query, AMERICA))
    assert [one.id for one in found] == expected
    assert all((one.provider, one.kind) == (name, "game") for one in found)


@pytest.mark.parametrize(
    ("name", "ids", "expected"),
    [
        ("steam", {"steam": "620"}, "620"), ("steam", {"gog": "1971"}, None), ("steam", {"steam": "x/../y"}, None),
        ("steam", {"steam": "99999999999999999999"}, None), ("igdb", {"steam": "620"}, "72"), ("igdb", {"gog": "1971"}, "72"),
        ("igdb", {"igdb": "72"}, "72"), ("igdb", {"epic": "Fortnite"}, None), ("igdb", {"steam": '1" | uid = "620'}, None),
        ("steamgriddb", {"steam": "620"}, "steam:620"), ("steamgriddb", {"steamgriddb": "5247", "steam": "1"}, "5247"),
        ("steamgriddb", {"gog": "1971"}, None),
    ],
)  # fmt: skip
def test_a_game_is_found_by_its_ids(fakes: Fakes, name: str, ids: dict[str, str], expected: str | None) -> None:
    found = ask(fakes, lambda registry: registry.providers[name].find("game", ids, AMERICA))
    assert (found and found.id) == expected


@pytest.mark.parametrize(
    ("name", "number"),
    [("steam", "1"), ("steam", "../x"), ("igdb", "1"), ("igdb", "72 | id = 1"), ("steamgriddb", "1"), ("steamgriddb", "steam:1"),
     ("steamgriddb", "steam:../x")],
)  # fmt: skip
def test_games_that_are_not_there_are_none(fakes: Fakes, name: str, number: str) -> None:
    assert details(fakes, name, number) is None


def test_steam_gives_a_game_with_one_request(fakes: Fakes) -> None:
    facts = details(fakes, "steam", "620", GERMANY).facts
    [request] = fakes["steam"].requests
    assert request.query == {"appids": "620", "l": "german", "cc": "de"}
    assert (facts.title, facts.overview) == ("Portal 2", "Auf Deutsch: The Perpetual Testing Initiative & you.")
    assert (facts.released, facts.year, facts.rating) == ("2011-04-18", 2011, 9.5)
    assert (facts.genres, facts.studios, facts.publishers) == (("Action", "Adventure"), ("Valve",), ("Valve",))
    assert facts.certification == "USK 12"
    assert facts.ids == {"steam": "620"}
    kinds = [one.kind for one in facts.pictures]
    assert kinds[:4] == ["poster", "backdrop", "logo", "landscape"]
    assert kinds.count("backdrop") == 4


@pytest.mark.parametrize(
    ("name", "number", "locale", "expected"),
    [
        ("steam", "620", AMERICA, "ESRB E10+"), ("steam", "620", FRANCE, "PEGI 12"), ("steam", "620", GERMANY, "USK 12"),
        ("steam", "10500", AMERICA, "ESRB M"), ("steam", "10500", GERMANY, "ESRB M"), ("igdb", "19531", GERMANY, "USK 16"),
        ("igdb", "19531", Locale("en", "CA"), "ESRB M"), ("igdb", "1070", Locale("en", "GB"), "PEGI 3"),
    ],
)  # fmt: skip
def test_certifications_are_of_the_librarys_country(
    fakes: Fakes, name: str, number: str, locale: Locale, expected: str
) -> None:
    facts = details(fakes, name, number, locale).facts
    assert facts.certification == expected
    own = facts.certifications.get(locale.country)
    assert own in (expected, None)
    assert (own is None) == (locale == GERMANY and number == "10500")


def test_a_game_that_is_not_sold_in_a_country_is_asked_for_elsewhere(fakes: Fakes) -> None:
    assert details(fakes, "steam", "10500", GERMANY).facts.overview == "Auf Deutsch: Not sold everywhere."
    assert [one.query["cc"] for one in fakes["steam"].requests] == ["de", "us"]


def test_igdb_gives_a_game_by_an_id_of_a_shop_with_two_requests(fakes: Fakes) -> None:
    async def question(registry: Registry) -> Any:
        igdb = registry.providers["igdb"]
        found = await igdb.find("game", {"steam": "480490"}, AMERICA)
        assert found is not None
        return await igdb.details("game", found.id, AMERICA)

    found = ask(fakes, question)
    assert [one.path for one in fakes["igdb"].requests] == ["/oauth2/token", "/v4/external_games", "/v4/games"]
    facts = found.facts
    assert (facts.overview, facts.released, facts.rating) == ("IGDB says: Aboard Talos I.", "2017-05-04", 7.9)
    assert (facts.studios, facts.publishers, facts.keywords) == (
        ("Arkane Studios",),
        ("Bethesda Softworks",),
        ("Science fiction",),
    )
    assert facts.ids == {"igdb": "19531", "steam": "480490"}
    assert found.platforms == {"windows", "ps4"}
    assert [(one.kind, one.width, one.height) for one in facts.pictures] == [
        ("poster", 528, 704), ("backdrop", 1920, 1080), ("backdrop", 1280, 720),
    ]  # fmt: skip
    assert [one.url for one in facts.trailers] == ["https://www.youtube.com/watch?v=tax4e4hBBZc"]
    assert not any(fake_igdb.CLIENT_SECRET in str(one.headers) for one in fakes["igdb"].requests)


def test_steamgriddb_gives_artwork_for_everybody(fakes: Fakes) -> None:
    facts = details(fakes, "steamgriddb", "steam:620", GERMANY).facts
    assert [one.path for one in fakes["steamgriddb"].requests] == [
        "/api/v2/grids/steam/620", "/api/v2/heroes/steam/620", "/api/v2/logos/steam/620",
    ]  # fmt: skip
    assert fakes["steamgriddb"].requests[0].query["dimensions"] == "600x900"
    assert [(one.kind, one.language) for one in facts.pictures] == [
        (kind, language) for kind in ("poster", "backdrop", "logo") for language in ("de", "en")
    ]
    assert (facts.title, facts.overview) == (None, None)


@pytest.mark.parametrize(("name", "number"), [("steam", "620"), ("igdb", "72"), ("steamgriddb", "steam:620")])
def test_pictures_of_games_can_be_fetched(fakes: Fakes, name: str, number: str) -> None:
    async def run() -> bytes:
        settings = settings_of(fakes)
        async with HttpClient(services_of(settings)) as http:
            pictures = await load(http, settings).providers[name].artwork("game", number, AMERICA)
            return await http.fetch_picture(pictures[0].location, name)

    assert len(asyncio.run(run())) > 5000


# Credentials


@pytest.mark.parametrize(
    ("name", "key", "reason"),
    [
        ("igdb", f"{fake_igdb.CLIENT_ID}:wrong", "Twitch does not accept"), ("igdb", f"wrong:{fake_igdb.CLIENT_SECRET}", "Twitch does not accept"),
        ("igdb", "", "needs a key"), ("igdb", fake_igdb.CLIENT_ID, "needs a key"), ("steamgriddb", "wrong", "SteamGridDB does not accept"),
        ("steamgriddb", "", "needs a key"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_refused_and_shown_nowhere(fakes: Fakes, name: str, key: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason) as error:
        ask(fakes, lambda registry: registry.check_key(name), **{f"{name}_key": key})
    assert not key or key not in str(error.value)
    assert fake_igdb.CLIENT_SECRET not in repr(settings_of(fakes))
    assert fake_steamgriddb.KEY not in repr(settings_of(fakes))


def test_one_token_serves_many_questions_and_is_renewed_when_it_is_revoked(fakes: Fakes) -> None:
    igdb = fakes["igdb"]
    assert isinstance(igdb, FakeIgdb)

    async def question(registry: Registry) -> Any:
        provider = registry.providers["igdb"]
        await asyncio.gather(*(provider.details("game", number, AMERICA) for number in ("72", "19531", "1103")))
        before = igdb.tokens
        igdb.tokens += 1  # the token that Dim has is not accepted any more
        return before, await provider.details("game", "1070", AMERICA)

    first = igdb.tokens
    before, found = ask(fakes, question)
    assert (before, igdb.tokens) == (first + 1, first + 3)
    assert found.facts.title == "Super Mario World"


# Failures


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("failure", ["broken_json", "wrong_type", "500", "drop"])
def test_a_provider_that_is_out_of_order_may_answer_later(fakes: Fakes, name: str, failure: Any) -> None:
    fakes[name].fail(failure)
    with pytest.raises(UnavailableError):
        details(fakes, name, "620" if name == "steam" else "72")
    fakes[name].recover()
    assert details(fakes, name, "620" if name == "steam" else "5247" if name == "steamgriddb" else "72") is not None


@pytest.mark.parametrize("name", NAMES)
def test_retry_after_is_waited_for(fakes: Fakes, name: str) -> None:
    fakes[name].fail("429", times=1, retry_after="1")
    assert details(fakes, name, "620" if name == "steam" else "5247" if name == "steamgriddb" else "72") is not None
    fakes[name].fail("429", retry_after="120")
    with pytest.raises(UnavailableError) as error:
        details(fakes, name, "620" if name == "steam" else "72")
    assert error.value.retry_after == 120


ODD = (
    Reply(None), Reply([]), Reply({}), Reply({"620": None}), Reply({"620": {"success": False}}), Reply({"620": {"success": True}}),
    Reply({"620": {"success": True, "data": []}}), Reply({"620": []}), Reply("no"), Reply({"success": False, "errors": ["x"]}),
    Reply({"success": True, "data": None}), Reply({"success": True, "data": [None, 7, {"url": 5}]}), Reply([{"id": 72, "name": ["x"]}]),
    Reply([{"id": 72, "name": "x", "first_release_date": 10**30, "cover": [], "platforms": "win", "age_ratings": [{"organization": 1}]}]),
    Reply({"620": {"success": True, "data": {"name": 7, "ratings": [], "release_date": [], "metacritic": 5, "genres": {}, "screenshots": [7]}}}),
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_odd_answers_harm_nothing(fakes: Fakes, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = ODD[0]

    async def answer(request: Request) -> Reply:
        return Reply({"access_token": "t", "expires_in": 5000}) if "oauth2" in request.url.path else reply

    async def question(registry: Registry) -> None:
        nonlocal reply
        provider = registry.providers[name]
        for reply in ODD:  # noqa: B007 - the fake answers with it
            for asked in (
                provider.details("game", "620", GERMANY),
                provider.search(PORTAL, GERMANY),
                provider.find("game", {"steam": "620"}, AMERICA),
            ):
                try:
                    await asked
                except UnavailableError:
                    continue

    monkeypatch.setattr(fakes[name], "answer", answer)
    monkeypatch.setattr("dim.metadata.http.exchange.LONGEST_WAIT", 0.5)
    monkeypatch.setattr("dim.metadata.http.limiter.LONGEST_WAIT", 0.5)
    monkeypatch.setattr("dim.metadata.http.breaker.FAILURES", 1000)
    ask(fakes, question)


# Matching


@pytest.mark.parametrize(
    ("query", "names", "provider", "number", "state"),
    [
        (TitleQuery(kind="game", titles=("Anything",), ids={"steam": "620"}), NAMES, "steam", "620", "certain"),
        (TitleQuery(kind="game", titles=("Prey",), year=2017, ids={"epic": "4f9"}), NAMES, "steam", "480490", "certain"),
        (TitleQuery(kind="game", titles=("Prey",), year=2006, ids={"steam": "3970"}), ("igdb",), "igdb", "1103", "certain"),
        (TitleQuery(kind="game", titles=("Prey",), ids={"epic": "4f9"}), ("igdb",), "igdb", None, "doubtful"),
        (TitleQuery(kind="game", titles=("Super Mario World",), platforms=frozenset({"snes"})), ("igdb",), "igdb", "1070", "certain"),
        (TitleQuery(kind="game", titles=("Super Mario World",), platforms=frozenset({"gba"})), ("igdb",), None, None, "none"),
        (TitleQuery(kind="game", titles=("Nobody Knows This",), year=2001), NAMES, None, None, "none"),
    ],
)  # fmt: skip
def test_matching(
    fakes: Fakes, query: TitleQuery, names: tuple[str, ...], provider: str | None, number: str | None, state: str
) -> None:
    found = ask(fakes, lambda registry: match(query, [registry.providers[name] for name in names], AMERICA))
    assert (found.state, found.provider) == (state, provider)
    assert number is None or found.candidate.id == number


def test_the_others_are_asked_by_the_ids_that_are_known_by_then(fakes: Fakes) -> None:
    async def question(registry: Registry) -> Any:
        query = TitleQuery(kind="game", titles=("Portal 2",), year=2011, ids={"gog": "1971"})
        providers = [registry.providers[name] for name in ("igdb", "steam", "steamgriddb")]
        found = await match(query, providers, AMERICA)
        return await ask_others(query, found, providers, AMERICA)

    known, failures = ask(fakes, question)
    assert {name: number for name, (number, _) in known.items()} == {
        "igdb": "72",
        "steam": "620",
        "steamgriddb": "steam:620",
    }
    assert failures == []
    assert not any("search" in one.path for name in NAMES for one in fakes[name].requests)


# Texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18 Apr, 2011", ("2011-04-18", 2011)), ("Apr 18, 2011", ("2011-04-18", 2011)), ("18. Apr. 2011", ("2011-04-18", 2011)),
        ("2. März 2014", ("2014-03-02", 2014)), ("18 avr. 2011", ("2011-04-18", 2011)), ("4 août 2016", ("2016-08-04", 2016)),
        ("18/abr./2011", ("2011-04-18", 2011)), ("5 ENE 2015", ("2015-01-05", 2015)), ("9 mag 2017", ("2017-05-09", 2017)),
        ("18 kwietnia 2011", ("2011-04-18", 2011)), ("5 wrz 2015", ("2015-09-05", 2015)), ("1. července 2015", ("2015-07-01", 2015)),
        ("1. června 2015", ("2015-06-01", 2015)), ("2011. ápr. 18.", ("2011-04-18", 2011)), ("18 апр. 2011 г.", ("2011-04-18", 2011)),
        ("3 лип. 2015", ("2015-07-03", 2015)), ("18 Nis 2011", ("2011-04-18", 2011)), ("9 Ağu 2011", ("2011-08-09", 2011)),
        ("1 marraskuuta 2015", ("2015-11-01", 2015)), ("9 mrt 2015", ("2015-03-09", 2015)), ("2011 年 4 月 18 日", ("2011-04-18", 2011)),
        ("2011년 4월 18일", ("2011-04-18", 2011)), ("18 thg 4, 2011", ("2011-04-18", 2011)), ("18 เม.ย. 2554", ("2011-04-18", 2011)),
        ("18.4.2011", ("2011-04-18", 2011)), ("Q3 2026", (None, 2026)), ("2026", (None, 2026)), ("March 2014", (None, 2014)),
        ("Coming soon", (None, None)), ("", (None, None)), ("31 Feb, 2011", (None, 2011)), ("9" * 5000, (None, None)),
    ],
)  # fmt: skip
def test_dates_of_the_store(text: str, expected: tuple[str | None, int | None]) -> None:
    assert read_date(text) == expected


@pytest.mark.parametrize(
    ("system", "rating", "expected"),
    [
        ("ESRB", "e10", "ESRB E10+"), ("ESRB", "E10+", "ESRB E10+"), ("ESRB", "Teen", "ESRB T"), ("ESRB", "m", "ESRB M"), ("ESRB", "AO", "ESRB AO"),
        ("ESRB", "Mature 17+", "ESRB M"), ("ESRB", "RP", None), ("ESRB", "", None), ("PEGI", "16", "PEGI 16"), ("PEGI", "Sixteen", "PEGI 16"),
        ("PEGI", "PEGI 7", "PEGI 7"), ("PEGI", "5", None), ("USK", "0", "USK 0"), ("USK", "USK_12", "USK 12"), ("USK", "BANNED", None),
        ("CERO", "D", None),
    ],
)  # fmt: skip
def test_ratings_are_written_with_their_system(system: str, rating: str, expected: str | None) -> None:
    assert written(system, rating) == expected


def test_without_a_rating_there_is_no_certification() -> None:
    assert certifications({"CERO": "Z", "ESRB": "RP"}, "US") == (None, {})
