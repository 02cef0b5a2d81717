"""Requests to DLNA devices: what one answers fills no memory, and it leaves nothing behind for the next request."""

import asyncio
import gzip
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from async_upnp_client.const import HttpRequest
from async_upnp_client.exceptions import UpnpCommunicationError

from dim.cast.renderers.requester import LARGEST_ANSWER, LimitedRequester
from dim.network.devices import device_client

BOMB = gzip.compress(bytes(48 << 20))
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"


@asynccontextmanager
async def answering(answer: bytes, heard: list[bytes] | None = None) -> AsyncIterator[str]:
    """A device that gives one answer to every request; its URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = await reader.readuntil(b"\r\n\r\n")
            if heard is not None:
                heard.append(asked)
            writer.write(answer)
            await writer.drain()
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
        finally:
            writer.transport.abort()  # a client that left early has not taken everything

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


@pytest.mark.parametrize(
    ("encoding", "body", "reason"),
    [
        ("identity", bytes(LARGEST_ANSWER + 1), "too much"),
        ("gzip", BOMB, "encoding"),
        ("gzip, gzip", gzip.compress(BOMB), "encoding"),  # 48 MiB in some hundred bytes
        ("zstd", b"\x28\xb5\x2f\xfd", "encoding"),
    ],
)
def test_an_answer_is_never_larger_in_memory_than_it_may_be(encoding: str, body: bytes, reason: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {len(body)}\r\n\r\n".encode()

    async def main() -> int:
        async with answering(head + body) as url, device_client() as client:
            tracemalloc.start()
            try:
                with pytest.raises(UpnpCommunicationError, match=reason):
                    await LimitedRequester(client, "127.0.0.1").async_http_request(HttpRequest("GET", url, {}, None))
                return tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    assert asyncio.run(main()) < 4 << 20


def test_devices_leave_no_cookies() -> None:
    heard: list[bytes] = []

    async def main() -> None:
        cookies = b"".join(b"Set-Cookie: c%d=%s; Max-Age=9999\r\n" % (number, b"x" * 60) for number in range(90))
        async with answering(OK + cookies + b"\r\nok", heard) as url, device_client() as client:
            for _ in range(2):
                answer = await LimitedRequester(client, "127.0.0.1").async_http_request(
                    HttpRequest("GET", url, {}, None)
                )
                assert answer.body == "ok"
            assert len(client.cookies) == 0

    asyncio.run(main())
    assert len(heard) == 2
    assert b"cookie" not in heard[1].lower()
    assert b"accept-encoding: identity" in heard[0].lower()


@pytest.mark.parametrize(
    ("method", "size", "allowed"),
    [
        ("GET", 200 << 10, 5),  # descriptions: all of them together
        ("GET", 0, 40),
        ("POST", 60 << 10, 40),  # actions, as long as it is connected
        ("POST", 65 << 10, 0),
    ],
)
def test_what_a_device_says_takes_little_time_to_read(method: str, size: int, allowed: int) -> None:
    answer = f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode() + bytes(size)

    async def main() -> int:
        async with answering(answer) as url, device_client() as client:
            requester = LimitedRequester(client, "127.0.0.1")
            for number in range(40):
                try:
                    await requester.async_http_request(HttpRequest(method, url, {}, None))
                except UpnpCommunicationError:
                    return number
            return 40

    assert asyncio.run(main()) == allowed
