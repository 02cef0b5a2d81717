"""Libraries: a name, a kind, and one or more folders, which may lie on different disks."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from dim.catalog.ingest import derived, visibility
from dim.db import Transaction
from dim.db.tables import episode, item, library, library_folder, media, media_file, scanner_token, season
from dim.events import Event

MOST_FOLDERS = 50
SYSTEM_FOLDERS = ("/proc", "/sys", "/dev")


class LibraryError(Exception):
    """A library cannot be made or changed; the text says why, `field` which input, `position` which of its folders."""

    def __init__(self, detail: str, field: str, position: int | None = None) -> None:
        super().__init__(detail)
        self.field, self.position = field, position


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of a library: one scanner keeps the catalog in step with it. `path` is absolute."""

    id: int
    library_id: int
    path: str


@dataclass(frozen=True, slots=True)
class Library:
    """A library. `scanner`: "builtin", or "external" where the owner runs their own."""

    id: int
    name: str
    kind: str
    scanner: str
    created_at: float
    folders: tuple[Folder, ...]

    @property
    def path(self) -> str:
        """The path of its first folder."""
        return self.folders[0].path if self.folders else ""

    def folder(self, folder_id: int) -> Folder | None:
        """Its folder of an id."""
        return next((folder for folder in self.folders if folder.id == folder_id), None)


@dataclass(frozen=True, slots=True)
class Counts:
    """What is in a library."""

    titles: int = 0
    files: int = 0
    missing: int = 0
    failed: int = 0


def check_folder(path: str, position: int, data_folder: Path) -> str:
    """The folder's real path; `position` is its place among the library's. Asks the disk: call it on a thread.

    Raises LibraryError: it is not an absolute path to a folder that can be read, or lies in Dim's own data folder, or where the
    system shows its processes and devices as files.
    """
    if "\0" in path or not Path(path).is_absolute():
        raise LibraryError("Give the folder's full path, starting with /.", "path", position)
    try:
        real = Path(path).resolve(strict=True)
        next(real.iterdir(), None)
    except FileNotFoundError:
        raise LibraryError(f"There is no folder {path} on the server.", "path", position) from None
    except NotADirectoryError:
        raise LibraryError(f"{path} is a file, not a folder.", "path", position) from None
    except (OSError, RuntimeError):
        detail = f"Dim may not read {path}. Give its user the right to, or choose another folder."
        raise LibraryError(detail, "path", position) from None
    if real.is_relative_to(data_folder.resolve()) or any(real.is_relative_to(place) for place in SYSTEM_FOLDERS):
        raise LibraryError(f"{path} holds no media: it is Dim's own, or the system's.", "path", position)
    return str(real)


def create(
    transaction: Transaction, name: str, kind: str, paths: Sequence[str], scanner: str, made_by: int | None = None
) -> int:
    """Add a library. `paths` come from `check_folder`; `made_by`: a user's id.

    Raises LibraryError: a folder lies in another one or holds it.
    """
    check_name(name)
    row = {
        "name": name.strip(), "kind": kind, "scanner": scanner, "made_by": made_by, "created_at": time.time(),
    }  # fmt: skip
    library_id: int | None = transaction.scalar(insert(library).returning(library.c.id), row)
    assert library_id is not None
    _set_folders(transaction, library_id, paths)
    transaction.announce(Event("library", {"id": library_id}, library_id))
    return library_id


def change(
    transaction: Transaction, library_id: int, name: str | None, path: str | None, paths: Sequence[str] | None
) -> None:
    """Change a library; None: it stays. `path`: its first folder is elsewhere now, `paths`: these are its folders.

    Files of a folder that is left out count as deleted; they are known again where another folder has them. Raises LibraryError.
    """
    if name is not None:
        check_name(name)
        transaction.execute(update(library).where(library.c.id == library_id).values(name=name.strip()))
    if path is not None:
        first = transaction.scalar(_folders(library_id).with_only_columns(library_folder.c.id).limit(1))
        _check_free(transaction, path, {first})
        _absorb_removed(transaction, library_id, path, first)
        transaction.execute(update(library_folder).where(library_folder.c.id == first).values(path=path))
    if paths is not None:
        _set_folders(transaction, library_id, paths)
    transaction.announce(Event("library", {"id": library_id}, library_id))


def _folders(library_id: int) -> Select[tuple[int, int, str]]:
    columns = (library_folder.c.id, library_folder.c.library_id, library_folder.c.path)
    mine = (library_folder.c.library_id == library_id, library_folder.c.removed_at.is_(None))
    return select(*columns).where(*mine).order_by(library_folder.c.position)


def _set_folders(transaction: Transaction, library_id: int, paths: Sequence[str]) -> None:
    """Give a library these folders, in this order; one that is named twice is one."""
    if not 1 <= len(paths) <= MOST_FOLDERS:
        raise LibraryError(f"A library has 1 to {MOST_FOLDERS} folders.", "paths")
    mine = library_folder.c.library_id == library_id
    rows = transaction.execute(select(library_folder).where(mine)).all()
    known = {row.path: row.id for row in rows}
    gone = [row.id for row in rows if row.path not in paths and row.removed_at is None]
    now = time.time()
    transaction.execute(update(library_folder).where(library_folder.c.id.in_(gone)).values(removed_at=now))
    if gone:
        _mark_deleted(transaction, library_id, gone, now)
    for position, path in enumerate(paths):
        if path in paths[:position]:
            continue
        _check_free(transaction, path, {known.get(path)}, position)
        if path in known:
            values = {"position": position, "removed_at": None}
            transaction.execute(update(library_folder).where(library_folder.c.id == known[path]).values(**values))
        else:
            row = {"library_id": library_id, "path": path, "position": position}
            transaction.execute(insert(library_folder), row)


