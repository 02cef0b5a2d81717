"""Notices a disk that hangs: a call to it never returns, on a thread or on the event loop itself.

The scanner cannot go on then. Its watchdog, a thread that asks no disk, tells the server why and ends the process. The server
starts another one.
"""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

HANG_SECONDS = 60.0
"""How long a single call may take: a large folder on a slow network disk takes a few seconds to list."""
CHECK_SECONDS = 1.0
EXIT_CODE = 75
"""EX_TEMPFAIL of sysexits.h: try again later."""


class Watchdog:
    """Watches the event loop, and work on threads while there is some."""

    def __init__(self, on_hang: Callable[[], object], seconds: float = HANG_SECONDS) -> None:
        """`on_hang` is called on the watchdog's thread, once; then the process ends."""
        self._on_hang, self._seconds = on_hang, seconds
        self._loop_beat = time.monotonic()
        self._work_beat: float | None = None

    def start(self) -> None:
        """Start the thread."""
        self._loop_beat = time.monotonic()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    async def run(self) -> None:
        """Show that the event loop runs, until cancelled."""
        while True:
            self._loop_beat = time.monotonic()
            await asyncio.sleep(CHECK_SECONDS)

    @contextmanager
    def working(self) -> Iterator[Callable[[], None]]:
        """While a thread works on the disk, which calls what this gives after each step."""
        self._beat()
        try:
            yield self._beat
        finally:
            self._work_beat = None

    def _beat(self) -> None:
        self._work_beat = time.monotonic()

    def _is_hung(self) -> bool:
        oldest = min(self._loop_beat, self._work_beat or self._loop_beat)
        return time.monotonic() - oldest > self._seconds

    def _watch(self) -> None:
        while not self._is_hung():
            time.sleep(CHECK_SECONDS)
        try:
            self._on_hang()
        finally:
            os._exit(EXIT_CODE)
