"""All renditions of one file on one timeline: the original video, encoded ones, and audio."""

import itertools
from bisect import bisect
from collections.abc import Mapping
from fractions import Fraction

from dim.playback.hls.timeline import Timeline
from dim.playback.policy.ladder import ORIGINAL
from dim.playback.sources.audio import AudioRendition
from dim.playback.sources.original import OriginalVideo
from dim.playback.sources.source import MediaSegment, NoSuchSegmentError, SegmentSource
from dim.playback.sources.transcode import BurnIn, Transcoder

RenditionId = str | int
"""The name of a video rendition ("original", "720p"), or the index of an audio stream."""
UNKNOWN_BIT_RATE = 8_000_000
CONTAINERS_WITHOUT_INDEX = frozenset({"mpegts", "mpeg"})
"""In these, libav finds a time only by trial, and may land after it: reading begins at a byte position."""


class RenditionSet:
    """The sources of one file by rendition. Transcoders are shared with other sessions; who built the set leases
    them.
    """

    def __init__(
        self, timeline: Timeline, bit_rate: int | None, original: OriginalVideo | None, transcoders: Mapping[str, Transcoder],
        audio: Mapping[int, AudioRendition], by_position: bool,
    ) -> None:  # fmt: skip
        """`bit_rate` of the file (bits per second). `transcoders` by rendition name, best first; `audio` by stream
        index.
        """
        self.timeline, self.transcoders, self.audio = timeline, transcoders, audio
        self._bit_rate, self._by_position = bit_rate, by_position
        self._sources: dict[RenditionId, SegmentSource] = {}
        self._sources.update(transcoders)
        for stream, rendition in audio.items():
            self._sources[stream] = rendition
        if original is not None:
            self._sources[ORIGINAL] = original
        self.position = 0.0
        """Seconds: where the last video segment that a client asked for begins."""

    @property
    def duration(self) -> Fraction:
        """Seconds."""
        return self.timeline.duration

    @property
    def burn_in(self) -> BurnIn | None:
        """The subtitles that are burnt into the encoded video."""
        return next((transcoder.source.burn_in for transcoder in self.transcoders.values()), None)

    @property
    def original_bit_rates(self) -> tuple[int, int]:
        """Bits per second of the original: of its largest segment, with the audio between its frames, and on average."""
        edges, positions = self.timeline.boundaries, self.timeline.positions
        average = self._bit_rate or UNKNOWN_BIT_RATE
        if not positions:
            return average * 2, average
        rates = (
            (next_position - position) * 8 / (end - start)
            for (start, end), (position, next_position) in zip(
                itertools.pairwise(edges), itertools.pairwise(positions), strict=False
            )
        )
        return max(round(max(rates, default=average)), average), average

    def source(self, rendition: RenditionId) -> SegmentSource:
        """The source of a rendition. Raises NoSuchSegmentError."""
        if (source := self._sources.get(rendition)) is not None:
            return source
        if isinstance(rendition, int):
            raise NoSuchSegmentError("There is no such audio track in this file.")
        raise NoSuchSegmentError("The video is not available in that quality.")

    def copied_stream(self, rendition: RenditionId) -> int | None:
        """The stream that a rendition copies; None: it is encoded."""
        source = self.source(rendition)
        if isinstance(source, OriginalVideo):
            return source.stream
        return rendition if isinstance(rendition, int) and self.audio[rendition].form.is_copied else None

    def stop_copying(self, rendition: RenditionId) -> bool:
        """Encode what a rendition copies: without the original video, the encoded ones are left. False: there are none."""
        if isinstance(rendition, int):
            self.audio[rendition].encode()
            return True
        if not self.transcoders:
            return False
        self._sources.pop(rendition, None)
        return True

    async def initialisation(self, rendition: RenditionId, client: str) -> bytes:
        """An initialisation segment. Raises NoSuchSegmentError, WorkerError, TranscodeError, BusyError."""
        source = self.source(rendition)
        near = min(bisect(source.boundaries, Fraction(self.position)) - 1, len(source.boundaries) - 2)
        return await source.initialisation(near, client)

    async def segment(self, rendition: RenditionId, index: int, client: str) -> MediaSegment:
        """A media segment. Raises NoSuchSegmentError, WorkerError, TranscodeError, BusyError."""
        source = self.source(rendition)
        if not 0 <= index < len(source.boundaries) - 1:
            raise NoSuchSegmentError("The file is not that long.")
        if not isinstance(rendition, int):
            self.position = float(source.boundaries[index])
        return await source.segment(index, client)

    async def leave(self, client: str, keep: RenditionId | None = None) -> None:
        """A client wants no encoded video any more, but for one rendition."""
        for name, transcoder in self.transcoders.items():
            if name != keep:
                await transcoder.leave(client)

    def position_before(self, seconds: Fraction) -> int | None:
        """Where to begin to read for a time, in bytes, in files in which one cannot seek to it."""
        return self.timeline.position_before(seconds) if self._by_position else None
