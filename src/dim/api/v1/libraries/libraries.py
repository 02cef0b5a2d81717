"""Libraries, what is run over them, and the tokens of their scanners."""

import asyncio
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from dim.accounts import keys
from dim.accounts.rights import User
from dim.api.context import Manager, Reader, Server, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.openapi import may_give
from dim.api.schemas import Body, Created, Id, Token
from dim.catalog import libraries, runs
from dim.catalog.ingest import artwork_queue
from dim.catalog.libraries import LibraryError
from dim.db import Transaction

router = APIRouter(prefix="/api/v1/library", tags=["libraries"])


class NewLibrary(Body):
    """A folder to look after. `type` chooses the scanner ("tv" means "show"); `scanner` external: you run your own."""

    jwt: Token = None
    name: str = Field(max_length=200)
    path: str = Field(max_length=4096)
    type: Literal["movie", "show", "tv"]
    scanner: Literal["builtin", "external"] = "builtin"


class LibraryChange(Body):
    """What is changed; what is left out stays."""

    jwt: Token = None
    name: str | None = Field(default=None, max_length=200)
    path: str | None = Field(default=None, max_length=4096)


class NewRun(Body):
    """What to do: "scan", "duplicatescan" or "fetch_metadata"."""

    jwt: Token = None
    flag: str = Field(max_length=100)


class Begun(BaseModel):
    """The run that was begun, or that is under way already."""

    run_id: int


class NewScannerToken(Body):
    """A name to know the token by."""

    name: str = Field(min_length=1, max_length=100)


class ScannerToken(BaseModel):
    """Shown once; the server keeps only a hash."""

    token: str


class ScannerTokenEntry(BaseModel, from_attributes=True):
    """A token of a scanner of one's own."""

    id: int
    name: str
    created_at: float


class Run(BaseModel, from_attributes=True):
    """How far a run is, or how it ended. `state`: waiting, running, done, failed, stopped; `elapsed`: the seconds it took."""

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
    """A library. `path` is for those who look after the server, others see it empty. `online`: its scanner is running.

    `watching`: it notices changes as the system tells of them (events), or looks for them now and then (polling).
    """

    id: int
    name: str
    type: str
    path: str
    scanner: str
    titles: int
    files: int
    missing: int
    failed: int
    online: bool
    watching: str | None = None
    scan: Run | None = None


async def _shown(server: Server, user: User, row: dict[str, Any]) -> Library:
    counts = await server.revisions.kept_slow("library counts", lambda: server.database.read_slow(libraries.counts))
    path = row["path"] if user.manages or user.role == "scanner" else ""
    online = server.scanners.online(row["id"])
    shown = {"path": path, "online": online, "watching": server.scanners.watching(row["id"])}
    return Library(**{**row, **counts.get(row["id"], libraries.NOTHING), **shown})


def find_library(server: Server, user: User, library_id: int) -> dict[str, Any]:
    """A library that the user sees. Raises ApiError 404."""
    row = server.database.read(libraries.get, library_id) if user.sees(library_id) else None
    if row is None:
        raise not_found()
    return row


@router.get("")
async def list_libraries(caller: Reader, server: ServerDep) -> list[Library]:
    """The libraries that are shared with the user."""
    rows = server.database.read(libraries.everything)
    return [await _shown(server, caller.user, row) for row in rows if caller.user.sees(row["id"])]


@router.post("", status_code=201)
async def add_library(body: NewLibrary, _caller: Manager, server: ServerDep) -> Created:
    """Add a library; its scan starts by itself (owner and admins)."""
    kind = "show" if body.type == "tv" else body.type
    try:
        path = await asyncio.to_thread(libraries.check_folder, body.path)  # a dead mount may hang
        library_id = await server.database.write(libraries.create, body.name, kind, path, body.scanner)
    except LibraryError as error:
        raise ApiError(422, str(error), error.field) from None
    await server.scanners.library_added(library_id)
    return Created(id=library_id)


@router.get("/{library_id}")
async def get_library(library_id: Id, caller: Reader, server: ServerDep) -> Library:
    """A library, with its counts and its latest scan."""
    return await _shown(server, caller.user, find_library(server, caller.user, library_id))


@router.patch("/{library_id}", status_code=201)
async def change_library(library_id: Id, body: LibraryChange, caller: Manager, server: ServerDep) -> None:
    """Rename a library, or say that its folder is elsewhere now (owner and admins)."""
    before = find_library(server, caller.user, library_id)
    try:
        path = None if body.path is None else await asyncio.to_thread(libraries.check_folder, body.path)
        await server.database.write(libraries.change, library_id, body.name, path)
    except LibraryError as error:
        raise ApiError(422, str(error), error.field) from None
    if path is not None and path != before["path"]:
        await server.scanners.library_removed(library_id)
        await server.scanners.library_added(library_id)


