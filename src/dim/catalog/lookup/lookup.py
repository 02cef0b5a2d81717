"""Looks one title up: finds which it is, asks every provider of its library about it, and stores what they say."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from dim.catalog.games import copies
from dim.catalog.ingest import derived
from dim.catalog.lookup import matches
from dim.catalog.lookup.episodes import by_item
from dim.catalog.lookup.matches import StoredMatch
from dim.catalog.lookup.query import title_query
from dim.catalog.metadata import layers, preferences
from dim.catalog.metadata.apply import apply, items_of_titles
from dim.catalog.metadata.preferences import Preferences
from dim.db import Database, Transaction
from dim.db.tables import external_id, media
from dim.events import Event
from dim.metadata.matching import Match, Scored, ask_others, match
from dim.metadata.model import Candidate, EpisodeFacts, TitleFacts, TitleQuery
from dim.metadata.provider import Provider, ProviderError

Known = Mapping[str, tuple[str, TitleFacts]]
"""Of each provider that knows a title: its id there, and what it says."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How looking a title up ended. `failures`: why providers did not answer; what they would say is asked for again by itself."""

    state: str
    failures: tuple[str, ...] = ()
    changed: bool = False

    @property
    def is_stuck(self) -> bool:
        """Whether providers did not answer, and nothing was found out."""
        return bool(self.failures) and not self.changed


@dataclass(frozen=True, slots=True)
class _Title:
    """A title and what is known of it before it is looked up."""

    id: int
    library_id: int
    wanted: Preferences
    query: TitleQuery
    match: StoredMatch | None
    ids: Mapping[str, str]


class Lookup:
    """Looks titles up."""

    def __init__(self, database: Database, providers: Callable[[Sequence[str]], Sequence[Provider]]) -> None:
        """`providers` gives those of some names that can be asked now, in that order."""
        self._database, self._providers = database, providers

    def asked(self, names: Sequence[str]) -> Sequence[Provider]:
        """The providers of some names that can be asked now."""
        return self._providers(names)

    async def look_up(self, media_id: int, *, anew: bool = False) -> Outcome:
        """Find a title, or refresh what is known of it. What providers that do not answer said before stays. `anew`: whatever was
        found or chosen before.
        """
        title = self._database.read(_read, media_id)
        if title is None:
            return Outcome("none")
        providers = self._providers(title.wanted.asked)
        if not providers:
            return Outcome("none")
        found, known, failures = await self._find(title, None if anew else title.match, providers)
        stored = _to_store(title, found, known, failures, anew=anew)
        orders = await self._episodes_in_order(title, stored, providers)
        changed = await self._database.write(
            _store, title, stored, known, orders, [one.info.name for one in providers], failures
        )
        return Outcome(stored.state, tuple(failures), changed)

    async def _find(
        self, title: _Title, before: StoredMatch | None, providers: Sequence[Provider]
    ) -> tuple[Match, Known, list[str]]:
        """Which title it is, and what is known of it."""
        if before is not None and before.provider is not None and before.value is not None:
            found = _as_match(title, before)
            known, failures = await ask_others(title.query, found, providers, title.wanted.locale)
            if known or failures or before.locked:
                return found, known, failures
        if before is not None and before.locked:  # a person said that none is right
            return Match(state="none", reasons=before.reasons), {}, []
        found = await match(title.query, providers, title.wanted.locale)
        if found.candidate is None:
            return found, {}, list(found.failures)
        known, failures = await ask_others(title.query, found, providers, title.wanted.locale)
        return found, known, list(dict.fromkeys((*found.failures, *failures)))

    async def _episodes_in_order(
        self, title: _Title, stored: StoredMatch, providers: Sequence[Provider]
    ) -> Sequence[EpisodeFacts]:
        """The episodes in the order that a person chose; empty: in the aired one."""
        if stored.order in (None, "aired") or stored.provider is None or stored.value is None:
            return ()
        provider = next((one for one in providers if one.info.name == stored.provider), None)
        if provider is None:
            return ()
        try:
            return await provider.episode_order(stored.value, stored.order or "aired", title.wanted.locale)
        except ProviderError:
            return ()


def _read(connection: Connection, media_id: int) -> _Title | None:
    query = title_query(connection, media_id)
    library_id = connection.scalar(select(media.c.library_id).where(media.c.id == media_id))
    if query is None or library_id is None:
        return None
    rows = connection.execute(select(external_id).where(external_id.c.item_id == media_id))
    ids = {row.provider: row.value for row in rows}
    wanted = preferences.of_library(connection, library_id)
    return _Title(media_id, library_id, wanted, query, matches.of_title(connection, media_id), ids)


