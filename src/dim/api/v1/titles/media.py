"""Movies, shows and games: reading, adding, changing and removing them."""

from dataclasses import asdict
from typing import Annotated, ClassVar, Literal, cast

import orjson
from fastapi import Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from dim.accounts.rights import SCANNER, Caller
from dim.api.context import Editor, FreshReader, Server, ServerDep, visible_item
from dim.api.errors import ApiError, not_found
from dim.api.freshness import ready_json
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Card, Created, Fields, File, Id, Pictures, card, file_fields, version_files
from dim.api.v1.libraries.libraries import find_library
from dim.api.v1.metadata.known import KnownFields, known_json
from dim.catalog import provenance
from dim.catalog.browse import card as catalog_card
from dim.catalog.browse.card import artwork_json
from dim.catalog.browse.details import TitleDetails, title_details
from dim.catalog.curate import edits
from dim.catalog.curate.edits import ItemFields
from dim.catalog.discover import known
from dim.catalog.discover.known import Known
from dim.catalog.discover.similar import similar
from dim.media.kinds import KINDS, TITLE_KINDS, holds_games

router = Router(prefix="/api/v1", tags=["media"])
Line = Annotated[str, Field(max_length=500)]
Text = Annotated[str, Field(max_length=20_000)]
ProviderName = Annotated[str, Field(pattern="^[a-z]{2,20}$")]
Title = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class SeasonEntry(BaseModel):
    """A season of a show's details."""

    id: int
    number: int
    title: str
    episodes: int
    unwatched: int
    pictures: Pictures


class Belonging(BaseModel):
    """Something that belongs to a game: `type` is dlc, demo, music …"""

    title: str
    type: str
    installed: bool


class Copy(BaseModel):
    """The same game in another library."""

    id: int
    title: str
    library_id: int
    library: str
    source: str
    installed: bool
    label: str | None = None
    launch: str | None = None
    size: int


class Media(KnownFields):
    """A movie, a show or a game. `files` are a movie's versions; `next_episode` is the one to continue with.

    `locked`: the fields that a person wrote. `other_titles`: what the names of its files call it in other languages.
    """

    id: int
    kind: str
    library_id: int
    title: str
    year: int | None = None
    original_title: str | None = None
    overview: str | None = None
    tagline: str | None = None
    certification: str | None = None
    rating: float | None = None
    added_at: float
    genres: list[str]
    other_titles: list[str]
    locked: list[str]
    pictures: Pictures
    watched: bool
    missing: bool
    seconds: float
    files: list[File]
    extras: list[File]
    seasons: list[SeasonEntry]
    next_episode: Card | None = None
    first_episode: Card | None = None
    """Of a show that was watched to its end: the first episode that was not watched, else the first one."""
    source: str | None = None
    """From here on: of games."""
    source_id: str | None = None
    type: str | None = None
    installed: bool | None = None
    updating: bool | None = None
    hidden: bool | None = None
    size: int | None = None
    install_path: str | None = None
    """For owner and admins."""
    launch: str | None = None
    """A link that starts it on the device that has it."""
    store_page: str | None = None
    platforms: list[str] | None = None
    developers: list[str] | None = None
    publishers: list[str] | None = None
    release_date: str | None = None
    controller: str | None = None
    label: str | None = None
    play_time: int | None = None
    """Seconds."""
    last_played: int | None = None
    """Unix time in seconds."""
    favorite: bool | None = None
    belongings: list[Belonging] | None = None
    copies: list[Copy] | None = None
    has_files: bool | None = None
    """It is a ROM: /game/<id>/files has its files to download."""
    screenshots: list[int] | None = None
    """Their numbers for /game/<id>/screenshot/<number>, the newest first."""


class MediaFields(Fields):
    """The editable fields of a movie or a show; omitted fields stay.

    `name` is another word for `title`, `media_type` for `kind`.
    """

    synonyms: ClassVar[dict[str, str]] = {"name": "title", "media_type": "kind"}
    original_title: Line | None = None
    year: Annotated[int, Field(ge=1800, le=2200)] | None = None
    overview: Text | None = None
    tagline: Line | None = None
    certification: Annotated[str, Field(max_length=100)] | None = None
    rating: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] | None = None
    genres: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=50)] | None = None
    ids: Annotated[dict[ProviderName, Annotated[str, Field(max_length=50)]], Field(max_length=20)] | None = None


class NewItem(MediaFields):
    """A new movie or show. `kind` is by default the library's."""

    title: Title
    kind: Literal["movie", "show"] | None = None


class NewMedia(Body):
    """A new title."""

    item: NewItem


class MediaChange(MediaFields, Body):
    """A change. What a person writes is kept from scans and providers, until `unlock` names it."""

    title: Title | None = None
    unlock: list[Line] = Field(default_factory=list, max_length=50)


def source_of(caller: Caller) -> str:
    """The source of what a caller writes: a person, or a scanner that fetched metadata."""
    return provenance.SCANNER if caller.user.role == SCANNER else provenance.PERSON


