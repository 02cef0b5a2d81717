"""The interface of metadata providers. Each is a module; third parties add one as an entry point of the group `dim.metadata`.

A provider is asked in this order: `find` with explicit ids, `search` with titles and year, `details` of the candidate that was
chosen. Methods raise `ProviderError`; they never return half of an answer.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from dim.metadata.model import Candidate, EpisodeFacts, Locale, Picture, TitleFacts, TitleKind, TitleQuery


class ProviderError(Exception):
    """A provider did not answer a question; the text says why, for a person."""


class UnavailableError(ProviderError):
    """It may answer later: a time-out, a lost connection, 429 or 5xx, or an answer that cannot be read.

    `retry_after`: seconds that it asked to wait.
    """

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class RefusedError(ProviderError):
    """It will not answer before a person changes something: the key is wrong or missing, an address is not allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderInfo:
    """What people read before they switch a provider on."""

    name: str
    """In settings and provenance: "tmdb"."""
    label: str
    """"The Movie Database (TMDB)"."""
    kinds: frozenset[TitleKind]
    is_network: bool = True
    """Whether it sends anything over the network. Such providers are off until a library names them."""
    needs_key: bool = False
    key_parts: tuple[str, ...] = ()
    """What people call the parts of a key that has several, which are joined by colons: ("Client ID", "Client secret")."""
    key_url: str = ""
    """Where one gets a key; empty: at `url`."""
    sends: str = ""
    """What leaves this machine, in words."""
    gives: str = ""
    """What it knows, in words."""
    attribution: str = ""
    """The sentence that its terms ask for; shown where its data is."""
    url: str = ""


@runtime_checkable
class Provider(Protocol):
    """A source of metadata that titles can be looked up in."""

    @property
    def info(self) -> ProviderInfo:
        """What it is."""

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked: it has the key or the index that it needs."""

    async def find(self, kind: TitleKind, ids: Mapping[str, str], locale: Locale) -> Candidate | None:
        """The title with one of some external ids, its own before others'; None: it knows none of them.

        A candidate for its own id may hold no more than that id. Raises ProviderError.
        """

    async def search(self, query: TitleQuery, locale: Locale, *, with_year: bool = True) -> Sequence[Candidate]:
        """Titles that may be meant, in the provider's order, with one request. `with_year`: only those of about the query's year,
        if the provider can tell. Raises ProviderError.
        """

    async def details(
        self, kind: TitleKind, provider_id: str, locale: Locale, seasons: Collection[int] = ()
    ) -> TitleFacts | None:
        """Everything about a title, and of a show the episodes of some seasons at least; None: there is none of that id.

        Asked again, it revalidates: an answer that did not change has no body. Raises ProviderError.
        """

    async def episode_order(self, provider_id: str, order: str, locale: Locale) -> Sequence[EpisodeFacts]:
        """A show's episodes in an order ("aired", "dvd", "absolute"); empty: it does not know that order. Raises ProviderError."""

    async def artwork(self, kind: TitleKind, provider_id: str, locale: Locale) -> Sequence[Picture]:
        """All pictures of a title that it offers. Raises ProviderError."""


@runtime_checkable
class PopularTitles(Protocol):
    """What a provider may offer besides: the titles of a year that most people know. A misspelt title is looked for among them."""

    async def popular(self, kind: TitleKind, year: int, locale: Locale) -> Sequence[Candidate] | None:
        """The best known titles of a year, with one request. None: it cannot tell. Raises ProviderError."""
