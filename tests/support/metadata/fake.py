"""What all fake providers share: a real HTTP server on loopback, a log of requests, pictures, ETags, and every kind of failure."""

import asyncio
import hashlib
import json
import socket
import threading
import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import uvicorn
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from support.metadata.drawing import draw_picture, picture_bomb
from support.metadata.known import KnownTitle, decoys_of, words

Failure = Literal[
    "hang", "500", "429", "broken_json", "drip", "redirect", "drop", "huge", "bomb", "wrong_type", "zip_bomb", "deep"
]
FAILURES: tuple[Failure, ...] = (
    "hang", "500", "429", "broken_json", "drip", "redirect", "drop", "huge", "bomb", "wrong_type", "zip_bomb", "deep",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Logged:
    """A request that came, and what it was answered with."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    status: int
    sent: int
    """Bytes of the answer's body."""
    is_picture: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a JSON value, or bytes."""

    value: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    content_type: str = "application/json;charset=utf-8"


class FakeProvider:
    """A provider on loopback that knows some titles. Use it as a context manager.

    `decoys`: searches list other titles of similar names first, as popularity would.
    """

    name = ""
    path = ""
    """Of the URL that its setting names."""
    has_etags = True

    def __init__(self, titles: Sequence[KnownTitle] = (), *, port: int = 0, decoys: bool = True) -> None:
        known = [title for title in titles if title.id(self.name)]
        self.titles = (
            (*known, *(one for title in known for one in decoys_of(title, self.name))) if decoys else tuple(known)
        )
        """By popularity, as searches list them."""
        self.titles = tuple(sorted(self.titles, key=lambda title: -title.popularity))
        self.requests: list[Logged] = []
        self.most_in_flight = 0
        self.delay = 0.0
        """Seconds that each answer takes."""
        self.in_flight = 0
        self._arrived = threading.Condition()
        self._failure: Failure | None = None
        self._failing: Literal["json", "pictures", "all"] = "all"
        self._times: int | None = None
        self._retry_after = "1"
        self._redirect_to = ""
        self._port = port
        self._thread: threading.Thread | None = None
        self._pictures = {location: (title.title, kind) for title in titles for location, kind in _pictures(title)}
        self._pictures |= dict(place for title in titles for place in _collection_pictures(title))

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """What the setting `DIM_…_URL` names."""
        return self.origin + self.path

    @property
    def questions(self) -> list[Logged]:
        """The requests that were not for pictures."""
        return [one for one in self.requests if not one.is_picture]

    def fail(
        self, failure: Failure, *, of: Literal["json", "pictures", "all"] = "all", times: int | None = None,
        retry_after: str = "1", redirect_to: str = "http://127.0.0.1:9/",
    ) -> None:  # fmt: skip
        """Fail in a way from now on, for the next `times` requests or until `recover`."""
        self._failure, self._failing, self._times = failure, of, times
        self._retry_after, self._redirect_to = retry_after, redirect_to

    def recover(self) -> None:
        """Answer properly again."""
        self._failure = None
        if self._thread:
            self._loop.call_soon_threadsafe(self._release)

    def search(self, query: str, kind: str = "") -> list[KnownTitle]:
        """The titles that have all words of a query in one of their titles, the most popular first."""
        wanted = words(query)
        return [
            title for title in self.titles
            if kind in ("", title.kind) and wanted and any(wanted <= words(one) for one in all_titles(title))
        ]  # fmt: skip

    def by_id(self, number: str | None, kind: str = "") -> KnownTitle | None:
        return next((one for one in self.titles if one.id(self.name) == number and kind in ("", one.kind)), None)

    def wait_in_flight(self, count: int) -> None:
        """Until so many requests wait for their answers."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: self.in_flight >= count, 10), self.in_flight

    async def answer(self, request: Request) -> Reply:
        """The answer to a question; each provider has its own."""
        raise NotImplementedError

    def is_picture(self, path: str) -> bool:
        return path.rpartition(".")[2] in ("jpg", "png", "svg")

    def picture(self, path: str) -> Reply:
        location = "/" + path.rpartition("/")[2]
        title, kind = self._pictures.get(location, (location.strip("/").partition(".")[0], "poster"))
        return Reply(
            content=draw_picture(location, title, kind), content_type="image/jpeg",
            headers={"cache-control": "public, max-age=31536000"},
        )  # fmt: skip

    # The server

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self._port))
        self._port = listening.getsockname()[1]
        listening.listen(128)
        config = uvicorn.Config(
            self._app, log_level="error", access_log=False, lifespan="off", loop="asyncio", interface="asgi3"
        )
        self._server = uvicorn.Server(config)
        ready = threading.Event()

        def run() -> None:
            with asyncio.Runner() as runner:
                self._loop, self._released = runner.get_loop(), asyncio.Event()
                ready.set()
                runner.run(self._server.serve([listening]))

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        ready.wait(10)
        return self

    def stop(self) -> None:
        if self._thread:
            self._failure = None
            self._server.should_exit = self._server.force_exit = True
            self._loop.call_soon_threadsafe(self._release)
            self._thread.join(10)
            self._thread = None

    def _release(self) -> None:
        self._released.set()
        self._released = asyncio.Event()

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        with self._arrived:
            self.in_flight += 1
            self._arrived.notify_all()
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            body = await request.body()
            if self.delay:
                await asyncio.sleep(self.delay)
            response, sent = await self._respond(request)
            self.requests.append(
                Logged(
                    request.method, request.url.path, dict(request.query_params), dict(request.headers), body,
                    response.status_code, sent, self.is_picture(request.url.path),
                )
            )  # fmt: skip
            await response(scope, receive, send)
        finally:
            self.in_flight -= 1

    async def _respond(self, request: Request) -> tuple[Response, int]:
        is_picture = self.is_picture(request.url.path)
        if self._failure and self._failing in ("all", "pictures" if is_picture else "json") and self._times != 0:
            self._times = None if self._times is None else self._times - 1
            failed = await self._failed(self._failure)
            if failed is not None:
                return failed, 0
        reply = self.picture(request.url.path) if is_picture else await self.answer(request)
        content = reply.content if reply.content is not None else json.dumps(reply.value, ensure_ascii=False).encode()
        headers = dict(reply.headers)
        if self.has_etags and reply.status == 200 and request.method == "GET":
            headers["etag"] = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
            headers["vary"] = "accept-encoding"
            if request.headers.get("if-none-match") == headers["etag"]:
                return Response(status_code=304, headers=headers), 0
        return Response(content, reply.status, headers, reply.content_type), len(content)

    async def _failed(self, failure: Failure) -> Response | None:
        if failure == "hang":
            await self._released.wait()
            return None
        return _FAILED[failure](self) if failure in _FAILED else None

    async def _drip(self) -> AsyncIterator[bytes]:
        released = self._released
        for _ in range(600):
            yield b" "
            try:
                await asyncio.wait_for(released.wait(), 0.2)
            except TimeoutError:
                continue
            return


