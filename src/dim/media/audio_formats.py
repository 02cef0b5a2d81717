"""The formats that audio is encoded to: AAC in 1, 2 or 6 channels."""

from fractions import Fraction

SAMPLE_RATE = 48_000
"""Hertz."""
MARGIN = Fraction(1)
"""Seconds that are read before a segment: audio may lie in the file before the video it belongs to."""
LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}
"""By channels."""
BIT_RATES = {1: 96_000, 2: 160_000, 6: 384_000}
"""Bits a second, by channels."""


def encoded_channels(channels: int, speakers: int) -> int:
    """The channels (1, 2 or 6) that audio is encoded to for a number of speakers; `channels` 0 is unknown and counts as 2."""
    wanted = min(channels or 2, speakers)
    return 6 if wanted >= 6 else max(1, min(wanted, 2))
