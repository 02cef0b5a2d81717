"""The home page: what to go on with, what is new."""

from typing import Any

from sqlalchemy import Connection, select

from dim.accounts.rights import User
from dim.catalog import cards, details
from dim.catalog.access import visible_to
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
    found: list[dict[str, Any]] = []
    for row in connection.execute(query).all():
        if len(found) >= ROW:
            break
        if row.kind == "show" and row.id not in shows:
            shows.add(row.id)
            if card := details.next_episode(connection, user, row.id):
                found.append(card)
        elif row.kind == "movie" and not row.watched:
            found += cards.cards(connection, user, [row.item_id])
    return found


def recently_added(connection: Connection, user: User) -> list[dict[str, Any]]:
    """The newest titles of all that the user sees."""
    newest = (media.c.added_at.desc(), media.c.id.desc())
    query = select(media.c.id).where(*visible_to(user)).order_by(*newest).limit(ROW)
    return cards.cards(connection, user, list(connection.scalars(query)))
