"""A group and what its members do to it. The clock is given: nothing here waits.

paused ── play ──► waiting ── all are ready, or 10 s are over ──► playing ── a member buffers ──► waiting
"""

from dataclasses import dataclass, field

from dim.accounts.rights import User
from dim.remote.model import NotPossibleError
from dim.together.model import Deed, DeedName, GroupChannel, Phase, SeenGroup, SeenMember
from dim.together.playhead import Playhead

PATIENCE = 10.0
"""Seconds that a group waits for a member that buffers."""
SHORTEST_LEAD, LONGEST_LEAD = 0.3, 1.0
"""Seconds from a command to the moment for which it is meant, so that it reaches all members before."""
MOST_MEMBERS = 100
LONGEST_PING = 10.0


@dataclass(slots=True, eq=False)
class Member:
    """A player in a group. `late`: the group does not wait for it until it has caught up."""

    player_id: int
    user: User
    name: str
    channel: GroupChannel
    ready: bool = False
    late: bool = False
    ping: float = 0.1
    """Seconds of a round trip, as the client measured it."""


@dataclass(slots=True)
class Group:
    """What a group watches, and how. `version` counts what was decided; reports of an older one are out of date."""

    id: int
    name: str
    host_id: int
    item_id: int
    host_only: bool = False
    head: Playhead = field(default_factory=lambda: Playhead(0.0, 0.0))
    phase: Phase = "paused"
    version: int = 1
    asked: int = 1
    """The version from which on members have to say again that they are ready."""
    deadline: float = 0.0
    """Until when it waits."""
    members: dict[int, Member] = field(default_factory=dict)
    empty_since: float = 0.0
    last: Deed | None = None
    """What a member did last."""

    # What is told

    def members_seen(self) -> tuple[SeenMember, ...]:
        """The members as all of them see them."""
        return tuple(
            SeenMember(one.player_id, one.name, one.user.username, one.ready, one.late, one.user.id == self.host_id)
            for one in self.members.values()
        )

    def seen(self, user: User, members: tuple[SeenMember, ...], now: float) -> SeenGroup:
        """The group as a user sees it. `members`: `members_seen`, which is the same for all."""
        waiting = self.waiting_for if self.phase == "waiting" else []
        return SeenGroup(
            id=self.id, name=self.name, item_id=self.item_id, phase=self.phase, head=self.head, version=self.version,
            host_id=self.host_id, host_only=self.host_only, may_control=self.may_control(user),
            waiting_for=tuple(member.player_id for member in waiting), members=members, last=self.last, now=now,
        )  # fmt: skip

    def note(self, name: DeedName, member: Member) -> None:
        """A member did something that the others are told of."""
        number = self.last.number + 1 if self.last else 1
        self.last = Deed(number, name, member.player_id, member.user.username)

    # Who may

    def may_control(self, user: User) -> bool:
        """Whether a user may play, pause and seek: everyone, or the host while one of their players is there."""
        is_host_there = any(member.user.id == self.host_id for member in self.members.values())
        return not self.host_only or user.id == self.host_id or not is_host_there

    def check_control(self, user: User) -> None:
        """Raises NotPossibleError: only the host may."""
        if not self.may_control(user):
            raise NotPossibleError("Only the host of this group plays, pauses and seeks.")

    def set_host_only(self, user: User, on: bool) -> None:
        """Have only the host control it, or all. Raises NotPossibleError: the user is not the host."""
        if user.id != self.host_id:
            raise NotPossibleError("Only the host of this group may change that.")
        self.host_only = on
        self._changed()

    # Members

    def join(self, member: Member, now: float) -> None:
        """A member comes. The group goes on; the member catches up. Raises NotPossibleError: it is full."""
        self.check_room(member.player_id)
        member.late = self.phase == "playing"
        if not self.members:
            self.deadline = now + PATIENCE  # until now, it waited for nobody
        self.members[member.player_id] = member
        self._changed()
        self.settle(now)

    def check_room(self, player_id: int) -> None:
        """Raises NotPossibleError: it is full."""
        if len(self.members) >= MOST_MEMBERS and player_id not in self.members:
            raise NotPossibleError(f"A group has at most {MOST_MEMBERS} members.")

    def leave(self, player_id: int, now: float) -> bool:
        """A member goes; the others go on. False: it was none."""
        if self.members.pop(player_id, None) is None:
            return False
        if not self.members:
            self.empty_since = now
        self._changed()
        self.settle(now)
        return True

    def give_host(self, user_id: int) -> None:
        """The host left on purpose: the member that came first is the host, if there is one."""
        if user_id == self.host_id and all(member.user.id != user_id for member in self.members.values()):
            self.host_id = next((member.user.id for member in self.members.values()), self.host_id)

    # What it does

    def play(self, now: float) -> None:
        """Play from where it is, as soon as all are ready."""
        if self.phase == "paused":
            self._wait(self.head.moved(now, playing=False), now, ask=False)
            self.settle(now)

    def pause(self, now: float) -> None:
        """Pause, at the same picture on all screens."""
        if self.phase != "paused":
            self.head = self.head.moved(now + self.lead if self.phase == "playing" else now, playing=False)
            self.phase = "paused"
            self._changed()

    def seek(self, position: float, now: float) -> None:
        """Go to a position; what played goes on when all are there."""
        head = Playhead(position, now, False, self.head.rate)
        if self.phase == "paused":
            self.head = head
            self._changed()
            self._ask()
        else:
            self._wait(head, now)

    def set_rate(self, rate: float, now: float) -> None:
        """Play faster or slower."""
        self.head = self.head.moved(now + self.lead if self.phase == "playing" else now, rate=rate)
        self._changed()

    def watch(self, item_id: int, position: float, now: float) -> None:
        """Watch something else, from a position on."""
        self.item_id = item_id
        self._wait(Playhead(position, now), now)

    def report(self, player_id: int, version: int, ready: bool, ping: float, now: float) -> bool:
        """A member is ready to play, or waits for data. Whether the group changed."""
        member = self.members.get(player_id)
        if member is None or version < self.asked:
            return False
        before = self.version
        if ping == ping and ping > 0:  # a number
            member.ping = min(ping, LONGEST_PING)
        was_ready, member.ready = member.ready, ready
        if ready:
            member.late = False
        elif self.phase == "playing" and was_ready and not member.late:
            self._wait(self.head.moved(now, playing=False), now, ask=False)
        if was_ready != ready and self.version == before:
            self._changed()
        self.settle(now)
        return self.version != before

    def settle(self, now: float) -> bool:
        """Go on if it waited long enough, or for none of its members any more. Whether it did. Without members it stays."""
        if self.phase != "waiting" or not self.members:
            return False
        waiting = self.waiting_for
        if waiting and now < self.deadline:
            return False
        for member in waiting:
            member.late = True
        self.head = Playhead(self.head.position, now + self.lead, True, self.head.rate)
        self.phase = "playing"
        self._changed()
        return True

    @property
    def waiting_for(self) -> list[Member]:
        """Members that are not ready, and that the group waits for."""
        return [member for member in self.members.values() if not member.ready and not member.late]

    @property
    def lead(self) -> float:
        """Seconds from a command to its moment: a round trip of the slowest member."""
        slowest = max((member.ping for member in self.members.values() if not member.late), default=0.0)
        return max(SHORTEST_LEAD, min(2 * slowest + 0.1, LONGEST_LEAD))

    def _wait(self, head: Playhead, now: float, *, ask: bool = True) -> None:
        self.head, self.phase, self.deadline = head, "waiting", now + PATIENCE
        self._changed()
        if ask:
            self._ask()

    def _ask(self) -> None:
        """Members have to be ready at another place now."""
        self.asked = self.version
        for member in self.members.values():
            member.ready = member.late = False

    def _changed(self) -> None:
        self.version += 1
