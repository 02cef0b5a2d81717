"""What is transcoded, with what, and why transcoding stops."""

from bisect import bisect
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from dim.playback.policy.ladder import Rendition
from dim.playback.sources.transcode.command import TranscodeInput
from dim.playback.sources.transcode.encoders import Encoders
from dim.playback.sources.transcode.slots import EncoderSlots
from dim.playback.storage import Key, Storage


class TranscodeError(Exception):
    """ffmpeg did not make the segment; the text says why."""


class StopReason(StrEnum):
    """Why a transcoding process stopped before the end of the file. Only FAILED may disqualify its encoder, if the
    CPU then succeeds.
    """

    UNNEEDED = "unneeded"
    """No client wants its segments any more."""
    EVICTED = "evicted"
    """It made room for a process that is needed more."""
    IDLE = "idle"
    """No client has used it for a while."""
    FAILED = "failed"
    """ffmpeg reported an error, crashed or wrote something that is not a segment."""
    SHUTDOWN = "shutdown"
    """The server stops."""


@dataclass(frozen=True, slots=True)
class TranscodeServices:
    """What all transcoding processes share: the program, where segments are stored, the encoders and their slots."""

    ffmpeg: str
    storage: Storage
    encoders: Encoders
    slots: EncoderSlots


@dataclass(frozen=True, slots=True)
class TranscodeJob:
    """What is made: a rendition of a video. `key` is the beginning of the storage keys of its segments."""

    source: TranscodeInput
    rendition: Rendition
    key: Key

    @property
    def initialisation_key(self) -> Key:
        """Where the initialisation segment is stored."""
        return (*self.key, "init.mp4")

    def segment_key(self, index: int) -> Key:
        """Where a media segment is stored."""
        return (*self.key, f"{index}.m4s")

    def index_at(self, seconds: Fraction) -> int:
        """The segment that begins nearest to a time."""
        edges = self.source.timeline.encoded_boundaries
        after = min(bisect(edges, seconds), len(edges) - 2)
        return after if abs(edges[after] - seconds) < abs(edges[after - 1] - seconds) else max(after - 1, 0)
