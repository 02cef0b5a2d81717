"""Numbers found in a name, and helpers for words that are numbers."""

from dataclasses import dataclass

from dim.naming.words.split import Word

LATEST_YEAR = 2035
MAX_EPISODES_PER_FILE = 100


@dataclass(frozen=True, slots=True)
class Numbering:
    """Season, episodes or date, and the indexes of the first and last word that state them."""

    first: int
    last: int
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    date: str | None = None
    version: int | None = None
    leading: bool = False
    """Whether the number precedes the title: "01 - Name"."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a name when its unmarked numbers are interpreted."""

    show: bool = False
    """Whether it is in a library of shows or below a season's folder."""
    season: int | None = None
    """The season of its folder."""
    fansub: bool = False
    """Whether it has a leading group in brackets or a checksum: such releases use absolute numbers."""
    first_word: int = 0
    """Index of the first word that may belong to the title."""
    stop: int = 1 << 30
    """Index of the first tag."""
    years: frozenset[int] = frozenset()
    """Indexes of words that may be years."""


def value_of(word: Word) -> int | None:
    """Return the value of a word that is a number, or None."""
    number = word.number
    return (
        int(number["digits"])
        if number is not None and number["digits"] and number["suffix"] in (None, "st", "nd", "rd", "th")
        else None
    )


def lowered_at(words: list[Word], index: int) -> str:
    """Return a word in lower case; empty after the last word."""
    return words[index].lowered if index < len(words) else ""


def is_alone_in_brackets(words: list[Word], index: int) -> bool:
    """Whether a number is alone in its brackets, apart from a word like "Fin"."""
    mine = words[index].bracket
    if index + 1 < len(words) and words[index + 1].bracket == mine and words[index + 1].lowered in _LAST:
        index += 1
    return (index == 0 or words[index - 1].bracket != mine or words[index].lowered in _LAST) and (
        index + 1 == len(words) or words[index + 1].bracket != mine
    )


_LAST = frozenset(("fin", "end", "final", "完"))
