"""Catalogs for the tests of this folder."""

import pytest

from dim.db import Database
from support.catalog import Catalog


@pytest.fixture
def movies(database: Database) -> Catalog:
    return Catalog(database, "movie")


@pytest.fixture
def shows(database: Database) -> Catalog:
    return Catalog(database, "show")
