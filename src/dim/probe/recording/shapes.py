"""How the size and shape of a video's frames change in mid-file, as they do between programmes of a recording.

A keyframe is decoded only where its parameter sets are new. Runs in a worker.
"""

from fractions import Fraction
from typing import Any, NamedTuple

import av
from av.video.stream import VideoStream

MOST_SETS = 16
"""Different parameter sets that are looked at; a stream with more is broken."""
MOST_SHAPES = 40
"""Changes that are kept."""
_START = b"\x00\x00\x01"
_H264_SPS, _HEVC_SPS, _MPEG2_SEQUENCE = 7, 33, 0xB3
"""What holds the size: sequence parameter sets (ITU-T H.264, table 7-1; H.265, table 7-1), sequence header (H.262, table 6-1)."""
_MPEG2_RATIOS = {2: Fraction(4, 3), 3: Fraction(16, 9), 4: Fraction(221, 100)}
"""Aspect ratios of MPEG-2's display (ITU-T H.262, table 6-3); 1 are square pixels."""
HEAD_BYTES = 4096
"""Of a keyframe, which begins with its parameter sets."""


class Shape(NamedTuple):
    """The size of frames in square pixels, from a keyframe's timestamp on."""

    time: int
    width: int
    height: int


class ShapeReader:
    """Collects the shapes of a video's keyframes, in order."""

    def __init__(self, video: VideoStream) -> None:
        self._codec = video.codec_context.name
        self._sizes: dict[bytes, tuple[int, int] | None] = {}
        self._shapes: list[Shape] = []

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The shapes, if there are several."""
        return tuple(self._shapes) if len(self._shapes) > 1 else ()

    def add(self, time: int, packet: Any) -> None:
        """Look at a keyframe."""
        size = self._size(bytes(packet))
        if size and len(self._shapes) < MOST_SHAPES and (not self._shapes or self._shapes[-1][1:] != size):
            self._shapes.append(Shape(time, *size))

    def _size(self, data: bytes) -> tuple[int, int] | None:
        units = [unit for unit in data[:HEAD_BYTES].split(_START)[1:] if unit]
        if self._codec == "mpeg2video":
            return next((_mpeg2_size(unit) for unit in units if unit[0] == _MPEG2_SEQUENCE and len(unit) > 4), None)
        if self._codec == "h264":
            sets = b"".join(unit for unit in units if unit[0] & 31 == _H264_SPS)
        elif self._codec == "hevc":
            sets = b"".join(unit for unit in units if unit[0] >> 1 & 63 == _HEVC_SPS)
        else:
            return None
        if sets and sets not in self._sizes and len(self._sizes) < MOST_SETS:
            self._sizes[sets] = self._decoded_size(data)
        return self._sizes.get(sets)

    def _decoded_size(self, data: bytes) -> tuple[int, int] | None:
        context = av.CodecContext.create(self._codec, "r")
        assert isinstance(context, av.VideoCodecContext)
        try:
            frames = [*context.decode(av.Packet(data)), *context.decode(None)]
        except av.error.FFmpegError:
            return None
        if not frames:
            return None
        return round(frames[0].width * (context.sample_aspect_ratio or 1)), frames[0].height


def _mpeg2_size(header: bytes) -> tuple[int, int]:
    """From a sequence header: 12 bits each of width and height, then the aspect ratio (ITU-T H.262, 6.2.2.1)."""
    width, height = header[1] << 4 | header[2] >> 4, (header[2] & 15) << 8 | header[3]
    ratio = _MPEG2_RATIOS.get(header[4] >> 4)
    return (round(height * ratio) if ratio else width), height
