"""Collections: those that providers know ("The Matrix Collection"), and those that people make."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from dim.accounts.rights import User
from dim.catalog.access import visible_to
from dim.catalog.browse import artwork, cards
from dim.catalog.browse.artwork import Artwork
from dim.catalog.browse.card import Card
from dim.db import Transaction
from dim.db.tables import collection, collection_member, item, media
from dim.events import Event
from dim.naming import fold

MOST_LISTED = 10_000
MOST_MEMBERS = 2000


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection. `titles`: how many of its titles the user may see; `is_manual`: a person made it."""

    id: int
    name: str
    overview: str | None
    titles: int
    is_manual: bool
    artwork: Artwork


@dataclass(frozen=True, slots=True)
class CollectionDetails:
    """A collection with its titles in their order: by hand, else by year."""

    collection: Collection
    cards: Sequence[Card]


def everything(connection: Connection, user: User, folded: str = "", limit: int = MOST_LISTED) -> list[Collection]:
    """The collections with a title that the user may see, by name; those with `folded` in their name."""
    query = (
        select(collection, func.count().label("titles"))
        .join(collection_member, collection_member.c.collection_id == collection.c.id)
        .join(media, media.c.id == collection_member.c.media_id)
        .where(*visible_to(user))
        .group_by(*collection.c)
    )
    if folded:
        query = query.where(collection.c.search_text.contains(folded, autoescape=True))
    rows = connection.execute(query.order_by(collection.c.search_text).limit(limit)).all()
    images = artwork.of_items(connection, [row.id for row in rows])
    return [
        Collection(row.id, row.name, row.overview, row.titles, row.identity is None, images.get(row.id, {}))
        for row in rows
    ]


def of_id(connection: Connection, user: User, collection_id: int) -> CollectionDetails | None:
    """A collection; None: there is none, or the user may see none of its titles (an empty one only who manages the server sees)."""
    row = connection.execute(select(collection).where(collection.c.id == collection_id)).first()
    if row is None:
        return None
    query = (
        select(media.c.id)
        .join(collection_member, collection_member.c.media_id == media.c.id)
        .where(collection_member.c.collection_id == collection_id, *visible_to(user))
        .order_by(collection_member.c.position, media.c.year, media.c.sort_title)
    )
    numbers = list(connection.scalars(query.limit(MOST_MEMBERS)))
    if not numbers and not (user.manages and row.identity is None and not _has_members(connection, collection_id)):
        return None
    shown: list[Card] = []
    for start in range(0, len(numbers), cards.MOST):
        shown += cards.cards(connection, user, numbers[start : start + cards.MOST])
    images = artwork.of_items(connection, [collection_id]).get(collection_id, {})
    found = Collection(row.id, row.name, row.overview, len(shown), row.identity is None, images)
    return CollectionDetails(found, shown)


def create(transaction: Transaction, name: str, overview: str | None, members: Sequence[int]) -> int:
    """Make a collection by hand; its id."""
    number = transaction.scalar(insert(item).returning(item.c.id), {"kind": "collection", "manual": True})
    assert number is not None
    row = {"id": number, "name": name, "search_text": fold(name), "overview": overview}
    transaction.execute(insert(collection), row)
    set_members(transaction, number, members)
    return int(number)


def _has_members(connection: Connection, collection_id: int) -> bool:
    mine = collection_member.c.collection_id == collection_id
    return connection.scalar(select(collection_member.c.media_id).where(mine).limit(1)) is not None


def hidden_members(connection: Connection, user: User, collection_id: int) -> list[int]:
    """The titles of a collection that a user may not see, in their order."""
    seen = select(media.c.id).where(*visible_to(user))
    mine = (collection_member.c.collection_id == collection_id, collection_member.c.media_id.not_in(seen))
    query = select(collection_member.c.media_id).where(*mine).order_by(collection_member.c.position)
    return list(connection.scalars(query))


def change(
    transaction: Transaction, collection_id: int, name: str | None, overview: str | None, members: Sequence[int] | None
) -> None:
    """Change a collection; None: a value stays. Members are in their order."""
    values: dict[str, object] = {}
    if name is not None:
        values |= {"name": name, "search_text": fold(name)}
    if overview is not None:
        values["overview"] = overview or None
    if values:
        transaction.execute(update(collection).where(collection.c.id == collection_id).values(**values))
    if members is not None:
        set_members(transaction, collection_id, members)
    _announce(transaction)


def set_members(transaction: Transaction, collection_id: int, members: Sequence[int]) -> None:
    """Give a collection these titles, in this order; ids of no title are left out."""
    there = set(transaction.connection.scalars(select(media.c.id).where(media.c.id.in_(list(members)))))
    transaction.execute(delete(collection_member).where(collection_member.c.collection_id == collection_id))
    rows = [
        {"collection_id": collection_id, "media_id": number, "position": place, "source": "person"}
        for place, number in enumerate(dict.fromkeys(members), 1)
        if number in there
    ]
    if rows:
        transaction.execute(insert(collection_member), rows)
    _announce(transaction)


def remove(transaction: Transaction, collection_id: int) -> None:
    """Remove a collection; its titles stay."""
    transaction.execute(delete(item).where(item.c.id == collection_id, item.c.kind == "collection"))
    _announce(transaction)


def exists(connection: Connection, collection_id: int) -> bool:
    """Whether there is a collection of an id."""
    return connection.scalar(select(collection.c.id).where(collection.c.id == collection_id)) is not None


def _announce(transaction: Transaction) -> None:
    transaction.announce(Event("collection", {}))
