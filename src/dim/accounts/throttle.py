"""Slows down password guessing, by name and by address.

Nobody is locked out: the delay is at most half a minute. Guesses from the internet slow down only sign-ins from there: in the local
network every address counts for itself, so that no stranger can keep an owner from their own server.
"""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

FREE = 5
"""Wrong guesses without a delay."""
FREE_ADDRESS = 20
LONGEST_WAIT = 30.0
FORGOTTEN_AFTER = 900.0
MOST = 50_000


@dataclass(slots=True)
class _Count:
    failures: int
    next_at: float
    last: float


def is_private(address: str) -> bool:
    """Whether an address is of this machine or of a private network (RFC 1918, RFC 4193)."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return parsed.is_loopback or parsed.is_private or parsed.is_link_local


class Throttle:
    """Counts failures in memory; a restart forgets them, and so does a quarter of an hour."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._counts: OrderedDict[tuple[str, ...], _Count] = OrderedDict()

    def _keys(self, name: str, address: str) -> list[tuple[tuple[str, ...], int]]:
        where = address if is_private(address) else "outside"
        return [(("name", name, where), FREE), (("address", address), FREE_ADDRESS)]

    def wait(self, name: str, address: str) -> float:
        """Seconds until the next attempt is allowed; 0: now."""
        now = self._now()
        waits = [
            count.next_at - now for key, _ in self._keys(name, address) if (count := self._counts.get(key)) is not None
        ]
        return max(0.0, *waits) if waits else 0.0

    def failed(self, name: str, address: str) -> None:
        """An attempt failed. Counted before its outcome is known, so that many at once do not slip through."""
        now = self._now()
        for key, free in self._keys(name, address):
            count = self._counts.pop(key, None)
            if count is None or now - count.last > FORGOTTEN_AFTER:
                count = _Count(0, 0.0, now)
            count.failures, count.last = count.failures + 1, now
            if count.failures >= free:
                count.next_at = now + min(2.0 ** min(count.failures - free, 10), LONGEST_WAIT)
            self._counts[key] = count
        while len(self._counts) > MOST:
            self._counts.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """An attempt was right after all."""
        for key, _ in self._keys(name, address):
            self._counts.pop(key, None)
