"""The HTTP client against a server that fails in every way."""

import asyncio
import os
import random
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from dim.metadata.http import HttpClient, client
from dim.metadata.http.breaker import FAILURES
from dim.metadata.model import Locale, TitleQuery
from dim.metadata.provider import ProviderError, RefusedError, UnavailableError
from dim.metadata.registry import ProviderSettings, Registry, load, services_of
from support.metadata.fake import FAILURES as WAYS
from support.metadata.fake import Failure
from support.metadata.fake_anilist import FakeAnilist
from support.metadata.fake_tmdb import KEY, FakeTmdb
from support.metadata.fake_tvmaze import FakeTvmaze
from support.metadata.samples import ALL

CACHE = "metadata-http.sqlite3"


@asynccontextmanager
async def asking(folder: Path | None = None, key: str = KEY, **urls: Any) -> AsyncIterator[tuple[HttpClient, Registry]]:
    settings = ProviderSettings(tmdb_key=key, **urls)
    async with HttpClient(services_of(settings), folder) as http:
        yield http, load(http, settings)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits of seconds become limits of fractions."""
    monkeypatch.setattr(client, "JSON_SECONDS", 1.0)
    monkeypatch.setattr(client, "PICTURE_SECONDS", 3.0)
    monkeypatch.setattr(random, "uniform", lambda low, high: 0.01)


@pytest.mark.parametrize(
    ("failure", "text", "requests"),
    [
        ("hang", "did not answer within 1 s", 1),
        ("500", "status 500", 3),
        ("broken_json", "no JSON", 3),
        ("drip", "did not answer within 1 s", 1),
        ("redirect", "redirects to another address", 1),
        ("drop", "cannot be reached", 3),
        ("huge", "more than 8 MiB", 1),
        ("wrong_type", "no JSON", 3),
        ("zip_bomb", "more than 8 MiB", 1),
        ("deep", "no JSON", 3),
    ],
)
def test_a_failing_provider_is_unavailable_and_recovers(
    failure: Failure, text: str, requests: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if failure not in ("hang", "drip"):  # a machine that is busy is no other failure
        monkeypatch.setattr(client, "JSON_SECONDS", 20.0)

    async def ask() -> None:
        with FakeTmdb(ALL) as fake:
            async with asking(tmdb_url=fake.url) as (http, _):
                fake.fail(failure)
                url = f"{fake.url}/movie/603"
                with pytest.raises(UnavailableError, match=text) as caught:
                    await http.get_json("tmdb", url, {"api_key": KEY})
                assert KEY not in str(caught.value)
                fake.recover()
                assert len(fake.requests) <= requests
                assert (await http.get_json("tmdb", url, {"api_key": KEY}))["title"] == "The Matrix"

    asyncio.run(ask())


@pytest.mark.parametrize("failure", [one for one in WAYS if one not in ("429", "bomb")])
def test_a_failing_picture_is_unavailable(failure: Failure) -> None:
    async def ask() -> None:
        with FakeTmdb(ALL) as fake:
            async with asking(tmdb_url=fake.url) as (http, _):
                fake.fail(failure, of="pictures")
                url = f"{fake.origin}/t/p/w780/poster-603.jpg"
                with pytest.raises(UnavailableError):
                    await http.fetch_picture(url, "tmdb")
                fake.recover()
                assert (await http.fetch_picture(url, "tmdb")).startswith(b"\xff\xd8\xff")

    asyncio.run(ask())


@pytest.mark.parametrize("retry_after", ["120", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_a_long_retry_after_is_an_error_for_this_and_the_next_question(retry_after: str) -> None:
    async def ask() -> None:
        with FakeTmdb(ALL) as fake:
            async with asking(tmdb_url=fake.url) as (http, registry):
                fake.fail("429", retry_after=retry_after)
                for _ in range(2):
                    with pytest.raises(UnavailableError, match="asked to wait") as caught:
                        await registry.check_key("tmdb")
                    assert (caught.value.retry_after or 0) >= 119
                assert len(fake.requests) == 1
                fake.recover()
                http.forget_failures("tmdb")
                await registry.check_key("tmdb")

    asyncio.run(ask())


def test_a_short_retry_after_is_waited_for() -> None:
    async def ask() -> None:
        with FakeTmdb(ALL) as fake:
            async with asking(tmdb_url=fake.url) as (_, registry):
                fake.fail("429", retry_after="1", times=1)
                start = asyncio.get_running_loop().time()
                await registry.check_key("tmdb")
                assert asyncio.get_running_loop().time() - start > 0.9
                assert [one.status for one in fake.requests] == [429, 200]

    asyncio.run(ask())


def test_a_dead_provider_is_not_asked_for_a_while() -> None:
    async def ask() -> None:
        with FakeTmdb(ALL) as fake:
            async with asking(tmdb_url=fake.url) as (http, registry):
                fake.fail("500")
                for _ in range(FAILURES):
                    with pytest.raises(UnavailableError):
                        await registry.check_key("tmdb")
                asked = len(fake.requests)
                for _ in range(100):
                    with pytest.raises(UnavailableError, match="in a row") as caught:
                        await registry.check_key("tmdb")
                    assert caught.value.retry_after
                assert len(fake.requests) == asked
                fake.recover()
                http.forget_failures()
                await registry.check_key("tmdb")

    asyncio.run(ask())


def test_a_wrong_key_is_refused_without_naming_it() -> None:
    async def ask() -> None:
        with FakeTmdb(ALL) as fake:
            async with asking(key="f" * 32, tmdb_url=fake.url) as (_, registry):
                with pytest.raises(RefusedError, match="does not accept the key") as caught:
                    await registry.check_key("tmdb")
                assert "ffff" not in str(caught.value)
                assert len(fake.requests) == 1

    asyncio.run(ask())


@pytest.mark.parametrize(
    "url",
    [
        "http://api.themoviedb.org/3/movie/603",
        "https://api.themoviedb.org:8443/3/movie/603",
        "https://api.themoviedb.org.evil.example/3",
        "https://user@api.themoviedb.org/3",
        "http://127.0.0.1:1/x",
        "file:///etc/passwd",
        "https://[::1/",
        "gopher://api.themoviedb.org/",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    async def ask() -> None:
        async with asking() as (http, _):
            with pytest.raises(RefusedError):
                await http.get_json("tmdb", url)
            with pytest.raises(RefusedError):
                await http.fetch_picture(url, "tmdb")

    asyncio.run(ask())


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/a.jpg", "https://localhost/a.jpg", "https://[::ffff:10.0.0.1]/a.jpg"]
)
def test_a_pasted_private_address_is_refused_before_a_connection(url: str) -> None:
    async def ask() -> None:
        async with asking() as (http, _):
            with pytest.raises(RefusedError, match="private address"):
                await http.fetch_picture(url)

    asyncio.run(ask())


def test_an_answer_is_revalidated_and_its_key_stored_nowhere(tmp_path: Path) -> None:
    async def ask() -> None:
        with FakeTmdb(ALL) as fake:
            for _ in range(2):  # the second client finds the file of the first
                async with asking(tmp_path, tmdb_url=fake.url) as (_, registry):
                    for _ in range(2):
                        await registry.providers["tmdb"].details("movie", "603", Locale())
            details = [one for one in fake.requests if one.path == "/3/movie/603"]
            assert [one.status for one in details] == [200, 304, 304, 304]
            assert [one.sent > 0 for one in details] == [True, False, False, False]
            assert all(one.query["api_key"] == KEY for one in details)

    asyncio.run(ask())
    stored = [path for path in tmp_path.iterdir() if path.name.startswith(CACHE)]
    assert stored
    for path in stored:
        assert KEY.encode() not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["text", "zeros", "other tables", "middle"])
def test_a_damaged_cache_is_thrown_away(tmp_path: Path, damage: str) -> None:
    async def ask() -> None:
        with FakeTmdb(ALL) as fake:
            async with asking(tmp_path, tmdb_url=fake.url) as (_, registry):
                await registry.providers["tmdb"].details("show", "1396", Locale(), range(6))
            _damage(tmp_path / CACHE, damage)
            async with asking(tmp_path, tmdb_url=fake.url) as (_, registry):
                found = await registry.providers["tmdb"].details("show", "1396", Locale(), range(6))
                assert found is not None
                assert found.facts.title == "Breaking Bad"

    asyncio.run(ask())


def _damage(path: Path, damage: str) -> None:
    if damage == "text":
        path.write_text("This was a database once. " * 1000)
    elif damage == "zeros":
        path.write_bytes(bytes(path.stat().st_size))
    elif damage == "other tables":
        path.unlink()
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE entries (id TEXT)")
        connection.close()
    else:
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(os.urandom(size - 4096))


@pytest.mark.parametrize("kind", [FakeTvmaze, FakeAnilist])
def test_an_answer_without_validator_is_used_for_an_hour(kind: type[FakeTvmaze | FakeAnilist], tmp_path: Path) -> None:
    async def ask() -> None:
        with kind(ALL) as fake:
            async with asking(tmp_path, **{f"{fake.name}_url": fake.url}) as (_, registry):
                query = TitleQuery(kind="show", titles=("Attack on Titan",))
                first = await registry.providers[fake.name].search(query, Locale())
                assert first
                assert await registry.providers[fake.name].search(query, Locale()) == first
                other = TitleQuery(kind="show", titles=("Breaking Bad",))
                assert await registry.providers[fake.name].search(other, Locale()) != first
            assert len(fake.requests) == 2

    asyncio.run(ask())


def test_at_most_ten_requests_are_in_flight_and_cancelled_ones_leave_no_slot_taken(tmp_path: Path) -> None:
    async def ask() -> None:
        with FakeTmdb(ALL) as fake:
            async with asking(tmp_path, tmdb_url=fake.url) as (http, registry):
                fake.fail("hang", of="json")
                url = f"{fake.url}/search/movie"
                tasks = [
                    asyncio.create_task(http.get_json("tmdb", url, {"query": f"Alien {at}", "api_key": KEY}))
                    for at in range(40)
                ]
                await asyncio.to_thread(fake.wait_in_flight, 10)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                assert all(task.cancelled() for task in tasks)
                fake.recover()
                await asyncio.gather(
                    *(http.get_json("tmdb", url, {"query": f"Alien {at}", "api_key": KEY}) for at in range(40))
                )
                assert fake.most_in_flight == 10
                await registry.check_key("tmdb")

    asyncio.run(ask())


def test_who_asks_is_named() -> None:
    async def ask() -> None:
        with FakeTvmaze(ALL) as fake:
            async with asking(tvmaze_url=fake.url) as (_, registry):
                await registry.providers["tvmaze"].details("show", "169", Locale())
            assert fake.requests[0].headers["user-agent"].startswith("Dim/")
            assert "(+https://" in fake.requests[0].headers["user-agent"]

    asyncio.run(ask())


def test_nobody_listens() -> None:
    async def ask() -> None:
        fake = FakeTmdb(ALL)
        with fake:
            url = fake.url
        async with asking(tmdb_url=url) as (_, registry):
            with pytest.raises(ProviderError, match="cannot be reached"):
                await registry.check_key("tmdb")

    asyncio.run(ask())
