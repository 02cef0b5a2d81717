"""What the scanner does when the server does not do what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import orjson
import pytest

from dim.scanner import client as client_module
from dim.scanner.client import Client, RejectedError, UnprocessedError
from dim.scanner.disk.compare import Changes
from dim.scanner.disk.walk import Found
from dim.scanner.messages import Batch, FileReport
from dim.scanner.progress import Progress
from dim.scanner.reporter import Reporter

Answer = Callable[[dict[str, Any]], int]


class FakeServer:
    """Answers reports with the status that `answer` gives for a report's body, and remembers what it took."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.requests = answer, 0
        self.taken: dict[str, str | None] = {}
        self.gone: list[str] = []
        self.progress: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        body = orjson.loads(request.content) if request.content else {}
        if request.url.path.endswith("/progress"):
            self.progress.append(body)
            return httpx.Response(201)
        status = self.answer(body)
        if status < 300:
            self.taken |= {file["path"]: file["error"] for file in body.get("files", ())}
            self.gone += body.get("vanished", ())
        return httpx.Response(status, json={"detail": f"status {status}"} if status != 200 else [])

    def client(self) -> Client:
        return Client("http://server", "token", httpx.MockTransport(self))


@pytest.fixture(autouse=True)
def no_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "FIRST_DELAY", 0.0)


def batch(count: int, vanished: tuple[str, ...] = ()) -> Batch:
    return Batch(
        vanished=vanished,
        files=tuple(FileReport(f"{number}.mkv", 1, 1, fingerprint="a" * 32) for number in range(count)),
    )


def names(body: dict[str, Any]) -> list[str]:
    return [file["path"] for file in body["files"]]


def send(server: FakeServer, what: Batch) -> tuple[int, set[str]]:
    async def run() -> tuple[int, set[str]]:
        client = server.client()
        reporter = Reporter(client, lambda: None)
        try:
            async with asyncio.timeout(20):
                return await reporter.send(what), reporter.take_unreported()
        finally:
            await client.close()

    return asyncio.run(run())


@pytest.mark.parametrize("status", [500, 502, 504, 409, 422, 404])
def test_one_bad_file_is_reported_as_failed_and_the_others_go_on(status: int) -> None:
    def answer(body: dict[str, Any]) -> int:
        return status if any(file["path"] == "7.mkv" and file["error"] is None for file in body["files"]) else 201

    server = FakeServer(answer)
    assert send(server, batch(20, vanished=("old.mkv",))) == (1, set())
    assert server.taken.keys() == {f"{number}.mkv" for number in range(20)}
    assert {path for path, error in server.taken.items() if error} == {"7.mkv"}
    assert str(status) in str(server.taken["7.mkv"])
    assert server.gone == ["old.mkv"]


@pytest.mark.parametrize("status", [500, 409])
def test_a_file_that_is_taken_in_no_form_is_kept_for_later(status: int) -> None:
    server = FakeServer(lambda body: status if "3.mkv" in names(body) else 201)
    assert send(server, batch(8)) == (1, {"3.mkv"})
    assert len(server.taken) == 7


def test_a_passing_conflict_costs_nothing() -> None:
    answers = iter([409, 500, 201])
    server = FakeServer(lambda _body: next(answers))
    assert send(server, batch(5)) == (0, set())
    assert all(error is None for error in server.taken.values())
    assert server.requests == 3


@pytest.mark.parametrize("status", [503, 507])
def test_a_server_that_is_unavailable_is_waited_for(status: int) -> None:
    answers = iter([status] * 20 + [201])
    server = FakeServer(lambda _body: next(answers))
    assert send(server, batch(5)) == (0, set())
    assert server.requests == 21  # never split: the batch was not the reason


@pytest.mark.parametrize("count", [1, 2, 7])
def test_vanished_paths_are_split_too(count: int) -> None:
    paths = tuple(f"{number}.mkv" for number in range(count))
    server = FakeServer(lambda body: 500 if "0.mkv" in body["vanished"] else 201)
    assert send(server, Batch(vanished=paths)) == (0, {"0.mkv"})
    assert sorted(server.gone) == sorted(paths[1:])


def test_a_scan_counts_what_the_server_did_not_take() -> None:
    server = FakeServer(
        lambda body: 500 if any(f["path"] == "1.mkv" and not f["error"] for f in body["files"]) else 201
    )

    async def run() -> None:
        async def made() -> AsyncIterator[FileReport]:
            for file in batch(4).files:
                yield file

        client = server.client()
        progress = Progress(client, whole_library=True)
        await progress.begin(4)
        changes = Changes(files=[Found(f"{number}.mkv", 1, 1) for number in range(4)])
        await Reporter(client, lambda: None).files(changes, made(), progress, lambda: False)  # type: ignore[arg-type]
        await progress.end(None, stopped=False)
        await client.close()

    asyncio.run(run())
    last = server.progress[-1]
    assert (last["state"], last["done"], last["failed"]) == ("done", 4, 1)


@pytest.mark.parametrize(
    ("status", "error"), [(400, RejectedError), (404, RejectedError), (422, RejectedError), (500, UnprocessedError)]
)
def test_answers_to_questions_are_checked(status: int, error: type[Exception]) -> None:
    server = FakeServer(lambda _body: status)

    async def ask() -> None:
        client = server.client()
        try:
            for question in (client.known_files, client.known_games, lambda: client.wanted_artwork(0, 50)):
                with pytest.raises(error, match=str(status)):
                    await question()
        finally:
            await client.close()

    asyncio.run(ask())


def test_what_a_proxy_answers_is_no_surprise() -> None:
    async def ask() -> None:
        transport = httpx.MockTransport(lambda _request: httpx.Response(403, text="<html>Forbidden</html>"))
        client = Client("http://server", "token", transport)
        with pytest.raises(RejectedError, match="403"):
            await client.known_files()
        await client.watching("events")  # only shown to people: no reason to stop
        await client.close()

    asyncio.run(ask())