def all_titles(title: KnownTitle) -> list[str]:
    facts = title.details.facts
    translated = (one.title for one in facts.translations)
    return [one for one in (facts.title, facts.original_title, *facts.other_titles, *translated) if one]


def number_of(name: str) -> int:
    """An id for a person or genre, always the same."""
    return zlib.crc32(name.encode()) % 9_000_000 + 1000


async def _huge() -> AsyncIterator[bytes]:
    yield b"\xff\xd8\xff"
    for _ in range(100):
        yield bytes(1 << 20)


def _zip_bomb() -> bytes:
    import gzip

    return gzip.compress(b'"' + bytes(200 << 20), 1)


_JSON = "application/json;charset=utf-8"
_FAILED: Any = {
    "500": lambda fake: Response('{"status_code":11,"status_message":"Internal error"}', 500, media_type=_JSON),
    "429": lambda fake: Response(
        '{"status_code":25,"status_message":"Your request count is over the allowed limit."}', 429,
        {"retry-after": fake._retry_after}, _JSON,
    ),
    "broken_json": lambda fake: Response('{"page": 1, "results": [{"id": 603, "ti', media_type=_JSON),
    "drip": lambda fake: StreamingResponse(fake._drip(), media_type=_JSON),
    "redirect": lambda fake: Response(status_code=302, headers={"location": fake._redirect_to}),
    "drop": lambda fake: Response(b"{}", headers={"content-length": "5000"}),
    "huge": lambda fake: StreamingResponse(_huge(), media_type="image/jpeg"),
    "bomb": lambda fake: Response(picture_bomb(), media_type="image/png"),
    "wrong_type": lambda fake: Response("<!doctype html><title>Sign in to the hotel's network</title>", media_type="text/html"),
    "zip_bomb": lambda fake: Response(_zip_bomb(), headers={"content-encoding": "gzip"}, media_type=_JSON),
    "deep": lambda fake: Response("[" * 100_000, media_type=_JSON),
}  # fmt: skip


def _collection_pictures(title: KnownTitle) -> list[tuple[str, tuple[str, str]]]:
    of = title.details.facts.collection
    if of is None:
        return []
    places = ((of.poster, "poster"), (of.backdrop, "backdrop"))
    return [("/" + place.rpartition("/")[2], (of.name, kind)) for place, kind in places if place]


def _pictures(title: KnownTitle) -> list[tuple[str, str]]:
    details = title.details
    everything = [details.facts, *(one.facts for one in details.seasons), *(one.facts for one in details.episodes)]
    found = [(picture.location, picture.kind) for facts in everything for picture in facts.pictures]
    people = [(credit.picture, "profile") for facts in everything for credit in facts.people if credit.picture]
    return [("/" + location.rpartition("/")[2], kind) for location, kind in (*found, *people)]
