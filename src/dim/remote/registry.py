"""The players of this server: those that are connected, and those that are known. Use from the event loop's thread only."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.exc import DBAPIError

from dim.accounts.rights import User
from dim.db import Database
from dim.remote import stored
from dim.remote.delivery import Outgoing
from dim.remote.model import (
    Channel,
    InvalidError,
    NotPossibleError,
    PlayerChange,
    PlayerKind,
    PlayerState,
    Queue,
    StoredPlayer,
)
from dim.remote.reports import read_state

log = logging.getLogger(__name__)
MOST_PLACES = 20
"""Tabs of one browser that are players."""
SEEN_SECONDS = 3600.0


@dataclass(slots=True, eq=False)
class LivePlayer:
    """A player that is connected."""

    id: int
    tab: str
    """Tells a page that connects again from another one in the same browser."""
    user: User | None
    """Who is signed in on it; None: nobody, what it plays has to be shared with the one who steers."""
    channel: Channel
    outgoing: Outgoing
    capabilities: frozenset[str]
    """The commands that it obeys."""
    state: PlayerState = field(default_factory=PlayerState)


class Registry:
    """Knows players, and tells `on_change` which one changed."""

    def __init__(self, database: Database, on_change: Callable[[int], None]) -> None:
        self._database, self._on_change = database, on_change
        self._known = {one.id: one for one in database.read(stored.everything)}
        self._live: dict[int, LivePlayer] = {}
        self._claimed: set[tuple[int | None, str, int]] = set()
        self._reasons: dict[int, str] = {}

    def reload(self) -> None:
        """Read the players again: accounts were removed."""
        before = set(self._known)
        read = self._database.read(stored.everything)
        self._known = {one.id: replace(one, queue=self._queue_of(one)) for one in read}
        for player_id in before - set(self._known):
            self._drop(player_id, "This player was removed.")

    def _queue_of(self, read: StoredPlayer) -> Queue:
        known = self._known.get(read.id)
        return known.queue if known and known.queue.version >= read.queue.version else read.queue

    def __iter__(self) -> Iterator[StoredPlayer]:
        return iter(list(self._known.values()))

    def find(self, player_id: int) -> StoredPlayer | None:
        """A player by its id."""
        return self._known.get(player_id)

    def live(self, player_id: int) -> LivePlayer | None:
        """The connection of a player; None: it is not connected."""
        return self._live.get(player_id)

    async def announce(
        self, user: User, channel: Channel, *, device: str, tab: str, name: str, kind: PlayerKind, capabilities: frozenset[str]
    ) -> LivePlayer:  # fmt: skip
        """A client says that it is a player. The same page in another connection takes its place.

        Raises NotPossibleError: too many tabs of that device are players.
        """
        place = self._free_place(user, device, tab)
        known = await self._know(user.id, device, place, name, kind)
        return self._connect(known, tab, user, channel, Outgoing(channel, known.name), capabilities)

    async def host(
        self, channel: Channel, *, device: str, name: str, kind: PlayerKind, capabilities: frozenset[str]
    ) -> LivePlayer:  # fmt: skip
        """A part of this server says that it is a player, for a device on which nobody is signed in."""
        known = await self._know(None, device, 1, name, kind)
        return self._connect(
            known, device, None, channel, Outgoing(channel, known.name, "Check that it is on."), capabilities
        )

    async def _know(self, user_id: int | None, device: str, place: int, name: str, kind: PlayerKind) -> StoredPlayer:
        key = (user_id, device, place)
        found = next((one for one in self._known.values() if (one.user_id, one.device, one.place) == key), None)
        self._claimed.add(key)
        try:
            label = name if place == 1 else f"{name} ({place})"
            known = found or await self._add(user_id, device, place, label, kind)
            if known.kind != kind or time.time() - known.seen_at > SEEN_SECONDS:
                with suppress(DBAPIError):  # a full disk must not keep anyone from watching
                    await self._database.write(stored.note_seen, known.id, kind, time.time())
                current = self._known.get(known.id)  # it may have been changed meanwhile, or removed
                known = current or await self._add(user_id, device, place, label, kind)
                known = replace(known, kind=kind, seen_at=time.time())
            self._known[known.id] = known
        finally:
            self._claimed.discard(key)
        return known

    def _connect(
        self, known: StoredPlayer, tab: str, user: User | None, channel: Channel, outgoing: Outgoing, capabilities: frozenset[str]
    ) -> LivePlayer:  # fmt: skip
        former = self._live.pop(known.id, None)
        live = LivePlayer(known.id, tab, user, channel, outgoing, capabilities)
        live.state = replace(live.state, queue_version=known.queue.version, at=time.time())
        self._live[known.id] = live
        self._reasons.pop(known.id, None)
        if former is not None and former.channel is not channel:
            former.outgoing.close()
            former.channel.close("Another connection of this page took its place.", "replaced")
        self._on_change(known.id)
        return live

    async def _add(self, user_id: int | None, device: str, place: int, name: str, kind: PlayerKind) -> StoredPlayer:
        live = frozenset(self._live)
        added, forgotten = await self._database.write(stored.add, user_id, device, place, name, kind, live)
        for player_id in forgotten:
            self._known.pop(player_id, None)
            self._drop(player_id, "This player was removed.")
        return added

    def _drop(self, player_id: int, reason: str) -> None:
        """A player is not known any more: its connection ends, and who watches it is told."""
        live = self._live.pop(player_id, None)
        self._reasons.pop(player_id, None)
        if live is not None:
            live.outgoing.close()
            live.channel.close(reason, "removed")
        self._on_change(player_id)

    def _free_place(self, user: User, device: str, tab: str) -> int:
        taken = {}
        for live in self._live.values():
            known = self._known.get(live.id)
            if known is not None and (known.user_id, known.device) == (user.id, device):
                taken[known.place] = live.tab
        mine = next((place for place, other in taken.items() if other == tab), None)
        if mine is not None:
            return mine
        for place in range(1, MOST_PLACES + 1):
            if place not in taken and (user.id, device, place) not in self._claimed:
                return place
        raise NotPossibleError(f"This device has {MOST_PLACES} players already. Close some of its pages.")

    def report(self, live: LivePlayer, given: Mapping[str, Any]) -> None:
        """A player says what plays on it. Raises InvalidError."""
        known = self._known.get(live.id)
        if self._live.get(live.id) is not live or known is None:
            raise InvalidError("state", "This connection is no player any more.")
        live.state = read_state(given, time.time(), known.queue.version)
        self._on_change(live.id)

    def expect(self, live: LivePlayer, fields: Mapping[str, Any]) -> None:
        """Take some fields of a state for true until the player reports: the next command starts from them."""
        live.state = replace(live.state, **fields)

    def take_back_expected(self, live: LivePlayer, expected: PlayerState, former: PlayerState) -> None:
        """The player did not obey: what was expected of it is not true, unless it has reported something else."""
        if live.state is expected:
            live.state = former
            self._on_change(live.id)

    def leave(self, live: LivePlayer, reason: str | None = None) -> None:
        """The connection of a player ended; the text says why, for people."""
        live.outgoing.close(reason)
        if self._live.get(live.id) is live:
            del self._live[live.id]
            if reason is not None:
                self._reasons[live.id] = reason
            self._on_change(live.id)

    def why_gone(self, player_id: int) -> str | None:
        """Why a player is not connected, for people; None: nobody knows."""
        return self._reasons.get(player_id)

    def set_queue(self, player_id: int, queue: Queue) -> None:
        """Change a queue, and keep it (see `keep_queue`)."""
        self._known[player_id] = replace(self._known[player_id], queue=queue)
        live = self._live.get(player_id)
        if live is not None:
            live.state = replace(live.state, queue_version=queue.version)
            live.channel.push(queue, replaces="queue")
        self._on_change(player_id)

    def take_back(self, player_id: int, changed: Queue, former: Queue) -> None:
        """Undo a change of a queue, unless it was changed again: the player refused it."""
        known = self._known.get(player_id)
        if known is not None and known.queue == changed:
            self.set_queue(player_id, replace(former, version=changed.version + 1))

    async def keep_queue(self, player_id: int) -> None:
        """Write a player's queue to the database; where that fails, it is kept in memory alone."""
        known = self._known.get(player_id)
        if known is not None:
            try:
                await self._database.write(stored.keep_queue, player_id, known.queue)
            except DBAPIError:
                log.exception("The queue of a player could not be written")

    async def change(self, player_id: int, wanted: PlayerChange) -> None:
        """Keep a player's name, and who may steer it."""
        await self._database.write(stored.change, player_id, wanted)
        known = self._known.get(player_id)  # as it is now: others change it too
        if known is not None:
            changed = self._known[player_id] = wanted.of(known)
            if (live := self._live.get(player_id)) is not None:
                live.outgoing.name = changed.name
        self._on_change(player_id)

    async def remove(self, player_id: int) -> None:
        """Forget a player. One that is connected is a new one as soon as it connects again."""
        await self._database.write(stored.remove, player_id)
        self._known.pop(player_id, None)
        self._drop(player_id, "This player was removed.")

    def forget_old_commands(self) -> None:
        """Forget commands that were never acknowledged."""
        for live in self._live.values():
            live.outgoing.forget_old()
