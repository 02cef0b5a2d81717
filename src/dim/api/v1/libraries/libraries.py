"""Libraries, runs over them, and the tokens of their external scanners."""

import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, Field

from dim.accounts import keys
from dim.accounts.rights import User
from dim.api.context import Manager, Reader, RecentManager, Server, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Created, Id
from dim.catalog import libraries, runs
from dim.catalog.curate.start_run import UnknownRunError, start_run
from dim.catalog.libraries import LibraryError
from dim.disks import mount_points

router = Router(prefix="/api/v1/library", tags=["libraries"])


Path = Annotated[str, Field(max_length=4096)]
Paths = Annotated[list[Path], Field(min_length=1, max_length=libraries.MOST_FOLDERS)]


class NewLibrary(Body):
    """A new library. `paths`: its folders, or `path` for a single one. `type` chooses the scanner ("tv" means "show"); `scanner`
    "external": you run your own.
    """

    synonyms: ClassVar[dict[str, str]] = {"media_type": "type", "kind": "type"}
    name: str = Field(max_length=200)
    path: Path | None = None
    paths: Paths | None = None
    type: Literal["movie", "show", "tv"]
    scanner: Literal["builtin", "external"] = "builtin"


class LibraryChange(Body):
    """A change of a library; omitted fields stay. `path`: the new place of its first folder; `paths`: all its folders."""

    name: str | None = Field(default=None, max_length=200)
    path: Path | None = None
    paths: Paths | None = None


class NewRun(Body):
    """The kind of run: "scan", "duplicatescan" or "fetch_metadata"."""

    flag: str = Field(max_length=100)


class Begun(BaseModel):
    """The new run, or the one that is already open."""

    run_id: int


class NewScannerToken(Body):
    """The token's name, and the folder of its scanner (by default the library's first)."""

    name: str = Field(min_length=1, max_length=100)
    path: Path | None = None


class ScannerToken(BaseModel):
    """Shown once; the server keeps only a hash."""

    token: str


class ScannerTokenEntry(BaseModel, from_attributes=True):
    """A token of an external scanner."""

    id: int
    name: str
    created_at: float


class Run(BaseModel, from_attributes=True):
    """The progress or the end of a run. `state`: waiting, running, done, failed, stopped; `elapsed`: the seconds it took."""

    id: int
    flag: str
    state: str
    found: int
    done: int
    failed: int
    current: str | None = None
    error: str | None = None
    started_at: float
    finished_at: float | None = None
    elapsed: float


class Library(BaseModel):
    """A library. `path` (of its first folder) and `paths` are for owner and admins; others get them empty.

    `online`: its scanners are running. `watching`: they notice changes by events of the file system, or by polling.
    """

    id: int
    name: str
    type: str
    path: str
    paths: list[str]
    scanner: str
    titles: int
    files: int
    missing: int
    failed: int
    online: bool
    watching: str | None = None
    scan: Run | None = None


async def _described(server: Server, user: User, library: libraries.Library) -> Library:
    counts = await server.revisions.kept_slow("library counts", lambda: server.database.read_slow(libraries.counts))
    paths = [folder.path for folder in library.folders] if user.manages or user.role == "scanner" else []
    scan = next(iter(server.database.read(runs.latest, library.id, runs.SCAN, limit=1)), None)
    return Library(
        id=library.id, name=library.name, type=library.kind, scanner=library.scanner, path=paths[0] if paths else "", paths=paths,
        online=server.scanners.online(library.id), watching=server.scanners.watching(library.id),
        scan=Run.model_validate(scan) if scan else None, **asdict(counts.get(library.id, libraries.Counts())),
    )  # fmt: skip


def find_library(server: Server, user: User, library_id: int) -> libraries.Library:
    """A library that the user sees. Raises ApiError 404."""
    found = server.database.read(libraries.find, library_id) if user.sees(library_id) else None
    if found is None:
        raise not_found()
    return found


