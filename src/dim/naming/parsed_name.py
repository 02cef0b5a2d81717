"""Step three: one name of a path, a file's or a folder's, read by itself."""

import re
from functools import lru_cache

from dim.naming.numbers.find_numbers import find_numbers, find_stated
from dim.naming.numbers.values import LATEST_YEAR, Context, Numbering
from dim.naming.words.noise import blank_sites, extract_ids
from dim.naming.words.split import Word, settle_tags, split
from dim.naming.words.vocabulary import COUNTRIES, FANSUB_WORDS, STRONG

EARLIEST_YEAR = 1880
_GROUP_LAST = re.compile(r"-\s?([^\W_][\w@.²µ]{0,24}[^\W_]|[^\W_])\s?(?:[\[({][^\]})]{0,30}[\])}]\s?)?$")
_REVERSED = re.compile(r"(?<![^\W_])(?:[pi](?:027|0801|0612|084|675)|\d{2,3}E\d{2}S)(?![^\W_])")
_FORWARD = re.compile(r"s\d\de\d\d|720p|1080p", re.IGNORECASE)
_SCENE_PREFIX = re.compile(r"([a-z0-9]{3,8})-(?=[a-z0-9]{1,20}(?:\.[a-z0-9]{1,20}){3})")
_NO_GROUPS = frozenset(
    ("spider", "ant", "bat", "super", "iron", "non", "semi", "self", "anti", "post", "pre", "mid", "ultra", "mega")
)


class ParsedName:
    """What one name says: its words and tags, its numbers, where its title may stand."""

    __slots__ = (
        "crc",
        "fansub",
        "first_tag",
        "first_word",
        "group",
        "ids",
        "is_reversed",
        "name",
        "numbering",
        "title_start",
        "words",
        "years",
    )  # fmt: skip

    def __init__(self, name: str) -> None:
        self.name = name
        """The name with what is no title (sites, ids, check sums) blanked out, so that positions stay."""
        self.words: list[Word] = []
        self.years: list[int] = []
        """Places of words that may be years."""
        self.first_tag: int | None = None
        self.first_word = 0
        """The first word that may belong to the title."""
        self.title_start = 0
        """Where the title may begin."""
        self.group: tuple[str, int, int] | None = None
        self.fansub = False
        self.crc: tuple[str, int, int] | None = None
        self.ids: dict[str, tuple[str, int, int]] = {}
        self.numbering: Numbering | None = None
        self.is_reversed = False
        """Whether the name was written backwards."""

    def title_end(self, before: int | None = None) -> int:
        """Where the title ends at the latest: at the first tag behind its beginning, or at a word's place."""
        places = [place for place in (self.first_tag, before) if place is not None and place >= self.first_word]
        return self.start_of(min(places)) if places else len(self.name)

    def start_of(self, place: int) -> int:
        """Where a word begins, with the bracket that it stands in."""
        words = self.words
        bracket = words[place].bracket
        if bracket == 0 or bracket == words[self.first_word].bracket:
            return words[place].start
        if (
            place > self.first_word
            and words[place - 1].bracket == bracket
            and self.name[: words[place].start].rfind("[") > self.name.rfind("(", 0, words[place].start)
        ):
            return words[place].start  # "[Title S2]"
        while place > self.first_word and words[place - 1].bracket == bracket:
            place -= 1
        word = words[place]
        for back, char in enumerate(reversed(word.separator), 1):
            if char in "([{":
                return word.start - back
        return word.start


def parse_name(name: str) -> ParsedName:
    """Read a name. Its numbers are looked for by `number`, since they depend on where the name stands."""
    is_reversed = _REVERSED.search(name) is not None and not _FORWARD.search(name)
    if is_reversed:
        name = name[::-1]
    parsed = ParsedName(blank_sites(name))
    parsed.is_reversed = is_reversed
    parsed.name, parsed.ids, parsed.crc = extract_ids(parsed.name)
    words = parsed.words = split(parsed.name)
    parsed.years = [index for index, word in enumerate(words) if _may_be_year(words, index)]
    parsed.first_tag = settle_tags(words, set(parsed.years))
    _find_title_start(parsed)
    if parsed.first_tag is not None and parsed.first_tag <= parsed.first_word:  # a title is never empty: "Remux (2002)"
        parsed.first_tag = next((place for place in range(parsed.first_word + 1, len(words)) if words[place].tag), None)
    if parsed.group is None and parsed.first_tag is not None:
        match = _GROUP_LAST.search(name)
        if (
            match is not None
            and match.start(1) > words[parsed.first_tag].end
            and not _is_tag_text(words, match.start(1))
        ):
            parsed.group = (match[1], *match.span(1))
    parsed.fansub = parsed.fansub or parsed.crc is not None or any(word.lowered in FANSUB_WORDS for word in words)
    return parsed


@lru_cache(1024)
def parse_folder_name(name: str) -> ParsedName:
    """As `read`, for folders, which many files share."""
    parsed = parse_name(name)
    if parsed.first_tag is not None and not parsed.years:
        find_episode_numbers(parsed, None, show=False)
    else:  # "The 4400", "Area 51 (2015)": a bare number in a folder's name counts no episode
        parsed.numbering = find_stated(parsed.words)
    return parsed


