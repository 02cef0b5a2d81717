"""Artwork that scanners find beside files, inside them, or in frames of a video."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import Query, Request

from dim.api.context import ScannerDep, Server, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.requests.routing import Router
from dim.api.schemas import Id
from dim.api.v1.scanner.schemas import ArtworkKind, LocalArtworkBatch, Wanted
from dim.artwork.store import StoredImage
from dim.catalog import items, paths
from dim.catalog.ingest import artwork_queue
from dim.catalog.libraries import Folder
from dim.workers import WorkerError

router = Router(prefix="/api/v1/scanner", tags=["scanner"])
LARGEST_IMAGE = 32 << 20
"""Bytes."""
DISK_FULL = "The disk of Dim's data folder is full; the image was not stored."


@router.get("/artwork")
async def get_wanted(
    folder: ScannerDep, server: ServerDep, limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
) -> list[Wanted]:  # fmt: skip
    """Items that want artwork, by id, after an id. What was answered, if with source=none, is not asked again."""
    wanted = await server.database.read_slow(artwork_queue.wanted, folder, after, limit)
    return [Wanted(**asdict(one)) for one in wanted]


@router.post("/artwork", status_code=201)
async def add_local_artwork(body: LocalArtworkBatch, folder: ScannerDep, server: ServerDep) -> None:
    """Artwork that lies as files in the folder, many at once. What is no image counts as none."""
    mine = server.database.read(items.of_library, folder.library_id, [one.item_id for one in body.pictures])
    wanted = [one for one in body.pictures if one.item_id in mine]
    try:
        found = await read_images(server, folder, [(one.path, one.kind) for one in wanted])
    except OSError:
        raise ApiError(507, DISK_FULL) from None
    answers = [
        artwork_queue.FoundArtwork(one.item_id, one.kind, "beside", image)
        for one, image in zip(wanted, found, strict=True)
    ]
    await server.database.write(artwork_queue.store_found, folder.library_id, answers)


async def read_images(
    server: Server, folder: Folder, named: Sequence[tuple[str | None, str]]
) -> list[StoredImage | None]:
    """Store image files of a folder, given as (path, kind); None for what is no image. Raises OSError: the disk is full."""
    if not any(path for path, _ in named):
        return [None] * len(named)

    def real_paths() -> list[str | None]:
        return [paths.find_inside(folder.path, path) if path else None for path, _ in named]

    there = await server.disks.of_library(folder.library_id).call(real_paths)
    files = [(path, kind) for path, (_, kind) in zip(there, named, strict=True) if path]
    kept = iter(await server.artwork.add_files(files) if files else [])
    return [next(kept) if path else None for path in there]


@router.post("/artwork/{item_id}/{kind}", status_code=201)
async def add_artwork(
    item_id: Id, kind: ArtworkKind, request: Request, folder: ScannerDep, server: ServerDep,
    source: Literal["beside", "embedded", "frame", "none"] = "beside",
) -> None:  # fmt: skip
    """An image (JPEG, PNG or WebP as the body), or with source=none that there is none."""
    found = server.database.read(items.find, item_id)
    if found is None or found.library_id != folder.library_id:
        raise not_found()
    image = None
    if source != "none":
        data = await request.body()
        if len(data) > LARGEST_IMAGE:
            raise ApiError(413, "An image has at most 32 MiB.")
        try:
            # of a frame that serves as a poster, one is composed: it is stored uncropped
            image = await server.artwork.add(data, "still" if source == "frame" else kind)
        except WorkerError as error:
            raise ApiError(422, str(error)) from None
        except OSError:
            raise ApiError(507, DISK_FULL) from None
    await server.found_artwork.add(folder.library_id, artwork_queue.FoundArtwork(item_id, kind, source, image))
