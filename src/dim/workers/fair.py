"""A pool's slots, shared fairly between users."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

SYSTEM = ""
"""What nobody in particular asked for: scans, thumbnails."""
current_user: ContextVar[str] = ContextVar("current_user", default=SYSTEM)
"""On whose behalf this task works. Requests set it, and tasks that they start inherit it."""


class FairSlots:
    """A fixed number of slots. Users wait in queues of their own and take turns; one user never holds the last slot, so
    that the next user does not wait for the work of the one before.

    >>> slots = FairSlots(4)
    >>> async with slots.hold():
    ...     ...
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._held: dict[str, int] = {}
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}
        """By user, in the order of their turns."""

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[None]:
        """Wait for a slot on behalf of the current user, and hold it."""
        user = current_user.get()
        await self._acquire(user)
        try:
            yield
        finally:
            self._release(user)

    async def _acquire(self, user: str) -> None:
        if user not in self._queues and self._may_take(user):
            self._take(user)
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(user, deque()).append(waiter)
        try:
            await waiter
        except BaseException:
            if waiter.done() and not waiter.cancelled():
                self._release(user)  # it was granted at the same moment
            else:
                self._forget(user, waiter)
            raise

    def _may_take(self, user: str) -> bool:
        share = self._count if user == SYSTEM else max(self._count - 1, 1)
        return sum(self._held.values()) < self._count and self._held.get(user, 0) < share

    def _take(self, user: str) -> None:
        self._held[user] = self._held.get(user, 0) + 1

    def _release(self, user: str) -> None:
        self._held[user] -= 1
        if not self._held[user]:
            del self._held[user]
        self._grant()

    def _grant(self) -> None:
        """Give free slots to those whose turn it is."""
        for user in list(self._queues):
            if not self._may_take(user):
                continue
            queue = self._queues.pop(user)
            waiter = queue.popleft()
            while waiter.done() and queue:
                waiter = queue.popleft()
            if queue:
                self._queues[user] = queue  # behind the others
            if not waiter.done():  # else it was cancelled, and its task has not run since
                self._take(user)
                waiter.set_result(None)

    def _forget(self, user: str, waiter: asyncio.Future[None]) -> None:
        queue = self._queues.get(user)
        if queue is not None and waiter in queue:
            queue.remove(waiter)
            if not queue:
                del self._queues[user]
