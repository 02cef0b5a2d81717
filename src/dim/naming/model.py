"""The result of parsing a path."""

from dataclasses import dataclass, field
from typing import Literal, TypedDict

Kind = Literal["movie", "episode", "extra", "sample"]
Library = Literal["movie", "show"]


@dataclass(frozen=True, slots=True)
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
    """Episode numbers counted over all seasons, as usual for anime."""
    date: str | None = None
    """The air date of a daily show, ISO 8601."""
    alternative_title: str | None = None
    """The same title in another language or script."""
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

    def get(self, name: str, default: object = None) -> object:
        """Return a field as a mapping would; for scripts that compare parsers."""
        return getattr(self, name, default)


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
