"""Background work, and settings."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, Column, Dialect, Float, Index, Integer, Table, Text, TypeDecorator, text

from dim.db.tables.base import metadata, ref

_OPEN = "state IN ('pending', 'running')"


class ReadableJSON(TypeDecorator[Any]):
    """JSON that reads as None where it is damaged, so that one damaged row does not keep others from being read."""

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Reads a value."""
        read = super().result_processor(dialect, coltype)

        def process(value: Any) -> Any:
            try:
                return value if read is None else read(value)
            except (ValueError, TypeError):
                return None

        return process


job = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # scan | duplicatescan | fetch_metadata, and what handlers are registered for
    Column("payload", ReadableJSON, nullable=False),
    ref("library_id", "library.id", nullable=True),
    ref("item_id", "item.id", nullable=True),
    Column("unique_key", Text),  # at most one job of a key is open
    Column("state", Text, nullable=False),  # pending | running | done | failed | cancelled
    Column("priority", Integer, nullable=False),  # higher first
    Column("attempts", Integer, nullable=False),
    Column("max_attempts", Integer, nullable=False),
    Column("run_at", Float, nullable=False),  # not before
    Column("lease_owner", Text),
    Column("lease_until", Float),  # null while running: its worker is a scanner, which holds no lease
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("current", Text),
    Column("error", Text),
    Column("created_at", Float, nullable=False),
    Column("started_at", Float),
    Column("finished_at", Float),
    Index(None, "library_id", "kind", "id"),
    Index(None, "state", "kind", "run_at"),
    Index(None, "item_id"),
    Index(None, "finished_at"),
    Index("uq_job_open", "unique_key", unique=True, sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
    sqlite_autoincrement=True,
)

setting = Table("setting", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
