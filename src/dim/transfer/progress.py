"""Writes progress that was made elsewhere. What is newer here stays."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.tables import episode, item, media, progress, season
from dim.events import Event


@dataclass(frozen=True, slots=True)
class NewProgress:
    """How far a user was in a movie or an episode, and when (UTC seconds since 1970; 0: not known)."""

    item_id: int
    seconds: float
    watched: bool
    updated_at: float


def take_progress(transaction: Transaction, user_id: int, entries: Sequence[NewProgress]) -> set[int]:
    """Note progress, of each item the latest; gives the items that are there, whether or not theirs here was newer."""
    latest: dict[int, NewProgress] = {}
    for one in entries:
        if one.item_id not in latest or latest[one.item_id].updated_at <= one.updated_at:
            latest[one.item_id] = one
    there: set[int] = set()
    for part in chunks(sorted(latest)):
        titles = _titles(transaction, part)
        there.update(titles)
        mine = (progress.c.user_id == user_id, progress.c.item_id.in_(part))
        known = {
            row.item_id: row.updated_at
            for row in transaction.execute(select(progress.c.item_id, progress.c.updated_at).where(*mine))
        }
        new = [latest[number] for number in part if number in titles]
        new = [one for one in new if one.item_id not in known or known[one.item_id] < one.updated_at]
        if not new:
            continue
        changed = [one.item_id for one in new]
        transaction.execute(delete(progress).where(progress.c.user_id == user_id, progress.c.item_id.in_(changed)))
        rows = [
            {
                "user_id": user_id, "item_id": one.item_id, "media_id": titles[one.item_id][0], "seconds": one.seconds,
                "watched": one.watched, "updated_at": one.updated_at,
            }
            for one in new
        ]  # fmt: skip
        transaction.execute(insert(progress), rows)
        transaction.events += [  # each of another item: `announce` would compare them all
            Event(
                "progress",
                {"id": one.item_id, "seconds": one.seconds, "watched": one.watched},
                titles[one.item_id][1],
                user_id,
            )
            for one in new
        ]
    return there


def _titles(transaction: Transaction, item_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The title and the library of movies and episodes; other items are left out."""
    query = (
        select(item.c.id, media.c.id.label("title_id"), media.c.library_id)
        .select_from(
            item.outerjoin(episode, episode.c.id == item.c.id)
            .outerjoin(season, season.c.id == episode.c.season_id)
            .join(media, media.c.id == func.coalesce(season.c.media_id, item.c.id))
        )
        .where(item.c.id.in_(item_ids), item.c.kind.in_(("movie", "episode")))
    )
    return {row.id: (row.title_id, row.library_id) for row in transaction.execute(query)}
