"""How fast a service is asked: requests in flight, its documented rate, and what its answers say about limits."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime

from dim.metadata.http.services import MOST_IN_FLIGHT, Rate, Service
from dim.metadata.provider import UnavailableError

LONGEST_WAIT = 10.0
"""Seconds that a request waits because the service said so (429, `Retry-After`). A longer wait is an error: the job goes on."""
LONGEST_PAUSE = 86_400.0
"""Seconds that a service can make us wait by `Retry-After`, whatever it says."""
LONGEST_GUESS = 300.0
"""Seconds of a pause that we guess because a service refuses and does not say for how long."""
SLOWEST = 8
"""The part of the documented rate below which a service that refuses is not asked."""
LONGEST_RESET = 60.0
"""Seconds until a limit is renewed, whatever headers say: no documented period is longer."""


class Limiter:
    """Grants turns to ask one service."""

    def __init__(self, service: Service, rate: Rate | None) -> None:
        self._label = service.label
        self._slots = asyncio.Semaphore(max(1, min(service.in_flight, MOST_IN_FLIGHT)))
        self._rate = rate
        self._documented = rate.requests if rate else 0
        self._sent: deque[float] = deque()
        self._turns = asyncio.Lock()
        self._blocked_until = 0.0
        self._paused_until = 0.0
        self._pause = service.pause_seconds
        self._next_pause = service.pause_seconds
        self._answers = 0
        """Since the rate was last changed."""

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and hold one of the slots. Raises UnavailableError if the service asked for a long wait."""
        async with self._slots:
            async with self._turns:
                await self._wait()
                self._sent.append(time.monotonic())
            yield

    def block(self, seconds: float) -> None:
        """The service refused a request for now (429) and said when to come back."""
        self._blocked_until = max(self._blocked_until, time.monotonic() + min(seconds, LONGEST_PAUSE))

    def slow_down(self, seconds: float | None) -> float | None:
        """The service has had too many requests. `seconds`: for how long it asked to wait; None: it does not say.

        Gives the seconds for which it is left alone; None: for none. Halves the rate of a service that does not state its own.
        """
        if seconds is None and self._pause:
            seconds, self._next_pause = self._next_pause, min(self._next_pause * 2, LONGEST_GUESS)
        if seconds is not None:
            self.block(seconds)
        if self._pause and self._rate is not None:
            self._rate = Rate(max(self._rate.requests // 2, self._documented // SLOWEST, 1), self._rate.seconds)
            self._answers = 0
        return seconds

    def answered(self) -> None:
        """The service answered; after as many answers as its rate in a row, one that was slowed down is asked faster."""
        self._next_pause = self._pause
        if self._pause and self._rate is not None and self._rate.requests < self._documented:
            self._answers += 1
            if self._answers >= self._rate.requests:
                self._rate = Rate(min(self._rate.requests * 2, self._documented), self._rate.seconds)
                self._answers = 0

    def forget(self) -> None:
        """Ask again at once."""
        self._blocked_until = self._paused_until = 0.0
        self._next_pause = self._pause

    def heed(self, headers: Mapping[str, str]) -> None:
        """Adapt to `X-RateLimit-*`: a lower limit than documented (until it is raised again), or nothing left until a time."""
        limit = _number(headers.get("x-ratelimit-limit"))
        if self._rate and limit and limit >= 1:
            # The period is that of the documentation: headers do not state it.
            self._rate = Rate(min(int(limit), self._documented), self._rate.seconds)
        if _number(headers.get("x-ratelimit-remaining")) == 0:
            seconds = _until(_number(headers.get("x-ratelimit-reset")))
            if seconds is not None:
                self._paused_until = time.monotonic() + min(seconds, LONGEST_RESET)

    async def _wait(self) -> None:
        while True:
            now = time.monotonic()
            blocked = max(self._blocked_until, self._paused_until) - now
            if blocked > LONGEST_WAIT:
                raise UnavailableError(f"{self._label} asked to wait {blocked:.0f} s.", retry_after=blocked)
            wait = max(blocked, self._rate_wait(now))
            if wait <= 0:
                return
            await asyncio.sleep(min(wait, 1.0))  # in steps, because `block` and `forget` may change it

    def _rate_wait(self, now: float) -> float:
        if self._rate is None:
            self._sent.clear()
            return 0.0
        while self._sent and now - self._sent[0] >= self._rate.seconds:
            self._sent.popleft()
        if len(self._sent) < self._rate.requests:
            return 0.0
        return self._sent[len(self._sent) - self._rate.requests] + self._rate.seconds - now


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds of a `Retry-After` header, which holds seconds or a date; None: there is none that can be read."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    seconds = _number(value)
    if seconds is not None:
        return min(max(seconds, 0.0), LONGEST_PAUSE)
    try:
        return min(max(parsedate_to_datetime(value).timestamp() - time.time(), 0.0), LONGEST_PAUSE)
    except (ValueError, TypeError, OverflowError):
        return None


def _number(value: str | None) -> float | None:
    try:
        found = float(value) if value and len(value) < 20 else None
    except ValueError:
        return None
    return found if found is not None and abs(found) < 1e12 else None


def _until(reset: float | None) -> float | None:
    """Seconds until a reset, which services state as Unix time or in seconds."""
    if reset is None:
        return None
    return max(reset - time.time() if reset > 1e9 else reset, 0.0)
