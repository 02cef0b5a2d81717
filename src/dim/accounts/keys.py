"""Tokens for programs: personal access tokens (a user's scripts) and scanner tokens (one library's scanner).

Both are random; the database keeps their hash. A prefix tells the two apart.
"""

import hashlib
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from dim.db import Transaction
from dim.db.tables import access_token, scanner_token
from dim.events import Event

PERSONAL, SCANNER = "dim-", "scanner-"
BUILTIN = "built-in"
MAX_TOKENS = 100
"""Personal tokens of one user."""


@dataclass(frozen=True, slots=True)
class PersonalToken:
    """A user's token, without its secret. Times are UTC seconds since 1970."""

    id: int
    user_id: int
    name: str
    scopes: list[str]
    created_at: float
    used_at: float | None
    expires_at: float | None

    @property
    def has_expired(self) -> bool:
        """Whether it cannot be used any more."""
        return self.expires_at is not None and self.expires_at <= time.time()


@dataclass(frozen=True, slots=True)
class ScannerToken:
    """A token of a library's own scanner, without its secret."""

    id: int
    name: str
    created_at: float


class TooManyTokensError(Exception):
    """A user has as many tokens as anyone may have."""


def hashed(token: str) -> str:
    """The hash under which a random token is stored."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def give_personal(
    transaction: Transaction, user_id: int, name: str, scopes: Sequence[str], expires_at: float | None
) -> tuple[int, str]:
    """A token for a user's scripts, limited to scopes; its id and the token, which is never shown again.

    Raises TooManyTokensError.
    """
    if (transaction.scalar(select(func.count()).where(access_token.c.user_id == user_id)) or 0) >= MAX_TOKENS:
        raise TooManyTokensError
    token = PERSONAL + secrets.token_urlsafe(32)
    row = {
        "user_id": user_id, "name": name.strip(), "token_hash": hashed(token), "scopes": sorted(set(scopes)),
        "created_at": time.time(), "expires_at": expires_at,
    }  # fmt: skip
    number: int | None = transaction.scalar(insert(access_token).returning(access_token.c.id), row)
    assert number is not None
    return number, token


_PERSONAL = (
    access_token.c.id, access_token.c.user_id, access_token.c.name, access_token.c.scopes, access_token.c.created_at,
    access_token.c.used_at, access_token.c.expires_at,
)  # fmt: skip


def personal(connection: Connection, token: str) -> PersonalToken | None:
    """A personal token that is valid now."""
    query = select(*_PERSONAL).where(
        access_token.c.token_hash == hashed(token),
        access_token.c.expires_at.is_(None) | (access_token.c.expires_at > time.time()),
    )
    row = connection.execute(query).mappings().first()
    return PersonalToken(**row) if row else None


def note_use(transaction: Transaction, number: int) -> None:
    """Note that a personal token was used just now."""
    transaction.execute(update(access_token).where(access_token.c.id == number).values(used_at=time.time()))


def of_user(connection: Connection, user_id: int) -> list[PersonalToken]:
    """A user's tokens."""
    query = select(*_PERSONAL).where(access_token.c.user_id == user_id).order_by(access_token.c.id)
    return [PersonalToken(**row) for row in connection.execute(query).mappings()]


def remove_personal(transaction: Transaction, user_id: int, number: int) -> bool:
    """End one of a user's tokens. False: the user has none of that id."""
    mine = (access_token.c.id == number, access_token.c.user_id == user_id)
    transaction.announce(Event("access", user_id=user_id))
    return bool(transaction.execute(delete(access_token).where(*mine)).rowcount)


def give_scanner(transaction: Transaction, library_id: int, folder_id: int, name: str) -> str:
    """A token that lets one program act as the scanner of one folder of a library. The built-in scanner gets a new one at every
    start.
    """
    token = SCANNER + secrets.token_urlsafe(32)
    if name == BUILTIN:
        old = (scanner_token.c.folder_id == folder_id, scanner_token.c.name == BUILTIN)
        transaction.execute(delete(scanner_token).where(*old))
        transaction.announce(Event("access", library_id=library_id))
    row = {
        "library_id": library_id, "folder_id": folder_id, "name": name, "token_hash": hashed(token), "created_at": time.time(),
    }  # fmt: skip
    transaction.execute(insert(scanner_token), row)
    return token


def scanner(connection: Connection, token: str) -> tuple[int, int] | None:
    """The library and the folder that a scanner token is for, by their ids."""
    columns = (scanner_token.c.library_id, scanner_token.c.folder_id)
    row = connection.execute(select(*columns).where(scanner_token.c.token_hash == hashed(token))).first()
    return (row.library_id, row.folder_id) if row else None


def scanners_of(connection: Connection, library_id: int) -> list[ScannerToken]:
    """The tokens of a library's own scanners."""
    columns = (scanner_token.c.id, scanner_token.c.name, scanner_token.c.created_at)
    mine = (scanner_token.c.library_id == library_id, scanner_token.c.name != BUILTIN)
    rows = connection.execute(select(*columns).where(*mine).order_by(scanner_token.c.id)).mappings()
    return [ScannerToken(**row) for row in rows]


def remove_scanner(transaction: Transaction, library_id: int, number: int) -> bool:
    """End a token of one of a library's own scanners. False: there is none of that id."""
    mine = (scanner_token.c.id == number, scanner_token.c.library_id == library_id, scanner_token.c.name != BUILTIN)
    transaction.announce(Event("access", library_id=library_id))
    return bool(transaction.execute(delete(scanner_token).where(*mine)).rowcount)
