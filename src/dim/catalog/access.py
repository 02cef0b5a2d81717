"""What a user may see, by shared libraries and a child's age limit: conditions of a query for titles, and single items."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, select

from dim.accounts.rights import User
from dim.catalog import items
from dim.catalog.items import Item
from dim.db.tables import game, media
from dim.games.model import LISTED_TYPES


class AccessScope(NamedTuple):
    """What decides which titles a user sees; the same for many users, so that queries can be kept by it."""

    libraries: frozenset[int] | None
    age_limit: int | None


def access_scope(user: User) -> AccessScope:
    """The scope of a user."""
    return AccessScope(user.libraries, user.age_limit)


HIDDEN = media.c.id.in_(
    select(game.c.id).where(game.c.hidden.is_(True), game.c.gone_at.is_(None), game.c.type.in_(LISTED_TYPES))
)
"""Whether a title is a game that an account hid: lists have it only if asked."""


def visible_to(scope: User | AccessScope, *, hidden: bool = False) -> list[ColumnElement[Any]]:
    """Conditions on `media`: the title is visible, in a library within the scope, and certified for the age.

    `hidden`: also games that an account hid.
    """
    conditions: list[ColumnElement[Any]] = [media.c.visible.is_(True) | HIDDEN if hidden else media.c.visible.is_(True)]
    if scope.libraries is not None:
        conditions.append(media.c.library_id.in_(sorted(scope.libraries)))
    if scope.age_limit is not None:
        conditions.append(media.c.age <= scope.age_limit)
    return conditions


def may_see(user: User, found: Item | None) -> bool:
    """Whether an item is there and a user may see it."""
    return found is not None and user.sees(found.library_id) and user.allowed(found.age)


def visible_item(connection: Connection, user: User, item_id: int) -> Item | None:
    """An item that a user may see; None: there is none of that id, or it is hidden from them."""
    found = items.find(connection, item_id)
    return found if may_see(user, found) else None
