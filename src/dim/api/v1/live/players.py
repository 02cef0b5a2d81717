"""Players over HTTP, for scripts: what plays where, and commands."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Path
from fastapi.responses import Response
from pydantic import BaseModel, Field

from dim.api.context import ServerDep, Viewer, Watcher
from dim.api.errors import ApiError
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Id
from dim.api.v1.live.refusals import refused
from dim.api.v1.live.schemas import (
    PlayerEntry,
    PlayerStateEntry,
    WatchGroup,
    described,
    described_group,
    described_state,
)
from dim.api.v1.playback.stream import find_session
from dim.api.v1.playback.trickplay import Thumbnails, described_thumbnails, sheet_response
from dim.remote import commands
from dim.remote.model import RemoteError

router = Router(prefix="/api/v1/player", tags=["players"])
groups = Router(prefix="/api/v1/group", tags=["players"])
T = TypeVar("T")


class PlayerChange(Body):
    """What to change of a player. `household`: everyone who has an account may steer it; `shared_with`: these users may."""

    name: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    household: bool | None = None
    shared_with: Annotated[list[Id], Field(max_length=200)] | None = None


class PlayerCommand(Body):
    """A command with its parameters (docs/remote.md). With an `id` it is obeyed once, however often it is sent."""

    command: Literal[commands.NAMES]  # type: ignore[valid-type]
    id: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    position: float | None = Field(default=None, description="Seconds, of `seek` and `play_item`.")
    seconds: float | None = Field(default=None, description="Of `skip`; negative: back.")
    level: float | None = Field(default=None, description="Of `volume`, 0 to 100.")
    on: bool | None = Field(default=None, description="Of `mute` and `fullscreen`.")
    track: int | None = Field(default=None, description="Of `audio` and `subtitle`; null is off.")
    offset: float | None = Field(default=None, description="Of `subtitle`: seconds later.")
    style: dict[str, Any] | None = Field(default=None, description="Of `subtitle`: `size`, `boxed`.")
    quality: str | None = Field(default=None, description="Of `quality`: one of the state's `qualities`.")
    rate: float | None = Field(default=None, description="Of `rate`; 1 is normal.")
    item_id: int | None = Field(default=None, description="Of `play_item` and `launch`.")
    version: int | None = Field(default=None, description="Of `play_item`: the id of a version's first file.")
    items: list[int] | None = Field(default=None, description="Of `queue`: movies and episodes.", max_length=500)
    mode: str | None = Field(
        default=None, description="Of `queue`: now, next, last, or rest (instead of what follows)."
    )
    text: str | None = Field(default=None, description="Of `message`.")
    to: int | str | None = Field(default=None, description="Of `move`: a player; of `navigate`: a page.")

    def parameters(self) -> dict[str, Any]:
        """What was sent beside the command."""
        return {name: getattr(self, name) for name in self.model_fields_set - {"command", "id", "jwt"}}


class PlayerQueue(BaseModel):
    """What plays one after another. `place`: the item that plays, or played last. 0 stands for what the caller may not see."""

    version: int
    place: int
    items: list[int]


@contextmanager
def _refusals() -> Iterator[None]:
    """Raises ApiError instead of RemoteError (see `refusals`)."""
    try:
        yield
    except RemoteError as error:
        answer = refused(error)
        raise ApiError(answer.status, answer.detail, answer.field, answer.kind) from None


def _found(find: Callable[[], T]) -> T:
    with _refusals():
        return find()


async def _translated(doing: Awaitable[T]) -> T:
    with _refusals():
        return await doing


@groups.get("")
async def list_groups(caller: Viewer, server: ServerDep) -> list[WatchGroup]:
    """The groups that the caller may join: they watch what is shared with them. Joining takes a player on the socket."""
    return [WatchGroup(**described_group(one)) for one in server.together.groups(caller.user)]


@router.get("")
async def list_players(caller: Viewer, server: ServerDep) -> list[PlayerEntry]:
    """The players that the caller may steer, connected ones first: their own, those shared with them, and for admins all."""
    return [PlayerEntry(**described(one)) for one in server.remote.players(caller.user)]


@router.get("/{player_id}")
async def get_player(player_id: Id, caller: Viewer, server: ServerDep) -> PlayerEntry:
    """A player, with what plays on it."""
    return PlayerEntry(**described(_found(lambda: server.remote.player(caller.user, player_id))))


@router.get("/{player_id}/queue")
async def get_queue(player_id: Id, caller: Viewer, server: ServerDep) -> PlayerQueue:
    """What plays one after another on a player."""
    queue = _found(lambda: server.remote.queue(caller.user, player_id))
    return PlayerQueue(version=queue.version, place=queue.place, items=list(queue.items))


@router.get("/{player_id}/trickplay")
async def get_thumbnails(player_id: Id, caller: Viewer, server: ServerDep) -> Thumbnails:
    """The thumbnails of what plays on a player. 404: it has none, or is not shared with the caller."""
    key = _found(lambda: server.remote.stream_of(caller.user, player_id))
    return await described_thumbnails(server, find_session(server, key))


@router.get(
    "/{player_id}/trickplay/{sheet}.jpg", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}}
)
async def get_thumbnail_sheet(
    player_id: Id, sheet: Annotated[int, Path(ge=0, le=10_000)], caller: Viewer, server: ServerDep
) -> Response:
    """A sheet of these thumbnails. 404: it is not made yet."""
    key = _found(lambda: server.remote.stream_of(caller.user, player_id))
    return await sheet_response(server, find_session(server, key), sheet)


@router.patch("/{player_id}")
async def change_player(player_id: Id, body: PlayerChange, caller: Watcher, server: ServerDep) -> PlayerEntry:
    """Rename a player, or change who may steer it. 409: it is someone else's. 422: someone in `shared_with` has no account."""
    shared = frozenset(body.shared_with) if body.shared_with is not None else None
    changed = server.remote.configure(
        caller.user, player_id, name=body.name, household=body.household, shared_with=shared
    )
    return PlayerEntry(**described(await _translated(changed)))


@router.delete("/{player_id}", status_code=204)
async def remove_player(player_id: Id, caller: Watcher, server: ServerDep) -> None:
    """Forget a player and its queue. One that is connected is closed with 4410 (docs/socket.md)."""
    await _translated(server.remote.forget(caller.user, player_id))


@router.post("/{player_id}/command")
async def send_command(player_id: Id, body: PlayerCommand, caller: Watcher, server: ServerDep) -> PlayerStateEntry:
    """Have a player obey, and return its state then.

    404: there is no such player or item. 409: it is not possible now; `detail` says why. 422: a parameter is wrong. 504: the
    player is gone.
    """
    with _refusals():
        command = commands.read(body.command, body.parameters())
    state = await _translated(server.remote.command(caller, player_id, command, body.id))
    return PlayerStateEntry(**described_state(state))
