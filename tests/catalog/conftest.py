"""Catalogs for the tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dim.db import Database
from dim.db.migrate import migrate
from support.catalog import Catalog


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'dim.sqlite3'}")
    migrate(opened, tmp_path / "backups")
    yield opened
    opened.close()


@pytest.fixture
def movies(database: Database) -> Catalog:
    return Catalog(database, "movie")


@pytest.fixture
def shows(database: Database) -> Catalog:
    return Catalog(database, "show")
