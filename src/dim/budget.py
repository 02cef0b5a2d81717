"""How much someone may do in a time: what comes from outside is limited."""

import time
from collections.abc import Callable


class Budget:
    """A token bucket: so many a second, so many at once."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._left, self._at = burst, clock()

    def take(self, count: int) -> bool:
        """Whether so many are allowed now; they count then."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if count > self._left:
            return False
        self._left -= count
        return True
