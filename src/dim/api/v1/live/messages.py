"""The messages of the socket, as the AsyncAPI document describes them. Clients send `{id, type, data}`."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from dim.api.v1.live.schemas import WatchGroup
from dim.remote.model import InvalidError
from dim.together.model import Action, HostOnly, Pause, Play, Seek, SetRate, WatchItem

MessageId = Annotated[str, Field(min_length=1, max_length=100)] | Annotated[int, Field(ge=0, le=2**53)]
Name = Annotated[str, Field(max_length=200)]


class Data(BaseModel):
    """The data of a message from a client. Unknown fields are ignored, so that newer clients can talk to older servers."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Hello(Data):
    """The first message. `token` for clients without a cookie or header; `since`: the last `seq` that this client got."""

    token: str | None = Field(default=None, max_length=4096)
    since: int | None = Field(default=None, ge=0, le=2**53)


class Announcement(Data):
    """This client is a player. `device` stays the same; `tab` tells pages of one browser apart; `commands`: those it obeys."""

    device: str = Field(max_length=64)
    tab: str = Field(default="", max_length=64)
    name: Name = "Player"
    kind: str = Field(default="desktop", max_length=20)
    commands: list[Annotated[str, Field(max_length=40)]] = Field(default_factory=list, max_length=100)
    state: dict[str, Any] | None = None


class Acknowledgement(Data):
    """The player obeyed a command, or says why it could not; with its state afterwards."""

    id: str = Field(max_length=40)
    reason: str | None = Field(default=None, max_length=500)
    state: dict[str, Any] | None = None


class Watch(Data):
    """Tell what plays on some players, or (`all`) on each that the user may see."""

    players: list[Annotated[int, Field(ge=1, le=2**53)]] | Literal["all"] = Field(max_length=500)


class SentCommand(Data):
    """A command for a player, with its parameters beside `command`. The message's id makes it safe to send it again."""

    model_config = ConfigDict(strict=True, extra="allow")
    player: int = Field(ge=1, le=2**53)
    command: str = Field(max_length=40)


class GroupAction(Data):
    """What a member does to its group. `create` and `item` take `item_id` and `position`, `join` takes `group`, `seek` `position`,
    `rate` `rate`, `host_only` `on`; `play`, `pause` and `leave` nothing.
    """

    action: Literal["create", "join", "leave", "play", "pause", "seek", "rate", "item", "host_only"]
    group: int | None = Field(default=None, ge=1, le=2**53)
    name: Name | None = None
    item_id: int | None = Field(default=None, ge=1, le=2**53)
    position: float = Field(default=0.0, ge=0, le=1e7, allow_inf_nan=False)
    rate: float = Field(default=1.0, ge=0.25, le=4, allow_inf_nan=False)
    on: bool = False

    def for_group(self) -> Action | None:
        """What it does to the group; None: it is about being a member. Raises InvalidError: `item_id` is missing."""
        match self.action:
            case "play":
                return Play()
            case "pause":
                return Pause()
            case "seek":
                return Seek(self.position)
            case "rate":
                return SetRate(self.rate)
            case "host_only":
                return HostOnly(self.on)
            case "item":
                if self.item_id is None:
                    raise InvalidError("item_id", "item needs item_id.")
                return WatchItem(self.item_id, self.position)
            case "create" | "join" | "leave":
                return None


class Readiness(Data):
    """A member is ready to play at the group's position, or waits for data. `ping`: seconds of a round trip."""

    version: int = Field(ge=0, le=2**53)
    ready: bool
    ping: float = Field(default=0.1, ge=0, le=60, allow_inf_nan=False)


class Ping(Data):
    """Answered at once, with the server's clock."""

    sent: float | None = Field(default=None, allow_inf_nan=False)


FROM_CLIENTS: dict[str, tuple[type[BaseModel] | None, str]] = {
    "hello": (Hello, "Signs in, and asks for the events since the last one. Answered by `hello`."),
    "announce": (Announcement, "This client is a player. Answered by `announced`."),
    "state": (None, "What plays on this player: a `PlayerState`, sent after each change, and every few seconds."),
    "ack": (Acknowledgement, "The player obeyed a command."),
    "leave": (None, "This client is no player any more."),
    "watch": (Watch, "Answered by `player` for each of them, now and after each change."),
    "command": (SentCommand, "Steers a player. Answered by `result`, or `error`."),
    "group": (GroupAction, "Watches together: begins, joins or leaves a group, or steers it. Answered by `group`."),
    "ready": (Readiness, "A member of a group can play, or waits for data."),
    "ping": (Ping, "Answered by `pong`."),
}  # fmt: skip
"""What clients send: type, model of its data (None: an object that is read field by field), what it is for."""


class Envelope(BaseModel):
    """A message from a client. What has an id is answered: with `re`, that id."""

    model_config = ConfigDict(strict=True, extra="ignore")
    id: MessageId | None = None
    type: Annotated[str, Field(max_length=40)]
    data: dict[str, Any] = {}


class Greeting(BaseModel):
    """Whom the server took the client for. `resumed`: the events since `since` follow or came; else `refresh` does."""

    user_id: int
    resumed: bool
    now: float


class Queued(BaseModel):
    """What plays one after another; `place`: the item that plays, or played last."""

    items: list[int]
    place: int
    version: int


class Announced(BaseModel):
    """This client is a player now."""

    player: int
    name: str
    queue: Queued


class Told(BaseModel):
    """A command for this player, with its parameters beside it. Answer with `ack`, within two seconds."""

    model_config = ConfigDict(extra="allow")
    id: str
    command: str


class Result(BaseModel):
    """A player obeyed a command: its state afterwards (`PlayerStateEntry` of the OpenAPI document)."""

    player: int
    state: dict[str, Any]


class Refusal(BaseModel):
    """What is wrong with a message, as the HTTP API says it: 403, 404, 409, 422, 504 where the player is gone, or 507."""

    status: int
    detail: str
    field: str | None


class Pong(BaseModel):
    """The server's clock (UTC seconds since 1970) and what was sent."""

    sent: float | None
    now: float


FROM_SERVER: dict[str, tuple[type[BaseModel] | None, str]] = {
    "hello": (Greeting, "Answers `hello`."),
    "announced": (Announced, "Answers `announce`."),
    "command": (Told, "Tells this player what to do."),
    "queue": (Queued, "The queue of this player changed."),
    "player": (None, "A player that is watched: a `PlayerEntry` of the OpenAPI document, or `{id, removed}`."),
    "group": (WatchGroup, "What this member's group does, now and after each change, or `{id, left, reason}`; answers `group`."),
    "groups": (None, "Groups began, ended, or watch something else."),
    "result": (Result, "Answers `command`."),
    "error": (Refusal, "Answers any message that cannot be followed."),
    "pong": (Pong, "Answers `ping`."),
    "refresh": (None, "Some events are lost: load everything again."),
    "media": (None, "Titles changed: `{library_id, ids}`."),
    "files": (None, "Files of a library changed: `{library_id}`."),
    "library": (None, "Libraries changed."),
    "progress": (None, "What this user watched changed."),
    "sessions": (None, "Stream sessions began or ended."),
    "scan": (None, "A run goes on: what `GET library/<id>/run/<run>` gives."),
    "devices": (None, "Sign-ins of this user changed."),
    "users": (None, "Accounts changed; for managers."),
    "settings": (None, "Settings of the server changed: `{names}`; for managers."),
    "access": (None, "Rights changed."),
}  # fmt: skip
"""What the server sends. Events have a `seq`; of `player`, the last one replaces all before it."""
