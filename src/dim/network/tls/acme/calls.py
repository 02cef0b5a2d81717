"""Blocking calls of the ACME library, on threads that do not keep the server from stopping."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from dim.threads import DaemonThreads

T = TypeVar("T")
_threads = DaemonThreads("acme")


async def call(function: Callable[[], T]) -> T:
    """Run a function on a thread, and give or raise what it does. Cancelling leaves it to its own time limit."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def finish(value: T | None, error: BaseException | None) -> None:
        if result.done():
            return
        if error is not None:
            result.set_exception(error)
        else:
            result.set_result(value)  # type: ignore[arg-type]

    def run() -> None:
        value, error = None, None
        try:
            value = function()
        except BaseException as raised:
            error = raised
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(finish, value, error)

    _threads.run(run)
    return await result
