"""Under attack: bodies without end, JSON without bottom, clients that never finish. A clear refusal, bounded memory, others served."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import Any

import httpx
import psutil
import pytest

from dim.api import middleware
from dim.server.protocol import HEAD_SECONDS
from support.server import Api, RunningServer, until

MIB = 1 << 20


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    server = RunningServer(tmp_path_factory.mktemp("limits") / "data").start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def reading(running: RunningServer) -> Iterator[Api]:
    with running.set_up() as client:
        yield client


def memory(server: RunningServer) -> int:
    """The server process's own memory in bytes."""
    assert server.process is not None
    found: int = psutil.Process(server.process.pid).memory_info().rss
    return found


def raw(server: RunningServer) -> socket.socket:
    """A connection to the server."""
    return socket.create_connection(("127.0.0.1", server.port), timeout=30)


def test_a_body_of_a_gibibyte(running: RunningServer, reading: Api) -> None:
    before = memory(running)
    for head in (b"Content-Length: 1073741824\r\n", b"Transfer-Encoding: chunked\r\n"):
        with closing(raw(running)) as line:
            line.sendall(
                b"POST /api/v1/auth/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + head + b"\r\n"
            )
            block = b"100000\r\n" + bytes(MIB) + b"\r\n" if b"chunked" in head else bytes(MIB)
            sent = 0
            with suppress(OSError):
                for _ in range(1024):
                    line.sendall(block)
                    sent += 1
            assert sent < 100, "it went on taking what it will not use"
            with suppress(OSError):
                assert b" 413 " in line.recv(65536).split(b"\r\n")[0]
    assert memory(running) - before < 50 * MIB
    assert reading.post("/api/v1/auth/session", content=bytes(2 * MIB)).status_code == 413


@pytest.mark.parametrize("body", [
    b"[" * 10_000, b'{"a":' * 10_000, b"[" * 500_000, b'{"username": ' + b"[" * 10_000 + b"]" * 10_000 + b', "password": "x"}',
    b'{"username": 1e400, "password": "x"}', b'{"username": NaN}', b'{"username": "\\ud800", "password": "\\udfff"}',
    b'{"username": "\\u0000", "password": "\\u0000"}', b"\xff\xfe", b"null", b'"text"', b"", b"{" + b'"a":1,' * 100_000 + b'"b":2}',
], ids=lambda body: repr(body[:24]))  # fmt: skip
@pytest.mark.parametrize(("method", "path"), [
    ("POST", "/api/v1/auth/session"), ("POST", "/api/v1/user/register"), ("POST", "/api/v1/library"), ("PATCH", "/api/v1/user/"),
    ("POST", "/api/v1/stream-session/"), ("POST", "/api/v1/user/setup"), ("GET", "/api/v1/library"), ("DELETE", "/api/v1/auth/session"),
])  # fmt: skip
def test_odd_bodies(running: RunningServer, reading: Api, method: str, path: str, body: bytes) -> None:
    with running.client() as stranger:
        for client in (stranger, reading):
            headers = {"Content-Type": "application/json"}
            if path == "/api/v1/auth/session" and method == "DELETE" and client is reading:
                continue  # it would sign the owner out
            answer = client.request(method, path, content=body, headers=headers)
            assert answer.status_code < 500, answer.text
            if path in ("/api/v1/auth/session", "/api/v1/library", "/api/v1/stream-session/") and method == "POST":
                assert answer.status_code >= 400, answer.text


MANY_VALUES = b"[" + b'{"a":{}},' * (4 * MIB) + b"0]"
"""36 MiB of JSON that would take two gigabytes as objects."""


@pytest.mark.parametrize(("method", "path"), [
    ("POST", "/api/v1/auth/session"), ("POST", "/api/v1/user/register"), ("POST", "/api/v1/library"), ("POST", "/api/v1/user/setup"),
    ("POST", "/api/v1/scanner/reports"), ("DELETE", "/api/v1/library/1"), ("GET", "/api/v1/library"), ("PATCH", "/api/v1/user"),
])  # fmt: skip
@pytest.mark.parametrize("chunked", [False, True])
def test_a_stranger_cannot_have_many_values_parsed(
    running: RunningServer, reading: Api, method: str, path: str, chunked: bool
) -> None:
    before = memory(running)
    size = 1 << 16

    def pieces() -> Iterator[bytes]:
        yield from (MANY_VALUES[at : at + size] for at in range(0, 32 * MIB, size))

    headers = {"Content-Type": "application/json"}
    with running.client() as stranger:
        content = pieces() if chunked else MANY_VALUES[: 32 * MIB]
        with suppress(httpx.TransportError):  # it may hang up in the middle
            assert stranger.request(method, path, content=content, headers=headers).status_code in (401, 413)
        small = stranger.request(method, path, content=MANY_VALUES[:60_000], headers=headers)
        assert small.status_code in (400, 401, 413, 422) or (path.endswith("register") and small.json()["error"])
    assert reading.get("/api/v1/user").elapsed.total_seconds() < 5
    assert memory(running) - before < 50 * MIB


