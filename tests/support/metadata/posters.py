"""Posters, backdrops and logos that look as if somebody had designed them: each title has its own colours and composition."""

import colorsys
import hashlib
import io
import math
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]


def poster(title: str, year: int | None = None, size: tuple[int, int] = (400, 600)) -> bytes:
    """A poster as JPEG, always the same for a title."""
    return _jpeg(_painting(title, year, size, lettering=True))


def backdrop(title: str, year: int | None = None, size: tuple[int, int] = (1280, 720)) -> bytes:
    """A scene without words as JPEG."""
    return _jpeg(_painting(f"{title} backdrop", year, size, lettering=False))


def still(title: str, number: int, size: tuple[int, int] = (640, 360)) -> bytes:
    """A scene of an episode as JPEG."""
    return _jpeg(_painting(f"{title} {number}", None, size, lettering=False))


def logo(title: str, size: tuple[int, int] = (800, 310)) -> bytes:
    """A title as PNG on transparent ground."""
    image = Image.new("RGBA", size)
    _write(ImageDraw.Draw(image), title.upper(), (20, size[1] // 4, size[0] - 20, size[1] * 3 // 4), (255, 255, 255))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _painting(title: str, year: int | None, size: tuple[int, int], *, lettering: bool) -> Image.Image:
    chance = random.Random(hashlib.blake2b(f"{title} {year}".encode(), digest_size=8).digest())
    hue = chance.random()
    dark, light, accent = (
        _colour(hue, 0.65, 0.16),
        _colour(hue + chance.uniform(-0.08, 0.08), 0.55, 0.7),
        _colour(hue + 0.45, 0.75, 0.9),
    )
    image = _gradient(size, light, dark)
    chance.choice((_skyline, _hills, _moon, _rays))(image, chance, dark, accent)
    image = image.filter(ImageFilter.GaussianBlur(size[0] / 500))
    noise = Image.effect_noise(size, 28).convert("RGB")
    image = Image.blend(image, noise, 0.06)
    if lettering:
        draw = ImageDraw.Draw(image)
        width, height = size
        _write(
            draw, title.upper(), (width // 12, height * 7 // 10, width * 11 // 12, height * 9 // 10), (250, 246, 235)
        )
        if year:
            _write(draw, str(year), (width // 3, height * 91 // 100, width * 2 // 3, height * 95 // 100), accent)
    return image


def _colour(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _gradient(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    ramp = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), ramp)


def _skyline(image: Image.Image, chance: random.Random, dark: Colour, accent: Colour) -> None:
    draw, (width, height), place = ImageDraw.Draw(image), image.size, 0
    while place < width:
        wide, tall = chance.randint(width // 18, width // 7), chance.randint(height // 8, height // 2)
        draw.rectangle((place, height - tall, place + wide, height), fill=dark)
        for _ in range(wide * tall // 900):
            x, y = chance.randint(place, place + wide), chance.randint(height - tall, height)
            draw.rectangle((x, y, x + 2, y + 3), fill=accent)
        place += wide + chance.randint(0, width // 40)


def _hills(image: Image.Image, chance: random.Random, dark: Colour, accent: Colour) -> None:
    draw, (width, height) = ImageDraw.Draw(image), image.size
    sun = chance.randint(width // 5, width * 4 // 5)
    draw.ellipse((sun - width // 9, height // 5, sun + width // 9, height // 5 + width * 2 // 9), fill=accent)
    for layer in range(4):
        base, phase = height * (5 + layer) // 10, chance.uniform(0, 6)
        shade = tuple(round(part * (1.9 - 0.35 * layer)) for part in dark)
        points = [(x, base + math.sin(x / width * (4 + layer) + phase) * height / 18) for x in range(0, width + 9, 8)]
        draw.polygon([*points, (width, height), (0, height)], fill=shade)


def _moon(image: Image.Image, chance: random.Random, dark: Colour, accent: Colour) -> None:
    draw, (width, height) = ImageDraw.Draw(image), image.size
    radius = width // 4
    draw.ellipse((width // 2 - radius, height // 6, width // 2 + radius, height // 6 + 2 * radius), fill=accent)
    figure, foot = width // 2 + chance.randint(-width // 8, width // 8), height * 13 // 20
    draw.ellipse(
        (figure - width // 28, foot - height // 5, figure + width // 28, foot - height // 5 + width // 14), fill=dark
    )
    draw.polygon(
        [(figure, foot - height // 6), (figure - width // 10, foot + 9), (figure + width // 10, foot + 9)], fill=dark
    )
    draw.rectangle((0, foot, width, height), fill=dark)


def _rays(image: Image.Image, chance: random.Random, dark: Colour, accent: Colour) -> None:
    draw, (width, height) = ImageDraw.Draw(image), image.size
    middle, turn = (width // 2, height * 2 // 5), chance.uniform(0, 1)
    for ray in range(12):
        start = turn + ray * math.pi / 6
        far = width + height
        ends = [
            (middle[0] + math.cos(angle) * far, middle[1] + math.sin(angle) * far)
            for angle in (start, start + math.pi / 14)
        ]
        draw.polygon([middle, *ends], fill=dark)
    draw.ellipse(
        (middle[0] - width // 7, middle[1] - width // 7, middle[0] + width // 7, middle[1] + width // 7), fill=accent
    )


def _write(draw: ImageDraw.ImageDraw, text: str, box: tuple[int, int, int, int], colour: Colour) -> None:
    """Write a text centred into a box, as large as it fits in up to three lines."""
    left, top, right, bottom = box
    words = text.split()
    options = [_broken(words, lines) for lines in range(1, min(3, len(words)) + 1)]
    size, lines = max((_largest(draw, option, right - left, bottom - top), option) for option in options)
    font = ImageFont.load_default(size)
    draw.multiline_text(
        ((left + right) / 2, (top + bottom) / 2), "\n".join(lines), fill=colour, font=font, anchor="mm", align="center"
    )


def _broken(words: list[str], lines: int) -> list[str]:
    target, current = sum(map(len, words)) / lines, ""
    found: list[str] = []
    for word in words:
        if current and len(current) + len(word) / 2 > target and len(found) < lines - 1:
            found.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    return [*found, current]


def _largest(draw: ImageDraw.ImageDraw, lines: list[str], width: int, height: int) -> int:
    size = max(8, height // len(lines))
    longest = max(draw.textlength(line, font=ImageFont.load_default(size)) for line in lines)
    return max(8, min(int(size * 0.8), int(size * width / longest) if longest else size))


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()
