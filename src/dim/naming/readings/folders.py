"""What the folders above a file say: the show, the season, an episode; and whether a file's own name says anything."""

import re

from dim.naming import extras
from dim.naming.numbers.find_numberings import Numbering
from dim.naming.paths import PathComponent, also_names_show, season_of
from dim.naming.readings.parsed_name import parse_folder_name

_HASH = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[a-f])[0-9a-f]{4,40}(?:[-_][0-9a-f]{3,40}){0,6}", re.IGNORECASE)
_RANDOM = re.compile(r"(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{20,}")
_DIGITS = re.compile(r"\d{5,}(?:[-_. ]\d{1,6}){0,3}|\d{4,6}[-_]\d{1,4}")
_SHORT = re.compile(r"[a-z]{2,5}\d{3}(?:[a-z]{0,2})")
_YEAR = re.compile(r"(?:19|20)\d\d")


class ShowFolders:
    """What the folders above a file say about its show and season."""

    __slots__ = ("numberings", "season", "show", "year")

    def __init__(self, folders: list[tuple[str, int]]) -> None:
        self.season: int | None = None
        self.show: PathComponent | None = None
        """The folder that names the show."""
        self.year: int | None = None
        """The year of a folder of nothing but a year: "Show/2014/"."""
        self.numberings: list[Numbering] = []
        """What the show's folder itself numbers, as in a release of one episode."""
        for index in range(len(folders) - 1, -1, -1):
            text, start = folders[index]
            if extras.extra_of_folder(text) is not None:
                continue
            if index and self.year is None and _YEAR.fullmatch(text.strip()):
                self.year = int(text.strip())
                continue
            parsed, own = parse_folder_name(text), season_of(text)
            self.season = own if self.season is None else self.season
            if own is None or also_names_show(parsed):
                self.show = PathComponent(parsed, start)
                break
        if self.show is not None:
            self.numberings = self.show.parsed.numberings
            if self.season is None and self.numberings and (self.numberings[0].claim.episodes or self.numberings[0].claim.season is not None):
                self.season = self.numberings[0].claim.season

    @property
    def episode(self) -> Numbering | None:
        """The episode that the folder itself names, or None."""
        if self.numberings and (self.numberings[0].claim.episodes or self.numberings[0].claim.date) and self.numberings[0].claim.weight >= 3.0:
            return self.numberings[0]
        return None


def is_meaningless(stem: str) -> bool:
    """Whether a name by itself says nothing: a hash, a timestamp, random characters, an abbreviation ("tbbt101")."""
    if len(stem) > 80 or " " in stem or "." in stem:
        return False
    if _DIGITS.fullmatch(stem):
        return not (len(stem) == 8 and stem[:2] in ("19", "20"))
    if _SHORT.fullmatch(stem):
        return True
    if _HASH.fullmatch(stem) and len(stem) >= 8:
        return sum(char.isdigit() for char in stem) >= 2
    if _RANDOM.fullmatch(stem):
        return _looks_random(stem)
    return False


def _looks_random(text: str) -> bool:
    """Whether letters and digits alternate as they do in no word."""
    changes = sum(one.isdigit() != other.isdigit() or one.isupper() != other.isupper() for one, other in zip(text, text[1:], strict=False))
    return changes * 4 >= len(text)
