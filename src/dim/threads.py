"""Threads for calls that may never return, such as those to a dead network mount."""

import queue
import threading
from collections.abc import Callable

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
