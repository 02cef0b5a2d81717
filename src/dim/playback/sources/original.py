"""The original video: its packets are copied into segments, one at a time, by a worker."""

from fractions import Fraction

from dim.playback.hls.timeline import Timeline
from dim.playback.sources.source import MediaSegment
from dim.workers import Pool

REMUX = "dim.playback.worker.remux:"


class OriginalVideo:
    """A `SegmentSource` that copies a video stream. Each segment depends on nothing but the file and two timestamps."""

    def __init__(self, pool: Pool, path: str, stream: int, timeline: Timeline, by_position: bool) -> None:
        """`by_position`: reading begins at a byte position, since seeking to a time does not work in this container."""
        self._pool, self._path, self.stream = pool, path, stream
        self._timeline, self._by_position = timeline, by_position

    @property
    def boundaries(self) -> tuple[Fraction, ...]:
        """Where segments begin, in seconds, and the end."""
        return self._timeline.boundaries

    async def initialisation(self, near: int, client: str) -> bytes:  # noqa: ARG002
        """The initialisation segment. Raises WorkerError."""
        _, data = await self._pool.call_for_bytes(REMUX + "video_initialisation", path=self._path, stream=self.stream)
        return data

    async def segment(self, index: int, client: str) -> MediaSegment:  # noqa: ARG002
        """A media segment. Raises WorkerError."""
        timeline, edges = self._timeline, self._timeline.boundaries
        is_last = index == len(edges) - 2
        offset, file = await self._pool.call_for_file(
            REMUX + "video_segment", path=self._path, stream=self.stream, origin=timeline.origin,
            start=timeline.keyframe(edges[index]), end=None if is_last else timeline.pts(edges[index + 1]),
            position=timeline.position_before(edges[index]) if self._by_position else None,
            finish=timeline.pts(edges[-1]) if is_last and timeline.video_end is not None else None,
            clock=timeline.clock.to_json() if timeline.clock else None,
        )  # fmt: skip
        return MediaSegment(file, int(offset))

    async def leave(self, client: str) -> None:
        """Nothing is made ahead of the clients."""
