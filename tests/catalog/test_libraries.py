"""Libraries and their folders."""

import pytest

from dim.catalog import libraries
from dim.catalog.libraries import LibraryError
from dim.db import Database


@pytest.fixture
def library(database: Database) -> int:
    return database.write_now(libraries.create, "Films", "movie", ["/one", "/two"], "external")


def paths(database: Database, library: int) -> list[str]:
    found = database.read(libraries.find, library)
    assert found is not None
    return [folder.path for folder in found.folders]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ((None, "/new", None), ["/new", "/two"]), ((None, None, ["/two", "/three"]), ["/two", "/three"]),
        ((None, None, ["/two", "/one"]), ["/two", "/one"]), ((None, None, ["/one", "/one"]), ["/one"]),
        (("Movies", None, None), ["/one", "/two"]),
    ],
)  # fmt: skip
def test_changes_of_folders(
    database: Database, library: int, change: tuple[str | None, str | None, list[str] | None], expected: list[str]
) -> None:
    database.write_now(libraries.change, library, *change)
    assert paths(database, library) == expected


def test_a_folder_keeps_its_id_when_it_comes_back(database: Database, library: int) -> None:
    before = database.read(libraries.find, library)
    database.write_now(libraries.change, library, None, None, ["/one"])
    database.write_now(libraries.change, library, None, None, ["/one", "/two"])
    assert database.read(libraries.find, library) == before


def test_a_folder_may_move_to_where_another_one_was(database: Database, library: int) -> None:
    database.write_now(libraries.change, library, None, None, ["/one"])
    database.write_now(libraries.change, library, None, "/two", None)
    assert paths(database, library) == ["/two"]


@pytest.mark.parametrize(
    "wanted", [["/one/inner"], ["/"], ["/three", "/three/inner"], [], [f"/{n}" for n in range(51)]]
)
def test_folders_that_cannot_be(database: Database, library: int, wanted: list[str]) -> None:
    with pytest.raises(LibraryError):
        database.write_now(libraries.create, "More", "movie", wanted, "external")
    assert len(database.read(libraries.everything)) == 1
