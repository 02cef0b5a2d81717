"""Users: the owner, and those the owner adds."""

import time
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from dim.accounts.passwords import LONGEST, SHORTEST
from dim.db import Transaction
from dim.db.tables import library_access, refresh_token, user

OWNER, MEMBER = "owner", "member"


class UserError(Exception):
    """A user cannot be made or changed; the text says why, `field` which input."""

    def __init__(self, detail: str, field: str, code: str) -> None:
        super().__init__(detail)
        self.field, self.code = field, code


@dataclass(frozen=True, slots=True)
class User:
    """Someone who signed in, and the libraries shared with them (None: all)."""

    id: int
    username: str
    role: str
    libraries: frozenset[int] | None

    @property
    def is_owner(self) -> bool:
        """Whether this is the owner, who sees and may do everything."""
        return self.role == OWNER

    def sees(self, library_id: int | None) -> bool:
        """Whether a library is shared with this user."""
        return self.libraries is None or library_id in self.libraries


def username_key(username: str) -> str:
    """A name for comparing: names that look the same are the same."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def _check(username: str, password: str) -> None:
    shown = username.strip()
    if not 1 <= len(shown) <= 64 or any(unicodedata.category(char).startswith("C") for char in shown):
        raise UserError("A user name has 1 to 64 visible characters.", "username", "bad_username")
    check_password(password)


def check_password(password: str) -> None:
    """Raises UserError: the password is too short or far too long."""
    if len(password) < SHORTEST:
        raise UserError(f"A password has at least {SHORTEST} characters.", "password", "short_password")
    if len(password) > LONGEST:
        raise UserError(f"A password has at most {LONGEST:,} characters.", "password", "long_password")


def exists(connection: Connection) -> bool:
    """Whether anyone has an account yet."""
    return connection.scalar(select(func.count()).select_from(user)) != 0


def create(
    transaction: Transaction, username: str, password: str, password_hash: str, *,
    email: str | None = None, only_first: bool = False, libraries: list[int] | None = None,
) -> int:  # fmt: skip
    """Make an account; the first one is the owner's. `libraries` None: all of them. `password_hash` is made off the loop.

    Raises UserError: the name is taken or unusable, the password too short, or `only_first` and someone was before.
    """
    _check(username, password)
    first = not exists(transaction.connection)
    if only_first and not first:
        raise UserError("This server has its owner. Ask them for an account.", "username", "closed")
    key = username_key(username)
    if transaction.scalar(select(user.c.id).where(user.c.username_key == key)) is not None:
        raise UserError("That user name is taken.", "username", "taken")
    user_id: int | None = transaction.scalar(
        insert(user).returning(user.c.id),
        {
            "username": username.strip(), "username_key": key, "password_hash": password_hash, "email": email,
            "role": OWNER if first else MEMBER, "all_libraries": first or libraries is None, "created_at": time.time(),
        },
    )  # fmt: skip
    assert user_id is not None
    share(transaction, user_id, libraries)
    return user_id


def share(transaction: Transaction, user_id: int, libraries: list[int] | None) -> None:
    """Set which libraries a user sees (None: all). Raises sqlalchemy.exc.IntegrityError: no such library."""
    transaction.execute(delete(library_access).where(library_access.c.user_id == user_id))
    transaction.execute(update(user).where(user.c.id == user_id).values(all_libraries=libraries is None))
    if libraries:
        transaction.execute(
            insert(library_access), [{"user_id": user_id, "library_id": number} for number in set(libraries)]
        )


def get(connection: Connection, user_id: int) -> User | None:
    """A user by id."""
    row = connection.execute(
        select(user.c.id, user.c.username, user.c.role, user.c.all_libraries).where(user.c.id == user_id)
    ).first()
    if row is None:
        return None
    shared = None
    if row.role != OWNER and not row.all_libraries:
        shared = frozenset(
            connection.scalars(select(library_access.c.library_id).where(library_access.c.user_id == user_id))
        )
    return User(row.id, row.username, row.role, shared)


def credentials(connection: Connection, username: str) -> tuple[int, str] | None:
    """Id and password hash by name."""
    row = connection.execute(
        select(user.c.id, user.c.password_hash).where(user.c.username_key == username_key(username))
    ).first()
    return (row.id, row.password_hash) if row else None


def everyone(connection: Connection) -> list[dict[str, Any]]:
    """All users, for the owner's list."""
    rows = connection.execute(
        select(user.c.id, user.c.username, user.c.role, user.c.all_libraries, user.c.created_at).order_by(user.c.id)
    ).all()
    shared: dict[int, list[int]] = {}
    for user_id, library_id in connection.execute(select(library_access.c.user_id, library_access.c.library_id)):
        shared.setdefault(user_id, []).append(library_id)
    return [
        {**row._mapping, "libraries": None if row.all_libraries else sorted(shared.get(row.id, []))} for row in rows
    ]


def remove(transaction: Transaction, user_id: int) -> bool:
    """Remove an account with its progress and sign-ins. False: no such user. Raises UserError: it is the owner's."""
    role = transaction.scalar(select(user.c.role).where(user.c.id == user_id))
    if role == OWNER:
        raise UserError("The owner's account cannot be removed.", "id", "owner")
    return bool(transaction.execute(delete(user).where(user.c.id == user_id)).rowcount)


def set_password(transaction: Transaction, user_id: int, password: str, password_hash: str) -> None:
    """Give a user another password and end all their sign-ins. Raises UserError: the password is too short."""
    check_password(password)
    transaction.execute(update(user).where(user.c.id == user_id).values(password_hash=password_hash))
    transaction.execute(delete(refresh_token).where(refresh_token.c.user_id == user_id))
