"""Invites: links with which people create their own accounts."""

import time
from typing import Literal

from pydantic import BaseModel, Field

from dim.accounts.registering import invites
from dim.accounts.rights import ADMIN
from dim.api.context import Manager, ServerDep, require_recent
from dim.api.errors import not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.schemas import Age, Body, Id
from dim.api.v1.accounts.users import check_gift

router = Router(prefix="/api/v1/invites", tags=["users"])
DAY = 86_400.0


class NewInvite(Body):
    """What invited people get (`libraries` null: all), how many may use it, and for how many days."""

    role: Literal["admin", "member", "child"] = "member"
    libraries: list[Id] | None = Field(default=None, max_length=1000)
    age_limit: Age = None
    uses: int = Field(default=1, ge=1, le=1000)
    days: float = Field(default=7, gt=0, le=365)


class Invitation(BaseModel):
    """A new invite. `token` is shown once; `path` is the page to send someone to."""

    id: int
    token: str
    path: str


class InviteEntry(BaseModel, from_attributes=True):
    """A usable invite."""

    id: int
    role: str
    libraries: list[int] | None
    age_limit: int | None
    uses_left: int
    created_at: float
    expires_at: float


@router.get("")
async def list_invites(_caller: Manager, server: ServerDep) -> list[InviteEntry]:
    """The usable invites (owner and admins)."""
    return [InviteEntry.model_validate(invite) for invite in server.database.read(invites.everything)]


@router.post("", status_code=201, openapi_extra=may_give("sign-in-again"))
async def add_invite(body: NewInvite, caller: Manager, server: ServerDep) -> Invitation:
    """Create an invite (owner and admins); one for an admin needs a sign-in of the last 15 minutes."""
    if body.role == ADMIN:
        require_recent(caller)
    check_gift(caller.user, body.role, body.libraries)
    until = time.time() + body.days * DAY
    number, token = await server.database.write(
        invites.create, body.role, body.libraries, body.age_limit, body.uses, until
    )
    return Invitation(id=number, token=token, path=f"{server.settings.prefix}/register?invite={token}")


@router.delete("/{invite_id}", status_code=201)
async def remove_invite(invite_id: Id, _caller: Manager, server: ServerDep) -> None:
    """Revoke an invite (owner and admins)."""
    if not await server.database.write(invites.remove, invite_id):
        raise not_found()
