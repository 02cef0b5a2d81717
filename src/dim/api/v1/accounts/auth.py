"""Signing in and out."""

from datetime import UTC, datetime
from math import ceil

from fastapi import Request, Response
from pydantic import BaseModel, Field

from dim.accounts import passwords, sign_ins, users
from dim.accounts.devices import LIFETIME
from dim.accounts.sign_ins import SignIn
from dim.accounts.throttle import is_private
from dim.api.context import Server, ServerDep, address_of
from dim.api.errors import PROBLEMS, ApiError
from dim.api.openapi import may_give
from dim.api.requests.credentials import COOKIE, DEVICE_COOKIE, cookie, cookie_name, presented_token, same_origin
from dim.api.requests.routing import Router
from dim.api.schemas import Body

router = Router(prefix="/api/v1/auth", tags=["authentication"])


class Credentials(Body):
    """A user's name and password; `device` names the sign-in in the user's list of devices."""

    username: str = Field(max_length=200)
    password: str = Field(max_length=1024)
    device: str | None = Field(default=None, max_length=200)


class TokenBody(Body):
    """A token in the body, for clients that send it neither as a header nor as a cookie."""


class Session(BaseModel):
    """A sign-in: send `jwt` as `Authorization: Bearer`. `expiry` is RFC 3339, UTC."""

    jwt: str
    expiry: datetime


def _set_cookie(request: Request, response: Response, server: Server, name: str, value: str, seconds: int) -> None:
    """A cookie that no script can read."""
    response.set_cookie(
        cookie_name(request, name), value, max_age=seconds, httponly=True, samesite="strict", path=server.settings.prefix or "/",
        secure=request.url.scheme == "https",
    )  # fmt: skip


def answer_sign_in(request: Request, response: Response, server: Server, sign_in: SignIn) -> Session:
    """The token; browsers also get it as a cookie."""
    _set_cookie(request, response, server, COOKIE, sign_in.token, server.settings.session_days * 86_400)
    return Session(jwt=sign_in.token, expiry=datetime.fromtimestamp(sign_in.expires_at, UTC))


async def check_password(server: Server, request: Request, username: str, password: str) -> int | None:
    """The user of a name and a password; None: wrong. Raises ApiError 429: too many wrong ones before.

    Takes the same time for an unknown name.
    """
    found = server.database.read(users.credentials, username)
    key, address = users.username_key(username), address_of(request)
    device = _known_device(server, request, found[0], address) if found else None
    if wait := server.throttle.wait(key, address, device):
        seconds = ceil(wait)
        detail = f"Too many wrong passwords. Try again in {seconds} second{'s' if seconds > 1 else ''}."
        raise ApiError(429, detail, headers={"Retry-After": str(seconds)})
    server.throttle.failed(key, address, device)
    right = await passwords.verify_later(found[1] if found else None, password)
    if found is None or not right:
        return None
    server.throttle.succeeded(key, address, device)
    return found[0]


def _known_device(server: Server, request: Request, user_id: int, address: str) -> str | None:
    """A device on which the user signed in before: by its cookie, or by the address of one that is signed in now."""
    device = server.devices.read(cookie(request, DEVICE_COOKIE))
    if user_id in device.users:
        return device.id
    if is_private(address):
        return None
    return address if any(one.address == address for one in server.database.read(sign_ins.devices, user_id)) else None


@router.post("/session", status_code=201, openapi_extra=may_give("wrong-credentials", "slow-down"))
async def sign_in(body: Credentials, request: Request, response: Response, server: ServerDep) -> Session:
    """Sign in. 401 tells neither that the name is unknown nor that the password is wrong.

    A browser that is signed in already keeps its sign-in and gets another token.
    """
    user_id = await check_password(server, request, body.username, body.password)
    if user_id is None:
        raise ApiError(*PROBLEMS["wrong-credentials"], kind="wrong-credentials")
    device = body.device or request.headers.get("user-agent")
    again = cookie(request, COOKIE) if same_origin(request) else None
    known = server.devices.read(cookie(request, DEVICE_COOKIE)).with_user(user_id)
    _set_cookie(request, response, server, DEVICE_COOKIE, server.devices.write(known), LIFETIME)
    token = await server.database.write(server.sign_ins.begin, user_id, device, address_of(request), again)
    return answer_sign_in(request, response, server, token)


@router.post("/refresh", openapi_extra=may_give("not-found"))
async def refresh(request: Request, response: Response, server: ServerDep, body: TokenBody | None = None) -> Session:
    """Exchange a token for a new one; the old one stops working. 404: it is unknown, expired or was exchanged before.

    A token that was exchanged before may be stolen: presenting it ends the whole sign-in.
    """
    token = (body.jwt if body else None) or await presented_token(request)
    renewed = await server.database.write(server.sign_ins.renew, token) if token else None
    if renewed is None:
        raise ApiError(404, "That token is unknown or has ended. Sign in again.")
    return answer_sign_in(request, response, server, renewed)


@router.delete("/session", status_code=201, openapi_extra=may_give("not-found"))
async def sign_out(request: Request, response: Response, server: ServerDep, body: TokenBody | None = None) -> None:
    """Sign out: the token stops working at once, and its streams and sockets end."""
    token = (body.jwt if body else None) or await presented_token(request)
    if not token or not await server.database.write(server.sign_ins.end, token):
        raise ApiError(404, "That token is unknown or has ended.")
    response.delete_cookie(cookie_name(request, COOKIE), path=server.settings.prefix or "/")
