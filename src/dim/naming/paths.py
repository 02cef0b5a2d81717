"""The components of a path."""

import re
from typing import NamedTuple

from dim.naming.readings.parse_name import parse_folder_name
from dim.naming.readings.parsed_name import ParsedName
from dim.naming.words.vocabulary import EXTENSIONS

MAX_NAME_LENGTH = 1000
"""Characters of a name that are read; no file system has longer names."""
MAX_FOLDERS = 8
"""Folders above a file that are read, from the innermost."""
_PARTS = re.compile(r"[^/]+")
_WINDOWS_PARTS = re.compile(r"[^/\\]+")
_WINDOWS = re.compile(r"^(?:[A-Za-z]:)?\\|\\[^/\\]*\\")
"""A path of Windows: it begins with a drive or a backslash, or has two of them."""
_SPECIALS = re.compile(
    r"^(?:specials?|season[ ._]?0+|s0+|extras? episodes|ovas?|oad|sps?|extras? & specials?|especiales|especiais|"
    r"spéciaux|sonderfolgen|speciali|спешлы|спецвыпуски|specjalne|特典|特別編|番外)$",
    re.IGNORECASE,
)
_GENERIC_FOLDER = re.compile(
    r"^(?:[a-z]:|media|mnt|home|srv|volumes?\d?|data(?:-\d)?|"
    r"videos?|movies?|films?|series|serien|shows?|tv|"
    r"tv[ ._-]?(?:shows|series|drop)|tvshows|anime|animes|kids|cartoons|documentaries|docs?|"
    r"downloads?(?: finished)?|complete|completed|public|unsorted|test|"
    r"server|share|shared|storage|disk\d*|nas|utorrent|torrents?|library|collections?|folder|new|incoming|minisodes|"
    r"фильмы|сериалы|кино|películas|peliculas|filme|filmy|filmes|電影|电影|电视剧|劇集|"
    r"(?:cd|dvd|dis[ck]|disc)[ ._-]?\d{1,2}|video_ts|bdmv|stream|subs?|subtitles|playlist)(?:[ ._-]{0,3}[\[(]?(?:19|"
    r"20)\d\d[\])]?)?$",
    re.IGNORECASE,
)
"""Folder names that say nothing about their contents."""


class PathComponent(NamedTuple):
    """A parsed name, and its offset in the path."""

    parsed: ParsedName
    offset: int


def split_path(path: str) -> list[tuple[str, int]]:
    """Split a path into names and their offsets. A slash between spaces or within brackets belongs to a name, and so does a
    backslash, unless the path is one of Windows.
    """
    pattern = _WINDOWS_PARTS if "\\" in path and "/" not in path and _WINDOWS.search(path) else _PARTS
    parts = [(match.group()[:MAX_NAME_LENGTH], match.start()) for match in pattern.finditer(path)]
    if len(parts) < 2:
        return parts
    joined = [parts[0]]
    for index, (text, start) in enumerate(parts[1:], 1):
        before, began = joined[-1]
        if (before[-1] == " " and text[0] == " ") or _has_open_bracket(before, parts, index):
            joined[-1] = (path[began : start + len(text)][:MAX_NAME_LENGTH], began)
        elif text != ".":
            joined.append((text, start))
    return joined


def _has_open_bracket(before: str, parts: list[tuple[str, int]], index: int) -> bool:
    """Whether a bracket is still open at the end of one name and closed in a following one."""
    for opening, closing in ("[]", "()", "【】"):
        if before.count(opening) > before.count(closing):
            for text, _ in parts[index : index + 20]:
                if text.count(closing) != text.count(opening):
                    return text.count(closing) > text.count(opening)
    return False


def split_extension(name: str) -> str:
    """Remove the extension, if Dim knows it."""
    stem, dot, extension = name.rpartition(".")
    return stem if dot and stem.strip(" .") and extension.lower() in EXTENSIONS else name


def season_of(folder: str) -> int | None:
    """Return the season that a folder contains, or None."""
    if _SPECIALS.match(folder.strip()):
        return 0
    found = parse_folder_name(folder).numberings
    if not found:
        return None
    claim = found[0].claim
    return claim.season if not claim.episodes and not claim.date else None


def is_generic_folder(folder: str) -> bool:
    """Whether a folder's name says nothing about its contents: "Movies", "CD1"."""
    return _GENERIC_FOLDER.match(folder.strip()) is not None


def also_names_show(parsed: ParsedName) -> bool:
    """Whether the name of a season's folder includes the show: "Show Season 2"."""
    if not parsed.numberings or parsed.numberings[0].claim.first == parsed.first_word:
        return False
    first = parsed.numberings[0].claim.first
    return any(not word.tag and not word.lowered.isdigit() for word in parsed.words[parsed.first_word : first])
