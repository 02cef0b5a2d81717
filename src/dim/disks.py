"""File-system calls on library folders: on threads of the library's own, few and with a time limit.

A call to a dead network mount may never return, and its thread with it. Such a thread blocks only calls for the same library, which
fail with `DiskTimeoutError` instead of waiting; and it does not keep the process from ending.
"""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import psutil

from dim.threads import DaemonThreads

P = ParamSpec("P")
T = TypeVar("T")
THREADS = 8
"""Calls for one library at the same time; further ones wait for their turn, within their time limit."""
CALL_SECONDS = 10.0
"""A disk that sleeps may take as long to spin up."""
_threads = DaemonThreads("disk")
HUNG_SECONDS = 1.0
"""The limit while an earlier call has not returned in time."""


class DiskTimeoutError(Exception):
    """A disk does not answer. `library_id` None: it is of no library; `name` is the folder then."""

    def __init__(self, library_id: int | None, name: str) -> None:
        where = name or f"library {library_id}"
        super().__init__(f"The disk of {where} does not answer.")
        self.library_id, self.name = library_id, name


def mount_points() -> list[str]:
    """The system's mount points; asks no disk."""
    return [partition.mountpoint for partition in psutil.disk_partitions(all=True)]


class Disk:
    """Runs calls for one library, or for one folder that is none. Use from one event loop."""

    def __init__(self, library_id: int | None = None, name: str = "") -> None:
        self._library_id, self._name = library_id, name
        self._slots = asyncio.Semaphore(THREADS)
        self._overdue = 0

    @property
    def hangs(self) -> bool:
        """Whether a call has not returned within its time limit."""
        return self._overdue > 0

    async def call(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function on a thread, for at most `CALL_SECONDS`. Raises DiskTimeoutError, and what it raises."""
        return await self.call_within(CALL_SECONDS, function, *args, **kwargs)

    async def call_within(self, seconds: float, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """As `call`, with another time limit."""
        return await self._run(lambda: function(*args, **kwargs), seconds, None)

    async def acquire(self, function: Callable[[], T], release: Callable[[T], object]) -> T:
        """As `call`, for what has to be released, such as an open file: also when nobody waits for it any more."""
        return await self._run(function, CALL_SECONDS, release)

    async def _run(self, function: Callable[[], T], seconds: float, release: Callable[[T], object] | None) -> T:
        clock = asyncio.timeout(min(seconds, HUNG_SECONDS) if self.hangs else seconds)
        result: asyncio.Future[T] | None = None
        try:
            async with clock:
                await self._slots.acquire()
                result = self._start(function)
                return await asyncio.shield(result)
        except BaseException as error:
            if result is not None:  # nobody gets it, also if it came at the moment in which the caller was cancelled
                result.add_done_callback(lambda done: _let_go(done, release))
            if not isinstance(error, TimeoutError) or not clock.expired():
                raise
            if result is not None:
                self._overdue += 1
                result.add_done_callback(self._answered)
            raise DiskTimeoutError(self._library_id, self._name) from None

    def _start(self, function: Callable[[], T]) -> "asyncio.Future[T]":
        """Run a function on a thread that holds a slot until it returns."""
        try:
            result = _threads.call(function)
        except BaseException:
            self._slots.release()
            raise
        result.add_done_callback(lambda _: self._slots.release())
        return result

    def _answered(self, _result: object) -> None:
        self._overdue -= 1


def _let_go(done: "asyncio.Future[T]", release: Callable[[T], object] | None) -> None:
    if done.exception() is None and release is not None:
        release(done.result())


class Disks:
    """The disks of a server, by library and by folder."""

    def __init__(self) -> None:
        self._libraries: dict[int, Disk] = {}
        self._folders: dict[str, Disk] = {}

    def of_library(self, library_id: int) -> Disk:
        """The disk of a library. It has several folders perhaps, which share its threads."""
        return self._libraries.setdefault(library_id, Disk(library_id))

    def of_folder(self, path: str, mounts: list[str]) -> Disk:
        """The disk of a folder that belongs to no library yet: one for each of the system's mount points."""
        mount = max((one for one in mounts if _is_below(path, one)), key=len, default="/")
        return self._folders.setdefault(mount, Disk(name=path if mount == "/" else mount))


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
