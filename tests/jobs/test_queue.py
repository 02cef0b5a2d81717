"""The table of jobs: who gets which, and what becomes of those whose worker fails, dies or is stopped."""

import threading
import time

import pytest
from sqlalchemy import update

from dim.db import Database, Transaction
from dim.db.tables import job as table
from dim.events import Event
from dim.jobs import Job, NewJob, queue


def add(database: Database, kind: str = "work", **values: object) -> Job:
    return database.write_now(queue.enqueue, NewJob(kind, **values))[0]  # type: ignore[arg-type]


def claim(database: Database, owner: str = "me", lease: float = 60.0, kind: str = "work") -> Job | None:
    return database.write_now(queue.claim, [kind], owner, lease)


def found(database: Database, job_id: int) -> Job:
    job = database.read(queue.get, job_id)
    assert job is not None
    return job


def set_values(database: Database, job_id: int, **values: object) -> None:
    database.write_now(
        lambda transaction: transaction.execute(update(table).where(table.c.id == job_id).values(**values))
    )


def test_a_server_that_begins_takes_over_at_once(database: Database) -> None:
    job, _ = database.write_now(queue.enqueue, NewJob("work"))
    claim(database, "killed")
    assert claim(database, "next") is None
    assert database.write_now(queue.release_all) == 1
    claimed = claim(database, "next")
    assert claimed is not None
    assert (claimed.id, claimed.attempts) == (job.id, 2)


def test_by_priority_then_by_age(database: Database) -> None:
    jobs = [add(database, priority=priority) for priority in (0, 5, 0, 5)]
    add(database, kind="other")
    order = [claim(database) for _ in range(5)]
    assert [job and job.id for job in order] == [jobs[1].id, jobs[3].id, jobs[0].id, jobs[2].id, None]


def test_a_job_waits_until_it_is_due(database: Database) -> None:
    job = add(database, delay=3600)
    assert claim(database) is None
    assert database.read(queue.next_due, ["work"]) == job.run_at
    assert database.read(queue.next_due, ["other"]) is None
    set_values(database, job.id, run_at=time.time() - 1)
    claimed = claim(database)
    assert claimed is not None
    assert (claimed.id, claimed.state, claimed.lease_owner, claimed.attempts) == (job.id, "running", "me", 1)


def test_one_open_job_a_key(database: Database) -> None:
    first, new = database.write_now(queue.enqueue, NewJob("work", {"a": 1}, unique_key="x"))
    again, again_new = database.write_now(queue.enqueue, NewJob("work", {"a": 2}, unique_key="x"))
    assert (new, again_new, again.id, dict(again.payload)) == (True, False, first.id, {"a": 1})
    claim(database)
    assert database.write_now(queue.enqueue, NewJob("work", unique_key="x"))[1] is False
    database.write_now(queue.finish, first.id, "me")
    assert database.write_now(queue.enqueue, NewJob("work", unique_key="x"))[1] is True


def test_workers_race_and_each_job_is_run_once(database: Database) -> None:
    jobs = [add(database) for _ in range(40)]
    got: dict[str, list[int]] = {owner: [] for owner in "abcd"}
    start = threading.Barrier(4)

    def work(owner: str) -> None:
        start.wait(10)
        while (job := claim(database, owner)) is not None:
            got[owner].append(job.id)

    threads = [threading.Thread(target=work, args=(owner,)) for owner in got]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(number for numbers in got.values() for number in numbers) == [job.id for job in jobs]


def test_a_job_whose_worker_dies_is_claimed_again_until_its_last_attempt(database: Database) -> None:
    job = add(database, max_attempts=2)
    for attempt in (1, 2):
        claimed = claim(database, owner=f"worker {attempt}")
        assert claimed is not None
        assert claimed.attempts == attempt
        assert database.write_now(queue.release_expired) == 0
        set_values(database, job.id, lease_until=time.time() - 1)
        assert database.write_now(queue.release_expired) == 1
    ended = found(database, job.id)
    assert (ended.state, ended.error, ended.lease_owner) == ("failed", queue.EXPIRED, None)
    assert claim(database) is None


def test_a_worker_that_lost_its_job_changes_nothing(database: Database) -> None:
    job = add(database)
    claim(database, "slow")
    assert database.write_now(queue.renew, job.id, "slow", 60.0)
    set_values(database, job.id, lease_until=time.time() - 1)
    database.write_now(queue.release_expired)
    claim(database, "next")
    for change in (queue.finish, lambda t, i, o: queue.renew(t, i, o, 60.0), lambda t, i, o: queue.fail(t, i, o, "x")):
        assert not database.write_now(change, job.id, "slow")
    assert not database.write_now(queue.report_progress, job.id, "slow", done=9)
    assert (found(database, job.id).lease_owner, found(database, job.id).done) == ("next", 0)


def test_a_failed_job_is_tried_again_later_and_later(database: Database) -> None:
    job = add(database, max_attempts=3)
    delays = []
    for attempt in (1, 2, 3):
        set_values(database, job.id, run_at=time.time() - 1)
        claim(database)
        before = time.time()
        assert database.write_now(queue.fail, job.id, "me", f"reason {attempt}")
        after = found(database, job.id)
        delays.append(after.run_at - before)
        assert after.error == f"reason {attempt}"
        assert after.state == ("pending" if attempt < 3 else "failed")
    assert queue.FIRST_BACKOFF <= delays[0] < delays[1]


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 10), (1, 10), (2, 20), (3, 40), (20, 3600), (2000, 3600)])
def test_backoff(attempts: int, seconds: float) -> None:
    assert queue.backoff(min(attempts, 1000)) == seconds


def test_progress_cancel_and_give_back(database: Database) -> None:
    job, other = add(database), add(database)
    claim(database)
    claim(database)
    assert database.write_now(queue.report_progress, job.id, "me", total=10, done=3, current="a.mkv")
    assert database.write_now(queue.report_progress, job.id, "me", failed=1)
    now = found(database, job.id)
    assert (now.total, now.done, now.failed, now.current) == (10, 3, 1, "a.mkv")
    assert database.write_now(queue.cancel, job.id)
    assert not database.write_now(queue.cancel, job.id)
    assert (found(database, job.id).state, found(database, job.id).current) == ("cancelled", None)
    assert database.write_now(queue.give_back, "me") == 1
    assert (found(database, other.id).state, found(database, other.id).attempts) == ("pending", 0)


def test_old_jobs_are_pruned(database: Database) -> None:
    done, open_ = add(database), add(database)
    claim(database)
    database.write_now(queue.finish, done.id, "me")
    assert database.write_now(queue.prune, time.time() - 60) == 0
    assert database.write_now(queue.prune, time.time() + 60, ["work"]) == 0
    assert database.write_now(queue.prune, time.time() + 60, ["other"]) == 1
    assert database.read(queue.get, done.id) is None
    assert database.read(queue.get, open_.id) is not None


def test_each_change_is_announced(database: Database) -> None:
    events: list[Event] = []

    def change(transaction: Transaction) -> None:
        job, _ = queue.enqueue(transaction, NewJob("work"))
        queue.claim(transaction, ["work"], "me", 60.0)
        queue.finish(transaction, job.id, "me")
        events.extend(transaction.events)

    database.write_now(change)
    assert [event.data["job"].state for event in events] == ["pending", "running", "done"]
    assert all(event.internal for event in events)
