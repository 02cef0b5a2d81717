"""What a person does about a match: search by hand, see what would change, choose, choose none, look again."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from dim.catalog import items
from dim.catalog.ingest import derived
from dim.catalog.items import VanishedError
from dim.catalog.lookup import episodes, matches
from dim.catalog.lookup.episodes import EpisodeNumber
from dim.catalog.lookup.lookup import Lookup
from dim.catalog.lookup.matches import StoredMatch
from dim.catalog.lookup.query import title_query
from dim.catalog.metadata import layers, preferences
from dim.catalog.metadata.apply import apply, items_of_titles
from dim.catalog.metadata.preferences import Preferences
from dim.db import Database, Transaction
from dim.events import Event
from dim.metadata.matching import Scored
from dim.metadata.matching.score import score
from dim.metadata.merge import merge
from dim.metadata.model import Candidate, EpisodeFacts, Locale, TitleKind, TitleQuery
from dim.metadata.provider import Provider, ProviderError

SEARCH_SECONDS = 15.0
"""How long a person who searches waits for a provider."""
ORDERS = ("aired", "dvd", "absolute")
SHOWN = (
    "title",
    "original_title",
    "year",
    "overview",
    "tagline",
    "certification",
    "rating",
    "runtime",
    "genres",
    "status",
    "ids",
)
"""Fields that a preview compares."""


class UnknownTitleError(Exception):
    """A provider knows no title of that id, or there is no such provider; the text says which."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Candidates of all providers, the best first; and why providers did not answer."""

    candidates: Sequence[Scored]
    failures: Sequence[str]


@dataclass(frozen=True, slots=True)
class Change:
    """A field that would be another."""

    field: str
    before: Any
    after: Any
    kept_by: str | None = None
    """The stronger source that keeps its value ("person", "nfo")."""


@dataclass(frozen=True, slots=True)
class KnownEpisodes:
    """The episodes that a show's provider knows. `current`: the one that an episode of this library is taken for."""

    provider: str
    episodes: Sequence[EpisodeFacts]
    current: EpisodeNumber | None
    is_chosen: bool
    """Whether a person chose it."""


@dataclass(frozen=True, slots=True)
class _Before:
    """A title as it is."""

    query: TitleQuery
    wanted: Preferences
    layers: Mapping[str, Any]
    current: Mapping[str, Any]
    provenance: Mapping[str, str]
    library_id: int


