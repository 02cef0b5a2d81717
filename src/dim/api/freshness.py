"""ETags (RFC 9110, 8.8.3) without looking anything up: a count of what changed since the server began.

A tag says: this server, this user, so many changes of the catalog and of what the user watched. Whoever sends the tag that would be
given anyway is answered 304 before any query. Changes that do not matter for an answer may change its tag; no change that
matters leaves it.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar, cast

from starlette.requests import HTTPConnection
from starlette.responses import Response

from dim.accounts.rights import User
from dim.events import Event, Hub

T = TypeVar("T")
_ELSEWHERE = frozenset({"scan", "job", "sessions", "devices", "users"})
"""Events of what no tagged answer shows."""
MOST_KEPT = 1000


def ready_json(response: Response, body: bytes | str) -> Response:
    """An answer that is JSON already, with the headers (the ETag) that dependencies set on `response`."""
    return Response(body, media_type="application/json", headers=dict(response.headers))


class NotModifiedError(Exception):
    """The client has the current answer; becomes a 304."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


class Revisions:
    """Counts changes, and keeps answers that are the same until the next one."""

    def __init__(self, hub: Hub) -> None:
        self._begun = secrets.token_hex(4)
        self._catalog = 0
        self._users: Counter[int] = Counter()
        self._kept: dict[Hashable, Any] = {}
        self._under_way: dict[Hashable, asyncio.Future[Any]] = {}
        hub.follow(self._note)

    def _note(self, event: Event) -> None:
        if event.type == "progress" and event.user_id is not None:
            self._users[event.user_id] += 1
        elif event.type not in _ELSEWHERE:
            self._catalog += 1
            self._kept.clear()

    def tag(self, user: User) -> str:
        """The tag of what a user is told now."""
        return f'W/"{self._begun}-{user.id}-{user.role}-{self._catalog}-{self._users[user.id]}"'

    def check(self, connection: HTTPConnection, user: User) -> str:
        """The tag to answer with. Raises NotModifiedError: the client has that answer."""
        tag = self.tag(user)
        known = connection.headers.get("if-none-match", "")
        if known and tag.removeprefix("W/") in (part.strip().removeprefix("W/") for part in known.split(",")):
            raise NotModifiedError(tag)
        return tag

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave since the catalog changed; it must not depend on what a user watched."""
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    async def kept_slow(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """As `kept`, for what takes long: several who ask at the same time wait for the same answer."""
        if key in self._kept:
            found: T = self._kept[key]
            return found
        if key not in self._under_way:
            self._under_way[key] = asyncio.ensure_future(self._make(key, make))
        return cast(T, await asyncio.shield(self._under_way[key]))

    async def _make(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        revision = self._catalog
        try:
            found = await make()
        finally:
            del self._under_way[key]
        if revision == self._catalog:
            self._kept[key] = found
        return found
