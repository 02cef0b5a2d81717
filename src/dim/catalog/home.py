"""The home page: what to go on with, what is new."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, select

from dim.accounts.rights import User
from dim.catalog import cards, details
from dim.catalog.access import Sight, sight_of, visible_to
from dim.db.rows import Prepared
from dim.db.tables import media, progress

ROW = 24


def continue_watching(connection: Connection, user: User) -> list[dict[str, Any]]:
    """Movies that were begun, and the next episode of shows that were, the latest first."""
    query = (
        select(progress.c.item_id, progress.c.watched, media.c.id, media.c.kind)
        .join(media, media.c.id == progress.c.media_id)
        .where(progress.c.user_id == user.id, *visible_to(user))
        .order_by(progress.c.updated_at.desc())
        .limit(ROW * 20)
    )
    shows: set[int] = set()
    items: list[int] = []
    for row in connection.execute(query).all():
        if len(items) >= ROW:
            break
        if row.kind == "show" and row.id not in shows:
            shows.add(row.id)
            items += details.next_episode_ids(connection, user, row.id)
        elif row.kind == "movie" and not row.watched:
            items.append(row.item_id)
    return cards.cards(connection, user, items)


def recently_added(connection: Connection, user: User) -> list[dict[str, Any]]:
    """The newest titles of all that the user sees."""
    newest = _newest(sight_of(user)).fetch(connection, {"most": ROW})
    return cards.cards(connection, user, [row[0] for row in newest])


@lru_cache(256)
def _newest(sight: Sight) -> Prepared:
    order = (media.c.added_at.desc(), media.c.id.desc())
    return Prepared(select(media.c.id).where(*visible_to(sight)).order_by(*order).limit(bindparam("most")))
