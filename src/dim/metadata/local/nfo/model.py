"""What an NFO file says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dim.metadata.model import EpisodeFacts, Facts, SeasonFacts, TitleFacts

NfoKind = Literal["movie", "show", "season", "episode", "links", "none"]
"""`links`: it has no XML, but links that say what it is of. `none`: it says nothing that Dim reads, as scene art."""


@dataclass(frozen=True, slots=True)
class UserData:
    """What one user of another program did. `position`: where to resume, in seconds."""

    watched: bool | None = None
    plays: int | None = None
    last_played: str | None = None
    position: float | None = None
    favorite: bool | None = None
    rating: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NfoEpisode:
    """One `<episodedetails>`. Kodi takes the numbers from the file's name, unless a file holds several episodes."""

    facts: Facts
    season: int | None = None
    number: int | None = None
    number_end: int | None = None
    """The last episode of a file that holds several, as Jellyfin writes it."""
    absolute: int | None = None
    show: str | None = None
    display_season: int | None = None
    """Of a special: the season among whose episodes it is shown."""
    display_episode: int | None = None
    airs_after_season: int | None = None
    airs_before_season: int | None = None
    airs_before_episode: int | None = None
    added: str | None = None
    user: UserData = UserData()

    @property
    def as_episode(self) -> EpisodeFacts | None:
        """It by its numbers; None: it does not say them."""
        if self.season is None or self.number is None:
            return None
        return EpisodeFacts(self.season, self.number, self.facts, self.absolute)


@dataclass(frozen=True, slots=True, kw_only=True)
class NfoFile:
    """An NFO file. Of an episode file, `facts` are those of its first episode."""

    kind: NfoKind = "none"
    facts: Facts = field(default_factory=Facts)
    season: int | None = None
    """Of `season.nfo`."""
    seasons: tuple[SeasonFacts, ...] = ()
    """Of a show: named seasons, and those that have pictures."""
    episodes: tuple[NfoEpisode, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    """Ids in links before or after the XML; `facts.ids` has them as well."""
    display_order: str | None = None
    """Of a show: "aired", "dvd" or "absolute"."""
    edition: str | None = None
    added: str | None = None
    user: UserData = UserData()
    note: str | None = None
    """What is wrong with it, for a person, as a part of a sentence: "is broken at line 12: ..."."""

    @property
    def is_locked(self) -> bool:
        """Whether no program may change it."""
        return "*" in self.facts.locked or any("*" in one.facts.locked for one in self.episodes)

    @property
    def title_facts(self) -> TitleFacts:
        """A movie's or show's facts with its seasons."""
        return TitleFacts(self.facts, self.seasons, tuple(one for entry in self.episodes if (one := entry.as_episode)))
