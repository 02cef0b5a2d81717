"""Artwork of items."""

from typing import Annotated, Literal, get_args

from fastapi import Query
from fastapi.responses import FileResponse
from sqlalchemy import Connection

from dim.api.context import Reader, ServerDep, visible_item
from dim.api.errors import not_found
from dim.api.requests.routing import Router
from dim.api.schemas import FOREVER, Id
from dim.catalog.browse import artwork
from dim.catalog.discover.people import is_visible_person_or_collection
from dim.metadata.model import PictureKind
from dim.workers import WorkerError

router = Router(prefix="/api/v1/artwork", tags=["artwork"])
Kind = Literal["poster", "backdrop", "logo", "banner", "landscape", "clearart", "disc", "still", "profile"]
assert get_args(Kind) == get_args(PictureKind)


@router.get(
    "/{item_id}/{kind}", response_class=FileResponse, responses={200: {"content": {"image/webp": {}, "image/jpeg": {}}}}
)
async def get_picture(
    item_id: Id, kind: Kind, caller: Reader, server: ServerDep,
    width: Annotated[int, Query(ge=16, le=1920)] = 480, v: Annotated[str, Query(max_length=64)] = "",
) -> FileResponse:  # fmt: skip
    """An item's artwork, at least `width` pixels wide if it is that large. With its digest as `v` it may be cached forever.

    What a provider has and nobody looked at before is fetched first.
    """

    def read(connection: Connection) -> str | None:
        if not is_visible_person_or_collection(connection, caller.user, item_id):
            visible_item(connection, caller.user, item_id)
        return artwork.digest(connection, item_id, kind)

    digest = server.database.read(read)
    if digest is None and (image := await server.metadata.pictures.look(item_id, kind)) is not None:
        digest = image.digest
    if digest is None:
        raise not_found("It has no such artwork.")
    try:
        path = await server.artwork.sized(digest, width)
    except (WorkerError, OSError):
        raise not_found("The image is not there any more. Scan the library again.") from None
    return FileResponse(path, headers={"Cache-Control": FOREVER if v == digest else "private, no-cache"})
