"""The names and addresses of this server that its certificate is for. Pure."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
PRIVATE = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8",
    "fc00::/7", "fe80::/10", "::1/128",
)  # fmt: skip
"""Networks whose addresses mean something within a house only (RFC 1918, 6598, 3927, 4193, 4291)."""
SUFFIXES = ("local", "localhost", "home.arpa", "internal", "lan")
"""Domains that nobody owns (RFC 6762, 6761, 8375; ICANN for "internal"; "lan" by custom)."""


@dataclass(frozen=True, slots=True)
class Names:
    """DNS names and IP addresses, sorted, each once."""

    dns: tuple[str, ...]
    addresses: tuple[str, ...]


def local_names(machine: str, announced: str | None, addresses: Iterable[str]) -> Names:
    """What a server in a house is called. `machine`: the host name; `announced`: the name by mDNS; `addresses`: those it serves.

    Leaves out what a local authority may not sign (`PRIVATE`, `SUFFIXES`): public addresses and names.
    """
    first = host_label(machine)
    dns = {"localhost", "dim.local", *((first, f"{first}.local", f"{first}.lan") if first else ())}
    if announced is not None and is_private_name(announced, first):
        dns.add(announced)
    if is_private_name(machine.lower(), first):
        dns.add(machine.lower())
    found = {str(ipaddress.ip_address(one)) for one in addresses if is_private_address(one)}
    return Names(tuple(sorted(dns)), tuple(sorted(found | {"127.0.0.1", "::1"})))


def host_label(machine: str) -> str | None:
    """The first label of a host name, in lower case; None: it is none that a certificate can have."""
    label = machine.partition(".")[0].lower()
    return label if _LABEL.fullmatch(label) else None


def is_private_name(name: str, machine: str | None) -> bool:
    """Whether a name means something within a house only: below one of the suffixes, or the machine's own single label."""
    labels = name.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels):
        return False
    return name == machine or any(name == suffix or name.endswith(f".{suffix}") for suffix in SUFFIXES)


def is_private_address(address: str) -> bool:
    """Whether an address is of one of the private networks."""
    found = ipaddress.ip_address(address)
    return any(found in network for network in map(ipaddress.ip_network, PRIVATE))
