"""Work whose client left is cancelled: what a worker does for it ends, and others get its place."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from fastapi import Request

from dim.api.errors import ApiError
from dim.api.responses import Stop

Result = TypeVar("Result")
CLIENT_LEFT = 499
"""What logs have for a request without a client (nginx's own status); nobody reads the response."""


class EndedError(Exception):
    """What the work is for has ended."""


async def while_connected(request: Request, work: Coroutine[Any, Any, Result], stop: Stop | None = None) -> Result:
    """The result of `work`, which is cancelled when the client closes its connection, or `stop` is set. The request's
    body has been read.

    Raises ApiError: the client left. EndedError: `stop` was set; and what `work` raises.
    """
    task = asyncio.create_task(work)
    leaving = asyncio.create_task(_disconnected(request))
    try:
        with _stopping(task, stop):
            await asyncio.wait((task, leaving), return_when=asyncio.FIRST_COMPLETED)
        if task.done() and not task.cancelled() and not (stop and stop.is_set and task.exception()):
            return task.result()
        if stop and stop.is_set:
            raise EndedError
        raise ApiError(CLIENT_LEFT, "The client left.")
    finally:
        leaving.cancel()
        if not task.done():
            task.cancel()
            await asyncio.wait([task])


@contextmanager
def _stopping(task: asyncio.Task[Any], stop: Stop | None) -> Iterator[None]:
    """Cancel a task when `stop` is set."""

    def cancel() -> None:
        task.cancel()

    if stop is None:
        yield
        return
    stop.add(cancel)
    try:
        if stop.is_set:
            cancel()
        yield
    finally:
        stop.remove(cancel)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
