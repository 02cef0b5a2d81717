"""The home page: what to go on with, what is new."""

from typing import Any

from sqlalchemy import Connection, select

from dim.accounts.users import User
from dim.catalog import cards, details
from dim.db.tables import episode, media, progress, season
from dim.naming import fold

ROW = 24


def continue_watching(connection: Connection, user: User) -> list[dict[str, Any]]:
    """Movies that were begun, and the next episode of shows that were, the latest first."""
    query = (
        select(progress.c.item_id, progress.c.watched, season.c.media_id)
        .select_from(
            progress.outerjoin(episode, episode.c.id == progress.c.item_id).outerjoin(
                season, season.c.id == episode.c.season_id
            )
        )
        .where(progress.c.user_id == user.id)
        .order_by(progress.c.updated_at.desc())
        .limit(ROW * 20)
    )
    shows: set[int] = set()
    found: list[dict[str, Any]] = []
    for row in connection.execute(query).all():
        if len(found) >= ROW:
            break
        if row.media_id is not None and row.media_id not in shows:
            shows.add(row.media_id)
            if card := details.next_episode(connection, user.id, row.media_id):
                found.append(card)
        elif row.media_id is None and not row.watched:
            found += cards.cards(connection, user.id, [row.item_id])
    return [card for card in found if user.sees(card["library_id"])]


def recently_added(connection: Connection, user: User, library_id: int | None = None) -> list[dict[str, Any]]:
    """The newest titles, of one library or of all the user sees."""
    query = select(media.c.id).where(media.c.visible)
    if library_id is not None:
        query = query.where(media.c.library_id == library_id)
    if user.libraries is not None:
        query = query.where(media.c.library_id.in_(user.libraries))
    return cards.cards(
        connection,
        user.id,
        list(connection.scalars(query.order_by(media.c.added_at.desc(), media.c.id.desc()).limit(ROW))),
    )


def search(connection: Connection, user: User, text: str, limit: int = 60) -> list[dict[str, Any]]:
    """Titles that hold every word, in any case and with or without diacritics; those that begin with the text first."""
    words = fold(text).split()
    if not words:
        return []
    query = select(media.c.id).where(
        media.c.visible, *(media.c.search_text.contains(word, autoescape=True) for word in words)
    )
    if user.libraries is not None:
        query = query.where(media.c.library_id.in_(user.libraries))
    begins = media.c.search_text.startswith(" ".join(words), autoescape=True)
    return cards.cards(
        connection, user.id, list(connection.scalars(query.order_by(begins.desc(), media.c.sort_title).limit(limit)))
    )
