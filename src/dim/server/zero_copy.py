"""Files to sockets inside the kernel: the zero-copy send extension of ASGI, which uvicorn does not have.

https://asgi.readthedocs.io/en/latest/extensions.html#zero-copy-send. Works on any event loop: uvloop has no `sendfile` of its own.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from dim.api.responses import Stop
from dim.disks import Disk, DiskTimeoutError

log = logging.getLogger(__name__)
BLOCK = 4 << 20
"""Bytes for one viewer at a time, before the others have their turn."""
WINDOW = 8 << 20
"""Bytes that are seen to be in memory before they are sent: a disk that sleeps must not hold up the other viewers."""
EXTENSION = "http.response.zerocopysend"


def is_possible(transport: asyncio.BaseTransport) -> bool:
    """Whether the kernel can send files to this connection: not through TLS, not on Windows."""
    return hasattr(os, "sendfile") and transport.get_extra_info("sslcontext") is None


def sender(
    protocol: HttpToolsProtocol, cycle: RequestResponseCycle, send: Callable[[Any], Awaitable[None]]
) -> Callable[[Any], Awaitable[None]]:
    """A `send` of ASGI that also takes "http.response.zerocopysend", with `file` a descriptor. Once its `stop` is set, the
    connection is aborted, also while the client does not read.
    """

    async def with_files(message: Any) -> None:
        if message["type"] != EXTENSION:
            await send(message)
            return
        count, stop = message["count"], message.get("stop")
        if count and not cycle.disconnected and cycle.scope["method"] != "HEAD":
            if count > cycle.expected_content_length:
                raise RuntimeError("Response content longer than Content-Length")
            try:
                with _aborting(protocol.transport, stop):
                    await _flushed(protocol)
                    await _send(
                        protocol.transport, message["file"], message["offset"], count, stop, message.get("disk")
                    )
            except (OSError, DiskTimeoutError) as error:
                if not isinstance(error, ConnectionError):
                    log.warning("A file could not be sent to its end: %s", error)
                cycle.disconnected = True
                protocol.transport.close()
                return
            cycle.expected_content_length -= count
        await send({"type": "http.response.body", "body": b"", "more_body": message.get("more_body", False)})

    return with_files


@contextmanager
def _aborting(transport: asyncio.Transport, stop: Stop | None) -> Iterator[None]:
    """Abort the connection when `stop` is set meanwhile. Raises ConnectionAbortedError: it is set."""
    if stop is None:
        yield
        return
    if stop.is_set:
        transport.abort()
        raise ConnectionAbortedError("the response was cut")
    stop.add(transport.abort)
    try:
        yield
    finally:
        stop.remove(transport.abort)


async def _flushed(protocol: HttpToolsProtocol) -> None:
    """Wait until what was written before (the head) is on its way."""
    transport = protocol.transport
    if transport.get_write_buffer_size():
        low, high = transport.get_write_buffer_limits()
        transport.set_write_buffer_limits(high=0)
        await asyncio.sleep(0)
        while transport.get_write_buffer_size() and not transport.is_closing():
            await protocol.flow.drain()
            await asyncio.sleep(0)
        transport.set_write_buffer_limits(high=high, low=low)
    if transport.is_closing():
        raise ConnectionResetError("the connection was closed")


async def _send(
    transport: asyncio.BaseTransport,
    file: int,
    offset: int,
    count: int,
    stop: Stop | None = None,
    disk: Disk | None = None,
) -> None:
    """Send a part of a file. Raises ConnectionError: they left, or it was cut. OSError, DiskTimeoutError: it cannot be read."""
    loop = asyncio.get_running_loop()
    # a descriptor of our own: event loops let nobody watch those of their transports
    connection = os.dup(transport.get_extra_info("socket").fileno())
    try:
        end, ready = offset + count, offset
        while offset < end:
            if stop is not None and stop.is_set:
                raise ConnectionAbortedError("the response was cut")
            if offset >= ready:
                ready = min(end, offset + WINDOW)
                if not _in_memory(file, offset, ready):
                    await (disk.call if disk else asyncio.to_thread)(_read, file, offset, ready)
            try:
                sent = os.sendfile(connection, file, offset, min(ready - offset, BLOCK))
            except BlockingIOError:
                await _writable(loop, connection, stop)
                continue
            if not sent:
                raise OSError("the file is shorter than it was")
            offset += sent
            if sent == BLOCK:
                await asyncio.sleep(0)
    finally:
        os.close(connection)


async def _writable(loop: asyncio.AbstractEventLoop, connection: int, stop: Stop | None) -> None:
    waiter: asyncio.Future[None] = loop.create_future()
    wake = partial(_wake, waiter)
    loop.add_writer(connection, wake)
    if stop is not None:
        stop.add(wake)
    try:
        await waiter
    finally:
        loop.remove_writer(connection)
        if stop is not None:
            stop.remove(wake)


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


def _in_memory(file: int, start: int, end: int) -> bool:
    """Whether a part's first and last bytes can be read without waiting for a disk (preadv2(2), RWF_NOWAIT)."""
    flag = getattr(os, "RWF_NOWAIT", None)
    if flag is None:
        return False
    try:
        return all(os.preadv(file, [bytearray(1)], at, flag) for at in (start, end - 1))
    except BlockingIOError:
        return False
    except OSError:  # not every file system can tell; a file without a name is one in memory
        return os.fstat(file).st_nlink == 0


def _read(file: int, start: int, end: int) -> None:
    """Read a part into the system's memory."""
    while start < end and (data := os.pread(file, min(end - start, BLOCK), start)):
        start += len(data)
