"""What numbers beside a word have in common: which number belongs to the word."""

from dim.naming.numbers.claim import LATEST_YEAR, gap, plain_value
from dim.naming.words.split import Word

_AFTER_WORD = frozenset(("", "-", "#", ":", "–", "(", "_", "№", "nº", "n°", "#.", "=", "["))
"""Separators between a word and the number that it counts."""
_OF_YEARS = frozenset(("season", "saison", "staffel", "temporada", "stagione", "seizoen", "сезон", "sezon", "cap"))
"""Words that may count years: "Season 2014"."""
ORDINAL_ENDINGS = frozenset((
    "й", "я", "ый", "ой", "ая", "th", "st", "nd", "rd", "a", "o", "ª", "º", "го", "oy", "ya", "iy", "e", "ème",
))  # fmt: skip
"""Endings of ordinals that are a word of their own: "6 th season"."""
DASHES = ("-", "–", "~")
AND = frozenset(("e", "y", "et", "und", "and", "&"))


def number_after(words: list[Word], index: int) -> int | None:
    """Return the index of the number right after a word, or None."""
    if index + 1 >= len(words):
        return None
    word = words[index + 1]
    if not is_joined(gap(word)):
        return None
    value = plain_value(word)
    if value is None or len(word.lowered) > 8 or (word.tag and word.kind not in ("codec", None)):
        return None
    is_year = len(word.lowered) == 4 and 1900 <= value <= LATEST_YEAR
    if is_year and words[index].lowered not in _OF_YEARS:
        return None
    return index + 1


def is_joined(separator: str) -> bool:
    """Whether a number after this separator belongs to the word before it."""
    return separator in _AFTER_WORD or separator.strip(" ") in _AFTER_WORD
