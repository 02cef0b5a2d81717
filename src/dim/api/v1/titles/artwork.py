"""Artwork of items."""

from typing import Annotated, Any, Literal

from fastapi import Query
from fastapi.responses import FileResponse

from dim.api.context import Reader, ServerDep, visible_item
from dim.api.errors import not_found
from dim.api.requests.routing import Router
from dim.api.schemas import FOREVER, Id
from dim.catalog.browse import artwork
from dim.workers import WorkerError

router = Router(prefix="/api/v1/artwork", tags=["artwork"])


@router.get(
    "/{item_id}/{kind}", response_class=FileResponse, responses={200: {"content": {"image/webp": {}, "image/jpeg": {}}}}
)
async def get_picture(
    item_id: Id, kind: Literal["poster", "backdrop", "still", "logo"], caller: Reader, server: ServerDep,
    width: Annotated[int, Query(ge=16, le=1920)] = 480, v: Annotated[str, Query(max_length=64)] = "",
) -> FileResponse:  # fmt: skip
    """An item's artwork, at least `width` pixels wide if it is that large. With its digest as `v` it may be cached forever."""

    def read(connection: Any) -> str | None:
        visible_item(connection, caller.user, item_id)
        return artwork.digest(connection, item_id, kind)

    digest = server.database.read(read)
    if digest is None:
        raise not_found("It has no such artwork.")
    try:
        path = await server.artwork.sized(digest, width)
    except (WorkerError, OSError):
        raise not_found("The image is not there any more. Scan the library again.") from None
    return FileResponse(path, headers={"Cache-Control": FOREVER if v == digest else "private, no-cache"})
