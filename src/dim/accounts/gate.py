"""Finds the caller of a token. Needed at every request, so answers are cached until something about accounts changes."""

import time
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from dim.accounts import keys, sign_ins, users
from dim.accounts.rights import Caller, User, scanner_of
from dim.accounts.sign_ins import SignIns
from dim.db import Database
from dim.events import Event, Hub

CACHE_SECONDS = 5.0
"""How long an answer is cached at most: changes by another process (`dim user reset`) take effect after that."""
CACHE_SIZE = 10_000
NOTE_USE_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class _Current:
    user: User | None
    """None: the credential has ended."""
    until: float


@dataclass(slots=True)
class _Answer:
    caller: Caller
    used_at: float
    key: int | None
    until: float


class Gate:
    """Authenticates tokens of every kind."""

    def __init__(self, database: Database, hub: Hub, sign_ins: SignIns) -> None:
        self._database, self._sign_ins = database, sign_ins
        self._cache: dict[str, _Answer] = {}
        self._current: dict[tuple[int, str], _Current] = {}
        """By user and credential: what `still` read."""
        hub.follow(self._forget)

    def _forget(self, event: Event) -> None:
        if event.type in ("access", "library"):
            self._cache.clear()
            self._current.clear()

    def caller(self, token: str) -> Caller | None:
        """The caller with this token; None: it is not valid."""
        answer = self._answer(token)
        return answer.caller if answer else None

    def still(self, caller: Caller) -> Caller | None:
        """A caller with the rights of now; None: their sign-in or token has ended. A sign-in whose token was renewed goes on."""
        key, now = (caller.user.id, caller.credential), time.time()
        known = self._current.get(key)
        if known is None or known.until < now:
            known = _Current(self._database.read(_still, caller), now + CACHE_SECONDS)
            if len(self._current) >= CACHE_SIZE:
                self._current.clear()
            self._current[key] = known
        return None if known.user is None else replace(caller, user=known.user)

    def _answer(self, token: str) -> _Answer | None:
        now = time.time()
        answer = self._cache.get(token)
        if answer is None or answer.until < now:
            answer = self._database.read(self._look_up, token, now)
            if len(self._cache) >= CACHE_SIZE:
                self._cache.clear()
            if answer is not None:
                self._cache[token] = answer
        return answer

    def _look_up(self, connection: Connection, token: str, now: float) -> _Answer | None:
        if token.startswith(keys.SCANNER):
            found = keys.scanner(connection, token)
            return None if found is None else _Answer(scanner_of(*found), now, None, now + CACHE_SECONDS)
        if token.startswith(keys.PERSONAL):
            row = keys.personal(connection, token)
            user = users.get(connection, row.user_id) if row else None
            if row is None or user is None:
                return None
            caller = Caller(user, None, frozenset(row.scopes), f"token-{row.id}")
            return _Answer(caller, row.used_at or 0.0, row.id, now + CACHE_SECONDS)
        sign_in = self._sign_ins.find(connection, token)
        user = users.get(connection, sign_in.user_id) if sign_in else None
        if sign_in is None or user is None:
            return None
        caller = Caller(user, sign_in.id, None, sign_in.id, password_at=sign_in.password_at)
        return _Answer(caller, sign_in.used_at, None, now + CACHE_SECONDS)

    async def note_use(self, token: str, address: str | None) -> None:
        """Note now and then that a token is in use, for the list of devices."""
        answer = self._cache.get(token)
        now = time.time()
        if answer is None or now - answer.used_at < NOTE_USE_SECONDS:
            return
        answer.used_at = now
        with suppress(OperationalError):  # a full disk must not keep anyone from watching
            if answer.key is not None:
                await self._database.write(keys.note_use, answer.key)
            elif answer.caller.sign_in is not None:
                await self._database.write(sign_ins.note_use, answer.caller.sign_in, address)


def _still(connection: Connection, caller: Caller) -> User | None:
    user = users.get(connection, caller.user.id)
    return user if user is not None and is_valid(connection, user.id, caller.credential) else None


def is_valid(connection: Connection, user_id: int, credential: str) -> bool:
    """Whether a user's sign-in or personal token (`Caller.credential`) is still valid."""
    if credential.startswith("token-"):
        return any(f"token-{key.id}" == credential for key in keys.of_user(connection, user_id) if not key.has_expired)
    return any(device.id == credential for device in sign_ins.devices(connection, user_id))
