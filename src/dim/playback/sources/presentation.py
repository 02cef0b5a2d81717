"""What a session plays in segments: the renditions of its file, or of the parts of a movie or episode, one after another on one
timeline.
"""

import asyncio
from bisect import bisect
from collections.abc import Sequence
from contextlib import AsyncExitStack
from fractions import Fraction
from itertools import accumulate

from dim.playback.hls import mp4, playlist
from dim.playback.sources.lease import Lease
from dim.playback.sources.rendition_set import RenditionId, RenditionSet
from dim.playback.sources.source import MediaSegment, NoSuchSegmentError
from dim.playback.sources.transcode import Transcoder
from dim.workers.memory_file import anonymous_file


class Presentation:
    """Segments are numbered through all parts. Renditions are named as in the first part; the audio streams of the
    others match by their order. It holds leases on the transcoders of its parts until it is closed.
    """

    def __init__(self, parts: Sequence[RenditionSet], leases: Sequence[Lease[Transcoder]] = ()) -> None:
        self.parts = tuple(parts)
        self._leases = tuple(leases)
        self._is_closed = False
        durations = [part.duration for part in parts]
        self.starts = tuple(accumulate(durations[:-1], initial=Fraction(0)))
        """Seconds at which each part begins."""
        self.duration = float(sum(durations))
        """Seconds."""
        common = min(len(part.audio) for part in parts)
        first_audio = list(parts[0].audio)[:common]
        self._audio_by_part = [dict(zip(first_audio, part.audio, strict=False)) for part in parts]
        self._time_scales: dict[tuple[int, RenditionId], int] = {}

    @property
    def audio_streams(self) -> tuple[int, ...]:
        """The audio streams that every part has, by their indexes in the first one."""
        return tuple(self._audio_by_part[0])

    @property
    def running_processes(self) -> int:
        """How many ffmpeg processes encode video for it, shared ones included."""
        return sum(transcoder.running_processes for part in self.parts for transcoder in part.transcoders.values())

    @property
    def original_bit_rates(self) -> tuple[int, int]:
        """Bits per second of the original: of its largest segment, and on average."""
        rates = [part.original_bit_rates for part in self.parts]
        return max(most for most, _ in rates), max(average for _, average in rates)

    async def close(self, client: str) -> None:
        """Release its sources; what only this client needed stops. All are released, whichever fails."""
        self._is_closed = True
        leases, self._leases = self._leases, ()
        async with AsyncExitStack() as stack:
            for lease in reversed(leases):
                stack.push_async_callback(lease.release)
                stack.push_async_callback(lease.resource.leave, client)

    def set_position(self, seconds: float) -> None:
        """Playback begins there."""
        number = self.part_at(seconds)
        self.parts[number].position = seconds - float(self.starts[number])

    def part_at(self, seconds: float) -> int:
        """The number of the part that is played at a time."""
        return max(bisect(self.starts, Fraction(seconds)) - 1, 0)

    def locate(self, rendition: RenditionId, segment: int) -> tuple[int, int | None]:
        """The part that a segment lies in, and the stream that a rendition copies there (None: it is encoded)."""
        number = 0
        for number, part in enumerate(self.parts):
            count = len(part.source(self._rendition_in(number, rendition)).boundaries) - 1
            if segment < count:
                break
            segment -= count
        return number, self.parts[number].copied_stream(self._rendition_in(number, rendition))

    def stop_copying(self, rendition: RenditionId) -> bool:
        """Encode what a rendition copies. False: there is nothing else than the original."""
        results = [part.stop_copying(self._rendition_in(number, rendition)) for number, part in enumerate(self.parts)]
        return all(results)

    def playlist(self, rendition: RenditionId) -> str:
        """The media playlist of a rendition. Raises NoSuchSegmentError."""
        return playlist.media(
            [part.source(self._rendition_in(number, rendition)).boundaries for number, part in enumerate(self.parts)]
        )

    async def initialisation(self, rendition: RenditionId, part: int, client: str) -> bytes:
        """The initialisation segment of a part. Raises NoSuchSegmentError, WorkerError, TranscodeError, BusyError."""
        if not 0 <= part < len(self.parts):
            raise NoSuchSegmentError("There are not so many files.")
        return await self.parts[part].initialisation(self._rendition_in(part, rendition), client)

    async def segment(self, rendition: RenditionId, index: int, client: str) -> MediaSegment:
        """A media segment. Encoding that runs for this client elsewhere stops.

        Raises NoSuchSegmentError, WorkerError, TranscodeError, BusyError.
        """
        for number, part in enumerate(self.parts):
            name = self._rendition_in(number, rendition)
            count = len(part.source(name).boundaries) - 1
            if index < count:
                if not isinstance(rendition, int):
                    for other in self.parts:
                        await other.leave(client, keep=rendition if other is part else None)
                segment = await part.segment(name, index, client)
                return await self._shifted(number, name, segment, client) if number else segment
            index -= count
        raise NoSuchSegmentError("The file is not that long.")

    async def _shifted(self, number: int, name: RenditionId, segment: MediaSegment, client: str) -> MediaSegment:
        """A segment of a later part, moved after the parts before it: not all players reset their clock at a
        discontinuity.
        """
        data = await asyncio.to_thread(segment.read)
        if (number, name) not in self._time_scales:
            self._time_scales[number, name] = mp4.timescale(await self.parts[number].initialisation(name, client))
        shift = round(self.starts[number] * self._time_scales[number, name])
        return MediaSegment(anonymous_file(mp4.with_decode_time(data, mp4.decode_time(data) + shift)))

    def _rendition_in(self, part: int, rendition: RenditionId) -> RenditionId:
        """A rendition's id in one of the parts. Raises NoSuchSegmentError; also after the presentation was closed."""
        if self._is_closed:
            raise NoSuchSegmentError("That stream has ended.")
        if not isinstance(rendition, int):
            return rendition
        if rendition not in self._audio_by_part[part]:
            raise NoSuchSegmentError("There is no such audio track in this file.")
        return self._audio_by_part[part][rendition]
