"""Whether a request was sent to this server by a name of its own: a defence against DNS rebinding.

A hostile page has its own name resolve to an address in the visitor's network, and then talks to the server there as if it were its
own. It cannot do that with an address, nor with a name that only this network resolves.
"""

import ipaddress
import re
import socket
from collections.abc import Sequence
from functools import cache

from starlette.requests import HTTPConnection

from dim.api.errors import PROBLEMS, ApiError

_HOST = re.compile(
    r"(?:\[([0-9A-Fa-f:.]{2,45}(?:%[\w.~%-]{1,60})?)\]|([^\s:/?#\[\]@\\%]{1,255}))(?::\d{0,5})?", re.ASCII
)
"""The value of a Host header: a name or an address, and a port (RFC 9110, 7.2; RFC 3986, 3.2.2)."""


def check_host(connection: HTTPConnection, allowed: Sequence[str]) -> None:
    """Raises ApiError 421 (RFC 9110, section 15.5.20): the Host header is no name of this server."""
    if not is_own_name(connection.headers.get("host", ""), allowed):
        raise ApiError(*PROBLEMS["misdirected"], kind="misdirected")


def is_well_formed(host: str) -> bool:
    """Whether the value of a Host header is a name or an address, with or without a port."""
    return _HOST.fullmatch(host) is not None


def host_name(host: str) -> str | None:
    """The name or address in the value of a Host header, as URLs have it; None: it is malformed."""
    match = _HOST.fullmatch(host)
    if match is None:
        return None
    return f"[{match[1]}]" if match[1] else match[2]


def is_own_name(host: str, allowed: Sequence[str]) -> bool:
    """Whether the value of a Host header is an address, `localhost`, this machine's name, `*.local` (RFC 6762), or allowed."""
    match = _HOST.fullmatch(host)
    if match is None:
        return False
    name = match[1] or match[2]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        name = name.removesuffix(".").casefold()
        known = {"localhost", *_machine_names(), *(entry.casefold() for entry in allowed)}
        return name in known or (name.endswith(".local") and name.count(".") == 1 and len(name) > len(".local"))
    return True


@cache
def _machine_names() -> frozenset[str]:
    name = socket.gethostname().casefold()
    return frozenset({name, name.partition(".")[0]}) - {""}
