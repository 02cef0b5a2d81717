"""Addresses, turns and the circuit breaker, without a network."""

import asyncio
import ipaddress
from dataclasses import replace

import httpcore
import pytest

from dim.metadata.http.addresses import CheckedBackend, is_public
from dim.metadata.http.breaker import FAILURES, LONGEST, SHORTEST, Breaker
from dim.metadata.http.limiter import Limiter, retry_after
from dim.metadata.http.services import Origin, Rate, Service, origin_of
from dim.metadata.provider import RefusedError, UnavailableError


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("151.101.1.140", True), ("2a04:4e42::396", True), ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False),
        ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False),
        ("255.255.255.255", False), ("::1", False), ("::", False), ("fe80::1", False), ("fc00::1", False), ("ff02::1", False),
        ("::ffff:127.0.0.1", False), ("::ffff:151.101.1.140", True), ("64:ff9b::7f00:1", False), ("64:ff9b::9765:18c", True),
        ("2002:7f00:1::", False), ("2001:0:4136:e378::", False), ("fec0::1", False), ("240.0.0.1", False), ("192.0.2.1", False),
    ],
)  # fmt: skip
def test_public_addresses(address: str, expected: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.tvmaze.com/shows/1", Origin("https", "api.tvmaze.com", 443)),
        ("http://127.0.0.1:8123/3", Origin("http", "127.0.0.1", 8123)),
        ("https://API.TVmaze.com./", Origin("https", "api.tvmaze.com", 443)),
        ("http://[::1]:80/", Origin("http", "::1", 80)),
        ("ftp://api.tvmaze.com/", None), ("https://user:word@api.tvmaze.com/", None), ("https://host:99999/", None), ("", None),
    ],
)  # fmt: skip
def test_origins(url: str, expected: Origin | None) -> None:
    assert origin_of(url) == expected


def test_a_name_that_resolves_differently_the_second_time_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[str] = []

    async def connect(self: object, host: str, *_: object) -> httpcore.AsyncNetworkStream:
        connected.append(host)
        return httpcore.AsyncNetworkStream()

    async def ask() -> None:
        answers = [["93.184.216.34", "127.0.0.1"], ["127.0.0.1"]]

        async def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
            return [(0, 0, 0, "", (address, port)) for address in answers.pop(0)]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
        backend = CheckedBackend(lambda host, port: False)
        await backend.connect_tcp("rebind.example", 443)
        with pytest.raises(RefusedError, match=r"private address 127\.0\.0\.1"):
            await backend.connect_tcp("rebind.example", 443)

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    asyncio.run(ask())
    assert connected == ["93.184.216.34"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("5", 5.0), ("0", 0.0), ("-3", 0.0), ("999999999", 86_400.0), ("", None), ("soon", None), ("nan", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("Wed, 21 Oct 2099 07:28:00 GMT", 86_400.0), ("9" * 400, None),
    ],
)  # fmt: skip
def test_retry_after(value: str, expected: float | None) -> None:
    assert retry_after({"retry-after": value}) == expected


SERVICE = Service(name="tvmaze", label="TVmaze", in_flight=3)


def _turns(limiter: Limiter, count: int) -> list[float]:
    """When each of so many turns was granted, in seconds from the start."""

    async def take() -> list[float]:
        loop = asyncio.get_running_loop()
        start, granted = loop.time(), list[float]()

        async def one() -> None:
            async with limiter.turn():
                granted.append(loop.time() - start)

        await asyncio.gather(*(one() for _ in range(count)))
        return granted

    return asyncio.run(take())


def test_a_rate_is_kept_in_every_window() -> None:
    granted = _turns(Limiter(SERVICE, Rate(5, 0.4)), 16)
    for first, sixth in zip(granted, granted[5:], strict=False):
        assert sixth - first >= 0.39
    assert granted[-1] < 3


def test_nothing_left_means_a_pause_until_the_reset() -> None:
    limiter = Limiter(SERVICE, None)
    limiter.heed({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "0.5"})
    assert _turns(limiter, 1)[0] >= 0.49


def test_a_limit_lower_than_documented_is_kept() -> None:
    limiter = Limiter(SERVICE, Rate(50, 0.5))
    limiter.heed({"x-ratelimit-limit": "2", "x-ratelimit-remaining": "1"})
    assert _turns(limiter, 5)[-1] >= 0.99
    limiter.heed({"x-ratelimit-limit": "40", "x-ratelimit-remaining": "39"})  # it is raised again
    assert _turns(limiter, 5)[-1] < 0.9


def test_a_service_that_refuses_is_asked_at_half_the_rate_until_it_answers_again() -> None:
    limiter = Limiter(replace(SERVICE, pause_seconds=20), Rate(8, 0.2))
    assert [limiter.slow_down(None), limiter.slow_down(None), limiter.slow_down(3)] == [20, 40, 3]
    limiter.forget()
    assert _turns(limiter, 3)[-1] >= 0.39  # one each 0.2 s: an eighth
    for _ in range(1 + 2 + 4):
        limiter.answered()
    assert _turns(limiter, 8)[-1] < 1.3  # eight at once
    assert limiter.slow_down(None) == 20


def test_a_service_that_states_its_limits_is_not_slowed_down_by_guesses() -> None:
    limiter = Limiter(SERVICE, Rate(8, 0.2))
    assert (limiter.slow_down(None), limiter.slow_down(2)) == (None, 2)


def test_a_reset_in_a_day_is_an_error_now_and_forgotten_in_a_minute() -> None:
    limiter = Limiter(SERVICE, None)
    limiter.heed({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "86400"})
    with pytest.raises(UnavailableError) as error:
        _turns(limiter, 1)
    assert error.value.retry_after is not None
    assert 50 < error.value.retry_after <= 60


def test_no_more_than_twenty_in_flight_whatever_is_set() -> None:
    limiter = Limiter(replace(SERVICE, in_flight=500), None)

    async def fill() -> int:
        held = 0

        async def hold() -> None:
            nonlocal held
            async with limiter.turn():
                held += 1
                await asyncio.Event().wait()

        tasks = [asyncio.create_task(hold()) for _ in range(50)]
        for _ in range(200):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return held

    assert asyncio.run(fill()) == 20


def test_a_breaker_opens_probes_and_closes() -> None:
    now, reasons = 0.0, list[str]()
    breaker = Breaker("TMDB", lambda: now)

    def is_asked(*, answers: bool) -> bool:
        try:
            with breaker.ask():
                breaker.succeeded() if answers else breaker.failed("TMDB did not answer within 20 s.")
        except UnavailableError as error:
            reasons.append(str(error))
            return False
        return True

    assert all(is_asked(answers=False) for _ in range(FAILURES))
    assert not is_asked(answers=True)
    now = SHORTEST + 1
    with breaker.ask(), pytest.raises(UnavailableError), breaker.ask():  # one probe at a time
        pass
    assert is_asked(answers=False)  # the probe before was cancelled; this one fails
    assert not is_asked(answers=True)
    for _ in range(10):
        now += LONGEST
        assert is_asked(answers=False)
    now += LONGEST
    assert is_asked(answers=True)
    assert is_asked(answers=True)
    assert all("did not answer within 20 s" in reason for reason in reasons)
