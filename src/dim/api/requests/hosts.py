"""Whether a request was sent to this server by a name of its own: a defence against DNS rebinding.

A hostile page has its own name resolve to an address in the visitor's network, and then talks to the server there as if it were its
own. It cannot do that with an address, nor with a name that only this network resolves.
"""

import ipaddress
import socket
from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from dim.api.errors import PROBLEMS, ApiError


def check_host(connection: HTTPConnection, allowed: Sequence[str]) -> None:
    """Raises ApiError 421 (RFC 9110, section 15.5.20): the Host header is no name of this server."""
    if not is_own_name(connection.headers.get("host", ""), allowed):
        raise ApiError(*PROBLEMS["misdirected"], kind="misdirected")


def is_own_name(host: str, allowed: Sequence[str]) -> bool:
    """Whether the value of a Host header is an address, `localhost`, this machine's name, `*.local` (RFC 6762), or allowed."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        name = name.removesuffix(".").casefold()
        known = {"localhost", *_machine_names(), *(entry.casefold() for entry in allowed)}
        return name in known or (name.endswith(".local") and name.count(".") == 1 and len(name) > len(".local"))
    return True


@cache
def _machine_names() -> frozenset[str]:
    name = socket.gethostname().casefold()
    return frozenset({name, name.partition(".")[0]}) - {""}
