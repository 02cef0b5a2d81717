"""Under which addresses Dim is reachable, and what stands in the way. Pure; `surroundings` finds out what it decides on."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dim.network.interfaces import Address, Listening, reachable_by_others

_CONTAINER_NETWORKS = tuple(
    map(ipaddress.ip_network, ("172.16.0.0/12", "10.88.0.0/16", "10.0.2.0/24", "10.42.0.0/16", "10.244.0.0/16"))
)
"""What Docker, Podman (as root and rootless), and Kubernetes (k3s, flannel) give containers by default."""


class ObstacleKind(StrEnum):
    """What can stand in the way of other devices."""

    LOOPBACK = "loopback"
    NO_NETWORK = "no-network"
    NOT_THAT_ADDRESS = "not-that-address"
    CONTAINER = "container"
    IPV6_ONLY = "ipv6-only"
    FIREWALL = "firewall"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands in the way. The text says what, and what to do."""

    kind: ObstacleKind
    text: str


@dataclass(frozen=True, slots=True)
class Firewall:
    """A firewall that is on, and that no known rule opens for the server. `advice`: the command that does, or what to look at."""

    program: str
    advice: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the server runs. `container`: the kind of container it is in, such as "Docker"."""

    addresses: tuple[Address, ...]
    container: str | None = None
    firewalls: tuple[Firewall, ...] = ()


@dataclass(frozen=True, slots=True)
class Reachability:
    """`addresses`: URLs for other devices, the best first; `obstacles`: the most serious first."""

    addresses: tuple[str, ...]
    obstacles: tuple[Obstacle, ...]


def served_addresses(listening: Listening, addresses: Iterable[Address]) -> tuple[Address, ...]:
    """The addresses of this machine under which others reach the server. IPv4 first."""
    if listening.is_loopback:
        return ()
    return tuple(one for one in reachable_by_others(addresses) if listening.serves(one.ip))


def assess(
    listening: Listening, surroundings: Surroundings, *, host: str | None = None, prefix: str = "", https: bool = False
) -> Reachability:
    """Where the server is reachable, and what hinders it. `host`: the name under which it is announced, such as "dim.local"."""
    served = served_addresses(listening, surroundings.addresses)
    scheme, suffix = "https" if https else "http", f":{listening.port}{prefix}/"
    names = [host] if host is not None else []
    urls = tuple(f"{scheme}://{name}{suffix}" for name in (*names, *(one.in_url for one in served)))
    return Reachability(urls, tuple(_obstacles(listening, surroundings, served)))


def _obstacles(listening: Listening, surroundings: Surroundings, served: tuple[Address, ...]) -> Iterable[Obstacle]:
    if listening.is_loopback:
        yield Obstacle(
            ObstacleKind.LOOPBACK,
            f"Dim listens on {listening.address} alone, which only this machine reaches. Set DIM_HOST=0.0.0.0 for others.",
        )
        return
    if not served:
        yield _no_address(listening, surroundings)
        return
    container = surroundings.container
    if container is not None and all(_is_of_container(one) for one in served):
        yield Obstacle(
            ObstacleKind.CONTAINER,
            f"Dim runs in {container}, and {served[0].ip} is an address within that network alone. Others use the address of"
            " the host and the published port; to be found by name and by DLNA players, run it with the host's network"
            " (--network host).",
        )
    elif all(one.is_v6 for one in served):
        hint = " Set DIM_HOST=:: or an IPv4 address if others have no IPv6." if listening.also_v4 else ""
        yield Obstacle(ObstacleKind.IPV6_ONLY, f"Dim is reachable by IPv6 only; some players have no IPv6.{hint}")
    for firewall in surroundings.firewalls:  # whether it blocks the port is not certain
        yield Obstacle(
            ObstacleKind.FIREWALL,
            f"A firewall ({firewall.program}) is on. If others cannot reach Dim, let TCP port {listening.port} in."
            f" {firewall.advice}",
        )


def _no_address(listening: Listening, surroundings: Surroundings) -> Obstacle:
    others = reachable_by_others(surroundings.addresses)
    if not others:
        return Obstacle(ObstacleKind.NO_NETWORK, "This machine is on no network: only it itself reaches Dim.")
    if listening.is_everywhere:
        return Obstacle(
            ObstacleKind.IPV6_ONLY,
            f"This machine has no IPv4 address, and Dim listens on {listening.address}, which takes IPv4 alone. Set DIM_HOST=::.",
        )
    return Obstacle(
        ObstacleKind.NOT_THAT_ADDRESS,
        f"Dim listens on {listening.address}, which is no address of a network that this machine is on. Set DIM_HOST=0.0.0.0.",
    )


def _is_of_container(address: Address) -> bool:
    found = ipaddress.ip_address(address.ip)
    if found.version == 6:  # container networks have IPv6 only where someone configured it
        return found in ipaddress.ip_network("fc00::/7")
    return any(found in network for network in _CONTAINER_NETWORKS)
