"""As whom DLNA players read the catalog. They cannot sign in: the owner chooses an account for them, or libraries."""

from dataclasses import dataclass

from sqlalchemy import Connection

from dim.accounts import users
from dim.accounts.rights import MEMBER, User
from dim.runtime_settings import RuntimeValues

CREDENTIAL = "dlna"
"""Marks the stream sessions of DLNA players."""
NAME = "DLNA"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose rights apply. `has_account`: it is an account, so that positions are kept."""

    user: User
    has_account: bool


NOBODY = Viewer(User(0, NAME, MEMBER, frozenset()), False)
"""Sees nothing."""


def viewer(connection: Connection, values: RuntimeValues) -> Viewer:
    """The viewer by the settings as they are now; read it for every request, since rights change.

    Without an account it is a member who sees the marked libraries only.
    """
    if values.dlna_user is not None and (user := users.get(connection, values.dlna_user)) is not None:
        return Viewer(user, True)
    if values.dlna_user is not None:
        return NOBODY  # the account was removed
    return Viewer(User(0, NAME, MEMBER, frozenset(values.dlna_libraries)), False)
