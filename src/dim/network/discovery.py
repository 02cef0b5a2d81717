"""Keeps the server announced on the local network: follows changes of settings and addresses, and tries again after failures."""

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from dim.network.announcement import Announcement
from dim.network.mdns import Announced, MdnsError, announced

log = logging.getLogger(__name__)
FIRST_DELAY, LONGEST_DELAY = 2.0, 300.0
CONFLICT_SECONDS = 3.0
"""The longest pause before names are probed again after a conflict; random, so that two servers do not stay in step."""
Announce = Callable[[Announcement], AbstractAsyncContextManager[Announced]]


class Discovery:
    """Announces what `wanted` says, as long as it says so. Use from the event loop's thread only."""

    def __init__(
        self, wanted: Callable[[], Announcement | None], announce: Announce = announced, first_delay: float = FIRST_DELAY
    ) -> None:  # fmt: skip
        """`wanted`: what to announce now; None: nothing. `first_delay`: seconds before the first retry; each failure doubles it."""
        self._wanted, self._announce, self._first_delay = wanted, announce, first_delay
        self._woken = asyncio.Event()
        self.host: str | None = None
        """The host name under which the server is announced, such as "dim.local"; None: it is not."""
        self.problem: str | None = None
        """Why it is not, although it should be."""
        self.secure_port: int | None = None
        """The port on which the same server speaks HTTPS with a certificate for that host name; None: it does not."""

    def check(self) -> None:
        """Look at once whether something else is wanted: settings or addresses have changed."""
        self._woken.set()

    async def run(self) -> None:
        """Announce until cancelled."""
        delay = self._first_delay
        while True:
            self._woken.clear()
            wanted = self._wanted()
            if wanted is None:
                self.problem = None
                await self._woken.wait()
                continue
            try:
                async with self._announce(wanted) as state:
                    self._note_success(wanted, state.host)
                    delay = self._first_delay
                    conflict = await self._until_outdated(wanted, state)
            except MdnsError as error:
                self._note_failure(str(error))
                await self._pause(delay)
                delay = min(delay * 2, LONGEST_DELAY)
            else:
                if conflict:
                    log.info("Another machine took the name of this server; looking for a free one.")
                    await self._pause(random.uniform(0, CONFLICT_SECONDS))  # noqa: S311 - no secret
            finally:
                self.host = None

    async def _until_outdated(self, announced_now: Announcement, state: Announced) -> bool:
        """Wait until something else is wanted (False), or another machine has the same host name (True)."""
        while self._wanted() == announced_now:
            self._woken.clear()
            waits = [asyncio.create_task(self._woken.wait()), asyncio.create_task(state.conflict.wait())]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
            if state.conflict.is_set():
                return True
        return False

    async def _pause(self, seconds: float) -> None:
        """Wait for some seconds, or until something has changed."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    def _note_success(self, wanted: Announcement, host: str) -> None:
        self.host, self.problem = host, None
        scheme = "https" if wanted.https else "http"
        url = f"{scheme}://{host}:{wanted.port}{wanted.prefix}/"
        secure = f" and https://{host}:{self.secure_port}{wanted.prefix}/" if self.secure_port is not None else ""
        log.info("Announced on the network as “%s”: %s%s", wanted.name, url, secure)

    def _note_failure(self, reason: str) -> None:
        if reason != self.problem:  # said once, not at every retry
            log.warning("Dim cannot be announced on the network: %s. It tries again now and then.", reason)
        self.problem = reason
