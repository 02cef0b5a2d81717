"""Sign-ins: a person on a device, with a token (JWT, RFC 7519) that can be renewed.

A sign-in is a row in `refresh_token`, which names the one token that is valid now: without the row a token is worthless, so a
sign-out works at once. A token that was renewed before may have been stolen (RFC 9700, 4.14): using it ends the whole sign-in,
unless it was renewed a moment ago: two tabs of a browser renew at once.
"""

import logging
import os
import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from sqlalchemy import Connection, delete, insert, select, update

from dim.db import Transaction
from dim.db.tables import refresh_token
from dim.events import Event

log = logging.getLogger(__name__)
ALGORITHM = "HS256"
SECRET_BYTES = 32
RENEWAL_GRACE = 10.0
"""Seconds for which a token that was just renewed does not end its sign-in."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A token, the id of its sign-in, and when it ends (UTC seconds since 1970)."""

    token: str
    id: str
    expires_at: float


@dataclass(frozen=True, slots=True)
class FoundSignIn:
    """The sign-in of a token that is valid now. Times are UTC seconds since 1970."""

    id: str
    user_id: int
    password_at: float | None
    """When the password was last given; None: never, it was paired."""
    used_at: float


@dataclass(frozen=True, slots=True)
class Device:
    """A sign-in as the list of devices shows it; `id` is that of the sign-in. Times are UTC seconds since 1970."""

    id: str
    device: str | None
    address: str | None
    created_at: float
    used_at: float
    expires_at: float


def load_secret(path: Path) -> bytes:
    """The key that signs tokens; made at the first start, and again if it was emptied or broken. Readable by this user only.

    Raises OSError: it can be neither read nor made.
    """
    try:
        secret = bytes.fromhex(path.read_text().strip())
        if len(secret) >= SECRET_BYTES:
            return secret
        raise ValueError
    except FileNotFoundError:
        pass
    except ValueError:
        log.warning("The signing key %s was empty or broken. A new one was made: everyone has to sign in again.", path)
    secret = secrets.token_bytes(SECRET_BYTES)
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secret.hex())
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return secret


