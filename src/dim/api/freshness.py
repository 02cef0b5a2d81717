"""ETags (RFC 9110, 8.8.3) without a query: counters of changes since the server started.

A tag names the server process, the user, and the number of changes of the catalog and of what the user watched. A client that sends
the current tag gets 304 before any query. A change that does not affect a response may still change its tag; the reverse never
happens.
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
_ELSEWHERE = frozenset({"scan", "job", "sessions", "devices", "users", "settings"})
"""Events that affect no tagged response."""
MOST_KEPT = 1000


def ready_json(response: Response, body: bytes | str) -> Response:
    """A response whose JSON is ready, with the headers (the ETag) that dependencies set on `response`."""
    return Response(body, media_type="application/json", headers=dict(response.headers))


class NotModifiedError(Exception):
    """The client has the current response; becomes a 304."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


class Revisions:
    """Counts changes, and caches results that stay the same until the next one."""

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
        """The current tag for a user."""
        return f'W/"{self._begun}-{user.id}-{user.role}-{self._catalog}-{self._users[user.id]}"'

    def check(self, connection: HTTPConnection, user: User) -> str:
        """The tag of the response. Raises NotModifiedError: the client has that response."""
        tag = self.tag(user)
        known = connection.headers.get("if-none-match", "")
        if known and tag.removeprefix("W/") in (part.strip().removeprefix("W/") for part in known.split(",")):
            raise NotModifiedError(tag)
        return tag

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """The result of `make` since the last change of the catalog; it must not depend on what a user watched."""
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    async def kept_slow(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """As `kept`, for slow results: concurrent callers wait for the same one."""
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
