"""Lists of titles: ids, pages of cards, filters; the home page; search. One request for each screen."""

from dataclasses import asdict
from typing import Annotated

import orjson
from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from dim.accounts.rights import User
from dim.api.context import FreshReader, FreshViewer, Server, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.freshness import ready_json
from dim.api.openapi import takes
from dim.api.requests.query import read_query
from dim.api.requests.routing import Router
from dim.api.schemas import Card, Id, Pictures, card, pictures
from dim.api.v1.metadata.known import profile_path
from dim.catalog import libraries
from dim.catalog.browse import cards, home, listing
from dim.catalog.browse.listing import BadCursorError, Filter
from dim.catalog.discover import groups
from dim.catalog.games import copies

router = Router(prefix="/api/v1", tags=["media"])
FOUND = 60


class CardPage(BaseModel):
    """A page of a list. `next` is the `after` of the next page (null: this is the last), `total` the length of the list."""

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
    platforms: list[Facet]
    sources: list[Facet]


class Home(BaseModel):
    """The home page's rows."""

    continue_watching: list[Card]
    recently_added: list[Card]


class FoundPerson(BaseModel):
    """A person that a search found. `picture`: the path of their picture."""

    id: int
    name: str
    picture: str | None = None


class FoundCollection(BaseModel):
    """A collection that a search found."""

    id: int
    name: str
    titles: int
    pictures: Pictures


class SearchGroups(BaseModel):
    """What a search found, in groups."""

    titles: list[Card]
    episodes: list[Card]
    people: list[FoundPerson]
    collections: list[FoundCollection]
    genres: list[str]


class ListQuery(BaseModel):
    """The order and the filter of a list."""

    sort: str = Field(default="title", max_length=50)
    ascending: bool = True
    genre: Annotated[str, Field(max_length=100)] | None = None
    year_from: Annotated[int, Field(ge=0, le=9999)] | None = None
    year_to: Annotated[int, Field(ge=0, le=9999)] | None = None
    rating_from: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] | None = None
    certification: Annotated[str, Field(max_length=100)] | None = None
    watched: bool | None = None
    studio: Annotated[str, Field(max_length=500)] | None = None
    """Or network."""
    platform: Annotated[str, Field(max_length=50)] | None = None
    source: Annotated[str, Field(max_length=50)] | None = None
    installed: bool | None = None
    favorite: bool | None = None
    controller: bool | None = None
    hidden: bool = False
    """Of games: also those that an account hid."""

    def filter(self) -> Filter:
        """The filter of the list."""
        return Filter(**{name: getattr(self, name) for name in Filter.__slots__})

    def check(self) -> None:
        """Raises ApiError 404: titles have no such attribute to sort by."""
        if self.sort not in listing.SORTS:
            detail = f"Titles cannot be sorted by “{self.sort}”. Known: {', '.join(listing.SORTS)}."
            raise ApiError(404, detail, "sort")


class PageQuery(ListQuery):
    """A page of a list: after the cursor `after` (the `next` of the page before), and its size."""

    after: Annotated[str, Field(max_length=2000)] | None = None
    limit: int = Field(default=100, ge=1, le=200)


async def list_query(request: Request) -> ListQuery:
    """The order and the filter of a request. Raises RequestValidationError."""
    return read_query(request, ListQuery)


async def page_query(request: Request) -> PageQuery:
    """The page of a request. Raises RequestValidationError."""
    return read_query(request, PageQuery)


WantedList = Annotated[ListQuery, Depends(list_query)]
WantedPage = Annotated[PageQuery, Depends(page_query)]


def _check_library(server: Server, user: User, library_id: int) -> None:
    def exists() -> bool:
        return server.database.read(libraries.find, library_id) is not None

    if not user.sees(library_id) or not server.revisions.kept(("library", library_id), exists):
        raise not_found()


@router.get("/library/{library_id}/cards", response_model=CardPage, openapi_extra=takes(PageQuery))
async def list_cards(
    library_id: Id, caller: FreshReader, query: WantedPage, server: ServerDep, response: Response
) -> Response:  # fmt: skip
    """A page of the library's cards: sorted, filtered, after the cursor `after` (the `next` of the page before)."""
    _check_library(server, caller.user, library_id)
    return page_of(server, caller.user, library_id, query, response)


def page_of(server: Server, user: User, library_id: int | None, query: PageQuery, response: Response) -> Response:
    """A page of a library's cards; None: of those of all games. Raises ApiError 404, 422."""
    query.check()
    wanted = query.filter()
    try:
        page = server.database.read(
            listing.page, user, library_id, query.sort, query.ascending, wanted, query.after, query.limit
        )
    except BadCursorError:
        raise ApiError(422, "`after` is the `next` of a page with the same sorting.", "after") from None
    total = _total(server, user, library_id, wanted)
    following = orjson.dumps(page.next).decode()
    return ready_json(response, f'{{"cards":[{",".join(page.cards)}],"next":{following},"total":{total}}}')


