"""Accounts of other users (owner and admins), and who may register."""

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy.exc import IntegrityError

from dim.accounts import users
from dim.accounts.registering import registration
from dim.accounts.rights import CHILD, User
from dim.api.context import Manager, RecentManager, RecentOwner, Server, ServerDep, require_recent
from dim.api.errors import ApiError, not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.schemas import Age, BitRate, Body, Created, Id
from dim.api.v1.accounts.account import guarded
from dim.api.v1.accounts.registration import hash_if_usable

router = Router(prefix="/api/v1", tags=["users"])
Role = Literal["owner", "admin", "member", "child"]


class NewUser(Body):
    """A new account for another user. `libraries` null: all. `age_limit` (years) is for children;
    `max_bit_rate` is what a stream of theirs may take, in bits a second (null: no limit).
    """

    username: str = Field(max_length=200)
    password: str = Field(max_length=2000)
    role: Role = "member"
    libraries: list[Id] | None = Field(default=None, max_length=1000)
    age_limit: Age = None
    max_bit_rate: BitRate = None


class UserChange(Body):
    """A change of an account; omitted fields stay."""

    role: Role | None = None
    libraries: list[Id] | None = Field(default=None, max_length=1000)
    age_limit: Age = None
    max_bit_rate: BitRate = None
    password: str | None = Field(default=None, max_length=2000)


class UserEntry(BaseModel, from_attributes=True):
    """An account in the list."""

    id: int
    username: str
    role: str
    name: str | None
    avatar: str | None
    libraries: list[int] | None
    age_limit: int | None
    max_bit_rate: int | None
    created_at: float


class Registering(BaseModel):
    """Who may register."""

    mode: Literal["closed", "invite", "open"]


class RegisteringChange(Body):
    """Who may register: nobody (closed), people with an invite, or everyone who solves the captcha (open)."""

    mode: Literal["closed", "invite", "open"]


def check_gift(caller: User, role: str, libraries: Iterable[int] | None) -> None:
    """What a new account, or an invite, gives. Raises ApiError 403: it is more than the caller may give."""
    if not caller.may_give(role):
        raise ApiError(403, "Only the owner of this server may make or change owners and admins.", "role")
    if not caller.may_share(libraries):
        raise ApiError(403, "You can share only libraries that you see yourself. Choose among those.", "libraries")


def _target(server: Server, caller: User, user_id: int) -> User:
    """The user that is changed. Raises ApiError 403, 404."""
    found = server.database.read(users.get, user_id)
    if found is None:
        raise not_found()
    if user_id != caller.id:
        check_gift(caller, found.role, None if found.is_owner else found.libraries)
    return found


@router.get("/users")
async def list_users(_caller: Manager, server: ServerDep) -> list[UserEntry]:
    """All accounts (owner and admins)."""
    return [UserEntry.model_validate(account) for account in server.database.read(users.everyone)]


@router.post("/users", status_code=201)
async def add_user(body: NewUser, caller: RecentManager, server: ServerDep) -> Created:
    """Create an account (owner and admins)."""
    check_gift(caller.user, body.role, body.libraries)
    hashed = await hash_if_usable(body.password)
    return Created(id=await _with_libraries(
        server.database.write(
            users.create, body.username, body.password, hashed, role=body.role, libraries=body.libraries, age_limit=body.age_limit,
            max_bit_rate=body.max_bit_rate,
        )
    ))  # fmt: skip


@router.patch("/users/{user_id}", status_code=201, openapi_extra=may_give("last-owner", "sign-in-again"))
async def change_user(user_id: Id, body: UserChange, caller: Manager, server: ServerDep) -> None:
    """Change a user's role, limits, libraries or password (owner and admins).

    A role or password needs a sign-in of the last 15 minutes. Admins cannot change their own role, libraries or limits.
    """
    target = _target(server, caller.user, user_id)
    given = body.model_fields_set - {"jwt"}
    role = body.role or target.role
    if body.password is not None or role != target.role:
        require_recent(caller)
    if user_id == caller.user.id and not caller.user.is_owner and given - {"password"}:
        raise ApiError(403, "Ask the owner to change your own role, libraries or limits.", min(given - {"password"}))
    if role != target.role:
        check_gift(caller.user, role, ())
    if "libraries" in given:
        check_gift(caller.user, role, body.libraries)
    if role != target.role or ("age_limit" in given and role == CHILD):
        limit = body.age_limit if "age_limit" in given else target.age_limit
        await guarded(server.database.write(users.set_role, user_id, role, limit))
    if "libraries" in given:
        await _with_libraries(server.database.write(users.share, user_id, body.libraries))
    if "max_bit_rate" in given:
        await server.database.write(users.limit_bit_rate, user_id, body.max_bit_rate)
    if body.password is not None:
        hashed = await hash_if_usable(body.password)
        await guarded(server.database.write(users.set_password, user_id, body.password, hashed))


@router.delete("/users/{user_id}", status_code=201, openapi_extra=may_give("last-owner"))
async def remove_user(user_id: Id, caller: RecentManager, server: ServerDep) -> None:
    """Remove an account (owner and admins)."""
    _target(server, caller.user, user_id)
    await guarded(server.database.write(users.remove, user_id))


async def _with_libraries(change: Any) -> Any:
    try:
        return await guarded(change)
    except IntegrityError:
        raise ApiError(422, "One of those libraries does not exist.", "libraries") from None


@router.get("/registration")
async def get_registration(_caller: Manager, server: ServerDep) -> Registering:
    """Who may register (owner and admins)."""
    return Registering.model_validate({"mode": server.database.read(registration.mode)})


@router.put("/registration", status_code=201)
async def set_registration(body: RegisteringChange, _caller: RecentOwner, server: ServerDep) -> None:
    """Set who may register (owner only)."""
    await server.database.write(registration.set_mode, body.mode)
