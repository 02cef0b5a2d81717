"""How a name may count itself, and small questions about words that are numbers."""

from dataclasses import dataclass

from dim.naming.words.split import Word

LATEST_YEAR = 2035
MAX_EPISODES_PER_FILE = 100


@dataclass(frozen=True, slots=True)
class Numbering:
    """Season and episodes, and the words (first and last place) that say so."""

    first: int
    last: int
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    date: str | None = None
    version: int | None = None
    leading: bool = False
    """Whether the number stands before the title: "01 - Name"."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known when weak numbers are looked at."""

    show: bool = False
    """It is in a library of shows or below a season's folder."""
    season: int | None = None
    """The season that the folder says."""
    fansub: bool = False
    """A group in brackets stands first, or a check sum is there: such names count over all seasons."""
    first_word: int = 0
    """The first word that may belong to the title."""
    stop: int = 1 << 30
    """The first word that does not: a tag."""
    years: frozenset[int] = frozenset()
    """Places of words that may be years."""


def value_of(word: Word) -> int | None:
    """The number that a word is; None: it is none."""
    number = word.number
    return (
        int(number["digits"])
        if number is not None and number["digits"] and number["suffix"] in (None, "st", "nd", "rd", "th")
        else None
    )


def lowered_at(words: list[Word], index: int) -> str:
    """A word in lower case; empty behind the last."""
    return words[index].lowered if index < len(words) else ""


def is_alone_in_brackets(words: list[Word], index: int) -> bool:
    """Whether a number is all that stands in its bracket, but for a word like "Fin"."""
    mine = words[index].bracket
    if index + 1 < len(words) and words[index + 1].bracket == mine and words[index + 1].lowered in _LAST:
        index += 1
    return (index == 0 or words[index - 1].bracket != mine or words[index].lowered in _LAST) and (
        index + 1 == len(words) or words[index + 1].bracket != mine
    )


_LAST = frozenset(("fin", "end", "final", "完"))
