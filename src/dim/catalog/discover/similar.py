"""Titles of the library that are like another: they share genres, people, a collection, a studio."""

from collections import Counter

from sqlalchemy import Connection, Table, func, select

from dim.accounts.rights import User
from dim.catalog.access import visible_to
from dim.catalog.browse import cards
from dim.catalog.browse.card import Card
from dim.catalog.games import copies
from dim.db.tables import collection_member, credit, media, media_genre, media_studio

MOST_SHARED = 2000
"""Titles that share one thing and are weighed."""
WEIGHTS: tuple[tuple[Table, str, str, float], ...] = (
    (collection_member, "media_id", "collection_id", 6.0),
    (credit, "item_id", "person_id", 1.5),
    (media_genre, "media_id", "genre_id", 1.0),
    (media_studio, "media_id", "studio_id", 0.7),
)


def similar(connection: Connection, user: User, title_id: int, limit: int = 20) -> list[Card]:
    """The titles that are most like one, of the same kind first; empty where nothing is known of it."""
    points: Counter[int] = Counter()
    for table, of, shared, weight in WEIGHTS:
        mine = select(table.c[shared]).where(table.c[of] == title_id)
        shares = func.count().label("shares")
        query = (
            select(table.c[of], shares)
            .join(media, media.c.id == table.c[of])
            .where(table.c[shared].in_(mine), table.c[of] != title_id, *visible_to(user))
            .group_by(table.c[of])
            .order_by(shares.desc(), table.c[of])
        )
        for number, times in connection.execute(query.limit(MOST_SHARED)):
            points[number] += weight * min(times, 4)
    found = [number for number, _ in points.most_common(4 * limit)]
    best = copies.one_of_each(connection, [title_id, *found])[1:]  # without its own copies
    kind = connection.scalar(select(media.c.kind).where(media.c.id == title_id))
    rows = connection.execute(select(media.c.id, media.c.kind, media.c.rating).where(media.c.id.in_(best)))
    seen = {row.id: row for row in rows}
    order = sorted(
        seen, key=lambda number: (-points[number] - (seen[number].kind == kind), -(seen[number].rating or 0))
    )
    return cards.cards(connection, user, order[:limit])
