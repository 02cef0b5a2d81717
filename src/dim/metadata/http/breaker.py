"""A circuit breaker: after failures in a row a service is not asked for a while, so that it delays no library."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dim.metadata.provider import UnavailableError

FAILURES = 5
"""In a row, before it opens."""
SHORTEST, LONGEST = 10.0, 40.0
"""Seconds for which it stays open; doubled with each probe that fails. A service that recovered is noticed within the longest."""


class Breaker:
    """Remembers the failures of one service."""

    def __init__(self, label: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._label = label
        self._clock = clock
        self._failures = 0
        self._last = ""
        self._open_for = 0.0
        self._open_until = 0.0
        self._is_probing = False

    @contextmanager
    def ask(self) -> Iterator[None]:
        """Around one question. Raises UnavailableError at once while open; lets one question through (probe) after that."""
        rest = self._open_until - self._clock()
        probes = self._open_for > 0
        if probes and (rest > 0 or self._is_probing):
            raise UnavailableError(
                f"{self._label} failed {self._failures} times in a row and is asked again later. {self._last}",
                retry_after=max(rest, 1.0),
            )
        self._is_probing = probes
        try:
            yield
        finally:
            # A probe that was cancelled says nothing; the next question is the probe then.
            if probes:
                self._is_probing = False

    def succeeded(self) -> None:
        """It answered."""
        self._failures, self._open_for = 0, 0.0

    def failed(self, reason: str) -> None:
        """It did not answer, or nothing that can be read."""
        self._failures += 1
        self._last = reason
        if self._open_for:
            if self._open_until <= self._clock():
                self._open_for = min(self._open_for * 2, LONGEST)
                self._open_until = self._clock() + self._open_for
        elif self._failures >= FAILURES:
            self._open_for = SHORTEST
            self._open_until = self._clock() + SHORTEST

    def forget(self) -> None:
        """Ask again at once: a person asked for it."""
        self.succeeded()
