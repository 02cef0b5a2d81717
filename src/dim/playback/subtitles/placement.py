"""Where bitmap subtitles belong on the video. Pure."""

DISC_WIDTHS, DISC_HEIGHTS = frozenset({352, 480, 544, 704, 720}), frozenset({288, 240, 480, 576})
"""Frame sizes of DVDs and television, whose pixels are not square (ITU-R BT.601)."""
WIDE = 1.5
"""Videos of at least this aspect ratio are taken for 16:9, perhaps cropped."""


def canvas_aspect_ratio(canvas: tuple[int, int], video: tuple[int, int]) -> float:
    """The aspect ratio (width by height) in which a subtitle canvas is shown over a video (its size in square pixels).

    The canvas covers the video and is centred on it. It is larger than a video whose black bars were cropped.
    """
    width, height = canvas
    if width in DISC_WIDTHS and height in DISC_HEIGHTS:
        return 16 / 9 if video[0] >= video[1] * WIDE else 4 / 3
    return width / height


def place_in_video(canvas: tuple[int, int], video: tuple[int, int]) -> tuple[int, int, int, int]:
    """Where a canvas is drawn if it must lie inside the video, as for burn-in: left, top, width, height in pixels of
    the video.
    """
    width, height = video
    ratio = canvas_aspect_ratio(canvas, video)
    if width > height * ratio:
        drawn = round(height * ratio), height
    else:
        drawn = width, round(width / ratio)
    return (width - drawn[0]) // 2, (height - drawn[1]) // 2, *drawn
