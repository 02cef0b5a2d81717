"""Live events over one WebSocket."""

import asyncio
from contextlib import suppress
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect

from dim.accounts.gate import Gate
from dim.accounts.rights import READ, SCANNER, Caller, User
from dim.api.context import caller_of, not_signed_in, server_of
from dim.api.errors import ApiError
from dim.api.requests.routing import Router
from dim.events import Event

router = Router()
RECHECK_SECONDS = 5.0
NOT_SIGNED_IN = 4401


@router.websocket("/api/v1/events")
async def events(socket: WebSocket) -> None:
    """Sends {type, data} for every change the user may see. Closed with 4401 when the sign-in is missing or has ended."""
    server = server_of(socket)
    await socket.accept()
    try:
        caller = _listener(socket)
    except ApiError:
        await socket.close(NOT_SIGNED_IN)
        return
    async with server.hub.listen() as queue:
        tasks = {
            asyncio.create_task(_send(socket, server.gate, caller, queue)),
            asyncio.create_task(_receive(socket)),
            asyncio.create_task(server.stopping.wait()),
        }
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.close()


def _listener(socket: WebSocket) -> Caller:
    """The listening caller. Raises ApiError: not allowed."""
    caller = caller_of(socket)
    if caller.user.role == SCANNER or (caller.scopes is not None and READ not in caller.scopes):
        raise not_signed_in()
    return caller


async def _receive(socket: WebSocket) -> None:
    """Reads the socket: clients send nothing, so this notices that they left."""
    with suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()


async def _send(socket: WebSocket, gate: Gate, caller: Caller, queue: asyncio.Queue[Event]) -> None:
    """Send what the user may see; rights are read again after every change of them, and periodically."""
    user: User = caller.user
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            try:
                async with asyncio.timeout(RECHECK_SECONDS):
                    event = await queue.get()
            except TimeoutError:
                event = None
            if event is None or event.type in ("access", "library"):
                current = gate.still(caller)
                if current is None:
                    break
                user = current.user
            if event is not None and _may_see(user, event):
                await socket.send_json({"type": event.type, "data": _data(user, event)})
        await socket.close(NOT_SIGNED_IN)


def _may_see(user: User, event: Event) -> bool:
    if event.managers_only and not user.manages:
        return False
    if event.user_id is not None and event.user_id != user.id:
        return False
    return event.library_id is None or user.sees(event.library_id)


def _data(user: User, event: Event) -> dict[str, Any]:
    """The data of an event for a user: without ids of titles or files where an age limit applies."""
    if user.age_limit is None and (user.manages or event.type != "scan"):
        return event.data
    return {name: value for name, value in event.data.items() if name not in ("ids", "current", "error")}
