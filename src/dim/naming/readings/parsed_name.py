"""One name of a path, of a file or folder: its words and tags, its years, what its numbers may state, where its title may begin."""

from dim.naming.numbers.claim import Numbering
from dim.naming.words.number_words import COUNTRIES, PLAIN_COUNTRIES
from dim.naming.words.split import Word

THIS_YEAR = 2030


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
    )

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


def best_year(parsed: ParsedName, stop: int, numbering: Numbering | None, show: bool = False) -> int | None:
    """Return the index of the release year: the first in brackets, else the last before the tags, else the first after them.

    `stop` is the index of the first word of the numbers; `show`: the name is one of a show. A year without a word before it is
    a title.
    """
    if not parsed.years:
        return None
    words = parsed.words
    first_tag = parsed.first_tag if parsed.first_tag is not None else len(words)
    end = min(stop, first_tag)
    claims = numbering.claims if numbering is not None else ()
    years = [index for index in parsed.years if not any(one.first <= index <= one.last for one in claims)]
    behind = [index for index in years if parsed.first_word < index < stop]
    around = words[parsed.first_word].bracket
    bracketed = next((index for index in behind if words[index].bracket not in (0, around)), None)
    if bracketed is not None:
        return bracketed
    before = [index for index in behind if index <= first_tag]
    marked = numbering is not None and stop < len(words) and numbering.claim.weight >= 5.0
    if before and (show or marked) and not _is_next_to(words, before[-1], end):
        before = []  # "Scam 1992 - The Story S02E01"
    if before:
        return _first_of_range(words, before)
    if years and years[0] == 0 and _leads(parsed, years, stop, first_tag):
        return 0
    return next((index for index in years if index > end and index > parsed.first_word), None)


def _first_of_range(words: list[Word], years: list[int]) -> int:
    """Return the index of the last of several years, or of the one that begins its range: "1998 - 2015"."""
    last = years[-1]
    is_range = len(years) > 1 and years[-2] == last - 1 and words[last].separator.strip(" ") in ("-", "–")
    return last - 1 if is_range and words[last - 1].text < words[last].text else last


def _leads(parsed: ParsedName, years: list[int], stop: int, first_tag: int) -> bool:
    """Whether the first word of a name is its only year, and a title follows: "(1995) Name", "1995 - Name", "2008 The Name"."""
    words = parsed.words
    if len(words) < 2 or words[1].tag or len(years) > 1 or stop <= 1:
        return False
    if words[0].bracket and parsed.first_word <= 1:
        return True
    if words[1].separator.strip(" _.") == "-":
        return True
    if stop != len(words) or first_tag <= 2:
        return False
    return words[0].number is not None and words[0].number.value <= THIS_YEAR


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
