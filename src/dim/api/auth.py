"""Signing in and out."""

import asyncio
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from dim.accounts import passwords, users
from dim.accounts.tokens import SignIn
from dim.api.context import COOKIE, Server, ServerDep, presented_token
from dim.api.errors import ApiError

router = APIRouter(prefix="/api/v1/auth", tags=["authentication"])


class Credentials(BaseModel):
    """A user's name and password."""

    username: str = Field(max_length=200)
    password: str = Field(max_length=1024)


class TokenBody(BaseModel):
    """A token in the body, for those who do not send it as a header or a cookie."""

    jwt: str | None = Field(default=None, max_length=4096)


class Session(BaseModel):
    """A sign-in: send `jwt` as `Authorization: Bearer`. `expiry` is RFC 3339, UTC."""

    jwt: str
    expiry: datetime


def _answer(request: Request, response: Response, server: Server, sign_in: SignIn) -> Session:
    """Give the token, to browsers also as a cookie that no script can read."""
    response.set_cookie(
        COOKIE, sign_in.token, max_age=server.settings.session_days * 86_400, httponly=True, samesite="strict", path="/",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return Session(jwt=sign_in.token, expiry=datetime.fromtimestamp(sign_in.expires_at, UTC))


@router.post("/session", status_code=201)
async def sign_in(body: Credentials, request: Request, response: Response, server: ServerDep) -> Session:
    """Sign in. 401 tells neither that the name is unknown nor that the password is wrong."""
    found = server.database.read(users.credentials, body.username)
    right = await asyncio.to_thread(passwords.verify_password, found[1] if found else None, body.password)
    if found is None or not right:
        raise ApiError(401, "The name or the password is wrong.", kind="wrong-credentials")
    token = await server.database.write(server.tokens.give, found[0], request.headers.get("user-agent"))
    return _answer(request, response, server, token)


@router.post("/refresh")
async def refresh(request: Request, response: Response, server: ServerDep, body: TokenBody | None = None) -> Session:
    """Change a token for a new one; the old one stops working. 404: it is unknown, has ended or was changed before."""
    token = (body.jwt if body else None) or presented_token(request)
    renewed = await server.database.write(server.tokens.renew, token) if token else None
    if renewed is None:
        raise ApiError(404, "That token is unknown or has ended. Sign in again.")
    return _answer(request, response, server, renewed)


@router.delete("/session", status_code=201)
async def sign_out(request: Request, response: Response, server: ServerDep, body: TokenBody | None = None) -> None:
    """Sign out: the token stops working at once, with the streams that it began."""
    token = (body.jwt if body else None) or presented_token(request)
    response.delete_cookie(COOKIE, path="/")
    if not token or not await server.database.write(server.tokens.end, token):
        raise ApiError(404, "That token is unknown or has ended.")
    token_id = server.tokens.token_id(token)
    await server.sessions.end(lambda session: session.token_id == token_id)
