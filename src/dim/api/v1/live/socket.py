"""The WebSocket: live events, players and commands."""

import asyncio
import time
from contextlib import suppress

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from dim.accounts.rights import READ, SCANNER, Caller
from dim.api.context import Server, server_of
from dim.api.requests.credentials import COOKIE, bearer, cookie, same_origin, token_in_headers
from dim.api.requests.routing import Router
from dim.api.v1.live.connection import Connection, FloodError, SignedOutError
from dim.api.v1.live.messages import Envelope, Hello
from dim.events import Numbered
from dim.remote.model import CloseCause

router = Router()
RECHECK_SECONDS = 5.0
SEND_SECONDS = 20.0
"""A client that takes nothing for so long is gone."""
HELLO_SECONDS = 5.0
NOT_SIGNED_IN, REPLACED, REMOVED, TOO_MUCH = 4401, 4409, 4410, 4429
CODES: dict[CloseCause, int] = {"lagging": TOO_MUCH, "replaced": REPLACED, "removed": REMOVED}


@router.websocket("/api/v1/events")
async def events(socket: WebSocket) -> None:
    """Live events, players and commands; see docs/socket.md. Closed with 4401 when the sign-in is missing or has ended, 4409 when
    another connection took its place, 4410 when its player was removed, 4429 when it sends or lags too much.
    """
    server = server_of(socket)
    if "origin" in socket.headers and not same_origin(socket):
        await socket.close(NOT_SIGNED_IN)  # before it is accepted: 403
        return
    await socket.accept()
    first: str | None = None
    token = token_in_headers(socket)
    if token is None and bearer(socket) is None and cookie(socket, COOKIE) is None:
        first = await _first_message(socket)
        token = _token_of(first)
    caller = server.gate.caller(token) if token else None
    if caller is None or not _may_listen(caller):
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(NOT_SIGNED_IN)
        return
    if not server.sockets.admit(caller.user.id):
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(TOO_MUCH)
        return
    try:
        await _serve(socket, server, caller, first)
    finally:
        server.sockets.release(caller.user.id)


async def _first_message(socket: WebSocket) -> str | None:
    with suppress(TimeoutError, WebSocketDisconnect, KeyError):
        async with asyncio.timeout(HELLO_SECONDS):
            return await socket.receive_text()
    return None


def _token_of(text: str | None) -> str | None:
    """The token in a first message."""
    with suppress(ValidationError):
        envelope = Envelope.model_validate_json(text or "")
        if envelope.type == "hello":
            return Hello.model_validate(envelope.data).token
    return None


def _may_listen(caller: Caller) -> bool:
    return caller.user.role != SCANNER and (caller.scopes is None or READ in caller.scopes)


async def _serve(socket: WebSocket, server: Server, caller: Caller, first: str | None) -> None:
    async with server.hub.listen() as queue:
        connection = Connection(server, caller)
        tasks = [
            asyncio.create_task(_send(socket, connection)),
            asyncio.create_task(_receive(socket, connection, first)),
            asyncio.create_task(_follow(connection, queue)),
            asyncio.create_task(_recheck(connection)),
            asyncio.create_task(server.stopping.wait()),
        ]
        code = 1000
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            code = next(
                (task.result() for task in done if type(task.result()) is int), code
            )  # raises what ended one of them
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await connection.close()
    with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
        async with asyncio.timeout(SEND_SECONDS):
            await socket.close(code)


async def _receive(socket: WebSocket, connection: Connection, first: str | None) -> int:
    """Read the socket until the client leaves."""
    with suppress(WebSocketDisconnect, KeyError):  # KeyError: a binary message
        try:
            if first is not None:
                await connection.receive(first)
            while True:
                await connection.receive(await socket.receive_text())
        except FloodError:
            return TOO_MUCH
        except SignedOutError:
            return NOT_SIGNED_IN
    return 1000


async def _send(socket: WebSocket, connection: Connection) -> int:
    """Send what waits, one message after another; `_recheck` ends it where the client takes nothing."""
    with suppress(WebSocketDisconnect, RuntimeError):
        while (text := await connection.outbox.next()) is not None:
            connection.sending_since = time.monotonic()
            await socket.send_text(text)
            connection.sending_since = None
        return CODES[connection.outbox.cause]
    return 1000


async def _follow(connection: Connection, queue: asyncio.Queue[Numbered]) -> int:
    """Pass on events; rights are read again after every change of them."""
    while True:
        numbered = await queue.get()
        if numbered.event.type in ("access", "library") and not connection.is_allowed():
            return NOT_SIGNED_IN
        await connection.outbox.room()
        connection.tell(numbered)


async def _recheck(connection: Connection) -> int:
    """Look now and then whether the client still may listen, and does.

    A sign-in that expires is no event, and a slow client holds up its events.
    """
    while True:
        await asyncio.sleep(RECHECK_SECONDS)
        if not connection.is_allowed():
            return NOT_SIGNED_IN
        if connection.sending_since is not None and time.monotonic() - connection.sending_since > SEND_SECONDS:
            return TOO_MUCH
