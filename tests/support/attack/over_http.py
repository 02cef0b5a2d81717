"""Attacks by requests: memory, time, heads, bodies, addresses."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx

from support.attack.house import JSON, MIB, Attack, House

VALUES = b"[" + b'{"a":{}},' * (4 * MIB) + b"0]"
ROUTES = [
    ("POST", "/api/v1/auth/session"), ("POST", "/api/v1/user/register"), ("POST", "/api/v1/auth/refresh"), ("DELETE", "/api/v1/user"),
    ("POST", "/api/v1/library"), ("PATCH", "/api/v1/user"), ("POST", "/api/v1/scanner/reports"), ("POST", "/api/v1/user/setup"),
    ("DELETE", "/api/v1/media/1"), ("GET", "/api/v1/library"), ("POST", "/api/v1/nothing"),
]  # fmt: skip


def _pieces(size: int) -> Iterator[bytes]:
    yield from (VALUES[at : at + (1 << 16)] for at in range(0, size, 1 << 16))


def many_values(house: House, long: bool) -> None:
    before = house.memory()
    for method, path in ROUTES if long else ROUTES[:6]:
        for content in (VALUES[: 32 * MIB], _pieces(32 * MIB)) if long else (_pieces(32 * MIB),):
            with suppress(httpx.TransportError):
                status = house.stranger.request(method, path, content=content, headers=JSON).status_code
                assert status in (401, 404, 405, 413), (method, path, status)
            house.answers()
    assert house.memory() - before < 60 * MIB, "it took memory"


def deep_values(house: House, _long: bool) -> None:
    for client in (house.stranger, house.member):
        for body in (b"[" * 60_000, b'{"a":' * 10_000, b'"' * 60_001, b'\\"' * 30_000, b'["\\'):
            for path in ("/api/v1/auth/session", "/api/v1/stream-session", "/api/v1/user/register"):
                assert client.post(path, content=body, headers=JSON).status_code < 500
    house.answers()


def endless_bodies(house: House, long: bool) -> None:
    lines = []
    token = house.member.headers["Authorization"]
    for head in ("", f"Authorization: {token}\r\n"):
        for _ in range(20 if long else 3):
            line = house.raw()
            line.sendall(
                f"POST /api/v1/library HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{head}Content-Length: 60000\r\n\r\n".encode()
            )
            lines.append(line)
    end = time.monotonic() + (50 if long else 3)
    while time.monotonic() < end:
        for line in lines:
            with suppress(OSError):
                line.send(b" ")
        time.sleep(1)
    house.answers()
    if long:
        for line in lines:
            line.settimeout(1)
            with suppress(ConnectionError):
                assert b" 408 " in line.recv(4096), "a body that drips was waited for"
    for line in lines:
        line.close()


def odd_heads(house: House, _long: bool) -> None:
    for head in (
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 70_000, b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"\0\0\0\0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nContent-Length: 8\r\n\r\n",
        b"POST /api/v1/auth/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nzz\r\n",
    ):  # fmt: skip
        with house.raw() as line, suppress(OSError):
            line.settimeout(5)
            line.sendall(head)
            answer = line.recv(4096)
            assert not answer.startswith(b"HTTP/1.1 5"), answer[:100]
    house.answers()


def odd_ranges(house: House, _long: bool) -> None:
    session = _direct(house)
    for header in (
        "bytes=9-0",
        "bytes=a-",
        "items=0-1",
        "bytes=",
        "bytes=" + "0-1," * 3000,
        "bytes=" + "9" * 5000 + "-",
    ):
        with house.stranger.stream("GET", session, headers={"Range": header}) as answer:
            assert answer.status_code == 200, (header[:30], answer.status_code)
    assert house.stranger.get(session, headers={"Range": "bytes=99999999999-"}).status_code == 416


def _direct(house: House) -> str:
    from support.attack.house import BROWSER

    opened = house.owner.ask(
        "POST", "/api/v1/stream-session/", json={"media_id": house.film, "supported_codecs": BROWSER}
    )
    url: str = opened["url"]
    return url


def traversal(house: House, _long: bool) -> None:
    for path in (
        "/..%2f..%2fetc/passwd", "/assets/..%2f..%2f..%2fetc/passwd", "/api/v1/artwork/1/..%2f..%2fsecret", "/%2e%2e/%2e%2e/etc/passwd",
        "/api/v1/stream-session/../../../../etc/passwd", "/assets/%00", "//etc/passwd", "/.env", "/.git/config", "/secret",
    ):  # fmt: skip
        answer = house.stranger.get(path)
        assert "root:" not in answer.text
        assert answer.status_code < 500
    session = house.owner.post(
        "/api/v1/library", json={"name": "x", "type": "movie", "path": str(house.folder / "films" / ".." / "private")}
    )
    assert session.status_code in (403, 422), "a folder of another library was taken"


def unknown_keys(house: House, long: bool) -> None:
    for number in range(500 if long else 50):
        key = f"{number:043}"
        assert house.stranger.get(f"/api/v1/stream-session/{key}").status_code == 404
        assert house.stranger.get(f"/api/v1/stream-session/{key}/master.m3u8").status_code == 404


def floods(house: House, long: bool) -> None:
    """Many sign-ins at once: each takes memory and a core for a while, a few at a time."""

    def knock(number: int) -> None:
        with house.server.client() as client, suppress(httpx.TransportError):
            headers = {"X-Forwarded-For": f"198.51.100.{number}"}  # each counts by itself
            body = {"username": f"nobody {number}", "password": "x" * 1000}
            client.post("/api/v1/auth/session", json=body, headers=headers)

    threads = [threading.Thread(target=knock, args=(number,)) for number in range(60 if long else 12)]
    before = house.memory()
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        house.answers()
    for thread in threads:
        thread.join()
    assert house.memory() - before < 150 * MIB


ATTACKS = [
    Attack("32 MiB of JSON values without a token", many_values),
    Attack("JSON without end or bottom", deep_values),
    Attack("bodies that drip", endless_bodies),
    Attack("odd request heads", odd_heads),
    Attack("odd Range headers", odd_ranges),
    Attack("paths that lead out", traversal),
    Attack("guessed stream keys", unknown_keys),
    Attack("a flood of sign-ins", floods),
]
