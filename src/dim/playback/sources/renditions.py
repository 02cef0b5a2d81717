"""The renditions of a session's file: initialisation segments and media segments, wherever they come from."""

import itertools
from bisect import bisect
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, BinaryIO

from dim.playback.audio_forms import MARGIN
from dim.playback.hls.timeline import Timeline
from dim.playback.policy.ladder import ORIGINAL
from dim.playback.sources.transcode import Burnt, Transcoder
from dim.playback.storage import DiskCache
from dim.workers import Pool
from dim.workers.memory_file import anonymous_file

AUDIO_VERSION = 1
"""Of encoded sound; another number makes what is in the cache useless."""


WITHOUT_INDEX = frozenset({"mpegts", "mpeg"})
"""Containers in which libav finds a time only by trying, and may land behind it."""


class NoSuchSegmentError(Exception):
    """The rendition or the segment does not exist."""


class Renditions:
    """The video as it is and encoded, and each sound, copied or encoded, on one timeline.

    A segment is an open file and the offset at which it begins in it; who asks for it closes it.
    """

    def __init__(
        self, pool: Pool, cache: DiskCache, file: dict[str, Any], path: str, timeline: Timeline, video: dict[str, Any] | None,
        has_original: bool, transcoders: Mapping[str, Transcoder], copied: dict[int, bool], channels: dict[int, int],
    ) -> None:  # fmt: skip
        """`video` is the stream (None: there is only sound); `transcoders` are by the names of their renditions, the best first;
        `copied` says of each sound whether it is copied, `channels` how many its encoded form has.
        """
        self._pool, self._cache, self._path, self._timeline = pool, cache, path, timeline
        self._fingerprint: str = file["fingerprint"]
        self._file_rate: int | None = file.get("bit_rate")
        self._by_position = file["container"] in WITHOUT_INDEX
        self.video, self.has_original, self.transcoders = video, has_original, transcoders
        self.copied, self.channels = copied, channels
        self.position = 0.0
        """Seconds: where the last segment that was asked for begins."""

    @property
    def zero(self) -> Fraction:
        """Second 0 of the timeline, in the file's own time."""
        return self._timeline.origin * self._timeline.time_base

    @property
    def length(self) -> Fraction:
        """Seconds."""
        return self._timeline.duration

    @property
    def original_rates(self) -> tuple[int, int]:
        """Bits a second of the largest segment of the original, with the sounds that lie between its pictures, and on average."""
        edges, places = self._timeline.boundaries, self._timeline.positions
        average = self._file_rate or 8_000_000
        if not places:
            return average * 2, average
        sizes = (
            (after - before) * 8 / (end - start)
            for (start, end), (before, after) in zip(
                itertools.pairwise(edges), itertools.pairwise(places), strict=False
            )
        )
        return max(round(max(sizes, default=average)), average), average

    def boundaries(self, rendition: str | int) -> tuple[Fraction, ...]:
        """Where the segments of a rendition of the video (its name) or of a sound (its stream) begin, in seconds, and the end.

        Raises NoSuchSegmentError.
        """
        self._check(rendition)
        return self._timeline.boundaries if rendition == ORIGINAL else self._timeline.fine

    def _check(self, rendition: str | int) -> None:
        if isinstance(rendition, int):
            if rendition not in self.copied:
                raise NoSuchSegmentError("There is no such sound in this file.")
        elif not (self.has_original if rendition == ORIGINAL else rendition in self.transcoders):
            raise NoSuchSegmentError("The video is not to be had in that quality.")

    async def initialisation(self, rendition: str | int, viewer: str) -> bytes:
        """An initialisation segment, for a session. Raises NoSuchSegmentError, WorkerError, TranscodeError, BusyError."""
        self._check(rendition)
        if isinstance(rendition, int):
            call: dict[str, Any] = {"path": self._path, "stream": rendition, **self._form(rendition)}
            return (await self._pool.call_for_bytes("dim.playback.worker.audio:audio_initialisation", **call))[1]
        if rendition != ORIGINAL:
            near = bisect(self._timeline.fine, Fraction(self.position)) - 1
            return await self.transcoders[rendition].initialisation(min(near, len(self._timeline.fine) - 2), viewer)
        call = {"path": self._path, "stream": self._stream}
        return (await self._pool.call_for_bytes("dim.playback.worker.remux:video_initialisation", **call))[1]

    def _form(self, sound: int) -> dict[str, Any]:
        """How a sound is sent."""
        return {"copy": self.copied[sound], "channels": self.channels[sound]}

    async def segment(self, rendition: str | int, index: int, viewer: str) -> tuple[BinaryIO, int]:
        """A media segment, for a session.

        Raises NoSuchSegmentError, WorkerError, TranscodeError, BusyError.
        """
        edges = self.boundaries(rendition)
        if not 0 <= index < len(edges) - 1:
            raise NoSuchSegmentError("The file is not that long.")
        if isinstance(rendition, int):
            return await self._sound(rendition, edges[index], edges[index + 1])
        self.position = float(edges[index])
        if rendition != ORIGINAL:
            return await self.transcoders[rendition].segment(index, viewer), 0
        offset, file = await self._pool.call_for_file(
            "dim.playback.worker.remux:video_segment", path=self._path, stream=self._stream, origin=self._timeline.origin,
            start=self._timeline.keyframe(edges[index]),
            end=None if index == len(edges) - 2 else self._timeline.pts(edges[index + 1]),
            position=self.position_of(edges[index]),
        )  # fmt: skip
        return file, offset

    async def leave(self, viewer: str, rendition: str | None) -> None:
        """Stop what is being encoded for a viewer, but for a rendition."""
        for name, transcoder in self.transcoders.items():
            if name != rendition:
                await transcoder.leave(viewer)

    @property
    def burnt(self) -> Burnt | None:
        """The subtitles that are drawn into the encoded video."""
        return next((transcoder.source.burnt for transcoder in self.transcoders.values()), None)

    @property
    def _stream(self) -> int:
        assert self.video is not None
        return int(self.video["index"])

    def position_of(self, seconds: Fraction) -> int | None:
        """Where to begin to read for what is at a time, in files in which one cannot seek to it."""
        return self._timeline.position_before(seconds) if self._by_position else None

    async def _sound(self, sound: int, start: Fraction, end: Fraction) -> tuple[BinaryIO, int]:
        """A segment of a sound; what is encoded is kept."""
        entry = (
            "segments", self._fingerprint,
            f"{sound}-aac-{self.channels[sound]}-{AUDIO_VERSION}-{float(self.zero):.6f}",
            f"{float(start):.6f}-{float(end):.6f}.m4s",
        )  # fmt: skip
        if not self.copied[sound] and (kept := self._cache.open(*entry)):
            return kept, 0
        times = {"origin": _pair(self.zero), "start": _pair(start), "end": _pair(end)}
        call = {
            "path": self._path,
            "stream": sound,
            **self._form(sound),
            **times,
            "position": self.position_of(start - MARGIN),
        }
        offset, file = await self._pool.call_for_file("dim.playback.worker.audio:audio_segment", **call)
        if self.copied[sound]:
            return file, offset
        with file:
            file.seek(offset)
            data = file.read()
        self._cache.put(data, *entry)
        return anonymous_file(data), 0


def _pair(value: Fraction) -> list[int]:
    """A fraction as JSON has it."""
    return [value.numerator, value.denominator]
