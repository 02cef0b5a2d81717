"""Signing in and out."""

from datetime import UTC, datetime
from math import ceil

from fastapi import Request, Response
from pydantic import BaseModel, Field

from dim.accounts import passwords, users
from dim.accounts.sign_ins import SignIn
from dim.api.context import Server, ServerDep, address_of
from dim.api.errors import PROBLEMS, ApiError
from dim.api.openapi import may_give
from dim.api.requests.credentials import COOKIE, presented_token
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


def _answer(request: Request, response: Response, server: Server, sign_in: SignIn) -> Session:
    """The token; browsers also get it as a cookie that no script can read."""
    response.set_cookie(
        COOKIE, sign_in.token, max_age=server.settings.session_days * 86_400, httponly=True, samesite="strict",
        path=server.settings.prefix or "/", secure=request.url.scheme == "https",
    )  # fmt: skip
    return Session(jwt=sign_in.token, expiry=datetime.fromtimestamp(sign_in.expires_at, UTC))


async def check_password(server: Server, request: Request, username: str, password: str) -> int | None:
    """The user of a name and a password; None: wrong. Raises ApiError 429: too many wrong ones before.

    Takes the same time for an unknown name.
    """
    key, address = users.username_key(username), address_of(request)
    if wait := server.throttle.wait(key, address):
        seconds = ceil(wait)
        detail = f"Too many wrong passwords. Try again in {seconds} second{'s' if seconds > 1 else ''}."
        raise ApiError(429, detail, headers={"Retry-After": str(seconds)})
    server.throttle.failed(key, address)
    found = server.database.read(users.credentials, username)
    right = await passwords.verify_later(found[1] if found else None, password)
    if found is None or not right:
        return None
    server.throttle.succeeded(key, address)
    return found[0]


@router.post("/session", status_code=201, openapi_extra=may_give("wrong-credentials", "slow-down"))
async def sign_in(body: Credentials, request: Request, response: Response, server: ServerDep) -> Session:
    """Sign in. 401 tells neither that the name is unknown nor that the password is wrong."""
    user_id = await check_password(server, request, body.username, body.password)
    if user_id is None:
        raise ApiError(*PROBLEMS["wrong-credentials"], kind="wrong-credentials")
    device = body.device or request.headers.get("user-agent")
    token = await server.database.write(server.sign_ins.begin, user_id, device, address_of(request))
    return _answer(request, response, server, token)


@router.post("/refresh", openapi_extra=may_give("not-found"))
async def refresh(request: Request, response: Response, server: ServerDep, body: TokenBody | None = None) -> Session:
    """Exchange a token for a new one; the old one stops working. 404: it is unknown, expired or was exchanged before.

    A token that was exchanged before may be stolen: presenting it ends the whole sign-in.
    """
    token = (body.jwt if body else None) or await presented_token(request)
    renewed = await server.database.write(server.sign_ins.renew, token) if token else None
    if renewed is None:
        raise ApiError(404, "That token is unknown or has ended. Sign in again.")
    return _answer(request, response, server, renewed)


@router.delete("/session", status_code=201, openapi_extra=may_give("not-found"))
async def sign_out(request: Request, response: Response, server: ServerDep, body: TokenBody | None = None) -> None:
    """Sign out: the token stops working at once, and its streams and sockets end."""
    token = (body.jwt if body else None) or await presented_token(request)
    if not token or not await server.database.write(server.sign_ins.end, token):
        raise ApiError(404, "That token is unknown or has ended.")
    response.delete_cookie(COOKIE, path=server.settings.prefix or "/")
