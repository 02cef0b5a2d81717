"""Reads subtitle tracks for sessions, in windows of the stream; cues of embedded tracks are stored."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Any

from dim.disks import Disk
from dim.playback.storage import Key, Storage
from dim.playback.subtitles.cues import Cue, cue_from_json
from dim.playback.subtitles.external import ExternalFiles
from dim.playback.subtitles.tracks import Format, SubtitleError, SubtitleTrack
from dim.probe.recording.clock import Clock
from dim.workers import Pool, WorkerError, WorkerPools
from dim.workers.wire import fraction_to_json

WINDOW = 20
"""Seconds of a stream whose cues are read together."""
CUES_VERSION = 3
"""Of stored cues; another number makes them useless."""
WINDOW_TIMEOUT, WHOLE_TRACK_TIMEOUT = 30.0, 600.0
FOR_PEOPLE = frozenset({"UnknownFormatError", "UnusableError", "TimeoutError", "Crash", "MemoryError"})
"""Kinds of errors of workers whose text is for people."""
log = logging.getLogger(__name__)
CUES = "dim.playback.worker.cues:"


@dataclass(frozen=True, slots=True)
class TrackSource:
    """Where a subtitle track is read from. `path` is that of the media file or of the external file, checked and
    real.
    """

    track: SubtitleTrack
    path: str
    fingerprint: str
    start: Fraction
    """Second 0 of the file's timeline, in the file's own time."""
    offset: Fraction
    """Second 0 of the session, in seconds of this file's timeline: negative for later parts of a movie or episode."""
    duration: float
    """Of the session, in seconds."""
    position_before: Callable[[Fraction], int | None]
    """Where to begin to read for a time, in bytes, in a file without an index."""
    frame_rate: float | None = None
    """Of the video, frames a second: some subtitle files count frames."""
    clock: Clock = field(default_factory=Clock)
    """How the file's timestamps are folded, if its clock jumps."""
    disk: Disk = field(default_factory=Disk)
    """Of the library: a file beside the film is asked for there."""

    @property
    def format(self) -> Format:
        """Text, styled text or bitmaps."""
        return self.track.format

    @property
    def windows(self) -> int:
        """How many windows the session has."""
        return max(ceil(self.duration / WINDOW), 1)


class SubtitleReader:
    """Windows are read by interactive workers, whole tracks by background ones: they take as long as reading the file. Files beside
    the film are read once (`external`).

    All methods raise SubtitleError: the track cannot be read. DiskTimeoutError: the disk of a file beside the film hangs.
    """

    def __init__(self, pools: WorkerPools, storage: Storage) -> None:
        self._interactive, self._background, self._storage = pools.interactive, pools.background, storage
        self._files = ExternalFiles(pools.index, storage)

    async def window(self, sources: Sequence[TrackSource], number: int) -> list[Cue]:
        """The cues of a window. `sources` has the track in each part that is played."""
        start, end = number * WINDOW, (number + 1) * WINDOW
        cues: list[Cue] = []
        for source, following in zip(sources, [*sources[1:], None], strict=True):
            part_end = -following.offset if following else source.duration
            if -source.offset < end and (start < part_end or following is None):
                cues += await self._part_window(source, number)
        return cues

    async def whole(self, sources: Sequence[TrackSource]) -> list[Cue]:
        """All cues of a track."""
        return [cue for source in sources for cue in await self._read(source, 0.0, None)]

    async def header(self, source: TrackSource) -> str:
        """The header of an ASS track: its styles."""
        if source.track.stream is None:
            try:
                return await self._files.header(source.track, source.path, source.disk, source.frame_rate)
            except (WorkerError, OSError) as error:
                raise _readable(error) from None
        return str(await self._call(self._interactive, "embedded_header", path=source.path, stream=source.track.stream))

    async def fonts(self, path: str) -> list[int]:
        """The stream indexes of the fonts that are attached to a file."""
        return [int(index) for index in await self._call(self._interactive, "fonts", path=path)]

    async def font(self, path: str, stream: int) -> bytes:
        """An attached font."""
        try:
            return (await self._interactive.call_for_bytes(f"{CUES}font", path=path, stream=stream))[1]
        except WorkerError as error:
            raise _readable(error) from None

    async def canvas(self, path: str, fingerprint: str, stream: int) -> tuple[int, int]:
        """The size, in pixels, that a bitmap track was made for."""
        key = ("subtitles", f"{fingerprint}-{stream}-canvas.json")
        found = await self._stored(key)
        if found is None:
            found = await self._call(self._interactive, "canvas", path=path, stream=stream)
            await self._storage.write(key, json.dumps(found).encode())
        return int(found[0]), int(found[1])

    async def _part_window(self, source: TrackSource, number: int) -> list[Cue]:
        start, end = float(number * WINDOW), float((number + 1) * WINDOW)
        if source.track.stream is None:
            return await self._read(source, start, end)
        clock = float(source.start + source.offset)
        key = (
            "subtitles",
            f"{source.fingerprint}-{source.track.stream}-{CUES_VERSION}-{clock:.3f}",
            f"{number}.json",
        )
        found = await self._stored(key)
        if found is None:
            found = await self._embedded_cues(source, start, end)
            await self._storage.write(key, json.dumps(found).encode())
        return [cue_from_json(value) for value in found]

    async def _read(self, source: TrackSource, start: float, end: float | None) -> list[Cue]:
        if source.track.stream is None:
            return await self._external(source, start, end)
        return [cue_from_json(value) for value in await self._embedded_cues(source, start, end)]

    async def _embedded_cues(self, source: TrackSource, start: float, end: float | None) -> Any:
        is_window = end is not None
        return await self._call(
            self._interactive if is_window else self._background, "embedded_cues", path=source.path, stream=source.track.stream,
            track_format=source.format, language=source.track.language, start=start, end=end,
            origin=fraction_to_json(source.start + source.offset),
            position=source.position_before(Fraction(start - WINDOW) + source.offset),
            clock=source.clock.to_json() if source.clock else None,
            timeout=WINDOW_TIMEOUT if is_window else WHOLE_TRACK_TIMEOUT,
        )  # fmt: skip

    async def _stored(self, key: Key) -> Any:
        """A stored JSON value; None if there is none, or it is damaged."""
        data = await self._storage.read(key)
        try:
            return None if data is None else json.loads(data)
        except ValueError:
            return None

    async def _external(self, source: TrackSource, start: float, end: float | None) -> list[Cue]:
        try:
            return await self._files.cues(
                source.track, source.path, source.disk, source.offset, start, end, source.frame_rate
            )
        except (WorkerError, OSError) as error:
            raise _readable(error) from None

    async def _call(self, pool: Pool, function: str, **arguments: Any) -> Any:
        try:
            return await pool.call(CUES + function, **arguments)
        except WorkerError as error:
            raise _readable(error) from None


def _readable(error: WorkerError | OSError) -> SubtitleError:
    """An error for people; what else went wrong inside goes to the log."""
    if isinstance(error, OSError):
        return SubtitleError(error.strerror or "the file is gone")
    if error.kind in FOR_PEOPLE:
        return SubtitleError(str(error))
    log.error("Subtitles could not be read: %s: %s", error.kind, error)
    return SubtitleError("they are damaged")
