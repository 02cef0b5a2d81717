"""Builds the index from IMDb's datasets, beside the one that is in use, which it replaces at the end."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from dim.file_lock import held
from dim.metadata.imdb.build import build
from dim.metadata.imdb.datasets import USED, Dataset, DatasetError, Progress, recognise
from dim.metadata.imdb.staging import Staged, stage

CACHE_KIB = 64_000
"""Of each of the two databases; SQLite also sorts in so much memory."""
_PREFIX = "import-"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    index: Path
    titles: int
    size: int
    """Bytes of the index."""
    staged: Staged
    ignored: tuple[Path, ...]
    """Datasets that were given but hold nothing that the index keeps."""
    missing: tuple[str, ...]
    """Datasets that were not given, without which it knows less."""


def index_path(data_dir: Path) -> Path:
    """Where the index of an installation is."""
    return data_dir / "metadata" / "imdb.sqlite3"


def import_datasets(
    paths: Sequence[Path], target: Path, progress: Progress, *, adult: bool = False, skip_broken: bool = False
) -> Imported:
    """Build the index at `target`. Raises DatasetError: nothing was changed. Blocks for minutes; memory stays below 400 MB."""
    datasets = _recognised(paths)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _work_folder(target.parent) as work:
            made = work / target.name
            staged, titles = _make(made, work, datasets.values(), progress, adult=adult, skip_broken=skip_broken)
            if not titles:
                raise DatasetError("title.basics has no movies and no shows; nothing was imported.")
            made.chmod(0o600)
            with made.open("rb+") as file:
                os.fsync(file.fileno())
            size = made.stat().st_size
            made.replace(target)
            _sync(target.parent)
    except sqlite3.Error as error:
        raise DatasetError(
            f"The index could not be built in {target.parent} ({error}). Is the disk full? About 4 GB are needed for a while."
        ) from None
    except OSError as error:
        raise DatasetError(f"The index {target} could not be written: {error.strerror or error}.") from None
    ignored = tuple(one.path for name, one in datasets.items() if name not in USED)
    return Imported(target, titles, size, staged, ignored, tuple(name for name in USED if name not in datasets))


def _recognised(paths: Sequence[Path]) -> dict[str, Dataset]:
    found: dict[str, Dataset] = {}
    for path in paths:
        one = recognise(path)
        if one.name in found:
            raise DatasetError(f"{found[one.name].path} and {path} are both {one.name}. Give one of them.")
        found[one.name] = one
    return found


def _make(
    made: Path, work: Path, datasets: Iterable[Dataset], progress: Progress, *, adult: bool, skip_broken: bool
) -> tuple[Staged, int]:
    staging = work / "staging.sqlite3"
    with closing(_database(staging)) as database:
        staged = stage(database, datasets, progress, adult=adult, skip_broken=skip_broken)
    with closing(_database(made)) as database:
        return staged, build(database, str(staging), progress)


def _database(path: Path) -> sqlite3.Connection:
    """A new database that a crash may destroy: it is nobody's yet."""
    database = sqlite3.connect(path)
    database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -{CACHE_KIB};")
    return database


@contextmanager
def _work_folder(folder: Path) -> Iterator[Path]:
    """A folder for what is being built, which SQLite sorts in too: /tmp may be in memory. Only one import at a time has one; what a
    killed one left is removed. Raises DatasetError: another import runs.
    """
    with _lock(folder):
        for left in folder.glob(f"{_PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
        before = os.environ.get("SQLITE_TMPDIR")
        os.environ["SQLITE_TMPDIR"] = str(work)
        try:
            yield work
        finally:
            if before is None:
                del os.environ["SQLITE_TMPDIR"]
            else:
                os.environ["SQLITE_TMPDIR"] = before
            shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Only one import at a time. Raises DatasetError: another one is running."""
    with ExitStack() as stack:
        try:
            stack.enter_context(held(folder / "import.lock"))
        except BlockingIOError:
            raise DatasetError(f"Another import into {folder} is running. Wait until it has ended.") from None
        yield


def _sync(folder: Path) -> None:
    """Make the new name survive a power failure."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
