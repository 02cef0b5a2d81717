"""Libraries: a name, a kind, a folder."""

import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from dim.catalog import runs
from dim.db import Transaction
from dim.db.tables import episode, item, library, media, media_file, season
from dim.events import Event

KINDS = ("movie", "show")


class LibraryError(Exception):
    """A library cannot be made or changed; the text says why, `field` which input."""

    def __init__(self, detail: str, field: str) -> None:
        super().__init__(detail)
        self.field = field


def check_folder(path: str) -> str:
    """The folder's real path. Raises LibraryError: it is not an absolute path to a folder that can be read."""
    if "\0" in path or not Path(path).is_absolute():
        raise LibraryError("Give the folder's full path, starting with /.", "path")
    try:
        real = Path(path).resolve(strict=True)
        next(real.iterdir(), None)
    except FileNotFoundError:
        raise LibraryError(f"There is no folder {path} on the server.", "path") from None
    except NotADirectoryError:
        raise LibraryError(f"{path} is a file, not a folder.", "path") from None
    except (OSError, RuntimeError):
        raise LibraryError(
            f"Dim may not read {path}. Give its user the right to, or choose another folder.", "path"
        ) from None
    return str(real)


def create(transaction: Transaction, name: str, kind: str, path: str, scanner: str) -> int:
    """Add a library. `path` comes from `check_folder`. Raises LibraryError: its folder lies in another's or holds it."""
    check_name(name)
    _check_free(transaction, path, None)
    row = {"name": name.strip(), "kind": kind, "path": path, "scanner": scanner, "created_at": time.time()}
    library_id: int | None = transaction.scalar(insert(library).returning(library.c.id), row)
    assert library_id is not None
    transaction.announce(Event("library", {"id": library_id}, library_id))
    return library_id


def _check_free(transaction: Transaction, path: str, library_id: int | None) -> None:
    """Raises LibraryError: the folder lies in that of another library, or holds it."""
    for row in transaction.execute(select(library.c.id, library.c.name, library.c.path)):
        mine, other = Path(path), Path(row.path)
        if row.id != library_id and (mine.is_relative_to(other) or other.is_relative_to(mine)):
            raise LibraryError(f"The library “{row.name}” already looks after {row.path}.", "path")


def check_name(name: str) -> None:
    """Raises LibraryError: the name is empty or too long."""
    if not 1 <= len(name.strip()) <= 100:
        raise LibraryError("A library's name has 1 to 100 characters.", "name")


def change(transaction: Transaction, library_id: int, name: str | None, path: str | None) -> None:
    """Give a library another name or folder (from `check_folder`); None: it stays. Raises LibraryError."""
    if name is not None:
        check_name(name)
        transaction.execute(update(library).where(library.c.id == library_id).values(name=name.strip()))
    if path is not None:
        _check_free(transaction, path, library_id)
        transaction.execute(update(library).where(library.c.id == library_id).values(path=path))
    transaction.announce(Event("library", {"id": library_id}, library_id))


def remove(transaction: Transaction, library_id: int) -> bool:
    """Take a library and all that is known of it out of the catalog; its files stay untouched. False: no such library."""
    shows = select(media.c.id).where(media.c.library_id == library_id)
    seasons = select(season.c.id).where(season.c.media_id.in_(shows))
    episodes = select(episode.c.id).where(episode.c.season_id.in_(seasons))
    for ids in (episodes, seasons, shows):
        transaction.execute(delete(item).where(item.c.id.in_(ids)))
    found = transaction.execute(delete(library).where(library.c.id == library_id)).rowcount
    transaction.announce(Event("library", {"id": library_id}, library_id))
    return bool(found)


def find(connection: Connection, library_id: int) -> dict[str, Any] | None:
    """A library's own row."""
    row = connection.execute(select(library).where(library.c.id == library_id)).mappings().first()
    return dict(row) if row else None


def get(connection: Connection, library_id: int) -> dict[str, Any] | None:
    """A library with its latest scan."""
    return next(iter(_describe(connection, select(library).where(library.c.id == library_id))), None)


def everything(connection: Connection) -> list[dict[str, Any]]:
    """All libraries with their latest scans, oldest first."""
    return _describe(connection, select(library).order_by(library.c.id))


def _describe(connection: Connection, query: Any) -> list[dict[str, Any]]:
    described = []
    for row in connection.execute(query).mappings():
        latest = next(iter(runs.latest(connection, row["id"], runs.SCAN, limit=1)), None)
        described.append({**row, "type": row["kind"], "scan": latest})
    return described


NOTHING = {"titles": 0, "files": 0, "missing": 0, "failed": 0}


def counts(connection: Connection) -> dict[int, dict[str, int]]:
    """What is in each library: {id: {titles, files, missing, failed}}. Takes longer the more files there are."""
    found: dict[int, dict[str, int]] = defaultdict(NOTHING.copy)
    titles = select(media.c.library_id, func.count()).where(media.c.visible).group_by(media.c.library_id)
    for library_id, number in connection.execute(titles):
        found[library_id]["titles"] = number
    by_status = select(media_file.c.library_id, media_file.c.status, func.count(), func.count(media_file.c.error))
    rows = connection.execute(by_status.group_by(media_file.c.library_id, media_file.c.status))
    for library_id, status, files, errors in rows:
        if status == "present":
            found[library_id] |= {"files": files, "failed": errors}
        elif status == "missing":
            found[library_id]["missing"] = files
    return dict(found)
