"""What encoded sound is like. Pure; `audio` makes it, in a worker."""

from fractions import Fraction
from typing import Any

RATE = 48_000
MARGIN = Fraction(1)
"""Seconds that are read before a segment: sound may lie in the file before the picture it belongs to."""
LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}
"""By channels."""
BIT_RATES = {1: 96_000, 2: 160_000, 6: 384_000}
"""Bits a second of AAC, by channels."""


def channels_of(stream: dict[str, Any], speakers: int) -> int:
    """How many channels the encoded form of a sound has for so many speakers: 1, 2 or 6."""
    channels = min(int(stream.get("channels") or 2), speakers)
    return 6 if channels >= 6 else max(1, min(channels, 2))
