"""Sets titles in type: which can be written with the font that Dim brings, how large, and broken into which lines."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

from PIL import ImageFont

FONT = "SourceSerifPro-Bold.ttf"
"""Latin, Greek and Cyrillic; SIL Open Font License (`fonts/OFL.txt`)."""
LONGEST = 120
"""Characters of a title that are written."""
LEADING = 1.12
"""The distance of lines, of their size."""
_MISSING = "\U0010fffd"
_SEPARATORS = (": ", " – ", " — ", " - ")


@lru_cache(64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font in a size in pixels."""
    with as_file(files("dim.artwork") / "fonts" / FONT) as path:
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def writable(text: str) -> str | None:
    """A text as it is written: composed, in one line, not too long. None: it is empty, or the font lacks some of it."""
    kept = "".join(" " if one.isspace() else one for one in unicodedata.normalize("NFC", text[: LONGEST * 8]))
    words = "".join(one for one in kept if unicodedata.category(one) not in ("Cc", "Cf")).split()
    whole = " ".join(words)
    if len(whole) > LONGEST:
        whole = whole[:LONGEST].rpartition(" ")[0] or whole[:LONGEST]
        whole = whole.rstrip(" ,;:-–—") + "…"
    return whole if whole and all(_has_glyph(one) for one in whole) else None


@lru_cache(2048)
def _has_glyph(character: str) -> bool:
    """Whether the font draws a character as something else than what stands for all that it lacks."""
    return character == " " or _drawn(character) != _drawn(_MISSING)


def _drawn(character: str) -> tuple[tuple[int, int], bytes]:
    mask = font(32).getmask(character)
    return mask.size, bytes(mask)


def split_subtitle(title: str) -> tuple[str, str]:
    """A title and its subtitle, which is often longer and then written smaller; empty: there is none."""
    for separator in _SEPARATORS:
        main, _, rest = title.partition(separator)
        if len(main) >= 3 and len(rest) >= 3:
            return main, rest
    return title, ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A text as it is set: lines of a size in pixels."""

    size: int
    lines: Sequence[str]

    @property
    def height(self) -> int:
        """In pixels."""
        return round(len(self.lines) * self.size * LEADING)


def fit_line(text: str, width: int, height: int, sizes: Sequence[int]) -> Setting | None:
    """A text in one line, in the largest of `sizes` in which it goes into a box. None: it goes in none of them."""
    settings = (Setting(size, [text]) for size in sizes if _length(text, size) <= width)
    return next((one for one in settings if one.height <= height), None)


def fit(text: str, width: int, height: int, sizes: Sequence[int], most_lines: int) -> Setting:
    """A text in the largest of `sizes` (the largest first) in which it fits into a box, its lines about equally long.

    What does not fit in the smallest one is cut.
    """
    for size in sizes:
        lines = _broken(text, size, width)
        setting = Setting(size, lines)
        if (
            len(lines) <= most_lines
            and setting.height <= height
            and max(_length(line, size) for line in lines) <= width
        ):
            return Setting(size, _balanced(text, size, width, len(lines)))
    size = sizes[-1]
    pieces = " ".join(piece for word in text.split() for piece in _pieces(word, size, width))
    lines = _broken(pieces, size, width)
    room = max(1, min(most_lines, int(height / (size * LEADING))))
    return Setting(size, lines if len(lines) <= room else [*lines[: room - 1], lines[room - 1][:-1] + "…"])


def _length(text: str, size: int) -> float:
    return font(size).getlength(text)


def _broken(text: str, size: int, width: float) -> list[str]:
    """A text in as few lines as go into a width; a word that is wider has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        if lines and _length(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _balanced(text: str, size: int, width: int, count: int) -> list[str]:
    """A text in the narrowest block that has no more lines than necessary."""
    narrow, wide = width // 2, width
    while wide - narrow > 8:
        middle = (narrow + wide) // 2
        lines = _broken(text, size, middle)
        if len(lines) <= count and max(_length(line, size) for line in lines) <= middle:
            wide = middle
        else:
            narrow = middle
    return _broken(text, size, wide)


def _pieces(word: str, size: int, width: int) -> list[str]:
    """A word, cut where it is wider than a line."""
    pieces = [""]
    for one in word:
        if pieces[-1] and _length(pieces[-1] + one, size) > width:
            pieces.append("")
        pieces[-1] += one
    return pieces
