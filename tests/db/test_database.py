"""Migrations, backups, one writer."""

import asyncio
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, select, text

from dim.db import Database, Transaction
from dim.db.backups import backup
from dim.db.migrate import migrate
from dim.db.schema import SCRIPTS, DatabaseTooNewError, bring_up_to_date, newest_version, version_of
from dim.db.tables import metadata, setting
from dim.db.tables.accounts import invite
from dim.events import Event
from support.postgresql import Databases


def opened(tmp_path: Path) -> Database:
    """A SQLite database, for what only those have."""
    database = Database(f"sqlite:///{tmp_path / 'dim.sqlite3'}")
    migrate(database, tmp_path / "backups")
    return database


@pytest.fixture
def published(databases: Databases) -> Iterator[tuple[Database, list[Event]]]:
    """A database, and the events that it published."""
    events: list[Event] = []
    url = databases.migrated()
    database = Database(url, events.extend)
    yield database, events
    database.close()
    databases.remove(url)


def put(transaction: Transaction, key: str, value: str) -> None:
    transaction.execute(setting.insert(), {"key": key, "value": value})
    transaction.announce(Event("put", {"key": key}))


def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_sqlite_is_tuned(tmp_path: Path) -> None:
    database = opened(tmp_path)

    def pragma(connection: Connection, name: str) -> object:
        return connection.scalar(text(f"PRAGMA {name}"))

    found = [database.read(pragma, name) for name in ("journal_mode", "foreign_keys", "synchronous")]
    assert found == ["wal", 1, 1]
    database.close()


NEXT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "next", "{head}", None, None
def upgrade():
    op.add_column("setting", sa.Column("note", sa.Text))
    {then}
