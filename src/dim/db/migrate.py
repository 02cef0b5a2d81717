"""Upgrades the database to the version this program knows, after a backup."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text

from dim.db.backups import backup, keep_newest
from dim.db.engine import Database
from dim.db.schema import SCRIPTS, DatabaseTooNewError

log = logging.getLogger(__name__)
KEPT_BACKUPS = 5


def known_versions(scripts: Path = SCRIPTS) -> set[str]:
    """The versions of the database that this program can read."""
    config = Config()
    config.set_main_option("script_location", str(scripts))
    return {revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()}


def migrate(database: Database, backups: Path, scripts: Path = SCRIPTS) -> None:
    """Run the migrations that are missing; a SQLite database with data in it is copied to `backups` first.

    Raises DatabaseTooNewError: the database is at a version that this program does not know.
    """
    config = Config()
    config.set_main_option("script_location", str(scripts))
    script = ScriptDirectory.from_config(config)
    with database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return
    if current is not None:
        if current not in {revision.revision for revision in script.walk_revisions()}:
            raise DatabaseTooNewError(
                f"The database is at version {current}, which this version of Dim does not know. "
                "Install the newer Dim again, or put back a copy from the backups folder."
            )
        if not database.is_sqlite:
            log.info("Dim does not copy a %s database before a migration.", database.engine.dialect.name)
        else:
            _backup_before_migration(database, backups, str(script.get_current_head()))
    with (
        database.engine.connect().execution_options(writing=True) as connection,
        _without_cascades(connection),
        connection.begin(),
    ):
        _upgrade(config, connection)
    log.info("The database is now at version %s.", script.get_current_head())


@contextmanager
def _without_cascades(connection: Connection) -> Iterator[None]:
    """Keep SQLite from deleting what refers to a table that a migration rebuilds (https://sqlite.org/lang_altertable.html#otheralter).

    The references are checked before the commit. Outside a transaction, where alone this setting can be changed.
    """
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return

    def check(connection: Connection) -> None:
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError(f"A migration left a reference to nothing in the table {broken[0]}.")

    driver.execute("PRAGMA foreign_keys=OFF")
    event.listen(connection, "commit", check)
    try:
        yield
    finally:
        event.remove(connection, "commit", check)
        driver.execute("PRAGMA foreign_keys=ON")


def _backup_before_migration(database: Database, backups: Path, head: str) -> None:
    backup(database.url, backups / f"before-{head}-{time.strftime('%Y%m%d-%H%M%S')}.sqlite3")
    keep_newest(backups, "before-", KEPT_BACKUPS)


def _upgrade(config: Config, connection: Connection) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "postgresql":
        _compare_as_bytes(connection)


def _compare_as_bytes(connection: Connection) -> None:
    """Have every text column sort and compare as on SQLite, whatever the locale of the PostgreSQL server is.

    Lists are paged by their sort key, and search looks up ranges of words: both need an order in which prefixes are ranges.
    """
    columns = connection.execute(
        text(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
            "AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C' AND table_name <> 'alembic_version'"
        )
    ).all()
    quote = connection.dialect.identifier_preparer.quote
    for table, column in columns:
        connection.execute(text(f'ALTER TABLE {quote(table)} ALTER COLUMN {quote(column)} TYPE text COLLATE "C"'))