class FixMatch:
    """Corrects matches."""

    def __init__(self, database: Database, lookup: Lookup) -> None:
        self._database, self._lookup = database, lookup

    async def search(self, media_id: int, title: str, year: int | None, names: Sequence[str] | None) -> SearchResult:
        """Search providers by hand: those of some names, else all of the title's library. Raises VanishedError."""
        before = self._read(media_id)
        query = replace(before.query, titles=(title,), year=year, ids={}, country=None)
        weighed = replace(query, year=year or before.query.year)  # no year finds all; that of the name comes first
        known = [
            one
            for one in self._lookup.asked(names if names is not None else before.wanted.asked)
            if query.kind in one.info.kinds
        ]
        found: dict[tuple[str, str], Scored] = {}
        failures: list[str] = []
        for answer in await asyncio.gather(*(_search(one, query, before.wanted.locale) for one in known)):
            if isinstance(answer, str):
                failures.append(answer)
                continue
            for rank, one in enumerate(answer):
                found.setdefault((one.provider, one.id), score(weighed, one, rank))
        return SearchResult(sorted(found.values(), key=lambda one: -one.points), failures)

    async def preview(self, media_id: int, name: str, provider_id: str) -> Sequence[Change]:
        """What would change if a title were that one of a provider. Raises VanishedError, UnknownTitleError, ProviderError."""
        before = self._read(media_id)
        provider = self._provider(name, before.query.kind)
        details = await provider.details(before.query.kind, provider_id, before.wanted.locale)
        if details is None:
            raise UnknownTitleError(f"{provider.info.label} has no title with the id {provider_id[:50]}.")
        kept = {source: facts for source, facts in before.layers.items() if source in layers.LOCAL}
        order = [*before.wanted.sources, *([] if name in before.wanted.sources else [name]), layers.NAME]
        merged = merge({**kept, name: details.facts}, order, before.wanted.locale)
        changes = []
        for field in SHOWN:
            old, new = before.current.get(field), getattr(merged.facts, field)
            if isinstance(new, tuple):
                new, old = list(new), old or []
            keeper = before.provenance.get(field)
            if keeper == "person" or (keeper in layers.LOCAL and new == old):
                offered = getattr(details.facts, field)
                if offered not in (None, (), {}) and offered != old:
                    changes.append(Change(field, old, list(offered) if isinstance(offered, tuple) else offered, keeper))
            elif new not in (None, [], {}) and new != old:
                changes.append(Change(field, old, new))
        return changes

    async def choose(self, media_id: int, name: str, provider_id: str, order: str | None = None) -> StoredMatch | None:
        """Say which title of a provider a title is, and keep that; gives what it was before.

        `order`: of its episodes. Raises VanishedError, UnknownTitleError; ProviderError: it does not answer now, nothing changed.
        """
        before = self._read(media_id)
        provider = self._provider(name, before.query.kind)
        if await provider.details(before.query.kind, provider_id, before.wanted.locale) is None:
            raise UnknownTitleError(f"{provider.info.label} has no title with the id {provider_id[:50]}.")
        previous = self._database.read(matches.of_title, media_id)
        chosen = StoredMatch(
            "certain", name, provider_id, 1.0, ("a person chose it",), locked=True, tried_at=time.time(), due_at=time.time(),
            order=order if order is not None else previous.order if previous else None,
        )  # fmt: skip
        await self._database.write(_set, media_id, chosen, before.library_id)
        await self._lookup.look_up(media_id)
        return previous

    async def choose_none(self, media_id: int) -> StoredMatch | None:
        """Say that a title is at no provider: what they said of it is forgotten. Gives what it was before."""
        before = self._read(media_id)
        previous = self._database.read(matches.of_title, media_id)
        chosen = StoredMatch("none", reasons=("a person said that none is right",), locked=True, tried_at=time.time())
        await self._database.write(_set, media_id, chosen, before.library_id)
        return previous

    async def episodes_for(self, episode_id: int) -> KnownEpisodes:
        """The episodes of its show's provider, of which an episode may be one.

        Raises VanishedError, ProviderError; UnknownTitleError: its show is at no provider.
        """
        media_id = self._show_of(episode_id)
        match = self._database.read(matches.of_title, media_id)
        if match is None or match.provider is None or match.value is None:
            raise UnknownTitleError("Its show is at no provider. Fix the match of the show first.")
        provider, locale = self._provider(match.provider, "show"), self._read(media_id).wanted.locale
        known: Sequence[EpisodeFacts] = ()
        if match.order not in (None, "aired"):
            known = await provider.episode_order(match.value, match.order or "aired", locale)
        if not known:
            details = await provider.details("show", match.value, locale)
            known = details.episodes if details is not None else ()
        numbers = self._database.read(episodes.numbers, media_id)
        chosen = self._database.read(episodes.chosen_of, media_id)
        current = episodes.assign(numbers, known, chosen).get(episode_id)
        number = EpisodeNumber(current.season, current.number) if current else None
        return KnownEpisodes(match.provider, known, number, number is not None and chosen.get(episode_id) == number)

    async def choose_episode(self, episode_id: int, to: EpisodeNumber | None) -> EpisodeNumber | None:
        """Say which of its show's provider's episodes an episode is, and keep that; None: Dim finds it by itself.

        Gives what a person had said before.
        Raises VanishedError, ProviderError; UnknownTitleError: the provider knows no such episode.
        """
        media_id = self._show_of(episode_id)
        if to is not None:
            known = await self.episodes_for(episode_id)
            if to not in {EpisodeNumber(one.season, one.number) for one in known.episodes}:
                raise UnknownTitleError(
                    f"The provider of this show knows no episode {to.number} of season {to.season}."
                )
        previous = self._database.read(episodes.chosen_of, media_id).get(episode_id)
        await self._database.write(_choose_episode, episode_id, to)
        await self._lookup.look_up(media_id)
        return previous

    def _show_of(self, episode_id: int) -> int:
        found = self._database.read(items.find, episode_id)
        if found is None or found.kind != "episode":
            raise VanishedError
        return found.title_id

    async def look_again(self, media_ids: Iterable[int]) -> None:
        """Match titles anew, also those that a person had chosen."""
        for media_id in media_ids:
            self._read(media_id)
            await self._lookup.look_up(media_id, anew=True)

    def _provider(self, name: str, kind: TitleKind) -> Provider:
        found = next(iter(self._lookup.asked([name])), None)
        if found is None:
            raise UnknownTitleError(
                f"The provider “{name[:50]}” cannot be asked: it is not installed, or lacks its key."
            )
        if kind not in found.info.kinds:
            raise UnknownTitleError(f"{found.info.label} knows no {kind}s.")
        return found

    def _read(self, media_id: int) -> _Before:
        found = self._database.read(_read, media_id)
        if found is None:
            raise VanishedError
        return found


async def _search(provider: Provider, query: TitleQuery, locale: Locale) -> Sequence[Candidate] | str:
    """What one provider finds; why it found nothing out, where it does not answer."""
    try:
        async with asyncio.timeout(SEARCH_SECONDS):
            candidates = await provider.search(query, locale, with_year=query.year is not None)
            if not candidates and query.year is not None:
                candidates = await provider.search(query, locale, with_year=False)
            return candidates
    except TimeoutError:
        return f"{provider.info.label} did not answer within {SEARCH_SECONDS:.0f} s."
    except ProviderError as error:
        return str(error)


def _read(connection: Connection, media_id: int) -> _Before | None:
    query, of = title_query(connection, media_id), items.find(connection, media_id)
    if query is None or of is None:
        return None
    current, sources = items.fields_of(connection, of)
    known = layers.of_item(connection, media_id)
    return _Before(query, preferences.of_library(connection, of.library_id), known, current, sources, of.library_id)


def _set(transaction: Transaction, media_id: int, chosen: StoredMatch, library_id: int) -> None:
    everything = items_of_titles(transaction, [media_id])
    layers.keep_only(transaction, everything, ())
    episodes.forget_chosen(transaction, everything)
    matches.store(transaction, media_id, chosen)
    if chosen.provider is None:
        apply(transaction, library_id, everything)
        derived.refresh(transaction, [media_id])
    transaction.announce(Event("media", {"library_id": library_id, "ids": [media_id]}, library_id))


def _choose_episode(transaction: Transaction, episode_id: int, to: EpisodeNumber | None) -> None:
    if items.find(transaction.connection, episode_id) is None:
        raise VanishedError
    episodes.choose(transaction, episode_id, to)
