"""Which title of a provider a movie, show or game is, and correcting that (owner and admins)."""

from collections.abc import Awaitable
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from dim.api.context import Manager, ServerDep, check_titles, visible_item
from dim.api.errors import ApiError, not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Card, Id, card
from dim.api.v1.libraries.libraries import find_library
from dim.api.v1.metadata.known import MatchState, match_json
from dim.catalog.browse import card as catalog_card
from dim.catalog.browse import cards
from dim.catalog.items import VanishedError
from dim.catalog.lookup import matches
from dim.catalog.lookup.fix_match import UnknownTitleError
from dim.catalog.lookup.matches import StoredMatch
from dim.media.kinds import TITLE_KINDS
from dim.metadata.model import Candidate
from dim.metadata.provider import ProviderError

router = Router(prefix="/api/v1/media", tags=["metadata"])
Name = Annotated[str, Field(max_length=50)]
T = TypeVar("T")


class MatchSearch(Body):
    """What to search for. `providers`: the names of those that are asked; without them all of the library."""

    title: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
    year: Annotated[int, Field(ge=1800, le=2200)] | None = None
    providers: Annotated[list[Name], Field(max_length=20)] | None = None


class MatchCandidate(BaseModel):
    """A title of a provider. `poster`: the address of its poster at the provider; `poster_path`: where this server gives it."""

    provider: str
    id: str
    title: str
    original_title: str | None = None
    year: int | None = None
    overview: str | None = None
    poster: str | None = None
    poster_path: str | None = None
    score: float
    reasons: list[str]


class MatchResults(BaseModel):
    """Candidates, the best first; `failures`: why providers did not answer."""

    candidates: list[MatchCandidate]
    failures: list[str]


class Chosen(Body):
    """A title of a provider. `order`: of a show's episodes."""

    provider: Name
    id: Annotated[str, Field(min_length=1, max_length=100)]
    order: Literal["aired", "dvd", "absolute"] | None = None


class FieldChange(BaseModel):
    """A field that would be another. `kept_by`: the stronger source that keeps its value."""

    field: str
    before: Any = None
    after: Any = None
    kept_by: str | None = None


class Previous(BaseModel):
    """What a match was before, so that it can be undone; null: it was not looked for yet."""

    before: MatchState | None


class ReviewedTitle(BaseModel):
    """A title whose match needs review."""

    title: Card
    match: MatchState


class MatchCounts(BaseModel):
    """How many titles of a library have a doubtful match, and how many none."""

    doubtful: int
    none: int


class SeveralTitles(Body):
    """Ids of movies, shows and games."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=200)]


@router.get("/match/review/{library_id}")
async def list_matches(
    library_id: Id, caller: Manager, server: ServerDep, state: Literal["doubtful", "none"],
    after: Annotated[int, Query(ge=0)] = 0, limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> list[ReviewedTitle]:  # fmt: skip
    """The titles of a library whose match needs review, by id, after an id (owner and admins)."""
    find_library(server, caller.user, library_id)

    def read(connection: Connection) -> list[tuple[catalog_card.Card, StoredMatch]]:
        numbers = matches.in_state(connection, library_id, state, after, limit)
        found = ((one, matches.of_title(connection, one.id)) for one in cards.cards(connection, caller.user, numbers))
        return [(one, match) for one, match in found if match is not None]

    return [
        ReviewedTitle(title=card(one), match=MatchState.model_validate(match_json(match)))
        for one, match in await server.database.read_slow(read)
    ]


@router.get("/match/review/{library_id}/counts")
async def count_matches(library_id: Id, caller: Manager, server: ServerDep) -> MatchCounts:
    """How many titles of a library have a match that needs review (owner and admins)."""
    find_library(server, caller.user, library_id)
    found = await server.database.read_slow(matches.counts, library_id)
    return MatchCounts(doubtful=found.get("doubtful", 0), none=found.get("none", 0))


@router.post("/{media_id}/match/search", openapi_extra=may_give("provider-not-answering"))
async def search_matches(media_id: Id, body: MatchSearch, caller: Manager, server: ServerDep) -> MatchResults:
    """Search providers by hand (owner and admins)."""
    server.database.read(visible_item, caller.user, media_id, *TITLE_KINDS)
    found = await answered(server.metadata.fix.search(media_id, body.title, body.year, body.providers))
    return MatchResults(
        candidates=[
            MatchCandidate(
                provider=one.candidate.provider, id=one.candidate.id, title=one.candidate.title,
                original_title=one.candidate.original_title, year=one.candidate.year, overview=one.candidate.overview,
                poster=one.candidate.poster, poster_path=_poster_path(one.candidate), score=one.score,
                reasons=list(one.reasons),
            )
            for one in found.candidates
        ],
        failures=list(found.failures),
    )  # fmt: skip


@router.post("/{media_id}/match/preview", openapi_extra=may_give("provider-not-answering"))
async def preview_match(media_id: Id, body: Chosen, caller: Manager, server: ServerDep) -> list[FieldChange]:
    """What would change if it were that title (owner and admins)."""
    server.database.read(visible_item, caller.user, media_id, *TITLE_KINDS)
    found = await answered(server.metadata.fix.preview(media_id, body.provider, body.id))
    return [FieldChange(field=one.field, before=one.before, after=one.after, kept_by=one.kept_by) for one in found]


@router.put("/{media_id}/match", openapi_extra=may_give("provider-not-answering"))
async def choose_match(media_id: Id, body: Chosen, caller: Manager, server: ServerDep) -> Previous:
    """Say which title it is; that stays until a person changes it (owner and admins)."""
    server.database.read(visible_item, caller.user, media_id, *TITLE_KINDS)
    previous = await answered(server.metadata.fix.choose(media_id, body.provider, body.id, body.order))
    server.metadata.pictures.wake()
    return _previous(previous)


@router.delete("/{media_id}/match", openapi_extra=may_give("provider-not-answering"))
async def choose_no_match(media_id: Id, caller: Manager, server: ServerDep) -> Previous:
    """Say that it is at no provider; what they said of it is forgotten (owner and admins)."""
    server.database.read(visible_item, caller.user, media_id, *TITLE_KINDS)
    return _previous(await answered(server.metadata.fix.choose_none(media_id)))


@router.post("/match/again", status_code=202, openapi_extra=may_give("provider-not-answering"))
async def match_again(body: SeveralTitles, caller: Manager, server: ServerDep) -> None:
    """Match titles anew, also those that a person had chosen (owner and admins)."""
    server.database.read(check_titles, caller.user, body.ids, "ids")
    await answered(server.metadata.fix.look_again(body.ids))
    server.metadata.pictures.wake()


@router.post("/{media_id}/match/accept", status_code=204)
async def accept_match(media_id: Id, caller: Manager, server: ServerDep) -> None:
    """Say that the match is right (owner and admins)."""
    server.database.read(visible_item, caller.user, media_id, *TITLE_KINDS)
    await server.database.write(matches.accept, media_id)


def _poster_path(of: Candidate) -> str | None:
    return f"/api/v1/metadata/provider/{of.provider}/picture?{urlencode({'url': of.poster})}" if of.poster else None


def _previous(of: StoredMatch | None) -> Previous:
    return Previous(before=MatchState.model_validate(match_json(of)) if of is not None else None)


async def answered(question: Awaitable[T]) -> T:
    """The answer to a question that providers may refuse. Raises ApiError."""
    try:
        return await question
    except VanishedError:
        raise not_found() from None
    except UnknownTitleError as error:
        raise ApiError(422, str(error), "id") from None
    except ProviderError as error:
        raise ApiError(409, str(error), kind="provider-not-answering") from None
