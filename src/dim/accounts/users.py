"""User accounts."""

import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from dim.accounts.confusables import INVISIBLE, look_alike
from dim.accounts.passwords import LONGEST, SHORTEST
from dim.accounts.rights import CHILD, DEFAULT_AGE_LIMIT, MEMBER, OWNER, User
from dim.db import Transaction
from dim.db.tables import library_access, refresh_token, user
from dim.events import Event

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,200}@[^@\s\x00-\x1f]{1,200}")


@dataclass(frozen=True, slots=True)
class Account:
    """An account as those who manage it see it. `libraries` None: all of them."""

    id: int
    username: str
    role: str
    age_limit: int | None
    name: str | None
    gender: str | None
    avatar: str | None
    """The digest of an image."""
    email: str | None
    created_at: float
    max_bit_rate: int | None
    libraries: list[int] | None = None


class UserError(Exception):
    """A user cannot be made or changed; the text says why, `field` which input, `code` is for programs."""

    def __init__(self, detail: str, field: str, code: str) -> None:
        super().__init__(detail)
        self.field, self.code = field, code


def username_key(username: str) -> str:
    """A name for comparing: names that look the same are the same."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def check_username(username: str) -> None:
    """Raises UserError: the name is empty, too long, or has characters that cannot be seen."""
    shown = username.strip()
    if (
        not INVISIBLE.sub("", shown).strip()
        or len(shown) > 64
        or any(unicodedata.category(char).startswith("C") for char in shown)
    ):
        raise UserError("A user name has 1 to 64 visible characters.", "username", "bad_username")


def check_password(password: str) -> None:
    """Raises UserError: the password is too short or far too long."""
    if len(password) < SHORTEST:
        raise UserError(f"A password has at least {SHORTEST} characters.", "password", "short_password")
    if len(password) > LONGEST:
        raise UserError(f"A password has at most {LONGEST:,} characters.", "password", "long_password")


def check_email(email: str | None) -> None:
    """Raises UserError: it cannot be an address."""
    if email is not None and not _EMAIL.fullmatch(email):
        raise UserError("That is not an e-mail address.", "email", "bad_email")


def exists(connection: Connection) -> bool:
    """Whether anyone has an account yet."""
    return connection.scalar(select(user.c.id).limit(1)) is not None


def create(
    transaction: Transaction, username: str, password: str, password_hash: str, *, email: str | None = None,
    role: str = MEMBER, libraries: Sequence[int] | None = None, age_limit: int | None = None,
    max_bit_rate: int | None = None,
) -> int:  # fmt: skip
    """Make an account; the first one is the owner's. `libraries` None: all of them. `password_hash` is made off the loop.

    Raises UserError: the name is taken or unusable, the password too short. sqlalchemy.exc.IntegrityError: no such library.
    """
    check_username(username)
    check_password(password)
    check_email(email)
    role = role if exists(transaction.connection) else OWNER
    key = username_key(username)
    if transaction.scalar(select(user.c.id).where(user.c.username_key == key)) is not None:
        raise UserError("That user name is taken.", "username", "taken")
    if any(look_alike(username, other) for other in transaction.connection.scalars(select(user.c.username))):
        detail = "That user name looks like another user's. Choose one that nobody can take for it."
        raise UserError(detail, "username", "confusable")
    user_id: int | None = transaction.scalar(
        insert(user).returning(user.c.id),
        {
            "username": username.strip(), "username_key": key, "password_hash": password_hash, "email": email, "role": role,
            "age_limit": _limit(role, age_limit), "all_libraries": libraries is None, "created_at": time.time(),
            "max_bit_rate": max_bit_rate,
        },
    )  # fmt: skip
    assert user_id is not None
    if libraries is not None:
        share(transaction, user_id, libraries)
    transaction.announce(Event("users", managers_only=True))
    return user_id


def _limit(role: str, age_limit: int | None) -> int | None:
    """Only children have a limit, and they always have one."""
    return None if role != CHILD else DEFAULT_AGE_LIMIT if age_limit is None else age_limit


def share(transaction: Transaction, user_id: int, libraries: Sequence[int] | None) -> None:
    """Set which libraries a user sees (None: all). Raises sqlalchemy.exc.IntegrityError: no such library."""
    transaction.execute(delete(library_access).where(library_access.c.user_id == user_id))
    transaction.execute(update(user).where(user.c.id == user_id).values(all_libraries=libraries is None))
    if libraries:
        rows = [{"user_id": user_id, "library_id": number} for number in set(libraries)]
        transaction.execute(insert(library_access), rows)
    _changed(transaction, user_id)


def set_role(transaction: Transaction, user_id: int, role: str, age_limit: int | None) -> None:
    """Give a user another role, and a child its limit (in years). Raises UserError: it is the last owner."""
    if role != OWNER:
        _keep_an_owner(transaction, user_id)
    transaction.execute(update(user).where(user.c.id == user_id).values(role=role, age_limit=_limit(role, age_limit)))
    _changed(transaction, user_id)


def limit_bit_rate(transaction: Transaction, user_id: int, max_bit_rate: int | None) -> None:
    """Set how many bits a second a stream of a user may take (None: no limit); holds for what they open from now on."""
    transaction.execute(update(user).where(user.c.id == user_id).values(max_bit_rate=max_bit_rate))
    _changed(transaction, user_id)


def get(connection: Connection, user_id: int) -> User | None:
    """A user by id."""
    columns = (user.c.id, user.c.username, user.c.role, user.c.all_libraries, user.c.age_limit, user.c.max_bit_rate)
    row = connection.execute(select(*columns).where(user.c.id == user_id)).first()
    if row is None:
        return None
    shared = None
    if row.role != OWNER and not row.all_libraries:
        query = select(library_access.c.library_id).where(library_access.c.user_id == user_id)
        shared = frozenset(connection.scalars(query))
    return User(row.id, row.username, row.role, shared, row.age_limit, row.max_bit_rate)


def credentials(connection: Connection, username: str) -> tuple[int, str] | None:
    """Id and password hash by name."""
    columns = (user.c.id, user.c.password_hash)
    row = connection.execute(select(*columns).where(user.c.username_key == username_key(username))).first()
    return (row.id, row.password_hash) if row else None


_COLUMNS = (
    user.c.id, user.c.username, user.c.role, user.c.age_limit, user.c.name, user.c.gender, user.c.avatar, user.c.email,
    user.c.created_at, user.c.max_bit_rate,
)  # fmt: skip


def everyone(connection: Connection) -> list[Account]:
    """All accounts."""
    rows = connection.execute(select(*_COLUMNS, user.c.all_libraries).order_by(user.c.id)).mappings().all()
    shared: dict[int, list[int]] = {}
    for user_id, library_id in connection.execute(select(library_access.c.user_id, library_access.c.library_id)):
        shared.setdefault(user_id, []).append(library_id)
    accounts = []
    for row in rows:
        columns = dict(row)
        libraries = None if columns.pop("all_libraries") else sorted(shared.get(columns["id"], []))
        accounts.append(Account(**columns, libraries=libraries))
    return accounts


def profile(connection: Connection, user_id: int) -> Account | None:
    """An account, without its libraries."""
    row = connection.execute(select(*_COLUMNS).where(user.c.id == user_id)).mappings().first()
    return Account(**row) if row else None


def avatar(connection: Connection, user_id: int) -> str | None:
    """The digest of a user's avatar."""
    return connection.scalar(select(user.c.avatar).where(user.c.id == user_id))