def find_episode_numbers(parsed: ParsedName, season: int | None, show: bool) -> None:
    """Look for the name's numbers. `season` is what the folder says; `show`: it lies where shows lie."""
    parsed.numbering = find_numbers(
        parsed.words,
        Context(
            show or season is not None, season, parsed.fansub, parsed.first_word,
            len(parsed.words) if parsed.first_tag is None else parsed.first_tag, frozenset(parsed.years),
        ),
    )  # fmt: skip


def _may_be_year(words: list[Word], index: int) -> bool:
    word = words[index]
    if len(word.text) != 4 or word.number is None or word.kind is not None or not word.lowered.isdigit():
        return False
    return EARLIEST_YEAR <= int(word.lowered) <= LATEST_YEAR


def _is_tag_text(words: list[Word], start: int) -> bool:
    return any(word.start == start and word.strength > 1 for word in words)


def _find_title_start(parsed: ParsedName) -> None:
    """Find where the title may begin: behind a leading group, and tags that stand first."""
    words = parsed.words
    if not words:
        return
    place = _after_group(parsed)
    if place == 0 and parsed.first_tag is not None and (match := _scene_prefix(parsed.name, words[0])):
        parsed.group = (match[1], *match.span(1))
        place = 1
    while place < len(words) and _is_skipped(parsed, place):
        place += 1
    parsed.first_word = place if place < len(words) else 0
    parsed.title_start = 0 if parsed.first_word == 0 else _with_opening_bracket(parsed.name, words[parsed.first_word])


def _after_group(parsed: ParsedName) -> int:
    """The first word behind a bracket that stands first; in it a group ("[Group] Name"), a year or tags."""
    words, name = parsed.words, parsed.name
    before, inside = name[: words[0].start], words[0].bracket
    if inside == 0 or before.strip(" [({."):
        return 0
    end = next((place for place, word in enumerate(words) if word.bracket != inside), len(words))
    if end == len(words):
        return 0
    opening = before.strip()[:1]
    if "[" not in before and opening == "(":
        return end if end == 1 and 0 in parsed.years else 0  # "(1995) Name", but "(500) Days", "(Not) Alone"
    if any(word.strength == STRONG for word in words[:end]):
        return end
    closing = name.find("]" if opening == "[" else "}", words[end - 1].end)
    last = closing if closing >= 0 else words[end - 1].end
    parsed.group = (name[words[0].start : last].strip(), words[0].start, last)
    parsed.fansub = opening == "["
    return end


def _scene_prefix(name: str, first: Word) -> re.Match[str] | None:
    """The group of "grp-name.of.film.2001.720p", which has it first and everything in small letters."""
    match = _SCENE_PREFIX.match(name) if name.islower() else None
    if match is None or match[1] in _NO_GROUPS or first.end != match.end(1) or _GROUP_LAST.search(name):
        return None
    return match


def _is_skipped(parsed: ParsedName, place: int) -> bool:
    """Whether a word at the beginning is none of the title: a tag with a title behind it, or a day "221208" in front of it."""
    words = parsed.words
    word = words[place]
    if (
        word.tag
        and (word.strength == 3 or word.bracket)
        and any(not other.tag and not other.lowered.isdigit() for other in words[place + 1 :])
    ):
        if place == 0:  # "h265 - HEVC Name", but "Remux Name"
            return word.bracket > 0 or words[1].tag
        return words[place - 1].tag or word.bracket > 0 or words[place - 1].bracket > 0
    if (
        place == 0
        and len(word.lowered) == 6
        and word.lowered.isdigit()
        and len(words) > 1
        and word.lowered[2:4] <= "12"
        and word.lowered[4:] <= "31"
    ):
        return int(word.lowered[2:4]) > 0 and int(word.lowered[4:]) > 0 and not words[1].number
    return False


def _with_opening_bracket(name: str, word: Word) -> int:
    """Where a word begins, with an opening bracket right before it."""
    start = word.start
    while start > 0 and name[start - 1] in "([{¿¡.\"'" and word.bracket:
        start -= 1
    return start


def best_year(parsed: ParsedName, stop: int, found: Numbering | None) -> int | None:
    """The place of the release year: the last in brackets, else the last one before the tags, else the first behind them.

    `stop` is the place of the first word of the numbers. A year that is all there is before them is a title.
    """
    words = parsed.words
    first_tag = parsed.first_tag if parsed.first_tag is not None else len(words)
    day = found if found is not None and found.date else None
    years = [place for place in parsed.years if day is None or not day.first <= place <= day.last]
    behind = [place for place in years if place > parsed.first_word and place < stop]
    bracketed = [
        place for place in behind if words[place].bracket and words[place].bracket != words[parsed.first_word].bracket
    ]
    before = [place for place in behind if place <= first_tag]
    if bracketed:
        return bracketed[0]
    if before:
        return before[-1]
    if (
        years == [0]
        and len(words) > 1
        and ((words[0].bracket and parsed.first_word <= 1) or words[1].separator.strip(" _.") == "-")
    ):
        return 0  # "(1995) Name", "1995 - Name"
    later = [place for place in years if place > min(stop, first_tag) and place > parsed.first_word]
    return later[0] if later else None


def is_country(word: Word) -> bool:
    """Whether a word in brackets names a country: "(US)"."""
    return word.lowered in COUNTRIES and word.bracket > 0
