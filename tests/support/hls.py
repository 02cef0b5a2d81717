"""Reads playlists and segments with parsers that are not ours, and says where they are wrong."""

import io
import itertools
import struct
import subprocess
from fractions import Fraction
from typing import Any, NamedTuple

import av
import m3u8
from av.container import InputContainer

from dim.probe.boxes import boxes, find
from support import media
from support.server import Api

MILLISECOND = Fraction(1001, 1_000_000)
"""And the millionth that playlists are rounded to."""


class Fragment(NamedTuple):
    """A segment's time and size: seconds, and bytes."""

    start: Fraction
    length: Fraction
    size: int


def fragment(initialisation: bytes, data: bytes) -> Fragment:
    """Where a media segment says that it lies."""
    (content, _), *_ = find(initialisation, b"mdhd")
    scale = struct.unpack_from(">I", initialisation, content + (20 if initialisation[content] else 12))[0]
    kinds = [kind for kind, *_ in boxes(data)]
    assert kinds == [b"moof", b"mdat"], kinds
    (start_at, _), *_ = find(data, b"tfdt")
    start = struct.unpack_from(">Q" if data[start_at] else ">I", data, start_at + 4)[0]
    default = next((_default_duration(data, at) for at, _ in find(data, b"tfhd")), 0)
    length = sum(_run_durations(data, at, default) for at, _ in find(data, b"trun"))
    return Fragment(Fraction(start, scale), Fraction(length, scale), len(data))


def _default_duration(data: bytes, at: int) -> int:
    """Of a `tfhd` (ISO/IEC 14496-12, 8.8.7): its default sample duration."""
    flags = int.from_bytes(data[at + 1 : at + 4], "big")
    place = at + 8 + (8 if flags & 1 else 0) + (4 if flags & 2 else 0)
    return int.from_bytes(data[place : place + 4], "big") if flags & 8 else 0


def _run_durations(data: bytes, at: int, default: int) -> int:
    """Of a `trun` (8.8.8): the sum of its samples' durations."""
    flags = int.from_bytes(data[at + 1 : at + 4], "big")
    count = int.from_bytes(data[at + 4 : at + 8], "big")
    if not flags & 0x100:
        return count * default
    first = at + 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
    width = 4 * sum(1 for flag in (0x100, 0x200, 0x400, 0x800) if flags & flag)
    return sum(int.from_bytes(data[first + n * width : first + n * width + 4], "big") for n in range(count))


def fetched(owner: Api, address: str) -> tuple[m3u8.M3U8, bytes, list[bytes]]:
    """A media playlist, its initialisation segment and its segments."""
    playlist = m3u8.loads(owner.ask("GET", address).text)
    folder = address.rpartition("/")[0]
    head = owner.ask("GET", f"{folder}/{playlist.segment_map[0].uri}").content
    return playlist, head, [owner.ask("GET", f"{folder}/{segment.uri}").content for segment in playlist.segments]


def check_rendition(owner: Api, address: str, variant: Any) -> float:
    """Check a rendition from end to end; bits a second of its largest segment."""
    playlist, head, segments = fetched(owner, address)
    assert playlist.is_endlist
    assert playlist.playlist_type == "vod"
    assert max(segment.duration for segment in playlist.segments) <= playlist.target_duration
    fragments = [fragment(head, data) for data in segments]
    is_video = variant is not None
    clock = Fraction(0)
    for number, (segment, found) in enumerate(zip(playlist.segments, fragments, strict=True)):
        length = Fraction(segment.duration)
        # sound is cut where its packets begin, video exactly
        tolerance = MILLISECOND if is_video else Fraction(3, 100)
        assert abs(found.start - clock) <= tolerance, (address, number, float(found.start), float(clock))
        if number < len(fragments) - 1:
            assert abs(found.length - length) <= tolerance, (address, number, float(found.length), float(length))
        clock += length
    for before, after in itertools.pairwise(fragments):
        assert abs(before.start + before.length - after.start) <= (MILLISECOND if is_video else Fraction(1, 20))
    with av.open(io.BytesIO(head + b"".join(segments)), "r") as container:
        assert isinstance(container, InputContainer)
        stream = container.streams[0]
        frames = sum(1 for _ in container.decode(stream))
        assert frames > 0
        if is_video:
            assert isinstance(stream, av.VideoStream)
            # a phone's or a DVD's picture is stretched or turned when it is shown
            assert (stream.width, stream.height) == tuple(variant.stream_info.resolution)
            check_codec(head, variant.stream_info.codecs.split(",")[0])
    return max(float(found.size * 8 / max(found.length, Fraction(1, 2))) for found in fragments)


def check_codec(head: bytes, codec: str) -> None:
    """The codec string says what the initialisation segment does: the profile, and the level, or one above it of HEVC and AV1."""
    if codec.startswith("hvc1"):
        at = head.index(b"hvcC") + 4
        assert head[at + 1] & 31 == 1  # Main
        assert head[at + 12] <= int(codec.split(".")[3][1:])
    elif codec.startswith("av01"):
        at = head.index(b"av1C") + 4
        assert head[at + 1] >> 5 == 0  # Main
        assert head[at + 1] & 31 <= int(codec.split(".")[2][:2])
    else:
        at = head.index(b"avcC")
        assert codec == f"avc1.{head[at + 5 : at + 8].hex().upper()}"


def check_with_ffmpeg(url: str) -> None:
    """Ffmpeg's own demuxer plays an address from end to end, all of its renditions, without a warning."""
    done = subprocess.run(
        [media.FFMPEG, "-v", "warning", "-nostdin", "-i", url, "-map", "0:v", "-map", "0:a?", "-f", "null", "-"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
