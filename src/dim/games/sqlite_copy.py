"""Reading SQLite databases that other programs may be writing, from a copy; the original is neither locked nor written beside.

The database and its write-ahead log are copied, again if they changed meanwhile. A rollback journal is not copied: it says that a
transaction is unfinished, and it may name another file, which SQLite would delete. Databases may be hostile: their views,
triggers and virtual tables are never used, and time, length and number of what is read are limited.
"""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from dim.games.files import FailedFile, Signature, UnreadableFileError, describe, open_regular
from dim.games.known_files import BrokenFileError, KnownFile

T = TypeVar("T")
Value: TypeAlias = "str | int | float | bytes | None"
Row: TypeAlias = Mapping[str, Value]
Signatures: TypeAlias = tuple[Signature | None, ...]
"""Of the database, its write-ahead log and its journal; None: there is none."""
QUERY_SECONDS = 10.0
"""For everything that is read of one database."""
MOST_ROWS = 200_000
"""Of a table."""
MOST_BYTES = 256 << 20
"""Of the values that are read of one database."""
LONGEST_VALUE = 8 << 20
"""Bytes; SQLite makes no longer value or row."""
CHECKED = 64 << 20
"""Bytes; larger databases are not checked as a whole."""
_COPIES, _BETWEEN_COPIES = 3, 0.05
_CHUNK = 1 << 20
_SPARE = 64 << 20
_STEPS = 10_000
"""Of SQLite's machine, between two looks at the clock."""
_HEAD = b"SQLite format 3\0"
_JOURNAL_HEAD = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"


class Database:
    """A copy of a database. What cannot be read ends early, perhaps a row before the damage, and leaves a reason."""

    def __init__(self, connection: sqlite3.Connection, seconds: float) -> None:
        self._connection = connection
        self._deadline = time.monotonic() + seconds
        self._bytes = 0
        self.error: str | None = None
        """What was wrong first, as a sentence."""
        connection.set_progress_handler(lambda: time.monotonic() > self._deadline, _STEPS)
        self._tables = {name.lower(): name for name in self._names()}

    def _names(self) -> list[str]:
        """The tables that are neither views nor virtual."""
        listed = list(self._run("PRAGMA main.table_list"))
        if not listed:  # SQLite before 3.37
            listed = list(self._run("SELECT name, type FROM sqlite_master WHERE rootpage > 0"))
        own = [row for row in listed if not str(row.get("name")).startswith("sqlite_")]
        if not own:
            self._fail("It has no tables.")
        return [str(row["name"]) for row in own if row.get("type") == "table"]

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """The rows of a table, with those of the columns that it has; none if there is no such table."""
        name = self._tables.get(table.lower())
        if name is None:
            return
        has = {str(row["name"]).lower() for row in self._run(f"PRAGMA table_info({_quoted(name)})")}
        wanted = [column for column in columns if column.lower() in has]
        named = ", ".join(f"{_quoted(column)} AS {_quoted(column)}" for column in wanted)
        if named:
            yield from self._run(f"SELECT {named} FROM {_quoted(name)}")  # noqa: S608

    def check(self) -> None:
        """Look for damage in all of it."""
        for row in self._run("PRAGMA quick_check(1)"):
            found = next(iter(row.values()), "ok")
            if found != "ok":
                self._fail("The database is damaged.")

    def _run(self, query: str) -> Iterator[Row]:
        try:
            cursor = self._connection.execute(query)
            names = [column[0] for column in cursor.description or ()]
            for count, row in enumerate(cursor):
                self._bytes += sum(len(value) for value in row if isinstance(value, str | bytes))
                if count >= MOST_ROWS or self._bytes > MOST_BYTES:
                    self._fail("It holds too much.")
                    return
                yield dict(zip(names, row, strict=True))
        except sqlite3.OperationalError as error:
            is_late = "interrupted" in str(error)
            self._fail("Reading it takes too long." if is_late else "The database is damaged.")
        except (sqlite3.Error, OverflowError, ValueError):
            self._fail("The database is damaged.")

    def _fail(self, reason: str) -> None:
        self.error = self.error or reason


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def signatures(path: str) -> Signatures:
    """What tells whether a database changed. OSError: there is none."""
    found: list[Signature | None] = [Signature.of(os.stat(path))]
    for suffix in ("-wal", "-journal"):
        try:
            found.append(Signature.of(os.stat(path + suffix)))
        except OSError:
            found.append(None)
    return tuple(found)


def read_copy(path: str, limit: int, read: Callable[[Database], T], seconds: float = QUERY_SECONDS) -> T:
    """What `read` makes of a copy of a database of at most `limit` bytes, with its log.

    Raises UnreadableFileError, and BrokenFileError with what could be read. OSError: there is no such file, or it cannot be copied.
    """
    with tempfile.TemporaryDirectory(prefix="dim-") as folder:
        copy = os.path.join(folder, "copy.db")
        has_log = _copy_settled(path, copy, limit)
        with open(copy, "rb") as file:
            if file.read(len(_HEAD)) != _HEAD:  # SQLite takes an empty file for an empty database
                raise BrokenFileError("It is no database.")
        try:
            with closing(_connect(copy, has_log)) as connection:
                database = Database(connection, seconds)
                if os.path.getsize(copy) <= CHECKED:
                    database.check()
                value = read(database)
        except sqlite3.Error as error:
            raise BrokenFileError("It is no database.") from error
        if database.error is not None:
            raise BrokenFileError(database.error, value)
        return value