def _as_match(title: _Title, before: StoredMatch) -> Match:
    """A result of matching that was stored."""
    assert before.provider is not None and before.value is not None
    chosen = Candidate(
        provider=before.provider, id=before.value, kind=title.query.kind, title=title.query.titles[0], year=title.query.year,
        ids=title.ids,
    )  # fmt: skip
    scored = Scored(chosen, 0.0, before.reasons, 1.0)
    return Match(state="certain" if before.state == "certain" else "doubtful", chosen=scored, reasons=before.reasons)


def _to_store(title: _Title, found: Match, known: Known, failures: Sequence[str], *, anew: bool = False) -> StoredMatch:
    """The row of a title's match after it was looked up."""
    before = title.match
    now = time.time()
    kept = _is_kept(before, found) if not anew else False
    if failures and found.candidate is None:
        kept = before is not None  # who does not answer takes nothing away
    after = before if kept and before is not None else matches.as_stored(found)
    if before is not None and not kept:
        after = replace(after, order=before.order, locked=before.locked and not anew)
    tries = (before.failures if before else 0) + 1 if failures else 0
    if failures:
        due_at = matches.retry_at(tries)
    elif after.state == "none":
        due_at = now + matches.RETRY_NONE
    else:
        goes_on = any(details.facts.status in ("continuing", "planned") for _, details in known.values())
        due_at = now + (matches.REFRESH if goes_on else matches.REFRESH_ENDED) * random.uniform(0.9, 1.1)  # noqa: S311
    return replace(
        after, tried_at=now, due_at=due_at, failures=tries, error=failures[0][:500] if failures else None,
        reasons=(*after.reasons, *failures[:1]) if after.state == "none" and failures and not kept else after.reasons,
    )  # fmt: skip


def _is_kept(before: StoredMatch | None, found: Match) -> bool:
    """Whether a title is what it was."""
    if before is None:
        return False
    if found.candidate is None:
        return before.locked and before.provider is None
    return (before.provider, before.value) == (found.candidate.provider, found.candidate.id)


def _store(
    transaction: Transaction, title: _Title, stored: StoredMatch, known: Known, orders: Sequence[EpisodeFacts],
    asked: Sequence[str], failures: Sequence[str],
) -> bool:  # fmt: skip
    """Write what was found out; whether the title looks different now."""
    row = transaction.execute(select(media.c.library_id).where(media.c.id == title.id)).first()
    latest = matches.of_title(transaction.connection, title.id)
    if row is None or row.library_id != title.library_id:
        return False
    if _was_changed(title.match, latest) or _is_renamed(transaction.connection, title):
        return False  # it stays due, as what it is now
    items = items_of_titles(transaction, [title.id]) if title.query.kind == "show" else [title.id]
    if title.match is not None and (stored.provider, stored.value) != (title.match.provider, title.match.value):
        layers.keep_only(transaction, items, ())  # what the others said was of another title
    for provider in asked:
        if provider in known:
            details = known[provider][1]
            in_order = orders if provider == stored.provider and orders else details.episodes
            facts = by_item(transaction.connection, title.id, details, in_order)
            layers.store(transaction, provider, {item_id: facts.get(item_id) for item_id in items})
        elif not failures:
            layers.store(transaction, provider, dict.fromkeys(items))
    matches.store(transaction, title.id, stored)
    changed = apply(transaction, title.library_id, items)
    if changed and title.query.kind == "game":
        copies.update_works(transaction, [title.id])
    if changed:
        derived.refresh(transaction, [title.id])
    if changed or latest is None or latest.state != stored.state:
        event = Event("media", {"library_id": title.library_id, "ids": [title.id]}, title.library_id)
        transaction.announce(event)
    return bool(changed or known)


def _was_changed(before: StoredMatch | None, now: StoredMatch | None) -> bool:
    """Whether a match was chosen, locked or reset while its title was looked up."""
    if before is None:
        return now is not None and now.locked
    if now is None:
        return True
    return (before.provider, before.value, before.locked, before.order) != (
        now.provider,
        now.value,
        now.locked,
        now.order,
    )


def _is_renamed(connection: Connection, title: _Title) -> bool:
    """Whether names or NFO files say now that it is another title than the one that was looked up."""
    now, then = title_query(connection, title.id), title.query
    return now is not None and (now.titles, now.year, now.ids) != (then.titles, then.year, then.ids)
