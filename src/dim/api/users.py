"""Accounts: the first registration makes the owner, who adds the others."""

import asyncio
import secrets
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlalchemy.exc import IntegrityError

from dim.accounts import passwords, users
from dim.accounts.users import UserError
from dim.api.context import OwnerDep, ServerDep, UserDep, is_local
from dim.api.errors import ApiError, not_found
from dim.api.schemas import Created, Id
from dim.events import Event

router = APIRouter(prefix="/api/v1", tags=["users"])


class Registration(BaseModel):
    """Who wants an account. `setup_code`: from the address that the server prints, needed from another machine."""

    username: str = Field(max_length=200)
    password: str = Field(max_length=2000)
    email: str | None = Field(default=None, max_length=320)
    setup_code: str | None = Field(default=None, max_length=100)


class RegistrationError(BaseModel):
    """Why there is no account."""

    code: str
    detail: str
    field: str | None = None


class Registered(BaseModel):
    """Where to go on, or why not. (The specification answers both with 200.)"""

    redirect: str | None = None
    error: RegistrationError | None = None


class NewUser(BaseModel):
    """An account that the owner makes. `libraries` null: all."""

    username: str = Field(max_length=200)
    password: str = Field(max_length=2000)
    libraries: list[Id] | None = None


class Sharing(BaseModel):
    """What the owner changes of an account."""

    libraries: list[Id] | None = None
    password: str | None = Field(default=None, max_length=2000)


class UserEntry(BaseModel):
    """An account in the owner's list."""

    id: int
    username: str
    role: str
    libraries: list[int] | None
    created_at: float


class Me(BaseModel):
    """Who is signed in."""

    id: int
    username: str
    role: str


async def _hash(password: str) -> str:
    """Hash off the loop; a password that will be refused anyway is not worth the work."""
    return (
        await asyncio.to_thread(passwords.hash_password, password)
        if passwords.SHORTEST <= len(password) <= passwords.LONGEST
        else ""
    )


@router.post("/user/register")
async def register(body: Registration, request: Request, server: ServerDep) -> Registered:
    """Make the owner's account on a new server."""
    code = (body.setup_code or "").encode()
    if not is_local(request) and not secrets.compare_digest(code, server.setup_code.encode()):
        detail = "Open the address that the server printed when it started: it holds the set-up code."
        return Registered(error=RegistrationError(code="setup_code", detail=detail, field="setup_code"))
    try:
        await server.database.write(
            users.create, body.username, body.password, await _hash(body.password), email=body.email, only_first=True
        )
    except UserError as error:
        return Registered(error=RegistrationError(code=error.code, detail=str(error), field=error.field))
    return Registered(redirect="/setup")


@router.get("/user")
async def me(user: UserDep) -> Me:
    """Who is signed in."""
    return Me(id=user.id, username=user.username, role=user.role)


@router.get("/users")
async def list_users(_owner: OwnerDep, server: ServerDep) -> list[UserEntry]:
    """All accounts (the owner only)."""
    return [UserEntry(**row) for row in server.database.read(users.everyone)]


@router.post("/users", status_code=201)
async def add_user(body: NewUser, _owner: OwnerDep, server: ServerDep) -> Created:
    """Make an account (the owner only)."""
    return Created(id=await _guarded(
        server.database.write(users.create, body.username, body.password, await _hash(body.password), libraries=body.libraries)
    ))  # fmt: skip


@router.patch("/users/{user_id}", status_code=201)
async def change_user(user_id: Id, body: Sharing, owner: OwnerDep, server: ServerDep) -> None:
    """Share libraries with a user, or give them another password (the owner only)."""
    if server.database.read(users.get, user_id) is None:
        raise not_found()
    if "libraries" in body.model_fields_set and user_id != owner.id:
        await _guarded(server.database.write(users.share, user_id, body.libraries))
        shared = server.database.read(users.get, user_id)
        await server.sessions.end(
            lambda session: session.user_id == user_id and shared is not None and not shared.sees(session.library_id)
        )
    if body.password is not None:
        await _guarded(server.database.write(users.set_password, user_id, body.password, await _hash(body.password)))
        await server.sessions.end(lambda session: session.user_id == user_id)
    server.hub.publish([Event("access", {}, user_id=user_id)])


@router.delete("/users/{user_id}", status_code=201)
async def remove_user(user_id: Id, _owner: OwnerDep, server: ServerDep) -> None:
    """Remove an account (the owner only)."""
    if not await _guarded(server.database.write(users.remove, user_id)):
        raise not_found()
    await server.sessions.end(lambda session: session.user_id == user_id)
    server.hub.publish([Event("access", {}, user_id=user_id)])


async def _guarded(change: Any) -> Any:
    try:
        return await change
    except UserError as error:
        raise ApiError(422, str(error), error.field, error.code) from None
    except IntegrityError:
        raise ApiError(422, "One of those libraries does not exist.", "libraries") from None
