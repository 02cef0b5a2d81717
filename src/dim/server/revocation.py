"""Ends streams whose users may not watch them any more: signed out, expired, removed, no longer shared, above a child's limit."""

import asyncio
from collections.abc import Callable, Iterable

from sqlalchemy import Connection

from dim.accounts import gate, users
from dim.catalog import items
from dim.db import Database
from dim.dlna.viewer import CREDENTIAL, Viewer
from dim.events import Event
from dim.playback.sessions.registry import Sessions
from dim.playback.sessions.session import Session

CHECK_SECONDS = 2.0
"""How often all streams are checked: a sign-in that expires, or a change by another process, is no event."""


class Revocation:
    """Checks streams after each event that may concern them, and now and then."""

    def __init__(self, database: Database, sessions: Sessions, dlna_viewer: Callable[[], Viewer]) -> None:
        """`dlna_viewer`: as whom DLNA players, which sign in with nothing, may watch now."""
        self._database, self._sessions, self._dlna_viewer = database, sessions, dlna_viewer

    def on_event(self, event: Event) -> None:
        """Check the streams that a change of accounts, libraries or titles may concern, at once."""
        if event.type == "access" and event.user_id is not None:
            self._check(self._sessions.of_user(event.user_id))
        elif event.type in ("access", "library", "media"):
            self._check(one for one in self._sessions.everything() if event.library_id in (None, one.library_id))

    async def run(self) -> None:
        """Check all streams every few seconds, until cancelled."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            self._check(self._sessions.everything())

    def _check(self, sessions: Iterable[Session]) -> None:
        open_sessions = list(sessions)
        if open_sessions:
            for session in self._database.read(_not_allowed, open_sessions, self._dlna_viewer()):
                self._sessions.drop(session)


def _not_allowed(connection: Connection, sessions: list[Session], dlna: Viewer) -> list[Session]:
    accounts = {user_id: users.get(connection, user_id) for user_id in {one.client.user_id for one in sessions}}
    accounts[dlna.user.id] = dlna.user
    credentials = {(one.client.user_id, one.client.credential) for one in sessions}
    valid = {pair for pair in credentials if pair[1] != CREDENTIAL and gate.is_valid(connection, *pair)}
    valid.add((dlna.user.id, CREDENTIAL))
    played = {item_id: items.find(connection, item_id) for item_id in {one.item_id for one in sessions}}
    ended = []
    for session in sessions:
        user, item = accounts[session.client.user_id], played[session.item_id]
        library_id, age = (item.library_id, item.age) if item else (session.library_id, session.age)  # it was merged
        may_watch = user is not None and user.sees(library_id) and user.allowed(age)
        if not may_watch or (session.client.user_id, session.client.credential) not in valid:
            ended.append(session)
    return ended
