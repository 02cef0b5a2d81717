"""uvicorn's HTTP protocol with zero-copy sending, and with limits for the heads and the unread bodies of requests.

uvicorn limits the time between two requests, not that of a request's head, nor the head's size (https://www.uvicorn.org/settings/).
"""

import asyncio

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from dim.api.errors import body_of
from dim.server import zero_copy

HEAD_SECONDS = 20.0
"""How long a request's head may take to come in; slow lines need a second or two."""
LONGEST_HEAD = 64 << 10
DRAIN_SECONDS = 5.0
DRAIN_BYTES = 34 << 20
"""How much of a body is still received, and dropped, after its request was answered. Closing at once would reset the connection,
and the client might never read the answer (RFC 9112, section 9.6).
"""


class LimitedProtocol(HttpToolsProtocol):
    """Closes connections whose request heads take too long or are too long, and those that go on sending a refused body."""

    _timer: asyncio.TimerHandle | None = None
    _drain_timer: asyncio.TimerHandle | None = None
    _drained = 0
    _body_ended = True
    _head, _tail = 0, b""
    """Bytes of a head that is not complete: how many, and the last three."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Someone connected; their first head is waited for."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """They left."""
        self._stop_waiting()
        self._stop_draining()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in a part of a request."""
        cycle: RequestResponseCycle | None = self.cycle  # none before the first request
        if cycle is not None and cycle.response_complete and self._body_ended:
            self._wait()  # the next request on a connection that was kept
        if self._timer is not None:  # a head is coming in; its end may lie across two parts
            end = (self._tail + data).find(b"\r\n\r\n")
            self._head += len(data) if end < 0 else end
            self._tail = data[-3:]
            if self._head > LONGEST_HEAD:
                self._refuse(431, "Request Header Fields Too Large", "The head of the request is too large.")
                return
        super().data_received(data)
        if not self._body_ended and self.cycle.response_complete:
            self._drain(len(data))

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """A head is complete."""
        self._stop_waiting()
        self._body_ended = False
        super().on_headers_complete()
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and cycle.scope is self.scope and zero_copy.is_possible(self.transport):
            # its task begins in the next turn of the loop
            self.scope["extensions"] = {zero_copy.EXTENSION: {}}
            cycle.send = zero_copy.sender(self, cycle, cycle.send)  # type: ignore[method-assign,assignment]

    def on_message_complete(self) -> None:
        """A body is complete."""
        self._body_ended = True
        self._stop_draining()
        super().on_message_complete()

    def _drain(self, count: int) -> None:
        self._drained += count
        if self._drained > DRAIN_BYTES:
            self.transport.close()
        elif self._drain_timer is None:
            self._drain_timer = self.loop.call_later(DRAIN_SECONDS, self.transport.close)

    def _stop_draining(self) -> None:
        self._drained = 0
        if self._drain_timer is not None:
            self._drain_timer.cancel()
            self._drain_timer = None

    def _wait(self) -> None:
        if self._timer is None:
            self._head, self._tail = 0, b""
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
