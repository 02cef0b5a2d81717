"""Works through the jobs of this server, several at a time."""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from dim.db import Database
from dim.events import Event, Hub
from dim.jobs import queue
from dim.jobs.model import Job

log = logging.getLogger(__name__)
LEASE_SECONDS = 60.0
POLL_SECONDS = 30.0
"""How often to look for jobs that other processes enqueued, and for leases that expired."""
DAMAGED = "Its row in the database is damaged."
MISTAKE = "Dim made a mistake. What went wrong is in the server's log."


class JobFailedError(Exception):
    """A job cannot be done; the text says why. It is tried again only with `retry`."""

    def __init__(self, reason: str, *, retry: bool = False) -> None:
        super().__init__(reason)
        self.retry = retry


class JobContext:
    """What a handler may do beside its work."""

    def __init__(self, database: Database, job_id: int, owner: str) -> None:
        self._database, self._job_id, self._owner = database, job_id, owner

    async def progress(
        self, *, total: int | None = None, done: int | None = None, failed: int | None = None, current: str | None = None
    ) -> None:  # fmt: skip
        """Record the progress of the job; None leaves a value as it is."""
        await self._database.write(
            queue.report_progress, self._job_id, self._owner, total=total, done=done, failed=failed, current=current
        )


@dataclass(frozen=True, slots=True)
class Handler:
    """What does the jobs of a kind. `run` is cancelled when its job is, or when the server stops."""

    run: Callable[[Job, JobContext], Awaitable[None]]
    concurrency: int = 1
    """How many jobs of the kind run at a time."""


class JobRunner:
    """Claims jobs that have a handler, and runs them while renewing their leases."""

    def __init__(
        self, database: Database, hub: Hub, handlers: Mapping[str, Handler], lease_seconds: float = LEASE_SECONDS
    ) -> None:
        """`handlers` by the kind of job."""
        self._database, self._handlers, self._lease_seconds = database, handlers, lease_seconds
        self._owner = secrets.token_hex(8)
        self._running: dict[int, tuple[str, asyncio.Task[None]]] = {}
        self._wake = asyncio.Event()
        hub.follow(self._note)

    def _note(self, event: Event) -> None:
        """A job changed: one that is pending may be claimed, one that is over is stopped here."""
        if event.type != "job":
            return
        job: Job = event.data["job"]
        if job.state == "pending":
            self._wake.set()
        elif job.state == "cancelled" and job.id in self._running:
            self._running[job.id][1].cancel()

    async def run(self) -> None:
        """Work through the jobs until cancelled; then stop those that run, and return them to the queue."""
        try:
            while True:
                self._wake.clear()
                await self._database.write(queue.release_expired)
                while kinds := self._free_kinds():
                    job = await self._database.write(queue.claim, kinds, self._owner, self._lease_seconds)
                    if job is None:
                        break
                    self._start(job)
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._idle_seconds()):
                        await self._wake.wait()
        finally:
            tasks = [task for _, task in self._running.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._database.write(queue.give_back, self._owner)

    def _idle_seconds(self) -> float:
        due = self._database.read(queue.next_due, self._free_kinds())
        return POLL_SECONDS if due is None else min(max(due - time.time(), 0.0), POLL_SECONDS)

    def _free_kinds(self) -> list[str]:
        """The kinds of which another job may run now."""
        running = [kind for kind, _ in self._running.values()]
        return [kind for kind, handler in self._handlers.items() if running.count(kind) < handler.concurrency]

    def _start(self, job: Job) -> None:
        task = asyncio.create_task(self._run(job), name=f"job {job.id} ({job.kind})")
        self._running[job.id] = (job.kind, task)
        task.add_done_callback(lambda ended: self._ended(job.id, ended))

    def _ended(self, job_id: int, task: asyncio.Task[None]) -> None:
        del self._running[job_id]
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error(
                "The outcome of job %s could not be recorded; it runs again when its lease expires",
                job_id,
                exc_info=error,
            )

    async def _run(self, job: Job) -> None:
        """Run a job and record the outcome. Cancelling is recorded where it is requested."""
        context = JobContext(self._database, job.id, self._owner)
        renewing = asyncio.create_task(self._renew(job))
        try:
            if job.is_damaged:
                raise JobFailedError(DAMAGED)
            await self._handlers[job.kind].run(job, context)
        except JobFailedError as error:
            log.warning("Job %s (%s) failed: %s", job.id, job.kind, error)
            await self._database.write(queue.fail, job.id, self._owner, str(error), retry=error.retry)
        except Exception:
            log.exception("Job %s (%s) failed", job.id, job.kind)
            await self._database.write(queue.fail, job.id, self._owner, MISTAKE)
        else:
            await self._database.write(queue.finish, job.id, self._owner)
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing

    async def _renew(self, job: Job) -> None:
        """Renew a job's lease; stop a job whose lease was lost."""
        while True:
            await asyncio.sleep(self._lease_seconds / 3)
            try:
                ours = await self._database.write(queue.renew, job.id, self._owner, self._lease_seconds)
            except Exception:
                log.exception("The lease of job %s could not be renewed; trying again", job.id)
                continue
            if not ours:
                log.warning("Job %s (%s) was taken from this runner; stopping it", job.id, job.kind)
                if job.id in self._running:
                    self._running[job.id][1].cancel()
                return
