"""The runner: concurrency, cancelling, crashes, shutdown."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import pytest
from sqlalchemy import literal_column, update

from dim.db import Database
from dim.db.tables import job as table
from dim.events import Hub
from dim.jobs import Handler, Job, JobContext, JobFailedError, JobRunner, NewJob, queue

LIMIT = 20


class World:
    """A runner on a database, and the states that its jobs went through."""

    def __init__(self, database: Database) -> None:
        self.hub = Hub()
        self.database = database
        database._publish = self.hub.publish
        self.changed = asyncio.Condition()
        self.states: dict[int, list[str]] = {}
        self.hub.follow(lambda event: self._note(event.data["job"]))

    def _note(self, job: Job) -> None:
        states = self.states.setdefault(job.id, [])
        if states[-1:] != [job.state]:
            states.append(job.state)
        self._notified = asyncio.get_running_loop().create_task(self._notify())

    async def _notify(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def add(self, kind: str = "work", **values: object) -> int:
        return (await self.database.write(queue.enqueue, NewJob(kind, **values)))[0].id  # type: ignore[arg-type]

    async def reached(self, job_id: int, *states: str) -> None:
        async with asyncio.timeout(LIMIT), self.changed:
            await self.changed.wait_for(lambda: self.states.get(job_id, [])[-len(states) :] == list(states))

    @asynccontextmanager
    async def running(self, handlers: Mapping[str, Handler], lease: float = 60.0) -> AsyncIterator[JobRunner]:
        runner = JobRunner(self.database, self.hub, handlers, lease)
        task = asyncio.create_task(runner.run())
        try:
            yield runner
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def job(self, job_id: int) -> Job:
        found = self.database.read(queue.get, job_id)
        assert found is not None
        return found


def test_jobs_run_as_many_at_a_time_as_allowed_and_wake_the_runner(database: Database) -> None:
    async def main() -> None:
        world, most, now = World(database), 0, 0
        full, go_on = asyncio.Event(), asyncio.Event()

        async def work(_job: Job, context: JobContext) -> None:
            nonlocal most, now
            now += 1
            most = max(most, now)
            if now == 2:
                full.set()
            await go_on.wait()
            await context.progress(total=1, done=1)
            now -= 1

        async with world.running({"work": Handler(work, concurrency=2), "other": Handler(work)}):
            jobs = [await world.add() for _ in range(5)]
            async with asyncio.timeout(LIMIT):
                await full.wait()
            go_on.set()
            for job in jobs:
                await world.reached(job, "pending", "running", "done")
        assert most == 2
        assert all(world.job(job).done == 1 for job in jobs)

    asyncio.run(main())


def test_a_running_job_is_cancelled(database: Database) -> None:
    async def main() -> None:
        world, cancelled = World(database), asyncio.Event()

        async def work(job: Job, _context: JobContext) -> None:
            if job.payload.get("quick"):
                return
            try:
                await asyncio.Event().wait()
            finally:
                cancelled.set()

        async with world.running({"work": Handler(work)}):
            job, waiting, quick = await world.add(), await world.add(), await world.add(payload={"quick": True})
            await world.reached(job, "running")
            assert await database.write(queue.cancel, waiting)
            assert await database.write(queue.cancel, job)
            async with asyncio.timeout(LIMIT):
                await cancelled.wait()
            await world.reached(quick, "done")  # its place is free again
        assert (world.job(job).state, world.job(waiting).state) == ("cancelled", "cancelled")
        assert world.states[waiting] == ["pending", "cancelled"]

    asyncio.run(main())


@pytest.mark.parametrize(
    ("error", "states", "text"),
    [
        (RuntimeError("secret path"), ["pending", "running", "pending"], "Dim made a mistake"),
        (JobFailedError("The disk is full.", retry=True), ["pending", "running", "pending"], "The disk is full."),
        (JobFailedError("There is no such file."), ["pending", "running", "failed"], "There is no such file."),
    ],
)
def test_a_job_that_fails(database: Database, error: Exception, states: list[str], text: str) -> None:
    async def main() -> None:
        world = World(database)

        async def work(_job: Job, _context: JobContext) -> None:
            raise error

        async with world.running({"work": Handler(work)}):
            job = await world.add()
            await world.reached(job, *states)
        assert text in str(world.job(job).error)
        assert world.job(job).run_at > world.job(job).created_at or states[-1] == "failed"

    asyncio.run(main())


def test_shutdown_gives_jobs_back_and_the_next_runner_takes_them(database: Database) -> None:
    async def main() -> None:
        world, finished = World(database), asyncio.Event()

        async def work(_job: Job, context: JobContext) -> None:
            await context.progress(total=2, done=1)
            await finished.wait()

        async with world.running({"work": Handler(work)}):
            job = await world.add(max_attempts=1)
            await world.reached(job, "running")
        given_back = world.job(job)
        assert (given_back.state, given_back.attempts, given_back.lease_owner) == ("pending", 0, None)
        finished.set()
        async with world.running({"work": Handler(work)}):
            await world.reached(job, "running", "done")

    asyncio.run(main())


def test_a_job_of_a_dead_worker_is_taken_over(database: Database) -> None:
    async def main() -> None:
        world = World(database)

        async def work(_job: Job, _context: JobContext) -> None:
            return

        job = await world.add()
        assert await database.write(queue.claim, ["work"], "dead worker", -1.0)  # its lease has expired already
        async with world.running({"work": Handler(work)}):
            await world.reached(job, "running", "done")
        assert world.job(job).attempts == 2

    asyncio.run(main())


def test_a_worker_that_lost_its_lease_stops(database: Database) -> None:
    async def main() -> None:
        world, stopped = World(database), asyncio.Event()

        async def work(_job: Job, _context: JobContext) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                stopped.set()

        theirs = {"state": "running", "lease_owner": "another server", "lease_until": 2e12}
        async with world.running({"work": Handler(work)}, lease=0.5):
            job = await world.add()
            await world.reached(job, "running")
            taken = update(table).where(table.c.id == job).values(theirs)
            await database.write(lambda transaction: transaction.execute(taken))
            async with asyncio.timeout(LIMIT):
                await stopped.wait()
        assert (world.job(job).state, world.job(job).lease_owner) == ("running", "another server")

    asyncio.run(main())


@pytest.mark.parametrize("payload", ["not json", "[1]", "5", "null"])
def test_a_job_with_a_damaged_row_fails_and_others_run(database: Database, payload: str) -> None:
    if database.engine.dialect.name != "sqlite" and payload == "not json":
        pytest.skip("PostgreSQL checks JSON")

    async def main() -> None:
        world, seen = World(database), list[int]()

        async def work(job: Job, _context: JobContext) -> None:
            seen.append(job.id)

        damaged, good = await world.add(), await world.add()
        damage = update(table).where(table.c.id == damaged).values(payload=literal_column(f"'{payload}'"))
        await database.write(lambda transaction: transaction.execute(damage))
        async with world.running({"work": Handler(work)}):
            await world.reached(damaged, "running", "failed")
            await world.reached(good, "running", "done")
        assert seen == [good]
        assert world.job(damaged).error == "Its row in the database is damaged."

    asyncio.run(main())
