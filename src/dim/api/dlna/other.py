"""Whatever else is asked for under /dlna: 404 at once. Kodi looks for subtitles in the folder of what it plays, for example."""

from fastapi import Request, Response

from dim.api.dlna.routing import LocalRouter, nothing_here

router = LocalRouter()
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "SUBSCRIBE", "UNSUBSCRIBE", "NOTIFY"]


@router.api_route("/{path:path}", methods=METHODS)
async def other(request: Request) -> Response:
    """Nothing."""
    raise nothing_here(request)
