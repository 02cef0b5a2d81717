"""What routes work with: the server's parts, and who is asking."""

import asyncio
import ipaddress
from dataclasses import dataclass, field
from typing import Annotated, Protocol
from urllib.parse import urlsplit

from fastapi import Depends, Request
from sqlalchemy import Connection
from starlette.requests import HTTPConnection

from dim.accounts import tokens
from dim.accounts.tokens import Tokens
from dim.accounts.users import User
from dim.api.errors import ApiError, not_found
from dim.artwork.store import PictureStore
from dim.catalog import items
from dim.catalog.items import Item
from dim.config import Settings
from dim.db import Database
from dim.events import Hub
from dim.playback.sessions import Sessions
from dim.workers import Pool

COOKIE = "dim_session"


class ScannerControl(Protocol):
    """The part that starts and stops scanners, as routes see it."""

    async def start(self, endpoint: str) -> None:
        """Start a scanner for every library; `endpoint` is the server's address for them."""

    async def let_go(self) -> None:
        """Answer those that wait: the server is about to stop."""

    async def stop(self) -> None:
        """Stop them all."""

    async def library_added(self, library_id: int) -> None:
        """Start a scanner for a new library."""

    async def library_removed(self, library_id: int) -> None:
        """Stop its scanner."""

    async def ask_for_scan(self, library_id: int) -> None:
        """Have the library scanned as soon as its scanner listens."""

    async def next_task(self, library_id: int, wait: float) -> str | None:
        """What the library's scanner should do; None after `wait` seconds without anything."""

    def running(self, library_id: int) -> bool:
        """Whether its scanner was heard of lately."""

    def heard_of(self, library_id: int) -> None:
        """Its scanner sent a request."""


@dataclass(slots=True)
class Server:
    """The parts that the composition root put together."""

    settings: Settings
    database: Database
    hub: Hub
    tokens: Tokens
    pool: Pool
    pictures: PictureStore
    sessions: Sessions
    scanners: ScannerControl
    setup_code: str
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


def server_of(connection: HTTPConnection) -> Server:
    """The server's parts."""
    server: Server = connection.app.state.server
    return server


# Dependencies are coroutines, although they wait for nothing: plain functions would be run on the framework's thread pool.


async def get_server(connection: HTTPConnection) -> Server:
    """The server's parts."""
    return server_of(connection)


ServerDep = Annotated[Server, Depends(get_server)]


def bearer(connection: HTTPConnection) -> str | None:
    """The token in the Authorization header (RFC 6750)."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def same_origin(connection: HTTPConnection) -> bool:
    """Whether a browser's request comes from a page of this server."""
    origin = connection.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == connection.headers.get("host")


def presented_token(connection: HTTPConnection) -> str | None:
    """The token that came with a request: a header, or a browser's cookie. A cookie counts for changes only from our own pages."""
    if token := bearer(connection):
        return token
    cookie = connection.cookies.get(COOKIE)
    unsafe = connection.scope["type"] == "websocket" or connection.scope["method"] not in ("GET", "HEAD")
    return cookie if cookie and (not unsafe or same_origin(connection)) else None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, and with which sign-in."""

    user: User
    token_id: str


def caller_of(connection: HTTPConnection) -> Caller:
    """The user behind a request. Raises ApiError 401."""
    server, token = server_of(connection), presented_token(connection)
    found = server.database.read(lambda connection: server.tokens.user(connection, token)) if token else None
    if found is None:
        raise ApiError(401, "Sign in first: this needs a valid token.")
    return Caller(*found)


async def get_caller(connection: HTTPConnection) -> Caller:
    """The user behind a request. Raises ApiError 401."""
    return caller_of(connection)


CallerDep = Annotated[Caller, Depends(get_caller)]


async def get_user(caller: CallerDep) -> User:
    """The user behind a request."""
    return caller.user


UserDep = Annotated[User, Depends(get_user)]


async def get_owner(user: UserDep) -> User:
    """The owner. Raises ApiError 403 for anyone else."""
    if not user.is_owner:
        raise ApiError(403, "Only the owner of this server may do that.")
    return user


OwnerDep = Annotated[User, Depends(get_owner)]


async def get_scanner(request: Request, server: ServerDep) -> int:
    """The library whose scanner is asking. Raises ApiError 401."""
    token = bearer(request)
    library_id = server.database.read(tokens.scanner_library, token) if token else None
    if library_id is None:
        raise ApiError(401, "This needs the token of a library's scanner.")
    server.scanners.heard_of(library_id)
    return library_id


ScannerDep = Annotated[int, Depends(get_scanner)]


def is_local(connection: HTTPConnection) -> bool:
    """Whether a request comes from this very machine."""
    host = connection.client.host if connection.client else ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def visible_item(connection: Connection, user: User, item_id: int, *kinds: str) -> Item:
    """An item that is shared with the user and of one of the kinds (none given: any). Raises ApiError 404."""
    found = items.find(connection, item_id)
    if found is None or not user.sees(found.library_id) or (kinds and found.kind not in kinds):
        raise not_found()
    return found
