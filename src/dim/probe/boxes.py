"""The boxes that MP4 and its relatives are made of (ISO/IEC 14496-12). Pure."""

import struct
from collections.abc import Iterator

CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf"})
MAX_DEPTH = 10
"""Boxes in one another that are looked into, as libav does; real files have six."""


def boxes(data: bytes | bytearray, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int, int]]:
    """The boxes between two offsets: (type, offset, offset of the content, offset of the end).

    Raises ValueError: a box is longer than what it is in.
    """
    end = len(data) if end is None else end
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        content = start + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, content)
            content += 8
        stop = start + size if size else end
        if stop > end or stop < content:
            raise ValueError(f"box {kind!r} at {start} does not fit")
        yield kind, start, content, stop
        start = stop


def find(
    data: bytes | bytearray, kind: bytes, start: int = 0, end: int | None = None, depth: int = MAX_DEPTH
) -> Iterator[tuple[int, int]]:
    """Every box of a kind, in up to `depth` others: (offset of its content, offset of its end)."""
    for name, _, content, stop in boxes(data, start, end):
        if name == kind:
            yield content, stop
        if name in CONTAINERS and depth:
            yield from find(data, kind, content, stop, depth - 1)