@router.delete("/{library_id}", status_code=201)
async def remove_library(library_id: Id, caller: Manager, server: ServerDep) -> None:
    """Take a library out of the catalog with everything in it (owner and admins). Its files stay as they are."""
    find_library(server, caller.user, library_id)
    await server.scanners.library_removed(library_id)
    await server.sessions.end(lambda session: session.library_id == library_id)
    await server.database.write(libraries.remove, library_id)


@router.post("/{library_id}/run", status_code=201)
async def run(library_id: Id, body: NewRun, caller: Manager, server: ServerDep) -> Begun:
    """Have something done to the whole library (owner and admins); one that is under way already is that run.

    `scan`: look for new, changed and vanished files. `duplicatescan`: look for files that are there twice.
    `fetch_metadata`: look for pictures again. 404: an unknown flag.
    """
    find_library(server, caller.user, library_id)
    if body.flag not in runs.FLAGS:
        raise ApiError(404, f"There is no run “{body.flag[:50]}”. Known: {', '.join(runs.FLAGS)}.", "flag")
    begun, new = await server.database.write(_begin, library_id, body.flag)
    if new and body.flag in runs.BY_SCANNER:
        await server.scanners.request_task(library_id, body.flag)
    return Begun(run_id=begun.id)


def _begin(transaction: Transaction, library_id: int, flag: str) -> tuple[runs.Run, bool]:
    begun, new = runs.begin(transaction, library_id, flag)
    if new and flag == runs.FETCH_METADATA:
        runs.expect(transaction, begun.id, artwork_queue.want_all(transaction, library_id))
    return begun, new


@router.get("/{library_id}/run")
async def list_runs(library_id: Id, caller: Manager, server: ServerDep) -> list[Run]:
    """The library's latest runs, the newest first (owner and admins)."""
    find_library(server, caller.user, library_id)
    return [Run.model_validate(one) for one in server.database.read(runs.latest, library_id)]


@router.get("/{library_id}/run/{run_id}")
async def get_run(library_id: Id, run_id: Id, caller: Manager, server: ServerDep) -> Run:
    """How far a run is (owner and admins); the socket tells it as well, as `scan`."""
    found = server.database.read(runs.get, library_id, run_id)
    if found is None or not caller.user.sees(library_id):
        raise not_found()
    return Run.model_validate(found)


@router.delete("/{library_id}/run/{run_id}", status_code=201, openapi_extra=may_give("not-stoppable"))
async def stop_run(library_id: Id, run_id: Id, caller: Manager, server: ServerDep) -> None:
    """Stop a scan (owner and admins); what it found stays, and the next one goes on from there. 409: that run is no scan."""
    find_library(server, caller.user, library_id)
    found = server.database.read(runs.get, library_id, run_id)
    if found is None:
        raise not_found()
    if found.flag != runs.SCAN:
        raise ApiError(409, "Only a scan can be stopped.", None, "not-stoppable")
    if found.is_open and not await server.scanners.stop_scan(library_id):
        await server.database.write(runs.stop, run_id)


@router.get("/{library_id}/scanner-token")
async def list_scanner_tokens(library_id: Id, caller: Manager, server: ServerDep) -> list[ScannerTokenEntry]:
    """The tokens of the library's own scanners (owner and admins)."""
    find_library(server, caller.user, library_id)
    return [ScannerTokenEntry.model_validate(one) for one in server.database.read(keys.scanners_of, library_id)]


@router.post("/{library_id}/scanner-token", status_code=201)
async def add_scanner_token(library_id: Id, body: NewScannerToken, caller: Manager, server: ServerDep) -> ScannerToken:
    """A token for a scanner of your own (owner and admins); see docs/scanners.md."""
    find_library(server, caller.user, library_id)
    name = "external: " + body.name
    return ScannerToken(token=await server.database.write(keys.give_scanner, library_id, name))


@router.delete("/{library_id}/scanner-token/{token_id}", status_code=201)
async def remove_scanner_token(library_id: Id, token_id: Id, caller: Manager, server: ServerDep) -> None:
    """End the token of a scanner of your own (owner and admins)."""
    find_library(server, caller.user, library_id)
    if not await server.database.write(keys.remove_scanner, library_id, token_id):
        raise not_found()
