"""Seasons and episodes of shows."""

from typing import Annotated, ClassVar

from pydantic import Field
from sqlalchemy import Connection

from dim.accounts.rights import Caller
from dim.api.context import Editor, FreshReader, Server, ServerDep, visible_item
from dim.api.errors import ApiError, not_found
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Card, Created, File, Id, Pictures, card, pictures, version_files
from dim.api.v1.metadata.known import KnownFields, known_json
from dim.api.v1.titles.media import Line, Text, sent, source_of
from dim.catalog.browse import details
from dim.catalog.curate import edits
from dim.catalog.discover import known
from dim.catalog.discover.known import Known
from dim.catalog.items import Item
from dim.media.kinds import KINDS

router = Router(prefix="/api/v1", tags=["shows"])
Number = Annotated[int, Field(ge=0, le=1_000_000)]


class SeasonEpisode(Card):
    """An episode in the list of its season."""

    overview: str | None = None
    air_date: str | None = None


class Season(KnownFields):
    """A season with its episodes."""

    id: int
    tv_id: int
    number: int
    title: str
    overview: str | None = None
    rating: float | None = None
    pictures: Pictures
    locked: list[str]
    episodes: list[SeasonEpisode]


class Episode(KnownFields, Card):
    """An episode with its files, and the one after it."""

    season_id: int
    overview: str | None = None
    rating: float | None = None
    certification: str | None = None
    genres: list[str]
    air_date: str | None = None
    locked: list[str]
    files: list[File]
    following: Card | None = None


class SeasonChange(Body):
    """A change of a season; omitted fields stay, and fields in `unlock` are given back to scans and providers.

    `name` is another word for `title`, `season_number` for `number`.
    """

    synonyms: ClassVar[dict[str, str]] = {"name": "title", "season_number": "number"}
    number: Number | None = None
    title: Line | None = None
    overview: Text | None = None
    unlock: list[Line] = Field(default_factory=list, max_length=50)


class NewSeason(Body):
    """A new season; 0 are the specials."""

    synonyms: ClassVar[dict[str, str]] = SeasonChange.synonyms
    number: Number
    title: Line | None = None
    overview: Text | None = None


class EpisodeChange(SeasonChange):
    """A change of an episode. `episode_number` is another word for `number`."""

    synonyms: ClassVar[dict[str, str]] = {"name": "title", "episode_number": "number"}
    air_date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None


class NewEpisode(NewSeason):
    """A new episode."""

    synonyms: ClassVar[dict[str, str]] = EpisodeChange.synonyms
    air_date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None


def _find(server: Server, caller: Caller, item_id: int, kind: str) -> Item:
    return server.database.read(visible_item, caller.user, item_id, kind)


@router.get("/tv/{media_id}/season")
async def get_seasons(media_id: Id, caller: FreshReader, server: ServerDep) -> list[int]:
    """The ids of a show's seasons."""

    def read(connection: Connection) -> list[int]:
        visible_item(connection, caller.user, media_id, "show")
        return details.season_ids(connection, media_id)

    return server.database.read(read)


@router.post("/tv/{media_id}/season")
async def add_season(media_id: Id, body: NewSeason, caller: Editor, server: ServerDep) -> Created:
    """Add a season, or change the one of that number (owner, admins, the library's scanner)."""
    show = _find(server, caller, media_id, "show")
    values = sent(body, KINDS["season"].fields)
    return Created(
        id=await server.database.write(edits.add_season, show, body.number, values, source=source_of(caller))
    )


@router.get("/season/{season_id}")
async def get_season(season_id: Id, caller: FreshReader, server: ServerDep) -> Season:
    """A season with its episodes."""

    def read(connection: Connection) -> tuple[details.SeasonDetails | None, Known]:
        of = visible_item(connection, caller.user, season_id, "season")
        return details.season_details(connection, caller.user, season_id), known.of_item(
            connection, of, server.metadata.providers.can_ask
        )

    found, what_is_known = server.database.read(read)
    if found is None:
        raise not_found()
    return Season.model_validate({
        **known_json(what_is_known), "id": found.id, "tv_id": found.show_id, "number": found.number, "title": found.title,
        "overview": found.overview, "locked": found.locked, "rating": what_is_known.facts.rating,
        "pictures": pictures(found.artwork), "episodes": [
            {**one.to_json(), "overview": found.about[one.id][0], "air_date": found.about[one.id][1]} for one in found.episodes
        ],
    })  # fmt: skip


@router.patch("/season/{season_id}", status_code=201)
async def change_season(season_id: Id, body: SeasonChange, caller: Editor, server: ServerDep) -> None:
    """Change a season (owner, admins, the library's scanner)."""
    await _change(server, caller, _find(server, caller, season_id, "season"), body, KINDS["season"].fields)


@router.delete("/season/{season_id}", status_code=201)
async def remove_season(season_id: Id, caller: Editor, server: ServerDep) -> None:
    """Remove a season and its episodes from the catalog; files stay (owner, admins, the library's scanner)."""
    await _remove(server, _find(server, caller, season_id, "season"))


@router.post("/season/{season_id}/episode")
async def add_episode(season_id: Id, body: NewEpisode, caller: Editor, server: ServerDep) -> Created:
    """Add an episode, or change the one of that number (owner, admins, the library's scanner)."""
    season = _find(server, caller, season_id, "season")
    values = sent(body, KINDS["episode"].fields)
    return Created(
        id=await server.database.write(edits.add_episode, season, body.number, values, source=source_of(caller))
    )


@router.get("/episode/{episode_id}")
async def get_episode(episode_id: Id, caller: FreshReader, server: ServerDep) -> Episode:
    """An episode."""

    def read(connection: Connection) -> tuple[details.EpisodeDetails | None, Known]:
        of = visible_item(connection, caller.user, episode_id, "episode")
        return details.episode_details(connection, caller.user, episode_id), known.of_item(
            connection, of, server.metadata.providers.can_ask
        )

    found, what_is_known = server.database.read(read)
    if found is None:
        raise not_found()
    return Episode.model_validate({
        **known_json(what_is_known), **found.card.to_json(), "rating": what_is_known.facts.rating,
        "certification": what_is_known.facts.certification, "genres": list(what_is_known.facts.genres),
        "season_id": found.season_id, "overview": found.overview, "air_date": found.air_date,
        "locked": found.locked, "files": version_files(found.versions, with_folder=caller.user.manages),
        "following": card(found.following) if found.following else None,
    })  # fmt: skip


@router.patch("/episode/{episode_id}", status_code=201)
async def change_episode(episode_id: Id, body: EpisodeChange, caller: Editor, server: ServerDep) -> None:
    """Change an episode (owner, admins, the library's scanner)."""
    await _change(server, caller, _find(server, caller, episode_id, "episode"), body, KINDS["episode"].fields)


@router.delete("/episode/{episode_id}", status_code=201)
async def remove_episode(episode_id: Id, caller: Editor, server: ServerDep) -> None:
    """Remove an episode from the catalog; its file stays (owner, admins, the library's scanner)."""
    await _remove(server, _find(server, caller, episode_id, "episode"))


async def _change(server: Server, caller: Caller, what: Item, body: SeasonChange, names: tuple[str, ...]) -> None:
    values = sent(body, names)
    if body.number is not None:
        values["number"] = body.number
    try:
        await server.database.write(edits.change, what, values, body.unlock, source=source_of(caller))
    except edits.NumberTakenError as error:
        raise ApiError(409, str(error), "number", "conflict") from None


async def _remove(server: Server, what: Item) -> None:
    await server.sessions.end(lambda session: session.item_id == what.id)
    await server.database.write(edits.remove, what)
