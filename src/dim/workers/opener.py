"""Opens files for workers, which cannot: a worker sees only what it is given."""

import asyncio
import os
from collections.abc import Sequence

from dim.sandbox.files import open_regular
from dim.threads import DaemonThreads

MAX_STUCK = 64
"""Threads that may wait for disks that do not answer, at most; further files are refused until one returns."""

Opened = dict[str, int | OSError]
_waiting: set[object] = set()
_threads = DaemonThreads("opens files for workers")


async def open_files(paths: Sequence[str]) -> Opened:
    """Open files for reading: by path, a descriptor that the caller closes, or why it could not be opened.

    A thread of its own opens them, since a dead network mount may hold it for ever; whoever waits gives up on it.
    """
    if not paths:
        return {}
    if len(_waiting) >= MAX_STUCK:
        return {path: OSError(11, "disks do not answer") for path in paths}
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Opened] = loop.create_future()
    token = object()
    _waiting.add(token)

    def work() -> None:
        opened = {path: _open(path) for path in dict.fromkeys(paths)}
        try:
            loop.call_soon_threadsafe(_finish, done, opened, token)
        except RuntimeError:  # the loop is closed
            close(opened)

    try:
        _threads.run(work)
    except RuntimeError as error:  # the system gives no further thread
        _waiting.discard(token)
        return {path: OSError(11, str(error)) for path in paths}
    try:
        return await done
    except asyncio.CancelledError:
        if done.done() and not done.cancelled():  # it came at that moment
            close(done.result())
        raise


def close(opened: Opened) -> None:
    """Close what was opened."""
    for one in opened.values():
        if isinstance(one, int):
            os.close(one)


def _open(path: str) -> int | OSError:
    try:
        return open_regular(path)
    except OSError as error:
        return error
    except ValueError as error:  # a NUL in it
        return OSError(22, str(error))


def _finish(done: "asyncio.Future[Opened]", opened: Opened, token: object) -> None:
    _waiting.discard(token)
    if done.done():
        close(opened)
    else:
        done.set_result(opened)
