"""Composition offsets of MP4 keyframes (presentation minus decode time), which libav's index leaves out."""

import os
import struct
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from dim.probe.boxes import boxes, find
from dim.sandbox.files import descriptor

LARGEST_MOOV = 256 << 20


def keyframe_offsets(path: str, track: int, count: int) -> list[int] | None:
    """The composition offsets of a track's keyframes, in order and in its time scale; `track` counts from 0. `count`: of the
    keyframes that libav found. A table may claim billions, in a few bytes.

    None: the file has none (it is fragmented), or they are inconsistent. Sources: ISO/IEC 14496-12, 8.6.1.3 (ctts),
    8.6.2 (stss).
    """
    try:
        movie = _movie(path)
        if movie is None:
            return None
        start, end = list(find(movie, b"trak"))[track]
        keyframes: Sequence[int] = _table(movie, b"stss", start, end, 1)
        if not keyframes:  # all of them are
            samples = sum(_table(movie, b"stts", start, end, 2)[0::2])
            keyframes = range(1, samples + 1) if samples == count else ()
        runs = _table(movie, b"ctts", start, end, 2)
    except (ValueError, IndexError, struct.error):
        return None
    if not keyframes or len(keyframes) != count:
        return None
    if not runs:
        return [0] * len(keyframes)
    last_samples = list(accumulate(runs[0::2]))
    offsets = [offset - (1 << 32) if offset >> 31 else offset for offset in runs[1::2]]
    places = [bisect_right(last_samples, sample - 1) for sample in keyframes]
    return [offsets[place] for place in places] if max(places) < len(offsets) else None


def _movie(path: str) -> bytes | None:
    """The content of the file's `moov`."""
    with descriptor(path) as file:
        at, size = 0, os.fstat(file).st_size
        while at + 8 <= size:
            head = os.pread(file, 16, at)
            length, kind = struct.unpack_from(">I4s", head)
            if length == 1:
                (length,) = struct.unpack_from(">Q", head, 8)
            length = length or size - at
            if kind == b"moov" and length <= LARGEST_MOOV:
                data = os.pread(file, length, at)
                return data[next(boxes(data))[2] :]
            if length < 8:
                return None
            at += length
    return None


def _table(movie: bytes, kind: bytes, start: int, end: int, width: int) -> tuple[int, ...]:
    """The numbers of a table of a track, `width` an entry; empty where there is none."""
    content, stop = next(find(movie, kind, start, end), (0, 0))
    if not stop:
        return ()
    (count,) = struct.unpack_from(">I", movie, content + 4)
    if content + 8 + count * width * 4 > stop:
        raise ValueError("a table is longer than its box")
    return struct.unpack_from(f">{count * width}I", movie, content + 8)
