"""Events about changes, and the hub that passes them on to clients and to parts of the server.

One process needs no broker: the hub keeps a queue a listener. Several replicas would put PostgreSQL's LISTEN/NOTIFY behind
the same two methods.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

log = logging.getLogger(__name__)
BACKLOG = 1000
"""Events that a slow listener may lag behind before it is told to load everything again."""


@dataclass(frozen=True, slots=True)
class Event:
    """One change: `type` says what kind, `data` which; who may see it follows from `library_id` and `user_id`."""

    type: str
    data: dict[str, Any] = field(default_factory=dict)
    library_id: int | None = None
    user_id: int | None = None
    managers_only: bool = False
    internal: bool = False
    """Only for followers in this process: never sent to clients."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """An event with its number: each is higher than the one before, also after the server was started again."""

    seq: int
    event: Event


class Hub:
    """Passes events on to every listener of this process. Use from the event loop's thread only."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Numbered]] = set()
        self._followers: list[Callable[[Event], None]] = []
        # of milliseconds: a server that starts later begins with a higher number
        self._seq = self._first = int(time.time() * 1000)
        self._backlog: deque[Numbered] = deque(maxlen=BACKLOG)

    @property
    def seq(self) -> int:
        """The number of the last event."""
        return self._seq

    def since(self, seq: int) -> list[Numbered] | None:
        """The events after a number; None: some of them are not kept any more, or the number is not of this server's run."""
        oldest = self._backlog[0].seq - 1 if len(self._backlog) == BACKLOG else self._first
        if not oldest <= seq <= self._seq:
            return None
        return [one for one in self._backlog if one.seq > seq]

    def follow(self, follower: Callable[[Event], None]) -> None:
        """Call a short function at every event, before any listener gets it."""
        self._followers.append(follower)

    def publish(self, events: Iterable[Event]) -> None:
        """Hand the events to all listeners; never waits."""
        for event in events:
            for follower in self._followers:
                try:
                    follower(event)
                except Exception:  # the others, and the clients, get it all the same
                    log.exception("An event of type %s could not be handled", event.type)
            if event.internal:
                continue
            self._seq += 1
            numbered = Numbered(self._seq, event)
            self._backlog.append(numbered)
            for queue in self._queues:
                if queue.full():
                    while not queue.empty():
                        queue.get_nowait()
                    queue.put_nowait(Numbered(self._seq, Event("refresh")))
                queue.put_nowait(numbered)

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[asyncio.Queue[Numbered]]:
        """A queue that gets every event while the context is open."""
        queue: asyncio.Queue[Numbered] = asyncio.Queue(BACKLOG)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)
