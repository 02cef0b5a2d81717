"""The networks that this machine's interfaces are in."""

import ipaddress
import socket
from collections.abc import Iterable, Sequence

import psutil

from dim.network.interfaces import Address
from dim.network.local import LocalNetwork
from dim.upnp.local import Interface

LOOPBACK = Interface("127.0.0.1", 8)


def reached_from(network: LocalNetwork) -> Sequence[Interface]:
    """The networks from which devices reach the server. One that listens on loopback alone serves programs of this machine."""
    return [LOOPBACK] if network.listening.is_loopback else with_networks(network.addresses)


def with_networks(addresses: Iterable[Address]) -> Sequence[Interface]:
    """Those of some addresses that are IPv4 and take multicasts, each with its network as the system has it now."""
    masks = {
        one.address: one.netmask
        for found in psutil.net_if_addrs().values()
        for one in found
        if one.family == socket.AF_INET
    }
    return [
        Interface(one.ip, ipaddress.IPv4Network(f"0.0.0.0/{mask}").prefixlen)
        for one in addresses
        if one.has_multicast and (mask := masks.get(one.ip))
    ]
