"""Claims: what words of a name may state as numbers, and how much speaks for it."""

from dataclasses import dataclass

from dim.naming.words.split import Word

LATEST_YEAR = 2035
MAX_EPISODES_PER_FILE = 200
CERTAIN = 6.0
"""The weight of a claim that hardly ever is wrong."""


@dataclass(slots=True)
class Claim:
    """Season, episodes or date that the words from `first` to `last` may state. Not changed after it is made, except by its maker."""

    first: int
    last: int
    weight: float
    """How much speaks for it, in natural log-odds: 0 is as likely as not."""
    form: str
    """The form of the words, for people: "season and episode, marked"."""
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    """Numbers counted over all seasons; of a single number that may be either, also the number itself."""
    date: str | None = None
    version: int | None = None
    part: int | None = None
    leading: bool = False
    """Whether the number precedes the title: "01 - Name"."""
    several: bool = False
    """Whether it states several seasons, so none in particular."""


@dataclass(slots=True)
class Context:
    """What is known about a name when its numbers are interpreted."""

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
    nested: bool = False
    """Whether there is a folder above that could name the show."""
    movie: bool = False
    """Whether it is in a library of movies."""


def plain_value(word: Word) -> int | None:
    """Return the value of a word that is a plain number, or None."""
    number = word.number
    if number is None or number.form != "plain" or number.suffix not in ("", "ordinal", "counter", "last", "第"):
        return None
    return number.value


def is_second_of_range(words: list[Word], index: int) -> bool:
    """Whether a number follows another one after a dash without spaces, or in the same brackets: "01-13", "(01 - 12)"."""
    if index == 0 or gap(words[index]) not in ("-", "–", "~", "～"):
        return False
    before = words[index - 1].number
    tight = len(words[index].separator) == 1 or (
        words[index].bracket > 0 and words[index - 1].bracket == words[index].bracket
    )
    return tight and before is not None and before.form == "plain" and not before.suffix


def lowered_at(words: list[Word], index: int) -> str:
    """Return a word in lower case; empty before the first and after the last word."""
    return words[index].lowered if 0 <= index < len(words) else ""


def gap(word: Word) -> str:
    """Return the separator before a word, without spaces, dots and underscores."""
    separator = word.separator
    return "" if len(separator) == 1 and separator in " ._" else separator.strip(" ._")
