"""Keyframes from reading every packet of a file, for containers without an index. Runs in a worker."""

from fractions import Fraction
from typing import Any, cast

import av
from av.video.stream import VideoStream

from dim.probe.open_input import UnusableError, open_again
from dim.probe.recording.clock import Clock, ClockReader, Folder
from dim.probe.recording.shapes import ShapeReader


class PacketReading:
    """What the packets of a video tell, and those of the sound beside it: keyframes (folded timestamp to byte position), when the
    last frame and the sound end, the clock, and the shapes of the frames where they change.
    """

    def __init__(self, path: str, stream: int) -> None:
        """Raises UnusableError: it cannot be read."""
        self.keyframes: dict[int, int] = {}
        self.video_end = self.sound_end = 0
        # opened again: without an index there is no way back to the first packet
        with open_again(path) as container:
            video = cast("VideoStream", container.streams[stream])
            self._base = cast("Fraction", video.time_base)
            self._reader, self._shapes = ClockReader(self._base), ShapeReader(video)
            self._sound: dict[int, tuple[Any, int]] = {}
            # libav only guesses presentation times in AVI
            self._untimed = container.format.name == "avi"
            position = 0
            try:
                for packet in container.demux(video, *container.streams.audio):
                    if packet.pts is None or not packet.size:
                        continue
                    if packet.pos is not None and packet.pos >= 0:
                        position = packet.pos
                    if packet.stream_index == stream:
                        self._add(packet)
                    else:
                        self._sound[packet.stream_index] = (position, self._end(packet))
            except av.error.FFmpegError as error:
                if not self.keyframes:
                    raise UnusableError(f"Its video cannot be read: {error.strerror}.") from None
            self.clock: Clock = self._reader.clock
            self.shapes = self._shapes.shapes
        folder = Folder(self.clock)
        for index, (position, end) in self._sound.items():
            seconds = end * self._base
            folded = folder.fold(index, position, seconds) if self.clock else seconds
            self.sound_end = max(self.sound_end, int(folded / self._base))

    def _add(self, packet: Any) -> None:
        if self._untimed and packet.dts is not None:
            packet.pts = packet.dts
        time = self._reader.fold(packet.pos, packet.pts, packet.dts, packet.duration or 0)
        self.video_end = max(self.video_end, time + (packet.duration or 0))
        if packet.is_keyframe:
            self.keyframes[time] = packet.pos if packet.pos is not None else -1
            self._shapes.add(time, packet)

    def _end(self, packet: Any) -> int:
        return int((packet.pts + (packet.duration or 0)) * packet.time_base / self._base)
