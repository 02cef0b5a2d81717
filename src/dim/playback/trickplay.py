"""Thumbnails for scrubbing: made in the background when something is first played, while the machine has nothing
better to do.
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import psutil

from dim.playback.policy.ladder import fit_into
from dim.playback.storage import Key, Storage
from dim.workers import Pool, WorkerError

log = logging.getLogger(__name__)
INTERVAL = 10
"""Seconds between two thumbnails."""
COLUMNS, ROWS = 10, 10
PER_SHEET = COLUMNS * ROWS
MAX_WIDTH, MAX_HEIGHT = 240, 240
VERSION = 2
"""Of stored sheets; another number makes them useless."""
BUSY_WAIT_SECONDS = 2.0
START_DELAY_SECONDS = 8.0
"""Nothing is made for so long after playback begins: all of the machine works on the first frame."""
MAX_REQUESTS = 50
SHEET_TIMEOUT = 120.0
BUSY_LOAD = 0.8
"""The load average per core above which the machine is busy."""


@dataclass(frozen=True, slots=True)
class ThumbnailSource:
    """A video of which thumbnails are made. `start` is second 0 of its timeline in the file's own time; `rotation` in
    degrees.
    """

    path: str
    fingerprint: str
    stream: int
    start: Fraction
    duration: float
    display_size: tuple[int, int]
    rotation: int
    position_before: Callable[[Fraction], int | None] | None = None
    """Where to begin to read for a time, in bytes, in a file in which one cannot seek to it."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of a thumbnail, in pixels."""
        return fit_into(*self.display_size, MAX_WIDTH, MAX_HEIGHT)

    @property
    def count(self) -> int:
        """How many thumbnails there are."""
        return max(ceil(self.duration / INTERVAL), 1)

    @property
    def sheets(self) -> int:
        """How many sheets they are on."""
        return ceil(self.count / PER_SHEET)

    def key(self, sheet: int) -> Key:
        """Where a sheet is stored."""
        return "trickplay", self.fingerprint, f"{self.stream}-{VERSION}-{sheet}.jpg"


class Trickplay:
    """Makes sheets one by one, those of the most recent request first."""

    def __init__(self, pool: Pool, storage: Storage, is_encoding: Callable[[], bool]) -> None:
        """`is_encoding`: whether a video is being encoded for a client."""
        self._pool, self._storage, self._is_encoding = pool, storage, is_encoding
        self._requests: dict[str, tuple[ThumbnailSource, float]] = {}
        self._has_requests = asyncio.Event()
        self._last_request = 0.0
        self._failed: set[Key] = set()

    def request(self, source: ThumbnailSource, position: float) -> None:
        """A video is played from some second on: make its thumbnails, those from there on first."""
        self._requests.pop(source.fingerprint, None)
        self._requests[source.fingerprint] = (source, position)
        while len(self._requests) > MAX_REQUESTS:
            self._requests.pop(next(iter(self._requests)))
        self._last_request = time.monotonic()
        self._has_requests.set()

    async def available(self, source: ThumbnailSource) -> list[int]:
        """The sheets that are made."""
        return [sheet for sheet in range(source.sheets) if await self._storage.exists(source.key(sheet))]

    async def sheet(self, source: ThumbnailSource, sheet: int) -> bytes | None:
        """A sheet, as JPEG; None: it is not made yet."""
        return await self._storage.read(source.key(sheet))

    async def run(self) -> None:
        """Make what is requested, for as long as the server runs."""
        while True:
            await self._has_requests.wait()
            while self._requests:
                if self._must_wait():
                    await asyncio.sleep(BUSY_WAIT_SECONDS)
                    continue
                try:
                    await self._make_next()
                except Exception:
                    log.exception("Making thumbnails failed")
                    self._requests.popitem()
            self._has_requests.clear()

    def _must_wait(self) -> bool:
        has_just_begun = time.monotonic() - self._last_request < START_DELAY_SECONDS
        return has_just_begun or self._is_encoding() or psutil.getloadavg()[0] > BUSY_LOAD * (os.cpu_count() or 1)

    async def _make_next(self) -> None:
        """The first missing sheet of the most recent request."""
        source, position = self._requests[next(reversed(self._requests))]
        first = min(int(position / INTERVAL) // PER_SHEET, source.sheets - 1)
        for sheet in [*range(first, source.sheets), *range(first)]:
            if source.key(sheet) not in self._failed and not await self._storage.exists(source.key(sheet)):
                await self._make(source, sheet)
                return
        self._requests.pop(source.fingerprint, None)

    async def _make(self, source: ThumbnailSource, sheet: int) -> None:
        numbers = range(sheet * PER_SHEET, min((sheet + 1) * PER_SHEET, source.count))
        width, height = source.size
        try:
            _, output = await self._pool.call_for_file(
                "dim.playback.worker.thumbnails:sheet", path=source.path, stream=source.stream,
                times=[float(source.start) + number * INTERVAL for number in numbers], width=width, height=height,
                rotation=source.rotation, positions=_positions(source, numbers), timeout=SHEET_TIMEOUT,
            )  # fmt: skip
        except WorkerError as error:
            log.info("Thumbnails of %s could not be made: %s", source.path, error)
            self._failed.add(source.key(sheet))
            return
        with output:
            output.seek(0)
            data = output.read()
        if not await self._storage.write(source.key(sheet), data):
            self._failed.add(source.key(sheet))


def _positions(source: ThumbnailSource, numbers: Iterable[int]) -> list[int] | None:
    """Where the frames of thumbnails are, in bytes; None: they are found by time."""
    if source.position_before is None:
        return None
    return [source.position_before(Fraction(number * INTERVAL)) or 0 for number in numbers]
