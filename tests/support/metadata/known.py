"""A title of the world that fake providers know; each fake writes it down in its own wire format."""

import re
from dataclasses import dataclass, replace

from anyascii import anyascii

from dim.metadata.model import Facts, TitleFacts, TitleKind


@dataclass(frozen=True, slots=True)
class KnownTitle:
    """A movie or show as it really is: its facts, with its ids by provider, and how popular it is.

    Locations of pictures are paths ("/poster-603.jpg"); fakes serve them from their own origin.
    """

    kind: TitleKind
    details: TitleFacts
    popularity: float = 1.0
    votes: int = 1_000

    @property
    def title(self) -> str:
        return self.details.facts.title or ""

    def id(self, provider: str) -> str | None:
        """Its id at a provider ("tmdb", "imdb", "tvmaze", "anilist", "wikidata"); None: it is not there."""
        return self.details.facts.ids.get(provider)


def decoys_of(title: KnownTitle, provider: str) -> list[KnownTitle]:
    """Titles that a provider would list before one: its making-of, and another of the same name from another year."""
    facts, number = title.details.facts, int((title.id(provider) or "0").lstrip("Q"))
    prefix, year = "Q" if provider == "wikidata" else "", facts.year or 2000

    def make(at: int, name: str, year: int) -> KnownTitle:
        decoy = Facts(
            title=name, original_title=name, year=year, released=f"{year}-05-06", runtime=1500.0, languages=facts.languages,
            ids={provider: f"{prefix}{20_000_000 * at + number}"},
        )  # fmt: skip
        return replace(title, details=TitleFacts(decoy), popularity=title.popularity * (10 - at), votes=10)

    name = facts.title or ""
    return [make(1, f"The Making of {name}", year), make(2, name, year - 23 if year > 1990 else year + 23)]


def words(title: str) -> set[str]:
    """The words of a title, in Latin letters and lower case."""
    return set(re.findall(r"[a-z0-9]+", anyascii(title).casefold()))
