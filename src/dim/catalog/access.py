"""Which titles a user may see, as conditions of a query: shared libraries, and a child's limit."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement

from dim.accounts.rights import User
from dim.db.tables import media


class Sight(NamedTuple):
    """What decides which titles someone sees; the same for many users, so that queries can be kept by it."""

    libraries: frozenset[int] | None
    age_limit: int | None


def sight_of(user: User) -> Sight:
    """What a user sees."""
    return Sight(user.libraries, user.age_limit)


def visible_to(viewer: User | Sight) -> list[ColumnElement[Any]]:
    """Conditions on `media`: it is shown, in a library that the viewer sees, and certified for their age."""
    conditions: list[ColumnElement[Any]] = [media.c.visible.is_(True)]
    if viewer.libraries is not None:
        conditions.append(media.c.library_id.in_(sorted(viewer.libraries)))
    if viewer.age_limit is not None:
        conditions.append(media.c.age <= viewer.age_limit)
    return conditions
