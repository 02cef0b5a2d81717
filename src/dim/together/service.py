"""The groups of this server, for users with their rights. Use from the event loop's thread only."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.exc import DBAPIError

from dim.accounts.rights import User
from dim.db import Database
from dim.events import Event, Hub
from dim.remote.model import NoPlayerError, NotPossibleError
from dim.remote.reports import clean
from dim.remote.rights import Visibility
from dim.together import stored
from dim.together.group import Group, Member
from dim.together.model import Action, DeedName, HostOnly, LeftGroup, Pause, Play, Seek, SeenGroup, SetRate, WatchItem
from dim.together.playhead import Playhead

log = logging.getLogger(__name__)
EMPTY_SECONDS = 600.0
"""How long a group without members is kept: they may come back."""
MOST_GROUPS = 200
TICK_SECONDS = 0.25
LONGEST_NAME = 60
Clock = Callable[[], float]
_DEEDS: Mapping[type[Action], DeedName] = {
    Play: "play", Pause: "pause", Seek: "seek", SetRate: "rate", WatchItem: "item", HostOnly: "host_only",
}  # fmt: skip


class Together:
    """Groups that watch together."""

    def __init__(self, database: Database, hub: Hub, visibility: Visibility, clock: Clock = time.time) -> None:
        self._database, self._hub, self._visibility, self._clock = database, hub, visibility, clock
        self._groups = {group.id: group for group in database.read(stored.everything)}
        self._dirty: set[int] = set()
        self._is_list_changed = False
        self._announced_at = 0.0
        self._wake = asyncio.Event()
        hub.follow(self._on_event)

    async def run(self) -> None:
        """Go on with groups that waited long enough, keep them, and forget empty ones, until cancelled."""
        while True:
            waits = any(group.phase == "waiting" and group.members for group in self._groups.values())
            try:
                async with asyncio.timeout(TICK_SECONDS if waits or self._is_list_changed else 5.0):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            await self.tick()

    async def tick(self) -> None:
        """One round of `run`."""
        now = self._clock()
        for group in list(self._groups.values()):
            if group.settle(now):
                self._tell(group)
            if not group.members and now - group.empty_since > EMPTY_SECONDS:
                del self._groups[group.id]
                self._dirty.discard(group.id)
                await self._write(stored.remove, group.id)
                self._announce()
        if self._is_list_changed and not 0 <= now - self._announced_at < TICK_SECONDS:
            self._is_list_changed, self._announced_at = False, now
            self._hub.publish([Event("groups")])
        for group_id in list(self._dirty):
            self._dirty.discard(group_id)
            if (changed := self._groups.get(group_id)) is not None:
                await self._write(stored.keep, changed)

    async def _write(self, change: Callable[..., None], *arguments: Any) -> None:
        """Groups go on while the disk is full; only a restart would end them."""
        try:
            await self._database.write(change, *arguments)
        except DBAPIError:
            log.exception("A group could not be written")

    def groups(self, user: User) -> list[SeenGroup]:
        """The groups that a user may join: those that watch what is shared with them."""
        seen = (
            group for group in self._groups.values() if group.members and self._visibility.may_see(user, group.item_id)
        )
        return [self._seen(group, user) for group in seen]

    async def create(self, user: User, *, name: str | None, item_id: int, position: float, host_only: bool) -> Group:
        """Begin a group. Raises NoPlayerError: the item is not there. NotPossibleError: there are too many groups."""
        self._check_item(user, item_id)
        if len(self._groups) >= MOST_GROUPS:
            raise NotPossibleError(f"There are {MOST_GROUPS} groups already.")
        for other in [one for one in self._groups.values() if one.host_id == user.id and not one.members]:
            other.empty_since = 0.0  # goes with the next round
        now = self._clock()
        label = clean(name, LONGEST_NAME) or f"{user.username}’s group"
        group = Group(
            id=0,
            name=label,
            host_id=user.id,
            item_id=item_id,
            host_only=host_only,
            head=Playhead(position, now),
            empty_since=now,
        )
        group.id = await self._database.write(stored.add, group)
        self._groups[group.id] = group
        return group

    def join(self, group_id: int, member: Member) -> SeenGroup:
        """A player joins; the group then. Raises NoPlayerError, NotPossibleError."""
        group = self._find(group_id, member.user)
        group.check_room(member.player_id)
        for other in self._groups.values():
            if other is not group and other.leave(member.player_id, self._clock()):
                other.note("leave", member)
                self._tell(other)
        is_new = member.player_id not in group.members
        group.join(member, self._clock())
        if is_new:
            group.note("join", member)
        self._tell(group)
        self._announce()
        return self._seen(group, member.user)

    def leave(self, member: Member, *, on_purpose: bool) -> None:
        """A member leaves; the others go on. Another connection of the same player that joined meanwhile stays."""
        for group in list(self._groups.values()):
            if group.members.get(member.player_id) is member and group.leave(member.player_id, self._clock()):
                group.note("leave", member)
                if on_purpose:
                    group.give_host(member.user.id)
                self._tell(group)
                self._announce()

    def check_rights(self) -> None:
        """Have members leave whose group watches what is not shared with them any more."""
        for group in list(self._groups.values()):
            lost = [one for one in group.members.values() if not self._visibility.may_see(one.user, group.item_id)]
            for member in lost:
                group.leave(member.player_id, self._clock())
                reason = "The group watches something that is not shared with you."
                member.channel.push(LeftGroup(group.id, reason), replaces="group")
            if lost:
                self._tell(group)
                self._announce()

    def _on_event(self, event: Event) -> None:
        if event.type in ("media", "library", "access"):
            self.check_rights()

    def control(self, group_id: int, player_id: int, user: User, action: Action) -> SeenGroup:
        """Have a member steer its group; the group then. Raises NoPlayerError, NotPossibleError."""
        group = self._find(group_id, user)
        member = group.members.get(player_id)
        if member is None:
            raise NotPossibleError("Join the group first.")
        if isinstance(action, HostOnly):
            group.set_host_only(user, action.on)
        else:
            group.check_control(user)
            self._act(group, user, action, self._clock())
        group.note(_DEEDS[type(action)], member)
        self._tell(group)
        return self._seen(group, user)

    def _act(self, group: Group, user: User, action: Play | Pause | Seek | SetRate | WatchItem, now: float) -> None:
        match action:
            case Play():
                group.play(now)
            case Pause():
                group.pause(now)
            case Seek(position):
                group.seek(position, now)
            case SetRate(rate):
                group.set_rate(rate, now)
            case WatchItem(item_id, position):
                self._check_item(user, item_id)
                group.watch(item_id, position, now)
                self.check_rights()
                self._announce()

    def report(self, group_id: int, player_id: int, version: int, *, ready: bool, ping: float) -> None:
        """A member is ready, or waits for data."""
        group = self._groups.get(group_id)
        if group is not None and group.report(player_id, version, ready, ping, self._clock()):
            self._tell(group)

    def _find(self, group_id: int, user: User) -> Group:
        group = self._groups.get(group_id)
        if group is None or not self._visibility.may_see(user, group.item_id):
            raise NoPlayerError("There is no such group, or what it watches is not shared with you.")
        return group

    def _check_item(self, user: User, item_id: int) -> None:
        if self._visibility.unplayable(user, (item_id,)) is not None:
            raise NoPlayerError(f"There is no movie or episode {item_id}, or it is not shared with you.")

    # What members are told

    def _tell(self, group: Group) -> None:
        members, now = group.members_seen(), self._clock()
        for member in list(group.members.values()):
            member.channel.push(group.seen(member.user, members, now), replaces="group")
        self._dirty.add(group.id)
        self._wake.set()

    def _seen(self, group: Group, user: User) -> SeenGroup:
        return group.seen(user, group.members_seen(), self._clock())

    def _announce(self) -> None:
        """Have clients told that groups began, ended or changed: once for all changes within a tick."""
        self._is_list_changed = True
        self._wake.set()
