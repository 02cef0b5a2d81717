"""This machine's addresses in the local network, and which of them the server listens on."""

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass

import psutil

_INTERNAL = (
    "lo", "docker", "br-", "veth", "virbr", "cni", "flannel", "cali", "podman", "lxcbr", "lxdbr", "vmnet", "vboxnet",
)  # fmt: skip
"""Beginnings of names of interfaces that reach only containers and virtual machines of this machine. A LAN's bridge is "br0"."""
_GLOBAL_6 = (ipaddress.IPv6Network("2000::/3"), ipaddress.IPv6Network("fc00::/7"))
"""Global unicast addresses (RFC 4291, 2.4) and unique local ones (RFC 4193)."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address of an interface that is up. `ip` is an IPv4 or IPv6 address without a zone."""

    interface: str
    ip: str
    has_multicast: bool = True

    @property
    def is_v6(self) -> bool:
        """Whether it is an IPv6 address."""
        return ":" in self.ip

    @property
    def in_url(self) -> str:
        """The address as URLs have it (RFC 3986, 3.2.2)."""
        return f"[{self.ip}]" if self.is_v6 else self.ip


@dataclass(frozen=True, slots=True)
class Listening:
    """What the server listens on. `address` as the socket says it, "0.0.0.0" and "::" mean all; `also_v4`: "::" takes IPv4 too."""

    address: str
    port: int
    also_v4: bool = True

    @classmethod
    def of(cls, listener: socket.socket) -> "Listening":
        """What a bound socket listens on."""
        address, port = listener.getsockname()[:2]
        also_v4 = listener.family == socket.AF_INET6 and not listener.getsockopt(
            socket.IPPROTO_IPV6, socket.IPV6_V6ONLY
        )
        return cls(str(address).partition("%")[0], port, also_v4)

    @classmethod
    def as_set(cls, host: str, port: int) -> "Listening":
        """What a server with such settings would listen on. Raises OSError: the host has no address."""
        if not host:
            return cls("0.0.0.0", port)  # noqa: S104 - as `bind` reads it
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
        return cls(str(found[0][4][0]).partition("%")[0], port, family == socket.AF_INET6)

    @property
    def is_everywhere(self) -> bool:
        """Whether it listens on all interfaces."""
        return ipaddress.ip_address(self.address).is_unspecified

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        return ipaddress.ip_address(self.address).is_loopback

    def serves(self, ip: str) -> bool:
        """Whether a connection to an address of this machine reaches it."""
        if self.address == "::":
            return ":" in ip or self.also_v4
        if self.is_everywhere:
            return ":" not in ip
        return ipaddress.ip_address(ip) == ipaddress.ip_address(self.address)


def read_addresses() -> tuple[Address, ...]:
    """All addresses of all interfaces that are up, loopback and link-local ones included."""
    stats = psutil.net_if_stats()
    found = []
    for name, addresses in psutil.net_if_addrs().items():
        if name not in stats or not stats[name].isup:
            continue
        flags = stats[name].flags
        found += [
            Address(name, address.address.partition("%")[0], not flags or "multicast" in flags.split(","))
            for address in addresses
            if address.family in (socket.AF_INET, socket.AF_INET6)
        ]
    return tuple(found)


def reachable_by_others(addresses: Iterable[Address]) -> tuple[Address, ...]:
    """Those by which other machines reach this one: neither loopback nor link-local, nor of bridges to containers. IPv4 first."""
    found = [one for one in addresses if not one.interface.startswith(_INTERNAL) and _is_routable(one.ip)]
    return tuple(sorted(found, key=lambda one: one.is_v6))


def _is_routable(ip: str) -> bool:
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        return any(address in network for network in _GLOBAL_6)
    return not (address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast)
