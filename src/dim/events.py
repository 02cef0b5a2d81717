"""Events about changes, and the hub that passes them on to clients and to parts of the server.

One process needs no broker: the hub keeps a queue a listener. Several replicas would put PostgreSQL's LISTEN/NOTIFY behind
the same two methods.
"""

import asyncio
import logging
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


class Hub:
    """Passes events on to every listener of this process. Use from the event loop's thread only."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Event]] = set()
        self._followers: list[Callable[[Event], None]] = []

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
            for queue in self._queues:
                if queue.full():
                    while not queue.empty():
                        queue.get_nowait()
                    queue.put_nowait(Event("refresh"))
                queue.put_nowait(event)

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[asyncio.Queue[Event]]:
        """A queue that gets every event while the context is open."""
        queue: asyncio.Queue[Event] = asyncio.Queue(BACKLOG)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)
