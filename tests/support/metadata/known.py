"""A title of the world that fake providers know; each fake writes it down in its own wire format."""

from dataclasses import dataclass

from dim.metadata.model import TitleFacts, TitleKind


@dataclass(frozen=True, slots=True)
class KnownTitle:
    """A movie or show as it really is: its facts, with its ids by provider, and how popular it is.

    Locations of pictures are paths ("/poster-603.jpg"); fakes serve them from their own origin.
    """

    kind: TitleKind
    details: TitleFacts
    popularity: float = 1.0

    @property
    def title(self) -> str:
        return self.details.facts.title or ""

    def id(self, provider: str) -> str | None:
        """Its id at a provider ("tmdb", "imdb", "tvmaze", "anilist", "wikidata"); None: it is not there."""
        return self.details.facts.ids.get(provider)
