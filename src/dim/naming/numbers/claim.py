"""Claims: what words of a name may state as numbers, and how much speaks for it. Numberings: claims that hold together."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from dim.naming.words.split import Word

LATEST_YEAR = 2035
MAX_EPISODES_PER_FILE = 200
CERTAIN = 6.0
"""The weight of a claim that hardly ever is wrong."""
LEAST_OF_A_CLAIM = 0.3
"""What a claim adds to a numbering at least: it fits the others."""


Kind = Literal["stated", "episode", "counted", "season word", "of", "part", "chapter", "volume", "bare", "in one"]
"""What kind of form the words have: an episode with a mark or its word ("E02", "Episode 2"), a counted one ("第05話"), a season
with its word ("Season 2"), one of a number of them ("3 of 6"), a part of a show, a chapter of a season ("Cap.105"), a volume, a
number without a mark ("05"), season and episode in one number ("102"). "stated" is any other."""


@dataclass(slots=True)
class Claim:
    """Season, episodes or date that the words from `first` to `last` may state. Only its maker changes it."""

    first: int
    last: int
    weight: float
    """How much speaks for it, in natural log-odds: 0 is as likely as not."""
    form: str
    """The form of the words, for people only: "season and episode, marked"."""
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
    kind: Kind = "stated"

    @property
    def is_bare(self) -> bool:
        """Whether nothing but its place says that a number is an episode."""
        return self.kind in ("bare", "in one")


class Numbering(NamedTuple):
    """Claims that can hold together, as one, and what each of them says."""

    claim: Claim
    """The claims as one: from the first to the last of their words, with the sum of their weights."""
    claims: tuple[Claim, ...]

    def leads(self, first_word: int) -> int | None:
        """Return the index of the last word of the numbers that precede the title, which begins at `first_word` at the earliest."""
        last = None
        for one in self.claims:
            if one.leading or one.last < first_word:
                last = one.last
        return last

    def limit(self, first_word: int) -> int | None:
        """Return the index of the first word of the numbers that follow the title; None if all precede it."""
        return next((one.first for one in self.claims if not (one.leading or one.last < first_word)), None)


def merge(claims: tuple[Claim, ...], base: Claim, bonus: float = 0.0) -> Numbering:
    """Return claims as one numbering, which states what `base` states; `bonus` is added to the sum of their weights."""
    ordered = tuple(sorted(claims, key=_first_of))
    leading = ordered[0].leading  # if all of them lead, so does the first
    weight = sum([max(claim.weight, LEAST_OF_A_CLAIM) for claim in claims]) + bonus
    whole = Claim(
        ordered[0].first, max([claim.last for claim in claims]), weight, " and ".join([claim.form for claim in ordered]),
        base.season, base.episodes, base.absolute, base.date, base.version, base.part, leading, kind=_kind_of_all(claims, base),
    )  # fmt: skip
    return Numbering(whole, ordered)


def _kind_of_all(claims: tuple[Claim, ...], base: Claim) -> Kind:
    """Return the kind of claims as one: that of the least explicit of them, else that of `base`."""
    kinds = [claim.kind for claim in claims]
    return "in one" if "in one" in kinds else "bare" if "bare" in kinds else base.kind


def _first_of(claim: Claim) -> int:
    return claim.first


def are_apart(one: Claim, other: Claim) -> bool:
    """Whether two claims have no word in common."""
    return one.last < other.first or other.last < one.first


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
