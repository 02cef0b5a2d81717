"""Runs: the jobs over a whole library (a scan, artwork again, a search for duplicates), as the API shows them.

Scans are done by the library's scanner, which claims them over REST and holds no lease; their jobs only record how far they are.
The others are done by the server's own job runner.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self

from sqlalchemy import Connection, delete, select, update

from dim.db import Transaction
from dim.db.tables import job as job_table
from dim.events import Event, Hub
from dim.jobs import Job, NewJob, queue
from dim.jobs.model import OPEN as OPEN_JOB

SCAN, DUPLICATE_SCAN, FETCH_METADATA = "scan", "duplicatescan", "fetch_metadata"
FLAGS = (SCAN, DUPLICATE_SCAN, FETCH_METADATA)
BY_SCANNER = (SCAN,)
KEPT = 60
"""Runs of a library that its history shows."""
INTERRUPTED = "The server stopped during this run."
RunState = Literal["waiting", "running", "done", "failed", "stopped"]
_STATES: dict[str, RunState] = {"pending": "waiting", "cancelled": "stopped"}
_SCANNER = "scanner"


@dataclass(frozen=True, slots=True)
class Run:
    """A run as the API shows it: times in UTC seconds, `elapsed` by this machine's clock."""

    id: int
    library_id: int
    flag: str
    state: RunState
    found: int
    done: int
    failed: int
    current: str | None
    error: str | None
    started_at: float
    finished_at: float | None
    elapsed: float

    @classmethod
    def from_job(cls, job: Job) -> Self:
        """The run that a job of a library is."""
        assert job.library_id is not None
        state: RunState = _STATES.get(job.state) or job.state  # type: ignore[assignment]
        return cls(
            id=job.id, library_id=job.library_id, flag=job.kind, state=state, found=job.total, done=job.done, failed=job.failed,
            current=job.current, error=job.error, started_at=job.created_at, finished_at=job.finished_at,
            elapsed=max((job.finished_at or time.time()) - job.created_at, 0.0),
        )  # fmt: skip

    @property
    def is_open(self) -> bool:
        """Whether it is not over."""
        return self.state in ("waiting", "running")


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scanner says of its scan."""

    state: Literal["running", "done", "failed", "stopped"]
    found: int = 0
    done: int = 0
    failed: int = 0
    current: str | None = None
    error: str | None = None


def announce_runs(hub: Hub) -> None:
    """Publish an event "scan" for clients whenever the job of a run changes."""

    def forward(event: Event) -> None:
        if event.type == "job" and event.data["job"].kind in FLAGS:
            run = Run.from_job(event.data["job"])
            hub.publish([Event("scan", _as_event(run), run.library_id)])

    hub.follow(forward)


def _as_event(run: Run) -> dict[str, object]:
    return {name: getattr(run, name) for name in Run.__slots__}


def begin(transaction: Transaction, library_id: int, flag: str) -> tuple[Run, bool]:
    """The run of a flag that is waiting or running, or a new one; and whether it is new."""
    _forget_old(transaction, library_id)
    job, new = queue.enqueue(transaction, NewJob(flag, library_id=library_id, unique_key=f"{flag} {library_id}"))
    return Run.from_job(job), new


def report_scan(transaction: Transaction, library_id: int, report: ScanReport) -> None:
    """Note what a library's scanner says of its scan, which it may have begun by itself."""
    run_id = _open(transaction.connection, library_id, SCAN) or begin(transaction, library_id, SCAN)[0].id
    over = report.state != "running"
    values = {
        "state": "cancelled" if report.state == "stopped" else report.state, "total": report.found, "done": report.done,
        "failed": report.failed, "current": report.current, "error": report.error, "lease_owner": None if over else _SCANNER,
        "finished_at": time.time() if over else None,
    }  # fmt: skip
    _update(transaction, run_id, values)


def stop(transaction: Transaction, run_id: int) -> None:
    """End a run that is not over."""
    queue.cancel(transaction, run_id)


def is_open(connection: Connection, library_id: int, flag: str) -> bool:
    """Whether a run of a flag is waiting or running."""
    return _open(connection, library_id, flag) is not None


def get(connection: Connection, library_id: int, run_id: int) -> Run | None:
    """A run of a library."""
    job = queue.get(connection, run_id)
    return Run.from_job(job) if job and job.library_id == library_id and job.kind in FLAGS else None


def latest(connection: Connection, library_id: int, *flags: str, limit: int = KEPT) -> list[Run]:
    """The latest runs of a library of some flags (none given: any), the newest first."""
    query = select(job_table).where(job_table.c.library_id == library_id, job_table.c.kind.in_(flags or FLAGS))
    rows = connection.execute(query.order_by(job_table.c.id.desc()).limit(limit)).mappings()
    return [Run.from_job(Job.from_row(row)) for row in rows]


def close_interrupted(transaction: Transaction) -> None:
    """At the server's start: the runs of scanners that were under way when it ended are over. Others go on."""
    mine = (job_table.c.kind.in_(BY_SCANNER), job_table.c.state.in_(OPEN_JOB))
    values = {"state": "failed", "error": INTERRUPTED, "current": None, "lease_owner": None, "finished_at": time.time()}
    transaction.execute(update(job_table).where(*mine).values(**values))


def _open(connection: Connection, library_id: int, flag: str) -> int | None:
    mine = (job_table.c.library_id == library_id, job_table.c.kind == flag, job_table.c.state.in_(OPEN_JOB))
    found: int | None = connection.scalar(select(job_table.c.id).where(*mine).order_by(job_table.c.id.desc()).limit(1))
    return found


def _update(transaction: Transaction, run_id: int, values: Mapping[str, object]) -> None:
    """Write down what a scanner says of its run, and announce it."""
    query = update(job_table).where(job_table.c.id == run_id).values(**values).returning(job_table)
    queue.announce(transaction, Job.from_row(transaction.execute(query).mappings().one()))


def _forget_old(transaction: Transaction, library_id: int) -> None:
    """Remove the runs of a library that its history does not show any more."""
    mine = (job_table.c.library_id == library_id, job_table.c.kind.in_(FLAGS))
    kept = select(job_table.c.id).where(*mine).order_by(job_table.c.id.desc()).limit(KEPT).scalar_subquery()
    transaction.execute(delete(job_table).where(*mine, job_table.c.id.not_in(kept), job_table.c.state.not_in(OPEN_JOB)))
