"""Threads for calls that may never return, such as those to a dead network mount."""

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
IDLE_SECONDS = 10.0


class DaemonThreads:
    """Runs functions on threads that are reused and end when they are idle, as many as it takes. Unlike those of
    `concurrent.futures`, one that hangs does not keep the process from ending. The caller limits how many run at once.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._idle = 0
        """Threads that wait for work, less the functions that wait for a thread."""

    def run(self, function: Callable[[], None]) -> None:
        """Run a function that raises nothing. Raises RuntimeError: the system gives no further thread."""
        with self._lock:
            has_idle = self._idle > 0
            self._idle -= has_idle
        if has_idle:
            self._work.put(function)
        else:
            threading.Thread(target=self._serve, args=(function,), name=self._name, daemon=True).start()

    def call(self, function: Callable[[], T]) -> "asyncio.Future[T]":
        """Run a function; the future has what it returns or raises. Cancelling the future does not end the function.

        Raises RuntimeError: the system gives no further thread.
        """
        loop = asyncio.get_running_loop()
        result: asyncio.Future[T] = loop.create_future()

        def finish(value: T | None, error: BaseException | None) -> None:
            if result.done():  # cancelled
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

        self.run(run)
        return result

    def _serve(self, function: Callable[[], None] | None) -> None:
        while function is not None:
            function()
            function = self._next()

    def _next(self) -> Callable[[], None] | None:
        with self._lock:
            self._idle += 1
        try:
            return self._work.get(timeout=IDLE_SECONDS)
        except queue.Empty:
            pass
        with self._lock:
            try:
                return self._work.get_nowait()  # it came at the last moment
            except queue.Empty:
                self._idle -= 1
                return None
