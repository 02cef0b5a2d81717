"""The server's place in the local network: where it listens, how it is announced, where others reach it."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from dim.network.announcement import Announcement
from dim.network.discovery import Announce, Discovery
from dim.network.interfaces import Address, Listening
from dim.network.mdns import announced
from dim.network.reachability import Reachability, Surroundings, assess, served_addresses
from dim.network.surroundings import look_around
from dim.network.tls.names import is_private_address
from dim.network.watch import AddressWatcher


@dataclass(frozen=True, slots=True)
class Identity:
    """What a server says of itself. `prefix`: its path behind a reverse proxy, without a slash at its end."""

    server_id: str
    name: str
    version: str
    prefix: str = ""


class LocalNetwork:
    """Follows the machine's addresses and keeps the server announced. Use from the event loop's thread only."""

    def __init__(
        self, listening: Listening, identity: Callable[[], Identity], is_wanted: Callable[[], bool], watcher: AddressWatcher,
        announce: Announce = announced,
    ) -> None:  # fmt: skip
        """`is_wanted`: whether the server is to be announced; call `discovery.check` when that or the identity changes.

        `watcher` is run by the caller, as is `discovery`.
        """
        self.listening, self.watcher = listening, watcher
        self._identity, self._is_wanted = identity, is_wanted
        self.discovery = Discovery(self._wanted, announce)
        watcher.follow(self.discovery.check)

    @property
    def addresses(self) -> tuple[Address, ...]:
        """The addresses under which other devices reach the server now. IPv4 first."""
        return served_addresses(self.listening, self.watcher.current)

    @property
    def private_hosts(self) -> tuple[str, ...]:
        """Names and addresses of the server that a local authority can sign, as URLs have them; the best first."""
        found = (one.in_url for one in self.addresses if is_private_address(one.ip))
        return (*([self.discovery.host] if self.discovery.host is not None else ()), *found)

    def is_own(self, ip: str) -> bool:
        """Whether an address is this machine's: loopback, or of one of its interfaces."""
        try:
            found = ipaddress.ip_address(ip.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(found, "ipv4_mapped", None) or found
        return mapped.is_loopback or any(ipaddress.ip_address(one.ip) == mapped for one in self.watcher.current)

    def reachability(self) -> Reachability:
        """Under which addresses the server is reachable now, and what stands in the way."""
        now = replace(self._surroundings, addresses=self.watcher.current)
        return assess(self.listening, now, host=self.discovery.host, prefix=self._identity().prefix)

    @cached_property
    def _surroundings(self) -> Surroundings:
        """A process stays in its container, and files of firewalls are read once."""
        return look_around(self.listening.port, self.watcher.current)

    def _wanted(self) -> Announcement | None:
        served = self.addresses
        if not served or not self._is_wanted():
            return None
        identity = self._identity()
        return Announcement(
            server_id=identity.server_id, name=identity.name, version=identity.version, prefix=identity.prefix,
            port=self.listening.port, addresses=tuple(one.ip for one in served),
            interfaces=tuple(one.ip for one in served if one.has_multicast),
            own=frozenset(one.ip for one in self.watcher.current),
        )  # fmt: skip
