"""The renditions of a session's file: initialisation segments and media segments, wherever they come from."""

from fractions import Fraction
from typing import Any

from dim.playback import playlist
from dim.playback.timeline import Timeline
from dim.playback.transcode import Transcoder
from dim.workers import Pool


class NoSuchSegmentError(Exception):
    """The rendition or the segment does not exist."""


class FileChangedError(Exception):
    """The file is not what it was when the session began."""


class Renditions:
    """One video rendition (copied or encoded), and one a sound (copied or encoded), on one timeline."""

    def __init__(
        self,
        pool: Pool,
        path: str,
        timeline: Timeline,
        video: int,
        transcoder: Transcoder | None,
        copied: dict[int, bool],
    ) -> None:
        """`video` is the stream's index; `copied` says of each sound's whether it is copied."""
        self._pool, self._path, self._timeline, self._video = pool, path, timeline, video
        self.transcoder, self.copied = transcoder, copied

    @property
    def zero(self) -> Fraction:
        """Second 0 of the timeline, in the file's own time."""
        return self._timeline.origin * self._timeline.time_base

    @property
    def duration(self) -> float:
        """Seconds."""
        return float(self._timeline.duration)

    def _boundaries(self, audio: int | None) -> tuple[Fraction, ...]:
        copied_video = audio is None and self.transcoder is None
        return self._timeline.boundaries if copied_video else self._timeline.fine

    def playlist(self, audio: int | None) -> str:
        """The media playlist of the video (None) or of a sound. Raises NoSuchSegmentError."""
        self._check(audio)
        return playlist.media(self._boundaries(audio))

    def _check(self, audio: int | None) -> None:
        if audio is not None and audio not in self.copied:
            raise NoSuchSegmentError("There is no such sound in this file.")

    async def initialisation(self, audio: int | None) -> bytes:
        """An initialisation segment. Raises NoSuchSegmentError, WorkerError, TranscodeError."""
        self._check(audio)
        if audio is not None:
            call: dict[str, Any] = {"path": self._path, "stream": audio, "copy": self.copied[audio]}
            return (await self._pool.call_for_bytes("dim.playback.audio:audio_initialisation", **call))[1]
        if self.transcoder is not None:
            return await self.transcoder.initialisation()
        call = {"path": self._path, "stream": self._video}
        return (await self._pool.call_for_bytes("dim.playback.remux:video_initialisation", **call))[1]

    async def segment(self, audio: int | None, index: int) -> bytes:
        """A media segment. Raises NoSuchSegmentError, WorkerError, TranscodeError."""
        self._check(audio)
        edges = self._boundaries(audio)
        if not 0 <= index < len(edges) - 1:
            raise NoSuchSegmentError("The file is not that long.")
        start, end = edges[index], edges[index + 1]
        if audio is not None:
            times = {"origin": _pair(self.zero), "start": _pair(start), "end": _pair(end)}
            call: dict[str, Any] = {"path": self._path, "stream": audio, "copy": self.copied[audio], **times}
            return (await self._pool.call_for_bytes("dim.playback.audio:audio_segment", **call))[1]
        if self.transcoder is not None:
            return await self.transcoder.segment(index)
        last = index == len(edges) - 2
        stop = None if last else self._timeline.pts(end)
        call = {
            "path": self._path,
            "stream": self._video,
            "origin": self._timeline.origin,
            "start": self._timeline.pts(start),
            "end": stop,
        }
        return (await self._pool.call_for_bytes("dim.playback.remux:video_segment", **call))[1]


def _pair(value: Fraction) -> list[int]:
    """A fraction as JSON has it."""
    return [value.numerator, value.denominator]
