"""Scans: what a scanner said of its progress."""

import time
from typing import Any

from sqlalchemy import insert, select, update

from dim.db import Transaction
from dim.db.tables import scan
from dim.events import Event

KEPT = 20


def report(transaction: Transaction, library_id: int, progress: dict[str, Any]) -> None:
    """Note how far a scan is: state (running, done, failed), found, done, failed, current, error."""
    running = transaction.scalar(
        select(scan.c.id)
        .where(scan.c.library_id == library_id, scan.c.state == "running")
        .order_by(scan.c.id.desc())
        .limit(1)
    )
    now = time.time()
    values = {**progress, "finished_at": None if progress["state"] == "running" else now}
    if running is None:
        transaction.execute(insert(scan), {**values, "library_id": library_id, "started_at": now})
        _forget_old(transaction, library_id)
    else:
        transaction.execute(update(scan).where(scan.c.id == running).values(**values))
    transaction.announce(Event("scan", {"library_id": library_id, **progress}, library_id))


def _forget_old(transaction: Transaction, library_id: int) -> None:
    kept = select(scan.c.id).where(scan.c.library_id == library_id).order_by(scan.c.id.desc()).limit(KEPT)
    transaction.execute(scan.delete().where(scan.c.library_id == library_id, scan.c.id.not_in(kept.scalar_subquery())))


def close_interrupted(transaction: Transaction) -> None:
    """At the server's start: scans that were running when it ended are over."""
    values = {"state": "failed", "error": "The server stopped during this scan.", "finished_at": time.time()}
    transaction.execute(update(scan).where(scan.c.state == "running").values(**values))
