"""A few bytes that stand for an image until it is loaded: its thumbhash (https://evanw.github.io/thumbhash/)."""

import base64

import thumbhash  # type: ignore[import-untyped]
from PIL import Image

PREFIX = "thumbhash:"
SIDE = 32
"""Pixels that are looked at: a thumbhash has at most 7 x 7 waves, and the time grows with the pixels."""


def placeholder(image: Image.Image) -> str:
    """The placeholder of an image: "thumbhash:" and 21 bytes or so in base64; empty for one that lies upon others (a logo)."""
    if image.has_transparency_data:
        return ""
    small = image.resize(_size(image), Image.Resampling.BOX, reducing_gap=2.0).convert("RGBA")
    return PREFIX + base64.b64encode(bytes(thumbhash.rgba_to_thumb_hash(*small.size, list(small.tobytes())))).decode()


def _size(image: Image.Image) -> tuple[int, int]:
    scale = SIDE / max(image.size)
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))
