"""Writes SQLite databases as launchers have them."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

Value: TypeAlias = "str | int | float | bytes | None"
Rows: TypeAlias = Sequence[Mapping[str, Value]]
"""The columns are those of the first row, without types: each value stays what it is."""


def write_database(path: Path, tables: Mapping[str, Rows], *, settings: Sequence[str] = ()) -> Path:
    """Write tables anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for setting in settings:
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        for name, rows in tables.items():
            columns = list(dict.fromkeys(column for row in rows for column in row)) or ["id"]
            connection.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f"INSERT INTO {name} VALUES ({marks})", [[row.get(column) for column in columns] for row in rows]
            )
        connection.execute("COMMIT")
    return path
