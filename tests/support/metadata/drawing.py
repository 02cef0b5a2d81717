"""Plausible pictures for fake providers: a sky, a skyline and a title, different for each name."""

import hashlib
import io
import math
import random
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

SIZES = {"poster": (500, 750), "profile": (300, 450), "logo": (500, 200), "banner": (758, 140)}
WIDE = (960, 540)


@lru_cache(maxsize=256)
def draw_picture(name: str, text: str, kind: str = "poster") -> bytes:
    """A JPEG (a PNG for a logo) of a kind; the same name always gives the same bytes."""
    width, height = SIZES.get(kind, WIDE)
    if kind == "logo":
        return _draw_logo(text, width, height)
    chance = random.Random(hashlib.sha256(name.encode()).digest())
    top, bottom = (tuple(chance.randrange(low, low + 110) for _ in range(3)) for low in (10, 90))
    image = Image.new("RGB", (1, 64))
    for row in range(64):
        image.putpixel((0, row), tuple(a + (b - a) * row // 63 for a, b in zip(top, bottom, strict=True)))
    image = image.resize((width, height), Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(image)
    radius, x, y = width // chance.randrange(4, 9), chance.randrange(width), chance.randrange(height // 2)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=tuple(min(255, c + 90) for c in bottom))
    for layer in range(3):
        shade = tuple(c * (3 - layer) // 5 for c in top)
        phase, level = chance.random() * 7, height * (0.62 + layer * 0.11)
        line = [
            (px, level - math.sin(px / width * (4 + layer * 3) + phase) * height * 0.06)
            for px in range(0, width + 9, 8)
        ]
        draw.polygon([(0, height), *line, (width, height)], fill=shade)
    font = ImageFont.load_default(size=max(16, width // max(8, len(text[:24]))))
    draw.text((width // 2, height * 6 // 7), text[:24], font=font, fill="white", anchor="mm", stroke_width=1)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=82)
    return stream.getvalue()


def _draw_logo(text: str, width: int, height: int) -> bytes:
    """Letters on nothing."""
    image = Image.new("RGBA", (width, height))
    font = ImageFont.load_default(size=max(20, int(width * 1.6) // max(8, len(text[:24]))))
    place = (width // 2, height // 2)
    ImageDraw.Draw(image).text(place, text[:24], font=font, fill="white", anchor="mm", stroke_width=2)
    stream = io.BytesIO()
    image.crop(image.getbbox()).save(stream, "PNG")
    return stream.getvalue()


@lru_cache(maxsize=1)
def picture_bomb() -> bytes:
    """A PNG of a few hundred KB that decodes to 900 million pixels."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    side = 30_000
    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
