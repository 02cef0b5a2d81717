"""Which title of a provider each title is, how certain that is, and when it is looked at again."""

import random
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, insert, or_, select, true, update

from dim.catalog import provenance
from dim.catalog.metadata import layers
from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.rows import Prepared
from dim.db.tables import episode, external_id, item_facts, library, media, season, title_match
from dim.metadata.matching import Match, Scored

DAY = 86_400.0
REFRESH, REFRESH_ENDED, RETRY_NONE = 7 * DAY, 30 * DAY, 30 * DAY
"""Seconds until metadata is asked for again: of a show that goes on, of what does not change, and where nothing was found."""
SHORTEST_RETRY, LONGEST_RETRY = 15.0, 40.0
"""Seconds until a title is tried again whose provider did not answer. A provider that is down costs one request each time, since
further titles then wait for it."""


@dataclass(frozen=True, slots=True)
class StoredMatch:
    """What was found for a title. `value`: its id at the provider; `reasons` are for people."""

    state: str
    provider: str | None = None
    value: str | None = None
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    runner_up: Mapping[str, Any] | None = None
    """provider, id, title, year, score."""
    locked: bool = False
    """A person chose it."""
    order: str | None = None
    """Of a show's episodes, where a person chose another than the aired one."""
    tried_at: float = 0.0
    due_at: float | None = None
    failures: int = 0
    error: str | None = None


_OF_TITLE = Prepared(
    select(*(title_match.c[name] for name in StoredMatch.__slots__)).where(
        title_match.c.media_id == bindparam("number")
    )
)
SET_ASIDE = 3600.0
BROKEN = "Looking it up failed; the log of the server says why. It is tried again in an hour."
NOT_TRIED = StoredMatch("none", reasons=("It has not been looked for yet.",))


def of_title(connection: Connection, media_id: int) -> StoredMatch | None:
    """What was found for a title; None: it was not looked for yet."""
    row = next(iter(_OF_TITLE.dicts(connection, {"number": media_id})), None)
    if row is None:
        return None
    return StoredMatch(**{**row, "reasons": tuple(row["reasons"] or ())})


def as_stored(found: Match, *, locked: bool = False) -> StoredMatch:
    """A result of matching as it is stored."""
    other = _described(found.runner_up)
    value = found.candidate.id if found.candidate else None
    return StoredMatch(found.state, found.provider, value, found.score, found.reasons, other, locked)


def _described(one: Scored | None) -> Mapping[str, Any] | None:
    if one is None:
        return None
    known = one.candidate
    return {"provider": known.provider, "id": known.id, "title": known.title, "year": known.year, "score": one.score}


def store(transaction: Transaction, media_id: int, found: StoredMatch) -> None:
    """Note what was found for a title."""
    values = {name: getattr(found, name) for name in StoredMatch.__slots__}
    values["reasons"] = list(found.reasons)
    values["runner_up"] = dict(found.runner_up) if found.runner_up else None
    transaction.execute(delete(title_match).where(title_match.c.media_id == media_id))
    transaction.execute(insert(title_match), {"media_id": media_id, **values})


def set_aside(transaction: Transaction, media_id: int) -> None:
    """Looking a title up ended in an error of Dim: leave it alone for an hour. What was found for it before stays."""
    if transaction.scalar(select(media.c.id).where(media.c.id == media_id)) is not None:
        before = of_title(transaction.connection, media_id) or StoredMatch("none", reasons=(BROKEN,))
        later = time.time() + SET_ASIDE
        store(transaction, media_id, replace(before, tried_at=time.time(), due_at=later, error=BROKEN))


def retry_at(failures: int) -> float:
    """When a title is tried again after so many failures in a row."""
    seconds = float(min(SHORTEST_RETRY * 2 ** min(failures, 10), LONGEST_RETRY))
    return time.time() + seconds * random.uniform(0.8, 1.0)  # noqa: S311


def _waiting(library_id: int, *, everything: bool) -> ColumnElement[bool]:
    mine = and_(media.c.library_id == library_id, media.c.visible.is_(True))
    if everything:
        return mine
    return and_(mine, or_(title_match.c.media_id.is_(None), title_match.c.due_at <= time.time()))


def due(connection: Connection, library_id: int, *, everything: bool = False) -> list[int]:
    """The titles of a library that are to be looked for or refreshed now, the new ones first; `everything`: all of them."""
    query = select(media.c.id).outerjoin(title_match).where(_waiting(library_id, everything=everything))
    order = (title_match.c.media_id.is_not(None), title_match.c.tried_at, media.c.added_at.desc())
    return list(connection.scalars(query.order_by(*order)))


