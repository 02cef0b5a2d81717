"""Which titles a user may see, as conditions of a query: shared libraries, and a child's age limit."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement

from dim.accounts.rights import User
from dim.db.tables import media


class AccessScope(NamedTuple):
    """What decides which titles a user sees; the same for many users, so that queries can be kept by it."""

    libraries: frozenset[int] | None
    age_limit: int | None


def access_scope(user: User) -> AccessScope:
    """The scope of a user."""
    return AccessScope(user.libraries, user.age_limit)


def visible_to(scope: User | AccessScope) -> list[ColumnElement[Any]]:
    """Conditions on `media`: the title is visible, in a library within the scope, and certified for the age."""
    conditions: list[ColumnElement[Any]] = [media.c.visible.is_(True)]
    if scope.libraries is not None:
        conditions.append(media.c.library_id.in_(sorted(scope.libraries)))
    if scope.age_limit is not None:
        conditions.append(media.c.age <= scope.age_limit)
    return conditions
