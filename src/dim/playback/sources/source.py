"""What every rendition is to the rest of playback: a source of segments."""

from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO, Protocol


class NoSuchSegmentError(Exception):
    """The rendition or the segment does not exist; the text is for people."""


@dataclass(frozen=True, slots=True)
class MediaSegment:
    """A media segment (moof, mdat): an open file and the offset at which it begins there. The receiver closes the
    file.
    """

    file: BinaryIO
    offset: int = 0

    def read(self) -> bytes:
        """The segment's bytes; closes the file."""
        with self.file as file:
            file.seek(self.offset)
            return file.read()


class SegmentSource(Protocol):
    """One rendition of a file: the original video, an encoded video, or an audio stream.

    All sources of a file share one timeline, so that players change between them at any boundary.

    >>> source: SegmentSource = OriginalVideo(...)
    >>> header = await source.initialisation(near=0, client=session.key)
    >>> segment = await source.segment(3, client=session.key)
    """

    @property
    def boundaries(self) -> tuple[Fraction, ...]:
        """Where segments begin, in seconds of the file's timeline, and the end: n + 1 values for n segments."""

    async def initialisation(self, near: int, client: str) -> bytes:
        """The initialisation segment (ftyp, moov). The client will probably ask for segment `near` next.

        Raises dim.workers.WorkerError, TranscodeError, BusyError.
        """

    async def segment(self, index: int, client: str) -> MediaSegment:
        """A media segment by its number. Raises dim.workers.WorkerError, TranscodeError, BusyError."""

    async def leave(self, client: str) -> None:
        """A client wants nothing more of this source: work that is done for nobody else stops."""
