"""`dim backup` and `dim restore`."""

import sqlite3
import time
from pathlib import Path

from dim.config import Settings
from dim.db import backups
from dim.db.migrate import known_versions
from dim.server.data_folder import InUseError, in_use, make_private


class BackupError(Exception):
    """The copy cannot be made or put back; the text is one line that says why and what to do."""


def backup(settings: Settings, target: Path | None) -> Path:
    """Copy the database; the path of the copy. Raises BackupError."""
    target = target or settings.data_dir / "backups" / f"dim-{time.strftime('%Y%m%d-%H%M%S')}.sqlite3"
    try:
        backups.backup(settings.url, target)
    except backups.CorruptError as error:
        raise BackupError(f"The database is damaged ({error}); no copy was made. {_copies(settings)}") from None
    except (ValueError, OSError, sqlite3.Error) as error:
        raise BackupError(f"The copy {target} could not be made: {error}") from None
    return target


def restore(settings: Settings, file: Path) -> str:
    """Put a copy in the place of the database; what was done. Raises BackupError: nothing was changed."""
    database = backups.sqlite_path(settings.url)
    if database is None:
        raise BackupError("Only SQLite is restored by Dim; use your database's own tool (pg_restore).")
    if not settings.data_dir.is_dir():
        raise BackupError(f"There is no data folder {settings.data_dir}. Name it with --data-dir.")
    try:
        with in_use(settings.data_dir):
            backups.check_restorable(file, known_versions())
            done = backups.restore(file, database)
            make_private(settings.data_dir)
    except (InUseError, backups.NotRestorableError) as error:
        raise BackupError(str(error)) from None
    except (backups.CorruptError, OSError, sqlite3.Error) as error:
        raise BackupError(f"{file} could not be restored: {error}") from None
    former = f" The former one is {done.former}." if done.former else ""
    return f"{file} is the database now.{former}"


def _copies(settings: Settings) -> str:
    found = [str(path) for path in backups.existing(settings.data_dir / "backups")[:3]]
    return f"Restore one with `dim restore FILE`: {', '.join(found)}." if found else "There is no earlier copy."