def test_the_token_may_stand_in_a_small_body(running: RunningServer, reading: Api) -> None:
    token = reading.headers["Authorization"].partition(" ")[2]
    with running.client() as client:
        assert client.request("GET", "/api/v1/library", json={"jwt": token}).status_code == 200
        assert client.request("GET", "/api/v1/library", json={"jwt": token, "pad": "x" * 70_000}).status_code == 413
        assert client.request("GET", "/api/v1/library", json={"jwt": "wrong"}).status_code == 401
        wrong = {"Authorization": "Bearer wrong"}
        assert client.request("GET", "/api/v1/library", json={"jwt": token}, headers=wrong).status_code == 401


def test_a_known_caller_has_limits_too(reading: Api) -> None:
    headers = {"Content-Type": "application/json"}
    for path, size, status in (
        ("/api/v1/library", 900_000, 413), ("/api/v1/library", 2 * MIB, 413), ("/api/v1/user/setup", 11 * MIB, 413),
        ("/api/v1/user/setup", 13 * MIB, 413), ("/api/v1/scanner/reports", 7 * MIB, 413), ("/api/v1/scanner/reports", 9 * MIB, 413),
    ):  # fmt: skip
        answer = reading.post(path, content=MANY_VALUES[:size], headers=headers)
        assert (path, size, answer.status_code) == (path, size, status)
        assert answer.json()["type"] == "urn:dim:problem:too-large"
    assert reading.post("/api/v1/library", content=b"[" * 40 + b"]" * 40, headers=headers).status_code == 400


@pytest.mark.waits
def test_a_body_that_drips_is_given_up(running: RunningServer, reading: Api) -> None:
    """A byte now and then resets no clock: with a token or without, what is not there in time is refused."""
    token = reading.headers["Authorization"].encode()
    lines = []
    for head in (b"", b"Authorization: " + token + b"\r\n"):
        line = raw(running)
        line.sendall(
            b"POST /api/v1/library HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + head
            + b"Content-Length: 60000\r\n\r\n{"
        )
        lines.append(line)

    def drip(line: socket.socket) -> bytes:
        line.settimeout(0.5)
        begun = time.monotonic()
        while time.monotonic() < begun + middleware.BODY_SECONDS + 15:
            with suppress(TimeoutError):
                return line.recv(65536)
            line.sendall(b" ")
        return b"never"

    with ThreadPoolExecutor(2) as threads:
        for answer in threads.map(drip, lines):
            assert b" 408 " in answer.partition(b"\r\n")[0]
    for line in lines:
        line.close()


