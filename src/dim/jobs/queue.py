"""The table of jobs: enqueue, claim, renew, report, finish, fail, cancel.

Each change is announced to this process as an internal event "job".
"""

import time
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, true, update

from dim.db import Transaction
from dim.db.tables import job as table
from dim.events import Event
from dim.jobs.model import OPEN, Job, NewJob

FIRST_BACKOFF, LONGEST_BACKOFF = 10.0, 3600.0
EXPIRED = "The worker that ran it stopped."


def backoff(attempts: int) -> float:
    """Seconds until the next attempt, after so many."""
    return min(FIRST_BACKOFF * 2.0 ** max(attempts - 1, 0), LONGEST_BACKOFF)


def enqueue(transaction: Transaction, new: NewJob) -> tuple[Job, bool]:
    """Add a job, unless an open one has its unique key; the job, and whether it is new."""
    if new.unique_key is not None:
        mine = (table.c.unique_key == new.unique_key, table.c.state.in_(OPEN))
        current = _first(transaction.connection, select(table).where(*mine))
        if current is not None:
            return current, False
    now = time.time()
    values = {
        "kind": new.kind, "payload": dict(new.payload), "library_id": new.library_id, "item_id": new.item_id,
        "unique_key": new.unique_key, "priority": new.priority, "max_attempts": new.max_attempts, "state": "pending",
        "attempts": 0, "total": 0, "done": 0, "failed": 0, "run_at": now + new.delay, "created_at": now,
    }  # fmt: skip
    row = transaction.execute(insert(table).returning(table), values).mappings().one()
    job = Job.from_row(row)
    announce(transaction, job)
    return job, True


