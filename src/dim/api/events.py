"""Changes as they happen, over one WebSocket."""

import asyncio
from contextlib import suppress

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from dim.accounts import users
from dim.accounts.users import User
from dim.api.context import Server, caller_of, server_of
from dim.api.errors import ApiError
from dim.events import Event

router = APIRouter()
RECHECK_SECONDS = 20.0
NOT_SIGNED_IN = 4401


@router.websocket("/api/v1/events")
async def events(socket: WebSocket) -> None:
    """Sends {type, data} for every change the user may see. Closed with 4401 when the sign-in is missing or has ended."""
    server = server_of(socket)
    try:
        caller = caller_of(socket)
    except ApiError:
        await socket.accept()
        await socket.close(NOT_SIGNED_IN)
        return
    await socket.accept()
    async with server.hub.listen() as queue:
        tasks = {
            asyncio.create_task(_send(socket, server, caller.user.id, queue)),
            asyncio.create_task(_receive(socket)),
            asyncio.create_task(server.stopping.wait()),
        }
        _, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.close()


async def _receive(socket: WebSocket) -> None:
    """Listeners say nothing; this notices that they left."""
    with suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()


async def _send(socket: WebSocket, server: Server, user_id: int, queue: asyncio.Queue[Event]) -> None:
    """Pass on what the user may see; look again, now and then, whether they still may see anything."""
    user: User | None = server.database.read(users.get, user_id)
    with suppress(WebSocketDisconnect, RuntimeError):
        while user is not None:
            try:
                async with asyncio.timeout(RECHECK_SECONDS):
                    event = await queue.get()
            except TimeoutError:
                event = None
            if event is None or event.type in ("access", "library"):
                try:
                    user = caller_of(socket).user
                except ApiError:
                    break
            if event is not None and _may_see(user, event):
                await socket.send_json({"type": event.type, "data": event.data})
        await socket.close(NOT_SIGNED_IN)


def _may_see(user: User, event: Event) -> bool:
    if event.owner_only and not user.is_owner:
        return False
    if event.user_id is not None and event.user_id != user.id:
        return False
    return event.library_id is None or user.sees(event.library_id)
