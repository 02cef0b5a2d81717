"""Personal access tokens, for a user's scripts and players."""

import time
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from dim.accounts import keys
from dim.api.context import Person, RecentPerson, ServerDep, Viewer
from dim.api.errors import ApiError, not_found
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Id

router = Router(prefix="/api/v1/user/tokens", tags=["users"])
DAY = 86_400.0


class NewToken(Body):
    """Its name, its scopes, and its lifetime in days (null: until it is revoked)."""

    name: str = Field(min_length=1, max_length=100)
    scopes: list[Literal["read", "play", "manage"]] = Field(default=["read"], min_length=1, max_length=3)
    days: Annotated[float, Field(gt=0, le=3650)] | None = None


class GivenToken(BaseModel):
    """Shown once; the server keeps only a hash."""

    id: int
    token: str


class TokenEntry(BaseModel, from_attributes=True):
    """One of the user's tokens."""

    id: int
    name: str
    scopes: list[str]
    created_at: float
    used_at: float | None
    expires_at: float | None


@router.get("")
async def list_tokens(caller: Viewer, server: ServerDep) -> list[TokenEntry]:
    """The user's tokens."""
    return [TokenEntry.model_validate(token) for token in server.database.read(keys.of_user, caller.user.id)]


@router.post("", status_code=201)
async def add_token(body: NewToken, caller: RecentPerson, server: ServerDep) -> GivenToken:
    """Create a token, within 15 minutes of a sign-in. Its scopes limit it, and it never may do more than its user."""
    until = None if body.days is None else time.time() + body.days * DAY
    try:
        number, token = await server.database.write(keys.give_personal, caller.user.id, body.name, body.scopes, until)
    except keys.TooManyTokensError:
        raise ApiError(422, f"Nobody may have more than {keys.MAX_TOKENS} tokens. End one first.", "name") from None
    return GivenToken(id=number, token=token)


@router.delete("/{token_id}", status_code=201)
async def remove_token(token_id: Id, caller: Person, server: ServerDep) -> None:
    """Revoke one of the user's tokens, at once."""
    if not await server.database.write(keys.remove_personal, caller.user.id, token_id):
        raise not_found()
