"""Copies video into segments, one at a time, from nothing but the file and two timestamps. Runs in a worker."""

import io
from typing import Any

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from dim.playback.hls import mp4
from dim.playback.worker.folding import folded
from dim.playback.worker.open_files import open_file
from dim.probe.recording.clock import Clock

MIN_TIME_SCALE = 10_000
"""Units per second, at least, in segments."""
MOVFLAGS = "empty_moov+default_base_moof+frag_custom+negative_cts_offsets+skip_trailer"


def video_initialisation(path: str, stream: int) -> bytes:
    """The initialisation segment (ftyp, moov) of a copied video stream."""
    with open_file(path) as source:
        video = _video(source.streams[stream])
        buffer = io.BytesIO()
        with _muxer(buffer, video) as target:
            target.start_encoding()
        return mp4.split(buffer.getvalue())[0]


def video_segment(
    path: str, stream: int, origin: int, start: int, end: int | None, output: int, position: int | None = None,
    finish: int | None = None, clock: Any = None,
) -> int:  # fmt: skip
    """Write a media segment (moof, mdat) to the descriptor `output`; returns the offset at which it begins there.

    It goes from the keyframe at `start` up to the keyframe at `end` (None: the end of the file). `origin` is second 0
    of the timeline: frames before it are needed for decoding, but shown only for an instant. All three are timestamps
    in the source's time base. `position`: where to begin to read, in bytes, in a file without an index. `finish`: of the last
    segment, until when its last frame stays. `clock`: a JSON `Clock`, if that of the file jumps.

    Raises ValueError: there is no keyframe at `start` (the file was replaced).
    """
    with open_file(path) as source:
        video = _video(source.streams[stream])
        packets = _packets(source, video, start, end, position, Clock.from_json(clock))
        if not packets:
            raise ValueError("no keyframe there; the file was changed")
        first = packets[0].pts or 0  # of the keyframe; leading frames may be presented before it
        if first < origin:
            scale = _time_scale_factor(video)
            _compress_hidden_frames(packets, origin, scale)
            first, end = origin, None if end is None else end * scale
            finish = None if finish is None else finish * scale
        _set_decode_times(packets, end)
        _lengthen_last_frame(packets, finish)
        with _muxer(f"pipe:{output}", video) as target:
            out = target.streams.video[0]
            for packet in packets:
                packet.stream = out
                target.mux_one(packet)
        assert video.time_base is not None
        return mp4.place(output, (first - origin) * video.time_base)


def _video(stream: Any) -> VideoStream:
    if not isinstance(stream, VideoStream) or stream.time_base is None:
        raise ValueError("that stream is not video")
    return stream


def _muxer(target_file: io.BytesIO | str, video: VideoStream) -> OutputContainer:
    """A muxer with one copied video track, whose time scale represents the source's timestamps exactly."""
    assert video.time_base is not None
    scale = video.time_base.denominator * _time_scale_factor(video)
    target = av.open(
        target_file,
        "w",
        format="mp4",
        options={"movflags": MOVFLAGS, "video_track_timescale": str(scale), "use_editlist": "0"},
    )
    out = target.add_stream_from_template(video, opaque=True)  # no encoder: for AV1 there is none of the decoder's name
    if video.codec_context.name == "hevc":
        out.codec_context.codec_tag = "hvc1"  # Safari plays HEVC only under this name
    return target


def _time_scale_factor(video: VideoStream) -> int:
    """Units of the segments' time scale in one unit of the source's time base."""
    assert video.time_base is not None
    return -(-MIN_TIME_SCALE // video.time_base.denominator)


def _packets(
    source: InputContainer, video: VideoStream, start: int, end: int | None, position: int | None, clock: Clock
) -> "list[Packet[VideoStream]]":
    """The packets from one keyframe to the next boundary, in decoding order."""
    if position is None:
        source.seek(start, stream=video, backward=True)
    else:
        source.seek(position, unsupported_byte_offset=True)
    packets: list[Packet[VideoStream]] = []
    for packet in folded(source.demux(video), clock, position):
        if packet.pts is None or not packet.size:
            continue
        if packet.is_keyframe and end is not None and packet.pts >= end:
            break
        if packets or (packet.is_keyframe and packet.pts >= start):
            packets.append(packet)
    return packets


def _lengthen_last_frame(packets: "list[Packet[VideoStream]]", finish: int | None) -> None:
    """Show the last frame until `finish`: the sound is longer than the video."""
    last = max(packet.pts or 0 for packet in packets)
    if finish is not None and finish > last:
        packets[-1].duration = finish - last


def _compress_hidden_frames(packets: "list[Packet[VideoStream]]", origin: int, scale: int) -> None:
    """Show the frames that an edit list hides for an instant at second 0 of the timeline, since players know no time
    before it: each for one `scale`th of a unit of the source's time base.
    """
    last = origin * scale - 1
    for packet in sorted(packets, key=lambda packet: packet.pts or 0):
        last = max((packet.pts or 0) * scale, last + 1)
        packet.pts = last
        packet.time_base = packet.time_base / scale


def _set_decode_times(packets: "list[Packet[VideoStream]]", end: int | None) -> None:
    """Decode times from the sorted presentation times, as late as the order of the packets allows.

    Matroska has none on the first packets after a seek, and muxers refuse a packet that is presented before it is
    decoded. In an open GOP the first frames are presented before its keyframe: decode times are then spread evenly
    from the keyframe to the end, so that the segment is decoded after the one before.
    """
    presented = [packet.pts or 0 for packet in packets]
    times = sorted(presented)
    if times[0] < presented[0]:
        span = (end if end is not None else times[-1] + (packets[-1].duration or 1)) - presented[0]
        times = [presented[0] + span * number // len(presented) for number in range(len(presented))]
    delay = max(time - pts for time, pts in zip(times, presented, strict=True))
    for packet, time, following in zip(packets, times, [*times[1:], end], strict=True):
        packet.dts = time - delay
        if following is not None:
            packet.duration = max(following - time, 0)
