"""One name of a path, of a file or folder: its words and tags, its years, what its numbers may state, where its title may begin."""

import re
from functools import lru_cache

from dim.naming.numbers.claim import LATEST_YEAR, Context, Numbering
from dim.naming.numbers.find_numberings import find_numberings, find_stated
from dim.naming.words.noise import blank_sites, extract_ids
from dim.naming.words.number_words import COUNTRIES, FANSUB_WORDS, PLAIN_COUNTRIES
from dim.naming.words.split import Word, is_alone, split
from dim.naming.words.tagging import settle_tags
from dim.naming.words.vocabulary import STRONG, WORDS

EARLIEST_YEAR, THIS_YEAR = 1880, 2030
_GROUP_LAST = re.compile(r"-\s?([^\W_][\w@.²µ]{0,24}[^\W_]|[^\W_])\s?(?:[\[({][^\]})]{0,30}[\])}]\s?)?$")
_FANSUB_NUMBER = re.compile(r"\s-\s\d{2,3}(?:v\d)?\s{0,2}[\[(]|\s\d{2,3}(?:v\d)?\s\([^)]{0,40}\d{3,4}")
_REVERSED = re.compile(r"(?<![^\W_])(?:[pi](?:027|0801|0612|084|675)|\d{2,3}E\d{2}S)(?![^\W_])")
_FORWARD = re.compile(r"s\d\de\d\d|720p|1080p", re.IGNORECASE)
_SCENE_PREFIX = re.compile(r"([a-z0-9]{3,8})-(?=[a-z0-9]{1,20}(?:\.[a-z0-9]{1,20}){3})")
_NO_GROUPS = frozenset(
    ("spider", "ant", "bat", "super", "iron", "non", "semi", "self", "anti", "post", "pre", "mid", "ultra", "mega")
)


class ParsedName:
    """A parsed name: its words and tags, its numbers, and where its title may be."""

    __slots__ = (
        "crc",
        "fansub",
        "first_tag",
        "first_word",
        "group",
        "ids",
        "is_reversed",
        "name",
        "numberings",
        "title_start",
        "words",
        "years",
    )  # fmt: skip

    def __init__(self, name: str) -> None:
        self.name = name
        """The name, with sites, ids and checksums replaced by spaces, so that positions stay."""
        self.words: list[Word] = []
        self.years: list[int] = []
        """Indexes of words that may be years."""
        self.first_tag: int | None = None
        self.first_word = 0
        """Index of the first word that may belong to the title."""
        self.title_start = 0
        """Position at which the title may start."""
        self.group: tuple[str, int, int] | None = None
        self.fansub = False
        self.crc: tuple[str, int, int] | None = None
        self.ids: dict[str, tuple[str, int, int]] = {}
        self.numberings: list[Numbering] = []
        """All that its numbers may state, the most likely first; empty before `find_episode_numbers`."""
        self.is_reversed = False
        """Whether the name is written backwards."""

    def title_end(self, before: int | None = None) -> int:
        """Return the position at which the title ends at the latest: the first tag after its start, or the word `before`."""
        indexes = [index for index in (self.first_tag, before) if index is not None and index >= self.first_word]
        return self.start_of(min(indexes)) if indexes else len(self.name)

    def start_of(self, index: int) -> int:
        """Return the position of a word, or of the opening bracket around it."""
        words = self.words
        bracket = words[index].bracket
        if bracket == 0 or bracket == words[self.first_word].bracket:
            return words[index].start
        if (
            index > self.first_word
            and not (words[index].tag and not self.fansub)
            and words[index - 1].bracket == bracket
            and self.name[: words[index].start].rfind("[") > self.name.rfind("(", 0, words[index].start)
        ):
            return words[index].start  # "[Title S2]"
        while index > self.first_word and words[index - 1].bracket == bracket:
            index -= 1
        word = words[index]
        for back, char in enumerate(reversed(word.separator), 1):
            if char in "([{":
                return word.start - back
        return word.start


