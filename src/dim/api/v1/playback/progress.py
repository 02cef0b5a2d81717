"""Progress: where a user stopped, and what counts as watched."""

from fastapi import APIRouter
from pydantic import Field

from dim.accounts.rights import User
from dim.api.context import Server, ServerDep, Viewer, Watcher, visible_item
from dim.api.schemas import Body, Id
from dim.catalog import items
from dim.catalog.browse.versions import longest
from dim.catalog.items import Item
from dim.playback.sessions import progress

router = APIRouter(prefix="/api/v1/user", tags=["progress"])


class StoppedAt(Body):
    """Seconds from the beginning."""

    secs_offset: float = Field(ge=0, le=1e7, allow_inf_nan=False)


class Watched(Body):
    """Whether it counts as watched."""

    watched: bool


def _playable(server: Server, user: User, media_id: int) -> Item:
    """A movie or an episode. Raises ApiError 404."""
    return server.database.read(visible_item, user, media_id, "movie", "episode")


@router.get("/stopped-at/{media_id}")
async def get_stopped_at(media_id: Id, caller: Viewer, server: ServerDep) -> StoppedAt:
    """Where the user stopped in a movie or an episode; 0 where they did not begin, or came to the end."""
    _playable(server, caller.user, media_id)
    return StoppedAt(secs_offset=server.database.read(progress.stopped_at, caller.user.id, media_id))


@router.post("/stopped-at/{media_id}", status_code=201)
async def set_stopped_at(media_id: Id, body: StoppedAt, caller: Watcher, server: ServerDep) -> None:
    """Remember where the user is. 404: it is not a movie or an episode."""
    item = _playable(server, caller.user, media_id)
    length, chapters = longest(server.database.read(items.main_files, item.id))
    await server.database.write(
        progress.stop_at, caller.user.id, media_id, body.secs_offset, length, chapters, item.library_id, item.title_id
    )


@router.post("/watched/{media_id}", status_code=201)
async def set_watched(media_id: Id, body: Watched, caller: Watcher, server: ServerDep) -> None:
    """Mark a movie or an episode as watched or not."""
    item = _playable(server, caller.user, media_id)
    await server.database.write(
        progress.set_progress, caller.user.id, media_id, 0.0, body.watched, item.library_id, item.title_id
    )
