"""Reads and patches the few boxes of fragmented MP4 (ISO/IEC 14496-12) that segments need. Pure but for `place`."""

import os
import struct
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from dim.probe.boxes import boxes, find


def split(data: bytes | bytearray) -> tuple[bytes, bytes]:
    """An initialisation segment (ftyp, moov) and the media segment (every moof and mdat) of a fragmented file."""
    parts = {b"ftyp": bytearray(), b"moof": bytearray()}
    for kind, start, _, stop in boxes(data):
        if kind in (b"ftyp", b"moov"):
            parts[b"ftyp"] += data[start:stop]
        elif kind in (b"moof", b"mdat"):
            parts[b"moof"] += data[start:stop]
    return bytes(parts[b"ftyp"]), bytes(parts[b"moof"])


def place(file: int, start: Fraction) -> int:
    """Move the only fragment in a file to its place on the timeline: sets its first `tfdt` to `start` (seconds).

    `file` is a descriptor. Returns the offset at which the media segment (moof, mdat) begins, after ftyp and moov.
    The mp4 muxer counts from 0 in every segment. Raises ValueError: there is no fragment.
    """
    offset, units = 0, 0
    while len(header := os.pread(file, 8, offset)) == 8:
        size, kind = struct.unpack(">I4s", header)
        if kind == b"moov":
            units = timescale(os.pread(file, size, offset))
        elif kind == b"moof":
            os.pwrite(file, with_decode_time(os.pread(file, size, offset), max(round(start * units), 0)), offset)
            return offset
        offset += max(size, 8)
    raise ValueError("the muxer made no fragment")


def timescale(initialisation: bytes) -> int:
    """Units per second of the first track (mdhd).

    Raises ValueError: there is no track.
    """
    for content, _ in find(initialisation, b"mdhd"):
        version = initialisation[content]
        (units,) = struct.unpack_from(">I", initialisation, content + (20 if version else 12))
        return int(units)
    raise ValueError("no mdhd box")


def with_decode_time(segment: bytes, decode_time: int) -> bytes:
    """The segment with its first `tfdt` at `decode_time`; those of further fragments are shifted by the same amount."""
    patched = bytearray(segment)
    shift: int | None = None
    for content, _ in find(patched, b"tfdt"):
        layout = ">Q" if patched[content] else ">I"
        (old,) = struct.unpack_from(layout, patched, content + 4)
        shift = decode_time - old if shift is None else shift
        struct.pack_into(layout, patched, content + 4, max(old + shift, 0))
    return bytes(patched)


def decode_time(segment: bytes) -> int:
    """When a media segment begins: its first `tfdt`. Raises ValueError: it has none."""
    for content, _ in find(segment, b"tfdt"):
        return int(struct.unpack_from(">Q" if segment[content] else ">I", segment, content + 4)[0])
    raise ValueError("no tfdt box")


def retimed(segment: bytes, end: int | None) -> bytes:
    """A media segment of one run whose decode times go exactly from its first presentation time to `end` (in its own
    units).

    Decode times become the sorted presentation times. An encoder's own decode times lag behind where frames are rare,
    so that the segments of a video with a variable frame rate would not follow one another.
    """
    contents = [content for content, _ in find(segment, b"trun")]
    run = _run(segment, contents[0]) if len(contents) == 1 else None
    if run is None or not run.samples or not run.has_durations or run.composition_at is None:
        return segment  # all frames last equally long, or no frames are reordered
    places = [run.first + number * run.width for number in range(run.samples)]
    durations = [struct.unpack_from(">I", segment, place)[0] for place in places]
    offsets = [struct.unpack_from(">i", segment, place + run.composition_at)[0] for place in places]
    decoded = accumulate(durations[:-1], initial=decode_time(segment))
    shown = [time + offset for time, offset in zip(decoded, offsets, strict=True)]
    times = sorted(shown)
    following = [*times[1:], max(end, times[-1] + 1) if end is not None else times[-1] + durations[-1]]
    patched = bytearray(with_decode_time(segment, times[0]))
    for place, time, after, presented in zip(places, times, following, shown, strict=True):
        struct.pack_into(">I", patched, place, after - time)
        struct.pack_into(">i", patched, place + run.composition_at, presented - time)
    patched[run.content] = 1  # the box version with signed composition offsets
    return bytes(patched)


class _Run(NamedTuple):
    """A `trun` box (ISO/IEC 14496-12, 8.8.8): where its samples are described, and by which fields."""

    content: int
    samples: int
    first: int
    width: int
    has_durations: bool
    composition_at: int | None


def _run(segment: bytes, content: int) -> _Run:
    flags = int.from_bytes(segment[content + 1 : content + 4], "big")
    count = int.from_bytes(segment[content + 4 : content + 8], "big")
    fields = [flag for flag in (0x100, 0x200, 0x400, 0x800) if flags & flag]
    first = content + 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
    at = 4 * fields.index(0x800) if 0x800 in fields else None
    return _Run(content, count, first, 4 * len(fields), 0x100 in fields, at)
