"""Which platform a folder or file is of. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from dim.games.rom.platform_table import EXTENSIONS, PLATFORMS, Platform

BY_ID: dict[str, Platform] = {one.id: one for one in PLATFORMS}
_NOT_A_LETTER = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_LONGEST = 255
_MAKERS = (
    "nintendo", "sega", "sony", "nec", "snk", "atari", "bandai", "microsoft", "commodore", "philips", "sinclair", "coleco",
    "mattel", "panasonic", "sharp", "apple",
)  # fmt: skip


def fold(text: str) -> str:
    """A name without capitals, accents, spaces and punctuation."""
    plain = text if text.isascii() else unicodedata.normalize("NFKD", text)
    return _NOT_A_LETTER.sub("", plain.casefold() if plain.isascii() else _without_marks(plain.casefold()))


def _without_marks(text: str) -> str:
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def _by_folder() -> dict[str, str]:
    names: dict[str, str] = {}
    for one in PLATFORMS:
        names |= {fold(name): one.id for name in (one.id, one.name, *one.folders)}
    for one in PLATFORMS:
        for name in (one.name, *one.folders):
            names.update({maker + fold(name): one.id for maker in _MAKERS if maker + fold(name) not in names})
    return names


_BY_FOLDER = _by_folder()


@lru_cache(maxsize=4096)
def platform_of_folder(name: str) -> str | None:
    """The platform that a folder's name, or the name of a DAT or playlist, is of; None: it is of none.

    What is in brackets does not count: "Nintendo - Game Boy (20260101)", "Game Boy (GB)".
    """
    name = name[:_LONGEST]
    return _BY_FOLDER.get(fold(name)) or _BY_FOLDER.get(fold(_BRACKETS.sub("", name)))


def platform_of_path(parts: Sequence[str]) -> tuple[str | None, int]:
    """The platform of the first folder of a path that is of one, and how many of its parts lead there."""
    for place, name in enumerate(parts, 1):
        platform = platform_of_folder(name)
        if platform is not None:
            return platform, place
    return None, 0


def platform_of_extension(extension: str) -> str | None:
    """The platform that alone has an extension (in small letters); None: several have it, or none."""
    return EXTENSIONS.get(extension)


def takes(platform: str, extension: str) -> bool:
    """Whether files with an extension (in small letters) are ROMs of a platform."""
    return extension in BY_ID[platform].extensions


def display_name(platform: str) -> str:
    """How a platform is called; an unknown one by its id."""
    known = BY_ID.get(platform)
    return known.name if known is not None else platform
