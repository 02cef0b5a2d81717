"""What a session plays: the renditions of its file, or of its several files, one after another on one timeline."""

from bisect import bisect
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from typing import BinaryIO

from dim.playback.hls import mp4, playlist
from dim.playback.sources.renditions import NoSuchSegmentError, Renditions
from dim.playback.sources.transcode import Transcoder
from dim.workers.memory_file import anonymous_file


class Film:
    """Segments are counted through all files; renditions are named as those of the first one, whose sounds the others match by
    their order.
    """

    def __init__(self, parts: Sequence[Renditions]) -> None:
        self.parts = tuple(parts)
        lengths = [part.length for part in parts]
        self.starts = tuple(accumulate(lengths[:-1], initial=Fraction(0)))
        """Seconds at which each file begins."""
        self.duration = float(sum(lengths))
        """Seconds."""
        most = min(len(part.copied) for part in parts)
        self._sounds = [dict(zip(list(parts[0].copied)[:most], part.copied, strict=False)) for part in parts]
        self._scales: dict[tuple[int, str | int], int] = {}

    @property
    def sounds(self) -> tuple[int, ...]:
        """The sounds that every file has, by their streams in the first one."""
        return tuple(self._sounds[0])

    @property
    def transcoders(self) -> list[Transcoder]:
        """Those of all files."""
        return [transcoder for part in self.parts for transcoder in part.transcoders.values()]

    @property
    def original_rates(self) -> tuple[int, int]:
        """Bits a second of the original: of its largest segment, and on average."""
        rates = [part.original_rates for part in self.parts]
        return max(most for most, _ in rates), max(average for _, average in rates)

    def open_at(self, seconds: float) -> None:
        """Someone begins to play there."""
        number = self.number_at(seconds)
        self.parts[number].position = seconds - float(self.starts[number])

    def number_at(self, seconds: float) -> int:
        """Which of the files is played at a time."""
        return max(bisect(self.starts, Fraction(seconds)) - 1, 0)

    def playlist(self, rendition: str | int) -> str:
        """The media playlist of a rendition of the video (its name) or of a sound (its stream). Raises NoSuchSegmentError."""
        return playlist.media(
            [part.boundaries(self._name(number, rendition)) for number, part in enumerate(self.parts)]
        )

    async def initialisation(self, rendition: str | int, number: int, viewer: str) -> bytes:
        """The initialisation segment of one of the files. Raises NoSuchSegmentError, WorkerError, TranscodeError, BusyError."""
        if not 0 <= number < len(self.parts):
            raise NoSuchSegmentError("There are not so many files.")
        return await self.parts[number].initialisation(self._name(number, rendition), viewer)

    async def segment(self, rendition: str | int, index: int, viewer: str) -> tuple[BinaryIO, int]:
        """A media segment, an open file and where it begins in it; what was being encoded for the viewer elsewhere stops.

        Raises NoSuchSegmentError, WorkerError, TranscodeError, BusyError.
        """
        for number, part in enumerate(self.parts):
            name = self._name(number, rendition)
            count = len(part.boundaries(name)) - 1
            if index < count:
                if not isinstance(rendition, int):
                    for other in self.parts:
                        await other.leave(viewer, rendition if other is part else None)
                file, offset = await part.segment(name, index, viewer)
                return (await self._moved(number, name, file, offset, viewer), 0) if number else (file, offset)
            index -= count
        raise NoSuchSegmentError("The file is not that long.")

    async def _moved(self, number: int, name: str | int, file: BinaryIO, offset: int, viewer: str) -> BinaryIO:
        """A segment of a later file behind those before it: not all players count anew at a discontinuity."""
        with file:
            file.seek(offset)
            data = file.read()
        if (number, name) not in self._scales:
            self._scales[number, name] = mp4.timescale(await self.parts[number].initialisation(name, viewer))
        shift = round(self.starts[number] * self._scales[number, name])
        return anonymous_file(mp4.with_decode_time(data, mp4.decode_time(data) + shift))

    def _name(self, number: int, rendition: str | int) -> str | int:
        """What a rendition is called in one of the files. Raises NoSuchSegmentError."""
        if not isinstance(rendition, int):
            return rendition
        if rendition not in self._sounds[number]:
            raise NoSuchSegmentError("There is no such sound in this file.")
        return self._sounds[number][rendition]
