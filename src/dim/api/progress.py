"""Where the user stopped."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from dim.accounts.users import User
from dim.api.context import Server, ServerDep, UserDep, visible_item
from dim.api.schemas import Id
from dim.playback import progress

router = APIRouter(prefix="/api/v1/user", tags=["progress"])


class StoppedAt(BaseModel):
    """Seconds from the beginning."""

    secs_offset: float = Field(ge=0, le=1e7, allow_inf_nan=False)


class Watched(BaseModel):
    """Whether it counts as watched."""

    watched: bool


def _library(server: Server, user: User, media_id: int) -> int:
    """The library of something that can be played. Raises ApiError 404."""

    def read(connection: Any) -> int:
        return visible_item(connection, user, media_id, "movie", "episode").library_id

    return server.database.read(read)


@router.get("/stopped-at/{media_id}")
async def get_stopped_at(media_id: Id, user: UserDep, server: ServerDep) -> StoppedAt:
    """Where the user stopped in a movie or an episode; 0 where they did not begin, or came to the end."""
    _library(server, user, media_id)
    return StoppedAt(secs_offset=server.database.read(progress.stopped_at, user.id, media_id))


@router.post("/stopped-at/{media_id}", status_code=201)
async def set_stopped_at(media_id: Id, body: StoppedAt, user: UserDep, server: ServerDep) -> None:
    """Remember where the user is. 404: it is not a movie or an episode."""
    library_id = _library(server, user, media_id)
    await server.database.write(progress.stop_at, user.id, media_id, body.secs_offset, library_id)


@router.post("/watched/{media_id}", status_code=201)
async def set_watched(media_id: Id, body: Watched, user: UserDep, server: ServerDep) -> None:
    """Mark a movie or an episode as watched or not."""
    library_id = _library(server, user, media_id)
    await server.database.write(progress.set_progress, user.id, media_id, 0.0, body.watched, library_id)
