"""Looking titles up: what persons said stays, outages take nothing away, and a title that changes meanwhile is looked up as what it is."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import pytest

from dim.artwork.store import StoredImage
from dim.catalog import items
from dim.catalog.ingest.model import LocalFacts
from dim.catalog.lookup import fix_match, generated_posters, library_metadata, matches
from dim.catalog.lookup.fix_match import FixMatch
from dim.catalog.lookup.generated_posters import Wanted
from dim.catalog.lookup.lookup import Lookup
from dim.catalog.lookup.picture_fetch import PictureFetcher
from dim.catalog.metadata import options, preferences, relations
from dim.catalog.metadata.choosing import choose
from dim.db import Database
from dim.jobs import JobContext, queue
from dim.metadata.model import (
    Candidate,
    Credit,
    EpisodeFacts,
    Facts,
    Locale,
    Picture,
    TitleFacts,
    TitleKind,
    TitleQuery,
)
from dim.metadata.provider import ProviderInfo, UnavailableError
from support.catalog import Catalog, movie


class Known:
    """A provider that knows two movies called Heat, and does what a test wants while it is asked."""

    info = ProviderInfo(name="tmdb", label="TMDB", kinds=frozenset(("movie", "show")))
    is_ready = True

    def __init__(self) -> None:
        self.is_down = False
        self.meanwhile: Callable[[], object] = lambda: None
        self.movies = {
            "949": Facts(title="Heat", year=1995, overview="Neil.", runtime=100, ids={"tmdb": "949"}),
            "11": Facts(title="Heat", year=1986, overview="Nick.", runtime=100, ids={"tmdb": "11"}),
        }

    def _ask(self) -> None:
        self.meanwhile()
        if self.is_down:
            raise UnavailableError("TMDB does not answer.")

    async def find(self, kind: TitleKind, ids: Mapping[str, str], locale: Locale) -> Candidate | None:
        self._ask()
        return self._candidate(ids["tmdb"]) if ids.get("tmdb") in self.movies else None

    async def search(self, query: TitleQuery, locale: Locale, *, with_year: bool = True) -> Sequence[Candidate]:
        self._ask()
        return [self._candidate(number) for number, one in self.movies.items() if one.title in query.titles]

    async def details(
        self, kind: TitleKind, provider_id: str, locale: Locale, seasons: Collection[int] = ()
    ) -> TitleFacts | None:
        self._ask()
        found = self.movies.get(provider_id)
        return TitleFacts(found) if found else None

    async def episode_order(self, provider_id: str, order: str, locale: Locale) -> Sequence[EpisodeFacts]:
        return ()

    async def artwork(self, kind: TitleKind, provider_id: str, locale: Locale) -> Sequence[Picture]:
        return ()

    def _candidate(self, number: str) -> Candidate:
        facts = self.movies[number]
        return Candidate(
            provider="tmdb", id=number, kind="movie", title=facts.title or "", year=facts.year, overview=facts.overview
        )


@pytest.fixture
def provider() -> Known:
    return Known()


@pytest.fixture
def lookup(movies: Catalog, provider: Known) -> Lookup:
    movies.database.write_now(preferences.change, movies.library, sources=["nfo", "tags", "tmdb"])
    return Lookup(movies.database, lambda names: [provider] if "tmdb" in names else [])


def overview(movies: Catalog, number: int) -> object:
    of = movies.database.read(items.find, number)
    assert of is not None
    return movies.database.read(items.fields_of, of)[0]["overview"]


def found(movies: Catalog, number: int) -> tuple[str, str | None, bool] | None:
    match = movies.database.read(matches.of_title, number)
    return (match.state, match.value, match.locked) if match else None


def heat(movies: Catalog, name: str = "Heat", year: int = 1995) -> int:
    movies.report(movie("a.mkv", name, year))
    return next(iter(movies.titles().values()))


def test_none_is_right_stays(movies: Catalog, lookup: Lookup) -> None:
    number = heat(movies)

    async def work() -> None:
        await lookup.look_up(number)
        assert found(movies, number) == ("certain", "949", False)
        await FixMatch(movies.database, lookup).choose_none(number)
        await movies.database.write(library_metadata.change, movies.library, country="DE")
        await lookup.look_up(number)  # as a run that a person asks for does

    asyncio.run(work())
    assert found(movies, number) == ("none", None, True)
    assert overview(movies, number) is None


def test_what_no_provider_knew_is_looked_for_again_once_there_is_another(
    movies: Catalog, lookup: Lookup, provider: Known
) -> None:
    number = heat(movies, "Unknown")
    asyncio.run(lookup.look_up(number))
    before = movies.database.read(matches.of_title, number)
    assert before is not None
    for changed_at, due in ((before.tried_at - 1, []), (before.tried_at + 1, [number])):
        movies.database.write_now(matches.forget_none, movies.library, changed_at)
        assert movies.database.read(matches.due, movies.library) == due


def test_who_searches_by_hand_does_not_wait_for_ever(
    movies: Catalog, lookup: Lookup, provider: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = heat(movies)
    monkeypatch.setattr(fix_match, "SEARCH_SECONDS", 0.01)

    async def hang(query: TitleQuery, locale: Locale, *, with_year: bool = True) -> Sequence[Candidate]:
        await asyncio.sleep(100)
        return ()

    monkeypatch.setattr(provider, "search", hang)
    result = asyncio.run(FixMatch(movies.database, lookup).search(number, "Heat", 1995, None))
    assert (result.candidates, result.failures) == ([], ["TMDB did not answer within 0 s."])


def test_the_year_of_the_name_comes_first_where_none_is_asked_for(movies: Catalog, lookup: Lookup) -> None:
    number = heat(movies, year=1986)
    result = asyncio.run(FixMatch(movies.database, lookup).search(number, "Heat", None, None))
    assert [one.candidate.year for one in result.candidates] == [1986, 1995]


def test_an_outage_takes_nothing_away(movies: Catalog, lookup: Lookup, provider: Known) -> None:
    number = heat(movies)

    async def work() -> None:
        await lookup.look_up(number)
        provider.is_down = True
        await FixMatch(movies.database, lookup).look_again([number])
        assert (found(movies, number), overview(movies, number)) == (("certain", "949", False), "Neil.")
        provider.is_down = False
        await lookup.look_up(number)

    asyncio.run(work())
    assert (found(movies, number), overview(movies, number)) == (("certain", "949", False), "Neil.")


@pytest.mark.parametrize("is_first", [True, False], ids=["first", "refresh"])
def test_a_title_that_is_renamed_meanwhile_is_looked_up_again(
    movies: Catalog, lookup: Lookup, provider: Known, is_first: bool
) -> None:
    number = heat(movies)
    renamed = replace(movie("b {tmdb-11}.mkv", "Heat", 1995, "a.mkv", ids={"tmdb": "11"}), inode=None)

    async def work() -> None:
        if not is_first:
            await lookup.look_up(number)
        provider.meanwhile = lambda: movies.report(renamed, vanished=("a.mkv",))
        await lookup.look_up(number)
        provider.meanwhile = lambda: None
        (now,) = movies.titles().values()
        assert found(movies, now) is None  # it is due
        await lookup.look_up(now)
        assert (found(movies, now), overview(movies, now)) == (("certain", "11", False), "Nick.")

    asyncio.run(work())


def test_another_match_forgets_what_was_said_of_the_one_before(
    movies: Catalog, lookup: Lookup, provider: Known
) -> None:
    number = heat(movies)

    async def work() -> None:
        await lookup.look_up(number)
        await FixMatch(movies.database, lookup).choose(number, "tmdb", "11")
        assert overview(movies, number) == "Nick."
        provider.movies = {"949": provider.movies["949"]}  # the service removed the other
        await FixMatch(movies.database, lookup).look_again([number])

    asyncio.run(work())
    assert (found(movies, number), overview(movies, number)) == (("certain", "949", False), "Neil.")


def test_a_large_library_is_merged_anew_by_a_job(movies: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_metadata, "AT_A_TIME", 2)
    said = [Facts(overview=f"Number {number}.") for number in range(5)]
    movies.report(
        *(
            replace(movie(f"{number}.mkv", f"Film {number}", 2000), facts=(LocalFacts("file", "nfo", facts),))
            for number, facts in enumerate(said)
        )
    )
    numbers = movies.titles().values()
    assert {overview(movies, number) for number in numbers} == {facts.overview for facts in said}

    async def work() -> None:
        await movies.database.write(library_metadata.change, movies.library, sources=["tags"])
        job = await movies.database.write(queue.claim, [library_metadata.MERGE], "me", 60.0)
        assert job is not None
        assert len([number for number in numbers if overview(movies, number) is None]) < 5
        await library_metadata.MergeAgain(movies.database).run(job, JobContext(movies.database, job.id, "me"))

    asyncio.run(work())
    assert {overview(movies, number) for number in numbers} == {None}


@pytest.mark.parametrize("again", [None, Facts()], ids=["removed", "emptied"])
def test_another_version_keeps_what_its_own_nfo_file_says(movies: Catalog, again: Facts | None) -> None:
    said = LocalFacts("file", "nfo", Facts(overview="Neil."))
    with_nfo = replace(movie("a/Heat.mkv", "Heat", 1995), facts=(said,), sidecars={"a/Heat.nfo": 1})
    other = replace(movie("b/Heat.mkv", "Heat", 1995), facts=(LocalFacts("file", "nfo", None),))
    movies.report(with_nfo, other)
    (number,) = movies.titles().values()
    movies.report(other)
    assert overview(movies, number) == "Neil."
    movies.report(
        replace(
            with_nfo, facts=(LocalFacts("file", "nfo", again or None),), sidecars={"a/Heat.nfo": 2} if again else {}
        )
    )
    assert overview(movies, number) is None


def test_people_are_one_by_any_source_and_are_removed_when_unused(movies: Catalog) -> None:
    def with_cast(path: str, title: str, ids: dict[str, str]) -> None:
        cast = (Credit("Al Pacino", ids=ids),) if ids else ()
        facts = (LocalFacts("file", "nfo", Facts(overview=title, people=cast)),)
        movies.report(replace(movie(path, title, 2000), facts=facts))

    with_cast("a.mkv", "Heat", {"imdb": "nm0000199", "tmdb": "1158"})
    with_cast("b.mkv", "Ronin", {"tmdb": "1158"})
    assert movies.database.write_now(relations.remove_unused) == 0
    with_cast("a.mkv", "Heat", {})
    assert movies.database.write_now(relations.remove_unused) == 0
    with_cast("b.mkv", "Ronin", {})
    assert movies.database.write_now(relations.remove_unused) == 1


def test_a_poster_that_was_composed_twice_is_stored_once(movies: Catalog) -> None:
    number = heat(movies)
    images = [StoredImage(digit * 32, 2, 3, "") for digit in "12"]
    wanted = Wanted(number, "Heat", 1995, None, options.generated_url(None, "x"), False)
    movies.database.write_now(generated_posters.store, [(wanted, image) for image in images])
    assert movies.card(number).artwork["poster"].digest == "2" * 32


class Store:
    """In the place of the artwork store."""

    async def add(self, data: bytes, kind: str) -> StoredImage:
        return StoredImage(data.decode().ljust(32, "0"), 2, 3, "")


def offered(database: Database, numbers: Sequence[int]) -> None:
    """Have TMDB offer a poster for each title, and have them wanted."""
    pictures = {number: [("tmdb", Picture("poster", f"https://image.tmdb.org/{number}.jpg"))] for number in numbers}
    database.write_now(options.offer, pictures)
    database.write_now(choose, numbers, ["tmdb"])


def test_a_service_that_is_down_is_asked_once_and_nothing_is_written(movies: Catalog) -> None:
    movies.report(*(movie(f"{number}.mkv", f"Film {number}", 2000) for number in range(40)))
    numbers = list(movies.titles().values())
    offered(movies.database, numbers)
    asked: list[str] = []

    async def fetch(source: str, url: str) -> bytes:
        asked.append(url)
        raise UnavailableError("TMDB does not answer.", retry_after=30)

    async def work() -> None:
        fetcher = PictureFetcher(movies.database, Store(), fetch)  # type: ignore[arg-type]
        before = movies.database.read(options.wanted, 100)
        await fetcher._fetch_all(before)
        assert (len(before), len(asked) <= 6) == (40, True)
        assert fetcher._wanted() == []
        assert movies.database.read(options.wanted, 100) == before

    asyncio.run(work())


def test_who_looks_does_not_wait_for_the_background(movies: Catalog) -> None:
    movies.report(*(movie(f"{number}.mkv", f"Film {number}", 2000) for number in range(40)))
    numbers = list(movies.titles().values())
    offered(movies.database, numbers)
    begun, free = asyncio.Event(), asyncio.Event()
    seen = numbers[0]  # the last that the background comes to

    async def fetch(source: str, url: str) -> bytes:
        if not url.endswith(f"/{seen}.jpg"):
            begun.set()
            await free.wait()
        return b"image"

    async def work() -> None:
        fetcher = PictureFetcher(movies.database, Store(), fetch)  # type: ignore[arg-type]
        wanted = movies.database.read(options.wanted, 100)
        assert (len(wanted), wanted[-1].item_id) == (40, seen)
        background = asyncio.create_task(fetcher._fetch_all(wanted))
        await begun.wait()
        async with asyncio.timeout(5):
            assert await fetcher.look(seen, "poster") is not None
        assert not background.done()
        free.set()
        assert all(await background)

    asyncio.run(work())


def test_the_fetcher_closes_while_someone_waits(movies: Catalog) -> None:
    number = heat(movies)
    offered(movies.database, [number])

    async def fetch(source: str, url: str) -> bytes:
        await asyncio.sleep(100)
        return b""

    async def work() -> None:
        fetcher = PictureFetcher(movies.database, Store(), fetch)  # type: ignore[arg-type]
        waiting = asyncio.create_task(fetcher.look(number, "poster"))
        while not fetcher._running:  # noqa: ASYNC110
            await asyncio.sleep(0)
        await fetcher.close()
        assert await waiting is None

    asyncio.run(work())
