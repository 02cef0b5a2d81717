"""When the video's keyframes are. Runs in a worker.

From the container's own index where there is one, which is quick however big the file, else from reading the packets.
"""

from typing import Any

from av.container import InputContainer
from av.video.stream import VideoStream

from dim.probe.streams import UnusableError, open_input

END_OF_TIME = 1 << 50


def video_keyframes(path: str, stream: int) -> dict[str, Any]:
    """The keyframes of a video stream: {"time_base": [1, 1000], "keyframes": [pts ...], "end": pts}, all in its time base.

    Raises UnusableError: the file cannot be read or has no keyframe.
    """
    with open_input(path) as container:
        video = container.streams[stream]
        if not isinstance(video, VideoStream) or video.time_base is None:
            raise UnusableError("That stream is not video.")
        keyframes = _from_index(container, video) or _from_packets(container, video)
        if not keyframes:
            raise UnusableError("Its video has no keyframe.")
        length = float(container.duration or 0) / 1_000_000
        end = keyframes[0] + round(length / video.time_base) if length else keyframes[-1] + round(4 / video.time_base)
        if video.start_time is not None and video.duration:
            end = max(video.start_time + video.duration, keyframes[-1] + 1)
        return {
            "time_base": [video.time_base.numerator, video.time_base.denominator],
            "keyframes": keyframes,
            "end": max(end, keyframes[-1] + 1),
        }


def _from_index(container: InputContainer, video: VideoStream) -> list[int]:
    """The container's index; mkv loads its own only once something was sought near the end."""
    name = container.format.name
    if name.startswith("matroska"):
        try:
            container.seek(END_OF_TIME, stream=video, backward=True)
        except OSError:
            return []
        return sorted({entry.timestamp for entry in video.index_entries if entry.is_keyframe})
    if name.startswith("mov"):
        # mp4 indexes decoding times: the first packets tell how far presentation is behind
        keys = sorted({entry.timestamp for entry in video.index_entries if entry.is_keyframe})
        for packet in container.demux(video):
            if packet.is_keyframe and packet.pts is not None and packet.dts is not None:
                shift = packet.pts - packet.dts
                first = next((key for key in keys if key == packet.dts), None)
                return [key + shift for key in keys] if first is not None else []
    return []


def _from_packets(container: InputContainer, video: VideoStream) -> list[int]:
    """Read every packet of the video; for containers without an index."""
    container.seek(0)
    return sorted(
        {
            packet.pts
            for packet in container.demux(video)
            if packet.is_keyframe and packet.pts is not None and packet.size
        }
    )
