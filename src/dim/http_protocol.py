"""uvicorn's HTTP protocol, with an end to the patience for those who never finish what they ask.

uvicorn limits the time between two requests, not that of a request's head, nor the head's size (https://www.uvicorn.org/settings/).
"""

import asyncio

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from dim.api.errors import body_of

HEAD_SECONDS = 20.0
"""How long a request's head may take to come in; slow lines need a second or two."""
LONGEST_HEAD = 64 << 10


class LimitedProtocol(HttpToolsProtocol):
    """Closes connections whose request heads take too long or are too long."""

    _timer: asyncio.TimerHandle | None = None
    _head = 0
    """Bytes of a head that is not complete."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Someone connected; their first head is waited for."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """They left."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in a part of a request."""
        self._head += len(data)
        super().data_received(data)
        if self._timer is not None and self._head > LONGEST_HEAD:
            self._refuse(431, "Request Header Fields Too Large", "The head of the request is too large.")

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """A head is complete."""
        self._stop_waiting()
        super().on_headers_complete()

    def _wait(self) -> None:
        if self._timer is None:
            self._head = 0
            self._timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        if self._head:
            self._refuse(408, "Request Timeout", "The request took too long to arrive.")
        else:
            self.transport.close()

    def _refuse(self, status: int, reason: str, detail: str) -> None:
        self._stop_waiting()
        body = orjson.dumps(body_of(status, detail, reason.lower().replace(" ", "-")))
        head = f"HTTP/1.1 {status} {reason}\r\nContent-Type: application/problem+json\r\nConnection: close\r\n"
        self.transport.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        self.transport.close()
