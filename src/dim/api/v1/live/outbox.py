"""What waits to be sent to one client. A slow client slows no other: what is out of date is dropped, commands never.

A message becomes JSON when it is sent, so that one that is dropped costs nothing.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import orjson

from dim.api.v1.live.rendering import Sendable, rendered
from dim.remote.model import CloseCause

MOST_WAITING = 2_000
"""Messages that a client may lag behind before its connection is closed. Events are held back earlier (`room`)."""
MOST_EVENTS = 500


@dataclass(frozen=True, slots=True)
class _Waiting:
    message: Sendable
    re: str | int | None
    seq: int | None

    def as_json(self) -> str:
        kind, data = rendered(self.message)
        envelope: dict[str, Any] = {"type": kind, "data": data}
        if self.re is not None:
            envelope["re"] = self.re
        if self.seq is not None:
            envelope["seq"] = self.seq
        return orjson.dumps(envelope).decode()


class Outbox:
    """Messages in order. Use from the event loop's thread only."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[object, _Waiting] = OrderedDict()
        self._filled, self._room = asyncio.Event(), asyncio.Event()
        self._room.set()
        self.closed: str | None = None
        """Why the connection is to be closed."""
        self.cause: CloseCause = "lagging"

    def push(
        self, message: Sendable, *, replaces: str | None = None, re: str | int | None = None, seq: int | None = None
    ) -> None:
        """Add a message. `replaces`: one of that name that was not sent yet is dropped. `re`: the id of what it answers."""
        if self.closed is not None:
            return
        if replaces is not None:
            self._waiting.pop(replaces, None)
        self._waiting[replaces if replaces is not None else object()] = _Waiting(message, re, seq)
        self._filled.set()
        if len(self._waiting) >= MOST_EVENTS:
            self._room.clear()
        if len(self._waiting) > MOST_WAITING:
            self.close("The connection is too slow.", "lagging")

    def close(self, reason: str, cause: CloseCause) -> None:
        """Have the connection closed; nothing more is sent."""
        if self.closed is None:
            self.closed, self.cause = reason, cause
            self._waiting.clear()
            self._filled.set()
            self._room.set()

    async def room(self) -> None:
        """Wait until there is room for events."""
        await self._room.wait()

    async def next(self) -> str | None:
        """The next message as JSON; None: the connection is to be closed."""
        while not self._waiting:
            if self.closed is not None:
                return None
            self._filled.clear()
            await self._filled.wait()
        _, waiting = self._waiting.popitem(last=False)
        if len(self._waiting) < MOST_EVENTS:
            self._room.set()
        return waiting.as_json()
