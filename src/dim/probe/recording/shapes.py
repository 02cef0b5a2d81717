"""Whether the frames of a video change their size or shape in mid-file, as they do between programmes of a recording.

A keyframe is decoded only where its parameter sets are new. Runs in a worker.
"""

from typing import Any

import av
from av.video.stream import VideoStream

MOST_SETS = 16
"""Different parameter sets that are looked at; a stream with more is broken."""
_H264_SPS, _HEVC_SPS = 7, 33
"""Types of NAL units: sequence parameter sets (ITU-T H.264, table 7-1; H.265, table 7-1)."""
HEAD_BYTES = 4096
"""Of a keyframe, which begins with its parameter sets."""


class ShapeReader:
    """Collects the shapes of a video's keyframes."""

    def __init__(self, video: VideoStream) -> None:
        self._codec = video.codec_context.name
        self._seen: set[bytes] = set()
        self._sizes: dict[tuple[int, int], None] = {}

    @property
    def sizes(self) -> tuple[tuple[int, int], ...]:
        """The shapes, if there are several."""
        return tuple(self._sizes) if len(self._sizes) > 1 else ()

    def add(self, packet: Any) -> None:
        """Look at a keyframe."""
        found = self._parameter_sets(bytes(packet)[:HEAD_BYTES]) if self._codec in ("h264", "hevc") else b""
        if found and found not in self._seen and len(self._seen) < MOST_SETS:
            self._seen.add(found)
            if size := self._decoded_size(bytes(packet)):
                self._sizes[size] = None

    def _parameter_sets(self, data: bytes) -> bytes:
        found = b""
        for unit in filter(None, data.split(b"\x00\x00\x01")[1:]):
            kind = unit[0] & 31 if self._codec == "h264" else unit[0] >> 1 & 63
            if kind == (_H264_SPS if self._codec == "h264" else _HEVC_SPS):
                found += unit.rstrip(b"\x00")
        return found

    def _decoded_size(self, data: bytes) -> tuple[int, int] | None:
        context = av.CodecContext.create(self._codec, "r")
        assert isinstance(context, av.VideoCodecContext)
        try:
            frames = [*context.decode(av.Packet(data)), *context.decode(None)]
        except av.error.FFmpegError:
            return None
        if not frames:
            return None
        ratio = context.sample_aspect_ratio or 1
        return round(frames[0].width * ratio) if ratio else frames[0].width, frames[0].height
