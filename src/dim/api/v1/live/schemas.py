"""Players and groups as clients see them, over HTTP and on the socket."""

from typing import Any

from pydantic import BaseModel

from dim.remote.model import Playback, PlayerKind, PlayerState, Queue, SeenPlayer, Via
from dim.together.model import DeedName, Phase, SeenGroup


class TrackChoice(BaseModel):
    """A track or quality that can be chosen."""

    id: int | str
    name: str


class PlayerStateEntry(BaseModel):
    """What plays on a player. Seconds; `volume` 0 to 100; tracks by the stream session's ids, null is off.

    `position` is as it was at `at` (UTC seconds since 1970). What the caller may not see has no item, title or tracks. `problem`:
    why it stopped or could not play, for people.
    """

    state: Playback
    item_id: int | None
    title: str | None
    position: float
    duration: float
    volume: int
    muted: bool
    rate: float
    audio: int | None
    subtitle: int | None
    queue_version: int
    version: int | None
    subtitle_offset: float
    quality: str | None
    fullscreen: bool
    audio_tracks: list[TrackChoice]
    subtitle_tracks: list[TrackChoice]
    qualities: list[TrackChoice]
    problem: str | None
    at: float


class PlayerEntry(BaseModel):
    """A player. `capabilities`: the commands it can be given; `state`: null while it is not connected. `via`: "dim"; "chromecast"
    or "dlna" for a device that the server casts to, on which nobody is signed in (`user_id` null).
    """

    id: int
    name: str
    kind: PlayerKind
    via: Via
    user_id: int | None
    connected: bool
    mine: bool
    configurable: bool
    capabilities: list[str]
    household: bool
    shared_with: list[int]
    seen_at: float
    state: PlayerStateEntry | None


class GroupMember(BaseModel):
    """A player in a group."""

    player: int
    name: str
    user: str
    ready: bool
    late: bool
    host: bool


class GroupDeed(BaseModel):
    """What a member of a group did last; `number` counts."""

    number: int
    action: DeedName
    player: int
    user: str


class WatchGroup(BaseModel):
    """A group that watches together: `position` at `at` (UTC seconds since 1970, by the server's clock; it may lie ahead), from
    where it moves at `rate` if it is `playing`.
    """

    id: int
    name: str
    item_id: int
    phase: Phase
    position: float
    at: float
    playing: bool
    rate: float
    version: int
    host_id: int
    host_only: bool
    may_control: bool
    waiting_for: list[int]
    members: list[GroupMember]
    last: GroupDeed | None
    now: float


def described(seen: SeenPlayer) -> dict[str, Any]:
    """A player as JSON (`PlayerEntry`)."""
    player = seen.stored
    return {
        "id": player.id, "name": player.name, "kind": player.kind, "via": player.via, "user_id": player.user_id,
        "connected": seen.state is not None,
        "mine": seen.is_mine, "configurable": seen.may_configure, "capabilities": sorted(seen.capabilities),
        "household": player.household, "shared_with": sorted(player.shared_with) if seen.may_configure else [],
        "seen_at": player.seen_at, "state": described_state(seen.state) if seen.state else None,
    }  # fmt: skip


def described_state(state: PlayerState) -> dict[str, Any]:
    """A state as JSON (`PlayerStateEntry`). `position` is as it was at `at`."""
    described: dict[str, Any] = {name: getattr(state, name) for name in _PLAIN}
    for name in _TRACKS:
        described[name] = [{"id": one.id, "name": one.name} for one in getattr(state, name)]
    return described


def described_group(seen: SeenGroup) -> dict[str, Any]:
    """A group as JSON (`WatchGroup`)."""
    head, last = seen.head, seen.last
    members = [
        {
            "player": one.player_id, "name": one.name, "user": one.username, "ready": one.ready, "late": one.late,
            "host": one.is_host,
        }
        for one in seen.members
    ]  # fmt: skip
    deed = last and {"number": last.number, "action": last.name, "player": last.player_id, "user": last.username}
    return {
        "id": seen.id, "name": seen.name, "item_id": seen.item_id, "phase": seen.phase,
        "position": head.position, "at": head.at, "playing": head.playing, "rate": head.rate,
        "version": seen.version, "host_id": seen.host_id, "host_only": seen.host_only,
        "may_control": seen.may_control, "waiting_for": list(seen.waiting_for), "now": seen.now,
        "members": members, "last": deed,
    }  # fmt: skip


def described_queue(queue: Queue) -> dict[str, Any]:
    """A queue as JSON."""
    return {"items": list(queue.items), "place": queue.place, "version": queue.version}


_TRACKS = ("audio_tracks", "subtitle_tracks", "qualities")
_PLAIN = tuple(name for name in PlayerStateEntry.model_fields if name not in _TRACKS)
