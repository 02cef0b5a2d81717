"""Which titles a user may see, as conditions of a query: shared libraries, and a child's limit."""

from typing import Any

from sqlalchemy import ColumnElement

from dim.accounts.rights import User
from dim.db.tables import media


def visible_to(user: User) -> list[ColumnElement[Any]]:
    """Conditions on `media`: it is shown, in a library that the user sees, and certified for the user's age."""
    conditions: list[ColumnElement[Any]] = [media.c.visible.is_(True)]
    if user.libraries is not None:
        conditions.append(media.c.library_id.in_(sorted(user.libraries)))
    if user.age_limit is not None:
        conditions.append(media.c.age <= user.age_limit)
    return conditions