@router.get("")
async def list_libraries(caller: Reader, server: ServerDep) -> list[Library]:
    """The libraries that are shared with the user."""
    found = server.database.read(libraries.everything)
    return [await _described(server, caller.user, library) for library in found if caller.user.sees(library.id)]


@router.post("", status_code=201)
async def add_library(body: NewLibrary, caller: Manager, server: ServerDep) -> Created:
    """Add a library; its scan starts by itself (owner and admins)."""
    _check_sees_all(caller.user)
    kind = "show" if body.type == "tv" else body.type
    wanted = _one_of(body)
    if wanted is None:
        raise ApiError(422, "Give the library's folder as `path`, or several as `paths`.", "path")
    try:
        folders = await _check_folders(server, wanted)
        library_id = await server.database.write(libraries.create, body.name, kind, folders, body.scanner)
    except LibraryError as error:
        raise _refused(body, error) from None
    library = server.database.read(libraries.find, library_id)
    if library is not None and library.scanner == "builtin":
        server.scan_progress.expect(library_id, [folder.id for folder in library.folders])
    await server.scanners.library_changed(library_id)
    return Created(id=library_id)


def _check_sees_all(user: User) -> None:
    """Folders may hold what is not shared with an admin. Raises ApiError 403."""
    if user.libraries is not None:
        raise ApiError(403, "Only the owner and admins who see every library may choose folders of the server.")


async def _check_folders(server: Server, paths: list[str], known: Sequence[str] = ()) -> list[str]:
    """The real paths of a library's folders. Raises LibraryError, DiskTimeoutError."""
    mounts = mount_points()
    return [
        path
        if path in known
        else await server.disks.of_folder(path, mounts).call(libraries.check_folder, path, position)
        for position, path in enumerate(paths)
    ]


def _one_of(body: NewLibrary | LibraryChange) -> list[str] | None:
    """The folders of a body. Raises ApiError 422: it has both `path` and `paths`."""
    if body.path is not None and body.paths is not None and body.path != body.paths[0]:
        raise ApiError(422, "`path` is the first of `paths`; give one of both.", "path")
    return body.paths or ([body.path] if body.path is not None else None)


def _refused(body: NewLibrary | LibraryChange, error: LibraryError) -> ApiError:
    """422; `field` names which of several folders is at fault, as for any list: "paths.1"."""
    in_list = body.paths is not None and error.position is not None
    return ApiError(422, str(error), f"paths.{error.position}" if in_list else error.field)


@router.get("/{library_id}")
async def get_library(library_id: Id, caller: Reader, server: ServerDep) -> Library:
    """A library, with its counts and its latest scan."""
    return await _described(server, caller.user, find_library(server, caller.user, library_id))


@router.patch("/{library_id}", status_code=201)
async def change_library(library_id: Id, body: LibraryChange, caller: Manager, server: ServerDep) -> None:
    """Change a library (owner and admins): its name, where its first folder is now (`path`), or which folders it has (`paths`)."""
    before = find_library(server, caller.user, library_id)
    known = [folder.path for folder in before.folders]
    if body.path is not None or body.paths is not None:
        _check_sees_all(caller.user)
    try:
        folders = await _check_folders(server, _one_of(body) or [], known)
        first = folders[0] if body.paths is None and folders else None
        paths = folders if body.paths is not None else None
        await server.database.write(libraries.change, library_id, body.name, first, paths)
    except LibraryError as error:
        raise _refused(body, error) from None
    if paths is not None:
        left_out = {path for path in known if path not in paths}
        await server.sessions.end(
            lambda session: session.library_id == library_id and any(file.root in left_out for file in session.files)
        )
    if folders:
        await server.scanners.library_changed(library_id)
        library = server.database.read(libraries.find, library_id)
        over = server.scan_progress.restrict(library_id, [folder.id for folder in library.folders] if library else [])
        if over is not None and server.database.read(runs.is_open, library_id, runs.SCAN):
            await server.database.write(runs.report_scan, library_id, over)


