"""The machine's power, shared among the heads: so many work at once, the others wait for their turn."""

import asyncio
from collections import deque

QUEUE_SECONDS = 12.0


class BusyError(Exception):
    """The machine has no power left; the text says so to a person."""


class Machine:
    """Permits to work. Those who wait get them in order; who holds one can see that others wait, and give way."""

    def __init__(self, most: int, threads: int = 0) -> None:
        """`most`: heads that work at the same time; `threads` that each of them takes (0: as many as ffmpeg finds good)."""
        self.most, self.threads = most, threads
        self.working = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def is_awaited(self) -> bool:
        """Whether someone waits for a permit."""
        return any(not waiter.done() for waiter in self._waiting)

    async def begin(self, patience: float | None = None) -> None:
        """Take a permit, waiting for it at most `patience` seconds. Raises BusyError."""
        if self.working < self.most and not self.is_awaited:
            self.working += 1
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            async with asyncio.timeout(patience):
                await waiter
        except BaseException as error:
            if waiter.done() and not waiter.cancelled():
                self.end()  # it was given just now
            else:
                self._waiting.remove(waiter)
            if isinstance(error, TimeoutError):
                raise BusyError(
                    f"This machine encodes {self.most} videos at a time, and others are being encoded. Try again in a minute, "
                    "or watch a version that your screen plays as it is."
                ) from None
            raise

    def end(self) -> None:
        """Give a permit back; the next one who waits has it."""
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        self.working -= 1
