"""Keeping the catalog in step: known files, reports, progress, tasks."""

from dataclasses import dataclass
from typing import Annotated

import orjson
from fastapi import Query, Response
from sqlalchemy import Connection

from dim.api.context import ScannerDep, Server, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.freshness import ready_json
from dim.api.requests.routing import Router
from dim.api.v1.scanner.artwork import read_images
from dim.api.v1.scanner.schemas import (
    Batch,
    Identity,
    Known,
    Progress,
    RelativePath,
    ReportedFile,
    Self,
    Task,
    Watching,
)
from dim.artwork.store import StoredImage
from dim.catalog import libraries, paths, runs
from dim.catalog.browse import known_files
from dim.catalog.ingest import reports
from dim.catalog.ingest.model import FileArtwork, FileReport, Identification, LocalFacts, Report
from dim.catalog.libraries import Folder
from dim.media import MediaInfo, SubtitleFile
from dim.media.languages import language_tag
from dim.media.limits import within_limits
from dim.metadata.model import Facts
from dim.workers import WorkerError

router = Router(prefix="/api/v1/scanner", tags=["scanner"])
PROBE_SECONDS = 10.0
Images = dict[tuple[str, str], StoredImage]
"""By path and kind."""


@router.get("")
async def get_self(folder: ScannerDep, server: ServerDep) -> Self:
    """The folder to sync, and its library."""
    library = server.database.read(libraries.find, folder.library_id)
    if library is None:
        raise not_found()
    return Self(library_id=library.id, name=library.name, type=library.kind, path=folder.path)


@router.get("/files", response_model=list[Known])
async def list_known_files(
    folder: ScannerDep, server: ServerDep, response: Response,
    under: Annotated[list[RelativePath] | None, Query(max_length=200)] = None,
    after: Annotated[str, Query(max_length=8192)] = "", limit: Annotated[int, Query(ge=1, le=5000)] = 5000,
) -> Response:  # fmt: skip
    """The files that the catalog knows, by path, after the path `after`; `under` narrows it to files and folders."""

    def read(connection: Connection) -> bytes:
        return orjson.dumps(known_files.in_folder(connection, folder.id, under or [], after, limit))

    return ready_json(response, await server.database.read_slow(read))


def _identification(identity: Identity) -> Identification:
    lists = {"episodes": tuple(identity.episodes), "titles": tuple(identity.titles)}
    return Identification(**{**identity.model_dump(), **lists})


@router.post("/reports", status_code=201)
async def report(body: Batch, folder: ScannerDep, server: ServerDep) -> None:
    """Report changes on disk. The server probes files that come without a probe or a fingerprint. 422: the library holds games."""
    images = await _images_of(server, folder, body.files)
    files = tuple([await _complete(server, folder, file, images) for file in body.files])
    whole = Report(tuple(body.vanished), tuple(body.unplugged), tuple(body.returned), files, tuple(body.pictures))
    try:
        await reports.receive(server.database, folder.id, whole)
    except reports.UnknownFolderError:
        raise not_found() from None
    except reports.HoldsGamesError:
        raise ApiError(422, "This library holds games; report them, not files.", "files") from None


@router.post("/progress", status_code=201)
async def progress(body: Progress, folder: ScannerDep, server: ServerDep) -> None:
    """Report the progress of a scan."""
    merged = server.scan_progress.merge(folder.library_id, folder.id, runs.ScanReport(**body.model_dump()))
    await server.database.write(runs.report_scan, folder.library_id, merged)


@router.post("/watching", status_code=201)
async def watching(body: Watching, folder: ScannerDep, server: ServerDep) -> None:
    """Report how changes on disk are noticed."""
    server.scanners.note_watching(folder.id, body.mode)


@router.get("/task")
async def next_task(folder: ScannerDep, server: ServerDep, wait: Annotated[float, Query(ge=0, le=60)] = 30) -> Task:
    """The next task; answers as soon as there is one, or after `wait` seconds."""
    return Task(task=await server.scanners.next_task(folder.id, wait))


async def _images_of(server: Server, folder: Folder, files: list[ReportedFile]) -> Images:
    """The artwork that files are reported with, read and stored; where the disk is full it stays wanted."""
    named = list(dict.fromkeys((one.path, one.kind) for file in files for one in file.pictures))
    try:
        found = await read_images(server, folder, named)
    except OSError:
        return {}
    return {key: image for key, image in zip(named, found, strict=True) if image}


@dataclass(frozen=True, slots=True)
class _Contents:
    """What is in a file, or why that is not known."""

    info: MediaInfo | None
    fingerprint: str | None
    error: str | None


async def _complete(server: Server, folder: Folder, file: ReportedFile, images: Images) -> FileReport:
    """A file as the catalog takes it, with what its scanner left open."""
    contents = await _contents(server, folder, file)
    info, note = within_limits(contents.info) if contents.info else (None, None)
    return FileReport(
        path=file.path, size=file.size, mtime_ns=file.mtime_ns, inode=file.inode, fingerprint=contents.fingerprint,
        info=info, error=contents.error, note=file.note or note, identity=_identification(file.identity) if file.identity else None,
        subtitles=tuple(
            SubtitleFile(one.path, language_tag(one.language), one.title, one.forced, one.hearing_impaired)
            for one in file.subtitles
        ),
        artwork=tuple(
            FileArtwork(one.of, one.kind, images[one.path, one.kind], one.name)
            for one in file.pictures
            if (one.path, one.kind) in images
        ),
        facts=tuple(
            LocalFacts(one.of, one.source, None if one.facts is None else Facts.from_json(one.facts), one.season, one.episode)
            for one in file.metadata
        ),
        sidecars=file.sidecars,
    )  # fmt: skip


async def _contents(server: Server, folder: Folder, file: ReportedFile) -> _Contents:
    """What the scanner found in a file; what it did not look for, the server does."""
    info = MediaInfo.from_json(file.probe.model_dump()) if file.probe else None
    fingerprint, error = file.fingerprint, file.error
    if error is None and file.identity is None:
        error = "Its scanner did not say what it is."
    if error is not None or (info is not None and fingerprint is not None):
        return _Contents(info, fingerprint, error)
    workers = server.pools.background
    try:
        path = await server.disks.of_library(folder.library_id).call(paths.resolve_inside, folder.path, file.path)
        if fingerprint is None:
            fingerprint = await workers.call("dim.probe.fingerprint:fingerprint", path=path)
        if info is None:
            info = MediaInfo.from_json(await workers.call("dim.probe.streams:probe", path=path, timeout=PROBE_SECONDS))
    except (WorkerError, paths.FileGoneError, paths.OutsideLibraryError) as problem:
        error = str(problem)
    return _Contents(info, fingerprint, error)
