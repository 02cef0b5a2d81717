"""An audio stream: copied into segments, or encoded to AAC, one segment at a time, by a worker."""

from dataclasses import dataclass
from fractions import Fraction

from dim.media.audio_formats import MARGIN, encoded_channels
from dim.playback.hls.timeline import Timeline
from dim.playback.sources.source import MediaSegment
from dim.playback.storage import Key, Storage
from dim.workers import Pool
from dim.workers.memory_file import anonymous_file
from dim.workers.wire import Message, fraction_to_json

AUDIO = "dim.playback.worker.audio:"
ENCODING_VERSION = 2
"""Of encoded audio; another number makes stored segments useless."""


@dataclass(frozen=True, slots=True)
class AudioForm:
    """How an audio stream is sent: copied, or encoded to AAC; and its channels."""

    is_copied: bool
    channels: int


class AudioRendition:
    """A `SegmentSource` of one audio stream. Encoded segments are stored; copied ones are made faster than they are
    read.
    """

    def __init__(
        self, pool: Pool, storage: Storage, path: str, fingerprint: str, stream: int, form: AudioForm, timeline: Timeline,
        by_position: bool,
    ) -> None:  # fmt: skip
        """`by_position`: as in `OriginalVideo`."""
        self._pool, self._storage, self._path, self._fingerprint = pool, storage, path, fingerprint
        self._stream, self._timeline, self._by_position = stream, timeline, by_position
        self.form = form

    @property
    def boundaries(self) -> tuple[Fraction, ...]:
        """Where segments begin, in seconds, and the end."""
        return self._timeline.encoded_boundaries

    def encode(self) -> None:
        """Encode it from now on: copying it failed."""
        self.form = AudioForm(False, encoded_channels(self.form.channels, 2))

    async def initialisation(self, near: int, client: str) -> bytes:  # noqa: ARG002
        """The initialisation segment. Raises WorkerError."""
        _, data = await self._pool.call_for_bytes(AUDIO + "audio_initialisation", **self._stream_arguments())
        return data

    async def segment(self, index: int, client: str) -> MediaSegment:  # noqa: ARG002
        """A media segment. Raises WorkerError."""
        start, end = self.boundaries[index : index + 2]
        if self.form.is_copied:
            return await self._make(start, end)
        key = self._key(start, end)
        if (stored := await self._storage.open(key)) is not None:
            return MediaSegment(stored)
        data = (await self._make(start, end)).read()
        await self._storage.write(key, data)
        return MediaSegment(anonymous_file(data))

    async def leave(self, client: str) -> None:
        """Nothing is made ahead of the clients."""

    async def _make(self, start: Fraction, end: Fraction) -> MediaSegment:
        offset, file = await self._pool.call_for_file(
            AUDIO + "audio_segment", **self._stream_arguments(), origin=fraction_to_json(self._timeline.start),
            start=fraction_to_json(start), end=fraction_to_json(end),
            position=self._timeline.position_before(start - MARGIN) if self._by_position else None,
            clock=self._timeline.clock.to_json() if self._timeline.clock else None,
        )  # fmt: skip
        return MediaSegment(file, int(offset))

    def _stream_arguments(self) -> Message:
        return {"path": self._path, "stream": self._stream, "copy": self.form.is_copied, "channels": self.form.channels}

    def _key(self, start: Fraction, end: Fraction) -> Key:
        encoding = f"{self._stream}-aac-{self.form.channels}-{ENCODING_VERSION}-{float(self._timeline.start):.6f}"
        return "segments", self._fingerprint, encoding, f"{float(start):.6f}-{float(end):.6f}.m4s"
