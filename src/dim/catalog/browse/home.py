"""The home page: what to continue watching, and what is new."""

from functools import lru_cache

from sqlalchemy import Connection, bindparam, select

from dim.accounts.rights import User
from dim.catalog.access import AccessScope, access_scope, visible_to
from dim.catalog.browse import cards, watching_order
from dim.catalog.games import copies
from dim.db.rows import Prepared
from dim.db.tables import media, progress

ROW = 24


def continue_watching(connection: Connection, user: User) -> list[str]:
    """The cards (JSON) of started movies, and of the next episode of started shows, the latest first."""
    started = _started(access_scope(user)).fetch(connection, {"user_id": user.id})
    shows: set[int] = set()
    items: list[int] = []
    for item_id, watched, seconds, title_id, kind in started:
        if len(items) >= ROW:
            break
        if kind == "show" and title_id not in shows:
            shows.add(title_id)
            items += watching_order.next_episode_ids(connection, user, title_id)
        elif kind == "movie" and seconds > 0 and not watched:
            items.append(item_id)
    return cards.texts(connection, user, items)


def recently_added(connection: Connection, user: User) -> list[str]:
    """The cards (JSON) of the newest titles of all that the user sees; of a game with several copies, one."""
    newest = _newest(access_scope(user)).fetch(connection, {"most": 2 * ROW})
    return cards.texts(connection, user, copies.one_of_each(connection, [row[0] for row in newest])[:ROW])


@lru_cache(256)
def _started(scope: AccessScope) -> Prepared:
    mine = (progress.c.user_id == bindparam("user_id"), *visible_to(scope))
    columns = (progress.c.item_id, progress.c.watched, progress.c.seconds, media.c.id, media.c.kind)
    found = select(*columns).join(media, media.c.id == progress.c.media_id).where(*mine)
    return Prepared(found.order_by(progress.c.updated_at.desc()).limit(ROW * 20))


@lru_cache(256)
def _newest(scope: AccessScope) -> Prepared:
    order = (media.c.added_at.desc(), media.c.id.desc())
    return Prepared(select(media.c.id).where(*visible_to(scope)).order_by(*order).limit(bindparam("most")))
