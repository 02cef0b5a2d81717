"""Passwords are kept as argon2id hashes (RFC 9106)."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST, LONGEST = 8, 1024
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's minimum for argon2id
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$7Vj7NBm9V3SE9iMJgBUWbQ$qIzPJIs/xELjbcXpXiL8b7GexdaFmOzTimeey+swdmA"
"""Of no password in use: computing one takes a while at each start."""
_threads = ThreadPoolExecutor(2, "passwords")  # a flood of sign-ins takes neither all memory nor all cores


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


async def hash_later(password: str) -> str:
    """`hash_password`, off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, hash_password, password)


async def verify_later(stored: str | None, password: str) -> bool:
    """`verify_password`, off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, verify_password, stored, password)
