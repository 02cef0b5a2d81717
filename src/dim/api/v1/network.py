"""How clients find this server, and where it is reachable."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Path, Request, Response
from pydantic import BaseModel

import dim
from dim.accounts import users
from dim.api.context import Manager, Server, ServerDep
from dim.api.errors import not_found
from dim.api.openapi import may_give
from dim.api.requests.hosts import host_name
from dim.api.requests.routing import Router
from dim.api.v1.qr import qr_svg
from dim.network.tls.authority import Authority
from dim.network.tls.service import url as url_of

router = Router(tags=["network"])
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


class WellKnown(BaseModel):
    """A Dim server. `id` is the same under all its addresses; `path`: its path prefix, if any; `https`: whether it can be reached
    by HTTPS under this host, at `https_url`. `authority`: SHA-256 of the root certificate at `/.well-known/dim/ca.crt`, which
    devices have to install for that; null: none is needed.
    """

    id: str
    name: str
    version: str
    api: str
    path: str
    https: bool
    https_url: str | None
    authority: str | None


class SecureState(BaseModel):
    """HTTPS of the server itself. `mode`: "files", "local" or "acme", null: off. `addresses`: URLs, the best first. `expires`: when
    its certificate does (RFC 3339, UTC). `authority`: SHA-256 of the root certificate that devices install, with `install_url`,
    the page that explains how, and `qr_svg`, a QR code of that. `problem`: what the owner has to know of the certificate.
    """

    mode: str | None
    addresses: list[str]
    expires: datetime | None
    problem: str | None
    authority: str | None
    install_url: str | None
    qr_svg: str | None


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
    secure: SecureState


@router.get("/.well-known/dim")
async def well_known(request: Request, response: Response, server: ServerDep) -> WellKnown:
    """What a client that found this address needs to know (RFC 8615)."""
    response.headers["Cache-Control"] = "no-cache"
    named = server.database.read(
        users.exists
    )  # the default name has the machine's, which is nobody's business before that
    return WellKnown(
        id=server.runtime_settings.server_id, name=server.runtime_settings.current.server_name if named else "Dim",
        version=dim.__version__, api="/api/v1", path=server.settings.prefix,
        https=(url := _https_url(request, server)) is not None, https_url=url,
        authority=server.tls.authority.fingerprint if server.tls and server.tls.authority else None,
    )  # fmt: skip


@router.get("/.well-known/dim/ca.crt", response_class=Response, responses=FILE, openapi_extra=may_give("not-found"))
async def root_certificate(server: ServerDep) -> Response:
    """The root certificate of the server's local authority, for devices to install (DER). 404: there is none."""
    return Response(
        _authority(server).der, media_type="application/x-x509-ca-cert", headers={"Cache-Control": "no-cache"}
    )


@router.get(
    "/.well-known/dim/ca.mobileconfig", response_class=Response, responses=FILE, openapi_extra=may_give("not-found")
)
async def root_profile(server: ServerDep) -> Response:
    """The same as a profile for iPhones and iPads. 404: there is no local authority."""
    profile = _authority(server).mobile_configuration()
    return Response(profile, media_type="application/x-apple-aspen-config", headers={"Cache-Control": "no-cache"})


@router.get("/.well-known/acme-challenge/{token}", response_class=Response, responses=FILE)
async def acme_challenge(token: Annotated[str, Path(max_length=200)], server: ServerDep) -> Response:
    """The answer to a certificate authority that checks whether a domain is this server's (RFC 8555, 8.3). 404: none asked."""
    found = server.acme_answer(token)
    if found is None:
        raise not_found()
    return Response(found, media_type="application/octet-stream")


@router.get("/api/v1/network")
async def get_network(caller: Manager, server: ServerDep) -> NetworkState:  # noqa: ARG001
    """Under which addresses this server is reachable, and what stands in the way (owner and admins)."""
    found, discovery = server.network.reachability(), server.network.discovery
    return NetworkState(
        addresses=list(found.addresses), host=discovery.host, problem=discovery.problem,
        obstacles=[ObstacleEntry(kind=one.kind, text=one.text) for one in found.obstacles],
        secure=_secure_state(server, found.addresses),
    )  # fmt: skip


def _secure_state(server: Server, plain: tuple[str, ...]) -> SecureState:
    tls = server.tls
    if tls is None:
        return SecureState(
            mode=None, addresses=[], expires=None, problem=None, authority=None, install_url=None, qr_svg=None
        )
    page = f"{plain[0]}secure" if tls.authority is not None and plain else None
    return SecureState(
        mode=tls.mode, addresses=list(tls.urls(server.network.private_hosts, server.settings.prefix)),
        expires=tls.certificate.not_after, problem=tls.problem,
        authority=tls.authority.fingerprint if tls.authority is not None else None, install_url=page,
        qr_svg=qr_svg(page) if page is not None else None,
    )  # fmt: skip


def _https_url(request: Request, server: Server) -> str | None:
    """The address of this server by HTTPS under the host that the client used; None: there is none."""
    host = host_name(request.headers.get("host", ""))
    if request.url.scheme == "https" and host is not None:
        return f"https://{request.headers['host']}{server.settings.prefix}/"
    if server.tls is None or host is None:
        return None
    return url_of(host, server.tls.port, server.settings.prefix)


def _authority(server: Server) -> Authority:
    if server.tls is None or server.tls.authority is None:
        raise not_found()
    return server.tls.authority
