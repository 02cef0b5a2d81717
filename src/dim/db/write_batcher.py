"""Small changes that come at the same time, written in one transaction: what a transaction costs is then shared by all."""

import asyncio
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from dim.db.engine import Database, Transaction

T = TypeVar("T")
MOST = 50
GATHER_SECONDS = 0.01
"""How long to wait for others before a write."""


class Together(Generic[T]):
    """Collects changes by a key (such as their library) while a write is under way, and writes them next."""

    def __init__(self, database: Database, write: Callable[[Transaction, Any, list[T]], None]) -> None:
        """`write` takes a transaction, the key, and the changes in their order."""
        self._database, self._write = database, write
        self._waiting: dict[Any, list[tuple[T, asyncio.Future[None]]]] = {}
        self._tasks: dict[Any, asyncio.Task[None]] = {}

    async def add(self, key: Any, change: T) -> None:
        """Write a change; returns once it is committed. Raises what the write raised."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append((change, done))
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._write_all(key))
        await done

    async def _write_all(self, key: Any) -> None:
        try:
            while self._waiting.get(key):
                await asyncio.sleep(GATHER_SECONDS)
                part = self._waiting[key][:MOST]
                del self._waiting[key][:MOST]
                await self._write_some(key, part)
        finally:
            del self._tasks[key]

    async def _write_some(self, key: Any, part: list[tuple[T, "asyncio.Future[None]"]]) -> None:
        problem: Exception | None = None
        try:
            await self._database.write(self._write, key, [change for change, _ in part])
        except Exception as error:
            problem = error
        for _, done in part:
            if not done.done():  # else whoever asked is gone
                done.set_result(None) if problem is None else done.set_exception(problem)
