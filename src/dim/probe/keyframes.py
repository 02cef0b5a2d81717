"""When the video's keyframes are. Runs in a worker.

From the container's own index where there is one, which is quick however big the file, else from reading the packets.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from dim.probe.mp4_offsets import keyframe_offsets
from dim.probe.streams import AV_TIME_BASE, UnusableError, open_input

END_OF_TIME = 1 << 50
"""Beyond any film, in any time base."""


def video_keyframes(path: str, stream: int) -> dict[str, Any]:
    """The keyframes of a video stream, or the beginning of a sound.

    {"time_base": [1, 1000], "keyframes": [pts ...], "positions": [bytes ...], "begin": pts, "end": pts}, with times in
    its time base. `positions`, where they lie in the file, is empty where that is not known. `begin` is behind the first keyframe
    where an edit list begins within its group: what is before is decoded, but not shown.

    Raises UnusableError: the file cannot be read or has no keyframe.
    """
    with open_input(path) as container:
        video = container.streams[stream]
        if isinstance(video, AudioStream):
            return _of_sound(container, video)
        if not isinstance(video, VideoStream) or video.time_base is None:
            raise UnusableError("That stream is not video.")
        size = os.path.getsize(path)
        found = {time: at for time, at in _from_index(path, container, video).items() if at < size}
        end = _end_after(container, video, max(found)) if found else None
        if end is None:  # there is no index, or one of a file that is not all there
            found, end = _from_packets(path, stream)
        if not found:
            raise UnusableError("Its video has no keyframe.")
        keyframes = sorted(found)
        return {
            "time_base": [video.time_base.numerator, video.time_base.denominator],
            "keyframes": keyframes,
            "positions": [found[time] for time in keyframes] if all(at >= 0 for at in found.values()) else [],
            "begin": _begin_after(container, video, keyframes[0]),
            "end": max(end, keyframes[-1] + 1),
        }


def _of_sound(container: InputContainer, sound: AudioStream) -> dict[str, Any]:
    """A sound may be cut anywhere: it has a beginning and an end."""
    start = float((sound.start_time or 0) * (sound.time_base or 0))
    length = (container.duration or 0) / AV_TIME_BASE
    if sound.duration and sound.time_base:
        length = float(sound.duration * sound.time_base)
    first = round(start * 1000)
    return {
        "time_base": [1, 1000], "keyframes": [first], "positions": [], "begin": first,
        "end": first + max(round(length * 1000), 1),
    }  # fmt: skip


def _end_after(container: InputContainer, video: VideoStream, keyframe: int) -> int | None:
    """When the picture that is shown last ends, from the packets after the last keyframe; None: it is not there."""
    container.seek(keyframe, stream=video, backward=True)
    try:
        times: list[tuple[int, int]] = sorted(
            (packet.pts, packet.duration or 0) for packet in _packets(container, video)
        )
    except av.error.FFmpegError:
        return None
    if not times or times[-1][0] < keyframe:
        return None
    before = times[-2][0] if len(times) > 1 else times[-1][0]
    return times[-1][0] + (times[-1][1] or times[-1][0] - before)


def _begin_after(container: InputContainer, video: VideoStream, keyframe: int) -> int:
    """When the first picture is shown that an edit list does not hide; the first keyframe, where none does."""
    if not container.format.name.startswith("mov"):
        return keyframe
    shown: list[int] = []
    with suppress(av.error.FFmpegError):  # what is broken behind the first keyframe is found out when it is played
        container.seek(keyframe, stream=video, backward=True)
        for number, packet in enumerate(_packets(container, video)):
            if shown and packet.is_keyframe:
                break
            if not packet.is_discard:
                if not number:
                    return keyframe
                shown.append(packet.pts)
    return min(shown, default=keyframe)


def _packets(container: InputContainer, video: VideoStream) -> Iterator[Any]:
    """The packets of a video that have a time."""
    return (packet for packet in container.demux(video) if packet.pts is not None and packet.size)


def _from_index(path: str, container: InputContainer, video: VideoStream) -> dict[int, int]:
    """The container's index: time to position. Mkv loads its own only once something was sought near the end."""
    name = container.format.name
    if name.startswith("matroska"):
        try:
            container.seek(END_OF_TIME, stream=video, backward=True)
        except OSError:
            return {}
        return {entry.timestamp: entry.pos for entry in video.index_entries if entry.is_keyframe}
    if name.startswith("mov"):
        # mp4's index has the times of decoding; the first packet tells by how much edit lists move all of them
        keys = [entry for entry in video.index_entries if entry.is_keyframe]
        offsets = keyframe_offsets(path, video.index) or []
        first = next(_packets(container, video), None)
        if first is None or first.dts is None or len(offsets) != len(keys) or first.dts != keys[0].timestamp:
            return {}
        shift = first.pts - first.dts - offsets[0]
        return {key.timestamp + offset + shift: key.pos for key, offset in zip(keys, offsets, strict=True)}
    return {}


def _from_packets(path: str, stream: int) -> tuple[dict[int, int], int]:
    """Read every packet of the video, for containers without an index: its keyframes, and when its last picture ends."""
    found: dict[int, int] = {}
    end = 0
    with open_input(path) as container:  # anew: without an index there is no way back to the first packet
        try:
            untimed = container.format.name == "avi"  # what libav gives as times of presentation is guessed
            for packet in _packets(container, cast("VideoStream", container.streams[stream])):
                if untimed and packet.dts is not None:
                    packet.pts = packet.dts
                end = max(end, packet.pts + (packet.duration or 0))
                if packet.is_keyframe:
                    found[packet.pts] = packet.pos if packet.pos is not None else -1
        except av.error.FFmpegError as error:
            if not found:
                raise UnusableError(f"Its video cannot be read: {error.strerror}.") from None
    return found, end
