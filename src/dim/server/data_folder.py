"""The data folder: private to Dim's user at every start, and used by one server at a time."""

import logging
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from dim.file_lock import held

log = logging.getLogger(__name__)
FILES = ("dim.sqlite3", "dim.sqlite3-wal", "dim.sqlite3-shm", "secret", "lock")
FOLDERS = ("backups", "artwork", "metadata", "cache", "tls")
"""What Dim keeps in it. Anything else that lies there is not Dim's to change."""


class InUseError(Exception):
    """Another process uses the data folder."""


def too_open(folder: Path) -> Iterator[Path]:
    """Everything of Dim in the folder that others than its user may read, the folder included. Links are not followed."""
    yield from _too_open_itself(folder)
    yield from _too_open_inside(folder, lambda: False)


def make_private(folder: Path) -> None:
    """Let only Dim's user into the folder, and read and write the files directly in it; what the process makes from now on is
    private from the start. Costs the same however much there is.
    """
    os.umask(0o077)
    _restrict(folder, _too_open_itself(folder))


def make_contents_private(folder: Path, is_over: Callable[[], bool]) -> None:
    """The same for all files below, of which a cache has many: `make_private` has shut the folder around them. Blocks; call it in a
    thread. `is_over`: whether to stop.
    """
    _restrict(folder, _too_open_inside(folder, is_over))


def _too_open_itself(folder: Path) -> Iterator[Path]:
    for path in (folder, *(folder / name for name in (*FILES, *FOLDERS))):
        with suppress(FileNotFoundError):
            if _is_too_open(path.lstat().st_mode):
                yield path


def _too_open_inside(folder: Path, is_over: Callable[[], bool]) -> Iterator[Path]:
    for name in FOLDERS:
        if not (folder / name).is_symlink():
            yield from _too_open_below(folder / name, is_over)


def _too_open_below(folder: Path, is_over: Callable[[], bool]) -> Iterator[Path]:
    """Folders come before what is in them."""
    if is_over():
        return
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError:  # it is not there, or another user's
        return
    for entry in found:
        with suppress(FileNotFoundError):  # the server deletes while this reads
            if _is_too_open(entry.stat(follow_symlinks=False).st_mode):
                yield Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                yield from _too_open_below(Path(entry.path), is_over)


def _is_too_open(mode: int) -> bool:
    return bool(mode & 0o077) and not stat.S_ISLNK(mode)


def _restrict(folder: Path, paths: Iterable[Path]) -> None:
    failed = None
    for path in paths:
        try:
            path.chmod(0o700 if path.is_dir() else 0o600)
        except FileNotFoundError:
            continue
        except OSError as error:
            failed = failed or error
    if failed is not None:
        log.warning(
            "Others may read the data folder %s: its permissions cannot be changed (%s).", folder, failed.strerror
        )


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. It ends with the process, however that ends. Raises InUseError: another process holds it."""
    with ExitStack() as stack:
        try:
            stack.enter_context(held(folder / "lock"))
        except BlockingIOError:
            detail = f"Another Dim uses the data folder {folder}. Stop it first, or set DIM_DATA_DIR."
            raise InUseError(detail) from None
        yield
