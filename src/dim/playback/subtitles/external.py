"""Subtitle files beside a film: each is read once, whole, by a worker, and stored in windows."""

import asyncio
import hashlib
import os
from collections import OrderedDict
from fractions import Fraction
from typing import BinaryIO

from dim.disks import Disk
from dim.playback.storage import Key, Storage
from dim.playback.subtitles.cues import Cue
from dim.playback.subtitles.tracks import SubtitleError, SubtitleTrack
from dim.playback.subtitles.windows import WindowIndex, read_index, read_windows, shifted
from dim.workers import Pool

READ = "dim.playback.worker.external:external_windows"
VERSION = 1
"""Of stored windows; another number makes them useless."""
WINDOW = 20
"""Seconds of the file in a window."""
READ_SECONDS = 120.0
MOST_INDEXES = 16
"""Indexes that stay in memory: each has a few bytes a window."""


class ExternalFiles:
    """Clients that need the same file at the same time wait for the same reading of it."""

    def __init__(self, pool: Pool, storage: Storage) -> None:
        """`pool`: workers that no segment needs."""
        self._pool, self._storage = pool, storage
        self._indexes: OrderedDict[Key, WindowIndex] = OrderedDict()
        self._readings: dict[Key, asyncio.Task[None]] = {}

    async def cues(
        self,
        track: SubtitleTrack,
        path: str,
        disk: Disk,
        offset: Fraction,
        start: float,
        end: float | None,
        frame_rate: float | None,
    ) -> list[Cue]:
        """The cues that are shown between two times of the session (seconds; None: to the end), of which second 0 is `offset` in
        the file's own time. `disk` is the library's.

        Raises OSError, dim.disks.DiskTimeoutError, SubtitleError, dim.workers.WorkerError: it cannot be read.
        """
        index, source = await self._open(track, path, disk, frame_rate)
        begin = start + float(offset)
        with source:
            numbers = sorted(index.windows)
            if end is not None:
                numbers = [number for number in numbers if begin // WINDOW <= number <= (end + float(offset)) // WINDOW]
            try:
                found = await asyncio.to_thread(read_windows, source, index, numbers)
            except (ValueError, KeyError, TypeError):
                raise SubtitleError("what was stored of them is damaged") from None
        moved = [shifted(cue, -float(offset)) for cue in found] if offset else found
        return [cue for cue in moved if cue.end > start and (end is None or cue.start < end)]

    async def header(self, track: SubtitleTrack, path: str, disk: Disk, frame_rate: float | None) -> str:
        """The header of ASS: styles. Raises as `cues`."""
        index, source = await self._open(track, path, disk, frame_rate)
        source.close()
        return index.header

    async def _open(
        self, track: SubtitleTrack, path: str, disk: Disk, frame_rate: float | None
    ) -> tuple[WindowIndex, BinaryIO]:
        """The stored windows of a file, which is read if need be; the caller closes them."""
        status = await disk.call(os.stat, path)
        identity = (path, status.st_ino, status.st_size, status.st_mtime_ns, track.format, track.language, frame_rate)
        digest = hashlib.blake2b(repr(identity).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
        key = ("subtitles", f"external-{VERSION}", f"{digest}.windows")
        for _ in range(2):
            source = await self._storage.open(key)
            if source is not None:
                try:
                    return await self._index(key, source), source
                except (ValueError, KeyError, TypeError):
                    source.close()  # damaged: read again
            await self._read(key, track, path, frame_rate)
        raise SubtitleError("they cannot be stored: the cache folder's disk is full")

    async def _index(self, key: Key, source: BinaryIO) -> WindowIndex:
        if key not in self._indexes:
            self._indexes[key] = await asyncio.to_thread(read_index, source)
            while len(self._indexes) > MOST_INDEXES:
                self._indexes.popitem(last=False)
        self._indexes.move_to_end(key)
        return self._indexes[key]

    async def _read(self, key: Key, track: SubtitleTrack, path: str, frame_rate: float | None) -> None:
        reading = self._readings.get(key)
        if reading is None:
            reading = self._readings[key] = asyncio.create_task(self._make(key, track, path, frame_rate))
            reading.add_done_callback(lambda done: self._finish(key, done))
        await asyncio.shield(reading)  # it goes on for others, and is stored

    def _finish(self, key: Key, reading: asyncio.Task[None]) -> None:
        self._readings.pop(key, None)
        if not reading.cancelled():
            reading.exception()  # whoever waited has it; perhaps nobody does any more

    async def _make(self, key: Key, track: SubtitleTrack, path: str, frame_rate: float | None) -> None:
        _, output = await self._pool.call_for_file(
            READ, path=path, track_format=track.format, language=track.language, frame_rate=frame_rate, window=WINDOW,
            timeout=READ_SECONDS,
        )  # fmt: skip
        with output:
            output.seek(0)
            await self._storage.write(key, await asyncio.to_thread(output.read))
        self._indexes.pop(key, None)
