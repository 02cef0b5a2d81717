"""Keeps titles matched and their metadata fresh: in the background what is due, as a job what a person asks for."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import Connection

from dim.catalog.ingest import artwork_queue
from dim.catalog.lookup import matches
from dim.catalog.lookup.lookup import Lookup
from dim.catalog.lookup.picture_fetch import PictureFetcher
from dim.catalog.metadata import preferences
from dim.db import Database, Transaction
from dim.events import Event, Hub
from dim.jobs import Job, JobContext, JobFailedError, NewJob, queue

log = logging.getLogger(__name__)
MATCH = "match"
"""The job that looks for the titles of a library that are due."""
AT_A_TIME = 8
"""Titles of a library that are looked up at the same time; each provider has limits of its own."""
STUCK = 6
"""Titles in a row of which no provider says anything because it does not answer; then the rest waits."""
IDLE_SECONDS = 60.0
HOLD_SECONDS = 20.0
"""How long a library is left alone whose providers do not answer."""
COLLECT_SECONDS = 0.5
"""How long to wait after a change for more of them."""
PROGRESS_SECONDS = 0.5
ARTWORK_STALLS = 60.0
"""After how long without progress a run no longer waits for scanners to look for artwork."""


@dataclass(slots=True)
class _Progress:
    """How far a run is."""

    total: int
    done: int = 0
    failures: dict[str, None] = field(default_factory=dict)
    """Why providers did not answer, each reason once."""
    stuck: int = 0
    failed: int = 0
    written_at: float = 0.0


class Refresh:
    """Looks up the titles of libraries."""

    def __init__(
        self, database: Database, hub: Hub, lookup: Lookup, pictures: PictureFetcher, forgive: Callable[[Sequence[str]], None],
        request_artwork: Callable[[int], Awaitable[bool]], changed_at: Callable[[Sequence[str]], float],
    ) -> None:  # fmt: skip
        """`forgive` lets providers be asked at once that did not answer before. `request_artwork` has the scanners of a library
        look for artwork again; False: none is running. `changed_at` says when providers last got a key or an index (UTC seconds).
        """
        self._database, self._lookup, self._pictures = database, lookup, pictures
        self._forgive, self._request_artwork = forgive, request_artwork
        self._changed_at, self._noticed = changed_at, dict[int, float]()
        self._wake = asyncio.Event()
        self._held_until: dict[int, float] = {}
        """Libraries whose providers do not answer, and until when they are left alone."""
        hub.follow(self._note)

    def _note(self, event: Event) -> None:
        if event.type in ("media", "files", "library") or (event.type == "job" and event.data["job"].kind == MATCH):
            self._wake.set()

    def wake(self) -> None:
        """Providers or libraries changed: something may be due."""
        self._wake.set()

    async def run(self) -> None:
        """Make a job for each library that has something due, until cancelled."""
        while True:
            self._wake.clear()
            following = await self._enqueue_due()
            with suppress(TimeoutError):
                async with asyncio.timeout(following):
                    await self._wake.wait()
                    await asyncio.sleep(COLLECT_SECONDS)

    async def _enqueue_due(self) -> float:
        """Make the jobs that are due; seconds until the next one may be."""
        now = time.time()
        following = now + IDLE_SECONDS
        for library_id in self._database.read(matches.libraries_with_titles):
            wanted = self._database.read(preferences.of_library, library_id)
            if not self._lookup.asked(wanted.asked):
                continue
            changed_at = self._changed_at(wanted.asked)
            if changed_at != self._noticed.get(library_id):
                self._noticed[library_id] = changed_at
                await self._database.write(matches.forget_none, library_id, changed_at)
            due_at = await self._database.read_slow(matches.next_due, library_id)
            held_until = self._held_until.get(library_id, 0.0)
            due_at = max(due_at, held_until) if due_at is not None else None
            if due_at is not None and due_at <= time.time():
                await self._database.write(_enqueue, library_id)
            elif due_at is not None:
                following = min(following, due_at)
        return max(following - time.time(), 0.2)

    async def match(self, job: Job, context: JobContext) -> None:
        """The job `MATCH`: look up the titles of a library that are due."""
        assert job.library_id is not None
        titles = await self._database.read_slow(matches.due, job.library_id)
        progress = _Progress(len(titles))
        await self._look_up_all(titles, context, progress)
        if progress.stuck >= STUCK or (titles and progress.failed == len(titles)):
            self._held_until[job.library_id] = time.time() + HOLD_SECONDS
        self._pictures.wake()

    async def fetch_metadata(self, job: Job, context: JobContext) -> None:
        """The run `fetch_metadata`: look up all titles of a library, fetch their posters, and look for artwork on its disks again.

        After a restart it goes on with the titles that it had not come to.
        """
        library_id = job.library_id
        assert library_id is not None
        wanted = self._database.read(preferences.of_library, library_id)
        self._forgive(wanted.asked)
        self._held_until.pop(library_id, None)
        has_scanners = await self._request_artwork(library_id)
        artwork = await self._database.read_slow(artwork_queue.count, library_id) if has_scanners else 0
        titles: list[int] = []
        if self._lookup.asked(wanted.asked):
            titles = await self._database.read_slow(_not_tried_since, library_id, job.created_at)
        progress = _Progress(len(titles) + artwork)
        await context.progress(total=progress.total, done=0, failed=0)
        await self._look_up_all(titles, context, progress)
        await self._pictures.fetch_posters(titles)
        self._pictures.wake()
        if artwork:
            await self._wait_for_artwork(library_id, artwork, context, progress)
        if progress.failed:
            reasons = " ".join(progress.failures)
            raise JobFailedError(
                f"{progress.failed} of {len(titles)} titles are tried again by themselves. {reasons}"[:500]
            )

    async def _look_up_all(self, titles: Sequence[int], context: JobContext, progress: _Progress) -> None:
        """Look up titles, several at a time; stop early where no provider answers."""
        left = iter(titles)

        async def work() -> None:
            for media_id in left:
                if progress.stuck >= STUCK:
                    progress.failed += 1
                    continue
                try:
                    outcome = await self._lookup.look_up(media_id)
                except Exception:  # one title never ends the others
                    log.exception("Looking up title %s failed", media_id)
                    progress.failed += 1
                    await self._database.write(matches.set_aside, media_id)
                    continue
                progress.failures |= dict.fromkeys(outcome.failures)
                progress.failed += bool(outcome.failures)
                progress.stuck = progress.stuck + 1 if outcome.is_stuck else 0
                progress.done += 1
                if time.monotonic() - progress.written_at > PROGRESS_SECONDS:
                    progress.written_at = time.monotonic()
                    await context.progress(total=progress.total, done=progress.done, failed=progress.failed)
                    self._pictures.wake()

        async with asyncio.TaskGroup() as group:
            for _ in range(min(AT_A_TIME, len(titles))):
                group.create_task(work())
        await context.progress(total=progress.total, done=progress.done, failed=progress.failed)

    async def _wait_for_artwork(self, library_id: int, total: int, context: JobContext, progress: _Progress) -> None:
        """Wait until the scanners have looked for artwork, as long as they get on with it."""
        before, since = total, time.monotonic()
        while left := await self._database.read_slow(artwork_queue.count, library_id):
            if left != before:
                before, since = left, time.monotonic()
                await context.progress(total=progress.total, done=progress.done + max(total - left, 0))
            elif time.monotonic() - since > ARTWORK_STALLS:
                return
            await asyncio.sleep(PROGRESS_SECONDS)
        await context.progress(total=progress.total, done=progress.done + total)


def _enqueue(transaction: Transaction, library_id: int) -> None:
    queue.enqueue(transaction, NewJob(MATCH, library_id=library_id, unique_key=f"{MATCH} {library_id}"))


def _not_tried_since(connection: Connection, library_id: int, began_at: float) -> list[int]:
    titles = matches.due(connection, library_id, everything=True)
    tried = matches.tried_at(connection, titles)
    return [media_id for media_id in titles if tried.get(media_id, 0.0) < began_at]
