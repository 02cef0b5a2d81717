"""What the folders above a file say: the show, the season, an episode; and whether a file's own name says anything."""

import re
from itertools import pairwise

from dim.naming import extras
from dim.naming.numbers.claim import Numbering
from dim.naming.paths import PathComponent, also_names_show, is_generic_folder, season_of
from dim.naming.readings.parse_name import parse_episode_folder, parse_folder_name
from dim.naming.readings.parsed_name import ParsedName

_HASH = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[a-f])[0-9a-f]{4,40}(?:[-_][0-9a-f]{3,40}){0,6}", re.IGNORECASE)
_RANDOM = re.compile(r"(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{20,}")
_DIGITS = re.compile(r"\d{5,}(?:[-_. ]\d{1,6}){0,3}|\d{4,6}[-_]\d{1,4}")
_SHORT = re.compile(r"[a-z]{2,5}\d{3,4}(?:[a-z]{0,2})")
_CAMERA = re.compile(
    r"(?:[A-Za-z]{2,8}[-_ ]?)?(?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d[-_ T.]{1,3}(?:at )?"
    r"\d\d[-_.:h]?\d\d[-_.:m]?\d{2,5}(?:[-_. ~(]\w{0,8}\)?)?"
)
"""What phones call their files: "VID_20190412_183055"."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERED = re.compile(r"\d{1,3}(?:\D|$)")
_NUMBERED_SEASON = re.compile(r"0?(\d{1,2})(?:\s?[.)-]\s.{1,80})?$")
"""A season's folder of a number, and perhaps a name: "02", "02. Second Bloom"."""
_GENERIC = re.compile(
    r"(?:movie|video|film|file|title|clip|mvi|img|vid|mov|vts|dsc|rec|record(?:ing)?|track|stream|play|main|feature|untitled|new|output|"
    r"download|media|part|chapter|t|title_t|disc|dvd|00)[\s._-]{0,3}(?:\d{1,6}|t\d{1,3})?(?:[._-]\d{1,4})?",
    re.IGNORECASE,
)
"""What cameras, rippers and downloads call their files."""


class ShowFolders:
    """What the folders above a file say about its show and season."""

    __slots__ = ("day", "episode_source", "numberings", "season", "season_span", "show", "year")

    def __init__(self, folders: list[tuple[str, int]]) -> None:
        self.season: int | None = None
        self.season_span: tuple[int, int] | None = None
        """The characters of the path that state the season."""
        self.show: PathComponent | None = None
        """The folder that names the show."""
        self.year: int | None = None
        """The year of a folder of nothing but a year: "Show/2014/"."""
        self.day: list[int] = []
        """The numbers of folders inside that year: a month, or a month and a day."""
        self.numberings: list[Numbering] = []
        """What a folder numbers that is a release of one episode."""
        self.episode_source: PathComponent | None = None
        """That folder."""
        for index in range(len(folders) - 1, -1, -1):
            text, start = folders[index]
            if extras.extra_of_folder(text) is not None and index:
                continue
            if index and self._is_date(text, folders[index - 1][0]):
                continue
            parsed, own = self._parse(folders, index)
            if self.season is None and own is not None:
                self.season, self.season_span = own, _season_span(parsed, text, start)
            if self._is_episode(parsed, index) and not self.numberings:
                self.numberings, self.episode_source = parsed.numberings, PathComponent(parsed, start)
                continue
            if own is None or also_names_show(parsed):
                self.show = PathComponent(parsed, start)
                break
        if self.show is not None and not self.numberings:
            self.numberings, self.episode_source = self.show.parsed.numberings, self.show
        if (
            self.numberings
            and self.season is None
            and (self.numberings[0].claim.episodes or self.numberings[0].claim.season is not None)
        ):
            self.season = self.numberings[0].claim.season

    def _is_date(self, text: str, above: str) -> bool:
        """Whether a folder is a year, or a month or day in a year's: "Show/2014/03"."""
        name = text.strip()
        if _YEAR.fullmatch(name) and self.year is None:
            self.year = int(name)
            return True
        if name.isdigit() and len(name) <= 2 and _YEAR.fullmatch(above.strip()):
            self.day.insert(0, int(name))
            return True
        return False

    def _parse(self, folders: list[tuple[str, int]], index: int) -> tuple[ParsedName, int | None]:
        """Parse a folder, and return its season or None; in a season's folder, its own name may begin with an episode."""
        text = folders[index][0]
        if index and (season := season_of(folders[index - 1][0])) is not None and _NUMBERED.match(text):
            return parse_episode_folder(text, season), None
        parsed, own = parse_folder_name(text), season_of(text)
        if own is not None or not index or parsed.years or is_generic_folder(folders[index - 1][0]):
            return parsed, own
        match = _NUMBERED_SEASON.match(text.strip())
        return parsed, int(match[1]) if match is not None else None

    def _is_episode(self, parsed: ParsedName, index: int) -> bool:
        """Whether a folder numbers an episode and names no show: "Episode 5", "S02E05 - The Bell"."""
        if not index or not parsed.numberings:
            return False
        claim = parsed.numberings[0].claim
        return bool(claim.episodes) and claim.weight >= 3.0 and (claim.first <= parsed.first_word or claim.leading)

    @property
    def episode(self) -> Numbering | None:
        """The episode that a folder itself names, or None."""
        if (
            self.numberings
            and (self.numberings[0].claim.episodes or self.numberings[0].claim.date)
            and self.numberings[0].claim.weight >= 3.0
        ):
            return self.numberings[0]
        return None


def _season_span(parsed: ParsedName, text: str, start: int) -> tuple[int, int]:
    """Return where a folder states its season: the words for it, or the whole name."""
    if not parsed.numberings:
        return start, start + len(text)
    claim = parsed.numberings[0].claim
    return parsed.words[claim.first].start + start, parsed.words[claim.last].end + start


def is_meaningless(stem: str) -> bool:
    """Whether a name by itself says nothing: a hash, a timestamp, random characters, an abbreviation ("tbbt101")."""
    if len(stem) < 40 and _CAMERA.fullmatch(stem):
        return True
    if len(stem) > 80 or " " in stem or "." in stem:
        return False
    if _GENERIC.fullmatch(stem):
        return True
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
    changes = sum(one.isdigit() != other.isdigit() or one.isupper() != other.isupper() for one, other in pairwise(text))
    return changes * 4 >= len(text)
