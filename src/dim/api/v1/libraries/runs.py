"""Runs over a library: scans, searches for duplicates, artwork again."""

import os

from pydantic import BaseModel, Field

from dim.api.context import Manager, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.openapi import may_give
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Id
from dim.api.v1.libraries.libraries import Run, find_library
from dim.catalog import runs
from dim.catalog.curate.start_run import UnknownRunError, start_run

router = Router(prefix="/api/v1/library/{library_id}/run", tags=["libraries"])


class NewRun(Body):
    """The kind of run: "scan", "duplicatescan" or "fetch_metadata"."""

    flag: str = Field(max_length=100)


class Begun(BaseModel):
    """The new run, or the one that is already open."""

    run_id: int


@router.post("", status_code=201)
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


@router.get("")
async def list_runs(library_id: Id, caller: Manager, server: ServerDep) -> list[Run]:
    """The library's latest runs, the newest first (owner and admins)."""
    find_library(server, caller.user, library_id)
    return [Run.model_validate(one) for one in server.database.read(runs.latest, library_id)]


@router.get("/{run_id}")
async def get_run(library_id: Id, run_id: Id, caller: Manager, server: ServerDep) -> Run:
    """A run (owner and admins). The WebSocket sends the same as `scan`."""
    found = server.database.read(runs.get, library_id, run_id)
    if found is None or not caller.user.sees(library_id):
        raise not_found()
    return Run.model_validate(found)


@router.delete("/{run_id}", status_code=201, openapi_extra=may_give("not-stoppable"))
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
