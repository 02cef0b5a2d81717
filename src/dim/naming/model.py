"""What a name says."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["movie", "episode", "extra", "sample"]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a path says a file is. What it does not say is None or empty."""

    kind: Kind
    title: str
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    """Episode numbers counted over all seasons, as anime does."""
    date: str | None = None
    """The air date of a daily show, ISO 8601."""
    episode_title: str | None = None
    part: int | None = None
    edition: str | None = None
    resolution: str | None = None
    source: str | None = None
    codec: str | None = None
    group: str | None = None
    extra: str | None = None
    """What sort of extra: trailer, featurette, interview, deleted scene ..."""
    ids: dict[str, str] = field(default_factory=dict)
    """Explicit ids in the name, by provider: {"tmdb": "603"}."""

    def get(self, name: str, default: object = None) -> object:
        """The field as a mapping would give it; for scripts that score parsers."""
        return getattr(self, name, default)