def next_due(connection: Connection, library_id: int) -> float | None:
    """When the next title of a library is due, 0 where one is already; None: none is."""
    if connection.scalar(
        select(media.c.id).outerjoin(title_match).where(_waiting(library_id, everything=False)).limit(1)
    ):
        return 0.0
    query = select(func.min(title_match.c.due_at)).join(media).where(media.c.library_id == library_id, media.c.visible)
    found: float | None = connection.scalar(query)
    return found


def libraries_with_titles(connection: Connection) -> list[int]:
    """The ids of all libraries."""
    return list(connection.scalars(select(library.c.id).order_by(library.c.id)))


def make_due(transaction: Transaction, media_ids: Iterable[int]) -> None:
    """Have titles looked at again now: those that were matched are refreshed, others looked for."""
    for part in chunks(sorted(set(media_ids))):
        mine = (
            title_match.c.media_id.in_(part),
            or_(title_match.c.due_at.is_(None), title_match.c.due_at > time.time()),
        )
        transaction.execute(update(title_match).where(*mine).values(due_at=time.time()))


def note_new_episodes(transaction: Transaction, media_ids: Iterable[int]) -> None:
    """Shows changed: those that were found and have episodes of which the provider said nothing yet are refreshed now."""
    for part in chunks(sorted(set(media_ids))):
        known = select(item_facts.c.item_id).where(
            item_facts.c.item_id == episode.c.id, item_facts.c.source == title_match.c.provider
        )
        unknown = (
            select(title_match.c.media_id)
            .join(season, season.c.media_id == title_match.c.media_id)
            .join(episode, episode.c.season_id == season.c.id)
            .where(title_match.c.media_id.in_(part), title_match.c.provider.is_not(None), episode.c.visible)
            .where(episode.c.added_at > title_match.c.tried_at, ~known.exists())
        )
        make_due(transaction, transaction.connection.scalars(unknown))


def forget_none(transaction: Transaction, library_id: int, before: float | None = None) -> None:
    """Look for those titles of a library anew for which nothing was found; `before` a time (UTC seconds)."""
    mine = select(media.c.id).where(media.c.library_id == library_id)
    nothing = (title_match.c.media_id.in_(mine), title_match.c.state == "none", title_match.c.locked.is_(False))
    transaction.execute(
        delete(title_match).where(*nothing, true() if before is None else title_match.c.tried_at < before)
    )


def check_ids(transaction: Transaction, media_id: int, ids: Mapping[str, str]) -> bool:
    """Names or NFO files say now that a title has these ids: where they contradict what was found, it is looked for anew, and what
    providers said of it is forgotten. Whether they did.
    """
    found = of_title(transaction.connection, media_id)
    if found is None or found.provider is None or not ids:
        return False
    mine = external_id.c.item_id == media_id
    known = {row.provider: row.value for row in transaction.execute(select(external_id).where(mine))}
    known[found.provider] = found.value or ""
    if all(known.get(provider, value) == value for provider, value in ids.items()):
        return False
    transaction.execute(delete(title_match).where(title_match.c.media_id == media_id))
    layers.keep_only(transaction, [media_id], ())
    transaction.execute(delete(external_id).where(mine))
    provenance.yield_to_name(transaction, media_id, ("title", "year", "ids"))
    return True


def tried_at(connection: Connection, media_ids: Sequence[int]) -> dict[int, float]:
    """When titles were last looked for; those that never were are left out."""
    found: dict[int, float] = {}
    for part in chunks(media_ids):
        query = select(title_match.c.media_id, title_match.c.tried_at).where(title_match.c.media_id.in_(part))
        found |= {row.media_id: row.tried_at for row in connection.execute(query)}
    return found


def accept(transaction: Transaction, media_id: int) -> None:
    """A person says that the match of a title is right."""
    mine = (title_match.c.media_id == media_id, title_match.c.provider.is_not(None))
    values = {"state": "certain", "locked": True, "reasons": ["a person said that it is right"]}
    transaction.execute(update(title_match).where(*mine).values(**values))


def in_state(connection: Connection, library_id: int, state: str, after: int, limit: int) -> list[int]:
    """The visible titles of a library whose match is in a state and that no person decided, after an id."""
    mine = _reviewed(library_id) & (title_match.c.state == state) & (media.c.id > after)
    return list(connection.scalars(select(media.c.id).join(title_match).where(mine).order_by(media.c.id).limit(limit)))


def counts(connection: Connection, library_id: int) -> dict[str, int]:
    """How many titles of a library there are in each state that no person decided."""
    query = select(title_match.c.state, func.count()).join(media).where(_reviewed(library_id))
    return {row[0]: row[1] for row in connection.execute(query.group_by(title_match.c.state))}


def _reviewed(library_id: int) -> ColumnElement[bool]:
    return and_(media.c.library_id == library_id, media.c.visible.is_(True), title_match.c.locked.is_(False))
