"""The games of all libraries that the user sees as one list: of a game with copies, one card."""

from fastapi import Response

from dim.api.context import FreshReader, ServerDep
from dim.api.openapi import may_give, takes
from dim.api.requests.routing import Router
from dim.api.v1.titles.cards import (
    CardPage,
    Facets,
    ListQuery,
    PageQuery,
    WantedList,
    WantedPage,
    facets_of,
    ids_of,
    page_of,
)

router = Router(prefix="/api/v1/game", tags=["games"])


@router.get("/cards", response_model=CardPage, openapi_extra=takes(PageQuery) | may_give("not-found"))
async def list_game_cards(caller: FreshReader, query: WantedPage, server: ServerDep, response: Response) -> Response:
    """A page of the cards of all games: sorted, filtered, after the cursor `after` (the `next` of the page before).

    Of a game with copies that the filter takes, one: an installed one, else the one that was there first.
    """
    return page_of(server, caller.user, None, query, response)


@router.get("/media", response_model=list[int], openapi_extra=takes(ListQuery) | may_give("not-found"))
async def list_games(caller: FreshReader, query: WantedList, server: ServerDep, response: Response) -> Response:
    """The ids of all games, one of each game with copies. 404: an unknown attribute to sort by, with those known."""
    return await ids_of(server, caller.user, None, query, response)


@router.get("/facets")
async def get_game_facets(caller: FreshReader, server: ServerDep) -> Facets:
    """What all games can be filtered by, with counts of games."""
    return facets_of(server, caller.user, None)
