"""Composes a poster of a title that has none: its name in type under a still of it, in a colour of the still. Runs in a worker.

The same still, title and year always give the same poster. A new look needs a new `catalog.lookup.generated_posters.DESIGN`.
"""

import colorsys
import hashlib

from PIL import Image, ImageDraw, ImageFilter, ImageOps

from dim.artwork import lettering

SIZE = WIDTH, HEIGHT = 800, 1200
MARGIN = 56
TALLEST_STILL = 560
HUGE = (300, 260, 224, 192, 168)
"""Of titles that fill one line: a short word looks lost otherwise."""
SIZES = (148, 132, 118, 104, 92, 82, 72, 64, 56, 48, 42)
SMALL_SIZES = (52, 46, 40, 36, 32)
YEAR_SIZE = 34
BLACK = 18
"""Of 255: darker rows and columns at the edges of a still are the bars that its film has."""
MOST_BARS = 0.3
"""Of the height or width: more than that is a dark scene."""
Colour = tuple[int, int, int]


def compose(still: Image.Image | None, title: str, year: int | None) -> Image.Image | None:
    """A poster of 800 x 1200 pixels. None: the title cannot be written with the font, and there is no still either."""
    text = lettering.writable(title)
    if still is not None:
        still = _without_bars(still.convert("RGB"))
    if text is None:
        return None if still is None else _unlettered(still)
    ground, accent = _colours(still, title)
    image = Image.new("RGB", SIZE, ground)
    if still is None:
        top = HEIGHT // 4
    elif still.width < still.height:
        top = _full_bleed(image, still, ground)
    else:
        top = _framed(image, still)
    _letter(ImageDraw.Draw(image), text, year, top, accent)
    return image


def _framed(image: Image.Image, still: Image.Image) -> int:
    """Put a landscape still, uncropped, between the margins; where it ends."""
    width = WIDTH - 2 * MARGIN
    placed = ImageOps.contain(still, (width, TALLEST_STILL), Image.Resampling.LANCZOS)
    image.paste(placed, ((WIDTH - placed.width) // 2, MARGIN))
    return MARGIN + placed.height


def _full_bleed(image: Image.Image, still: Image.Image, ground: Colour) -> int:
    """Cover the poster with a portrait still that fades into the ground; where the title may begin."""
    image.paste(ImageOps.fit(still, SIZE, Image.Resampling.LANCZOS))
    fade = Image.linear_gradient("L").resize((WIDTH, HEIGHT // 2)).point(lambda value: min(255, value * 2))
    image.paste(Image.new("RGB", fade.size, ground), (0, HEIGHT - fade.height), fade)
    return HEIGHT * 5 // 8


def _unlettered(still: Image.Image) -> Image.Image:
    """A still, uncropped, before a blurred and darker copy of itself."""
    ground = ImageOps.fit(still, (WIDTH // 8, HEIGHT // 8)).filter(ImageFilter.GaussianBlur(6))
    image = ground.resize(SIZE, Image.Resampling.BICUBIC).point(lambda value: value // 2)
    placed = ImageOps.contain(still, SIZE, Image.Resampling.LANCZOS)
    image.paste(placed, ((WIDTH - placed.width) // 2, (HEIGHT - placed.height) * 2 // 5))
    return image


def _letter(draw: ImageDraw.ImageDraw, text: str, year: int | None, top: int, accent: Colour) -> None:
    """Write a title, its subtitle and its year below `top`."""
    width, foot = WIDTH - 2 * MARGIN, HEIGHT - MARGIN
    draw.rectangle((MARGIN, top + 52, MARGIN + 72, top + 57), fill=accent)
    main, rest = lettering.split_subtitle(text)
    begin, end = top + 88, foot - (YEAR_SIZE + 36 if year else 0)
    below = lettering.fit(rest, width, (end - begin) // 3, SMALL_SIZES, 4) if rest else None
    room = end - begin - (below.height + 24 if below else 0)
    setting = lettering.fit_line(main, width, room, HUGE) or lettering.fit(main, width, room, SIZES, 5)
    y = _write(draw, setting, begin, (245, 241, 232))
    if below is not None:
        _write(draw, below, y + 24, accent)
    if year:
        x = float(MARGIN)
        for digit in str(year):
            draw.text((x, foot), digit, fill=accent, font=lettering.font(YEAR_SIZE), anchor="ls")
            x += lettering.font(YEAR_SIZE).getlength(digit) + 6


def _write(draw: ImageDraw.ImageDraw, setting: lettering.Setting, y: int, colour: Colour) -> int:
    """Write lines from a height on; where they end."""
    chosen = lettering.font(setting.size)
    for number, line in enumerate(setting.lines):
        baseline = y + round(setting.size * (0.86 + number * lettering.LEADING))
        draw.text((MARGIN - setting.size // 24, baseline), line, fill=colour, font=chosen, anchor="ls")
    return y + setting.height


def _without_bars(still: Image.Image) -> Image.Image:
    """A still without the black bars of its film."""
    box = still.convert("L").point(lambda value: 255 if value > BLACK else 0).getbbox()
    if box is None:
        return still
    left, top, right, bottom = box
    bars = max(left + still.width - right, 0) / still.width, max(top + still.height - bottom, 0) / still.height
    return still.crop(box) if max(bars) <= MOST_BARS else still


def _colours(still: Image.Image | None, title: str) -> tuple[Colour, Colour]:
    """A dark ground and a light accent: of the most colourful part of a still that is large enough, else of the title."""
    if still is None:
        hue = hashlib.blake2b(title.encode(), digest_size=1).digest()[0] / 256
        return _colour(hue, 0.45, 0.24), _colour(hue + 0.08, 0.35, 0.92)
    small = still.resize((48, 48), Image.Resampling.BOX)
    palette = small.quantize(12, Image.Quantize.MEDIANCUT).convert("RGB").getcolors() or []
    parts = [(count, *colorsys.rgb_to_hsv(*(part / 255 for part in _rgb(colour)))) for count, colour in palette]
    _, hue, saturation, value = max(parts, key=lambda one: (one[0] ** 0.8 * one[2] * (0.15 + one[3]), one))
    if saturation * value < 0.06:  # black and white
        return _colour(0.09, 0.12, 0.13), _colour(0.1, 0.2, 0.9)
    return (
        _colour(hue, min(0.75, 0.3 + saturation / 2), 0.17 + value * 0.12),
        _colour(hue, min(0.6, saturation * 0.7), 0.93),
    )


def _rgb(colour: object) -> Colour:
    assert isinstance(colour, tuple)  # of an RGB image
    return colour[0], colour[1], colour[2]


def _colour(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)
