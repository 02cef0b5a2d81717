"""Which addresses belong to the local network. Pure."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_PRIVATE = tuple(
    ipaddress.ip_network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "::1/128", "fe80::/10",
                    "fc00::/7")
)  # fmt: skip
"""Private (RFC 1918, RFC 4193), link-local and loopback addresses."""


@dataclass(frozen=True, slots=True)
class Interface:
    """An IPv4 address of this machine, with the length of its network's prefix."""

    address: str
    prefix_length: int

    @property
    def network(self) -> ipaddress.IPv4Network:
        """The network that is reached without a router."""
        return ipaddress.IPv4Network(f"{self.address}/{self.prefix_length}", strict=False)


def parse_address(text: str) -> Address | None:
    """An address, without its zone; an IPv4 address that is written as IPv6 is one of IPv4. None: it is no address."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_local(text: str, interfaces: Iterable[Interface] = ()) -> bool:
    """Whether an address is private, link-local or loopback, or in a network of one of the interfaces.

    >>> is_local("192.168.1.7"), is_local("203.0.113.7"), is_local("203.0.113.7", [Interface("203.0.113.1", 24)])
    (True, False, True)
    """
    address = parse_address(text)
    if address is None:
        return False
    return any(address in network for network in (*_PRIVATE, *(one.network for one in interfaces)))
