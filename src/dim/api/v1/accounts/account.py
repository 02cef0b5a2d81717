"""The user's own account: profile, avatar, password, devices, removal."""

import base64
import binascii
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from dim.accounts import sign_ins, users
from dim.accounts.rights import Caller, User
from dim.accounts.users import UserError
from dim.api.context import PEOPLE, Person, Server, ServerDep, Viewer, visible_item
from dim.api.errors import PROBLEMS, ApiError, not_found
from dim.api.openapi import may_give
from dim.api.requests.credentials import token_in_headers
from dim.api.requests.routing import Router
from dim.api.schemas import FOREVER, Body, Fields, Id
from dim.api.v1.accounts.auth import check_password
from dim.api.v1.accounts.registration import hash_if_usable
from dim.catalog.browse import artwork
from dim.workers import WorkerError

router = Router(prefix="/api/v1/user", tags=["users"])
LARGEST_AVATAR = 8 << 20


class CatalogPicture(Fields):
    """Artwork of an item in the catalog."""

    media_id: Id
    kind: Literal["poster", "backdrop", "still", "logo"] = "poster"


class Profile(Body):
    """A user's profile; omitted fields stay. `avatar`: a `data:` URL of an image, or artwork from the catalog."""

    name: Annotated[str, Field(max_length=200)] | None = None
    gender: Annotated[str, Field(max_length=100)] | None = None
    avatar: Annotated[str, Field(max_length=LARGEST_AVATAR * 4 // 3 + 100)] | CatalogPicture | None = None


class AccountChange(Body):
    """A new password (with the old one), or a new e-mail address (null: none)."""

    password: str | None = Field(default=None, max_length=2000)
    new_password: str | None = Field(default=None, max_length=2000)
    new_email: str | None = Field(default=None, max_length=320)


class Leaving(Body):
    """The account to remove, with its password."""

    username: str = Field(max_length=200)
    password: str = Field(max_length=2000)


class Me(BaseModel):
    """The signed-in user. `libraries`: those that are shared with them (null: all). `scopes`: those of a personal token (null:
    everything that the user may do).
    """

    id: int
    username: str
    role: str
    name: str | None
    gender: str | None
    email: str | None
    avatar: str | None
    age_limit: int | None
    created_at: float
    libraries: list[int] | None
    scopes: list[str] | None


class SignedIn(BaseModel):
    """The user of a sign-in; null: nobody is signed in."""

    user: Me | None


class Device(BaseModel):
    """A device with a sign-in. `current`: this one."""

    id: str
    device: str | None
    address: str | None
    created_at: float
    used_at: float
    expires_at: float
    current: bool


def _me(server: Server, caller: Caller) -> Me | None:
    found = server.database.read(users.profile, caller.user.id)
    if found is None:
        return None
    return Me(
        id=found.id, username=found.username, role=found.role, name=found.name, gender=found.gender, email=found.email,
        avatar=found.avatar, age_limit=found.age_limit, created_at=found.created_at,
        libraries=None if caller.user.libraries is None else sorted(caller.user.libraries),
        scopes=None if caller.scopes is None else sorted(caller.scopes),
    )  # fmt: skip


@router.get("")
async def me(caller: Viewer, server: ServerDep) -> Me:
    """The signed-in user."""
    found = _me(server, caller)
    if found is None:
        raise not_found()
    return found


@router.get("/signed-in")
async def signed_in(request: Request, server: ServerDep) -> SignedIn:
    """Who is signed in, if anyone is: for pages, which are opened before anybody has signed in."""
    token = token_in_headers(request)
    caller = server.gate.caller(token) if token else None
    return SignedIn(user=_me(server, caller) if caller is not None and caller.user.role in PEOPLE else None)


@router.post("/setup", openapi_extra=may_give("not-found"))
async def set_up(body: Profile, caller: Person, server: ServerDep) -> None:
    """Set the profile: name, gender, avatar. 404: the catalog has no such artwork."""
    values: dict[str, str | None] = {
        name: getattr(body, name) for name in ("name", "gender") if name in body.model_fields_set
    }
    if "avatar" in body.model_fields_set:
        values["avatar"] = await _avatar(server, caller.user, body.avatar)
    await server.database.write(users.set_profile, caller.user.id, values)


async def _avatar(server: Server, user: User, avatar: str | CatalogPicture | None) -> str | None:
    """The digest of the image that was sent or chosen. Raises ApiError 404, 422."""
    if avatar is None:
        return None
    if isinstance(avatar, CatalogPicture):
        media_id, kind = avatar.media_id, avatar.kind

        def read(connection: Connection) -> str | None:
            visible_item(connection, user, media_id)
            return artwork.digest(connection, media_id, kind)

        digest = server.database.read(read)
        if digest is None:
            raise not_found("It has no such artwork.")
        return digest
    head, _, data = avatar.partition(",")
    try:
        if not head.startswith("data:image/") or not head.endswith(";base64"):
            raise ValueError
        stored = await server.artwork.add(base64.b64decode(data, validate=True), "avatar")
    except (ValueError, binascii.Error):
        raise ApiError(422, "Send the image as data:image/png;base64,… (JPEG, PNG or WebP).", "avatar") from None
    except WorkerError as error:
        raise ApiError(422, str(error), "avatar") from None
    return stored.digest


@router.patch("", openapi_extra=may_give("wrong-password", "slow-down"))
async def change_account(body: AccountChange, request: Request, caller: Person, server: ServerDep) -> None:
    """Change the user's password, which ends all other sign-ins, or e-mail address."""
    user = caller.user
    if body.new_password is not None:
        if await check_password(server, request, user.username, body.password or "") != user.id:
            raise ApiError(403, "That is not your password.", "password", "wrong-password")
        hashed = await hash_if_usable(body.new_password)
        await guarded(
            server.database.write(users.set_password, user.id, body.new_password, hashed, caller.sign_in),
            "new_password",
        )
    if "new_email" in body.model_fields_set:
        await guarded(server.database.write(users.set_profile, user.id, {"email": body.new_email or None}), "new_email")


@router.delete("", openapi_extra=may_give("wrong-password", "last-owner", "slow-down"))
async def leave(body: Leaving, request: Request, server: ServerDep) -> None:
    """Remove the user's account, given its name and password. 403: they are wrong, or it is the last owner's."""
    user_id = await check_password(server, request, body.username, body.password)
    if user_id is None:
        raise ApiError(*PROBLEMS["wrong-password"], kind="wrong-password")
    try:
        await server.database.write(users.remove, user_id)
    except UserError as error:
        raise ApiError(403, str(error), kind="last-owner") from None


async def guarded(change: Any, field: str | None = None) -> Any:
    """A change of accounts. Raises ApiError: it is refused; `field` names the input, where it is not what the error says."""
    try:
        return await change
    except UserError as error:
        if error.code == "last_owner":
            raise ApiError(403, str(error), error.field, "last-owner") from None
        raise ApiError(422, str(error), field or error.field) from None


@router.get("/devices")
async def list_devices(caller: Viewer, server: ServerDep) -> list[Device]:
    """The user's devices, the last used first."""
    rows = server.database.read(sign_ins.devices, caller.user.id)
    return [Device(**asdict(row), current=row.id == caller.sign_in) for row in rows]


@router.delete("/devices", status_code=201)
async def end_other_devices(caller: Person, server: ServerDep) -> None:
    """Sign out all other devices."""
    await server.database.write(server.sign_ins.end_others, caller.user.id, caller.sign_in)


@router.delete("/devices/{device_id}", status_code=201)
async def end_device(device_id: Annotated[str, Field(max_length=100)], caller: Person, server: ServerDep) -> None:
    """Sign out one device, at once."""
    if not await server.database.write(server.sign_ins.end_device, caller.user.id, device_id):
        raise not_found()


@router.get("/avatar/{user_id}", response_class=FileResponse, responses={200: {"content": {"image/webp": {}}}})
async def get_avatar(user_id: Id, _caller: Viewer, server: ServerDep) -> FileResponse:
    """A user's avatar. With its digest as `v` it may be cached forever."""
    digest = server.database.read(users.avatar, user_id)
    if digest is None:
        raise not_found("They have no avatar.")
    try:
        path = await server.artwork.sized(digest, 320)
    except (WorkerError, OSError):
        raise not_found("The image is not there any more.") from None
    return FileResponse(path, media_type="image/webp", headers={"Cache-Control": FOREVER})
