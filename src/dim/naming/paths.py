"""The names that a path is made of."""

import re
from typing import NamedTuple

from dim.naming.reading import Reading, read_folder
from dim.naming.words.vocabulary import EXTENSIONS

LONGEST_NAME = 1000
"""So much of a name is read; no disk has longer ones."""
MOST_FOLDERS = 8
"""So many folders around a file are looked at, from the inside."""
_PARTS = re.compile(r"[^/\\]+")
_SPECIALS = re.compile(
    r"^(?:specials?|season[ ._]?0+|s0+|extras? episodes|ovas?|oad|extras? & specials?)$", re.IGNORECASE
)
_PLAIN_FOLDER = re.compile(
    r"^(?:[a-z]:|media|mnt|home|srv|volumes?\d?|data(?:-\d)?|"
    r"videos?|movies?|films?|series|serien|shows?|tv|"
    r"tv[ ._-]?(?:shows|series|drop)|tvshows|anime|animes|kids|cartoons|documentaries|docs?|"
    r"downloads?(?: finished)?|complete|completed|public|unsorted|test|"
    r"server|share|shared|storage|disk\d*|nas|utorrent|torrents?|library|collections?|folder|new|incoming|minisodes|"
    r"(?:cd|dvd|dis[ck]|disc)[ ._-]?\d{1,2}|video_ts|bdmv|stream|subs?|subtitles|playlist)$",
    re.IGNORECASE,
)
"""Folders that name nothing of what is in them."""


class Placed(NamedTuple):
    """A name that was read, and where it begins in the path."""

    reading: Reading
    offset: int


def split_path(path: str) -> list[tuple[str, int]]:
    """The names of a path and where each begins. A slash with spaces around it, or within a bracket, is part of a name."""
    parts = [(match.group()[:LONGEST_NAME], match.start()) for match in _PARTS.finditer(path)]
    if len(parts) < 2:
        return parts
    joined = [parts[0]]
    for place, (text, start) in enumerate(parts[1:], 1):
        before, began = joined[-1]
        if (before[-1] == " " and text[0] == " ") or _open(before, parts, place):
            joined[-1] = (path[began : start + len(text)][:LONGEST_NAME], began)
        elif text != ".":
            joined.append((text, start))
    return joined


def _open(before: str, parts: list[tuple[str, int]], place: int) -> bool:
    """Whether a bracket that is open at the end of one name is closed in one of the next."""
    for opening, closing in ("[]", "()"):
        if before.count(opening) > before.count(closing):
            for text, _ in parts[place : place + 20]:
                if text.count(closing) != text.count(opening):
                    return text.count(closing) > text.count(opening)
    return False


def split_extension(name: str) -> str:
    """A name without its extension, where it is one of a file that Dim knows."""
    stem, dot, extension = name.rpartition(".")
    return stem if dot and stem.strip(" .") and extension.lower() in EXTENSIONS else name


def season_of(folder: str) -> int | None:
    """The season that a folder stands for."""
    if _SPECIALS.match(folder.strip()):
        return 0
    found = read_folder(folder).numbering
    return found.season if found is not None and not found.episodes and not found.date else None


def plain(folder: str) -> bool:
    """Whether a folder's name says nothing of what is in it: "Movies", "CD1"."""
    return _PLAIN_FOLDER.match(folder.strip()) is not None


def names_show(reading: Reading) -> bool:
    """Whether a season's folder also names its show: "Show Season 2"."""
    found = reading.numbering
    if found is None or found.first == reading.begin:
        return False
    return any(not word.tag and not word.low.isdigit() for word in reading.words[reading.begin : found.first])
