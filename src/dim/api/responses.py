"""Responses whose bytes go from a file to the socket inside the kernel, where the server can (`server/zero_copy`)."""

import logging
import os
from collections.abc import Callable
from secrets import token_hex
from typing import BinaryIO, Protocol

from starlette.responses import FileResponse, RangeNotSatisfiable, Response
from starlette.types import Message, Receive, Scope, Send

from dim.api.requests.ranges import read_ranges
from dim.disks import Disk, DiskTimeoutError

log = logging.getLogger(__name__)
ZERO_COPY = "http.response.zerocopysend"
CHUNK = 1 << 20


class Stop(Protocol):
    """Tells that a response must not go on, such as when its session ends."""

    is_set: bool

    def add(self, callback: Callable[[], None]) -> None:
        """Have a function called when it is set."""

    def remove(self, callback: Callable[[], None]) -> None:
        """Take the function back."""


def until(stop: Stop, scope: Scope, send: Send) -> Send:
    """A `send` for a response that is cut once `stop` is set: by zero-copy sending, or by failing where there is none."""
    is_zero_copy = ZERO_COPY in scope.get("extensions", {})

    async def guarded(message: Message) -> None:
        if stop.is_set and not is_zero_copy:
            raise ConnectionAbortedError("the response was cut: its session ended")
        await send({**message, "stop": stop} if message["type"] == ZERO_COPY else message)

    return guarded


class SentFile(FileResponse):
    """A file of a library, with ranges (RFC 9110, section 14): single, suffix, several; `If-Range`; HEAD."""

    chunk_size = CHUNK

    def __init__(self, path: str, disk: Disk, media_type: str, filename: str | None = None) -> None:
        """`filename`: it is saved under that name rather than shown."""
        super().__init__(path, media_type=media_type, filename=filename)
        self._disk = disk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        self._zero_copy = ZERO_COPY in scope.get("extensions", {})
        self.stat_result = await self._disk.call(os.stat, self.path)
        self.set_stat_headers(self.stat_result)
        await super().__call__(scope, receive, send)

    @classmethod
    def _parse_range_header(cls, http_range: str, file_size: int) -> list[tuple[int, int]]:
        """Starlette refuses a malformed header with 400."""
        ranges = read_ranges(http_range, file_size)
        if ranges is not None and not ranges:
            raise RangeNotSatisfiable(file_size)
        return ranges or []  # none: the whole file

    async def _handle_simple(self, send: Send, send_header_only: bool, send_pathsend: bool) -> None:
        if send_header_only:
            await super()._handle_simple(send, send_header_only, send_pathsend)
        else:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await self._parts(send, [(b"", 0, int(self.headers["content-length"]))])

    async def _handle_single_range(
        self, send: Send, start: int, end: int, file_size: int, send_header_only: bool
    ) -> None:
        if send_header_only:
            await super()._handle_single_range(send, start, end, file_size, send_header_only)
            return
        self.headers["content-range"] = f"bytes {start}-{end - 1}/{file_size}"
        self.headers["content-length"] = str(end - start)
        await send({"type": "http.response.start", "status": 206, "headers": self.raw_headers})
        await self._parts(send, [(b"", start, end)])

    async def _handle_multiple_ranges(
        self, send: Send, ranges: list[tuple[int, int]], file_size: int, send_header_only: bool
    ) -> None:
        if send_header_only:
            await super()._handle_multiple_ranges(send, ranges, file_size, send_header_only)
            return
        boundary = token_hex(13)
        length, header = self.generate_multipart(ranges, boundary, file_size, self.headers["content-type"])
        self.headers["content-type"] = f"multipart/byteranges; boundary={boundary}"
        self.headers["content-length"] = str(length)
        await send({"type": "http.response.start", "status": 206, "headers": self.raw_headers})
        parts = [
            ((b"\r\n" if number else b"") + header(start, end), start, end)
            for number, (start, end) in enumerate(ranges)
        ]
        await self._parts(send, parts, f"\r\n--{boundary}--".encode())

    def _open_for_reading(self) -> int:
        return os.open(self.path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))

    async def _parts(self, send: Send, parts: list[tuple[bytes, int, int]], tail: bytes = b"") -> None:
        """Parts of the file, each with what goes before it, and what goes after all."""
        file = await self._disk.acquire(self._open_for_reading, os.close)
        try:
            for before, start, end in parts:
                if before:
                    await send({"type": "http.response.body", "body": before, "more_body": True})
                if self._zero_copy:
                    part = {"file": file, "offset": start, "count": end - start, "disk": self._disk}
                    await send({"type": ZERO_COPY, **part, "more_body": True})
                else:
                    await self._copy(send, file, start, end)
            await send({"type": "http.response.body", "body": tail, "more_body": False})
        finally:
            os.close(file)

    async def _copy(self, send: Send, file: int, start: int, end: int) -> None:
        """Send a part through this process, as TLS needs it; read on the threads of its disk (decision 24)."""
        while start < end:
            try:
                data = await self._disk.call(os.pread, file, min(CHUNK, end - start), start)
                if not data:
                    raise OSError("the file is shorter than it was")
            except (OSError, DiskTimeoutError) as error:
                log.warning("A file could not be sent to its end: %s", error)
                raise ConnectionAbortedError("the response was cut") from error
            await send({"type": "http.response.body", "body": data, "more_body": True})
            start += len(data)


class SentContent(Response):
    """An open file, from an offset; closed after sending."""

    def __init__(self, file: BinaryIO, offset: int, media_type: str, stop: Stop) -> None:
        """`stop` cuts it."""
        super().__init__(media_type=media_type)
        self._file, self._offset, self._stop = file, offset, stop
        self._length = os.fstat(file.fileno()).st_size - offset
        self.headers["content-length"] = str(self._length)

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        with self._file as file:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            if ZERO_COPY in scope.get("extensions", {}):
                part = {"file": file.fileno(), "offset": self._offset, "count": self._length, "stop": self._stop}
                await send({"type": ZERO_COPY, **part, "more_body": False})
            else:
                body = os.pread(file.fileno(), self._length, self._offset)
                await send({"type": "http.response.body", "body": body, "more_body": False})
