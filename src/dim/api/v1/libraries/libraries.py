"""Libraries: their names and folders."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, Field

from dim.accounts.rights import User
from dim.api.context import Manager, Reader, Server, ServerDep
from dim.api.errors import ApiError, not_found
from dim.api.requests.routing import Router
from dim.api.schemas import Body, Created, Id
from dim.catalog import libraries, runs
from dim.catalog.libraries import LibraryError
from dim.catalog.lookup import library_metadata
from dim.catalog.metadata import preferences
from dim.disks import mount_points

router = Router(prefix="/api/v1/library", tags=["libraries"])


Path = Annotated[str, Field(max_length=4096)]
Sources = Annotated[list[Annotated[str, Field(max_length=50)]], Field(max_length=20)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Paths = Annotated[list[Path], Field(min_length=1, max_length=libraries.MOST_FOLDERS)]


class NewLibrary(Body):
    """A new library. `paths`: its folders, or `path` for a single one. `type` chooses the scanner ("tv" means "show"); `scanner`
    "external": you run your own.
    """

    synonyms: ClassVar[dict[str, str]] = {"media_type": "type", "kind": "type"}
    name: str = Field(max_length=200)
    path: Path | None = None
    paths: Paths | None = None
    type: Literal["movie", "show", "tv", "steam", "heroic", "lutris", "gog", "itch", "rom"]
    scanner: Literal["builtin", "external"] = "builtin"
    providers: Sources | None = None
    language: Language | None = None
    country: Country | None = None
    write_back: bool | None = None


class LibraryChange(Body):
    """A change of a library; omitted fields stay. `path`: the new place of its first folder; `paths`: all its folders."""

    name: str | None = Field(default=None, max_length=200)
    path: Path | None = None
    paths: Paths | None = None
    providers: Sources | None = None
    language: Language | None = None
    country: Country | None = None
    write_back: bool | None = None


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

    `providers`: where its metadata comes from, the strongest first; `write_back`: NFO files and artwork are written beside videos.
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
    providers: list[str]
    language: str
    country: str
    write_back: bool
    online: bool
    watching: str | None = None
    scan: Run | None = None


async def _described(server: Server, user: User, library: libraries.Library) -> Library:
    counts = await server.revisions.kept_slow("library counts", lambda: server.database.read_slow(libraries.counts))
    paths = [folder.path for folder in library.folders] if user.manages or user.role == "scanner" else []
    scan = next(iter(server.database.read(runs.latest, library.id, runs.SCAN, limit=1)), None)
    wanted = server.database.read(preferences.of_library, library.id)
    return Library(
        providers=list(wanted.sources), language=wanted.locale.language, country=wanted.locale.country,
        write_back=wanted.write_back,
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
        _check_sources(server, body)
        library_id = await server.database.write(
            libraries.create, body.name, kind, folders, body.scanner, caller.user.id
        )
        await _change_preferences(server, library_id, body)
    except LibraryError as error:
        raise _refused(body, error) from None
    library = server.database.read(libraries.find, library_id)
    if library is not None and library.scanner == "builtin":
        server.scan_progress.expect(library_id, [folder.id for folder in library.folders])
    await server.scanners.library_changed(library_id)
    return Created(id=library_id)


def _check_sources(server: Server, body: NewLibrary | LibraryChange) -> None:
    """Raises ApiError 422: a provider is not known."""
    known = [*preferences.LOCAL, *server.metadata.providers.names]
    for place, name in enumerate(body.providers or ()):
        if name not in known:
            raise ApiError(422, f"There is no provider “{name}”. Known: {', '.join(known)}.", f"providers.{place}")


async def _change_preferences(server: Server, library_id: int, body: NewLibrary | LibraryChange) -> None:
    """Change from where a library's metadata comes; its titles are merged, and where needed looked up, anew."""
    if all(value is None for value in (body.providers, body.language, body.country, body.write_back)):
        return
    await server.database.write(
        library_metadata.change, library_id, sources=body.providers, language=body.language, country=body.country,
        write_back=body.write_back,
    )  # fmt: skip
    server.metadata.refresh.wake()


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
        else await server.disks.of_folder(path, mounts).call(
            libraries.check_folder, path, position, server.settings.data_dir
        )
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
        _check_sources(server, body)
        await server.database.write(libraries.change, library_id, body.name, first, paths)
        await _change_preferences(server, library_id, body)
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
