"""Where the pictures of subtitles belong on a film's picture. Pure."""

from collections.abc import Sequence

DISC_WIDTHS, DISC_HEIGHTS = frozenset({352, 480, 544, 704, 720}), frozenset({288, 240, 480, 576})
"""Sizes of DVDs and television, whose pixels are not square (ITU-R BT.601)."""
WIDE = 1.5
"""The shape from which on a picture is taken for one in 16:9, if perhaps without its black bars."""


def shape(canvas: Sequence[int], picture: tuple[int, int]) -> float:
    """Width by height in which a canvas that subtitles were made for is shown over a picture (its size in square pixels), which it
    just covers, in the middle: of a film that was cut to be without its black bars it is larger than the picture.
    """
    width, height = canvas
    if width in DISC_WIDTHS and height in DISC_HEIGHTS:
        return 16 / 9 if picture[0] >= picture[1] * WIDE else 4 / 3
    return width / height


def inside(canvas: Sequence[int], picture: tuple[int, int]) -> tuple[int, int, int, int]:
    """The same drawn into the picture itself, where what is beyond its edges would be lost: left, top, width and height in it."""
    width, height = picture
    form = shape(canvas, picture)
    if width > height * form:
        drawn = round(height * form), height
    else:
        drawn = width, round(width / form)
    return (width - drawn[0]) // 2, (height - drawn[1]) // 2, *drawn
