"""The run that finds identical files: those that look the same are read to the end, one by one, never in a viewer's way."""

import asyncio
import logging
from contextlib import suppress

from dim.catalog import libraries, paths, runs
from dim.catalog.curate import duplicates
from dim.db import Database
from dim.workers import Pool, WorkerError

log = logging.getLogger(__name__)
LONGEST_SECONDS = 3600.0
NICE = 15


class DuplicateScans:
    """Runs at most one duplicate scan a library, with a worker of its own that yields to everything else."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pool = Pool(1, NICE)
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, library_id: int, run: int) -> None:
        """Begin a run that was written down."""
        task = asyncio.create_task(self._run(library_id, run))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """End all runs; the next server notes that they did not finish."""
        for task in list(self._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._pool.close()

    async def _run(self, library_id: int, run: int) -> None:
        try:
            await self._look(library_id, run)
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("The duplicate scan of library %s failed", library_id)
            error = "Dim made a mistake. What went wrong is in the server's log."
            await self._database.write(runs.set_progress, run, state="failed", error=error)

    async def _look(self, library_id: int, run: int) -> None:
        library = self._database.read(libraries.find, library_id)
        files = await self._database.read_slow(duplicates.suspects, library_id)
        await self._database.write(runs.set_progress, run, state="running", found=len(files))
        failed = 0
        for done, file in enumerate(files, start=1):
            digest = await self._hash(library["path"] if library else "/", file.path)
            failed += digest is None
            if digest is not None:
                await self._database.write(duplicates.set_content, file.id, digest)
            progress = {"done": done, "failed": failed, "current": file.path}
            await self._database.write(runs.set_progress, run, **progress)
        await self._database.write(runs.set_progress, run, state="done")

    async def _hash(self, root: str, path: str) -> str | None:
        """The hash of all of a file; None where it cannot be read."""
        try:
            real = await asyncio.to_thread(paths.resolve_inside, root, path)
            digest: str = await self._pool.call(
                "dim.probe.fingerprint:content_hash", path=real, timeout=LONGEST_SECONDS
            )
        except (paths.FileGoneError, paths.OutsideLibraryError, WorkerError):
            return None
        return digest
