"""Starting a run over a library: a scan, a search for duplicates, or a search for artwork."""

from typing import Protocol

from dim.catalog import runs
from dim.catalog.ingest import artwork_queue
from dim.catalog.libraries import Library
from dim.catalog.runs import Run
from dim.catalog.scan_progress import ScanProgress
from dim.db import Database


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

    The library's scanners take up scans; the server's job runner takes up other runs by itself.
    """
    if flag not in runs.FLAGS:
        raise UnknownRunError(f"There is no run “{flag[:50]}”. Known: {', '.join(runs.FLAGS)}.")
    run, is_new = await database.write(runs.begin, library.id, flag)
    if is_new and flag == runs.SCAN:
        progress.expect(library.id, scanners.active_folders(library.id))
        await scanners.request_task(library.id, flag)
    return run


async def request_artwork(database: Database, scanners: ScannerTasks, library_id: int) -> bool:
    """Have a library's scanners look for artwork on its disks again; False: none of them is running."""
    await database.write(artwork_queue.want_all, library_id)
    await scanners.request_task(library_id, runs.FETCH_METADATA)
    return bool(scanners.active_folders(library_id))
