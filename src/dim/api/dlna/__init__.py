"""The HTTP side of the DLNA media server: descriptions, control, events, media. For the local network only, without a sign-in.

UPnP describes these routes itself, so they are not in the OpenAPI document.
"""

from dim.api.dlna import control, description, events, media, other

ROUTERS = (*(module.router for module in (media, control, events, description, other)), description.page_router)
"""`other` is last: it answers whatever is left under /dlna."""
