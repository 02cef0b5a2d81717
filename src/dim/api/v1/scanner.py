"""What scanners need: one library's known files, and reporting what became of them. See docs/scanners.md."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field, field_validator
from sqlalchemy import Connection

from dim.api.context import ScannerDep, Server, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.freshness import ready_json
from dim.api.schemas import Id, ReportFields
from dim.artwork.store import StoredImage
from dim.catalog import items, libraries, paths, runs
from dim.catalog.ingest import artwork_queue, reports
from dim.catalog.ingest.model import FilePicture, FileReport, Identification, Report
from dim.workers import WorkerError

router = APIRouter(prefix="/api/v1/scanner", tags=["scanner"])
LARGEST_PICTURE = 32 << 20
PROBE_SECONDS = 10.0
DISK_FULL = "The disk of Dim's data folder is full; the picture was not kept."
Text = Annotated[str, Field(max_length=2000)]
RelativePath = Annotated[str, Field(max_length=4096)]
"""As long as Linux has them (PATH_MAX)."""
Number = Annotated[int, Field(ge=0, le=1_000_000)]
PictureKind = Literal["poster", "backdrop", "still", "logo"]


def _checked(path: str) -> str:
    try:
        return paths.check_relative(path)
    except paths.OutsideLibraryError as error:
        raise ValueError(str(error)) from None


class Known(BaseModel):
    """A file that the catalog knows. `status`: present or missing; `failed`: it could not be used, or not be identified."""

    path: str
    size: int
    mtime_ns: int
    inode: int | None
    status: str
    failed: bool
    subtitles: list[str]


class Self(BaseModel):
    """The library that the token is for."""

    library_id: int
    name: str
    type: str
    path: str


class Identity(ReportFields):
    """What a file is. An episode has a season and episodes, or a date; of a movie in several files it has the `part`.

    `doubt`: why it may be wrong, for a person to read.
    """

    kind: Literal["movie", "episode", "extra", "sample"]
    title: Annotated[str, Field(min_length=1, max_length=500)]
    year: Annotated[int, Field(ge=1800, le=2200)] | None = None
    season: Number | None = None
    episodes: list[Number] = Field(default_factory=list, max_length=100)
    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    episode_title: Text | None = None
    label: Text | None = None
    part: Annotated[int, Field(ge=1, le=20)] | None = None
    ids: dict[Literal["tmdb", "imdb", "tvdb"], Annotated[str, Field(max_length=20)]] = Field(default_factory=dict)
    doubt: Text | None = None


class Stream(BaseModel, extra="allow"):
    """A stream of a file; see docs/scanners.md for the fields of each type."""

    index: Number
    type: Literal["video", "audio", "subtitle"]
    codec: Annotated[str, Field(max_length=50)]
    codec_string: Annotated[str, Field(max_length=100)] = ""
    language: Annotated[str, Field(max_length=50)] | None = None
    title: Text | None = None
    default: bool = False
    forced: bool = False


class Probe(ReportFields):
    """What is in a file; duration in seconds, bit rate in bits/s."""

    container: Annotated[str, Field(max_length=50)]
    duration: Annotated[float, Field(gt=0, le=1e7, allow_inf_nan=False)]
    bit_rate: Annotated[int, Field(ge=0, le=2**53)] | None = None
    streams: list[Stream] = Field(max_length=200)
    chapters: list[dict[str, Any]] = Field(default_factory=list, max_length=1000)

    @field_validator("streams")
    @classmethod
    def is_playable(cls, streams: list[Stream]) -> list[Stream]:
        """A file that is played has a picture of a known size, or a sound."""
        for stream in streams:
            extra = stream.model_extra or {}
            if stream.type == "video" and not (
                isinstance(extra.get("width"), int) and isinstance(extra.get("height"), int)
            ):
                raise ValueError("a video stream has a width and a height")
        if not any(stream.type in ("video", "audio") for stream in streams):
            raise ValueError("there is no video and no sound; report the file with an error instead")
        return streams


class SubtitleFile(ReportFields):
    """A text file beside a film; its path is relative to the library."""

    path: RelativePath
    language: Annotated[str, Field(max_length=50)] | None = None
    title: Text | None = None
    forced: bool = False

    check = field_validator("path")(_checked)


class ReportedPicture(ReportFields):
    """A picture file in the library of what a file plays (`file`), or of its season or show."""

    of: Literal["file", "season", "show"]
    kind: PictureKind
    path: RelativePath

    check = field_validator("path")(_checked)


class ReportedFile(ReportFields):
    """A file that is new or changed: what it is, or the error that keeps it from being used.

    Whoever can looks into it (probe, fingerprint); otherwise the server does.
    """

    path: RelativePath
    size: Annotated[int, Field(ge=0, le=2**60)]
    mtime_ns: Annotated[int, Field(ge=-(2**63), lt=2**63)]
    inode: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{16,128}$")] | None = None
    identity: Identity | None = None
    probe: Probe | None = None
    subtitles: list[SubtitleFile] = Field(default_factory=list, max_length=200)
    pictures: list[ReportedPicture] = Field(default_factory=list, max_length=20)
    error: Text | None = None

    check = field_validator("path")(_checked)


class Batch(ReportFields):
    """What became of files. Sending a batch twice is the same as once.

    `vanished`: gone, their folder is there; `unplugged`: gone with their folder; `returned`: back unchanged; `pictures`: folders
    in which a picture changed ("" for the library's own).
    """

    vanished: list[RelativePath] = Field(default_factory=list, max_length=5000)
    unplugged: list[RelativePath] = Field(default_factory=list, max_length=5000)
    returned: list[RelativePath] = Field(default_factory=list, max_length=5000)
    files: list[ReportedFile] = Field(default_factory=list, max_length=500)
    pictures: list[RelativePath] = Field(default_factory=list, max_length=500)


class Progress(ReportFields):
    """How far a scan is."""

    state: Literal["running", "done", "failed", "stopped"]
    found: Number = 0
    done: Number = 0
    failed: Number = 0
    current: Text | None = None
    error: Text | None = None


class Watching(ReportFields):
    """How changes on the disk are noticed: the system tells of them (events), or the scanner looks now and then (polling)."""

    mode: Literal["events", "polling"]


class Wanted(BaseModel):
    """An item, the kinds of pictures that are wanted of it, and its files: look beside all of them, into the first."""

    item_id: int
    kind: str
    kinds: list[str]
    season: int | None = None
    paths: list[str]
    duration: float | None = None


class BesidePicture(ReportFields):
    """What was found of an item's picture of a kind: a file in the library, which the server reads; no path: there is none."""

    item_id: Id
    kind: PictureKind
    path: RelativePath | None = None

    check = field_validator("path")(lambda path: None if path is None else _checked(path))


class BesidePictures(ReportFields):
    """Several at once."""

    pictures: list[BesidePicture] = Field(max_length=200)


class Task(BaseModel):
    """What to do next: "scan" the library, "stop" that, "fetch_metadata" (pictures are wanted again), or nothing yet."""

    task: str | None


@router.get("")
async def get_self(folder: ScannerDep, server: ServerDep) -> Self:
    """The folder to look after, and its library."""
    library = server.database.read(libraries.find, folder.library_id)
    if library is None:
        raise not_found()
    return Self(library_id=library.id, name=library.name, type=library.kind, path=folder.path)


@router.get("/files", response_model=list[Known])
async def known_files(
    folder: ScannerDep, server: ServerDep, response: Response,
    under: Annotated[list[RelativePath] | None, Query(max_length=200)] = None,
    after: Annotated[str, Query(max_length=8192)] = "", limit: Annotated[int, Query(ge=1, le=5000)] = 5000,
) -> Response:  # fmt: skip
    """The files that the catalog knows, by path from behind `after` on; `under` narrows it to files and folders."""

    def read(connection: Connection) -> bytes:
        return orjson.dumps(reports.known_files(connection, folder.id, under or [], after, limit))

    return ready_json(response, await server.database.read_slow(read))


def _identification(identity: Identity) -> Identification:
    return Identification(**{**identity.model_dump(), "episodes": tuple(identity.episodes)})


@router.post("/reports", status_code=201)
async def report(body: Batch, folder: ScannerDep, server: ServerDep) -> None:
    """Bring the catalog in step with the disk. Files without a probe or a fingerprint are looked into by the server."""
    pictures = await _pictures_of(server, folder.path, body.files)
    files = tuple([await _complete(server, folder.path, file, pictures) for file in body.files])
    whole = Report(tuple(body.vanished), tuple(body.unplugged), tuple(body.returned), files, tuple(body.pictures))
    try:
        await reports.receive(server.database, folder.id, whole)
    except reports.UnknownFolderError:
        raise not_found() from None


Pictures = dict[tuple[str, str], StoredImage]
"""By path and kind."""


async def _pictures_of(server: Server, root: str, files: list[ReportedFile]) -> Pictures:
    """The pictures that files are reported with, read and kept; where the disk is full they stay wanted."""
    named = list(dict.fromkeys((one.path, one.kind) for file in files for one in file.pictures))
    try:
        found = await _read_pictures(server, root, named)
    except OSError:
        return {}
    return {key: picture for key, picture in zip(named, found, strict=True) if picture}


async def _complete(server: Server, root: str, file: ReportedFile, pictures: Pictures) -> FileReport:
    """A file as the catalog wants it, with what its scanner left open."""
    probe = file.probe.model_dump() if file.probe else None
    fingerprint, error = file.fingerprint, file.error
    try:
        if error is None and file.identity is None:
            error = "Its scanner did not say what it is."
        if error is None and (probe is None or fingerprint is None):
            path = paths.resolve_inside(root, file.path)
            fingerprint = fingerprint or await server.pools.background.call(
                "dim.probe.fingerprint:fingerprint", path=path
            )
            probe = probe or await server.pools.background.call(
                "dim.probe.streams:probe", path=path, timeout=PROBE_SECONDS
            )
    except (WorkerError, paths.FileGoneError, paths.OutsideLibraryError) as problem:
        error = str(problem)
    return FileReport(
        path=file.path, size=file.size, mtime_ns=file.mtime_ns, inode=file.inode, fingerprint=fingerprint, probe=probe, error=error,
        identity=_identification(file.identity) if file.identity else None,
        subtitles=[subtitle.model_dump() for subtitle in file.subtitles],
        pictures=tuple(
            FilePicture(one.of, one.kind, pictures[one.path, one.kind])
            for one in file.pictures
            if (one.path, one.kind) in pictures
        ),
    )  # fmt: skip


@router.post("/progress", status_code=201)
async def progress(body: Progress, folder: ScannerDep, server: ServerDep) -> None:
    """Say how far a scan is."""
    merged = server.scan_progress.merge(folder.library_id, folder.id, runs.ScanReport(**body.model_dump()))
    await server.database.write(runs.report_scan, folder.library_id, merged)


@router.post("/watching", status_code=201)
async def watching(body: Watching, folder: ScannerDep, server: ServerDep) -> None:
    """Say how changes on the disk are noticed."""
    server.scanners.note_watching(folder.id, body.mode)


@router.get("/task")
async def next_task(folder: ScannerDep, server: ServerDep, wait: Annotated[float, Query(ge=0, le=60)] = 30) -> Task:
    """What to do next; answers as soon as there is something, or after `wait` seconds."""
    return Task(task=await server.scanners.next_task(folder.id, wait))


@router.get("/artwork")
async def get_wanted_pictures(
    folder: ScannerDep, server: ServerDep, limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
) -> list[Wanted]:  # fmt: skip
    """Items whose pictures are wanted, by id from behind `after` on. What was answered, if with source=none, is not asked again."""
    wanted = await server.database.read_slow(artwork_queue.wanted, folder, after, limit)
    if not wanted and server.database.read(runs.is_open, folder.library_id, runs.FETCH_METADATA):
        left = await server.database.read_slow(artwork_queue.wanted, folder, 0, 1)
        if not left:
            await server.database.write(runs.finish, folder.library_id, runs.FETCH_METADATA)
    return [Wanted(**row) for row in wanted]


@router.post("/artwork", status_code=201)
async def add_pictures(body: BesidePictures, folder: ScannerDep, server: ServerDep) -> None:
    """Pictures that lie as files in the library, many at once. What is no picture counts as none."""
    mine = server.database.read(items.of_library, folder.library_id, [one.item_id for one in body.pictures])
    wanted = [one for one in body.pictures if one.item_id in mine]
    try:
        found = await _read_pictures(server, folder.path, [(one.path, one.kind) for one in wanted])
    except OSError:
        raise ApiError(507, DISK_FULL) from None
    answers = [
        artwork_queue.Found(one.item_id, one.kind, "beside", picture)
        for one, picture in zip(wanted, found, strict=True)
    ]
    await server.database.write(artwork_queue.set_pictures, folder.library_id, answers)


async def _read_pictures(
    server: Server, root: str, named: Sequence[tuple[str | None, str]]
) -> list[StoredImage | None]:
    """Keep picture files of a library, given as (path, kind); None for what is not a picture. Raises OSError: the disk is full."""
    if not any(path for path, _ in named):
        return [None] * len(named)

    def real_paths() -> list[str | None]:
        return [paths.find_inside(root, path) if path else None for path, _ in named]

    there = await asyncio.to_thread(real_paths)
    files = [(path, kind) for path, (_, kind) in zip(there, named, strict=True) if path]
    kept = iter(await server.artwork.add_files(files) if files else [])
    return [next(kept) if path else None for path in there]


@router.post("/artwork/{item_id}/{kind}", status_code=201)
async def add_picture(
    item_id: Id, kind: PictureKind, request: Request, folder: ScannerDep, server: ServerDep,
    source: Literal["beside", "embedded", "frame", "none"] = "beside",
) -> None:  # fmt: skip
    """A picture (JPEG, PNG or WebP as the body), or with source=none that there is none."""
    found = server.database.read(items.find, item_id)
    if found is None or found.library_id != folder.library_id:
        raise not_found()
    picture = None
    if source != "none":
        data = await request.body()
        if len(data) > LARGEST_PICTURE:
            raise ApiError(413, "A picture has at most 32 MiB.")
        try:
            picture = await server.artwork.add(data, kind)
        except WorkerError as error:
            raise ApiError(422, str(error)) from None
        except OSError:
            raise ApiError(507, DISK_FULL) from None
    await server.found_artwork.add(folder.library_id, artwork_queue.Found(item_id, kind, source, picture))
