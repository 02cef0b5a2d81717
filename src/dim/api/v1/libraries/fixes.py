"""Filter and fix: files that need review, with the reason for each; fixing them, and undoing fixes."""

import os
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, ClassVar, Concatenate, Literal, ParamSpec

from fastapi import Query
from pydantic import BaseModel, Field, model_validator
from sqlalchemy import Connection

from dim.api.context import Manager, Server, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Fields, Id
from dim.api.v1.libraries.libraries import find_library
from dim.catalog import items, runs
from dim.catalog.curate import fixes, relocate, review
from dim.catalog.curate.fixes import FixError, Target
from dim.catalog.curate.start_run import start_run
from dim.catalog.ingest import reports
from dim.media import MediaFile
from dim.naming import Identity

MOVE_SECONDS = 60.0
router = Router(prefix="/api/v1/library/{library_id}", tags=["fixes"])
State = Literal["unidentified", "doubtful", "missing", "failed", "ignored"]
Number = Annotated[int, Field(ge=0, le=1_000_000)]
P = ParamSpec("P")
Files = Annotated[list[Id], Field(min_length=1, max_length=500)]


_CHANGES = {
    "merge": fixes.merge, "accept": fixes.accept, "ignore": fixes.ignore, "release": fixes.release, "forget": fixes.forget,
}  # fmt: skip


class Span(BaseModel):
    """A field, and the characters of the path that it was read from (`start` included, `end` excluded)."""

    field: str
    start: int
    end: int


class Guess(BaseModel):
    """What a file's name says, and where in its path."""

    title: str
    year: int | None = None
    season: int | None = None
    episodes: list[int]
    date: str | None = None
    spans: list[Span]


class Plays(BaseModel):
    """A movie or episode that a file plays now; `media_id` is the movie, or the episode's show."""

    item_id: int
    media_id: int
    title: str
    year: int | None = None
    season: int | None = None
    episode: int | None = None


class ReviewedFile(BaseModel):
    """A file that needs review, and why."""

    id: int
    path: str
    size: int
    duration: float | None = None
    state: State
    reason: str
    guess: Guess | None = None
    plays: list[Plays]


class Counts(BaseModel):
    """How many files are in each state."""

    unidentified: int
    doubtful: int
    missing: int
    failed: int
    ignored: int


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


@router.get("/files")
async def list_files(
    library_id: Id, caller: Manager, server: ServerDep, state: State,
    after: Annotated[str, Query(max_length=8192)] = "", limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> list[ReviewedFile]:  # fmt: skip
    """The files that need review, by path, after a path (owner and admins)."""
    find_library(server, caller.user, library_id)
    return await _reviewed(server, review.listed, library_id, state, after, limit)


async def _reviewed(
    server: Server, query: Callable[Concatenate[Connection, P], list[review.ReviewFile]], *args: P.args, **kwargs: P.kwargs
) -> list[ReviewedFile]:  # fmt: skip
    return [_reviewed_file(file) for file in await server.database.read_slow(query, *args, **kwargs)]


def _reviewed_file(file: review.ReviewFile) -> ReviewedFile:
    return ReviewedFile(
        id=file.id, path=file.path, size=file.size, duration=file.duration, state=file.state, reason=file.reason,
        guess=_guess(file.guess) if file.guess else None,
        plays=[
            Plays(
                item_id=play.item_id, media_id=play.title_id, title=play.title, year=play.year, season=play.season,
                episode=play.episode,
            )
            for play in file.plays
        ],
    )  # fmt: skip


def _guess(identity: Identity) -> Guess:
    fields = ("title", "year", "season", "episodes", "date", "episode_title")
    spans = [Span(field=name, start=start, end=end) for name, (start, end) in identity.spans.items() if name in fields]
    return Guess(
        title=identity.title, year=identity.year, season=identity.season, date=identity.date, episodes=list(identity.episodes),
        spans=spans,
    )  # fmt: skip


@router.get("/files/counts")
async def count_files(library_id: Id, caller: Manager, server: ServerDep) -> Counts:
    """How many files need review, and why (owner and admins)."""
    find_library(server, caller.user, library_id)

    async def count() -> Counts:
        return Counts(**await server.database.read_slow(review.counts, library_id))

    return await server.revisions.kept_slow(("review", library_id), count)


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
    return Fixed(id=number, neighbours=await _reviewed(server, review.neighbours, library_id, files) if offered else [])


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
