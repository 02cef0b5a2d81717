"""Parts of a movie or an episode in several files: "CD2", "disc 1", "pt2", "Part 1" at the end of a name."""

import re
from typing import NamedTuple

from dim.naming.text import clean

_PART = re.compile(
    r"(?<![^\W_])(?:(?P<disc>(?:cd|dis[ck]|dvd(?![59](?!\d)))[ ._-]?(?P<number>\d{1,2}))|(?:part|pt|teil|parte|partie|"
    r"часть)[ ._-]{0,2}(?P<part>\d{1,2}|[ivx]{1,4}|one|two|three|four|five))(?![^\W_])",
    re.IGNORECASE,
)
"""DVD-5 and DVD-9 are sizes of discs."""
_WORDS = ("part", "cd", "pt", "dis", "dvd", "teil", "час")
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}


class Part(NamedTuple):
    """The words of a name that say which part it is."""

    number: int | None
    start: int
    end: int
    in_title: bool
    """Whether the words are none of the title, wherever they are: "CD2"."""
    of_file: bool
    """Whether they mean a file rather than a story: "CD2", "pt1", but not "Part 1"."""

    def without(self, title: str) -> str:
        """Return a title without these words."""
        return clean(_PART.sub(" ", title))


def find_part(stem: str) -> Part | None:
    """Return which part a name says it is, or None. "Part 2" counts only at the end of the name."""
    lowered = stem.lower()
    for word in _WORDS:
        if word in lowered:
            break
    else:
        return None
    match = _PART.search(stem)
    if match is None or not (match["disc"] or match.end() >= len(stem.rstrip(" ])"))):
        return None
    text = (match["number"] or match["part"]).lower()
    number = _NUMBERS.get(text) or (int(text) if text.isdigit() else None)
    is_disc = match["disc"] is not None
    return Part(number, match.start(), match.end(), is_disc, is_disc or match.group()[:2].lower() == "pt")
