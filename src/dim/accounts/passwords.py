"""Passwords are kept as argon2id hashes (RFC 9106)."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST, LONGEST = 8, 1024
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's minimum for argon2id
_NOBODY = _hasher.hash("nobody")


def hash_password(password: str) -> str:
    """The hash to keep."""
    return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is right. Takes the same time for a user that does not exist (None)."""
    try:
        _hasher.verify(stored or _NOBODY, password)
    except (Argon2Error, InvalidHashError):
        return False
    return stored is not None
