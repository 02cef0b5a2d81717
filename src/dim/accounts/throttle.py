"""Slows down password guessing, by name and by address.

Nobody is locked out: the delay is at most half a minute. Guesses from the internet slow down only sign-ins from there: in the local
network every address counts for itself, and so does every device on which the user signed in before. No stranger can keep an owner
from their own server (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
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
PRIVATE = [
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
    )
]  # fmt: skip


@dataclass(slots=True)
class _Count:
    failures: int
    next_at: float
    last: float


def is_private(address: str) -> bool:
    """Whether an address is of this machine or of a private network (RFC 1918, RFC 4193, link-local)."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return any(parsed in network for network in PRIVATE if network.version == parsed.version)


def network_of(address: str) -> str:
    """Whom an address stands for: in IPv6 a network of 64 bits, all of which one machine may use (RFC 4862); else itself."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped or ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))


class Throttle:
    """Counts failures in memory; a restart forgets them, and so does a quarter of an hour."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._counts: OrderedDict[tuple[str, ...], _Count] = OrderedDict()

    def _keys(self, name: str, address: str, device: str | None) -> list[tuple[tuple[str, ...], int]]:
        if device is not None:
            return [(("device", name, device), FREE)]
        network = network_of(address)
        where = network if is_private(address) else "outside"
        return [(("name", name, where), FREE), (("address", network), FREE_ADDRESS)]

    def wait(self, name: str, address: str, device: str | None = None) -> float:
        """Seconds until the next attempt is allowed; 0: now. `device`: one on which this user signed in before."""
        now = self._now()
        waits = [
            count.next_at - now
            for key, _ in self._keys(name, address, device)
            if (count := self._counts.get(key)) is not None
        ]
        return max(0.0, *waits) if waits else 0.0

    def failed(self, name: str, address: str, device: str | None = None) -> None:
        """An attempt failed. Counted before its outcome is known, so that many at once do not slip through."""
        now = self._now()
        for key, free in self._keys(name, address, device):
            count = self._counts.pop(key, None)
            if count is None or now - count.last > FORGOTTEN_AFTER:
                count = _Count(0, 0.0, now)
            count.failures, count.last = count.failures + 1, now
            if count.failures >= free:
                count.next_at = now + min(2.0 ** min(count.failures - free, 10), LONGEST_WAIT)
            self._counts[key] = count
        while len(self._counts) > MOST:
            self._counts.popitem(last=False)

    def succeeded(self, name: str, address: str, device: str | None = None) -> None:
        """An attempt was right after all."""
        for key, _ in self._keys(name, address, device):
            self._counts.pop(key, None)
