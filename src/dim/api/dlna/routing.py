"""Routes for players in the local network: who is not in it is answered as if there were nothing, before anything is read."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from dim.api.context import Server, address_of, server_of
from dim.api.errors import not_found
from dim.api.requests.hosts import is_own_name
from dim.dlna.devices import DeviceKind, recognise
from dim.dlna.resources import Place
from dim.dlna.streams import Player
from dim.upnp.local import is_local

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
CORS = {"Access-Control-Allow-Origin": "*"}
"""Of what a link opens: players in browsers and casting devices are of other origins. The link is the credential, no cookie."""


def check_local(request: Request) -> None:
    """Raises ApiError 404: the client is not in the local network, or did not call this server by a name of its own.

    The name is checked because a hostile page may have its own name resolve to this server (DNS rebinding).
    """
    server = server_of(request)
    addresses = [address_of(request), *request.headers.get("x-forwarded-for", "").split(",")]
    known = [one.strip() for one in addresses if one.strip()]
    host = request.headers.get("host")
    is_allowed = host is None or is_own_name(host, server.settings.allowed_hosts)
    if not known or not is_allowed or not all(is_near(server, one) for one in known):
        raise nothing_here(request)


def is_near(server: Server, address: str) -> bool:
    """Whether an address is in the local network."""
    return is_local(address) or is_local(address, server.dlna.interfaces)


def nothing_here(request: Request) -> Exception:
    """404, as for any path that there is not."""
    return not_found(f"There is no {request.url.path}.")


class LocalRoute(APIRoute):
    """A route for the local network, while DLNA is on."""

    def get_route_handler(self) -> Handler:
        """The handler."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            if not server_of(request).dlna.values.dlna:
                raise nothing_here(request)
            check_local(request)
            return await handle(request)

        return answer


class LocalRouter(APIRouter):
    """A router of such routes."""

    def __init__(self) -> None:
        super().__init__(prefix="/dlna", route_class=LocalRoute, include_in_schema=False)


def device_of(request: Request) -> DeviceKind:
    """What kind of device sent a request."""
    return recognise(request.headers.get("user-agent", ""), request.headers.get("x-av-client-info", ""))


def player_of(request: Request) -> Player:
    """The player that sent a request."""
    return Player(address_of(request), device_of(request).name)


def place_of(request: Request) -> Place:
    """Where a request came to: URLs in its answer are at the same address."""
    return Place(base_url(request), server_of(request).dlna.links, device_of(request))


def base_url(request: Request) -> str:
    """The URL of Dim as the client reached it, without a slash at its end. HTTP/1.0 has no Host: the socket's own address then."""
    host = request.headers.get("host")
    if host is None:
        address, port = request.scope.get("server") or ("127.0.0.1", 80)
        host = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    return f"http://{host}{server_of(request).settings.prefix}"
