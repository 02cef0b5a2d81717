"""The data folder: private to Dim's user at every start, and used by one server at a time."""

import logging
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)
FILES = ("dim.sqlite3", "dim.sqlite3-wal", "dim.sqlite3-shm", "secret", "lock")
FOLDERS = ("backups", "artwork", "cache")
"""What Dim keeps in it. Anything else that lies there is not Dim's to change."""


class InUseError(Exception):
    """Another process uses the data folder."""


def too_open(folder: Path) -> Iterator[Path]:
    """Everything of Dim in the folder that others than its user may read, the folder included. Links are not followed."""
    for path in (folder, *(folder / name for name in FILES), *(folder / name for name in FOLDERS)):
        yield from _too_open_below(path)


def _too_open_below(path: Path) -> Iterator[Path]:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISLNK(mode) and mode & 0o077:
        yield path
    if path.name in FOLDERS and stat.S_ISDIR(mode):
        for folder, names, files in os.walk(path):
            for name in (*names, *files):
                entry = Path(folder, name)
                mode = entry.lstat().st_mode
                if not stat.S_ISLNK(mode) and mode & 0o077:
                    yield entry


def make_private(folder: Path) -> None:
    """Let only Dim's user read and write what Dim keeps in the folder; what it makes from now on is private from the start."""
    os.umask(0o077)
    failed = None
    for path in list(too_open(folder)):
        try:
            path.chmod(0o700 if path.is_dir() else 0o600)
        except OSError as error:
            failed = failed or error
    if failed is not None:
        log.warning(
            "Others may read the data folder %s: its permissions cannot be changed (%s).", folder, failed.strerror
        )


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. It ends with the process, however that ends. Raises InUseError: another process holds it."""
    try:
        import fcntl
    except ImportError:  # Windows keeps open files from being replaced
        yield
        return
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InUseError(
                f"Another Dim uses the data folder {folder}. Stop it first, or set DIM_DATA_DIR."
            ) from None
        yield
    finally:
        os.close(handle)
