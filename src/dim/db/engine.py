"""Connections to the database: many readers, one writer."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

import orjson
from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event

from dim.events import Event

GIVE_WAY_SECONDS = 0.002
P = ParamSpec("P")
T = TypeVar("T")


class Transaction:
    """A write in progress: the connection, and the events to publish once it is committed."""

    def __init__(self, connection: Connection, give_way: Callable[[], None] = lambda: None) -> None:
        """`give_way` is called before each statement."""
        self.connection = connection
        self._give_way = give_way
        self.events: list[Event] = []

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run a statement, after whoever is reading."""
        self._give_way()
        result: CursorResult[Any] = self.connection.execute(statement, parameters)
        return result

    def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        """The first value of a statement's first row."""
        self._give_way()
        return self.connection.scalar(statement, parameters)

    def announce(self, *events: Event) -> None:
        """Publish these events after the commit, each once; nothing is published when the write fails."""
        self.events.extend(event for event in events if event not in self.events)


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def open_engine(url: str) -> Engine:
    """An engine for the URL, tuned: SQLite gets WAL, foreign keys, and `BEGIN IMMEDIATE` for writers."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, json_serializer=_json)
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": 30},
        json_serializer=_json,
        json_deserializer=orjson.loads,
    )

    @event.listens_for(engine, "connect")
    def tune(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "cache_size=-16000",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


class Database:
    """The one way to the data: `read` inline, `read_slow` on a thread, `write` on the single writer's thread."""

    def __init__(self, url: str, publish: Callable[[Iterable[Event]], None] = lambda _events: None) -> None:
        self.url = url
        self.engine = open_engine(url)
        self._publish = publish
        self._writer = ThreadPoolExecutor(1, "database-writer")
        self._readers = ThreadPoolExecutor(2, "database-reader")
        self._inline: Connection | None = None
        self._viewers = self._viewers_seen = 0
        self._owner = threading.get_ident()

    def read(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a short query here and now. Measured quicker and steadier than any thread pool (decision 0002).

        One connection is kept for this where the database is a file: taking one from the pool takes as long as a small query.
        """
        kept = self._inline if threading.get_ident() == self._owner else None
        if kept is None or kept.in_transaction():
            if kept is None and threading.get_ident() == self._owner and self.url.startswith("sqlite"):
                self._inline = self.engine.connect()
            with self.engine.connect() as connection:
                return query(connection, *args, **kwargs)
        try:
            return query(kept, *args, **kwargs)
        finally:
            if kept.in_transaction():
                kept.rollback()

    def note_viewer(self) -> None:
        """A person's request came in: the writer lets it go first."""
        self._viewers += 1

    async def read_slow(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query whose size has no bound on a thread, so that the event loop goes on."""
        return await asyncio.get_running_loop().run_in_executor(
            self._readers, lambda: self.read(query, *args, **kwargs)
        )

    def write_now(self, change: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a change in one transaction on this thread; for commands and start-up, where no server is running."""
        with self.engine.connect().execution_options(writing=True) as connection, connection.begin():
            return change(Transaction(connection), *args, **kwargs)

    async def write(self, change: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a change in one transaction, after those asked for before; then publish what it announced."""

        def run() -> tuple[T, list[Event]]:
            with self.engine.connect().execution_options(writing=True) as connection, connection.begin():
                transaction = Transaction(connection, self._give_way)
                result = change(transaction, *args, **kwargs)
            return result, transaction.events

        result, events = await asyncio.get_running_loop().run_in_executor(self._writer, run)
        self._publish(events)
        return result

    def _give_way(self) -> None:
        """On the writer's thread: where someone asked for a page since the last statement, let them go first.

        Threads share the interpreter by halves; a scan may take longer while people browse, but they must not notice it.
        """
        if self._viewers != self._viewers_seen:
            self._viewers_seen = self._viewers
            time.sleep(GIVE_WAY_SECONDS)

    def close(self) -> None:
        """Finish the writes that were asked for, then let go of every connection."""
        self._writer.shutdown()
        self._readers.shutdown()
        if self._inline is not None:
            self._inline.close()
        self.engine.dispose()
