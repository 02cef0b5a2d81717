"""How clients find this server, and where it is reachable."""

from fastapi import Request, Response
from pydantic import BaseModel

import dim
from dim.accounts import users
from dim.api.context import Manager, ServerDep
from dim.api.requests.routing import Router

router = Router(tags=["network"])


class WellKnown(BaseModel):
    """A Dim server. `id` is the same under all its addresses; `path`: its path prefix, if any; `https`: whether this request was
    secure.
    """

    id: str
    name: str
    version: str
    api: str
    path: str
    https: bool


class ObstacleEntry(BaseModel):
    """Something that keeps other devices from reaching the server. `kind`: "loopback", "no-network", "not-that-address",
    "container", "ipv6-only" or "firewall"; `text` says what to do.
    """

    kind: str
    text: str


class NetworkState(BaseModel):
    """`addresses`: URLs for other devices, the best first. `host`: the name under which the server is announced (mDNS), null:
    it is not; `problem`: why it is not, although `discovery` is on.
    """

    addresses: list[str]
    host: str | None
    problem: str | None
    obstacles: list[ObstacleEntry]


@router.get("/.well-known/dim")
async def well_known(request: Request, response: Response, server: ServerDep) -> WellKnown:
    """What a client that found this address needs to know (RFC 8615)."""
    response.headers["Cache-Control"] = "no-cache"
    named = server.database.read(
        users.exists
    )  # the default name has the machine's, which is nobody's business before that
    return WellKnown(
        id=server.runtime_settings.server_id, name=server.runtime_settings.current.server_name if named else "Dim",
        version=dim.__version__, api="/api/v1", path=server.settings.prefix, https=request.url.scheme == "https",
    )  # fmt: skip


@router.get("/api/v1/network")
async def get_network(caller: Manager, server: ServerDep) -> NetworkState:  # noqa: ARG001
    """Under which addresses this server is reachable, and what stands in the way (owner and admins)."""
    found, discovery = server.network.reachability(), server.network.discovery
    return NetworkState(
        addresses=list(found.addresses), host=discovery.host, problem=discovery.problem,
        obstacles=[ObstacleEntry(kind=one.kind, text=one.text) for one in found.obstacles],
    )  # fmt: skip
