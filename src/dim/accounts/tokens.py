"""Sign-ins (JWT, RFC 7519) and scanner tokens.

A sign-in is a JWT whose id has a row in `refresh_token`: without the row it is worth nothing, so a sign-out works at once.
Scanner tokens are random; the database keeps their hash.
"""

import hashlib
import os
import secrets
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import jwt
from sqlalchemy import Connection, delete, insert, select

from dim.accounts import users
from dim.accounts.users import User
from dim.db import Transaction
from dim.db.tables import refresh_token, scanner_token

ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A token, its id, and when it ends (UTC seconds since 1970)."""

    token: str
    id: str
    expires_at: float


def load_secret(path: Path) -> bytes:
    """The key that signs tokens; made at the first start, readable by this user only.

    Raises OSError: it can be neither read nor made.
    """
    try:
        return bytes.fromhex(path.read_text().strip())
    except (FileNotFoundError, ValueError):
        secret = secrets.token_bytes(32)
        partial = path.with_name(path.name + ".partial")
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secret.hex())
        partial.replace(path)
        return secret


class Tokens:
    """Gives and reads sign-ins."""

    def __init__(self, secret: bytes, lifetime: float) -> None:
        """`lifetime` in seconds."""
        self._secret, self._lifetime = secret, lifetime

    def give(self, transaction: Transaction, user_id: int, device: str | None) -> SignIn:
        """A new sign-in for a user."""
        now = time.time()
        transaction.execute(delete(refresh_token).where(refresh_token.c.expires_at < now))
        expires = float(int(now + self._lifetime))
        token_id = uuid.uuid4().hex
        row = {
            "id": token_id,
            "user_id": user_id,
            "device": (device or "")[:200] or None,
            "created_at": now,
            "expires_at": expires,
        }
        transaction.execute(insert(refresh_token), row)
        claims = {"sub": str(user_id), "jti": token_id, "iat": int(now), "exp": int(expires)}
        return SignIn(jwt.encode(claims, self._secret, ALGORITHM), token_id, expires)

    def token_id(self, token: str) -> str | None:
        """The id in a token that this server signed and that has not expired."""
        try:
            claims = jwt.decode(token, self._secret, [ALGORITHM], options={"require": ["exp", "sub", "jti"]})
        except jwt.PyJWTError:
            return None
        return str(claims["jti"])

    def user(self, connection: Connection, token: str) -> tuple[User, str] | None:
        """Who a token is for, and its id; None where it is worth nothing."""
        token_id = self.token_id(token)
        if token_id is None:
            return None
        user_id = connection.scalar(
            select(refresh_token.c.user_id).where(
                refresh_token.c.id == token_id, refresh_token.c.expires_at > time.time()
            )
        )
        found = users.get(connection, user_id) if user_id is not None else None
        return (found, token_id) if found else None

    def end(self, transaction: Transaction, token: str) -> bool:
        """End a sign-in. False: it is unknown or has ended."""
        token_id = self.token_id(token)
        return bool(transaction.execute(delete(refresh_token).where(refresh_token.c.id == token_id)).rowcount)

    def renew(self, transaction: Transaction, token: str) -> SignIn | None:
        """A new sign-in for an old one, which ends. None: the old one is unknown or has ended."""
        found = self.user(transaction.connection, token)
        if found is None:
            return None
        device = transaction.scalar(select(refresh_token.c.device).where(refresh_token.c.id == found[1]))
        self.end(transaction, token)
        return self.give(transaction, found[0].id, device)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


BUILTIN = "built-in"


def give_scanner_token(transaction: Transaction, library_id: int, name: str) -> str:
    """A token that lets one program act as the scanner of one library. The built-in scanner gets a new one at every start."""
    token = "scanner-" + secrets.token_urlsafe(32)
    if name == BUILTIN:
        transaction.execute(
            delete(scanner_token).where(scanner_token.c.library_id == library_id, scanner_token.c.name == BUILTIN)
        )
    row = {"library_id": library_id, "name": name, "token_hash": _hash(token), "created_at": time.time()}
    transaction.execute(insert(scanner_token), row)
    return token


def scanner_library(connection: Connection, token: str) -> int | None:
    """The library that a scanner token is for."""
    return connection.scalar(select(scanner_token.c.library_id).where(scanner_token.c.token_hash == _hash(token)))
