"""Libraries as lists: ids, pages of cards, filters; the home page; search. One call a screen."""

from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from dim.accounts.rights import User
from dim.api.context import Fresh, Reader, Server, ServerDep, Viewer
from dim.api.errors import ApiError, not_found
from dim.api.schemas import Card, Id
from dim.catalog import cards, home, libraries, listing
from dim.catalog.listing import BadCursorError, Filter

router = APIRouter(prefix="/api/v1", tags=["media"])
FOUND = 60


class CardPage(BaseModel):
    """A page of a list. `next` is the `after` of the page behind it (null: there is none), `total` how long the list is."""

    cards: list[Card]
    next: str | None
    total: int


class Facet(BaseModel):
    """A value to filter by, and how many titles have it."""

    value: str | int
    titles: int


class Facets(BaseModel):
    """What a library's titles can be filtered by."""

    genres: list[Facet]
    years: list[Facet]
    certifications: list[Facet]


class Home(BaseModel):
    """The home page's rows."""

    continue_watching: list[Card]
    recently_added: list[Card]


Year = Annotated[int, Field(ge=0, le=9999)]


async def wanted(
    genre: Annotated[str | None, Query(max_length=100)] = None, year_from: Year | None = None, year_to: Year | None = None,
    rating_from: Annotated[float | None, Query(ge=0, le=10, allow_inf_nan=False)] = None,
    certification: Annotated[str | None, Query(max_length=100)] = None, watched: bool | None = None,
) -> Filter:  # fmt: skip
    """What a list is narrowed to."""
    return Filter(genre, year_from, year_to, rating_from, certification, watched)


@dataclass(frozen=True)
class Order:
    """How a list is sorted."""

    sort: str
    ascending: bool


async def order(sort: Annotated[str, Query(max_length=50)] = "title", ascending: bool = True) -> Order:
    """How a list is sorted. Raises ApiError 404: by something that titles do not have."""
    if sort not in listing.SORTS:
        raise ApiError(404, f"Titles cannot be sorted by “{sort}”. Known: {', '.join(listing.SORTS)}.", "sort")
    return Order(sort, ascending)


Wanted = Annotated[Filter, Depends(wanted)]
Ordered = Annotated[Order, Depends(order)]


def _check_library(server: Server, user: User, library_id: int) -> None:
    if not user.sees(library_id) or server.database.read(libraries.find, library_id) is None:
        raise not_found()


def _json(response: Response, body: bytes) -> Response:
    """An answer that is JSON already, with the headers that dependencies set."""
    return Response(body, media_type="application/json", headers=dict(response.headers))


@router.get("/library/{library_id}/media", response_model=list[int])
async def list_media(
    library_id: Id, caller: Reader, _tag: Fresh, ordered: Ordered, wanted: Wanted, server: ServerDep, response: Response
) -> Response:  # fmt: skip
    """The ids of the library's titles, sorted by any attribute, missing values last. 404: an unknown one, with those known."""
    _check_library(server, caller.user, library_id)
    found = await server.database.read_slow(
        listing.ids, caller.user, library_id, ordered.sort, ordered.ascending, wanted
    )
    return _json(response, orjson.dumps(found))


@router.get("/library/{library_id}/cards", response_model=CardPage)
async def list_cards(
    library_id: Id, caller: Reader, _tag: Fresh, ordered: Ordered, wanted: Wanted, server: ServerDep, response: Response,
    after: Annotated[str | None, Query(max_length=2000)] = None, limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Response:  # fmt: skip
    """A page of the library's cards: sorted, filtered, from behind `after` (the `next` of the page before) on."""
    user = caller.user
    _check_library(server, user, library_id)
    try:
        page = server.database.read(
            listing.page, user, library_id, ordered.sort, ordered.ascending, wanted, after, limit
        )
    except BadCursorError:
        raise ApiError(422, "`after` is the `next` of a page with the same sorting.", "after") from None
    total = _total(server, user, library_id, wanted)
    head = f'"next":{orjson.dumps(page.next).decode()},"total":{total}'
    return _json(response, f'{{"cards":[{",".join(page.cards)}],{head}}}'.encode())


def _total(server: Server, user: User, library_id: int, wanted: Filter) -> int:
    def count() -> int:
        return server.database.read(listing.total, user, library_id, wanted)

    key = ("total", library_id, user.libraries, user.age_limit, wanted)
    return count() if wanted.watched is not None else server.revisions.kept(key, count)


@router.get("/library/{library_id}/facets")
async def get_facets(library_id: Id, caller: Reader, _tag: Fresh, server: ServerDep) -> Facets:
    """What the library's titles can be filtered by, each with how many there are of it."""
    user = caller.user
    _check_library(server, user, library_id)
    key = ("facets", library_id, user.libraries, user.age_limit)
    found: Any = server.revisions.kept(key, lambda: server.database.read(listing.facets, user, library_id))
    return Facets(**found)


def _cards(server: Server, user: User, numbers: list[int], response: Response) -> Response:
    found = server.database.read(cards.cards, user, numbers)
    return _json(response, orjson.dumps(found, option=orjson.OPT_NON_STR_KEYS))  # SQLAlchemy's names are no plain str


@router.get("/media", response_model=list[Card])
async def get_cards(
    caller: Reader, _tag: Fresh, server: ServerDep, response: Response, ids: Annotated[str, Query(max_length=4000)]
) -> Response:
    """The cards of up to 200 movies, shows and episodes: `ids=1,2,3`. Unknown ids are left out."""
    try:
        numbers = [int(part) for part in ids.split(",") if part.strip()]
    except ValueError:
        raise ApiError(422, "ids are numbers with commas between them.", "ids") from None
    if len(numbers) > cards.MOST or any(not 0 < number < 2**53 for number in numbers):
        raise ApiError(422, f"Ask for at most {cards.MOST} ids at a time.", "ids")
    return _cards(server, caller.user, numbers, response)


@router.get("/home")
async def get_home(caller: Viewer, _tag: Fresh, server: ServerDep) -> Home:
    """What to go on with, and what is new."""
    return Home(
        continue_watching=[Card(**row) for row in server.database.read(home.continue_watching, caller.user)],
        recently_added=[Card(**row) for row in server.database.read(home.recently_added, caller.user)],
    )


@router.get("/search", response_model=list[Card])
async def search(
    caller: Viewer, _tag: Fresh, server: ServerDep, response: Response, q: Annotated[str, Query(max_length=200)],
    limit: Annotated[int, Query(ge=1, le=200)] = FOUND,
) -> Response:  # fmt: skip
    """Titles with words that begin so, in any order, as one types; diacritics and small slips do not matter."""
    numbers = server.database.read(server.search.find, caller.user, q, limit)
    return _cards(server, caller.user, numbers, response)
