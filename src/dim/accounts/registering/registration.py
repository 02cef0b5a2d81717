"""Who may create an account for themselves: nobody, those with an invite, or everyone who solves a captcha."""

from sqlalchemy import Connection, insert, select, update

from dim.accounts import users
from dim.accounts.registering import invites
from dim.accounts.rights import MEMBER
from dim.accounts.users import UserError
from dim.db import Transaction
from dim.db.tables import library, setting
from dim.events import Event

CLOSED, INVITE, OPEN = "closed", "invite", "open"
KEY = "registration"


def mode(connection: Connection) -> str:
    """closed, invite or open."""
    return connection.scalar(select(setting.c.value).where(setting.c.key == KEY)) or CLOSED


def set_mode(transaction: Transaction, value: str) -> None:
    """Decide who may make an account."""
    if not transaction.execute(update(setting).where(setting.c.key == KEY).values(value=value)).rowcount:
        transaction.execute(insert(setting), {"key": KEY, "value": value})
    transaction.announce(Event("users", managers_only=True))


def check(connection: Connection, invite: str | None) -> None:
    """Raises UserError: registering is closed, or an invite is needed."""
    allowed = mode(connection)
    if allowed == CLOSED:
        raise UserError("This server takes no new accounts. Ask its owner for one.", "username", "closed")
    if allowed == INVITE and not invite:
        raise UserError("One needs an invite for an account here. Ask the owner for a link.", "invite", "no_invite")


def register(
    transaction: Transaction, username: str, password: str, password_hash: str, email: str | None, invite: str | None
) -> int:
    """Make an account for someone who asks for one; the very first is the owner's.

    Raises UserError: registering is closed, the invite is no good, the name is taken or unusable, the password too short.
    """
    if not users.exists(transaction.connection):
        return users.create(transaction, username, password, password_hash, email=email)
    check(transaction.connection, invite)
    if not invite:
        return users.create(transaction, username, password, password_hash, email=email, role=MEMBER)
    given = invites.use(transaction, invite)
    shared = given.libraries
    if shared is not None:  # some may have been removed since
        shared = list(transaction.connection.scalars(select(library.c.id).where(library.c.id.in_(shared))))
    return users.create(
        transaction, username, password, password_hash, email=email, role=given.role, libraries=shared,
        age_limit=given.age_limit,
    )  # fmt: skip
