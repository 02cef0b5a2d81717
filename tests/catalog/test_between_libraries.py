"""A file that is moved to another library of the same kind is the same file."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from dim.catalog import absent_files, items
from dim.catalog.curate import edits, fixes
from dim.db import Database
from support.catalog import Catalog, episode, movie


@pytest.fixture
def pair(database: Database, tmp_path: Path) -> tuple[Catalog, Catalog]:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    return tuple(Catalog(database, "movie", str(tmp_path / name)) for name in ("one", "two"))  # type: ignore[return-value]


def test_a_movie_keeps_its_id_progress_and_edits(pair: tuple[Catalog, Catalog]) -> None:
    one, two = pair
    one.report(movie("A (2000).mkv", "A", 2000, content="same"))
    number = one.titles()["A (2000)"]
    one.watch(number, 30)
    found = one.database.read(items.find, number)
    assert found is not None
    one.database.write_now(edits.change, found, {"overview": "Mine."}, source="person")
    two.report(movie("A (2000).mkv", "A", 2000, content="same"))  # its old place is empty, as the disk says
    assert one.titles() == {}
    assert two.titles() == {"A (2000)": number}
    assert two.stopped_at(number) == 30
    one.report(vanished=("A (2000).mkv",))
    assert two.titles() == {"A (2000)": number}


def test_a_pinned_file_leaves_a_title_that_stays(pair: tuple[Catalog, Catalog], tmp_path: Path) -> None:
    one, two = pair
    (tmp_path / "one" / "A (2000) 4K.mkv").touch()
    one.report(movie("A (2000).mkv", "A", 2000, content="same"), movie("A (2000) 4K.mkv", "A", 2000, content="4K"))
    number = one.titles()["A (2000)"]
    first = min(file.id for file in one.database.read(items.main_files, number))
    one.database.write_now(fixes.accept, one.library, [first], 1)
    two.report(movie("A (2000).mkv", "A", 2000, content="same"))
    assert one.titles() == {"A (2000)": number}
    assert [title for title in two.titles().values() if title != number], "the file plays a title of its own library"


def test_a_copy_is_another_file(pair: tuple[Catalog, Catalog], tmp_path: Path) -> None:
    one, two = pair
    (tmp_path / "one" / "A (2000).mkv").touch()
    one.report(movie("A (2000).mkv", "A", 2000, content="same"))
    two.report(movie("A (2000).mkv", "A", 2000, content="same"))
    assert one.titles() != two.titles()
    assert len(one.titles()) == len(two.titles()) == 1


def test_a_disk_that_is_not_connected_loses_nothing(pair: tuple[Catalog, Catalog], tmp_path: Path) -> None:
    one, two = pair
    one.report(movie("A (2000).mkv", "A", 2000, content="same"))
    one.report(unplugged=("A (2000).mkv",))
    (tmp_path / "one").rmdir()
    two.report(movie("A (2000).mkv", "A", 2000, content="same"))
    assert len(one.titles()) == len(two.titles()) == 1


def test_an_empty_mount_point_loses_nothing(pair: tuple[Catalog, Catalog]) -> None:
    one, two = pair
    one.report(movie("A (2000).mkv", "A", 2000, content="same"))
    number = one.titles()["A (2000)"]
    one.report(unplugged=("A (2000).mkv",))  # the folder is there, and empty
    two.report(movie("A (2000).mkv", "A", 2000, content="same"))
    assert one.titles() == {"A (2000)": number}
    assert len(two.titles()) == 1


def test_a_show_comes_along_once_all_of_it_moved(database: Database, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "Foo").mkdir(parents=True)
    one, two = (Catalog(database, "show", str(tmp_path / name)) for name in ("one", "two"))
    names = [f"Foo/Foo S01E0{number}.mkv" for number in (1, 2)]
    one.report(*(episode(name, "Foo", 1, number) for number, name in enumerate(names, 1)))
    show, before = one.titles()["Foo"], one.episodes("Foo")
    two.report(*(episode(name, "Foo", 1, number) for number, name in enumerate(names, 1)))
    assert one.titles() == {}
    assert two.titles() == {"Foo": show}
    assert two.episodes("Foo") == before


def test_an_episode_that_moves_alone_goes_to_the_show_there(database: Database, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "Foo").mkdir(parents=True)
    one, two = (Catalog(database, "show", str(tmp_path / name)) for name in ("one", "two"))
    (tmp_path / "one" / "Foo" / "Foo S01E01.mkv").touch()
    one.report(episode("Foo/Foo S01E01.mkv", "Foo", 1, 1), episode("Foo/Foo S01E02.mkv", "Foo", 1, 2))
    second = one.episodes("Foo")[1, 2]
    two.report(episode("Foo/Foo S01E02.mkv", "Foo", 1, 2))
    assert list(one.episodes("Foo")) == [(1, 1)]
    assert two.episodes("Foo") == {(1, 2): second}


def test_a_folder_that_does_not_answer_holds_up_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    asked: list[str] = []

    def absent(places: Sequence[absent_files.Place]) -> frozenset[int]:
        asked.append(places[0].root)
        if places[0].root == "/dead":
            answered.wait(10)
        return frozenset(place.file_id for place in places)

    async def check() -> None:
        places = [absent_files.Place(1, "/dead", "a.mkv"), absent_files.Place(2, "/alive", "a.mkv")]
        assert await absent_files.find_absent(places) == {2}
        assert await absent_files.find_absent(places) == {2}
        assert sorted(asked) == ["/alive", "/alive", "/dead"]  # no second thread hangs
        answered.set()
        async with asyncio.timeout(10):
            while await absent_files.find_absent(places) != {1, 2}:  # noqa: ASYNC110
                await asyncio.sleep(0)

    monkeypatch.setattr(absent_files, "absent", absent)
    monkeypatch.setattr(absent_files, "CHECK_SECONDS", 0.05)
    asyncio.run(check())
