"""Writes PGS subtitles (.sup), which ffmpeg reads but does not write: one plain rectangle with a border each.

The format: https://blog.thescorpius.com/index.php/2017/07/15/presentation-graphic-stream-sup-files-bluray-subtitle-format/.
"""

import struct
from collections.abc import Iterable

CLOCK = 90_000


def sup(cues: Iterable[tuple[float, float, tuple[int, int, int, int]]], canvas: tuple[int, int]) -> bytes:
    """A file with a rectangle (x, y, width, height) from one time to another (seconds), each on a canvas."""
    parts = bytearray()
    number = 0
    for start, end, (x, y, width, height) in cues:
        place = struct.pack(">HHHH", x, y, width, height)
        window = b"\x01\x00" + place
        shown = struct.pack(">HHBHBBBB", *canvas, 0x10, number, 0x80, 0, 0, 1) + b"\x00\x00\x00\x00" + place[:4]
        # colours: 1 white, 2 black; luma, red and blue difference, opacity
        palette = b"\x00\x00" + bytes((1, 235, 128, 128, 255)) + bytes((2, 16, 128, 128, 255))
        data = struct.pack(">HH", width, height) + _runs(width, height)
        picture = b"\x00\x00\x00\xc0" + (len(data)).to_bytes(3, "big") + data
        for kind, content in ((0x16, shown), (0x17, window), (0x14, palette), (0x15, picture), (0x80, b"")):
            parts += _segment(start, kind, content)
        cleared = struct.pack(">HHBHBBBB", *canvas, 0x10, number + 1, 0x00, 0, 0, 0)
        for kind, content in ((0x16, cleared), (0x17, window), (0x80, b"")):
            parts += _segment(end, kind, content)
        number += 2
    return bytes(parts)


def _segment(time: float, kind: int, content: bytes) -> bytes:
    return b"PG" + struct.pack(">IIBH", round(time * CLOCK), 0, kind, len(content)) + content


def _runs(width: int, height: int) -> bytes:
    """White with a black border of four, run by run."""
    lines = []
    for line in range(height):
        if line < 4 or line >= height - 4:
            runs = [(2, width)]
        else:
            runs = [(2, 4), (1, width - 8), (2, 4)]
        lines.append(b"".join(_run(colour, length) for colour, length in runs) + b"\x00\x00")
    return b"".join(lines)


def _run(colour: int, length: int) -> bytes:
    if length < 64:
        return bytes((0, 0x80 | length, colour))
    return bytes((0, 0xC0 | length >> 8, length & 0xFF, colour))