@router.delete("/{library_id}", status_code=201)
async def remove_library(library_id: Id, caller: Manager, server: ServerDep) -> None:
    """Remove a library from the catalog with everything in it (owner and admins). Its files stay on disk."""
    find_library(server, caller.user, library_id)
    await server.scanners.library_removed(library_id)
    server.scan_progress.forget(library_id)
    await server.sessions.end(lambda session: session.library_id == library_id)
    await server.database.write(libraries.remove, library_id)


@router.post("/{library_id}/run", status_code=201)
async def run(library_id: Id, body: NewRun, caller: Manager, server: ServerDep) -> Begun:
    """Start a run over the whole library (owner and admins), or get the open one of that kind.

    `scan`: find new, changed and deleted files. `duplicatescan`: find identical files. `fetch_metadata`: look for artwork again.
    404: an unknown flag.
    """
    library = find_library(server, caller.user, library_id)
    disk = server.disks.of_library(library_id)
    for folder in library.folders:
        await disk.call(os.path.isdir, folder.path)  # whether it answers, rather than what
    try:
        found = await start_run(server.database, server.scanners, server.scan_progress, library, body.flag)
    except UnknownRunError as error:
        raise ApiError(404, str(error), "flag") from None
    return Begun(run_id=found.id)


@router.get("/{library_id}/run")
async def list_runs(library_id: Id, caller: Manager, server: ServerDep) -> list[Run]:
    """The library's latest runs, the newest first (owner and admins)."""
    find_library(server, caller.user, library_id)
    return [Run.model_validate(one) for one in server.database.read(runs.latest, library_id)]


@router.get("/{library_id}/run/{run_id}")
async def get_run(library_id: Id, run_id: Id, caller: Manager, server: ServerDep) -> Run:
    """A run (owner and admins). The WebSocket sends the same as `scan`."""
    found = server.database.read(runs.get, library_id, run_id)
    if found is None or not caller.user.sees(library_id):
        raise not_found()
    return Run.model_validate(found)


@router.delete("/{library_id}/run/{run_id}", status_code=201, openapi_extra=may_give("not-stoppable"))
async def stop_run(library_id: Id, run_id: Id, caller: Manager, server: ServerDep) -> None:
    """Stop a scan (owner and admins); what it found stays, and the next one continues from there. 409: the run is no scan."""
    find_library(server, caller.user, library_id)
    found = server.database.read(runs.get, library_id, run_id)
    if found is None:
        raise not_found()
    if found.flag != runs.SCAN:
        raise ApiError(409, "Only a scan can be stopped.", None, "not-stoppable")
    if not found.is_open:
        return
    begun = await server.scanners.stop_scan(library_id)
    over = server.scan_progress.restrict(library_id, begun)
    if over is not None or not begun:
        await server.database.write(runs.stop, run_id)


@router.get("/{library_id}/scanner-token")
async def list_scanner_tokens(library_id: Id, caller: Manager, server: ServerDep) -> list[ScannerTokenEntry]:
    """The tokens of the library's own scanners (owner and admins)."""
    find_library(server, caller.user, library_id)
    return [ScannerTokenEntry.model_validate(one) for one in server.database.read(keys.scanners_of, library_id)]


@router.post("/{library_id}/scanner-token", status_code=201)
async def add_scanner_token(
    library_id: Id, body: NewScannerToken, caller: RecentManager, server: ServerDep
) -> ScannerToken:
    """A token for a scanner of your own (owner and admins); see docs/scanners.md."""
    library = find_library(server, caller.user, library_id)
    folder = next((folder for folder in library.folders if body.path in (None, folder.path)), None)
    if folder is None:
        raise ApiError(422, "That is none of the library's folders.", "path")
    name = "external: " + body.name
    return ScannerToken(token=await server.database.write(keys.give_scanner, library_id, folder.id, name))


@router.delete("/{library_id}/scanner-token/{token_id}", status_code=201)
async def remove_scanner_token(library_id: Id, token_id: Id, caller: Manager, server: ServerDep) -> None:
    """End the token of a scanner of your own (owner and admins)."""
    find_library(server, caller.user, library_id)
    if not await server.database.write(keys.remove_scanner, library_id, token_id):
        raise not_found()