def _absorb_removed(transaction: Transaction, library_id: int, path: str, into: int | None) -> None:
    """A folder that was removed from the library becomes the place of another one, which takes over what is known of its files."""
    mine = (library_folder.c.library_id == library_id, library_folder.c.path == path, library_folder.c.id != into)
    removed = transaction.scalar(select(library_folder.c.id).where(*mine))
    if removed is None:
        return
    taken = select(media_file.c.path).where(media_file.c.folder_id == into)
    kept = (media_file.c.folder_id == removed, media_file.c.path.not_in(taken))
    transaction.execute(update(media_file).where(*kept).values(folder_id=into))
    transaction.execute(delete(library_folder).where(library_folder.c.id == removed))


def _mark_deleted(transaction: Transaction, library_id: int, folders: Sequence[int], now: float) -> None:
    """The files of folders count as deleted, and their scanners' tokens end; titles that have no other files are hidden."""
    left = (media_file.c.folder_id.in_(folders), media_file.c.status != "deleted")
    transaction.execute(update(media_file).where(*left).values(status="deleted", gone_at=now))
    transaction.execute(delete(scanner_token).where(scanner_token.c.folder_id.in_(folders)))
    transaction.announce(Event("access", library_id=library_id))
    titles = visibility.titles_of_folders(transaction.connection, folders)
    if titles:
        derived.refresh(transaction, titles)
        event = Event("media", {"library_id": library_id, "ids": sorted(titles)[:200]}, library_id)
        transaction.announce(event, Event("files", {"library_id": library_id}, library_id))


def _check_free(transaction: Transaction, path: str, except_for: set[int | None], position: int = 0) -> None:
    """Raises LibraryError: the folder lies in one of a library, or holds one."""
    query = select(library_folder.c.id, library_folder.c.path, library.c.name).join(library)
    for row in transaction.execute(query.where(library_folder.c.removed_at.is_(None))):
        mine, other = Path(path), Path(row.path)
        if row.id not in except_for and (mine.is_relative_to(other) or other.is_relative_to(mine)):
            raise LibraryError(f"The library “{row.name}” already has the folder {row.path}.", "path", position)


def check_name(name: str) -> None:
    """Raises LibraryError: the name is empty or too long."""
    if not 1 <= len(name.strip()) <= 100:
        raise LibraryError("A library's name has 1 to 100 characters.", "name")


def remove(transaction: Transaction, library_id: int) -> bool:
    """Take a library and all that is known of it out of the catalog; its files stay untouched. False: no such library."""
    titles = select(media.c.id).where(media.c.library_id == library_id)
    seasons = select(season.c.id).where(season.c.media_id.in_(titles))
    episodes = select(episode.c.id).where(episode.c.season_id.in_(seasons))
    for ids in (episodes, seasons, titles):
        transaction.execute(delete(item).where(item.c.id.in_(ids)))
    found = transaction.execute(delete(library).where(library.c.id == library_id)).rowcount
    transaction.announce(Event("library", {"id": library_id}, library_id))
    return bool(found)


def find(connection: Connection, library_id: int) -> Library | None:
    """A library by its id."""
    return next(iter(_read(connection, library_id)), None)


def everything(connection: Connection) -> list[Library]:
    """All libraries, oldest first."""
    return _read(connection, None)


def folder(connection: Connection, folder_id: int) -> Folder | None:
    """A folder by its id, unless it was removed from its library."""
    mine = (library_folder.c.id == folder_id, library_folder.c.removed_at.is_(None))
    row = connection.execute(select(library_folder).where(*mine)).first()
    return Folder(row.id, row.library_id, row.path) if row else None


def _read(connection: Connection, library_id: int | None) -> list[Library]:
    columns = (library.c.id, library.c.name, library.c.kind, library.c.scanner, library.c.created_at)
    query = (
        select(*columns, library_folder.c.id.label("folder_id"), library_folder.c.path)
        .join(library_folder)
        .where(library_folder.c.removed_at.is_(None))
    )
    if library_id is not None:
        query = query.where(library.c.id == library_id)
    found: dict[int, Library] = {}
    for row in connection.execute(query.order_by(library.c.id, library_folder.c.position)):
        one = found.get(row.id) or Library(row.id, row.name, row.kind, row.scanner, row.created_at, ())
        found[row.id] = replace(one, folders=(*one.folders, Folder(row.folder_id, row.id, row.path)))
    return list(found.values())


def counts(connection: Connection) -> dict[int, Counts]:
    """What is in each library, by its id. Takes longer the more files there are."""
    found: dict[int, Counts] = defaultdict(Counts)
    titles = select(media.c.library_id, func.count()).where(media.c.visible).group_by(media.c.library_id)
    for library_id, number in connection.execute(titles):
        found[library_id] = replace(found[library_id], titles=number)
    by_status = select(media_file.c.library_id, media_file.c.status, func.count(), func.count(media_file.c.error))
    rows = connection.execute(by_status.group_by(media_file.c.library_id, media_file.c.status))
    for library_id, status, files, errors in rows:
        if status == "present":
            found[library_id] = replace(found[library_id], files=files, failed=errors)
        elif status == "missing":
            found[library_id] = replace(found[library_id], missing=files)
    return dict(found)