"""


@pytest.mark.parametrize(("then", "works"), [("pass", True), ("raise RuntimeError('no')", False)])
def test_a_copy_is_made_before_a_migration(tmp_path: Path, then: str, works: bool) -> None:
    database = opened(tmp_path)
    database.write_now(put, "a", "1")
    scripts = tmp_path / "migrations"
    shutil.copytree(SCRIPTS, scripts)
    head = database.read(lambda connection: connection.scalar(text("SELECT version_num FROM alembic_version")))
    (scripts / "versions" / "next.py").write_text(NEXT.format(then=then, head=head))
    if works:
        migrate(database, tmp_path / "backups", scripts)
    else:
        with pytest.raises(RuntimeError):
            migrate(database, tmp_path / "backups", scripts)
    columns = [row[1] for row in database.read(lambda c: c.execute(text("PRAGMA table_info(setting)")).all())]
    assert ("note" in columns) is works  # a migration that fails leaves nothing behind
    copies = list((tmp_path / "backups").glob("before-next-*.sqlite3"))
    assert len(copies) == 1
    copy = sqlite3.connect(copies[0])
    assert copy.execute("SELECT key FROM setting").fetchall() == [("a",)]
    copy.close()
    database.close()


def test_a_database_of_a_newer_dim_is_refused(databases: Databases, tmp_path: Path) -> None:
    url = databases.migrated()
    database = Database(url)
    with database.engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for start in (migrate, bring_up_to_date):
        with pytest.raises(DatabaseTooNewError, match="9999"):
            start(database, tmp_path / "backups")
    database.close()
    databases.remove(url)


def test_a_start_migrates_only_what_is_not_current(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(database_url)
    assert version_of(database) is None
    bring_up_to_date(database, tmp_path / "backups")
    assert version_of(database) == newest_version()
    monkeypatch.delattr("dim.db.migrate.migrate")
    bring_up_to_date(database, tmp_path / "backups")
    database.close()


def test_the_last_file_is_the_newest_version() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    assert ScriptDirectory.from_config(config).get_heads() == [newest_version()]


def test_a_database_that_was_given_back_is_as_new(databases: Databases) -> None:
    """For the tests themselves: the next one finds no rows, and ids from one on."""

    def invited(transaction: Transaction) -> int:
        row = {"token_hash": "x", "role": "member", "uses_left": 1, "expires_at": 1.0, "created_at": 1.0}
        return int(transaction.scalar(invite.insert().returning(invite.c.id), row))

    for _ in range(2):
        database = Database(url := databases.migrated())
        assert database.read(count) == 0
        database.write_now(put, "a", "1")
        assert database.write_now(invited) == 1
        database.close()
        databases.give_back(url)


def test_backup_of_a_database_in_use(tmp_path: Path) -> None:
    database = opened(tmp_path)
    database.write_now(put, "a", "1")
    target = tmp_path / "copies" / "copy.sqlite3"
    backup(database.url, target)
    assert target.stat().st_mode & 0o077 == 0
    with sqlite3.connect(target) as copy:
        assert copy.execute("SELECT value FROM setting").fetchall() == [("1",)]
    copy.close()
    database.close()


def test_writes_are_one_after_another_and_events_follow_commits(published: tuple[Database, list[Event]]) -> None:
    database, events = published

    async def work() -> None:
        await asyncio.gather(*(database.write(put, str(number), "x") for number in range(200)))
        with pytest.raises(Exception, match=r"(?i)unique"):
            await database.write(put, "7", "again")

    asyncio.run(work())
    assert len(database.read(lambda c: c.execute(select(setting)).all())) == 200
    assert [event.data["key"] for event in events] == [str(number) for number in range(200)]


def test_reading_goes_on_while_another_writes(database: Database) -> None:
    with database.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(setting.insert(), {"key": "a", "value": "1"})
        assert database.read(lambda c: c.execute(select(setting)).all()) == []
    assert len(database.read(lambda c: c.execute(select(setting)).all())) == 1


def test_a_cancelled_write_commits_and_publishes(published: tuple[Database, list[Event]]) -> None:
    database, events = published
    started, go_on = threading.Event(), threading.Event()

    def slow(transaction: Transaction) -> None:
        started.set()
        assert go_on.wait(10)
        put(transaction, "a", "1")

    async def work() -> None:
        write = asyncio.create_task(database.write(slow))
        await asyncio.to_thread(started.wait, 10)
        write.cancel()
        with pytest.raises(asyncio.CancelledError):
            await write
        go_on.set()
        await database.write(put, "b", "2")

    asyncio.run(work())
    assert [event.data["key"] for event in events] == ["a", "b"]


def count(connection: Connection) -> int:
    return len(connection.execute(select(setting)).all())


def test_processes_write_one_after_another(databases: Databases) -> None:
    """Two processes of one database, such as the server and a command: neither loses what the other wrote."""
    url = databases.migrated()
    both = [Database(url), Database(url)]

    def increase(transaction: Transaction) -> None:
        value = int(transaction.scalar(select(setting.c.value).where(setting.c.key == "count")) or 0)
        transaction.execute(delete(setting).where(setting.c.key == "count"))
        transaction.execute(setting.insert(), {"key": "count", "value": str(value + 1)})

    def work(database: Database) -> None:
        for _ in range(50):
            database.write_now(increase)

    threads = [threading.Thread(target=work, args=(database,)) for database in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert both[0].read(lambda c: c.scalar(select(setting.c.value))) == "100"
    for database in both:
        database.close()
    databases.remove(url)


def test_reads_leave_no_transaction_open(database: Database) -> None:
    def state(connection: Connection) -> bool:
        if not database.is_sqlite:
            idle = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
            return bool(connection.scalar(text(idle)) == 0)
        return not connection.in_transaction()

    for _ in range(3):
        database.read(count)
        with pytest.raises(Exception, match="missing"):
            database.read(lambda connection: connection.execute(text("SELECT * FROM missing")))
    with database.engine.connect() as other:
        assert state(other)
    assert database._inline is not None
    assert not database._inline.in_transaction()
    assert database.read(count) == 0


def test_a_restart_of_the_database_server_is_survived(database: Database, databases: Databases) -> None:
    async def write(key: str) -> None:
        await database.write(put, key, "1")

    asyncio.run(write("a"))
    assert database.read(count) == 1
    databases.restart()
    assert database.read(count) == 1
    databases.restart()
    asyncio.run(write("b"))
    assert database.read(count) == 2
