"""Movies, shows, seasons and episodes, for reading."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from dim.accounts.users import User
from dim.api.context import OwnerDep, Server, ServerDep, UserDep, visible_item
from dim.api.errors import ApiError, not_found
from dim.api.schemas import Card, File, Id, Pictures
from dim.catalog import cards, details, home, visibility

router = APIRouter(prefix="/api/v1", tags=["media"])


class SeasonEntry(BaseModel):
    """A season in a show's page."""

    id: int
    number: int
    title: str
    episodes: int
    unwatched: int
    pictures: Pictures


class Media(BaseModel):
    """A movie or a show. `files` are a movie's versions; `next_episode` is the one to go on with."""

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
    ids: dict[str, str]
    pictures: Pictures
    watched: bool
    missing: bool
    seconds: float
    files: list[File]
    extras: list[File]
    seasons: list[SeasonEntry]
    next_episode: Card | None = None


class Season(BaseModel):
    """A season with its episodes."""

    id: int
    tv_id: int
    number: int
    title: str
    overview: str | None = None
    pictures: Pictures
    episodes: list[Card]


class Episode(Card):
    """An episode with its files, and the one behind it."""

    season_id: int
    overview: str | None = None
    air_date: str | None = None
    files: list[File]
    following: Card | None = None


class Home(BaseModel):
    """The home page's rows."""

    continue_watching: list[Card]
    recently_added: list[Card]


def _media(server: Server, user: User, media_id: int, *kinds: str) -> Any:
    def read(connection: Any) -> Any:
        visible_item(connection, user, media_id, *kinds)
        return details.media_details(connection, user.id, media_id)

    return server.database.read(read)


@router.get("/media")
async def get_cards(user: UserDep, server: ServerDep, ids: Annotated[str, Query(max_length=4000)]) -> list[Card]:
    """The cards of up to 200 movies, shows and episodes: `ids=1,2,3`. Unknown ids are left out."""
    try:
        numbers = [int(part) for part in ids.split(",") if part.strip()]
    except ValueError:
        raise ApiError(422, "ids are numbers with commas between them.", "ids") from None
    if len(numbers) > cards.MOST or any(not 0 < number < 2**53 for number in numbers):
        raise ApiError(422, f"Ask for at most {cards.MOST} ids at a time.", "ids")
    return [Card(**row) for row in server.database.read(cards.cards, user.id, numbers) if user.sees(row["library_id"])]


@router.get("/media/{media_id}")
async def get_media(media_id: Id, user: UserDep, server: ServerDep) -> Media:
    """A movie or a show."""
    return Media(**_media(server, user, media_id, "movie", "show"))


@router.delete("/media/{media_id}", status_code=201)
async def remove_media(media_id: Id, owner: OwnerDep, server: ServerDep) -> None:
    """Take a movie or a show out of the catalog (the owner only). Its files stay; those that are there are found again."""
    found = server.database.read(visible_item, owner, media_id, "movie", "show")
    await server.sessions.end(lambda session: session.item_id == media_id)
    await server.database.write(visibility.remove, media_id, found.library_id)


@router.get("/tv/{media_id}")
async def get_show(media_id: Id, user: UserDep, server: ServerDep) -> Media:
    """A show: the same as /media/<id>."""
    return Media(**_media(server, user, media_id, "show"))


@router.get("/tv/{media_id}/season")
async def get_seasons(media_id: Id, user: UserDep, server: ServerDep) -> list[int]:
    """The ids of a show's seasons."""

    def read(connection: Any) -> list[int]:
        visible_item(connection, user, media_id, "show")
        return details.season_ids(connection, media_id)

    return server.database.read(read)


@router.get("/season/{season_id}")
async def get_season(season_id: Id, user: UserDep, server: ServerDep) -> Season:
    """A season with its episodes."""

    def read(connection: Any) -> Any:
        visible_item(connection, user, season_id, "season")
        return details.season_details(connection, user.id, season_id)

    return Season(**server.database.read(read))


@router.get("/episode/{episode_id}")
async def get_episode(episode_id: Id, user: UserDep, server: ServerDep) -> Episode:
    """An episode."""

    def read(connection: Any) -> Any:
        visible_item(connection, user, episode_id, "episode")
        return details.episode_details(connection, user.id, episode_id)

    found = server.database.read(read)
    if found is None:
        raise not_found()
    return Episode(**found)


@router.get("/home")
async def get_home(user: UserDep, server: ServerDep) -> Home:
    """What to go on with, and what is new."""
    return Home(
        continue_watching=[Card(**row) for row in server.database.read(home.continue_watching, user)],
        recently_added=[Card(**row) for row in server.database.read(home.recently_added, user)],
    )


@router.get("/search")
async def search(user: UserDep, server: ServerDep, q: Annotated[str, Query(max_length=200)]) -> list[Card]:
    """Titles that hold every word of `q`."""
    return [Card(**row) for row in await server.database.read_slow(home.search, user, q)]
