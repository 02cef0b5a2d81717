"""One request and its answer: address check, turn, time limit, body, and what the status means."""

import asyncio
import hashlib
import logging
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from dim.metadata.http.body import read_body
from dim.metadata.http.cache import CacheTransport
from dim.metadata.http.limiter import LONGEST_WAIT, Limiter, retry_after
from dim.metadata.http.services import Service, origin_of
from dim.metadata.http.transport import WIRE, Wire
from dim.metadata.provider import RefusedError, UnavailableError

log = logging.getLogger(__name__)
TIMEOUT = httpx.Timeout(10.0, connect=5.0, pool=None)
"""Between two pieces of an answer; `Question.seconds` limits the whole."""
NOTHING_FOUND = frozenset({404, 410, 422})
"""422: TMDB's answer to an id or a year that cannot exist."""


class TryAgainError(Exception):
    """A failure that may be over at once; the text is for people."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and within which limits."""

    service: Service
    url: str
    wire: Wire
    headers: Mapping[str, str]
    seconds: float
    most: int
    """Bytes of the answer."""
    key: str = ""
    """In the cache; empty: it is not cached."""
    is_picture: bool = False
    follows: bool = True
    """Whether redirects are followed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer whose body was read."""

    status: int
    headers: httpx.Headers
    body: bytes
    value: Any = None
    """Of JSON."""


class Exchange:
    """Sends single requests. Redirects and repetitions are up to the caller."""

    def __init__(self, client: httpx.AsyncClient, cache: CacheTransport) -> None:
        self._client = client
        self._cache = cache
        self._limiters: dict[tuple[Service, bool], Limiter] = {}

    def forget_waits(self, service: str | None) -> None:
        """Forget that a service (None: any) asked to wait."""
        for (one, _), limiter in self._limiters.items():
            if one.is_of(service):
                limiter.forget()

    async def send(self, question: Question, url: str) -> Answer:
        """The answer to the question at a URL: 200, a redirect, or one of NOTHING_FOUND.

        Raises TryAgainError, UnavailableError, RefusedError.
        """
        service, origin = question.service, origin_of(url)
        if origin is None or not service.allows(origin):
            raise RefusedError(
                f"{shown(url)} is not an address of {service.label}. Allowed are https and the hosts of its settings."
            )
        limiter = self._limiter(question, is_mirror=origin in service.origins)
        async with limiter.turn():
            answer = await self._timed(question, url)
        limiter.heed(answer.headers)
        _check_status(question, answer, limiter)
        limiter.answered()
        return answer

    async def _timed(self, question: Question, url: str) -> Answer:
        label, generation = question.service.label, self._cache.generation
        caching = {"caching": {"key": question.key}} if question.key and url == question.url else {}
        try:
            async with asyncio.timeout(question.seconds):
                return await self._read(question, url, {**caching, WIRE: question.wire})
        except TimeoutError as error:
            raise UnavailableError(f"{label} did not answer within {question.seconds:.0f} s.") from error
        except httpx.TimeoutException as error:
            raise TryAgainError(f"{label} did not answer in time.") from error
        except httpx.TransportError as error:
            raise TryAgainError(f"{label} cannot be reached: {str(error) or 'the connection was lost'}.") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
            raise UnavailableError(f"{label} sent an answer that cannot be read.") from error
        except (sqlite3.Error, RuntimeError) as error:
            if self._client.is_closed:
                raise UnavailableError("The server is stopping.") from error
            if not caching:
                raise
            log.warning("The cache of metadata answers is damaged and was thrown away: %s", error)
            await self._cache.throw_away(generation)
            raise TryAgainError("The cache of metadata answers was damaged.") from error

    async def _read(self, question: Question, url: str, extensions: dict[str, Any]) -> Answer:
        # The cache sees a GET; what it is of a POST is in the fragment, which is never sent.
        body = question.wire.body
        seen = url if body is None else f"{url}#{hashlib.sha256(body).hexdigest()}"
        request = self._client.build_request(
            "GET", seen, headers=dict(question.headers), extensions=extensions, timeout=TIMEOUT
        )
        response = await self._client.send(request, stream=True)
        try:
            found = await read_body(response, question.most, question.service.label)
        finally:
            await response.aclose()
        value = None
        if not question.is_picture and response.status_code == 200:
            try:
                value = orjson.loads(found)
            except orjson.JSONDecodeError as error:
                await self._cache.forget(question.key)
                raise TryAgainError(f"{question.service.label} sent an answer that is no JSON.") from error
            if value is None and question.service.null_is_busy:
                await self._cache.forget(question.key)
        return Answer(response.status_code, response.headers, found, value)

    def _limiter(self, question: Question, *, is_mirror: bool) -> Limiter:
        service = question.service
        is_free = is_mirror or (question.is_picture and not service.picture_rate)
        key = (service, is_free)
        if key not in self._limiters:
            self._limiters[key] = Limiter(service, None if is_free else service.rate)
        return self._limiters[key]


def _check_status(question: Question, answer: Answer, limiter: Limiter) -> None:
    service, status, label = question.service, answer.status, question.service.label
    is_redirect = status in (301, 302, 303, 307, 308) and answer.headers.get("location")
    is_busy = status == 429 if question.is_picture else status in service.busy_statuses or _is_empty(question, answer)
    if not is_busy and (status == 200 or status in NOTHING_FOUND or is_redirect):
        return
    if is_busy or status == 503:
        seconds = retry_after(answer.headers)
        if is_busy:
            seconds = limiter.slow_down(seconds)
        elif seconds is not None:
            limiter.block(seconds)
        if seconds is not None and seconds > LONGEST_WAIT:
            raise UnavailableError(f"{label} asked to wait {seconds:.0f} s.", retry_after=seconds)
        reason = "has had too many requests" if is_busy else "is out of order"
        raise TryAgainError(f"{label} {reason} (status {status}).")
    if status in service.refused_statuses and service.refused:
        raise RefusedError(service.refused)
    if status >= 500:
        raise TryAgainError(f"{label} is out of order (status {status}).")
    raise UnavailableError(f"{label} did not accept the question (status {status}).")


def _is_empty(question: Question, answer: Answer) -> bool:
    """Whether the answer is a null that stands for a refusal."""
    return question.service.null_is_busy and answer.status == 200 and answer.value is None


def shown(url: str) -> str:
    """A URL for people: without its parameters, which may hold a key."""
    return url.partition("?")[0][:200]
