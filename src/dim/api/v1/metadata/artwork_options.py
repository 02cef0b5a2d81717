"""All images that an item could show, and choosing one (owner and admins)."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel, Field

from dim.accounts.rights import User
from dim.api.context import Manager, Server, ServerDep, visible_item
from dim.api.errors import ApiError, not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Id
from dim.api.v1.titles.artwork import IMAGES, Kind, image_response
from dim.artwork.store import StoredImage
from dim.catalog.browse import artwork
from dim.catalog.discover.people import is_visible_person_or_collection
from dim.catalog.lookup import picture_fetch
from dim.catalog.metadata import options
from dim.catalog.metadata.options import Option
from dim.metadata.provider import ProviderError
from dim.workers import WorkerError

router = Router(prefix="/api/v1/artwork", tags=["artwork"])
images = Router(prefix="/api/v1/artwork-option", tags=["artwork"])
LARGEST_IMAGE = 32 << 20
DISK_FULL = "The disk of Dim's data folder is full; the image was not stored."


class ArtworkChoice(BaseModel):
    """An image that an item could show.

    `source`: "person", "beside" a file, "embedded" in it, a "frame", "generated" from the title, or a provider.
    Fetch it from /api/v1/artwork-option/<id>?width=<pixels>. `chosen`: it is the one that is shown.
    """

    id: int
    source: str
    language: str | None = None
    width: int | None = None
    height: int | None = None
    placeholder: str | None = None
    chosen: bool


class ChosenArtwork(Body):
    """One of the options, or the address of an image on the web."""

    option: Id | None = None
    url: Annotated[str, Field(max_length=2000, pattern=r"^https://\S+$")] | None = None


@router.get("/{item_id}/{kind}/options")
async def list_options(item_id: Id, kind: Kind, caller: Manager, server: ServerDep) -> list[ArtworkChoice]:
    """All images that an item could show (owner and admins)."""
    _check(server, caller.user, item_id)
    found = server.database.read(options.of_item, item_id, kind)
    shown = server.database.read(artwork.digest, item_id, kind)
    return [
        ArtworkChoice(
            id=one.id, source=one.source, language=one.language, width=one.image.width if one.image else one.width,
            height=one.image.height if one.image else one.height, placeholder=one.image.placeholder if one.image else None,
            chosen=one.image is not None and one.image.digest == shown,
        )
        for one in found
    ]  # fmt: skip


@images.get("/{option_id}", response_class=FileResponse, responses=IMAGES)
async def get_option(
    request: Request, option_id: Id, caller: Manager, server: ServerDep,
    width: Annotated[int, Query(ge=16, le=1920)] = 320,
) -> Response:  # fmt: skip
    """One of the images that an item could show, fetched from its provider the first time (owner and admins)."""
    option = server.database.read(options.get, option_id)
    if option is None:
        raise not_found()
    _check(server, caller.user, option.item_id)
    image = option.image or await server.metadata.pictures.fetch(option)
    if image is None:
        raise not_found("The image cannot be fetched from where it is.")
    return await image_response(request, image.digest, width, forever=True)


@router.put("/{item_id}/{kind}/choice", status_code=204, openapi_extra=may_give("provider-not-answering"))
async def choose_artwork(item_id: Id, kind: Kind, body: ChosenArtwork, caller: Manager, server: ServerDep) -> None:
    """Show one of the options, or an image from the web (owner and admins)."""
    _check(server, caller.user, item_id)
    if (body.option is None) == (body.url is None):
        raise ApiError(422, "Give one of `option` and `url`.", "option")
    if body.url is not None:
        try:
            data = await server.metadata.providers.fetch_picture("", body.url)
        except ProviderError as error:
            raise ApiError(422, str(error), "url") from None
        await _take(server, item_id, kind, await _stored(server, data, kind, "url"))
        return
    option = server.database.read(options.get, body.option or 0)
    if option is None or option.item_id != item_id or option.kind != kind:
        raise ApiError(422, "That is no image of this item; load the page again.", "option")
    image = option.image or await _fetch(server, option)
    if image is None:
        raise ApiError(409, "The image cannot be fetched from where it is.", "option", "provider-not-answering")
    await _take(server, item_id, kind, image)


async def _fetch(server: Server, option: Option) -> StoredImage | None:
    return await server.metadata.pictures.fetch(option)


@router.put("/{item_id}/{kind}", status_code=204)
async def upload_artwork(item_id: Id, kind: Kind, request: Request, caller: Manager, server: ServerDep) -> None:
    """Show an image that is sent as the body: JPEG, PNG or WebP of at most 32 MiB (owner and admins)."""
    _check(server, caller.user, item_id)
    data = await request.body()
    if len(data) > LARGEST_IMAGE:
        raise ApiError(413, "An image has at most 32 MiB.")
    await _take(server, item_id, kind, await _stored(server, data, kind, "body"))


@router.delete("/{item_id}/{kind}/choice", status_code=204)
async def choose_no_artwork(item_id: Id, kind: Kind, caller: Manager, server: ServerDep) -> None:
    """Let Dim choose again (owner and admins)."""
    _check(server, caller.user, item_id)
    await server.database.write(picture_fetch.choose_by_person, item_id, kind, None)


async def _stored(server: Server, data: bytes, kind: str, field: str) -> StoredImage:
    try:
        return await server.artwork.add(data, kind)
    except WorkerError as error:
        raise ApiError(422, str(error), field) from None
    except OSError:
        raise ApiError(507, DISK_FULL) from None


async def _take(server: Server, item_id: int, kind: str, image: StoredImage) -> None:
    await server.database.write(picture_fetch.choose_by_person, item_id, kind, image)


def _check(server: Server, user: User, item_id: int) -> None:
    """Raises ApiError 404: the user may not see the item."""
    if not server.database.read(options.is_person_or_collection, item_id):
        server.database.read(visible_item, user, item_id)
    elif not server.database.read(is_visible_person_or_collection, user, item_id):
        raise not_found()
