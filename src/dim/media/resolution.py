"""The usual name of a picture's size: "1080p" also for 1920x800, whose black bars were cropped. Pure."""

BOXES = (
    ("240p", 426, 240), ("360p", 640, 360), ("480p", 854, 480), ("576p", 1024, 576), ("720p", 1280, 720),
    ("1080p", 1920, 1080), ("1440p", 2560, 1440), ("4K", 4096, 2160), ("8K", 8192, 4320),
)  # fmt: skip
"""Names, and the frames (square pixels) that pictures of that name fit into."""
TOLERANCE = 1.02
"""Encoders round sizes up to whole blocks: 1088 lines are 1080p."""


def resolution_name(width: int, height: int) -> str:
    """The name of a size in square pixels: that of the smallest usual frame that it fits into. A portrait is turned on its side.

    >>> resolution_name(1280, 544), resolution_name(1920, 800), resolution_name(966, 544)
    ('720p', '1080p', '576p')
    """
    across, down = max(width, height), min(width, height)
    fitting = (name for name, box, lines in BOXES if across <= box * TOLERANCE and down <= lines * TOLERANCE)
    return next(fitting, BOXES[-1][0])
