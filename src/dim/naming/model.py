"""What a name says."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["movie", "episode", "extra", "sample"]
Library = Literal["movie", "show"]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a path says a file is. What it does not say is None or empty."""

    kind: Kind
    title: str
    year: int | None = None
    """The year in the name. Of an episode it may be the show's first (before the number) or its own (behind it)."""
    season: int | None = None
    episodes: tuple[int, ...] = ()
    """Numbers as written; where no season is named, they may count over all seasons, see `absolute`."""
    absolute: tuple[int, ...] = ()
    """Episode numbers counted over all seasons, as anime does."""
    date: str | None = None
    """The air date of a daily show, ISO 8601."""
    alternative_title: str | None = None
    """The title again, in another language or script."""
    episode_title: str | None = None
    part: int | None = None
    edition: str | None = None
    resolution: str | None = None
    source: str | None = None
    codecs: tuple[str, ...] = ()
    """Of picture and sound, as written."""
    hdr: str | None = None
    languages: tuple[str, ...] = ()
    """As written, lower case: words ("french") or codes ("ita")."""
    group: str | None = None
    version: int | None = None
    """Of an episode that was released again: 2 for "v2"."""
    crc: str | None = None
    extra: str | None = None
    """What sort of extra: trailer, featurette, interview, deleted scene ..."""
    ids: dict[str, str] = field(default_factory=dict)
    """Explicit ids in the name, by provider: {"tmdb": "603"}."""
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Which characters of the path each field was read from: {"year": (10, 14)}."""

    def get(self, name: str, default: object = None) -> object:
        """The field as a mapping would give it; for scripts that score parsers."""
        return getattr(self, name, default)
