"""Duplicates: comparing, merging, keeping, deleting them."""

from pathlib import PurePosixPath
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from dim.api.context import Manager, ServerDep
from dim.api.errors import PROBLEMS, ApiError, not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Card, File, Id, card, file_fields
from dim.api.v1.libraries.libraries import find_library
from dim.catalog import items, paths
from dim.catalog.browse import cards
from dim.catalog.curate import duplicates, fixes, trash
from dim.catalog.ingest import reports

DELETE_SECONDS = 60.0
router = Router(prefix="/api/v1/library/{library_id}", tags=["duplicates"])


class Twin(File):
    """A file of a group of duplicates. `lost`: what would be lost without it."""

    item_id: int
    lost: list[str]


class Group(BaseModel):
    """Files with the same content (`identical`), or `versions` of one movie or episode. `items` are what they play."""

    kind: Literal["identical", "versions"]
    kept: bool
    items: list[Card]
    files: list[Twin]


class Decision(Body):
    """What to do with a group: merge it into versions of what the first file plays, keep it as it is, or list it again."""

    action: Literal["merge", "keep", "unkeep"]
    files: list[Id] = Field(min_length=2, max_length=100)


class Deleted(BaseModel):
    """Whether the file is in the trash."""

    trash: bool


def _twin(of: duplicates.DuplicateFile) -> Twin:
    return Twin.model_validate({**file_fields(of.file, with_folder=True), "item_id": of.item_id, "lost": list(of.lost)})


@router.get("/duplicates")
async def list_duplicates(library_id: Id, caller: Manager, server: ServerDep) -> list[Group]:
    """Groups of duplicates (owner and admins). Identical files are known after a run of `duplicatescan`."""
    find_library(server, caller.user, library_id)

    def read(connection: Connection) -> list[Group]:
        found = []
        for group in duplicates.groups(connection, library_id):
            plays = cards.cards(connection, caller.user, [file.item_id for file in group.files])
            files = [_twin(one) for one in group.files]
            found.append(Group(kind=group.kind, kept=group.kept, files=files, items=[card(one) for one in plays]))
        return found

    return await server.database.read_slow(read)


@router.post("/duplicates", status_code=201, openapi_extra=may_give("not-mergeable"))
async def decide(library_id: Id, body: Decision, caller: Manager, server: ServerDep) -> None:
    """Merge files, or keep all of them (owner and admins)."""
    find_library(server, caller.user, library_id)
    if body.action == "merge":
        try:
            await server.database.write(fixes.merge, library_id, body.files, caller.user.id)
        except fixes.FixError as error:
            raise ApiError(409, str(error), "files", "not-mergeable") from None
    else:
        await server.database.write(duplicates.keep, library_id, body.files, body.action == "keep")


@router.delete("/file/{file_id}", status_code=201, openapi_extra=may_give("no-trash"))
async def delete_file(
    library_id: Id, file_id: Id, caller: Manager, server: ServerDep, confirm: Annotated[str, Query(max_length=1000)],
    permanently: bool = False,
) -> Deleted:  # fmt: skip
    """Delete a file from the disk: to the trash, or with `permanently` for good (owner and admins).

    `confirm` is the file's name, against accidental deletion. 409: its disk has no trash.
    """
    find_library(server, caller.user, library_id)
    file = server.database.read(items.file, library_id, file_id)
    if file is None:
        raise not_found()
    if confirm != PurePosixPath(file.path).name:
        raise ApiError(422, "`confirm` is the name of the file that is to be deleted.", "confirm")
    await server.sessions.end(lambda session: session.plays_file(file_id))
    try:
        disk = server.disks.of_library(library_id)
        real = await disk.call(paths.resolve_inside, file.root, file.path)
        await disk.call_within(DELETE_SECONDS, trash.delete if permanently else trash.put_away, real)
    except (paths.FileGoneError, paths.OutsideLibraryError) as error:
        raise not_found(str(error)) from None
    except trash.NoTrashError:
        raise ApiError(*PROBLEMS["no-trash"], kind="no-trash") from None
    except OSError as error:
        raise ApiError(422, f"The file cannot be deleted: {error.strerror}.", "file_id") from None
    await server.database.write(reports.mark_vanished, library_id, [file_id])
    return Deleted(trash=not permanently)