def parse_name(name: str) -> ParsedName:
    """Parse a name, except for its numbers (`find_episode_numbers`), which depend on the name's place in the path."""
    is_reversed = ("027" in name or "080" in name or "612" in name or "S" in name) and _is_reversed(name)
    if is_reversed:
        name = name[::-1]
    parsed = ParsedName(blank_sites(name))
    parsed.is_reversed = is_reversed
    parsed.name, parsed.ids, parsed.crc = extract_ids(parsed.name)
    words = parsed.words = split(parsed.name)
    parsed.years = [
        index
        for index, word in enumerate(words)
        if word.number is not None and len(word.number.digits) == 4 and _may_be_year(word)
    ]
    parsed.first_tag = settle_tags(words, frozenset(parsed.years))
    _find_title_start(parsed)
    if parsed.first_tag is not None and parsed.first_tag <= parsed.first_word:  # a title is never empty: "Remux (2002)"
        index = parsed.first_word + 1
        while (
            index < len(words)
            and words[index].tag
            and words[index].kind == words[index - 1].kind
            and not _is_strong(words[index])
        ):
            index += 1  # the other words of a phrase: "8 Bit Name"
        for word in words[parsed.first_word : index]:
            word.tag = False
        parsed.first_tag = next((at for at in range(index, len(words)) if words[at].tag), None)
    _spare_articles(parsed)
    if parsed.group is None and parsed.first_tag is not None:
        match = _GROUP_LAST.match(name, dash) if (dash := name.rfind("-")) >= 0 else None
        if match is None and dash >= 0 and name[-1] in ")]}":
            match = _GROUP_LAST.search(name, max(len(name) - 64, 0))
        if (
            match is not None
            and match.start(1) > words[parsed.first_tag].end
            and not _is_tag_text(words, match.start(1))
        ):
            parsed.group = (match[1], *match.span(1))
    parsed.fansub = (
        parsed.fansub or parsed.crc is not None or not FANSUB_WORDS.isdisjoint([word.lowered for word in words])
    )
    return parsed


def _is_reversed(name: str) -> bool:
    return _REVERSED.search(name) is not None and not _FORWARD.search(name)


@lru_cache(1024)
def parse_folder_name(name: str) -> ParsedName:
    """Parse the name of a folder, with its numbers; cached, since many files share it."""
    parsed = parse_name(name)
    if parsed.first_tag is not None and not parsed.years:
        find_episode_numbers(parsed)
    else:  # "The 4400", "Area 51 (2015)": a bare number in a folder's name counts no episode
        parsed.numberings = find_stated(parsed.words, parsed.first_word)
    parsed.numberings = [numbering for numbering in parsed.numberings if numbering.claim.weight > 0]
    return parsed


@lru_cache(1024)
def parse_episode_folder(name: str, season: int) -> ParsedName:
    """Parse the name of a folder in a season's folder, which may begin with the number of an episode: "05 - The Bell"."""
    parsed = parse_name(name)
    find_episode_numbers(parsed, season, show=True, nested=True)
    return parsed


def find_episode_numbers(
    parsed: ParsedName, season: int | None = None, show: bool = False, nested: bool = False, movie: bool = False
) -> None:
    """Find what the numbers of a name may state. `season` comes from its folder; `show`: it is in a library or folder of shows;
    `nested`: a folder above could name the show; `movie`: it is in a library of movies.
    """
    parsed.numberings = find_numberings(
        parsed.words,
        Context(
            show or season is not None, season, parsed.fansub, parsed.first_word,
            _number_stop(parsed), frozenset(parsed.years), nested, movie,
        ),
    )  # fmt: skip


def _number_stop(parsed: ParsedName) -> int:
    """Return the index of the word behind which bare numbers count no episodes: the first tag, other than "(TV)" and the like."""
    words = parsed.words
    index = len(words) if parsed.first_tag is None else parsed.first_tag
    while index < len(words):
        if words[index].tag and not is_alone(words, index):
            behind = index
            while words[index].bracket and behind < len(words) and words[behind].bracket == words[index].bracket:
                behind += 1
            numbered = index < behind < len(words) and words[behind].number is not None and words[behind].bracket == 0
            if not (numbered and "-" in words[behind].separator):  # "(Dual Audio) - 07"
                break
            index = behind
        index += 1
    return index


def _may_be_year(word: Word) -> bool:
    number = word.number
    if number is None or number.form != "plain" or word.kind is not None:
        return False
    return (
        number.suffix in ("", "year")
        and number.version is None
        and number.part is None
        and EARLIEST_YEAR <= number.value <= LATEST_YEAR
    )


