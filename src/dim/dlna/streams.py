"""Stream sessions of DLNA players. A player sends many requests for one file: they share a session."""

import asyncio
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from dim.accounts.rights import User
from dim.catalog import paths
from dim.catalog.access import visible_item
from dim.catalog.browse import cards
from dim.catalog.browse.playable import playable_item
from dim.db import Database
from dim.disks import Disks
from dim.dlna.resources import anything, basic
from dim.dlna.viewer import CREDENTIAL, Viewer
from dim.media import MediaFile, Version
from dim.playback.policy.capabilities import Capabilities
from dim.playback.policy.decide import Choice
from dim.playback.sessions.file_identity import FileChangedError
from dim.playback.sessions.open_playback import open_playback
from dim.playback.sessions.registry import Sessions
from dim.playback.sessions.request import NothingToPlayError, PlayableItem, PlaybackClient, PlaybackRequest
from dim.playback.sessions.session import Session

MOST = 40
"""Sessions of DLNA players at the same time."""
MOST_OF_PLAYER = 3
"""Of one player: some read the beginning of every film that they list."""


class TooManyError(Exception):
    """More players than this server has sessions for; the text is for people."""


@dataclass(frozen=True, slots=True)
class Player:
    """Who plays: a device's address and the name of its kind."""

    address: str
    name: str


Key = tuple[str, int, int, bool]
"""A player's address, an item, a file, whether it is converted."""


class Streams:
    """Opens sessions, and finds the one that a player has already."""

    def __init__(self, database: Database, sessions: Sessions, disks: Disks) -> None:
        self._database, self._sessions, self._disks = database, sessions, disks
        self._keys: dict[Key, str] = {}
        self._opening: dict[Key, asyncio.Lock] = {}

    async def file(self, viewer: Viewer, player: Player, item_id: int, file_id: int) -> Session:
        """The session in which a player gets a file as it is.

        Raises NothingToPlayError: there is no such file, or the viewer may not play it so. TooManyError. OSError, DiskTimeoutError,
        UnplayableError, and the errors of `catalog.paths`.
        """
        key = (player.address, item_id, file_id, False)
        item = self._item(viewer.user, item_id, file_id)
        async with self._turn(key):
            session = await self._usable(self._keys.get(key, ""), viewer)
            if session is None:
                session = await self._open(viewer, player, item, anything(viewer.user.max_bit_rate), Choice(), 0.0)
                self._keys[key] = session.key
        if session.decision.mode != "direct":
            self._sessions.drop(session)
            raise NothingToPlayError("This file is not sent as it is.")
        return session

    async def converted(self, viewer: Viewer, player: Player, item_id: int, file_id: int, seconds: float) -> Session:
        """A new session in which a player gets a file converted, from `seconds` on; its session before ends. Raises as `file`."""
        key = (player.address, item_id, file_id, True)
        item = self._item(viewer.user, item_id, file_id)
        async with self._turn(key):
            before = self._sessions.get(self._keys.pop(key, ""))
            if before is not None:
                self._sessions.drop(before)
            choice = Choice(as_file=False)
            session = await self._open(viewer, player, item, basic(viewer.user.max_bit_rate), choice, seconds)
            self._keys[key] = session.key
        return session

    async def _usable(self, key: str, viewer: Viewer) -> Session | None:
        """A session that is there and is still this viewer's, and whose file is still the same."""
        session = self._sessions.get(key)
        if session is None or session.client.user_id != viewer.user.id:
            return None
        try:
            await session.disk.call(session.check_files)
        except FileChangedError:
            self._sessions.drop(session)
            return None
        return session

    def _turn(self, key: Key) -> asyncio.Lock:
        """Of requests for the same, one after another opens a session. Keys of sessions that ended are forgotten here."""
        there = {session.key for session in self._sessions.everything()}
        for known in [one for one, session in self._keys.items() if session not in there]:
            del self._keys[known]
        for known in [one for one, lock in self._opening.items() if one not in self._keys and not lock.locked()]:
            del self._opening[known]
        return self._opening.setdefault(key, asyncio.Lock())

    def _drop_oldest(self, player: Player) -> None:
        """Make room for another session of a player: those that it reads nothing from go, the least recently used first."""
        mine = {session for key, session in self._keys.items() if key[0] == player.address}
        own = [one for one in self._sessions.everything() if one.key in mine]
        idle = sorted((one for one in own if not one.open_responses), key=lambda one: one.last_used)
        for session in idle[: max(len(own) - MOST_OF_PLAYER + 1, 0)]:
            self._sessions.drop(session)

    def _item(self, user: User, item_id: int, file_id: int) -> PlayableItem:
        return self._database.read(_playable, user, item_id, file_id)

    async def _open(
        self, viewer: Viewer, player: Player, item: PlayableItem, capabilities: Capabilities, choice: Choice, seconds: float
    ) -> Session:  # fmt: skip
        self._drop_oldest(player)
        own = [one for one in self._sessions.everything() if one.client.credential == CREDENTIAL]
        if len(own) >= MOST:
            raise TooManyError(f"{MOST} DLNA players play already. Stop one of them.")
        client = PlaybackClient(viewer.user.id, viewer.user.username, CREDENTIAL, f"{player.name} ({player.address})")
        request = PlaybackRequest(capabilities, choice, item.versions[0].id, seconds)
        disk = self._disks.of_library(item.library_id)
        session = await open_playback(self._sessions, item, client, request, paths.locate, disk)
        return self._sessions.get(session.key) or session  # it has started: a player may send one request only


def _playable(connection: Connection, user: User, item_id: int, file_id: int) -> PlayableItem:
    """An item with one of its files as its only version. Raises NothingToPlayError: it is hidden, or has no such file."""
    item = visible_item(connection, user, item_id)
    card = cards.card(connection, user, item_id) if item is not None else None
    if item is None or card is None:
        raise NothingToPlayError("There is no such file.")
    found = playable_item(connection, user, item, card)
    files: list[MediaFile] = [file for version in found.versions for file in version.files if file.id == file_id]
    if not files:
        raise NothingToPlayError("There is no such file.")
    return replace(found, versions=(Version((files[0],)),), extras=(), resume_at=0.0)


def file_of(connection: Connection, user: User, item_id: int, file_id: int) -> MediaFile:
    """A file of an item that the user may see. Raises NothingToPlayError: it is hidden, or has no such file."""
    return _playable(connection, user, item_id, file_id).versions[0].files[0]
