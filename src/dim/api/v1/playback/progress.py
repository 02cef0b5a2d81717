"""Progress: where a user stopped, and what counts as watched; and what they prefer to hear and read."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from dim.accounts.rights import User
from dim.api.context import Server, ServerDep, Viewer, Watcher, visible_item
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Id
from dim.catalog import items
from dim.catalog.browse.versions import longest
from dim.catalog.items import Item
from dim.playback.policy.tracks import Preferences
from dim.playback.sessions import preferences, progress
from dim.playback.sessions.progress import PlayedItem

router = Router(prefix="/api/v1/user", tags=["progress"])


class StoppedAt(BaseModel):
    """Where a user stopped: seconds from the beginning."""

    secs_offset: float


class Position(Body):
    """Where the user is: seconds from the beginning."""

    secs_offset: float = Field(ge=0, le=1e7, allow_inf_nan=False)


class Watched(Body):
    """Whether it counts as watched."""

    watched: bool


class PreferredTracks(BaseModel):
    """Which tracks play at first.

    `languages`: codes of the languages that the user understands, the favourite first (none: files decide). `audio`: the
    original, or a track in one of these languages. `subtitles`: where the user does not understand the audio, always, or never.
    """

    languages: list[str]
    audio: Literal["original", "mine"]
    subtitles: Literal["needed", "always", "never"]


class NewPreferredTracks(Body):
    """The user's preferences, as `PreferredTracks`; fields that are left out get their defaults."""

    languages: list[Annotated[str, Field(min_length=2, max_length=20)]] = Field(default_factory=list, max_length=20)
    audio: Literal["original", "mine"] = "original"
    subtitles: Literal["needed", "always", "never"] = "needed"


def _playable(server: Server, user: User, media_id: int) -> Item:
    """A movie or an episode. Raises ApiError 404."""
    return server.database.read(visible_item, user, media_id, "movie", "episode")


@router.get("/stopped-at/{media_id}")
async def get_stopped_at(media_id: Id, caller: Viewer, server: ServerDep) -> StoppedAt:
    """Where the user stopped in a movie or an episode; 0 where they did not begin, or came to the end."""
    _playable(server, caller.user, media_id)
    return StoppedAt(secs_offset=server.database.read(progress.resume_position, caller.user.id, media_id))


@router.post("/stopped-at/{media_id}", status_code=201)
async def set_stopped_at(media_id: Id, body: Position, caller: Watcher, server: ServerDep) -> None:
    """Remember where the user is. 404: it is not a movie or an episode."""
    item = _playable(server, caller.user, media_id)
    duration, chapters = longest(server.database.read(items.main_files, item.id))
    played = PlayedItem(item.id, item.title_id, item.library_id, duration, chapters)
    await server.database.write(progress.record_position, caller.user.id, played, body.secs_offset)


@router.post("/watched/{media_id}", status_code=201)
async def set_watched(media_id: Id, body: Watched, caller: Watcher, server: ServerDep) -> None:
    """Mark a movie or an episode as watched or not; or all episodes of a season or a show."""
    item = server.database.read(visible_item, caller.user, media_id)
    episodes = server.database.read(items.episode_ids, item) if item.kind in ("season", "show") else None
    played = PlayedItem(item.id, item.title_id, item.library_id)
    await server.database.write(progress.set_watched, caller.user.id, played, body.watched, episodes)


@router.get("/preferences")
async def get_preferences(caller: Viewer, server: ServerDep) -> PreferredTracks:
    """Which tracks play at first for the user."""
    found = server.database.read(preferences.preferences, caller.user.id)
    return PreferredTracks(languages=list(found.languages), audio=found.audio, subtitles=found.subtitles)


@router.put("/preferences", status_code=204)
async def set_preferences(body: NewPreferredTracks, caller: Watcher, server: ServerDep) -> None:
    """Set which tracks play at first for the user; what they chose for a movie or show comes first."""
    wanted = Preferences(tuple(dict.fromkeys(body.languages)), body.audio, body.subtitles)
    await server.database.write(preferences.set_preferences, caller.user.id, wanted)