@router.get("/library/{library_id}/media", response_model=list[int], openapi_extra=takes(ListQuery))
async def list_media(
    library_id: Id, caller: FreshReader, query: WantedList, server: ServerDep, response: Response
) -> Response:  # fmt: skip
    """The ids of the library's titles, sorted by any attribute, missing values last. 404: an unknown one, with those known."""
    _check_library(server, caller.user, library_id)
    return await ids_of(server, caller.user, library_id, query, response)


async def ids_of(server: Server, user: User, library_id: int | None, query: ListQuery, response: Response) -> Response:
    """The ids of a library's titles; None: of all games. Raises ApiError 404."""
    query.check()
    found = await server.database.read_slow(listing.ids, user, library_id, query.sort, query.ascending, query.filter())
    return ready_json(response, orjson.dumps(found))


def _total(server: Server, user: User, library_id: int | None, wanted: Filter) -> int:
    def count() -> int:
        return server.database.read(listing.total, user, library_id, wanted)

    key = ("total", library_id, user.libraries, user.age_limit, wanted)
    return count() if wanted.is_personal else server.revisions.kept(key, count)


@router.get("/library/{library_id}/facets")
async def get_facets(library_id: Id, caller: FreshReader, server: ServerDep) -> Facets:
    """What the library's titles can be filtered by, with counts."""
    _check_library(server, caller.user, library_id)
    return facets_of(server, caller.user, library_id)


def facets_of(server: Server, user: User, library_id: int | None) -> Facets:
    """What a library's titles can be filtered by; None: all games."""
    key = ("facets", library_id, user.libraries, user.age_limit)
    found = server.revisions.kept(key, lambda: server.database.read(listing.facets, user, library_id))
    return Facets(**asdict(found))


def _cards(server: Server, user: User, numbers: list[int], response: Response) -> Response:
    return ready_json(response, f"[{','.join(server.database.read(cards.texts, user, numbers))}]")


@router.get("/media", response_model=list[Card])
async def get_cards(
    caller: FreshReader, server: ServerDep, response: Response, ids: Annotated[str, Query(max_length=4000)]
) -> Response:
    """The cards of up to 200 movies, shows and episodes: `ids=1,2,3`. Unknown ids are left out."""
    try:
        numbers = [int(part) for part in ids.split(",") if part.strip()]
    except ValueError:
        raise ApiError(422, "ids are numbers with commas between them.", "ids") from None
    if len(numbers) > cards.MOST or any(not 0 < number < 2**53 for number in numbers):
        raise ApiError(422, f"Ask for at most {cards.MOST} ids at a time.", "ids")
    return _cards(server, caller.user, numbers, response)


@router.get("/home", response_model=Home)
async def get_home(caller: FreshViewer, server: ServerDep, response: Response) -> Response:
    """What to continue watching, and what is new."""
    begun, new = (
        ",".join(server.database.read(row, caller.user)) for row in (home.continue_watching, home.recently_added)
    )
    return ready_json(response, f'{{"continue_watching":[{begun}],"recently_added":[{new}]}}')


@router.get("/search", response_model=list[Card])
async def search(
    caller: FreshViewer, server: ServerDep, response: Response, q: Annotated[str, Query(max_length=200)],
    limit: Annotated[int, Query(ge=1, le=200)] = FOUND,
) -> Response:  # fmt: skip
    """Titles by the beginnings of words, in any order, for search as you type; ignores diacritics and small typos."""

    def find(connection: Connection) -> list[int]:
        return copies.one_of_each(connection, server.search.find(connection, caller.user, q, limit))

    numbers = server.database.read(find)
    return _cards(server, caller.user, numbers, response)


@router.get("/search/all")
async def search_all(
    caller: FreshViewer, server: ServerDep, q: Annotated[str, Query(max_length=200)],
    limit: Annotated[int, Query(ge=1, le=50)] = 12,
) -> SearchGroups:  # fmt: skip
    """Everything that a text may mean, in groups: titles, episodes, people, collections, genres; `limit` of each."""
    found = await server.database.read_slow(groups.search, caller.user, server.search, q, limit)
    return SearchGroups(
        titles=[card(one) for one in found.titles], episodes=[card(one) for one in found.episodes],
        people=[
            FoundPerson(id=one.id, name=one.name, picture=profile_path(one.id, {}, one.has_picture))
            for one in found.people
        ],
        collections=[
            FoundCollection(id=one.id, name=one.name, titles=one.titles, pictures=pictures(one.artwork))
            for one in found.collections
        ],
        genres=list(found.genres),
    )  # fmt: skip