@pytest.mark.parametrize("number", ["1e400", "NaN", "Infinity", "-1", "9" * 400])
@pytest.mark.parametrize("path", ["/api/v1/user/stopped-at/1", "/api/v1/stream-session/"])
def test_odd_numbers(reading: Api, path: str, number: str) -> None:
    body = f'{{"secs_offset": {number}, "media_id": {number}, "video_offset": {number}}}'
    answer = reading.post(path, content=body.encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


ODD_ADDRESSES = [
    ("/api/v1/media?ids=" + "9" * 100, 422), ("/api/v1/media?ids=1,x", 422), ("/api/v1/media/99999999999999999999", 422),
    ("/api/v1/search?q=" + "%00" * 9, 200), ("/api/v1/search?q=%F0%9F%8E%AC%ED%A0%80", 200), ("/api/v1/search?q=" + "a" * 300, 422),
    ("/api/v1/library/1/media?sort=%00", 404), ("/api/v1/folders?path=/%ff", 404), ("/api/v1/library/1/cards?after=AAAA", 404),
    ("/api/v1/library/1/cards?limit=-1", 422), ("/api/v1/library/1/cards?year_from=x", 422), ("/api/v1/nothing/%00", 404),
    ("/api/v1/user/avatar/0", 422), ("/api/v1/artwork/1/poster?width=1e9", 422), ("/api/v1/library/1%00", 422),
]  # fmt: skip


@pytest.mark.parametrize(("address", "status"), ODD_ADDRESSES)
def test_odd_addresses(reading: Api, address: str, status: int) -> None:
    assert reading.get(address).status_code == status


def test_a_million_query_parameters(running: RunningServer, reading: Api) -> None:
    assert reading.get("/api/v1/search?" + "&".join(f"q={number}" for number in range(5_000))).status_code == 414
    assert reading.get("/api/v1/search?q=" + "1" * 60_000).status_code == 414
    with closing(raw(running)) as line:  # on a connection that was kept, in one piece
        line.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = line.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200")
        while not answer.endswith(b"}"):  # the body may come by itself
            answer += line.recv(65536)
        line.sendall(b"GET /health?" + b"q" * 66_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 431")
    before = memory(running)
    with closing(raw(running)) as line:
        with suppress(OSError):
            line.sendall(b"GET /api/v1/search?" + b"q=1&" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        with suppress(ConnectionError):
            assert line.recv(4096).split(b" ")[1] in (b"431", b"414")
    with closing(raw(running)) as line:
        with suppress(OSError):
            line.sendall(
                b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: %s\r\n" % (number, b"y" * 100) for number in range(100_000))
            )
        with suppress(ConnectionError):
            assert line.recv(4096).split(b" ")[1] == b"431"
    assert memory(running) - before < 50 * MIB


@pytest.mark.waits
def test_slow_clients_are_let_go_and_others_served(running: RunningServer, reading: Api) -> None:
    """Heads and bodies that never come, a byte at a time."""
    slow = [raw(running) for _ in range(50)]
    for number, line in enumerate(slow):
        line.sendall(
            b"GET / HTTP/1.1\r\nHost: x\r\n" if number % 2
            else b"POST /api/v1/auth/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
        )  # fmt: skip
    assert all(reading.get("/api/v1/user").status_code == 200 for _ in range(20))
    answers = []
    for line in slow:
        line.settimeout(max(HEAD_SECONDS, middleware.BODY_SECONDS) + 10)
        answers.append(line.recv(65536))
        line.close()
    assert all(answer == b"" or b" 408 " in answer.split(b"\r\n")[0] for answer in answers)


def test_five_thousand_open_sockets(running: RunningServer, reading: Api) -> None:
    import resource

    most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most[1] != resource.RLIM_INFINITY and most[1] < 6000:
        pytest.skip("this machine does not allow 6,000 open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(most[0], 6000), most[1]))
    before, lines = memory(running), []
    try:
        lines = [raw(running) for _ in range(5000)]
        assert running.process is not None
        until(lambda: len(psutil.Process(running.process.pid).net_connections()) >= 5000, 20, "5,000 connections")  # type: ignore[union-attr]
        assert all(reading.get("/api/v1/user").status_code == 200 for _ in range(20))
        assert memory(running) - before < 150 * MIB
    finally:
        for line in lines:
            line.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, most)


def test_guessing_slows_the_guesser_and_nobody_else(start_server: Any) -> None:
    server = start_server("guessed")
    with server.set_up() as owner, server.client() as guesser:
        statuses = [
            guesser.post(
                "/api/v1/auth/session", json={"username": "ada Åström", "password": f"wrong {number}"}
            ).status_code
            for number in range(8)
        ]
        assert statuses[:5] == [401] * 5
        slowed = guesser.post("/api/v1/auth/session", json={"username": "ada Åström", "password": "wrong"})
        assert slowed.status_code == 429
        assert int(slowed.headers["retry-after"]) >= 1
        assert owner.get("/api/v1/user").status_code == 200
        elsewhere = server.client()
        made = owner.ask("POST", "/api/v1/users", 201, json={"username": "Other", "password": "password1"})
        assert made["id"]
        with elsewhere:
            elsewhere.ask("POST", "/api/v1/auth/session", 201, json={"username": "Other", "password": "password1"})
        until(lambda: guesser.post("/api/v1/auth/session", json={"username": "Ada Åström", "password": "correct horse"}).status_code == 201,
              40, "the owner's next try")  # fmt: skip


def test_many_sign_ins_at_once_leave_the_server_free(running: RunningServer, reading: Api) -> None:
    def sign_in(number: int) -> None:
        with running.client() as client:
            client.post("/api/v1/auth/session", json={"username": f"nobody {number}", "password": "some password"})

    threads = [threading.Thread(target=sign_in, args=(number,)) for number in range(15)]
    for thread in threads:
        thread.start()
    reads = 0
    while any(thread.is_alive() for thread in threads):
        assert reading.get("/api/v1/user").status_code == 200
        reads += 1
    assert reads > len(threads)  # a server that hashes on its event loop answers at most one read between two sign-ins
    for thread in threads:
        thread.join()


def test_pages_carry_headers_that_keep_browsers_careful(reading: Api) -> None:
    answer = reading.get("/")
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"


def test_static_files_stay_inside(reading: Api) -> None:
    for path in ("/..%2f..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/pyproject.toml", "/assets/..%2f..%2fapp.py", "/%00"):
        text = reading.get(path).text
        assert "root:" not in text
        assert "import" not in text.split("<head>")[0]