def _is_strong(word: Word) -> bool:
    """Whether a word by itself is hardly ever part of a title."""
    return word.lowered in WORDS and WORDS[word.lowered].strength == STRONG


def _is_tag_text(words: list[Word], start: int) -> bool:
    return any(word.start == start and word.strength > 1 for word in words)


def _spare_articles(parsed: ParsedName) -> None:
    """Take an edition for a title if only an article would remain: "The Final Cut (2004)"."""
    words, tag = parsed.words, parsed.first_tag
    if (
        tag is None
        or tag != parsed.first_word + 1
        or words[tag].kind != "edition"
        or words[parsed.first_word].lowered not in _ARTICLES
    ):
        return
    while tag < len(words) and words[tag].tag and words[tag].kind == "edition":
        words[tag].tag = False
        tag += 1
    parsed.first_tag = next((at for at in range(tag, len(words)) if words[at].tag), None)


_ARTICLES = frozenset(("the", "a", "an", "la", "le", "der", "die", "das", "el", "il"))


def _find_title_start(parsed: ParsedName) -> None:
    """Find where the title may start: after a leading group and leading tags."""
    words = parsed.words
    if not words:
        return
    index = _after_group(parsed)
    if index == 0 and parsed.first_tag is not None and (match := _scene_prefix(parsed.name, words[0])):
        parsed.group = (match[1], *match.span(1))
        index = 1
    while index < len(words) and _is_skipped(parsed, index):
        index += 1
    if (
        0 < index < len(words)
        and parsed.group is None
        and words[index].bracket
        and words[index - 1].bracket
        and "[" in words[index].separator
    ):
        behind = next((at for at in range(index, len(words)) if words[at].bracket != words[index].bracket), len(words))
        if behind < len(words) and not words[behind].bracket and not words[behind].tag:  # "[1080p][Group] Name"
            parsed.group = (
                parsed.name[words[index].start : words[behind - 1].end],
                words[index].start,
                words[behind - 1].end,
            )
            parsed.fansub, index = True, behind
    parsed.first_word = index if index < len(words) else 0
    parsed.title_start = 0 if parsed.first_word == 0 else _with_opening_bracket(parsed.name, words[parsed.first_word])


def _after_group(parsed: ParsedName) -> int:
    """Return the index of the first word after a leading bracket, which contains a group, a year or tags."""
    words, name = parsed.words, parsed.name
    before, inside = name[: words[0].start], words[0].bracket
    if inside == 0 or any(char.isalnum() for char in before):
        return 0
    end = next((index for index, word in enumerate(words) if word.bracket != inside), len(words))
    if end == len(words):
        return 0
    opening = before.strip()[:1]
    if "[" not in before and opening == "(":
        if end == 1 and 0 in parsed.years:  # "(1995) Name", but "(500) Days", "(Not) Alone"
            return end
        if end > 2 or any(char.isdigit() for char in words[0].text) or not _FANSUB_NUMBER.search(name):
            return 0
    if any(word.strength == STRONG for word in words[:end]):
        return end
    closed = name[words[end - 1].end :]
    if closed[:1] in ")]}" and closed[1:2].islower():
        return 0  # "[Re]birth"
    if (
        all(word.number is not None and word.number.form != "special" for word in words[:end])
        and not _FANSUB_NUMBER.search(name)
        and (end == 1 or words[1].number is not None)
    ):
        return 0  # "[5.01] Name", "[S01E02] Name"
    if all(word.tag or at in parsed.years for at, word in enumerate(words[end:], end)) and (
        end > 1 or any(at >= end for at in parsed.years)
    ):
        if any(at not in parsed.years for at in range(end)):
            return 0  # "[Name 1998] [BDRip]", "[Name][2018][1080p]"
    closing = name.find("]" if opening == "[" else "}", words[end - 1].end)
    last = closing if closing >= 0 else words[end - 1].end
    parsed.group = (name[words[0].start : last].strip(), words[0].start, last)
    parsed.fansub = opening in ("[", "(")
    return end


def _scene_prefix(name: str, first: Word) -> re.Match[str] | None:
    """Match the leading group of a lower-case release name: "grp-name.of.movie.2001.720p"."""
    match = _SCENE_PREFIX.match(name) if name.islower() else None
    if match is None or match[1] in _NO_GROUPS or first.end != match.end(1) or _GROUP_LAST.search(name):
        return None
    return match


