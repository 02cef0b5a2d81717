"""Descriptions of the media server and its services, and its icons."""

from pathlib import Path

from fastapi import APIRouter, Request, Response

from dim.api.context import server_of
from dim.api.dlna.routing import LocalRouter, base_url, check_local, nothing_here
from dim.dlna.server import ICONS, SERVER
from dim.upnp.description import CONTENT_TYPE
from dim.upnp.services import SERVICES

router = LocalRouter()
ICON_FOLDER = Path(__file__).parent / "icons"
ICON_TYPES = {icon.url.rpartition("/")[2]: icon.media_type for icon in ICONS}


def xml(text: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A document of UPnP."""
    return Response(text, status, {"Content-Type": CONTENT_TYPE, "Server": SERVER, "EXT": "", **(headers or {})})


@router.api_route("/device.xml", methods=["GET", "HEAD"])
async def device(request: Request) -> Response:
    """The description of the media server."""
    return xml(server_of(request).dlna.device().document(f"{base_url(request)}/"))


@router.api_route("/icons/{name}", methods=["GET", "HEAD"])
async def icon(name: str, request: Request) -> Response:
    """An icon of the media server."""
    if name not in ICON_TYPES:
        raise nothing_here(request)
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response((ICON_FOLDER / name).read_bytes(), media_type=ICON_TYPES[name], headers=headers)


@router.api_route("/{name}.xml", methods=["GET", "HEAD"])
async def service(name: str, request: Request) -> Response:
    """The description of a service."""
    if name not in SERVICES:
        raise nothing_here(request)
    return xml(SERVICES[name].document())


page_router = APIRouter(include_in_schema=False)


@page_router.api_route("/upnp/device.xml", methods=["GET", "HEAD"])
async def page(request: Request) -> Response:
    """The description of the page for people, which is announced while discovery is on and DLNA is off."""
    dlna = server_of(request).dlna
    if not dlna.values.discovery:
        raise nothing_here(request)
    check_local(request)
    return xml(dlna.page_device().document(f"{base_url(request)}/"))
