"""Pictures for scrubbing: made in the background when a film is first played, while the machine has nothing better to do."""

import asyncio
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from dim.playback.policy.ladder import fitted
from dim.playback.storage import DiskCache
from dim.workers import Pool, WorkerError

log = logging.getLogger(__name__)
INTERVAL = 10
"""Seconds between two pictures."""
COLUMNS, ROWS = 10, 10
WIDTH, HEIGHT = 240, 240
"""The box that a picture fits into."""
VERSION = 1
WAIT_SECONDS = 2.0
AFTER_SECONDS = 8.0
"""How long after someone began to play something: until then every bit of the machine is for their first picture."""
MOST_WAITING = 50
SHEET_SECONDS = 120.0
BUSY_SHARE = 0.8
"""The load of the machine, for each core, from which on it is busy."""


@dataclass(frozen=True, slots=True)
class Scenes:
    """A film of which pictures are wanted: its video stream, and how that is shown."""

    path: str
    fingerprint: str
    stream: int
    zero: Fraction
    duration: float
    shown: tuple[int, int]
    rotation: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of a picture."""
        return fitted(*self.shown, WIDTH, HEIGHT)

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return max(ceil(self.duration / INTERVAL), 1)

    @property
    def sheets(self) -> int:
        """How many sheets they are on."""
        return ceil(self.count / (COLUMNS * ROWS))

    def entry(self, sheet: int) -> tuple[str, str, str]:
        """Where a sheet is kept."""
        return "trickplay", self.fingerprint, f"{self.stream}-{VERSION}-{sheet}.jpg"


class Trickplay:
    """Makes sheets one by one, those of the film that was opened last first."""

    def __init__(self, pool: Pool, cache: DiskCache, is_busy: Callable[[], bool]) -> None:
        """`is_busy`: whether something is being encoded for a viewer."""
        self._pool, self._cache, self._is_busy = pool, cache, is_busy
        self._wanted: dict[str, tuple[Scenes, float]] = {}
        self._some = asyncio.Event()
        self._last = 0.0
        self._failed: set[tuple[str, str, str]] = set()

    def want(self, scenes: Scenes, position: float) -> None:
        """A film is played from some second on: make its pictures, those from there on first."""
        self._wanted.pop(scenes.fingerprint, None)
        self._wanted[scenes.fingerprint] = (scenes, position)
        while len(self._wanted) > MOST_WAITING:
            self._wanted.pop(next(iter(self._wanted)))
        self._last = time.monotonic()
        self._some.set()

    def ready(self, scenes: Scenes) -> list[int]:
        """The sheets that are there."""
        return [sheet for sheet in range(scenes.sheets) if self._cache.path(*scenes.entry(sheet)).exists()]

    def sheet(self, scenes: Scenes, sheet: int) -> bytes | None:
        """A sheet, as JPEG; None: it is not there yet."""
        return self._cache.get(*scenes.entry(sheet))

    async def run(self) -> None:
        """Make what is wanted, for as long as the server runs."""
        while True:
            await self._some.wait()
            while self._wanted:
                if self._has_to_wait():
                    await asyncio.sleep(WAIT_SECONDS)
                    continue
                scenes, position = self._wanted[next(reversed(self._wanted))]
                sheet = self._next(scenes, position)
                if sheet is None:
                    self._wanted.pop(scenes.fingerprint, None)
                else:
                    await self._make(scenes, sheet)
            self._some.clear()

    def _has_to_wait(self) -> bool:
        just_now = time.monotonic() - self._last < AFTER_SECONDS
        return just_now or self._is_busy() or os.getloadavg()[0] > BUSY_SHARE * (os.cpu_count() or 1)

    def _next(self, scenes: Scenes, position: float) -> int | None:
        """The first sheet that is missing, from a position on."""
        first = min(int(position / INTERVAL) // (COLUMNS * ROWS), scenes.sheets - 1)
        missing = [
            sheet
            for sheet in [*range(first, scenes.sheets), *range(first)]
            if scenes.entry(sheet) not in self._failed and not self._cache.path(*scenes.entry(sheet)).exists()
        ]
        return missing[0] if missing else None

    async def _make(self, scenes: Scenes, sheet: int) -> None:
        each = COLUMNS * ROWS
        numbers = range(sheet * each, min((sheet + 1) * each, scenes.count))
        width, height = scenes.size
        try:
            _, output = await self._pool.call_for_file(
                "dim.playback.worker.thumbnails:sheet", path=scenes.path, stream=scenes.stream,
                times=[float(scenes.zero) + number * INTERVAL for number in numbers], width=width, height=height,
                rotation=scenes.rotation, timeout=SHEET_SECONDS,
            )  # fmt: skip
        except WorkerError as error:
            log.info("Pictures for scrubbing of %s could not be made: %s", scenes.path, error)
            self._failed.add(scenes.entry(sheet))
            return
        with output:
            output.seek(0)
            if not self._cache.put(output.read(), *scenes.entry(sheet)):
                self._failed.add(scenes.entry(sheet))
