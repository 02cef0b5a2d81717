"""Artwork of items."""

from pathlib import Path
from typing import Annotated, Literal, get_args

from fastapi import Query, Request
from fastapi.responses import FileResponse, Response
from sqlalchemy import Connection

from dim.accounts.rights import User
from dim.api.context import Reader, Server, server_of, visible_item
from dim.api.errors import ApiError, not_found
from dim.api.requests.routing import Router
from dim.api.schemas import FOREVER, Id
from dim.artwork.accept import FORMATS, choose_format
from dim.artwork.store import width_step
from dim.catalog.browse import artwork
from dim.catalog.discover.people import is_visible_person_or_collection
from dim.metadata.model import PictureKind
from dim.workers import WorkerError

router = Router(prefix="/api/v1/artwork", tags=["artwork"])
Kind = Literal["poster", "backdrop", "logo", "banner", "landscape", "clearart", "disc", "still", "profile"]
assert get_args(Kind) == get_args(PictureKind)
IMAGES: dict[int | str, dict[str, object]] = {
    200: {"content": {f"image/{one}": {} for one in FORMATS}},
    304: {"description": "The client has this image: its `If-None-Match` is the ETag."},
}


@router.get("/{item_id}/{kind}", response_class=FileResponse, responses=IMAGES)
async def get_picture(
    request: Request, item_id: Id, kind: Kind, caller: Reader,
    width: Annotated[int, Query(ge=16, le=1920)] = 480, v: Annotated[str, Query(max_length=64)] = "",
) -> Response:  # fmt: skip
    """An item's artwork, at least `width` pixels wide if it is that large, as AVIF, WebP or JPEG by the request's `Accept`.

    WebP unless `Accept` says otherwise; AVIF only where it is named. With its digest as `v` it may be cached forever.
    What a provider has and nobody looked at before is fetched first.
    """
    server = server_of(request)
    digest = _find_digest(server, caller.user, item_id, kind)
    if digest is None and (image := await server.metadata.pictures.look(item_id, kind)) is not None:
        digest = image.digest
    if digest is None:
        raise not_found("It has no such artwork.")
    return await image_response(request, digest, width, forever=v == digest)


def _find_digest(server: Server, user: User, item_id: int, kind: str) -> str | None:
    """The digest of an item's artwork. Raises ApiError 404: the user may not see the item."""

    def read(connection: Connection) -> str | None:
        visible_item(connection, user, item_id)
        return artwork.digest(connection, item_id, kind)

    try:  # a grid asks for a hundred at once, and again and again: answered without a query until something changes
        return server.revisions.kept(("artwork", user, item_id, kind), lambda: server.database.read(read))
    except ApiError:
        if not server.database.read(is_visible_person_or_collection, user, item_id):
            raise
        return server.database.read(artwork.digest, item_id, kind)


async def image_response(request: Request, digest: str, width: int, *, forever: bool) -> Response:
    """A copy of a stored image, or 304. `forever`: the URL names this image, and never another.

    Raises ApiError 404: the image is gone.
    """
    form = choose_format(request.headers.get("accept", ""))
    headers = {
        "Cache-Control": FOREVER if forever else "private, no-cache", "Vary": "Accept",
        "ETag": f'"{digest}-{width_step(width)}-{form}"',
    }  # fmt: skip
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    try:
        path, content = await server_of(request).artwork.read(digest, width, form)
    except (WorkerError, OSError):
        raise not_found("The image is not there any more. Scan the library again.") from None
    if content is None:
        return FileResponse(path, media_type=_media_type(path), headers=headers)
    return Response(content, media_type=_media_type(path), headers=headers)


def _media_type(path: Path) -> str:
    return f"image/{path.suffix[1:]}"
