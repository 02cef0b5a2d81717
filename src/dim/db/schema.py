"""Which version the tables of a database have, and which one this program needs."""

from pathlib import Path

from sqlalchemy import inspect, text

from dim.db.engine import Database

SCRIPTS = Path(__file__).parent / "migrations"


class DatabaseTooNewError(Exception):
    """The database was written by a newer Dim than this one."""


def newest_version(scripts: Path = SCRIPTS) -> str:
    """The version that the migrations in `scripts` lead to: the number of the last one's file."""
    return max(path.name for path in (scripts / "versions").glob("[0-9]*.py")).partition("_")[0]


def version_of(database: Database) -> str | None:
    """The version of a database; None: it has no tables yet."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return version


def bring_up_to_date(database: Database, backups: Path) -> None:
    """Run the migrations that are missing, as `migrate` does.

    Raises DatabaseTooNewError: the database is at a version that this program does not know.
    """
    if version_of(database) != newest_version():
        from dim.db.migrate import migrate  # Alembic takes a tenth of the time of a start, and most need no migration

        migrate(database, backups)
