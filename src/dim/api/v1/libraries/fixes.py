"""Fixing files of a library, undoing fixes, and moving files to another library."""

import os
from dataclasses import asdict
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, Field, model_validator
from sqlalchemy import Connection

from dim.api.context import Manager, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Fields, Id
from dim.api.v1.libraries.libraries import find_library
from dim.api.v1.libraries.review import ReviewedFile, reviewed
from dim.catalog import items, runs
from dim.catalog.curate import fixes, relocate, review
from dim.catalog.curate.fixes import FixError, Target
from dim.catalog.curate.start_run import start_run
from dim.catalog.ingest import reports
from dim.media import MediaFile

MOVE_SECONDS = 60.0
router = Router(prefix="/api/v1/library/{library_id}", tags=["fixes"])
Number = Annotated[int, Field(ge=0, le=1_000_000)]
Files = Annotated[list[Id], Field(min_length=1, max_length=500)]


_CHANGES = {
    "merge": fixes.merge, "accept": fixes.accept, "ignore": fixes.ignore, "release": fixes.release, "forget": fixes.forget,
}  # fmt: skip


class FileTarget(Fields):
    """A file, and which episodes it is (of a show)."""

    id: Id
    season: Number | None = None
    episodes: list[Number] = Field(default_factory=list, max_length=100)


class NewFix(Body):
    """What files are. `identify`: the title of `media_id`, or the one named by `title` and `year`; `split`: as that, but always
    one of its own; `merge`: what the first file plays; `accept`: what they are taken for; `ignore`: nothing; `release`: what the
    scanner says, which looks again; `forget`: missing ones are given up.
    """

    action: Literal["identify", "split", "merge", "accept", "ignore", "release", "forget"]
    files: list[FileTarget] = Field(min_length=1, max_length=500)
    media_id: Id | None = None
    synonyms: ClassVar[dict[str, str]] = {"name": "title"}
    title: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")] | None = None
    year: Annotated[int, Field(ge=1800, le=2200)] | None = None

    @model_validator(mode="after")
    def named(self) -> "NewFix":
        """Whether there is a title where one is needed."""
        if self.action == "identify" and (self.media_id is None) == (self.title is None):
            raise ValueError("give either media_id or title")
        if self.action == "split" and self.title is None:
            raise ValueError("give a title")
        return self


class Fixed(BaseModel):
    """The fix, to undo it, and neighbouring files that may need the same."""

    id: int
    neighbours: list[ReviewedFile]


class FixEntry(BaseModel):
    """A fix in the history: of how many files, and whether it was undone."""

    id: int
    action: str
    title: str
    files: int
    created_at: float
    undone: bool


class Move(Body):
    """Files, and the library whose folder they are moved to."""

    files: Files
    library_id: Id


@router.get("/fixes")
async def list_fixes(library_id: Id, caller: Manager, server: ServerDep) -> list[FixEntry]:
    """The latest fixes, the newest first (owner and admins)."""
    find_library(server, caller.user, library_id)
    return [FixEntry(**asdict(one)) for one in await server.database.read_slow(fixes.latest, library_id)]


@router.post("/fixes", status_code=201, openapi_extra=may_give("not-fixable"))
async def add_fix(library_id: Id, body: NewFix, caller: Manager, server: ServerDep) -> Fixed:
    """Fix files (owner and admins). They are pinned: no scan and no rename changes what they play."""
    library = find_library(server, caller.user, library_id)
    files, user_id = list(dict.fromkeys(file.id for file in body.files)), caller.user.id
    try:
        if body.action in ("identify", "split"):
            targets = {
                file.id: Target(body.media_id, body.title or "", body.year, file.season, tuple(file.episodes))
                for file in body.files
            }
            number = await server.database.write(
                fixes.identify, library_id, targets, user_id, apart=body.action == "split"
            )
        else:
            change = _CHANGES[body.action]
            number = await server.database.write(change, library_id, files, user_id)
    except FixError as error:
        raise ApiError(409, str(error), "files", "not-fixable") from None
    if body.action == "release":
        await start_run(server.database, server.scanners, server.scan_progress, library, runs.SCAN)
    offered = body.action in ("identify", "ignore")
    return Fixed(id=number, neighbours=await reviewed(server, review.neighbours, library_id, files) if offered else [])


@router.post("/fixes/{fix_id}/undo", status_code=201, openapi_extra=may_give("not-fixable"))
async def undo_fix(library_id: Id, fix_id: Id, caller: Manager, server: ServerDep) -> None:
    """Undo a fix (owner and admins); undoing it twice is the same as once."""
    find_library(server, caller.user, library_id)
    try:
        found = await server.database.write(fixes.undo, library_id, fix_id)
    except FixError as error:
        raise ApiError(409, str(error), None, "not-fixable") from None
    if not found:
        raise not_found()


@router.post("/files/move", status_code=201, openapi_extra=may_give("not-movable"))
async def move_files(library_id: Id, body: Move, caller: Manager, server: ServerDep) -> None:
    """Move files on disk to another library's folder, with their subtitles and artwork (owner and admins).

    Its scanner finds them there. 409: it is on another disk, or a file of that name exists.
    """
    source = find_library(server, caller.user, library_id)
    target = find_library(server, caller.user, body.library_id)

    def files_of(connection: Connection) -> list[MediaFile]:
        found = [items.file(connection, library_id, number) for number in dict.fromkeys(body.files)]
        return [file for file in found if file is not None]

    found = server.database.read(files_of)
    if len(found) < len(set(body.files)):
        raise not_found()
    if source.id == target.id:
        raise ApiError(422, "The files are in that library already.", "library_id")
    await server.sessions.end(lambda session: any(session.plays_file(number) for number in body.files))
    disk = server.disks.of_library(target.id)
    moving = [(file.root, file.path) for file in found]
    for root in {file.root for file in found}:  # if that disk hangs, it must not take the threads of the other
        await server.disks.of_library(source.id).call(os.path.isdir, root)
    try:
        await disk.call_within(MOVE_SECONDS, relocate.move, moving, [folder.path for folder in target.folders])
    except relocate.NotMovableError as error:
        raise ApiError(409, str(error), "library_id", "not-movable") from None
    await server.database.write(reports.mark_vanished, library_id, [file.id for file in found])