class SignIns:
    """Begins, renews and ends sign-ins."""

    def __init__(self, secret: bytes, lifetime: float) -> None:
        """`lifetime` in seconds."""
        self._secret, self._lifetime = secret, lifetime

    def _sign(self, user_id: int, sign_in: str, token_id: str, now: float) -> SignIn:
        expires = int(now + self._lifetime)
        claims = {"sub": str(user_id), "sid": sign_in, "jti": token_id, "iat": int(now), "exp": expires}
        return SignIn(jwt.encode(claims, self._secret, ALGORITHM), sign_in, float(expires))

    def _claims(self, token: str) -> Mapping[str, Any] | None:
        """The claims of a token that this server signed and that has not expired."""
        try:
            return jwt.decode(token, self._secret, [ALGORITHM], options={"require": ["exp", "sub", "jti"]})
        except (jwt.PyJWTError, UnicodeEncodeError):  # a lone surrogate, from an escape in JSON
            return None

    def begin(
        self,
        transaction: Transaction,
        user_id: int,
        device: str | None,
        address: str | None,
        again: str | None = None,
        *,
        by_password: bool = True,
    ) -> SignIn:
        """A new sign-in of a user on a device. With the token of one that the same user has there, that one goes on, with
        another token.

        `by_password`: whether the user gave their password. Where not, a sign-in that goes on keeps the time when they last did.
        """
        now = time.time()
        transaction.execute(delete(refresh_token).where(refresh_token.c.expires_at < now))
        found = self.find(transaction.connection, again) if again else None
        if found is not None and found.user_id == user_id:
            changes = {"password_at": now} if by_password else {}
            made = self._exchange(transaction, found, now, created_at=now, previous_token_id=None, **changes)
        else:
            token_id = uuid.uuid4().hex
            made = self._sign(user_id, uuid.uuid4().hex, token_id, now)
            row = {
                "id": made.id, "token_id": token_id, "user_id": user_id, "device": (device or "")[:200] or None,
                "address": address, "created_at": now, "password_at": now if by_password else None, "used_at": now,
                "expires_at": made.expires_at,
            }  # fmt: skip
            transaction.execute(insert(refresh_token), row)
        transaction.announce(Event("devices", user_id=user_id))
        return made

    def find(self, connection: Connection, token: str) -> FoundSignIn | None:
        """The sign-in of a token that is valid now."""
        claims = self._claims(token)
        if claims is None:
            return None
        columns = (
            refresh_token.c.id, refresh_token.c.user_id, refresh_token.c.password_at, refresh_token.c.used_at,
        )  # fmt: skip
        good = (refresh_token.c.token_id == claims["jti"], refresh_token.c.expires_at > time.time())
        row = connection.execute(select(*columns).where(refresh_token.c.id == _sign_in(claims), *good)).first()
        return FoundSignIn(*row) if row else None

    def renew(self, transaction: Transaction, token: str) -> SignIn | None:
        """A new token for an old one, which stops working. None: the old one is unknown or has ended.

        One that was renewed before ends its sign-in, unless that was less than `RENEWAL_GRACE` ago.
        """
        claims = self._claims(token)
        if claims is None:
            return None
        now = time.time()
        found = self.find(transaction.connection, token)
        if found is not None:
            changes = {"previous_token_id": claims["jti"], "renewed_at": now}
            return self._exchange(transaction, found, now, **changes)
        just_renewed = (
            refresh_token.c.id == _sign_in(claims), refresh_token.c.previous_token_id == claims["jti"],
            refresh_token.c.renewed_at > now - RENEWAL_GRACE,
        )  # fmt: skip
        if transaction.scalar(select(refresh_token.c.id).where(*just_renewed)) is None:
            self._end(transaction, refresh_token.c.id == _sign_in(claims))
        return None

    def _exchange(self, transaction: Transaction, found: FoundSignIn, now: float, **changes: Any) -> SignIn:
        """Give a sign-in another token. Its clients are not told: the sign-in goes on, and they may not have the token yet."""
        token_id = uuid.uuid4().hex
        made = self._sign(found.user_id, found.id, token_id, now)
        values = {"token_id": token_id, "used_at": now, "expires_at": made.expires_at, **changes}
        transaction.execute(update(refresh_token).where(refresh_token.c.id == found.id).values(**values))
        transaction.announce(Event("access", user_id=found.user_id, internal=True))
        return made

    def end(self, transaction: Transaction, token: str) -> str | None:
        """End the sign-in of a token; its id. None: it is unknown or has ended."""
        found = self.find(transaction.connection, token)
        if found is None:
            return None
        self._end(transaction, refresh_token.c.id == found.id)
        return found.id

    def end_device(self, transaction: Transaction, user_id: int, sign_in: str) -> bool:
        """End one of a user's sign-ins. False: the user has none of that id."""
        return self._end(transaction, (refresh_token.c.id == sign_in) & (refresh_token.c.user_id == user_id))

    def end_others(self, transaction: Transaction, user_id: int, keep: str | None) -> None:
        """End all sign-ins of a user but one."""
        self._end(transaction, (refresh_token.c.user_id == user_id) & (refresh_token.c.id != (keep or "")))

    def _end(self, transaction: Transaction, which: Any) -> bool:
        users = list(
            transaction.connection.scalars(delete(refresh_token).where(which).returning(refresh_token.c.user_id))
        )
        for user_id in set(users):
            transaction.announce(Event("access", user_id=user_id), Event("devices", user_id=user_id))
        return bool(users)


def _sign_in(claims: Mapping[str, Any]) -> str:
    return str(claims.get("sid", claims["jti"]))  # tokens of Dim 0.1 had one id for both


def devices(connection: Connection, user_id: int) -> list[Device]:
    """Where a user is signed in, the last used first."""
    columns = (
        refresh_token.c.id, refresh_token.c.device, refresh_token.c.address, refresh_token.c.created_at,
        refresh_token.c.used_at, refresh_token.c.expires_at,
    )  # fmt: skip
    mine = (refresh_token.c.user_id == user_id, refresh_token.c.expires_at > time.time())
    query = select(*columns).where(*mine).order_by(refresh_token.c.used_at.desc(), refresh_token.c.id)
    return [Device(**row) for row in connection.execute(query).mappings()]


def note_use(transaction: Transaction, sign_in: str, address: str | None) -> None:
    """Note that a sign-in was used just now, and from where."""
    values = {"used_at": time.time(), "address": address}
    transaction.execute(update(refresh_token).where(refresh_token.c.id == sign_in).values(**values))