def claim(transaction: Transaction, kinds: Sequence[str], owner: str, lease_seconds: float) -> Job | None:
    """Take the next job of some kinds that is due, and hold it for `lease_seconds`; None: there is none.

    One statement, so that no two workers get the same job, whichever processes they are in.
    """
    now = time.time()
    due = (
        select(table.c.id)
        .where(table.c.state == "pending", table.c.kind.in_(kinds), table.c.run_at <= now)
        .order_by(table.c.priority.desc(), table.c.run_at, table.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # left out on SQLite, which has one writer
        .scalar_subquery()
    )
    jobs = _change(
        transaction, table.c.id == due, state="running", lease_owner=owner, lease_until=now + lease_seconds,
        attempts=table.c.attempts + 1, started_at=now, error=None,
    )  # fmt: skip
    return jobs[0] if jobs else None


def next_due(connection: Connection, kinds: Sequence[str]) -> float | None:
    """When the next pending job of some kinds may run; None: there is none."""
    query = select(table.c.run_at).where(table.c.state == "pending", table.c.kind.in_(kinds))
    due: float | None = connection.scalar(query.order_by(table.c.run_at).limit(1))
    return due


def renew(transaction: Transaction, job_id: int, owner: str, lease_seconds: float) -> bool:
    """Hold a job for longer. False: the owner lost it (cancelled, or the lease expired)."""
    held = update(table).where(*_held(job_id, owner)).values(lease_until=time.time() + lease_seconds)
    return bool(transaction.execute(held).rowcount)


def report_progress(
    transaction: Transaction, job_id: int, owner: str, *, total: int | None = None, done: int | None = None,
    failed: int | None = None, current: str | None = None,
) -> bool:  # fmt: skip
    """Record the progress of a job; None leaves a value as it is. False: the owner lost it."""
    values = {"total": total, "done": done, "failed": failed, "current": current}
    known = {name: value for name, value in values.items() if value is not None}
    return bool(_change(transaction, *_held(job_id, owner), **known)) if known else True


def finish(transaction: Transaction, job_id: int, owner: str) -> bool:
    """The job is done. False: the owner lost it."""
    return bool(_end(transaction, "done", *_held(job_id, owner)))


def fail(transaction: Transaction, job_id: int, owner: str, error: str, *, retry: bool = True) -> bool:
    """Record a failure: the job is retried with back-off, unless this was its last attempt. False: the owner lost it."""
    job = _first(transaction.connection, select(table).where(*_held(job_id, owner)))
    if job is None:
        return False
    if not retry or job.attempts >= job.max_attempts:
        _end(transaction, "failed", table.c.id == job_id, error=error)
    else:
        _requeue(transaction, job, time.time() + backoff(job.attempts), error=error)
    return True


def cancel(transaction: Transaction, job_id: int) -> bool:
    """Cancel an open job; its worker is stopped. False: it had ended."""
    return bool(_end(transaction, "cancelled", table.c.id == job_id, table.c.state.in_(OPEN)))


def give_back(transaction: Transaction, owner: str) -> int:
    """Return all jobs of an owner to the queue, as if it had never claimed them; the number of jobs."""
    held = (table.c.state == "running", table.c.lease_owner == owner)
    jobs = _all(transaction.connection, select(table).where(*held))
    for job in jobs:
        _requeue(transaction, job, time.time(), attempts=max(job.attempts - 1, 0))
    return len(jobs)


def release_expired(transaction: Transaction) -> int:
    """Return jobs with an expired lease to the queue, or fail them after their last attempt; the number of jobs."""
    return _release(transaction, table.c.lease_until < time.time())


def release_all(transaction: Transaction) -> int:
    """The same for all jobs that run, where no other process than this one, which begins, can be running them."""
    return _release(transaction, true())


def _release(transaction: Transaction, which: ColumnElement[bool]) -> int:
    jobs = _all(transaction.connection, select(table).where(table.c.state == "running", which))
    for job in jobs:
        if job.attempts >= job.max_attempts:
            _end(transaction, "failed", table.c.id == job.id, error=EXPIRED)
        else:
            _requeue(transaction, job, time.time(), error=EXPIRED)
    return len(jobs)


def prune(transaction: Transaction, before: float, keep: Sequence[str] = ()) -> int:
    """Remove jobs that ended before a time (UTC seconds), except for the kinds to keep; the number of jobs."""
    old = (table.c.finished_at < before, table.c.kind.not_in(keep))
    return transaction.execute(delete(table).where(*old)).rowcount


def get(connection: Connection, job_id: int) -> Job | None:
    """A job by its id."""
    return _first(connection, select(table).where(table.c.id == job_id))


def announce(transaction: Transaction, job: Job) -> None:
    """Announce a changed job within this process, after the commit."""
    transaction.announce(Event("job", {"job": job}, job.library_id, internal=True))


def _held(job_id: int, owner: str) -> tuple[ColumnElement[bool], ...]:
    return table.c.id == job_id, table.c.state == "running", table.c.lease_owner == owner


def _change(transaction: Transaction, *where: ColumnElement[bool], **values: object) -> list[Job]:
    rows = transaction.execute(update(table).where(*where).values(**values).returning(table)).mappings().all()
    jobs = [Job.from_row(row) for row in rows]
    for job in jobs:
        announce(transaction, job)
    return jobs


def _end(transaction: Transaction, state: str, *where: ColumnElement[bool], error: str | None = None) -> Iterable[Job]:
    over = {"state": state, "error": error, "current": None, "finished_at": time.time()}
    return _change(transaction, *where, **over, lease_owner=None, lease_until=None)


def _requeue(transaction: Transaction, job: Job, run_at: float, **values: object) -> None:
    pending = {"state": "pending", "run_at": run_at, "lease_owner": None, "lease_until": None, "current": None}
    _change(transaction, table.c.id == job.id, **pending, **values)


def _first(connection: Connection, query: Select[tuple[object, ...]]) -> Job | None:
    row = connection.execute(query.order_by(table.c.id.desc()).limit(1)).mappings().first()
    return Job.from_row(row) if row else None


def _all(connection: Connection, query: Select[tuple[object, ...]]) -> list[Job]:
    return [Job.from_row(row) for row in connection.execute(query.order_by(table.c.id)).mappings()]
