"""Libraries."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from dim.accounts import tokens
from dim.accounts.users import User
from dim.api.context import OwnerDep, Server, ServerDep, UserDep
from dim.api.errors import ApiError, not_found
from dim.api.schemas import Created, Id
from dim.catalog import cards, libraries
from dim.catalog.libraries import LibraryError

router = APIRouter(prefix="/api/v1/library", tags=["libraries"])


class NewLibrary(BaseModel):
    """A folder to look after. `type` chooses the scanner; `scanner` external: you run one of your own."""

    name: str = Field(max_length=200)
    path: str = Field(max_length=4096)
    type: Literal["movie", "show"]
    scanner: Literal["builtin", "external"] = "builtin"


class LibraryChange(BaseModel):
    """What is changed."""

    name: str = Field(max_length=200)


class Run(BaseModel):
    """What a library's scanner should do."""

    flag: str = Field(max_length=100)


class NewScannerToken(BaseModel):
    """A name to know the token by."""

    name: str = Field(min_length=1, max_length=100)


class ScannerToken(BaseModel):
    """Shown once; the server keeps only a hash."""

    token: str


class Scan(BaseModel):
    """How far the latest scan is, or how it ended."""

    state: str
    found: int
    done: int
    failed: int
    current: str | None = None
    error: str | None = None
    started_at: float
    finished_at: float | None = None


class Library(BaseModel):
    """A library. `path` is for the owner only, others see it empty. `online`: its scanner is running."""

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
    scan: Scan | None = None


class FailedFile(BaseModel):
    """A file that cannot be used, and why."""

    id: int
    path: str
    size: int
    error: str


def _shown(server: Server, user: User, row: dict[str, Any]) -> Library:
    return Library(
        **{**row, "path": row["path"] if user.is_owner else "", "online": server.scanners.running(row["id"])}
    )


def _find(server: Server, user: User, library_id: int) -> dict[str, Any]:
    row = server.database.read(libraries.get, library_id) if user.sees(library_id) else None
    if row is None:
        raise not_found()
    return row


@router.get("")
async def list_libraries(user: UserDep, server: ServerDep) -> list[Library]:
    """The libraries that are shared with the user."""
    return [_shown(server, user, row) for row in server.database.read(libraries.everything) if user.sees(row["id"])]


@router.post("", status_code=201)
async def add_library(body: NewLibrary, _owner: OwnerDep, server: ServerDep) -> Created:
    """Add a library; its scan starts by itself (the owner only)."""
    try:
        path = await asyncio.to_thread(libraries.check_folder, body.path)  # a dead mount may hang
        library_id = await server.database.write(libraries.create, body.name, body.type, path, body.scanner)
    except LibraryError as error:
        raise ApiError(422, str(error), error.field) from None
    await server.scanners.library_added(library_id)
    return Created(id=library_id)


@router.get("/{library_id}")
async def get_library(library_id: Id, user: UserDep, server: ServerDep) -> Library:
    """A library, with its counts and its latest scan."""
    return _shown(server, user, _find(server, user, library_id))


@router.patch("/{library_id}", status_code=201)
async def change_library(library_id: Id, body: LibraryChange, _owner: OwnerDep, server: ServerDep) -> None:
    """Rename a library (the owner only)."""
    try:
        if not await server.database.write(libraries.rename, library_id, body.name):
            raise not_found()
    except LibraryError as error:
        raise ApiError(422, str(error), error.field) from None


@router.delete("/{library_id}", status_code=201)
async def remove_library(library_id: Id, owner: OwnerDep, server: ServerDep) -> None:
    """Take a library out of the catalog (the owner only). Its files stay as they are."""
    _find(server, owner, library_id)
    await server.scanners.library_removed(library_id)
    await server.sessions.end(lambda session: session.library_id == library_id)
    await server.database.write(libraries.remove, library_id)


@router.post("/{library_id}/run", status_code=201)
async def run(library_id: Id, body: Run, owner: OwnerDep, server: ServerDep) -> None:
    """Have the library scanned again: flag "scan" (the owner only)."""
    _find(server, owner, library_id)
    if body.flag != "scan":
        raise ApiError(404, f"There is no run “{body.flag[:50]}”. Known: scan.", "flag")
    await server.scanners.ask_for_scan(library_id)


@router.get("/{library_id}/media")
async def list_media(
    library_id: Id,
    user: UserDep,
    server: ServerDep,
    sort: Annotated[str, Query(max_length=50)] = "title",
    ascending: bool = True,
) -> list[int]:
    """The ids of the library's titles, sorted. An unknown attribute is 404 with the list of those known."""
    if not user.sees(library_id) or server.database.read(libraries.find, library_id) is None:
        raise not_found()
    if sort not in cards.SORTS:
        raise ApiError(404, f"Titles cannot be sorted by “{sort}”. Known: {', '.join(cards.SORTS)}.", "sort")
    return await server.database.read_slow(cards.ids, library_id, sort, ascending)


@router.get("/{library_id}/failed-files")
async def list_failed_files(library_id: Id, owner: OwnerDep, server: ServerDep) -> list[FailedFile]:
    """The files that cannot be used, and why (the owner only); the first 500."""
    _find(server, owner, library_id)
    return [FailedFile(**row) for row in server.database.read(libraries.failed_files, library_id)]


@router.post("/{library_id}/scanner-token", status_code=201)
async def add_scanner_token(library_id: Id, body: NewScannerToken, owner: OwnerDep, server: ServerDep) -> ScannerToken:
    """A token for a scanner of your own (the owner only); see docs/scanners.md."""
    _find(server, owner, library_id)
    name = "external: " + body.name
    return ScannerToken(token=await server.database.write(tokens.give_scanner_token, library_id, name))
