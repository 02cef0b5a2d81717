"""The one HTTP client of all providers, and of pictures. Its owner creates it once and closes it.

    async with HttpClient(services, data_folder / "cache") as client:
        movie = await client.get_json("tmdb", "https://api.themoviedb.org/3/movie/603", {"language": "en"}, secret=key)

Every failure is an UnavailableError (it may work later) or a RefusedError (a person has to change something).
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import urljoin

import httpx
import orjson

from dim import __version__
from dim.metadata.http.body import ACCEPT_ENCODING
from dim.metadata.http.breaker import Breaker
from dim.metadata.http.cache import CacheTransport, cache_key
from dim.metadata.http.exchange import NOTHING_FOUND, TIMEOUT, Answer, Exchange, Question, TryAgainError, shown
from dim.metadata.http.services import PASTED, Service, Services, origin_of
from dim.metadata.http.transport import CheckedTransport, Wire
from dim.metadata.provider import RefusedError, UnavailableError

log = logging.getLogger(__name__)
PROJECT_URL = "https://pypi.org/project/dim-media/"
USER_AGENT = f"Dim/{__version__} (+{PROJECT_URL})"
TRIES, REDIRECTS = 3, 3
JSON_SECONDS, PICTURE_SECONDS = 20.0, 30.0
"""For a whole answer, so that a server that drips holds no slot for longer."""
LARGEST_JSON, LARGEST_PICTURE = 8 << 20, 20 << 20
_PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"RIFF", b"II*\0", b"MM\0*")


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A key that is sent as headers or parameters, and appears in no cache, log or text."""

    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)


