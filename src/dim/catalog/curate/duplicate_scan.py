"""The job that finds identical files: it reads in full, one by one, those that look the same, at the lowest priority."""

from dim.catalog import libraries, paths
from dim.catalog.curate import duplicates
from dim.db import Database
from dim.disks import Disk, Disks, DiskTimeoutError
from dim.jobs import Job, JobContext, JobFailedError
from dim.workers import Pool, WorkerError

LONGEST_SECONDS = 3600.0
"""For one file."""
NICE = 15


class DuplicateScan:
    """Handles jobs of kind `duplicatescan`, with a worker of its own that yields to everything else.

    A job that is interrupted goes on with the files whose content was not hashed yet.
    """

    def __init__(self, database: Database, disks: Disks) -> None:
        self._database, self._disks = database, disks
        self._pool = Pool(1, NICE)

    async def run(self, job: Job, context: JobContext) -> None:
        """Hash the files of the job's library that look like others. Raises JobFailedError: the library is gone."""
        library = self._database.read(libraries.find, job.library_id) if job.library_id is not None else None
        if library is None:
            raise JobFailedError("The library was removed.")
        files = await self._database.read_slow(duplicates.suspects, library.id)
        await context.progress(total=len(files), done=0, failed=0)
        failed = 0
        for done, file in enumerate(files, start=1):
            digest = await self._hash(self._disks.of_library(library.id), file.root, file.path)
            failed += digest is None
            if digest is not None:
                await self._database.write(duplicates.set_content, file.id, digest)
            await context.progress(done=done, failed=failed, current=file.path)

    async def _hash(self, disk: Disk, root: str, path: str) -> str | None:
        """The hash of all of a file; None where it cannot be read."""
        try:
            real = await disk.call(paths.resolve_inside, root, path)
            digest: str = await self._pool.call(
                "dim.probe.fingerprint:content_hash", path=real, timeout=LONGEST_SECONDS
            )
        except (paths.FileGoneError, paths.OutsideLibraryError, DiskTimeoutError, WorkerError):
            return None
        return digest

    async def close(self) -> None:
        """Stop the worker."""
        await self._pool.close()