@contextmanager
def _opened(path: str, limit: int) -> Iterator[int]:
    """The descriptor of a regular file of at most `limit` bytes."""
    handle, _facts = open_regular(path, limit)
    try:
        yield handle
    finally:
        os.close(handle)


def _copy_settled(path: str, copy: str, limit: int) -> bool:
    """Copy a database that does not change meanwhile; whether it has a log."""
    for attempt in range(_COPIES):
        if attempt:
            time.sleep(_BETWEEN_COPIES)
        before = signatures(path)
        if _has_hot_journal(path):
            continue
        room = sum(min(one.size, limit) for one in before if one is not None) + _SPARE
        if room > shutil.disk_usage(os.path.dirname(copy)).free:
            raise UnreadableFileError("There is no room for a copy.")
        _copy(path, copy, limit)
        log = before[1]
        if log is not None and log.size:
            _copy(path + "-wal", copy + "-wal", limit)
        if signatures(path) == before:
            return log is not None and log.size > 0
        Path(copy + "-wal").unlink(missing_ok=True)
    raise BrokenFileError("Another program is writing it.")


def _has_hot_journal(path: str) -> bool:
    try:
        with _opened(path + "-journal", 1 << 62) as handle:
            return os.read(handle, len(_JOURNAL_HEAD)) == _JOURNAL_HEAD
    except (OSError, UnreadableFileError):
        return False


def _copy(path: str, copy: str, limit: int) -> None:
    with _opened(path, limit) as handle, open(copy, "wb") as target:
        written = 0
        while chunk := os.read(handle, _CHUNK):
            written += len(chunk)
            if written > limit:
                raise UnreadableFileError(f"It grew past {limit:,} bytes while it was copied.")
            target.write(chunk)


def _connect(copy: str, has_log: bool) -> sqlite3.Connection:
    """Open a copy. With a log, SQLite must write beside it; without one, it cannot."""
    mode = "mode=rw" if has_log else "mode=ro&immutable=1"
    connection = sqlite3.connect(f"file:{copy}?{mode}", uri=True, isolation_level=None, timeout=1)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    for limited, most in (
        (sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
        (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
    ):
        connection.setlimit(limited, most)
    for setting in (
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "mmap_size = 0",
        "query_only = ON",
        "temp_store = 2",
    ):
        connection.execute(f"PRAGMA {setting}")
    return connection


class DatabaseReader(Generic[T]):
    """Reads one database again and again; copies it only when it changed, and keeps the last good reading."""

    def __init__(self, path: str, limit: int, read: Callable[[Database], T], seconds: float = QUERY_SECONDS) -> None:
        """The database has at most `limit` bytes; everything of it is read within some seconds."""
        self.path, self._limit, self._read, self._seconds = path, limit, read, seconds
        self._known: KnownFile[T] | None = None
        self._signatures: Signatures = ()
        self.may_be_half_written = False
        """Whether reading it again a little later may go better."""

    @property
    def value(self) -> T | None:
        """What it says: by the last good reading, else what could be read of it; None: nothing is known."""
        return self._known.value if self._known is not None else None

    @property
    def failed(self) -> list[FailedFile]:
        """The database as a failed file, if it is."""
        error = self._known.error if self._known is not None else None
        return [] if error is None else [FailedFile(self.path, error)]

    def read(self) -> None:
        """Read it if it changed, or could not be read for a reason that may be gone."""
        self.may_be_half_written = False
        try:
            found = signatures(self.path)
        except OSError as error:
            self._signatures = ()
            is_gone = isinstance(error, FileNotFoundError)
            if self._known is not None or not is_gone:
                self._fail("It is gone." if is_gone else describe(error))
            return
        if found == self._signatures:
            return
        is_final = all(one is None or one.is_settled() for one in found)
        try:
            self._known = KnownFile(None, read_copy(self.path, self._limit, self._read, self._seconds))
        except BrokenFileError as error:
            self.may_be_half_written = True
            self._fail(str(error), error.readable)
        except (UnreadableFileError, OSError) as error:
            is_final = False
            self._fail(describe(error) if isinstance(error, OSError) else str(error))
        self._signatures = found if is_final else ()

    def _fail(self, reason: str, readable: object | None = None) -> None:
        known = self._known
        if known is not None and known.is_whole and known.value is not None:
            self._known = KnownFile(None, known.value, reason)
        else:
            value: T | None = readable if readable is not None else known.value if known else None  # type: ignore[assignment]
            self._known = KnownFile(None, value, reason, is_whole=False)

    def retry(self) -> None:
        """Read it once more."""
        self.read()