def _is_skipped(parsed: ParsedName, index: int) -> bool:
    """Whether a leading word does not belong to the title: a tag followed by a title, or a date "221208"."""
    words = parsed.words
    word = words[index]
    if (
        word.tag
        and (word.strength == STRONG or word.bracket)
        and any(not other.tag and not other.lowered.isdigit() for other in words[index + 1 :])
    ):
        if index == 0:  # "h265 - HEVC Name", but "Remux Name", "8 Bit Name"
            return word.bracket > 0 or (words[1].tag and _is_strong(word))
        return words[index - 1].tag or word.bracket > 0 or words[index - 1].bracket > 0
    if (
        index == 0
        and len(word.lowered) == 6
        and word.lowered.isdigit()
        and len(words) > 1
        and word.lowered[2:4] <= "12"
        and word.lowered[4:] <= "31"
    ):
        return int(word.lowered[2:4]) > 0 and int(word.lowered[4:]) > 0 and not words[1].number
    return False


def _with_opening_bracket(name: str, word: Word) -> int:
    """Return the position of a word, including an opening bracket right before it."""
    start = word.start
    while start > 0 and name[start - 1] in "([{¿¡.\"'" and word.bracket:
        start -= 1
    return start


def best_year(parsed: ParsedName, stop: int, numbering: Numbering | None, show: bool = False) -> int | None:
    """Return the index of the release year: the first in brackets, else the last before the tags, else the first after them.

    `stop` is the index of the first word of the numbers; `show`: the name is one of a show. A year with nothing else before them is a title.
    """
    if not parsed.years:
        return None
    words = parsed.words
    first_tag = parsed.first_tag if parsed.first_tag is not None else len(words)
    parts = numbering.parts if numbering is not None else ()
    years = [index for index in parsed.years if not any(part.first <= index <= part.last for part in parts)]
    behind = [index for index in years if index > parsed.first_word and index < stop]
    bracketed = [
        index for index in behind if words[index].bracket and words[index].bracket != words[parsed.first_word].bracket
    ]
    before = [index for index in behind if index <= first_tag]
    marked = numbering is not None and stop < len(words) and numbering.claim.weight >= 5.0
    if before and (show or marked) and not _is_next_to(words, before[-1], min(stop, first_tag)):
        before = []  # "Scam 1992 - The Story S02E01"
    if bracketed:
        return bracketed[0]
    if before:
        last = before[-1]
        if (
            len(before) > 1
            and before[-2] == last - 1
            and words[last].separator.strip(" ") in ("-", "–")
            and words[last - 1].text < words[last].text
        ):
            return before[-2]  # "1998 - 2015"
        return last
    if years and years[0] == 0 and len(words) > 1 and not words[1].tag:
        alone = len(years) == 1 and stop > 1
        if alone and ((words[0].bracket and parsed.first_word <= 1) or words[1].separator.strip(" _.") == "-"):
            return 0  # "(1995) Name", "1995 - Name"
        if (
            alone
            and stop == len(words)
            and first_tag > 2
            and words[0].number is not None
            and words[0].number.value <= THIS_YEAR
        ):
            return 0  # "2008 The Name"
    later = [index for index in years if index > min(stop, first_tag) and index > parsed.first_word]
    return later[0] if later else None


def _is_next_to(words: list[Word], year: int, stop: int) -> bool:
    """Whether nothing of a title is between a year and the numbers or tags behind it."""
    return all(
        word.tag or word.bracket or word.lowered in COUNTRIES or word.number is not None
        for word in words[year + 1 : stop]
    )


def country_at(parsed: ParsedName, index: int, ends: bool) -> bool:
    """Whether a word is a country that tells shows apart: "(US)"; `ends`: numbers, a year or tags follow it."""
    word = parsed.words[index]
    if word.lowered not in COUNTRIES:
        return False
    if word.bracket > 0:
        alone = index + 1 == len(parsed.words) or parsed.words[index + 1].bracket != word.bracket
        return alone and parsed.words[index - 1].bracket != word.bracket
    return (
        ends
        and index > parsed.first_word
        and word.lowered in PLAIN_COUNTRIES
        and word.text.isupper()
        and not parsed.name.isupper()
    )
