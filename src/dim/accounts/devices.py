"""Devices on which a user signed in before, told by a signed cookie that outlives the sign-in.

Password guesses elsewhere do not slow down sign-ins on them (`throttle`).
"""

import secrets
import time
from dataclasses import dataclass

import jwt

ALGORITHM = "HS256"
AUDIENCE = "device"
LIFETIME = 365 * 86_400
MAX_USERS = 10


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A browser, by a random id, and the users who signed in on it, the latest last."""

    id: str
    users: tuple[int, ...] = ()

    def with_user(self, user_id: int) -> "KnownDevice":
        """The device after a user signed in on it."""
        others = [one for one in self.users if one != user_id]
        return KnownDevice(self.id, (*others, user_id)[-MAX_USERS:])


class Devices:
    """Reads and writes the cookie."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def read(self, cookie: str | None) -> KnownDevice:
        """The device of a cookie; a new one if it is none of this server's."""
        try:
            claims = jwt.decode(
                cookie or "", self._secret, [ALGORITHM], audience=AUDIENCE, options={"require": ["exp"]}
            )
            return KnownDevice(str(claims["sub"]), tuple(int(number) for number in claims["users"]))
        except (jwt.PyJWTError, UnicodeEncodeError, KeyError, TypeError, ValueError):
            return KnownDevice(secrets.token_hex(8))

    def write(self, device: KnownDevice) -> str:
        """The cookie of a device."""
        claims = {"aud": AUDIENCE, "sub": device.id, "users": device.users, "exp": int(time.time()) + LIFETIME}
        return jwt.encode(claims, self._secret, ALGORITHM)
