"""Players and what plays on them, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol, get_args

from dim.accounts.rights import Caller

PlayerKind = Literal["phone", "tablet", "desktop", "tv", "speaker"]
Via = Literal["dim", "chromecast", "dlna"]
"""How a player is reached: as a client of Dim, or as a device that the server casts to."""
CloseCause = Literal["lagging", "replaced", "removed"]
"""Why the server closes a client's connection: it takes too little, another one of the same page took its place, or its player was
removed.
"""
Playback = Literal["idle", "loading", "playing", "paused", "buffering"]
KINDS: tuple[PlayerKind, ...] = get_args(PlayerKind)
PLAYBACKS: tuple[Playback, ...] = get_args(Playback)


@dataclass(frozen=True, slots=True)
class TrackName:
    """An audio or subtitle track, or a quality, that can be chosen; `id` as in the stream session."""

    id: int | str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerState:
    """What plays on a player. Seconds; volume 0 to 100; tracks by the session's ids, None is off."""

    state: Playback = "idle"
    item_id: int | None = None
    version: int | None = None
    """The id of the version's first file."""
    title: str | None = None
    position: float = 0.0
    duration: float = 0.0
    volume: int = 100
    muted: bool = False
    rate: float = 1.0
    audio: int | None = None
    subtitle: int | None = None
    subtitle_offset: float = 0.0
    """Seconds by which subtitles are shown later."""
    quality: str | None = None
    fullscreen: bool = False
    queue_version: int = 0
    stream_key: str | None = None
    """The stream session: a credential, which is never sent to others."""
    audio_tracks: tuple[TrackName, ...] = ()
    subtitle_tracks: tuple[TrackName, ...] = ()
    qualities: tuple[TrackName, ...] = ()
    problem: str | None = None
    """Why it stopped or could not play, for people."""
    at: float = 0.0
    """When the position was that (UTC seconds since 1970, by the server's clock)."""

    def position_at(self, now: float) -> float:
        """The position at a later time: it goes on while the video plays."""
        if self.state != "playing":
            return self.position
        gone = max(0.0, now - self.at) * self.rate
        return min(self.position + gone, self.duration) if self.duration else self.position + gone


@dataclass(frozen=True, slots=True)
class Queue:
    """What plays one after another. `place` is the item that plays, or played last."""

    items: tuple[int, ...] = ()
    place: int = 0
    version: int = 0

    @property
    def current(self) -> int | None:
        """The item that plays, or played last."""
        return self.items[self.place] if self.place < len(self.items) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlayer:
    """A player as the database keeps it. A browser's further tabs are players of their own, in places 2, 3 …"""

    id: int
    user_id: int | None
    """Who is signed in on it; None: nobody, it is a device that the server casts to."""
    device: str
    """The stable id that the client made up; unique for its user and place. Of casting devices, it begins with how they are
    reached.
    """
    place: int = 1
    name: str
    kind: PlayerKind = "desktop"
    household: bool = False
    """Whether everyone who has an account may steer it."""
    shared_with: frozenset[int] = frozenset()
    queue: Queue = field(default_factory=Queue)
    seen_at: float = 0.0

    @property
    def via(self) -> Via:
        """How it is reached."""
        if self.user_id is not None:
            return "dim"
        return "chromecast" if self.device.startswith("chromecast-") else "dlna"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPlayer:
    """A player as a user sees it. `state` None: it is not connected."""

    stored: StoredPlayer
    state: PlayerState | None
    capabilities: frozenset[str]
    """The commands that it can be given."""
    is_mine: bool
    may_configure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerChange:
    """What to change of a player; None leaves something as it is."""

    name: str | None = None
    household: bool | None = None
    shared_with: frozenset[int] | None = None

    def of(self, player: StoredPlayer) -> StoredPlayer:
        """The player with these changes."""
        return replace(
            player,
            name=player.name if self.name is None else self.name,
            household=player.household if self.household is None else self.household,
            shared_with=player.shared_with if self.shared_with is None else self.shared_with,
        )


@dataclass(frozen=True, slots=True)
class Removed:
    """A player that was watched is removed, or not shared any more."""

    player_id: int


@dataclass(frozen=True, slots=True)
class Order:
    """A command for the player itself, with its parameters. It is acknowledged by its id. `by`: whose it is, which clients are not
    told.
    """

    id: str
    command: str
    values: Mapping[str, Any]
    by: Caller


Message = SeenPlayer | Removed | Order | Queue
"""What clients are told: how a watched player is; and what a player has to do, and its queue."""


class Channel(Protocol):
    """The connection of a client."""

    def push(self, message: Message, *, replaces: str | None = None) -> None:
        """Send a message without waiting. `replaces`: an older unsent message of that name is dropped."""

    def close(self, reason: str, cause: CloseCause) -> None:
        """Close it; the text says why."""


class RemoteError(Exception):
    """A command or a question about players that cannot be answered; the text is for people."""


class ScopeError(RemoteError):
    """The caller's token may not be used for this."""


class NoPlayerError(RemoteError):
    """There is no such player, or it is not shared with the user."""


class InvalidError(RemoteError):
    """A parameter is wrong; `name` says which."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name


class NotPossibleError(RemoteError):
    """It cannot be done now, or on this player."""


class GoneError(RemoteError):
    """The player does not answer, or went away."""


class LeftError(GoneError):
    """The player went away before it acknowledged the command."""


class NotConnectedError(GoneError):
    """The player is not connected: nothing was sent to it."""
