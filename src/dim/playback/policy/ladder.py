"""The encoded renditions of a video, from its own size down to 240p. Pure."""

from dataclasses import dataclass

from dim.media import VideoStream
from dim.media.resolution import resolution_name

ORIGINAL = "original"
STEPS = (
    ("2160p", 3840, 2160, 24_000_000),
    ("1440p", 2560, 1440, 14_000_000),
    ("1080p", 1920, 1080, 8_000_000),
    ("720p", 1280, 720, 4_000_000),
    ("480p", 854, 480, 2_000_000),
    ("360p", 640, 360, 1_000_000),
    ("240p", 426, 240, 500_000),
)
"""Name, the box that frames fit into (pixels), and the highest sustained bit rate (bits per second)."""
SOFTWARE_HEIGHT = 1080
"""Lines that a CPU encodes in real time."""
SHARES = {"h264": 1.0, "hevc": 0.65, "av1": 0.5}
"""Bits that a codec needs for the same quality, as a share of H.264's."""
LEVELS = (
    (30, 1620, 40_500), (31, 3600, 108_000), (32, 5120, 216_000), (40, 8192, 245_760), (42, 8704, 522_240),
    (50, 22_080, 589_824), (51, 36_864, 983_040), (52, 36_864, 2_073_600), (60, 139_264, 4_177_920), (62, 139_264, 16_711_680),
)  # fmt: skip
"""Levels of H.264: number, macroblocks a frame, macroblocks a second (ITU-T H.264, table A-1)."""
HEVC_LEVELS = (
    (90, 552_960, 16_588_800), (93, 983_040, 33_177_600), (120, 2_228_224, 66_846_720), (123, 2_228_224, 133_693_440),
    (150, 8_912_896, 267_386_880), (153, 8_912_896, 534_773_760), (156, 8_912_896, 1_069_547_520),
)  # fmt: skip
"""Levels of HEVC: thirty times the number, luma samples a frame, a second (ITU-T H.265, table A.8)."""
AV1_LEVELS = (
    (4, 665_856, 19_975_680), (5, 1_065_024, 31_950_720), (8, 2_359_296, 70_778_880), (9, 2_359_296, 141_557_760),
    (12, 8_912_896, 267_386_880), (13, 8_912_896, 534_773_760), (14, 8_912_896, 1_069_547_520),
)  # fmt: skip
"""Levels of AV1: seq_level_idx, luma samples a frame, a second to show (AV1 specification, annex A.3)."""
BELOW_ORIGINAL = 0.8
"""Share of the original's bit rate that encoded renditions take at most, where the original is offered too."""
LOWEST_BIT_RATE = 200_000
PEAK = 1.15
"""How much a single segment may exceed the bit rate."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """An encoded rendition: size in square pixels, highest bit rate (bits per second), codec, and its level (40 is
    4.0 of H.264).
    """

    name: str
    width: int
    height: int
    bit_rate: int
    level: int
    codec: str = "h264"

    @property
    def codec_string(self) -> str:
        """As in RFC 6381: High profile of H.264, Main profile with 8 bits of the others."""
        if self.codec == "hevc":
            return f"hvc1.1.6.L{self.level}.B0"
        if self.codec == "av1":
            return f"av01.0.{self.level:02}M.08"
        return f"avc1.6400{self.level:02X}"

    @property
    def bandwidth(self) -> int:
        """Bits per second of its largest segment."""
        return round(self.bit_rate * PEAK)


def ladder(
    video: VideoStream,
    highest: int = SOFTWARE_HEIGHT,
    bit_rate: int | None = None,
    original_rate: int | None = None,
    codec: str = "h264",
) -> tuple[Rendition, ...]:
    """The encoded renditions of a video, best first.

    They go from the source's size, or that of the step `highest` (lines), down to 240p, within `bit_rate` if that is
    given; the lowest one is always there. `original_rate` is the bit rate of the original if that is offered too.

    >>> [rendition.name for rendition in ladder(video, highest=720)]
    ['720p', '480p', '360p', '240p']
    """
    width, height = video.display_size
    is_portrait = height > width
    rate = video.frame_rate or 25.0
    found: list[Rendition] = []
    for name, box_width, box_height, bits in STEPS:
        size = fit_into(width, height, *((box_height, box_width) if is_portrait else (box_width, box_height)))
        if box_height > highest:
            continue
        if found and size == (found[-1].width, found[-1].height):
            found.pop()  # the source fits into the smaller box, which names it
        bits = round(bits * SHARES[codec])
        most = bits if original_rate is None else min(bits, max(round(original_rate * BELOW_ORIGINAL), LOWEST_BIT_RATE))
        name = resolution_name(*size) if size == fit_into(width, height, width, height) and box_height <= 1440 else name
        found.append(Rendition(name, *size, most, level(*size, rate, codec), codec))
    if bit_rate is not None:
        found = [step for step in found if step.bandwidth <= bit_rate] or found[-1:]
    return tuple(found)


def even(length: int) -> int:
    """The next even number down, at least 2."""
    return max(2, length // 2 * 2)


def fit_into(width: int, height: int, box_width: int, box_height: int) -> tuple[int, int]:
    """The largest even size of the same shape that fits into a box; never larger than the original."""
    scale = min(1.0, box_width / width, box_height / height)
    return even(int(width * scale)), even(int(height * scale))


def level(width: int, height: int, rate: float, codec: str = "h264") -> int:
    """The lowest level of a codec for a frame size and frame rate; at least 3.0."""
    if codec != "h264":
        samples = width * height
        levels = HEVC_LEVELS if codec == "hevc" else AV1_LEVELS
        return next(
            (number for number, most, second in levels if samples <= most and samples * rate <= second), levels[-1][0]
        )
    blocks = -(-width // 16) * -(-height // 16)
    return next((number for number, frame, second in LEVELS if blocks <= frame and blocks * rate <= second), 62)
