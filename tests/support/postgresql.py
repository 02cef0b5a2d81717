"""A PostgreSQL of the tests' own: started once a session, without durability, with a locale that sorts unlike bytes."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

OLDEST = 15
OPTIONS = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "listen_addresses": "", "max_connections": "100",
    "shared_buffers": "32MB", "autovacuum": "off", "wal_level": "minimal", "max_wal_senders": "0",
}  # fmt: skip

CLEAR = """
SET LOCAL lock_timeout = '2s';
SET LOCAL session_replication_role = replica;
DO $$
DECLARE name text;
BEGIN
    FOR name IN
        SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
    FOR name IN
        SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
    LOOP EXECUTE 'ALTER SEQUENCE ' || name || ' RESTART'; END LOOP;
END $$
"""
"""Deletes all rows, whatever refers to them, and has ids begin at one again."""


def program(name: str) -> str:
    """A program of the newest PostgreSQL on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if found and int(found[-1].parts[-3]) >= OLDEST:
        return str(found[-1])
    other = shutil.which(name)
    assert other is not None, f"the tests need PostgreSQL {OLDEST} or newer: run scripts/postgresql"
    return other


class PostgreSQL:
    """A server in a temporary folder, reached by a Unix socket. As root it runs as another user, since it refuses root."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dim-pg-"))
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._user = None
        if os.geteuid() == 0:
            names = {entry.pw_name for entry in pwd.getpwall()}
            self._user = "postgres" if "postgres" in names else "nobody"
            shutil.chown(self.folder, self._user)

    def start(self) -> "PostgreSQL":
        """Make the cluster and start the server."""
        data = str(self.folder / "data")
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        command = [
            program("initdb"), "-D", data, "-U", "dim", "-A", "trust", "-E", "UTF8", "--no-sync",
            "--locale-provider=icu", "--icu-locale=en-US",
        ]  # fmt: skip
        subprocess.run(
            command, user=self._user, env=environment, cwd=self.folder, check=True, stdout=subprocess.DEVNULL
        )
        options = [f"--{name}={value}" for name, value in OPTIONS.items()]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [program("postgres"), "-D", data, f"--unix_socket_directories={self.folder}", *options],
                user=self._user, env=environment, cwd=self.folder, stdout=log, stderr=log,
            )  # fmt: skip
        end = time.monotonic() + 30
        while not self._answers():
            assert self._process.poll() is None and time.monotonic() < end, (self.folder / "log").read_text()
            time.sleep(0.05)
        return self

    def _answers(self) -> bool:
        try:
            self._execute("SELECT 1")
        except OperationalError:
            return False
        return True

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://dim@/{name}?host={self.folder}"

    def _execute(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()

    def create(self, template: str = "template1") -> str:
        """Make a database, as a copy of another; its name."""
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def clear(self, name: str) -> None:
        """Bring a database back to its tables without rows, a fifth of the work of a new one.

        Raises OperationalError: something still uses it.
        """
        engine = create_engine(self.url(name), poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text(CLEAR))

    def restart(self) -> None:
        """End every connection, as a restart of the server does."""
        self._execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
        )

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Databases:
    """Fresh databases of a kind, "sqlite" or "postgresql": empty ones, and ones with all tables."""

    def __init__(self, kind: str, folder: Path, postgresql: PostgreSQL | None, migrate: Callable[[str], None]) -> None:
        self.kind, self._folder, self._postgresql, self._migrate = kind, folder, postgresql, migrate
        self._template: str | None = None
        self._numbers = count(1)
        self._cleared: list[str] = []

    def empty(self) -> str:
        """The URL of a database without tables."""
        if self._postgresql is not None:
            return self._postgresql.url(self._postgresql.create())
        return f"sqlite:///{self._folder / f'empty-{next(self._numbers)}.sqlite3'}"

    def migrated(self) -> str:
        """The URL of a database with all tables, a copy of one that is made once. On PostgreSQL one that `give_back` took serves again."""
        if self._cleared:
            return self._cleared.pop()
        if self._template is None:
            self._template = self.empty()
            self._migrate(self._template)
        if self._postgresql is not None:
            return self._postgresql.url(self._postgresql.create(_name(self._template)))
        target = self._folder / f"copy-{next(self._numbers)}.sqlite3"
        shutil.copy(self._template.removeprefix("sqlite:///"), target)
        return f"sqlite:///{target}"

    def give_back(self, url: str) -> None:
        """Take back a database that `migrated` gave, closed and with the same tables."""
        if self._postgresql is not None:
            try:
                self._postgresql.clear(_name(url))
            except OperationalError:
                self.remove(url)
            else:
                self._cleared.append(url)

    def remove(self, url: str) -> None:
        """Remove a database that a test is done with."""
        if self._postgresql is not None:
            self._postgresql.drop(_name(url))

    def restart(self) -> None:
        """Restart the server, where there is one."""
        if self._postgresql is not None:
            self._postgresql.restart()


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]
