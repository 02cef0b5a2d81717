"""Video as it is, in a new container: one segment at a time, from the file and two timestamps alone. Runs in a worker."""

import io
from typing import Any

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from dim.playback.hls import mp4
from dim.playback.worker.open_files import kept_open

FINE = 10_000
"""Units a second, at least, of what is made."""
MOVFLAGS = "empty_moov+default_base_moof+frag_custom+negative_cts_offsets+skip_trailer"


def video_initialisation(path: str, stream: int) -> bytes:
    """The initialisation segment (ftyp, moov) of a video stream that is copied."""
    with kept_open(path) as source:
        video = _video(source.streams[stream])
        buffer = io.BytesIO()
        with _muxer(buffer, video) as target:
            target.start_encoding()
        return mp4.split(buffer.getvalue())[0]


def video_segment(
    path: str, stream: int, origin: int, start: int, end: int | None, output: int, position: int | None = None
) -> int:
    """Write the media segment (moof, mdat) from the keyframe at `start` up to the keyframe at `end` (pts in the source's time
    base; None: to the end of the file) to the descriptor `output`. `origin` is the pts that is second 0 of the
    timeline: pictures that are decoded before it only for the others' sake are over in no time. `position` is where to begin to
    read, in bytes, in files without an index.

    Gives the offset at which it begins in the file. Raises ValueError: there is no keyframe there any more (the file was replaced).
    """
    with kept_open(path) as source:
        video = _video(source.streams[stream])
        packets = _packets(source, video, start, end, position)
        if not packets:
            raise ValueError("no picture there; the file was changed")
        first = packets[0].pts or 0  # of the keyframe; pictures that go before it may lead it
        if first < origin:
            parts = _parts(video)
            _hurry(packets, origin, parts)
            first, end = origin, None if end is None else end * parts
        _set_decode_times(packets, end)
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
    """A muxer with one copied video track, whose time scale the source's times fit exactly."""
    assert video.time_base is not None
    scale = video.time_base.denominator * _parts(video)
    target = av.open(
        target_file,
        "w",
        format="mp4",
        options={"movflags": MOVFLAGS, "video_track_timescale": str(scale), "use_editlist": "0"},
    )
    out = target.add_stream_from_template(video)
    if video.codec_context.name == "hevc":
        out.codec_context.codec_tag = "hvc1"  # Safari plays HEVC only under this name
    return target


def _parts(video: VideoStream) -> int:
    """Units of what is made in a unit of the source."""
    assert video.time_base is not None
    return -(-FINE // video.time_base.denominator)


def _packets(
    source: InputContainer, video: VideoStream, start: int, end: int | None, position: int | None
) -> "list[Packet[VideoStream]]":
    """The packets from one keyframe to the next boundary, in decoding order."""
    if position is None:
        source.seek(start, stream=video, backward=True)
    else:
        source.seek(position, unsupported_byte_offset=True)
    packets: list[Packet[VideoStream]] = []
    for packet in source.demux(video):
        if packet.pts is None or not packet.size:
            continue
        if packet.is_keyframe and end is not None and packet.pts >= end:
            break
        if packets or (packet.is_keyframe and packet.pts >= start):
            packets.append(packet)
    return packets


def _hurry(packets: "list[Packet[VideoStream]]", origin: int, parts: int) -> None:
    """Show what an edit list hides for a moment at second 0 of the timeline, of which players know no time before: each picture for
    one of the `parts` of a unit of the source's time.
    """
    last = origin * parts - 1
    for packet in sorted(packets, key=lambda packet: packet.pts or 0):
        last = max((packet.pts or 0) * parts, last + 1)
        packet.pts = last
        packet.time_base = packet.time_base / parts


def _set_decode_times(packets: "list[Packet[VideoStream]]", end: int | None) -> None:
    """Decoding times from the sorted presentation times, as late as the order of the packets allows.

    Matroska gives none on the first packets after a seek, and muxers refuse a packet that is shown before it is decoded. In an open
    group the first pictures are shown before its keyframe: all are spread evenly from there to the end, so that the segment is
    decoded behind the one before.
    """
    shown = [packet.pts or 0 for packet in packets]
    times = sorted(shown)
    if times[0] < shown[0]:
        span = (end if end is not None else times[-1] + (packets[-1].duration or 1)) - shown[0]
        times = [shown[0] + span * number // len(shown) for number in range(len(shown))]
    delay = max(time - pts for time, pts in zip(times, shown, strict=True))
    for packet, time, following in zip(packets, times, [*times[1:], end], strict=True):
        packet.dts = time - delay
        if following is not None:
            packet.duration = max(following - time, 0)
