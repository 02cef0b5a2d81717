"""One index of the world among invented titles, for all tests that only read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dim.metadata.imdb import ImdbIndex, import_datasets
from support.metadata import imdb_files, world


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="session")
def index_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imdb")
    import_datasets(imdb_files.write(folder / "files", world.world(), 2_000), folder / "imdb.sqlite3", quiet)
    return folder / "imdb.sqlite3"


@pytest.fixture
def index(index_file: Path) -> Iterator[ImdbIndex]:
    found = ImdbIndex(index_file)
    yield found
    found.close()
