"""Invites: links with which others create their own account, a limited number of times, until they expire."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from dim.accounts.keys import hashed
from dim.accounts.users import UserError
from dim.db import Transaction
from dim.db.tables import invite
from dim.events import Event


@dataclass(frozen=True, slots=True)
class OpenInvite:
    """An invite that can still be used. Times are UTC seconds since 1970."""

    id: int
    role: str
    libraries: list[int] | None
    age_limit: int | None
    uses_left: int
    created_at: float
    expires_at: float


@dataclass(frozen=True, slots=True)
class Invite:
    """What those who use an invite get. `libraries` None: all."""

    role: str
    libraries: list[int] | None
    age_limit: int | None


def create(
    transaction: Transaction, role: str, libraries: Sequence[int] | None, age_limit: int | None, uses: int, expires_at: float
) -> tuple[int, str]:  # fmt: skip
    """A new invite: its id, and its token, which is never shown again."""
    transaction.execute(delete(invite).where(invite.c.expires_at < time.time()))
    token = secrets.token_urlsafe(24)
    row = {
        "token_hash": hashed(token), "role": role, "libraries": None if libraries is None else list(libraries),
        "age_limit": age_limit, "uses_left": uses, "created_at": time.time(), "expires_at": expires_at,
    }  # fmt: skip
    number: int | None = transaction.scalar(insert(invite).returning(invite.c.id), row)
    assert number is not None
    transaction.announce(Event("users", managers_only=True))
    return number, token


def everything(connection: Connection) -> list[OpenInvite]:
    """The invites that can still be used."""
    columns = (
        invite.c.id, invite.c.role, invite.c.libraries, invite.c.age_limit, invite.c.uses_left, invite.c.created_at,
        invite.c.expires_at,
    )  # fmt: skip
    good = (invite.c.expires_at > time.time(), invite.c.uses_left > 0)
    return [
        OpenInvite(**row) for row in connection.execute(select(*columns).where(*good).order_by(invite.c.id)).mappings()
    ]


def find(connection: Connection, token: str) -> Invite | None:
    """What an invite gives; None: it is unknown, used up or expired."""
    good = (invite.c.token_hash == hashed(token), invite.c.expires_at > time.time(), invite.c.uses_left > 0)
    row = connection.execute(select(invite).where(*good)).first()
    return Invite(row.role, row.libraries, row.age_limit) if row else None


def use(transaction: Transaction, token: str) -> Invite:
    """Use an invite once. Raises UserError: it is unknown, used up or expired."""
    found = find(transaction.connection, token)
    if found is None:
        raise UserError("This invite is unknown, used up or over. Ask for a new one.", "invite", "bad_invite")
    transaction.execute(
        update(invite).where(invite.c.token_hash == hashed(token)).values(uses_left=invite.c.uses_left - 1)
    )
    return found


def remove(transaction: Transaction, number: int) -> bool:
    """Revoke an invite. False: there is none of that id."""
    transaction.announce(Event("users", managers_only=True))
    return bool(transaction.execute(delete(invite).where(invite.c.id == number)).rowcount)
