"""Where a user stopped."""

import time
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from dim.db import Transaction
from dim.db.tables import progress
from dim.events import Event
from dim.media import Chapter
from dim.media.chapters import credits_start

WATCHED_FROM = 0.9
"""The share of a movie or episode after which it counts as watched."""


def stopped_at(connection: Connection, user_id: int, item_id: int) -> float:
    """Seconds from the beginning; 0 where nothing is known or it was watched to the end."""
    row = connection.execute(
        select(progress.c.seconds, progress.c.watched).where(
            progress.c.user_id == user_id, progress.c.item_id == item_id
        )
    ).first()
    return 0.0 if row is None or row.watched else float(row.seconds)


def stop_at(
    transaction: Transaction, user_id: int, item_id: int, seconds: float, length: float, chapters: Sequence[Chapter],
    library_id: int, media_id: int,
) -> None:  # fmt: skip
    """Remember where a user is in something of a length (seconds; 0: unknown). Past nine tenths of it, or at the
    credits, it counts as watched.
    """
    seconds = max(0.0, min(seconds, length or seconds))
    over = WATCHED_FROM * length
    if (closing := credits_start(chapters, length)) is not None:
        over = min(over, closing)
    watched = bool(length) and seconds >= over
    set_progress(transaction, user_id, item_id, seconds, watched, library_id, media_id)


def set_progress(
    transaction: Transaction, user_id: int, item_id: int, seconds: float, watched: bool, library_id: int, media_id: int
) -> None:
    """Write a user's place in an item, or that it was watched or not. `media_id` is the movie or show of the item."""
    transaction.execute(delete(progress).where(progress.c.user_id == user_id, progress.c.item_id == item_id))
    row = {"user_id": user_id, "item_id": item_id, "media_id": media_id, "seconds": seconds, "watched": watched}
    transaction.execute(insert(progress), {**row, "updated_at": time.time()})
    transaction.announce(
        Event("progress", {"id": item_id, "seconds": seconds, "watched": watched}, library_id, user_id)
    )