def given(body: BaseModel, names: tuple[str, ...]) -> ItemFields:
    """The fields that were sent. Raises ApiError 422: the title is null."""
    values = sent(body, names)
    if values.get("title", "") is None:
        raise ApiError(422, "A title cannot be empty; to give it up to the scanner, name it in `unlock`.", "title")
    return values


def sent(body: BaseModel, names: tuple[str, ...]) -> ItemFields:
    """The fields that were sent, of those with some names; the body's model has checked their types."""
    values = {name: value for name, value in body.model_dump(exclude_unset=True).items() if name in names}
    return cast("ItemFields", values)


@router.post("/library/{library_id}/media", status_code=201)
async def add_media(library_id: Id, body: NewMedia, caller: Editor, server: ServerDep) -> Created:
    """Add a movie or a show, with or without files, or change the one of that identity (owner, admins, the library's scanner)."""
    library = find_library(server, caller.user, library_id)
    kind = body.item.kind or library.kind
    if holds_games(library.kind):
        raise ApiError(422, f"The games of “{library.name}” come from its launcher.", "library_id")
    if kind != library.kind:
        raise ApiError(422, f"The library “{library.name}” holds {library.kind}s.", "item.kind")
    values = given(body.item, KINDS["movie"].fields)
    return Created(id=await server.database.write(edits.add_title, library_id, kind, values, source=source_of(caller)))


def _details(server: Server, caller: Caller, title_id: int, *kinds: str) -> bytes:
    """The JSON of a title's details. Raises ApiError 404."""

    def read(connection: Connection) -> tuple[TitleDetails | None, Known]:
        of = visible_item(connection, caller.user, title_id, *kinds)
        return title_details(connection, caller.user, title_id), known.of_item(
            connection, of, server.metadata.providers.can_ask
        )

    found, what_is_known = server.database.read(read)
    if found is None:
        raise not_found()
    return orjson.dumps({**_json(found, with_folder=caller.user.manages), **known_json(what_is_known)})


def _json(of: TitleDetails, *, with_folder: bool) -> dict[str, object]:
    """The fields of `Media`, as JSON has them: not by way of the model, since this is asked for often."""
    about_game = asdict(of.game) if of.game is not None else {}
    return about_game | {
        "id": of.id, "kind": of.kind, "library_id": of.library_id, "title": of.title, "year": of.year,
        "original_title": of.original_title, "overview": of.overview, "tagline": of.tagline, "certification": of.certification,
        "rating": of.rating, "added_at": of.added_at, "genres": of.genres, "locked": of.locked,
        "other_titles": of.other_titles,
        "pictures": artwork_json(of.artwork), "watched": of.watched, "missing": of.missing, "seconds": of.seconds,
        "files": version_files(of.versions, with_folder=with_folder),
        "extras": [file_fields(extra, with_folder=with_folder) for extra in of.extras],
        "seasons": [
            {"id": season.id, "number": season.number, "title": season.title, "episodes": season.episodes,
             "unwatched": season.unwatched, "pictures": artwork_json(season.artwork)}
            for season in of.seasons
        ],
        "next_episode": of.next_episode.to_json() if of.next_episode else None,
        "first_episode": of.first_episode.to_json() if of.first_episode else None,
    }  # fmt: skip


@router.get("/media/{media_id}", response_model=Media)
async def get_media(media_id: Id, caller: FreshReader, server: ServerDep, response: Response) -> Response:
    """A movie, a show or a game."""
    return ready_json(response, _details(server, caller, media_id, *TITLE_KINDS))


@router.get("/media/{media_id}/similar")
async def get_similar(media_id: Id, caller: FreshReader, server: ServerDep) -> list[Card]:
    """Titles of the user's libraries that share genres, people, a studio or a collection with one, the most alike first."""

    def read(connection: Connection) -> list[catalog_card.Card]:
        visible_item(connection, caller.user, media_id, *TITLE_KINDS)
        return similar(connection, caller.user, media_id)

    return [card(one) for one in await server.database.read_slow(read)]


@router.get("/tv/{media_id}", tags=["shows"], response_model=Media)
async def get_show(media_id: Id, caller: FreshReader, server: ServerDep, response: Response) -> Response:
    """A show: the same as /media/<id>."""
    return ready_json(response, _details(server, caller, media_id, "show"))


@router.patch("/media/{media_id}", status_code=201)
async def change_media(media_id: Id, body: MediaChange, caller: Editor, server: ServerDep) -> None:
    """Change a movie, a show or a game (owner, admins, the library's scanner)."""
    found = server.database.read(visible_item, caller.user, media_id, *TITLE_KINDS)
    values = given(body, KINDS["movie"].fields)
    await server.database.write(edits.change, found, values, body.unlock, source=source_of(caller))


@router.delete("/media/{media_id}", status_code=201)
async def remove_media(media_id: Id, caller: Editor, server: ServerDep) -> None:
    """Remove a movie, a show or a game from the catalog, with its seasons and episodes (owner, admins, the library's scanner).

    Its files stay on disk; the next scan finds them again.
    """
    found = server.database.read(visible_item, caller.user, media_id, *TITLE_KINDS)
    await server.sessions.end(lambda session: session.title_id == media_id)
    await server.database.write(edits.remove, found)
