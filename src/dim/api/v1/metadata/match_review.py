"""Matches of a library that a person should look at (owner and admins)."""

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel
from sqlalchemy import Connection

from dim.api.context import Manager, ServerDep
from dim.api.requests.routing import Router
from dim.api.schemas import Card, Id, card
from dim.api.v1.libraries.libraries import find_library
from dim.api.v1.metadata.known import MatchState, match_json
from dim.catalog.browse import cards
from dim.catalog.lookup import matches

router = Router(prefix="/api/v1/library/{library_id}/match", tags=["metadata"])


class ReviewedMatch(BaseModel):
    """A title, and which title of a provider it was taken for."""

    title: Card
    match: MatchState


class ReviewedMatches(BaseModel):
    """Titles by id, and how many there are in all. `next`: the `after` of the next page (null: this is the last)."""

    matches: list[ReviewedMatch]
    total: int
    next: int | None


@router.get("")
async def list_matches(
    library_id: Id, caller: Manager, server: ServerDep, state: Literal["doubtful", "none", "certain"] = "doubtful",
    after: Annotated[int, Query(ge=0, le=2**53)] = 0, limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ReviewedMatches:  # fmt: skip
    """The titles whose match is in a state and that no person decided on (owner and admins)."""
    find_library(server, caller.user, library_id)

    def read(connection: Connection) -> ReviewedMatches:
        numbers = matches.listed(connection, library_id, state, after, limit)
        found = [
            ReviewedMatch(title=card(one), match=MatchState.model_validate(match_json(of)))
            for one in cards.cards(connection, caller.user, numbers)
            if (of := matches.of_title(connection, one.id)) is not None
        ]
        following = numbers[-1] if len(numbers) == limit else None
        return ReviewedMatches(matches=found, total=matches.count(connection, library_id, state), next=following)

    return await server.database.read_slow(read)
