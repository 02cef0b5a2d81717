"""Work whose client left is cancelled: what a worker does for it ends, and others get its place."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import Request

from dim.api.errors import ApiError

Result = TypeVar("Result")
CLIENT_LEFT = 499
"""What logs have for a request without a client (nginx's own status); nobody reads the response."""


async def while_connected(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """The result of `work`, which is cancelled when the client closes its connection. The request's body has been read.

    Raises ApiError: the client left; and what `work` raises.
    """
    task = asyncio.create_task(work)
    leaving = asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait((task, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ApiError(CLIENT_LEFT, "The client left.")
        return task.result()
    finally:
        leaving.cancel()
        if not task.done():
            task.cancel()
            await asyncio.wait([task])


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
