"""Writes small changes that arrive at about the same time in one transaction, so that they share what a transaction costs."""

import asyncio
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from dim.db.engine import Database, Transaction

T = TypeVar("T")
BATCH = 50
COLLECT_SECONDS = 0.01
"""How long to wait for more changes before a write."""


class WriteBatcher(Generic[T]):
    """Collects changes by a key (such as their library) while a write is under way, and writes them next."""

    def __init__(self, database: Database, write: Callable[[Transaction, Any, list[T]], None]) -> None:
        """`write` takes a transaction, the key, and the changes in their order."""
        self._database, self._write = database, write
        self._pending: dict[Any, list[tuple[T, asyncio.Future[None]]]] = {}
        self._writers: dict[Any, asyncio.Task[None]] = {}

    async def add(self, key: Any, change: T) -> None:
        """Write a change; returns once it is committed. Raises what the write raised.

        The change is written even when the caller is cancelled.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pending.setdefault(key, []).append((change, done))
        if key not in self._writers:
            self._writers[key] = asyncio.create_task(self._write_all(key), name=f"write batcher {key}")
        await done

    async def close(self) -> None:
        """Wait until everything that was added is written."""
        await asyncio.gather(*self._writers.values(), return_exceptions=True)

    async def _write_all(self, key: Any) -> None:
        try:
            while self._pending.get(key):
                await asyncio.sleep(COLLECT_SECONDS)
                batch = self._pending[key][:BATCH]
                del self._pending[key][:BATCH]
                await self._write_batch(key, batch)
        finally:
            del self._writers[key]
            for _, done in self._pending.pop(key, []):  # only where this task was cancelled
                done.cancel()

    async def _write_batch(self, key: Any, batch: list[tuple[T, "asyncio.Future[None]"]]) -> None:
        waiting = [done for _, done in batch]
        try:
            await self._database.write(self._write, key, [change for change, _ in batch])
        except Exception as error:
            for done in waiting:
                if not done.done():  # else the caller was cancelled
                    done.set_exception(error)
        except BaseException:
            for done in waiting:
                done.cancel()
            raise
        else:
            for done in waiting:
                if not done.done():
                    done.set_result(None)
