"""Seasons beside their word: "Season 2", "Saison IV", "Seasons 1-3", "2-й сезон", "Second Season", "1. Staffel"."""

from dim.naming.numbers.beside import AND, DASHES, ORDINAL_ENDINGS, is_joined, number_after
from dim.naming.numbers.claim import LATEST_YEAR, Claim, gap, lowered_at, plain_value
from dim.naming.numbers.lists import plain_of
from dim.naming.words.number_forms import NumberForm
from dim.naming.words.number_words import (
    COUNTED_WORDS,
    EPISODE_WORDS,
    EPISODE_WORDS_AFTER,
    NUMERALS,
    ORDINALS,
    SEASON_WORDS_AFTER,
    TO_WORDS,
)
from dim.naming.words.split import Word

MOST_SEASONS = 60
_WITH_WORD = "a season with its word"
_SEVERAL = "several seasons"
_BOOKS = frozenset(("book", "buch", "libro", "livro", "livre", "libri", "книга"))
_BOOKS_WITH_NUMERALS = frozenset(("book", "buch", "libro", "livro"))
_PARTS = frozenset(("الجزء",))
"""Words that mean a season beside an episode, but the part of a film without one."""
_PLURAL = frozenset((
    "seasons", "saisons", "staffeln", "temporadas", "stagioni", "seizoenen", "сезоны", "сезонов", "сезона", "sæsoner", "säsonger",
    "sezony", "series'", "s",
))  # fmt: skip
_COUNTABLE = frozenset(("сезона", "сезонов", "seasons", "temporadas", "staffeln", "saisons", "stagioni"))
"""Plurals after the number of seasons that there are: "4 сезона"."""
_BEFORE_AND_AFTER = frozenset(("season", "saison", "temporada", "stagione", "temp"))
"""Words that may follow their number, but usually precede it."""
_AFTER_NUMBER = EPISODE_WORDS_AFTER | SEASON_WORDS_AFTER
_JOINTS = frozenset(("-", "–", "~", "&", ",", "+"))
_AND_OF_SEASONS = frozenset(("and", "&", "y", "e", "und", "et", "и"))


def season_after_word(words: list[Word], index: int, loose: bool) -> Claim | None:
    """Interpret "Season 2", "Сезон: 5", "Saison IV", "Seasons 1-3", "Season 1, 2 & 3". `loose`: the word has other meanings too."""
    if index + 1 >= len(words):
        return None
    following = words[index + 1]
    separator = gap(following)
    number = following.number
    if number is not None and number.form == "of" and not loose and is_joined(separator):
        return Claim(index, index + 1, 7.0, "a season of a number of them", number.value)
    if number is not None and number.form == "season" and separator in ("", "-", "("):
        return None  # "Season S01-S07": the mark says it
    at = number_after(words, index)
    if at is None:
        return _season_as_numeral(words, index, loose)
    if number is None or (number.suffix == "ordinal" and lowered_at(words, at + 1) in COUNTED_WORDS):
        return None
    value = plain_value(words[at]) or 0
    if value >= 100 and not 1900 <= value <= LATEST_YEAR:
        return None
    if loose and (value > MOST_SEASONS or separator not in ("", "-", "(", ":")):
        return None
    if (last := several_seasons(words, at, value)) is not None:
        return Claim(index, last, 7.0, _SEVERAL, several=True)
    if index > 0 and (value >= 1900 or words[index].lowered in _BOOKS):
        return Claim(
            index, at, -0.5, _WITH_WORD, value, kind="season word"
        )  # "Open Season 2006", "The Jungle Book 2" are titles
    weight = 4.0 if loose else 7.0
    if words[index].lowered in _PARTS:
        weight = -1.0
    if lowered_at(words, at + 1) in _AFTER_NUMBER and not gap(words[at + 1]):
        weight -= 3.0  # "Season 2 сезон"
    return Claim(index, at, weight, _WITH_WORD, value, kind="season word")


def _season_as_numeral(words: list[Word], index: int, loose: bool) -> Claim | None:
    """Interpret "Saison IV", "Season Two", "Season I-IV"."""
    following = words[index + 1]
    if gap(following) not in ("", ":") or (loose and index == 0):
        return None
    value = NUMERALS.get(following.lowered)
    if value is None:
        return None
    if loose and len(following.lowered) < 2 and words[index].lowered not in _BOOKS_WITH_NUMERALS:
        return None
    capitals = following.text.isupper()
    dashed = index + 2 < len(words) and gap(words[index + 2]) in ("-", "–")
    if capitals and dashed and NUMERALS.get(words[index + 2].lowered, 0) > value:
        return Claim(index, index + 2, 6.0, _SEVERAL, several=True)
    return Claim(index, index + 1, 1.0 if loose and not capitals else 5.0, _WITH_WORD, value, kind="season word")


def several_seasons(words: list[Word], at: int, value: int) -> int | None:
    """Return the index of the last number of "Seasons 1-3", "2 to 6", "1, 2, 3 & 4"; None if it is one season."""
    plural = at > 0 and words[at - 1].lowered in _PLURAL
    last, before, position = None, value, at + 1
    while position < len(words):
        word = words[position]
        joint = gap(word)
        spelled = word.lowered in TO_WORDS or word.lowered in _AND_OF_SEASONS
        if spelled and not joint and position + 1 < len(words):
            position += 1
            word = words[position]
        elif joint not in _JOINTS and not (plural and joint == ""):
            break
        end = _season_of(word)
        if end is None or word.tag or not before < end < MOST_SEASONS:
            break
        if last is None and not plural and _is_episode_after_dash(words[at], word, joint):
            break
        last, before = position, end
        position += 1
    if (
        last == at + 1
        and not plural
        and words[last].number is not None
        and lowered_at(words, last + 1) in EPISODE_WORDS_AFTER
    ):
        return None
    return last


