"""Progress: where a user stopped, and what counts as watched."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from dim.db import Transaction
from dim.db.tables import progress
from dim.events import Event
from dim.media import Chapter
from dim.media.chapters import credits_start

WATCHED_SHARE = 0.9
"""The share of the duration after which something counts as watched."""
RESUME_SECONDS = 1.0
"""Who stops earlier has not begun: there is nothing to resume."""


@dataclass(frozen=True, slots=True)
class PlayedItem:
    """A movie or an episode whose progress is noted."""

    id: int
    title_id: int
    """The movie or show that it belongs to."""
    library_id: int
    duration: float = 0.0
    """Seconds; 0: unknown."""
    chapters: Sequence[Chapter] = ()


def resume_position(connection: Connection, user_id: int, item_id: int) -> float:
    """Seconds at which a user goes on; 0: they did not begin, or watched it to the end."""
    row = connection.execute(
        select(progress.c.seconds, progress.c.watched).where(
            progress.c.user_id == user_id, progress.c.item_id == item_id
        )
    ).first()
    return 0.0 if row is None or row.watched else float(row.seconds)


def record_position(transaction: Transaction, user_id: int, item: PlayedItem, seconds: float) -> None:
    """Note where a user is in an item. Before `RESUME_SECONDS`, they go on from the beginning; at nine tenths of it, or at its
    closing credits, it counts as watched.
    """
    seconds = max(0.0, min(seconds, item.duration or seconds))
    if seconds < RESUME_SECONDS:
        seconds = 0.0
    watched_from = WATCHED_SHARE * item.duration
    if (closing := credits_start(item.chapters, item.duration)) is not None:
        watched_from = min(watched_from, closing)
    _write(transaction, user_id, item, seconds, bool(item.duration) and seconds >= watched_from)


def set_watched(
    transaction: Transaction, user_id: int, item: PlayedItem, watched: bool, played: Sequence[int] | None = None
) -> None:
    """Mark an item as watched or not; where the user stopped is forgotten.

    `played`: of a season or a show, the ids of its episodes, which are marked in its place, as if watched in that order.
    """
    ids = [item.id] if played is None else list(played)
    for start in range(0, len(ids), 500):
        some = progress.c.item_id.in_(ids[start : start + 500])
        transaction.execute(delete(progress).where(progress.c.user_id == user_id, some))
    if played is not None and not watched:
        ids = []  # as if nobody had begun it
    now = time.time()
    rows = [
        {**_row(user_id, number, item.title_id, 0.0, watched), "updated_at": now + place * 1e-5}
        for place, number in enumerate(ids)
    ]
    if rows:
        transaction.execute(insert(progress), rows)
    _announce(transaction, user_id, item, 0.0, watched)


def _write(transaction: Transaction, user_id: int, item: PlayedItem, seconds: float, watched: bool) -> None:
    transaction.execute(delete(progress).where(progress.c.user_id == user_id, progress.c.item_id == item.id))
    transaction.execute(insert(progress), _row(user_id, item.id, item.title_id, seconds, watched))
    _announce(transaction, user_id, item, seconds, watched)


def _row(user_id: int, item_id: int, title_id: int, seconds: float, watched: bool) -> dict[str, object]:
    row = {"user_id": user_id, "item_id": item_id, "media_id": title_id, "seconds": seconds, "watched": watched}
    return {**row, "updated_at": time.time()}


def _announce(transaction: Transaction, user_id: int, item: PlayedItem, seconds: float, watched: bool) -> None:
    changed = {"id": item.id, "seconds": seconds, "watched": watched}
    transaction.announce(Event("progress", changed, item.library_id, user_id))
