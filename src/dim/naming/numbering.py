"""Season and episode numbers, and air dates, in one name."""

import re
from dataclasses import dataclass

MOST_EPISODES_IN_A_FILE = 40


@dataclass(frozen=True, slots=True)
class Numbering:
    """What a name counts itself as, and which characters say so."""

    start: int
    end: int
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    date: str | None = None


_B = r"(?<![^\W_])"
_SXXEYY = re.compile(
    rf"{_B}s(?:eason|taffel|aison)?[ ._-]*(?P<season>\d{{1,4}})[ ._x,-]*(?:e|ep|episode|folge|xe)[ ._-]*(?P<first>\d{{1,4}})"
    rf"(?P<more>(?:[ ._]*[-–~+&]?[ ._]*(?:(?:s\d{{1,2}})?(?:ep?|x)|-)[ ._]*\d{{1,4}}(?![\dpi]|bit))*)",
    re.IGNORECASE,
)
_NXNN = re.compile(
    rf"{_B}(?P<season>\d{{1,2}})[ ._]?x[ ._]?(?P<first>\d{{1,3}})(?!\d|\w*p\b)"
    r"(?P<more>(?:[ ._]*[-–~+&x][ ._]*(?:\d{1,2}x)?\d{1,3}(?![\dpi]))*)",
    re.IGNORECASE,
)
_EPISODE_WORD = re.compile(
    rf"{_B}(?:episodes?|epis[oó]dio|ep|e|folge|cap(?:itulo)?)[ ._#-]*(?P<first>\d{{1,4}})"
    r"(?P<more>(?:[ ._]*[-–~+&]?[ ._]*(?:ep?|-)[ ._]*\d{1,4}(?![\dpi]))*)(?![^\W_])",
    re.IGNORECASE,
)
_SEASON_WORD = re.compile(
    rf"{_B}(?:s|season|seizoen|staffel|saison|series|temporada|stagione|сезон)[ ._-]*(?P<season>\d{{1,4}})(?![^\W_])",
    re.IGNORECASE,
)
_SEASON_WORD_AFTER = re.compile(
    rf"{_B}(?P<season>\d{{1,2}})(?:st|nd|rd|th|\.)?[ ._-]*(?:season|staffel|сезон)(?![^\W_])", re.IGNORECASE
)
_DATE = re.compile(
    r"(?<!\d)(?P<year>19\d\d|20[0-4]\d)[ ._-](?P<month>0?[1-9]|1[0-2])[ ._-](?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"
)
_DATE_DMY = re.compile(
    r"(?<!\d)(?P<day>3[01]|[12]\d|0[1-9])[ ._-](?P<month>0[1-9]|1[0-2])[ ._-](?P<year>19\d\d|20[0-4]\d)(?!\d)"
)
_DATE_PLAIN = re.compile(r"(?<!\d)(?P<year>20[0-4]\d)(?P<month>0[1-9]|1[0-2])(?P<day>3[01]|[12]\d|0[1-9])(?!\d)")
_ABSOLUTE = re.compile(
    r"(?<=[ ._-])-?[ ._]*(?:#|no\.?[ ]?|ep?\.?[ ]?)?(?P<first>\d{2,4})(?:v\d)?(?P<more>(?:-\d{2,4})?)"
    r"(?=[ ._]*(?:v\d)?[ ._-]*(?:[\[(]|$|-[ ._]|end\b))",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\[(?P<first>\d{2,3})(?:v\d)?(?P<more>(?:-\d{2,3})?)\]")
_COMPACT = re.compile(r"(?:(?<=[ ._\[(-])|^)(?P<season>\d{1,2})(?P<first>\d{2})(?=[ ._\])-]|$)")
_LEADING = re.compile(r"^[ ._]*(?P<first>\d{1,3})(?:v\d)?(?=$|[ ._-]|[\])])")
_OF = re.compile(r"(?<![^\W_])\(?(?P<first>\d{1,2})[ ._]?(?:of|van|von|/)[ ._]?\d{1,2}\)?(?![^\W_])", re.IGNORECASE)
_PART = re.compile(
    rf"{_B}(?:part|pt|episode)[ ._-]*(?P<first>\d{{1,2}}|i{{1,3}}|iv|vi{{0,3}})(?![^\W_])", re.IGNORECASE
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}


def _span(first: int, more: str) -> tuple[int, ...]:
    """The episodes of "E01" plus what follows: "-E03" is a range, "E02E03" a list."""
    rest = [int(number) for number in re.findall(r"\d+(?!\d*x)", re.sub(r"s\d+", "", more, flags=re.IGNORECASE))]
    if len(rest) == 1 and re.search(r"[-–~]", more) and first < rest[0] <= first + MOST_EPISODES_IN_A_FILE:
        return tuple(range(first, rest[0] + 1))
    numbers = [first, *(number for number in rest if number > first)]
    return tuple(dict.fromkeys(numbers))


def air_date(name: str) -> Numbering | None:
    """A full date: 2011-06-21, 21.06.2011, 20110621."""
    for pattern in (_DATE, _DATE_DMY, _DATE_PLAIN):
        if match := pattern.search(name):
            iso = f"{int(match['year']):04}-{int(match['month']):02}-{int(match['day']):02}"
            return Numbering(match.start(), match.end(), date=iso)
    return None


def explicit(name: str) -> Numbering | None:
    """Numbers that leave no doubt: S01E02, 1x02, "Season 1 Episode 2"."""
    for pattern in (_SXXEYY, _NXNN):
        if match := pattern.search(name):
            return Numbering(
                match.start(), match.end(), int(match["season"]), _span(int(match["first"]), match["more"])
            )
    return None


def season_word(name: str) -> Numbering | None:
    """A season alone: "Season 1", "S01", "2nd Season"."""
    match = _SEASON_WORD.search(name) or _SEASON_WORD_AFTER.search(name)
    return Numbering(match.start(), match.end(), int(match["season"])) if match else None


def episode_word(name: str) -> Numbering | None:
    """An episode alone: "Episode 4", "E04", "Ep 4", "3 of 6"."""
    if match := _EPISODE_WORD.search(name):
        return Numbering(match.start(), match.end(), episodes=_span(int(match["first"]), match["more"]))
    if match := _OF.search(name):
        return Numbering(match.start(), match.end(), episodes=(int(match["first"]),))
    return None


def part_word(name: str) -> Numbering | None:
    """A part: "Part 2", "Pt.II"."""
    if match := _PART.search(name):
        text = match["first"].lower()
        return Numbering(match.start(), match.end(), episodes=(_ROMAN.get(text) or int(text),))
    return None


def absolute(name: str) -> Numbering | None:
    """A number counted over all seasons, in the place where anime has it: "[Group] Title - 03 [720p]"."""
    for pattern in (_BRACKETED, _ABSOLUTE):
        if match := pattern.search(name):
            first = int(match["first"])
            if pattern is _ABSOLUTE and 1900 <= first <= 2049 and len(match["first"]) == 4:
                continue
            last = int(match["more"][1:] or first) if match["more"] else first
            if first <= last <= first + MOST_EPISODES_IN_A_FILE:
                return Numbering(match.start(), match.end(), absolute=tuple(range(first, last + 1)))
    return None


def compact(name: str) -> Numbering | None:
    """Read "102" as season 1, episode 2; not a year, and only one that stands alone."""
    for match in _COMPACT.finditer(name):
        whole = match["season"] + match["first"]
        if (
            int(match["season"]) > 0
            and int(match["first"]) > 0
            and not (len(whole) == 4 and 1900 <= int(whole) <= 2049)
        ):
            return Numbering(match.start(), match.end(), int(match["season"]), (int(match["first"]),))
    return None


def leading(name: str) -> Numbering | None:
    """A number at the very beginning: "05.mkv", "05 - Title.mkv"."""
    match = _LEADING.match(name)
    return Numbering(match.start(), match.end(), episodes=(int(match["first"]),)) if match else None
