"""Connections to the database: many readers, one writer."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

import orjson
from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event, make_url
from sqlalchemy.exc import IntegrityError

from dim.events import Event

log = logging.getLogger(__name__)
YIELD_SECONDS = 0.002
CONNECT_SECONDS = 10
INLINE_SECONDS = 5
"""The longest query that may run on the event loop's thread (PostgreSQL only; SQLite has no such limit)."""
WRITER_LOCK = 0x64696D
"""The key of the advisory lock that the one writer holds on PostgreSQL, among all processes of one database."""
FOREIGN_KEY_VIOLATION = "23503"
P = ParamSpec("P")
T = TypeVar("T")


class Transaction:
    """A write in progress: the connection, and the events to publish once it is committed."""

    def __init__(self, connection: Connection, before_statement: Callable[[], None] = lambda: None) -> None:
        """`before_statement` is called before each statement."""
        self.connection = connection
        self._before_statement = before_statement
        self.events: list[Event] = []

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run a statement."""
        self._before_statement()
        result: CursorResult[Any] = self.connection.execute(statement, parameters)
        return result

    def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        """The first value of a statement's first row."""
        self._before_statement()
        return self.connection.scalar(statement, parameters)

    def announce(self, *events: Event) -> None:
        """Publish these events after the commit, each once; nothing is published when the write fails."""
        self.events.extend(event for event in events if event not in self.events)


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def open_engine(url: str) -> Engine:
    """An engine for the URL. A connection with the option `writing` is the only writer while its transaction lasts."""
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return _open_postgresql(url)


def _open_sqlite(url: str) -> Engine:
    """SQLite in WAL mode with foreign keys; writers use `BEGIN IMMEDIATE`."""
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


def _open_postgresql(url: str) -> Engine:
    """PostgreSQL; writers of all processes take turns by an advisory lock, as they do on SQLite."""
    engine = create_engine(
        url,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": CONNECT_SECONDS * 1000},
        json_serializer=_json,
        json_deserializer=orjson.loads,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writing", False):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")

    return engine


def is_missing_reference(error: IntegrityError) -> bool:
    """Whether a write failed because a row that it refers to is not there (any more)."""
    state = getattr(error.orig, "sqlstate", None)
    return state == FOREIGN_KEY_VIOLATION if state else "FOREIGN KEY constraint failed" in str(error.orig)


class Database:
    """The one way to the data: `read` inline, `read_slow` on a thread, `write` on the single writer's thread."""

    def __init__(self, url: str, publish: Callable[[Iterable[Event]], None] = lambda _events: None) -> None:
        """`publish` gets the events of each committed write, on the event loop's thread."""
        self.url = url
        self.engine = open_engine(url)
        self._publish = publish
        self._writer = ThreadPoolExecutor(1, "database-writer")
        self._readers = ThreadPoolExecutor(2, "database-reader")
        self._inline: Connection | None = None
        self._requests = self._requests_seen = 0
        self._owner = threading.get_ident()

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of this machine."""
        return self.engine.dialect.name == "sqlite"

    def read(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a short query on the caller's thread. Measured quicker and steadier than any thread pool (decision 0002).

        The thread that made the database keeps one connection for this: taking one from the pool takes as long as a small query.
        """
        if threading.get_ident() != self._owner or (self._inline is not None and self._inline.in_transaction()):
            with self._reading() as connection:
                return query(connection, *args, **kwargs)
        if self._inline is None:
            self._inline = self._open_inline()
        try:
            return self._run_inline(query, *args, **kwargs)
        except Exception:
            if not self._connection_lost():
                raise
            log.warning("The connection to the database was lost; connecting again.")
            self._close_inline()
            self._inline = self._open_inline()
            return self._run_inline(query, *args, **kwargs)

    def _run_inline(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        assert self._inline is not None
        try:
            return query(self._inline, *args, **kwargs)
        finally:
            if self._inline.in_transaction():
                self._inline.rollback()

    def _reading(self) -> Connection:
        """A connection for reading. On PostgreSQL each statement is a transaction, so that none is ever left open."""
        connection = self.engine.connect()
        return connection if self.is_sqlite else connection.execution_options(isolation_level="AUTOCOMMIT")

    def _open_inline(self) -> Connection:
        connection = self._reading()
        if not self.is_sqlite:
            connection.exec_driver_sql(f"SET statement_timeout = '{INLINE_SECONDS}s'")
            connection.rollback()
        return connection

    def _connection_lost(self) -> bool:
        """Whether the inline connection broke, as when PostgreSQL was restarted."""
        return self._inline is not None and self._inline.invalidated

    def _close_inline(self) -> None:
        """Close the inline connection for good; its settings must not reach others through the pool."""
        connection, self._inline = self._inline, None
        if connection is not None:
            if not connection.invalidated:
                connection.invalidate()
            connection.close()

    def note_request(self) -> None:
        """A person's request came in: the writer yields to it before its next statement."""
        self._requests += 1

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
        """Run a change in one transaction, after those asked for before; then publish what it announced.

        A caller who is cancelled while the change runs loses nothing: it is committed and its events are published.
        """
        loop = asyncio.get_running_loop()

        def run() -> T:
            with self.engine.connect().execution_options(writing=True) as connection, connection.begin():
                transaction = Transaction(connection, self._yield_to_requests)
                result = change(transaction, *args, **kwargs)
            if transaction.events:
                self._publish_from_thread(loop, transaction.events)
            return result

        return await loop.run_in_executor(self._writer, run)

    def _publish_from_thread(self, loop: asyncio.AbstractEventLoop, events: list[Event]) -> None:
        """On the writer's thread, before the result is handed over: the caller sees its own events published."""
        try:
            loop.call_soon_threadsafe(self._publish, events)
        except RuntimeError:  # the loop is closed: nobody listens any more
            log.debug("%d events after the end of the event loop", len(events))

    def _yield_to_requests(self) -> None:
        """On the writer's thread: sleep briefly where a request came in since the last statement.

        Threads share the interpreter evenly; a scan may take longer while people browse, but they must not notice it.
        """
        if self._requests != self._requests_seen:
            self._requests_seen = self._requests
            time.sleep(YIELD_SECONDS)

    def close(self) -> None:
        """Finish the writes that were asked for, then close every connection."""
        self._writer.shutdown()
        self._readers.shutdown()
        self._close_inline()
        self.engine.dispose()
