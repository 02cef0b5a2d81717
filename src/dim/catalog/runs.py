"""Runs: what is done to a whole library (a scan, looking for pictures again, for duplicates), and how far each is."""

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from dim.db import Transaction
from dim.db.tables import scan
from dim.events import Event

SCAN, DUPLICATE_SCAN, FETCH_METADATA = "scan", "duplicatescan", "fetch_metadata"
FLAGS = (SCAN, DUPLICATE_SCAN, FETCH_METADATA)
OPEN = ("waiting", "running")
KEPT = 60


def begin(transaction: Transaction, library_id: int, flag: str) -> tuple[int, bool]:
    """The run of a flag that waits or is under way, or a new one; its id, and whether it is new."""
    current = _open(transaction, library_id, flag)
    if current is not None:
        return current, False
    run = _insert(transaction, library_id, flag, {"state": "waiting", "found": 0, "done": 0, "failed": 0})
    _announce(transaction, run)
    return run, True


def report(transaction: Transaction, library_id: int, progress: dict[str, Any]) -> None:
    """Note what a scanner says of its scan: state (running, done, failed, stopped), found, done, failed, current, error."""
    run = _open(transaction, library_id, SCAN)
    values = {**progress, "finished_at": None if progress["state"] == "running" else time.time()}
    if run is None:
        run = _insert(transaction, library_id, SCAN, values)
    else:
        transaction.execute(update(scan).where(scan.c.id == run).values(**values))
    _announce(transaction, run)


def set_progress(transaction: Transaction, run: int, /, **values: Any) -> None:
    """Note how far a run is, or with a state of done or failed that it is over."""
    if values.get("state", "running") not in OPEN:
        values |= {"finished_at": time.time(), "current": None}
    transaction.execute(update(scan).where(scan.c.id == run).values(**values))
    _announce(transaction, run)


def advance(transaction: Transaction, library_id: int, flag: str, count: int = 1) -> None:
    """So many more are done of the run of a flag, where there is one."""
    run = _open(transaction, library_id, flag)
    if run is not None:
        set_progress(transaction, run, state="running", done=scan.c.done + count)


def finish(transaction: Transaction, library_id: int, flag: str) -> None:
    """The run of a flag, where there is one, is over."""
    run = _open(transaction, library_id, flag)
    if run is not None:
        set_progress(transaction, run, state="done")


def is_open(connection: Connection, library_id: int, flag: str) -> bool:
    """Whether a run of a flag waits or is under way."""
    return connection.scalar(_open_query(library_id, flag)) is not None


def get(connection: Connection, library_id: int, run: int) -> dict[str, Any] | None:
    """A run of a library."""
    query = select(scan).where(scan.c.id == run, scan.c.library_id == library_id)
    row = connection.execute(query).mappings().first()
    return told(row) if row else None


def told(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A run as people are told of it: with the seconds it has taken, by this machine's clock."""
    return {**row, "elapsed": max((row["finished_at"] or time.time()) - row["started_at"], 0.0)}


def latest_scan(connection: Connection, library_id: int) -> dict[str, Any] | None:
    """The latest scan of a library."""
    mine = (scan.c.library_id == library_id, scan.c.flag == SCAN)
    row = connection.execute(select(scan).where(*mine).order_by(scan.c.id.desc()).limit(1)).mappings().first()
    return told(row) if row else None


def latest(connection: Connection, library_id: int) -> list[dict[str, Any]]:
    """The latest runs of a library, the newest first."""
    query = select(scan).where(scan.c.library_id == library_id).order_by(scan.c.id.desc()).limit(KEPT)
    return [told(row) for row in connection.execute(query).mappings()]


def close_interrupted(transaction: Transaction) -> None:
    """At the server's start: runs that were under way when it ended are over."""
    values = {"state": "failed", "error": "The server stopped during this run.", "finished_at": time.time()}
    transaction.execute(update(scan).where(scan.c.state.in_(OPEN)).values(**values))


def _open_query(library_id: int, flag: str) -> Any:
    mine = (scan.c.library_id == library_id, scan.c.flag == flag, scan.c.state.in_(OPEN))
    return select(scan.c.id).where(*mine).order_by(scan.c.id.desc()).limit(1)


def _open(transaction: Transaction, library_id: int, flag: str) -> int | None:
    found: int | None = transaction.scalar(_open_query(library_id, flag))
    return found


def _insert(transaction: Transaction, library_id: int, flag: str, values: dict[str, Any]) -> int:
    kept = select(scan.c.id).where(scan.c.library_id == library_id).order_by(scan.c.id.desc()).limit(KEPT)
    transaction.execute(scan.delete().where(scan.c.library_id == library_id, scan.c.id.not_in(kept.scalar_subquery())))
    row = {**values, "library_id": library_id, "flag": flag, "started_at": time.time()}
    run: int | None = transaction.scalar(insert(scan).returning(scan.c.id), row)
    assert run is not None
    return run


def _announce(transaction: Transaction, run: int) -> None:
    row = transaction.execute(select(scan).where(scan.c.id == run)).mappings().one()
    transaction.announce(Event("scan", told(row), row["library_id"]))