def _season_of(word: Word) -> int | None:
    """Return the season that a word of a list states: "3", "S3", "Season3"."""
    if word.number is not None and word.number.form in ("season", "season_word"):
        return word.number.value
    return plain_of(word)


def _is_episode_after_dash(season: Word, word: Word, joint: str) -> bool:
    """Whether a number after a season and a dash is rather an episode: "Season 1 - 05", "Season 1-05"."""
    if len(word.lowered) < 2 or joint not in ("-", "–"):
        return False
    if word.lowered[0] == "0" and len(season.lowered) < len(word.lowered):
        return True
    return joint == "-" and len(word.separator) > 1


def season_before_word(words: list[Word], index: int, loose: bool) -> Claim | None:
    """Interpret "2 сезон", "2-й сезон", "2ª Temporada", "6 th season", "Second Season", "1. Staffel", "1-3 сезоны"."""
    if index == 0:
        return None
    lowered, before = words[index].lowered, words[index - 1]
    separator = gap(words[index])
    if separator not in _BEFORE_WORD and separator.strip("°ºª. "):
        return None
    if before.lowered in ORDINALS and not loose:
        return Claim(index - 1, index, 6.0, _WITH_WORD, ORDINALS[before.lowered], kind="season word")
    first = index - 1
    if lowered in _COUNTABLE and index == len(words) - 1 and _is_count_of_seasons(words, first):
        return Claim(first, index, 5.0, _SEVERAL, several=True)  # "4 сезона" are four of them
    ordinal = "°" in separator or "º" in separator
    if before.lowered in ORDINAL_ENDINGS and index >= 2 and gap(before) in ("", "-"):
        first, before, ordinal = index - 2, words[index - 2], True
    number = before.number
    if number is None or before.tag or not _may_be_season(number):
        return None
    ordinal = ordinal or number.suffix == "ordinal"
    in_range = first > 0 and gap(words[first]) in DASHES
    weight = _weigh_before(words[index], ordinal, loose, in_range)
    if weight is None:
        return None
    if ordinal:
        begin = _first_ordinal(words, first, number.value)
        if begin < first:
            return Claim(begin, index, weight + 1, _SEVERAL, several=True)  # "1ª a 4ª Temporada"
    elif in_range and _is_range_of_seasons(words, first, number.value):
        return Claim(first - 1, index, weight + 1, _SEVERAL, several=True)
    return Claim(first, index, weight, _WITH_WORD, number.value, kind="season word")


_BEFORE_WORD = frozenset(("", "°", "º", "ª", ".", "°.", "'", "-", "-я", "-й"))


def _is_count_of_seasons(words: list[Word], first: int) -> bool:
    """Whether a number says how many seasons there are, and ends no list."""
    if not 1 < (plain_of(words[first]) or 0) < 40:
        return False
    return first == 0 or gap(words[first]) not in ("-", "–", "~", ",", "&")


def _may_be_season(number: NumberForm) -> bool:
    if number.form != "plain" or number.suffix not in ("", "ordinal"):
        return False
    return len(number.digits) <= 2 and 0 < number.value < MOST_SEASONS


def _weigh_before(word: Word, ordinal: bool, loose: bool, in_range: bool) -> float | None:
    """Return how much speaks for a number before a word being its season; None: nothing."""
    if ordinal:
        return 8.0
    dotted = word.separator == ". "
    if loose and dotted:
        return 5.0
    if word.lowered in SEASON_WORDS_AFTER and not loose:
        return (1.5 if word.lowered in _BEFORE_AND_AFTER else 5.0) + (1.0 if dotted else 0.0)
    return 6.0 if word.lowered in _PLURAL and in_range else None


def _first_ordinal(words: list[Word], first: int, value: int) -> int:
    """Return the index of the first of several ordinals: "1ª a 4ª", "1st, 2nd and 3rd"."""
    begin = first
    while begin > 1:
        before = words[begin - 1].lowered
        spelled = before in TO_WORDS or before in AND
        at = begin - 2 if spelled else begin - 1
        one = words[at].number
        if one is None or one.form != "plain" or one.suffix != "ordinal" or one.value >= value:
            break
        if not spelled and gap(words[begin]) not in (",", "-", "–"):
            break
        begin = at
    return begin


def _is_range_of_seasons(words: list[Word], first: int, value: int) -> bool:
    """Whether the number before a number and its dash begins a range: "1-3 сезоны"."""
    start = plain_of(words[first - 1])
    if start is None or not 0 < start < value or len(words[first - 1].lowered) > 2:
        return False
    return words[first].separator.strip() in ("-", "–")


def lone_s(words: list[Word], index: int) -> Claim | None:
    """Interpret "S 03"; in lower case only before an episode: "s 03 e 05"."""
    if index + 1 >= len(words) or len(words[index + 1].separator) != 1:
        return None
    value = plain_of(words[index + 1])
    two = len(words[index + 1].lowered) == 2
    if value is None or len(words[index + 1].lowered) > 2:
        return None
    follows = words[index + 2] if index + 2 < len(words) else None
    numbered = follows is not None and follows.lowered == "e" and index + 3 < len(words)
    if words[index].text != "S" and not (numbered and plain_of(words[index + 3]) is not None):
        return None
    if follows is not None and _marks_episode(follows):
        weight = 5.0
    else:
        weight = 4.5 if two else 1.0
    return Claim(index, index + 1, weight, "a season, marked", value)


def _marks_episode(word: Word) -> bool:
    if word.lowered == "e" or word.lowered in EPISODE_WORDS:
        return True
    return word.number is not None and word.number.form == "episode"
