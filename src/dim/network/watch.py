"""Notices when this machine's addresses change: Wi-Fi joins another network, a cable is plugged in, DHCP gives a new lease."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from dim.network.interfaces import Address, read_addresses

log = logging.getLogger(__name__)
POLL_SECONDS = 5.0
Source = Callable[[], tuple[Address, ...]]


class AddressWatcher:
    """Reads the addresses again and again, and tells followers of changes. Use from the event loop's thread only."""

    def __init__(
        self, source: Source = read_addresses, pause: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        """`source` reads the addresses, which takes less than a millisecond; `pause` waits for some seconds."""
        self._source, self._pause = source, pause
        self._followers: list[Callable[[], None]] = []
        self.current = source()
        """All addresses, as they were last read."""

    def follow(self, follower: Callable[[], None]) -> None:
        """Call a short function after each change."""
        self._followers.append(follower)

    async def run(self) -> None:
        """Poll until cancelled."""
        while True:
            await self._pause(POLL_SECONDS)
            self.check()

    def check(self) -> None:
        """Read the addresses now. What cannot be read stays as it is."""
        try:
            found = self._source()
        except OSError as error:
            log.debug("The addresses cannot be read: %s", error)
            return
        if set(found) != set(self.current):
            self.current = found
            for follower in self._followers:
                follower()
