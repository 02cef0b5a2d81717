"""What members do to a group, and what they are told of it, as values."""

from dataclasses import dataclass
from typing import Literal, Protocol

from dim.together.playhead import Playhead

Phase = Literal["paused", "waiting", "playing"]


@dataclass(frozen=True, slots=True)
class Play:
    """Play from where it is, as soon as all are ready."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause, at the same picture on all screens."""


@dataclass(frozen=True, slots=True)
class Seek:
    """Go to a position (seconds)."""

    position: float


@dataclass(frozen=True, slots=True)
class SetRate:
    """Play faster or slower; 1 is normal."""

    rate: float


@dataclass(frozen=True, slots=True)
class WatchItem:
    """Watch something else, from a position (seconds) on."""

    item_id: int
    position: float = 0.0


@dataclass(frozen=True, slots=True)
class HostOnly:
    """Whether only the host plays, pauses and seeks."""

    on: bool


Action = Play | Pause | Seek | SetRate | WatchItem | HostOnly


DeedName = Literal["play", "pause", "seek", "rate", "item", "host_only", "join", "leave"]


@dataclass(frozen=True, slots=True)
class Deed:
    """What a member did last, so that the others are told whose doing a change is. `number` counts deeds."""

    number: int
    name: DeedName
    player_id: int
    username: str


@dataclass(frozen=True, slots=True)
class SeenMember:
    """A player in a group. `late`: the group does not wait for it until it has caught up."""

    player_id: int
    name: str
    username: str
    ready: bool
    late: bool
    is_host: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenGroup:
    """A group as a user sees it. `now`: the server's clock when it was so (UTC seconds since 1970)."""

    id: int
    name: str
    item_id: int
    phase: Phase
    head: Playhead
    version: int
    host_id: int
    host_only: bool
    may_control: bool
    waiting_for: tuple[int, ...]
    members: tuple[SeenMember, ...]
    last: Deed | None
    """None: nobody did anything since the server started."""
    now: float


@dataclass(frozen=True, slots=True)
class LeftGroup:
    """This client is no member any more. `reason`: for people; None: it left by itself."""

    group_id: int
    reason: str | None = None


class GroupChannel(Protocol):
    """The connection of a member."""

    def push(self, message: SeenGroup | LeftGroup, *, replaces: str | None = None) -> None:
        """Send a message without waiting. `replaces`: an older unsent message of that name is dropped."""
