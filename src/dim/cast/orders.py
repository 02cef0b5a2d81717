"""The commands for one device, obeyed one after another."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from dim.cast.device import DeviceError
from dim.remote.delivery import SECONDS
from dim.remote.model import Order

log = logging.getLogger(__name__)
EARLY_SECONDS = 1.2
"""What takes longer is acknowledged when it has begun (see `remote.delivery.SECONDS`); `problem` says later what went wrong."""
MOST_WAITING = 200


class Orders:
    """Takes commands, and has them obeyed."""

    def __init__(
        self, obey: Callable[[Order], Awaitable[None]], report: Callable[[], None], acknowledge: Callable[[str, str | None], None],
        late: Callable[[str | None], None],
    ) -> None:  # fmt: skip
        """`obey` may raise DeviceError. `report` is called before a command is acknowledged. `acknowledge` gets its id and why it
        could not be obeyed, None: it was. `late` gets the same of one that was acknowledged before.
        """
        self._obey, self._report, self._acknowledge, self._late = obey, report, acknowledge, late
        self._waiting: asyncio.Queue[tuple[float, Order]] = asyncio.Queue(MOST_WAITING)

    def put(self, order: Order) -> None:
        """Take a command; refuse it if too many wait."""
        try:
            self._waiting.put_nowait((time.monotonic(), order))
        except asyncio.QueueFull:
            self._acknowledge(order.id, "It has too much to do. Wait a moment.")

    async def run(self) -> None:
        """Have commands obeyed, until cancelled."""
        while True:
            given_at, order = await self._waiting.get()
            if time.monotonic() - given_at > SECONDS:
                continue  # whoever gave it was told that the device does not answer
            doing = asyncio.create_task(self._try(order), name=f"cast {order.command}")
            try:
                done, _ = await asyncio.wait({doing}, timeout=EARLY_SECONDS)
                if not done:
                    self._acknowledge(order.id, None)
                reason = await doing
            finally:
                doing.cancel()  # nothing is left running for a device that is gone
                await asyncio.gather(doing, return_exceptions=True)
            if done:
                self._report()
                self._acknowledge(order.id, reason)
            else:
                self._late(reason)

    async def _try(self, order: Order) -> str | None:
        """Obey a command; why it could not be, for people."""
        try:
            await self._obey(order)
        except DeviceError as error:
            return str(error)
        except Exception:
            log.exception("A device could not obey %s", order.command)
            return "The server could not do that."
        return None
