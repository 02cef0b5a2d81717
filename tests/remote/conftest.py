"""The household of the tests of this folder."""

import pytest

from dim.db import Database
from support.household import Household


@pytest.fixture
def household(database: Database) -> Household:
    return Household(database)
