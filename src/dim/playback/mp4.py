"""The few boxes of fragmented MP4 (ISO/IEC 14496-12) that segments need read or mended."""

import os
import struct
from fractions import Fraction

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


def place(file: int, begin: Fraction) -> int:
    """Put the one fragment in a file where it belongs on the timeline: its first `tfdt` at `begin`, in seconds.

    `file` is a descriptor. Gives the offset at which the media segment (moof, mdat) begins, behind ftyp and moov. The mp4 muxer
    counts from 0 in every segment that it makes. Raises ValueError: there is no fragment.
    """
    offset, units = 0, 0
    while len(header := os.pread(file, 8, offset)) == 8:
        size, kind = struct.unpack(">I4s", header)
        if kind == b"moov":
            units = timescale(os.pread(file, size, offset))
        elif kind == b"moof":
            os.pwrite(file, with_decode_time(os.pread(file, size, offset), max(round(begin * units), 0)), offset)
            return offset
        offset += max(size, 8)
    raise ValueError("the muxer made no fragment")


def timescale(initialisation: bytes) -> int:
    """Units a second of the first track (mdhd).

    Raises ValueError: there is no track.
    """
    for content, _ in find(initialisation, b"mdhd"):
        version = initialisation[content]
        (units,) = struct.unpack_from(">I", initialisation, content + (20 if version else 12))
        return int(units)
    raise ValueError("no mdhd box")


def with_decode_time(segment: bytes, decode_time: int) -> bytes:
    """The segment with its first `tfdt` at `decode_time` and those of further fragments moved along.

    The mp4 muxer counts from 0 in every segment it makes; on the timeline of a session each has its own place.
    """
    patched = bytearray(segment)
    shift: int | None = None
    for content, _ in find(patched, b"tfdt"):
        layout = ">Q" if patched[content] else ">I"
        (old,) = struct.unpack_from(layout, patched, content + 4)
        shift = decode_time - old if shift is None else shift
        struct.pack_into(layout, patched, content + 4, max(old + shift, 0))
    return bytes(patched)