NO_SECRET = Secret()


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where a service sends its client to, within the same origin."""

    url: str


class HttpClient:
    """Asks services, with manners: limits, retries, a cache, and no address that was not meant."""

    def __init__(self, services: Services, cache_folder: Path | None = None) -> None:
        self._services = services
        cache = CacheTransport(CheckedTransport(services.is_named), cache_folder)
        self._client = httpx.AsyncClient(
            transport=cache, timeout=TIMEOUT, follow_redirects=False,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": ACCEPT_ENCODING},
        )  # fmt: skip
        self._exchange = Exchange(self._client, cache)
        self._breakers: dict[tuple[str, bool], Breaker] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close connections and the cache."""
        await self._client.aclose()

    def add_service(self, service: Service) -> None:
        """Make a service known, or replace it after its settings changed."""
        self._services.add(service)

    def forget_failures(self, service: str | None = None) -> None:
        """Ask a service (None: all) again at once, whatever it answered before: a person started a run."""
        self._exchange.forget_waits(service)
        for (name, _), breaker in self._breakers.items():
            if self._service(name).is_of(service):
                breaker.forget()

    async def get_json(
        self, service: str, url: str, params: Mapping[str, str] | None = None, *, secret: Secret = NO_SECRET,
        headers: Mapping[str, str] | None = None, cached: bool = True,
    ) -> Any:  # fmt: skip
        """The JSON value that a service answers to GET; None: it has nothing there (404). Raises ProviderError."""
        asked = self._service(service)
        full = _with_params(url, params)
        wire = Wire(secret.headers, secret.params, fresh_seconds=asked.fresh_seconds)
        return (await self._ask(_json_question(asked, full, wire, headers or {}, cached=cached))).value

    async def post_json(
        self, service: str, url: str, value: object, *, secret: Secret = NO_SECRET, cached: bool = True
    ) -> Any:
        """As `get_json`, for a question that is asked by POST with a JSON value (GraphQL). It must change nothing."""
        body = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        return await self._post(service, url, body, "application/json", secret, cached=cached)

    async def post_text(
        self, service: str, url: str, text: str, *, secret: Secret = NO_SECRET, cached: bool = True
    ) -> Any:
        """As `get_json`, for a question that is asked by POST with a text (APICalypse). It must change nothing."""
        return await self._post(service, url, text.encode(), "text/plain; charset=utf-8", secret, cached=cached)

    async def _post(
        self, service: str, url: str, body: bytes, content_type: str, secret: Secret, *, cached: bool
    ) -> Any:
        asked = self._service(service)
        wire = Wire({"content-type": content_type, **secret.headers}, secret.params, body, asked.fresh_seconds)
        return (await self._ask(_json_question(asked, url, wire, {}, cached=cached))).value

    async def resolve(self, service: str, url: str, params: Mapping[str, str]) -> Redirect | Any:
        """Where a look-up redirects to, without going there; else as `get_json`. Raises ProviderError."""
        asked = self._service(service)
        full = _with_params(url, params)
        question = replace(_json_question(asked, full, Wire(), {}, cached=False), follows=False)
        answer = await self._ask(question)
        return Redirect(answer.headers["location"]) if answer.status >= 300 and answer.status < 400 else answer.value

    async def fetch_picture(self, url: str, service: str = PASTED.name) -> bytes:
        """An image file, at most 20 MiB. `service`: the provider that named the URL, which must be on its hosts; without one, a
        person entered it, and any public https host may be asked. Whoever decodes it guards against bombs. Raises ProviderError.
        """
        asked = self._service(service)
        question = Question(
            asked, url, Wire(), {"Accept": "image/*"}, PICTURE_SECONDS, LARGEST_PICTURE, is_picture=True
        )
        answer = await self._ask(question)
        if answer.status in NOTHING_FOUND:
            raise RefusedError(f"{asked.label} has no picture at {shown(url)} (any more).")
        # By content, not by type: mirrors and file servers state types that are wrong.
        if not (answer.body.startswith(_PICTURE_STARTS) or answer.body[4:8] == b"ftyp"):
            raise UnavailableError(f"What {asked.label} sent for {shown(url)} is no picture.")
        return answer.body

    async def _ask(self, question: Question) -> Answer:
        """Ask, unless the service failed too often just now. Raises ProviderError."""
        label = question.service.label
        if question.service is PASTED:  # many hosts: what one does says nothing of another
            return await self._try(question)
        # A picture that hangs must not stop questions, nor the other way round.
        breaker = self._breakers.setdefault((question.service.name, question.is_picture), Breaker(label))
        with breaker.ask():
            try:
                answer = await self._try(question)
            except UnavailableError as error:
                if error.retry_after is None:
                    breaker.failed(str(error))
                raise
            breaker.succeeded()
            return answer

    async def _try(self, question: Question) -> Answer:
        for number in range(1, TRIES):
            try:
                return await self._follow(question)
            except TryAgainError as error:
                log.debug("%s Asking again.", error)
                await asyncio.sleep(random.uniform(0.2, 0.6) * number)  # noqa: S311 - spreads requests, guards nothing
        try:
            return await self._follow(question)
        except TryAgainError as error:
            raise UnavailableError(str(error)) from error

    async def _follow(self, question: Question) -> Answer:
        """Ask, and follow redirects within the origin."""
        label, url, first = question.service.label, question.url, origin_of(question.url)
        for _ in range(REDIRECTS + 1):
            answer = await self._exchange.send(question, url)
            if answer.status < 300 or answer.status in NOTHING_FOUND:
                return answer
            url = urljoin(url, answer.headers["location"][:2000])
            if origin_of(url) == first and not question.follows:
                return replace(answer, headers=httpx.Headers({"location": url}))
            if origin_of(url) != first:
                raise UnavailableError(f"{label} redirects to another address ({shown(url)}). Dim does not follow.")
        raise UnavailableError(f"{label} redirects in circles.")

    def _service(self, name: str) -> Service:
        found = self._services.by_name.get(name)
        if found is None:
            raise RefusedError(f"No provider named {name!r} is known.")
        return found


def _json_question(service: Service, url: str, wire: Wire, headers: Mapping[str, str], *, cached: bool) -> Question:
    key = cache_key(url, wire.body) if cached else ""
    return Question(service, url, wire, {"Accept": "application/json", **headers}, JSON_SECONDS, LARGEST_JSON, key)


def _with_params(url: str, params: Mapping[str, str] | None) -> str:
    """The URL with parameters in a fixed order, so that the cache finds the same question again."""
    try:
        return str(httpx.URL(url, params=sorted(params.items())) if params else httpx.URL(url))
    except httpx.InvalidURL as error:
        raise RefusedError(f"{shown(url)} is no valid address.") from error
