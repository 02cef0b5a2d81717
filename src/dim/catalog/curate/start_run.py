"""Starting a run over a library: a scan, a search for duplicates, or a search for artwork."""

from typing import Protocol

from dim.catalog import runs
from dim.catalog.ingest import artwork_queue
from dim.catalog.libraries import Library
from dim.catalog.runs import Run
from dim.catalog.scan_progress import ScanProgress
from dim.db import Database, Transaction


class UnknownRunError(Exception):
    """There is no such kind of run; the text names those that exist."""


class ScannerTasks(Protocol):
    """Hands tasks to the scanners of a library."""

    async def request_task(self, library_id: int, task: str) -> None:
        """Hand a task to the library's scanners as soon as they ask for one."""

    def active_folders(self, library_id: int) -> set[int]:
        """The folders whose scanners are running."""


async def start_run(
    database: Database, scanners: ScannerTasks, progress: ScanProgress, library: Library, flag: str
) -> Run:
    """Start a run of a kind (`runs.FLAGS`), or get the open one. Raises UnknownRunError.

    The server's job runner takes up duplicate scans by itself; other runs are tasks of the library's scanners.
    """
    if flag not in runs.FLAGS:
        raise UnknownRunError(f"There is no run “{flag[:50]}”. Known: {', '.join(runs.FLAGS)}.")
    run, is_new = await database.write(_begin, library.id, flag)
    if is_new and flag == runs.SCAN:
        progress.expect(library.id, scanners.active_folders(library.id))
    if is_new and flag in runs.BY_SCANNER:
        await scanners.request_task(library.id, flag)
    return run


def _begin(transaction: Transaction, library_id: int, flag: str) -> tuple[Run, bool]:
    run, is_new = runs.begin(transaction, library_id, flag)
    if is_new and flag == runs.FETCH_METADATA:
        runs.expect(transaction, run.id, artwork_queue.want_all(transaction, library_id))
    return run, is_new
