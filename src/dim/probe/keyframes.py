"""Finds the keyframes of a video. Runs in a worker.

The container's own index is read if it has one, which is fast for files of any size; else every packet is read.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from dim.probe.duration import AV_TIME_BASE, duration_of
from dim.probe.keyframe_index import KeyframeIndex
from dim.probe.mp4_offsets import keyframe_offsets
from dim.probe.open_input import UnusableError, open_input
from dim.probe.recording.clock import Clock
from dim.probe.recording.packets import PacketReading
from dim.sandbox.files import descriptor

LONGER_SOUND = Fraction(1, 2)
"""Seconds by which sound must be longer than the video to lengthen the film."""
END_OF_TIME = 1 << 50
"""After the end of any file, in any time base."""


def video_keyframes(path: str, stream: int, may_scan: bool = True) -> dict[str, Any] | None:
    """The keyframes of a video stream, or the beginning of an audio stream, as `KeyframeIndex.to_json` has them.

    None: the container has no usable index, and all packets would have to be read (`may_scan` is false).

    Raises UnusableError: the file cannot be read or has no keyframe.
    """
    index = find_keyframes(path, stream, may_scan)
    return None if index is None else index.to_json()


def find_keyframes(path: str, stream: int, may_scan: bool = True) -> KeyframeIndex | None:
    """As `video_keyframes`, typed."""
    with open_input(path) as container:
        video = container.streams[stream]
        if isinstance(video, AudioStream):
            return _of_audio(path, container, video)
        if not isinstance(video, VideoStream) or video.time_base is None:
            raise UnusableError("That stream is not video.")
        with descriptor(path) as file:
            size = os.fstat(file).st_size
        found = {time: position for time, position in _from_index(path, container, video).items() if position < size}
        ends = _ends_after(container, video, max(found)) if found else None
        reading = None
        if ends is None:  # there is no index, or the file is truncated
            if not may_scan:
                return None
            reading = PacketReading(path, stream)
            found, ends = reading.keyframes, (reading.video_end, reading.sound_end)
        if not found:
            raise UnusableError("Its video has no keyframe.")
        keyframes = sorted(found)
        has_positions = all(position >= 0 for position in found.values())
        video_end = max(ends[0], keyframes[-1] + 1)
        is_longer = (ends[1] - video_end) * video.time_base > LONGER_SOUND
        return KeyframeIndex(
            video.time_base, tuple(keyframes), tuple(found[time] for time in keyframes) if has_positions else (),
            _begin_after(container, video, keyframes[0]), ends[1] if is_longer else video_end, video_end,
            reading.clock if reading else Clock(), reading.shapes if reading else (),
        )  # fmt: skip


def _of_audio(path: str, container: InputContainer, audio: AudioStream) -> KeyframeIndex:
    """Audio may be cut anywhere: it has a beginning and an end."""
    start = float((audio.start_time or 0) * (audio.time_base or 0))
    duration = (container.duration or 0) / AV_TIME_BASE
    if audio.duration and audio.time_base:
        duration = float(audio.duration * audio.time_base)
    if duration <= 0:
        duration = duration_of(path, container)
    first = round(start * 1000)
    end = first + max(round(duration * 1000), 1)
    return KeyframeIndex(Fraction(1, 1000), (first,), (), first, end, end)


def _ends_after(container: InputContainer, video: VideoStream, keyframe: int) -> tuple[int, int] | None:
    """When the last frame ends, and the sound (0: there is none), from the packets after the last keyframe; None: they are not
    in the file.
    """
    assert video.time_base is not None
    container.seek(keyframe, stream=video, backward=True)
    times: list[tuple[int, int]] = []
    sound = 0
    try:
        for packet in _packets(container, video, *container.streams.audio):
            if packet.stream_index == video.index:
                times.append((packet.pts, packet.duration or 0))
            else:
                sound = max(sound, _end_in(video.time_base, packet))
    except av.error.FFmpegError:
        return None
    times.sort()
    if not times or times[-1][0] < keyframe:
        return None
    before = times[-2][0] if len(times) > 1 else times[-1][0]
    return times[-1][0] + (times[-1][1] or times[-1][0] - before), sound


def _end_in(time_base: Fraction, packet: Any) -> int:
    """When a packet ends, in another time base."""
    return int((packet.pts + (packet.duration or 0)) * packet.time_base / time_base)


def _begin_after(container: InputContainer, video: VideoStream, keyframe: int) -> int:
    """When the first frame is shown: the first keyframe, or the first frame that an edit list does not hide."""
    if not container.format.name.startswith("mov"):
        return keyframe
    presented: list[int] = []
    with suppress(av.error.FFmpegError):  # a file that is broken after its first keyframe fails when it is played
        container.seek(keyframe, stream=video, backward=True)
        for number, packet in enumerate(_packets(container, video)):
            if presented and packet.is_keyframe:
                break
            if not packet.is_discard:
                if not number:
                    return keyframe
                presented.append(packet.pts)
    return min(presented, default=keyframe)


def _packets(container: InputContainer, *streams: VideoStream | AudioStream) -> Iterator[Any]:
    """The packets of streams that have a timestamp."""
    return (packet for packet in container.demux(*streams) if packet.pts is not None and packet.size)


def _from_index(path: str, container: InputContainer, video: VideoStream) -> dict[int, int]:
    """The container's index: timestamp to byte position. libav loads that of Matroska only after a seek near the end."""
    name = container.format.name
    if name.startswith("matroska"):
        try:
            container.seek(END_OF_TIME, stream=video, backward=True)
        except OSError:
            return {}
        return {entry.timestamp: entry.pos for entry in video.index_entries if entry.is_keyframe}
    if name.startswith("mov"):
        # MP4's index has decode times; the first packet shows by how much edit lists shift all of them
        keys = [entry for entry in video.index_entries if entry.is_keyframe]
        offsets = keyframe_offsets(path, video.index, len(keys)) or []
        first = next(_packets(container, video), None)
        if first is None or first.dts is None or len(offsets) != len(keys) or first.dts != keys[0].timestamp:
            return {}
        shift = first.pts - first.dts - offsets[0]
        return {key.timestamp + offset + shift: key.pos for key, offset in zip(keys, offsets, strict=True)}
    return {}
