"""Migrations, backups, one writer."""

import asyncio
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, select, text

from dim.db import Database, Transaction
from dim.db.migrate import SCRIPTS, DatabaseTooNewError, backup, migrate
from dim.db.tables import metadata, setting
from dim.events import Event


def opened(tmp_path: Path, **options: object) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'dim.sqlite3'}", **options)  # type: ignore[arg-type]
    migrate(database, tmp_path / "backups")
    return database


def put(transaction: Transaction, key: str, value: str) -> None:
    transaction.execute(setting.insert(), {"key": key, "value": value})
    transaction.announce(Event("put", {"key": key}))


def test_the_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    database = opened(tmp_path)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


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


def test_a_database_of_a_newer_dim_is_refused(tmp_path: Path) -> None:
    database = opened(tmp_path)
    with database.engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNewError, match="9999"):
        migrate(database, tmp_path / "backups")
    database.close()


def test_backup_of_a_database_in_use(tmp_path: Path) -> None:
    database = opened(tmp_path)
    database.write_now(put, "a", "1")
    target = tmp_path / "copies" / "copy.sqlite3"
    backup(database, target)
    assert target.stat().st_mode & 0o077 == 0
    with sqlite3.connect(target) as copy:
        assert copy.execute("SELECT value FROM setting").fetchall() == [("1",)]
    copy.close()
    database.close()


def test_writes_are_one_after_another_and_events_follow_commits(tmp_path: Path) -> None:
    events: list[Event] = []
    database = opened(tmp_path, publish=events.extend)

    async def work() -> None:
        await asyncio.gather(*(database.write(put, str(number), "x") for number in range(200)))
        with pytest.raises(Exception, match="UNIQUE"):
            await database.write(put, "7", "again")

    asyncio.run(work())
    assert len(database.read(lambda c: c.execute(select(setting)).all())) == 200
    assert [event.data["key"] for event in events] == [str(number) for number in range(200)]
    database.close()


def test_reading_goes_on_while_another_writes(tmp_path: Path) -> None:
    database = opened(tmp_path)
    with database.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(setting.insert(), {"key": "a", "value": "1"})
        assert database.read(lambda c: c.execute(select(setting)).all()) == []
    assert len(database.read(lambda c: c.execute(select(setting)).all())) == 1
    database.close()


def test_a_cancelled_write_commits_and_publishes(tmp_path: Path) -> None:
    events: list[Event] = []
    database = opened(tmp_path, publish=events.extend)
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
    database.close()
