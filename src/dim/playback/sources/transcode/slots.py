"""Encoder slots: how many transcoding processes may work at the same time on this machine."""

import asyncio
from collections import deque
from contextlib import suppress

QUEUE_SECONDS = 12.0
"""How long a client waits for a slot before it is told that the machine is busy."""


class BusyError(Exception):
    """All encoder slots are taken; the text is for people."""


class EncoderSlot:
    """A slot that is held. Release it exactly when the work it was acquired for rests; further calls do nothing."""

    def __init__(self, slots: "EncoderSlots") -> None:
        self._slots: EncoderSlots | None = slots

    @property
    def is_held(self) -> bool:
        """Whether it was not released yet."""
        return self._slots is not None

    def release(self) -> None:
        """Give the slot back; the first one who waits gets it."""
        if self._slots is not None:
            slots, self._slots = self._slots, None
            slots._release()


class EncoderSlots:
    """A fixed number of slots, given to waiters in order. Holders see that others wait (`has_waiters`) and make room.

    >>> slots = EncoderSlots(2)
    >>> slot = await slots.acquire(timeout=12)
    >>> slot.release()
    """

    def __init__(self, count: int, threads: int = 0) -> None:
        """`count`: processes that work at the same time; `threads` that each may use (0: ffmpeg decides)."""
        self.count, self.threads = count, threads
        self.in_use = 0
        self._waiters: deque[asyncio.Future[None]] = deque()

    @property
    def has_waiters(self) -> bool:
        """Whether someone waits for a slot."""
        return any(not waiter.done() for waiter in self._waiters)

    async def acquire(self, timeout: float | None = None) -> EncoderSlot:
        """A slot. Hold no lock while waiting for it.

        Raises BusyError: none became free within `timeout` seconds.
        """
        if self.in_use < self.count and not self.has_waiters:
            self.in_use += 1
            return EncoderSlot(self)
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        try:
            async with asyncio.timeout(timeout):
                await waiter
        except BaseException as error:
            if waiter.done() and not waiter.cancelled():
                self._release()  # it was granted at the same moment
            else:
                with suppress(ValueError):  # a release has already skipped it
                    self._waiters.remove(waiter)
            if isinstance(error, TimeoutError):
                raise BusyError(
                    f"This server encodes {self.count} videos at a time, and others are being encoded. Try again in a "
                    "minute, or choose a version that your device plays without encoding."
                ) from None
            raise
        return EncoderSlot(self)

    def _release(self) -> None:
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                waiter.set_result(None)  # the slot passes on; the number in use stays
                return
        self.in_use -= 1