def set_profile(transaction: Transaction, user_id: int, values: dict[str, str | None]) -> None:
    """Change some of name, gender, avatar (the digest of a stored image) and email. Raises UserError."""
    check_email(values.get("email"))
    if values:
        transaction.execute(update(user).where(user.c.id == user_id).values(**values))
    _changed(transaction, user_id)


def _changed(transaction: Transaction, user_id: int) -> None:
    transaction.announce(Event("access", {}, user_id=user_id), Event("users", managers_only=True))


def _keep_an_owner(transaction: Transaction, user_id: int) -> None:
    others = select(func.count()).where(user.c.role == OWNER, user.c.id != user_id)
    role = transaction.scalar(select(user.c.role).where(user.c.id == user_id))
    if role == OWNER and not transaction.scalar(others):
        raise UserError("The last owner stays: make someone else an owner first.", "role", "last_owner")


def remove(transaction: Transaction, user_id: int) -> bool:
    """Remove an account with its progress and sign-ins. False: no such user. Raises UserError: it is the last owner's."""
    _keep_an_owner(transaction, user_id)
    found = transaction.execute(delete(user).where(user.c.id == user_id)).rowcount
    _changed(transaction, user_id)
    return bool(found)


def set_password(
    transaction: Transaction, user_id: int, password: str, password_hash: str, keep: str | None = None
) -> None:
    """Give a user another password and end all their sign-ins but `keep`. Raises UserError: the password is too short."""
    check_password(password)
    transaction.execute(update(user).where(user.c.id == user_id).values(password_hash=password_hash))
    transaction.execute(
        delete(refresh_token).where(refresh_token.c.user_id == user_id, refresh_token.c.id != (keep or ""))
    )
    _changed(transaction, user_id)
