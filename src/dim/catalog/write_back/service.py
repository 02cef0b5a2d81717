"""Follows changes of titles, and writes them back as jobs: one for a title, or one for a library that asks for it now."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from dim.artwork.store import ArtworkStore
from dim.catalog.metadata import layers
from dim.catalog.write_back import files
from dim.catalog.write_back.plan import Target, plan
from dim.db import Database, Transaction
from dim.db.tables import item, library, media
from dim.disks import Disks, DiskTimeoutError
from dim.events import Event, Hub
from dim.jobs import Handler, Job, JobContext, JobFailedError, NewJob, queue
from dim.metadata.model import Facts

log = logging.getLogger(__name__)
WRITE_BACK = "write_back"
COLLECT_SECONDS = 2.0
"""How long to wait after a change of a title for more of them."""
WRITE_SECONDS = 30.0
"""For the files of one item: an image on a slow disk."""
SHOWN_ERRORS = 3


class WriteBack:
    """Writes NFO files and artwork of the libraries that ask for it."""

    def __init__(self, database: Database, hub: Hub, disks: Disks, store: ArtworkStore) -> None:
        self._database, self._disks, self._store = database, disks, store
        self._changed: dict[int, int] = {}
        """The libraries of titles that changed."""
        self._libraries: set[int] = set()
        """That ask for it, as far as known."""
        self._wake = asyncio.Event()
        hub.follow(self._note)

    def _note(self, event: Event) -> None:
        if event.type == "media" and event.library_id in self._libraries:
            self._changed |= dict.fromkeys(event.data.get("ids", ()), event.library_id)
            self._wake.set()
        elif event.type == "library":
            self._wake.set()

    def handlers(self) -> dict[str, Handler]:
        """What does its jobs."""
        return {WRITE_BACK: Handler(self.write, concurrency=2)}

    async def run(self) -> None:
        """Make a job for each title that changes, until cancelled."""
        self._libraries = self._database.read(_wanting)
        while True:
            await self._wake.wait()
            await asyncio.sleep(COLLECT_SECONDS)
            self._wake.clear()
            wanting = self._database.read(_wanting)
            for library_id in wanting - self._libraries:
                await self._database.write(_enqueue, library_id, None)
            self._libraries = wanting
            changed, self._changed = self._changed, {}
            for title_id, library_id in changed.items():
                if library_id in wanting:
                    await self._database.write(_enqueue, library_id, title_id)

    async def write(self, job: Job, context: JobContext) -> None:
        """The job `WRITE_BACK`: write back a title, or all titles of a library. What is written already is only read."""
        assert job.library_id is not None
        titles = [job.item_id] if job.item_id is not None else self._database.read(_titles, job.library_id)
        errors: dict[str, None] = {}
        failed = 0
        try:
            for done, title_id in enumerate(titles):
                found = await self._write_title(job.library_id, title_id)
                failed += bool(found)
                errors |= dict.fromkeys(found)
                if len(titles) > 1 and done % 20 == 0:
                    await context.progress(total=len(titles), done=done + 1, failed=failed)
        except DiskTimeoutError as error:
            raise JobFailedError(str(error), retry=True) from None
        if errors:
            raise JobFailedError(f"{failed} of {len(titles)} titles: {' '.join(list(errors)[:SHOWN_ERRORS])}"[:500])

    async def _write_title(self, library_id: int, title_id: int) -> list[str]:
        """Write what changed of a title; why something could not be written, as sentences. Raises DiskTimeoutError."""
        errors: list[str] = []
        for target in await self._database.read_slow(plan, title_id):
            try:
                await self._write_target(library_id, target)
            except OSError as error:
                log.warning("The files beside %s were not written: %s", target.video, error)
                errors.append(f"{target.root}: {error.strerror or error}.")
        return errors

    async def _write_target(self, library_id: int, target: Target) -> None:
        disk = self._disks.of_library(library_id)
        formats = {one.digest: self._store.path(one.digest).suffix[1:].replace("jpeg", "jpg") for one in target.images}
        prepared = await disk.call(files.prepare, target, formats)
        if prepared is None:
            return
        if prepared.written != target.known:  # before the files: the scanner sees them at once
            await self._database.write(_note_written, target.item_id, prepared.written)
        if prepared.nfo is not None or prepared.images:
            await disk.call_within(WRITE_SECONDS, files.write, prepared, self._store.folder)


def _note_written(transaction: Transaction, item_id: int, written: Facts) -> None:
    if transaction.scalar(select(item.c.id).where(item.c.id == item_id)) is not None:
        layers.store(transaction, layers.WRITTEN, {item_id: written})


def _wanting(connection: Connection) -> set[int]:
    return set(connection.scalars(select(library.c.id).where(library.c.write_back)))


def _titles(connection: Connection, library_id: int) -> Sequence[int]:
    return connection.scalars(select(media.c.id).where(media.c.library_id == library_id).order_by(media.c.id)).all()


def _enqueue(transaction: Transaction, library_id: int, title_id: int | None) -> None:
    key = f"{WRITE_BACK} {library_id} {title_id or ''}"
    if title_id is not None and transaction.scalar(select(item.c.id).where(item.c.id == title_id)) is None:
        return
    new = NewJob(WRITE_BACK, library_id=library_id, item_id=title_id, unique_key=key, priority=-1)
    job, _ = queue.enqueue(transaction, new)
    if job.state == "running":  # it may have read the title before the change
        queue.enqueue(transaction, replace(new, unique_key=f"{key} again"))
