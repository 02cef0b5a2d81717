"""Copies of a SQLite database: made while the server runs, checked, and put back."""

import os
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

QUICK_BYTES = 1 << 30
"""Larger databases are only checked quickly: without comparing indexes with their tables."""
DAILY = "daily-"
SIDE_FILES = ("-wal", "-shm")
"""What SQLite keeps beside a database (https://sqlite.org/wal.html). A log of another database would be replayed over a copy."""


class CorruptError(Exception):
    """A database is damaged; the text says what SQLite found."""


class NotRestorableError(Exception):
    """A file is no copy that can be put back; the text says why."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What `restore` did: the database that is used now, and where the former one lies (None: there was none)."""

    database: Path
    former: Path | None


def sqlite_path(url: str) -> Path | None:
    """The file of a database URL; None: it is not SQLite."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def check_integrity(path: Path, quick: bool | None = None) -> None:
    """Read a whole database (https://sqlite.org/pragma.html#pragma_integrity_check). `quick` None: by its size.

    Raises CorruptError.
    """
    quick = path.stat().st_size > QUICK_BYTES if quick is None else quick
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute(f"PRAGMA {'quick' if quick else 'integrity'}_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise CorruptError(str(error)) from None
    if found != "ok":
        raise CorruptError(" ".join(str(found).split()))


def backup(url: str, target: Path) -> None:
    """Copy a SQLite database, also one in use, with SQLite's own backup call; the copy is complete and sound, or not there.

    Raises ValueError: the database is not SQLite. CorruptError. OSError, sqlite3.Error: the copy cannot be written.
    """
    source = sqlite_path(url)
    if source is None:
        raise ValueError("Only SQLite is copied by Dim; use your database's own tool (pg_dump).")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    partial = target.with_name(target.name + ".partial")
    try:
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        try:
            with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(partial)) as copy:
                original.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error):
                raise
            raise CorruptError(str(error)) from None
        check_integrity(partial)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        for suffix in ("", *SIDE_FILES, "-journal"):
            Path(f"{partial}{suffix}").unlink(missing_ok=True)


def existing(folder: Path) -> list[Path]:
    """The copies in a folder, the newest first."""
    return sorted(folder.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)


def daily_is_due(folder: Path, now: float) -> bool:
    """Whether the last daily copy is older than a day."""
    return all(now - path.stat().st_mtime >= 86_400 for path in folder.glob(f"{DAILY}*.sqlite3"))


def make_daily(url: str, folder: Path, keep: int) -> Path:
    """Make a daily copy and remove all but the `keep` newest. What goes wrong removes none.

    Raises CorruptError. OSError, sqlite3.Error.
    """
    target = folder / f"{DAILY}{time.strftime('%Y%m%d-%H%M%S')}.sqlite3"
    backup(url, target)
    keep_newest(folder, DAILY, keep)
    return target


def keep_newest(folder: Path, prefix: str, keep: int) -> None:
    """Remove all but the newest copies whose names begin with a prefix."""
    for old in [path for path in existing(folder) if path.name.startswith(prefix)][keep:]:
        old.unlink()


def check_restorable(file: Path, known_versions: set[str]) -> None:
    """Whether a file is a sound database of Dim, of a version that this program can read.

    Raises NotRestorableError.
    """
    if not file.is_file():
        raise NotRestorableError(f"There is no file {file}.")
    try:
        check_integrity(file)
        with closing(sqlite3.connect(file)) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            connection.execute("SELECT user.id, library.id FROM user, library LIMIT 0")  # others use Alembic too
    except (CorruptError, sqlite3.Error) as error:
        raise NotRestorableError(f"{file} is no sound copy of Dim's database: {error}.") from None
    if row is None or row[0] not in known_versions:
        raise NotRestorableError(f"{file} was made by a newer Dim than this one. Install that one first.")


def restore(file: Path, database: Path) -> Restored:
    """Put a copy in the place of a database that no server uses. The former one is kept, with its log, which is never replayed over
    the copy.

    Raises CorruptError. OSError, sqlite3.Error: nothing was changed.
    """
    new = database.with_name(database.name + ".restored")
    _copy(file, new)
    former = database.parent / "backups" / f"replaced-{time.strftime('%Y%m%d-%H%M%S')}.sqlite3"
    former.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    had_one = database.exists()
    if had_one:
        with suppress(sqlite3.Error), closing(sqlite3.connect(database)) as connection:  # a damaged one keeps its log
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for suffix in SIDE_FILES:
        side = Path(f"{database}{suffix}")
        if side.exists():
            side.replace(f"{former}{suffix}")
    if had_one:
        _keep_as(database, former)
    new.replace(database)
    return Restored(database, former if had_one else None)


def _keep_as(database: Path, former: Path) -> None:
    """Give a database a second name, so that there is a database at any moment."""
    try:
        former.hardlink_to(database)
    except OSError:  # not every file system has links
        database.replace(former)
