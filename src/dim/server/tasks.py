"""Supervised background tasks, and a shutdown in which every step runs whatever the others did."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

log = logging.getLogger(__name__)
FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0
STABLE_SECONDS = 60.0
"""A task that ran this long before it crashed is restarted after the shortest delay again."""
STOP_SECONDS = 5.0
CLOSE_SECONDS = 10.0


class TaskSupervisor:
    """Runs named tasks. One that crashes is logged with its traceback and restarted with back-off; one that returns is done."""

    def __init__(self, first_delay: float = FIRST_DELAY, longest_delay: float = LONGEST_DELAY) -> None:
        """The delays before a restart, in seconds; each crash doubles the delay."""
        self._first_delay, self._longest_delay = first_delay, longest_delay
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Start a task. `run` is called again after each crash. Raises ValueError: a task of that name is running."""
        if self.running(name):
            raise ValueError(f"The task {name} is running already.")
        task = asyncio.create_task(self._supervise(name, run), name=name)
        self._tasks[name] = task
        task.add_done_callback(lambda done: self._forget(name, done))

    def running(self, name: str) -> bool:
        """Whether a task of that name is running, or waits to be restarted."""
        return name in self._tasks

    async def stop(self, name: str, seconds: float = STOP_SECONDS) -> None:
        """Cancel a task, if it is running, and wait until it has ended; at most `seconds`."""
        task = self._tasks.pop(name, None)
        if task is None:
            return
        task.cancel()
        _, pending = await asyncio.wait({task}, timeout=seconds)
        if pending:
            log.error("The task %s did not end within %.0f s.", name, seconds)

    async def close(self) -> None:
        """Stop all tasks at once."""
        await asyncio.gather(*(self.stop(name) for name in list(self._tasks)))

    def _forget(self, name: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(name) is task:
            del self._tasks[name]

    async def _supervise(self, name: str, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
        delay = self._first_delay
        while True:
            started = time.monotonic()
            try:
                await run()
            except Exception:
                if time.monotonic() - started > STABLE_SECONDS:
                    delay = self._first_delay
                log.exception("The task %s crashed; restarting it in %.1f s.", name, delay)
            else:
                return
            await asyncio.sleep(delay)
            delay = min(delay * 2, self._longest_delay)


def close_at_exit(
    stack: AsyncExitStack, name: str, close: Callable[[], Awaitable[None]], seconds: float = CLOSE_SECONDS
) -> None:
    """Have `close` called when the stack unwinds. A failure or a time-out is logged, and the steps below still run."""

    async def step() -> None:
        try:
            async with asyncio.timeout(seconds):
                await close()
        except TimeoutError:
            log.exception("Closing the %s took longer than %.0f s.", name, seconds)
        except Exception:
            log.exception("Closing the %s failed.", name)

    stack.push_async_callback(step)
