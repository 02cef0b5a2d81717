"""The result of parsing a path."""

from dataclasses import dataclass, field
from typing import Literal, TypedDict

Kind = Literal["movie", "episode", "extra", "sample"]
Library = Literal["movie", "show"]


@dataclass(slots=True)  # not frozen: that would take as long as splitting a name
class Identity:
    """What a path says a file is. Fields that it does not mention are None or empty."""

    kind: Kind
    title: str
    year: int | None = None
    """The year in the name. For an episode, it is the show's if it precedes the episode number, else the episode's."""
    season: int | None = None
    episodes: tuple[int, ...] = ()
    """Numbers as written; without a season they may be absolute, see `absolute`."""
    absolute: tuple[int, ...] = ()
    """Episode numbers counted over all seasons, as usual for anime; of "102", read as season 1, episode 2, also the
    number as written."""
    date: str | None = None
    """The air date of a daily show, ISO 8601."""
    titles: tuple[str, ...] = ()
    """All titles that the name gives, in other languages and scripts too: the main one, `title`, first."""
    country: str | None = None
    """The country that tells two shows of one title apart: "US" in "The Office (US)"."""
    episode_title: str | None = None
    part: int | None = None
    edition: str | None = None
    resolution: str | None = None
    source: str | None = None
    codecs: tuple[str, ...] = ()
    """Video and audio codecs, as written."""
    hdr: str | None = None
    languages: tuple[str, ...] = ()
    """Lower case, as written: names ("french") or codes ("ita")."""
    group: str | None = None
    version: int | None = None
    """The version of a fansub release: 2 for "v2"."""
    crc: str | None = None
    extra: str | None = None
    """The kind of extra: trailer, featurette, interview, deleted scene ..."""
    ids: dict[str, str] = field(default_factory=dict)
    """Explicit ids by provider: {"tmdb": "603"}."""
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    """The characters of the path that each field was read from: {"year": (10, 14)}."""
    confidence: dict[str, float] = field(default_factory=dict)
    """How certain title, year, season, episodes, absolute, date and part are, 0 to 1, where the name gives them."""

    def get(self, name: str, default: object = None) -> object:
        """Return a field as a mapping would; for scripts that compare parsers."""
        return getattr(self, name, default)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a path says."""

    field: str
    """What it is about: "title", "year", "season", "episodes" ..."""
    says: str
    """What it was taken to say, in words: "season 4, episode 9"."""
    because: str
    """The form that was recognised, in words: "a number after a dash, with two digits"."""
    span: tuple[int, int] | None
    """Its characters in the path; None: it comes from the folders, the files beside it or the kind of the library."""
    weight: float
    """How much it counts for the reading that it is part of (below 0: against it), in natural log-odds."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a path: the identity that results, the evidence for it, and the sum of its weights."""

    identity: Identity
    evidence: tuple[Evidence, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a path was read as it was: the reading that was chosen, and the best one that says something else, if any."""

    chosen: Reading
    runner_up: Reading | None


class Details(TypedDict, total=False):
    """Fields of an `Identity` that come from tags, groups and ids, of any name in the path."""

    edition: str | None
    resolution: str | None
    source: str | None
    codecs: tuple[str, ...]
    hdr: str | None
    languages: tuple[str, ...]
    group: str | None
    crc: str | None
    ids: dict[str, str]
    spans: dict[str, tuple[int, int]]
