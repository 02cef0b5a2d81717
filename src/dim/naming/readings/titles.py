"""Find the titles, the year and the country in a name."""

import re
from typing import NamedTuple

from dim.naming.numbers.claim import Numbering
from dim.naming.readings.languages import OTHER_SCRIPT, title_behind, title_of_group
from dim.naming.readings.parsed_name import ParsedName, best_year, country_at
from dim.naming.readings.title_text import titles_of
from dim.naming.text import is_latin
from dim.naming.words.number_words import COUNTRIES

_BEFORE_DATE = re.compile(r"(?<=\S)[\s._\-–(]{1,3}(?:vom|am|du|del|dal|от|за|від)[\s._]{1,2}$", re.IGNORECASE)
"""A preposition between a title and the date of an episode."""
_ARTICLE = re.compile(r"[\s._\-–:(\[]{1,5}(?:the|la|le|die|der|a)[\s._]{1,2}$", re.IGNORECASE)


class TitleMatch(NamedTuple):
    """The titles found in a name, the main one first, the year, the country, and their spans in the path."""

    titles: tuple[str, ...]
    year: int | None
    country: str | None
    spans: dict[str, tuple[int, int]]

    @property
    def title(self) -> str:
        """The main title; empty if there is none."""
        return self.titles[0] if self.titles else ""


class _Place(NamedTuple):
    """Where the title of a name is."""

    start: int
    stop: int
    """Positions in the name."""
    year: int | None
    country: int | None
    """Indexes of words."""
    leading: bool
    """Whether numbers precede the title."""


def find_title(
    parsed: ParsedName, offset: int, numbering: Numbering | None, alone: bool, show: bool = False
) -> TitleMatch:
    """Find titles and year of a name with these numbers. `alone`: there are no folders that could name the show; `show`: it is the
    folder of a show.
    """
    words = parsed.words
    found = numbering.claim if numbering is not None else None
    place = _find_place(parsed, numbering, alone, show)
    titles, (begin, end) = titles_of(
        parsed, place.start, place.stop, _is_of_several(parsed, numbering, place.year),
        tagged=found is not None or parsed.first_tag is not None, numbered=found is not None and bool(found.episodes),
    )  # fmt: skip
    titles = _with_other_languages(parsed, numbering, titles)
    if alone and place.leading and titles and titles[0].count(" - ") == 1:
        titles = (titles[0].split(" - ")[0].strip(), *titles[1:])
    spans = {"title": (begin + offset, end + offset)} if titles else {}
    value: int | None = None
    if place.year is not None:
        year = words[place.year]
        spans["year"] = (year.start + offset, year.end + offset)
        value = year.number.value if year.number is not None else None
        if place.year == 0 and titles:
            titles = (*titles, f"{year.text} {titles[0]}")
    country = words[place.country].text.upper() if place.country is not None else None
    return TitleMatch(titles, value, country, spans)


def _find_place(parsed: ParsedName, numbering: Numbering | None, alone: bool, show: bool) -> _Place:
    """Find where the title is: between numbers that precede it and the first of what follows it."""
    words, first = parsed.words, parsed.first_word
    start, limit, leading = parsed.title_start, len(words), False
    if numbering is not None:
        start, limit, leading = _between_numbers(parsed, numbering, alone)
    year = best_year(parsed, limit, numbering, show)
    stop = parsed.title_end(limit if limit < len(words) else None)
    if numbering is None and (skipped := _list_number(parsed, year)) is not None:
        start, first = skipped, first + 1
    if year is not None and year > parsed.first_word:
        stop = min(stop, parsed.start_of(year))
    elif year == 0:
        start = words[0].end + 1
    country = _find_country(parsed, first, stop, numbering is not None)
    if country is not None:
        stop = min(stop, parsed.start_of(country))
    if numbering is not None and numbering.claim.date is not None:
        match = _BEFORE_DATE.search(parsed.name, start, stop)
        stop = match.start() if match is not None else stop
    return _Place(start, _before_article_of_set(parsed, start, stop), year, country, leading)


def _between_numbers(parsed: ParsedName, numbering: Numbering, alone: bool) -> tuple[int, int, bool]:
    """Return the position where the title starts, the index of the word before which it ends, and whether numbers precede it."""
    words, start = parsed.words, parsed.title_start
    before, behind = numbering.leads(parsed.first_word), numbering.limit(parsed.first_word)
    limit = len(words) if behind is None else behind
    last = numbering.claim.last
    begins_with_date = numbering.claim.date is not None and limit == parsed.first_word
    if alone and begins_with_date and last + 1 < len(words):  # "2006-03-12 Gravel Road"
        before, limit = last, len(words)
    if before is None:
        return start, limit, False
    if before + 1 < len(words):
        return max(words[before].end, start), limit, True
    return start, min(limit, numbering.claims[0].first), False


def _find_country(parsed: ParsedName, first: int, stop: int, numbered: bool) -> int | None:
    """Return the index of the country that tells the show from another, behind the first word and before a position."""
    words = parsed.words
    for index in range(first + 1, len(words)):
        if words[index].start >= stop:
            break
        if words[index].lowered in COUNTRIES:
            ends = index + 1 >= len(words) or words[index + 1].start >= stop
            if country_at(parsed, index, ends and numbered):
                return index
    return None


def _before_article_of_set(parsed: ParsedName, start: int, stop: int) -> int:
    """Return where a title ends that the words of a set follow: before their article, "Name The Complete Series"."""
    if parsed.first_tag is None:
        return stop
    tag = parsed.words[parsed.first_tag]
    if tag.kind == "set" and stop == tag.start and (article := _ARTICLE.search(parsed.name, start, stop)):
        return article.start()
    return stop


def _is_of_several(parsed: ParsedName, numbering: Numbering | None, year: int | None) -> bool:
    """Whether a name is one of a season, of several seasons, or of several years."""
    if numbering is not None:
        claim = numbering.claim
        if claim.several or (claim.season is not None and not claim.episodes):
            return True
    if year is None or year + 1 not in parsed.years:
        return False
    return parsed.words[year + 1].separator.strip() in ("-", "–")


def _with_other_languages(parsed: ParsedName, numbering: Numbering | None, titles: tuple[str, ...]) -> tuple[str, ...]:
    """Add the title in a leading bracket, and the one behind the numbers; a Latin one comes first."""
    if not titles or (parsed.name.isascii() and " / " not in parsed.name):
        return titles
    if numbering is None:
        if not parsed.name.isascii() and (extra := title_of_group(parsed)) is not None:
            return tuple(dict.fromkeys((*titles, extra)))
        return titles
    other = title_behind(parsed, numbering)
    if not other:
        return titles
    if is_latin(titles[0]) and not OTHER_SCRIPT.search(titles[0]):
        return (*titles, other)
    return (other, *titles)


def _list_number(parsed: ParsedName, year: int | None) -> int | None:
    """Return the position after the number of a list in front of a movie: "05.Title.2009", "3. Title (2009)"; None without one."""
    words, first = parsed.words, parsed.first_word
    if first + 1 >= len(words) or words[first].bracket or words[first + 1].number is not None:
        return None
    number = words[first].number
    if number is None or number.form != "plain" or number.suffix or len(number.digits) > 3:
        return None
    zero = number.digits[0] == "0" and len(number.digits) == 2
    listed = words[first + 1].separator in _BEHIND_LIST_NUMBER and (zero or year is not None)
    dated = zero and year is not None and year > first + 1
    return words[first].end if dated or listed else None


_BEHIND_LIST_NUMBER = frozenset((". ", " - ", ") ", "._", ".)", "_-_"))
