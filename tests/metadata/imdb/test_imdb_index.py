"""The index while its file is replaced, damaged or gone."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from dim.metadata.imdb import ImdbIndex, import_datasets
from dim.metadata.model import Locale, TitleQuery
from dim.metadata.provider import UnavailableError
from support.metadata import imdb_files, world

pytestmark = pytest.mark.anyio
MATRIX = TitleQuery(kind="movie", titles=("The Matrix",), year=1999)
DUNE = TitleQuery(kind="movie", titles=("Dune",), year=2021)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def build(folder: Path, title: str, year: int) -> Path:
    files = imdb_files.write(folder / "files", [world.find(title, year)])
    return import_datasets(files, folder / "imdb.sqlite3", quiet).index


async def titles(index: ImdbIndex, query: TitleQuery) -> list[str]:
    return [one.title for one in await index.search(query, Locale())]


async def test_a_new_file_is_noticed(tmp_path: Path) -> None:
    index = ImdbIndex(tmp_path / "imdb.sqlite3")
    assert not index.is_ready
    with pytest.raises(UnavailableError, match="There is no IMDb index"):
        await titles(index, MATRIX)
    build(tmp_path, "The Matrix", 1999)
    assert index.is_ready
    assert await titles(index, MATRIX) == ["The Matrix"]
    build(tmp_path, "Dune", 2021)
    assert (await titles(index, MATRIX), await titles(index, DUNE)) == ([], ["Dune"])
    index.close()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def no_database(path: Path) -> None:
    path.write_bytes(b"<html>" * 4_000)


def other_database(path: Path) -> None:
    path.unlink()
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE titles (number)")
    database.close()


def other_version(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 999")
    database.close()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4_096:] = b"\xff" * (len(content) - 4_096)
    path.write_bytes(content)


def damaged_row(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("UPDATE titles SET names = x'0102'")
    database.commit()
    database.close()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "damage", [empty, no_database, other_database, other_version, cut, overwritten, damaged_row, folder]
)
async def test_a_damaged_file_is_unavailable_until_it_is_replaced(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = build(tmp_path, "The Matrix", 1999)
    index = ImdbIndex(path)
    assert await titles(index, MATRIX) == ["The Matrix"]
    damage(path)
    for _ in range(3):
        with pytest.raises(UnavailableError, match="import-imdb"):
            await titles(index, MATRIX)
    if path.is_dir():
        path.rmdir()
    build(tmp_path, "The Matrix", 1999)
    assert await titles(index, MATRIX) == ["The Matrix"]
    index.close()


async def test_closed(tmp_path: Path) -> None:
    index = ImdbIndex(build(tmp_path, "The Matrix", 1999))
    assert await titles(index, MATRIX) == ["The Matrix"]
    index.close()
    index.close()
    assert not index.is_ready
    with pytest.raises(UnavailableError):
        await titles(index, MATRIX)


async def test_the_event_loop_is_never_blocked(index: ImdbIndex) -> None:
    """While one question hangs on a thread, the loop runs and other questions are answered."""
    entered, release = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hang(_file: object) -> None:
        loop.call_soon_threadsafe(entered.set)
        release.wait(30)

    hanging = asyncio.create_task(index._ask(hang))
    await entered.wait()
    assert (await titles(index, MATRIX))[:1] == ["The Matrix"]
    assert not hanging.done()
    release.set()
    await hanging


async def test_a_cancelled_question_leaves_the_index_usable(index: ImdbIndex) -> None:
    tasks = [asyncio.create_task(index.search(MATRIX, Locale())) for _ in range(20)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(one, list) for one in done[1::2])
    assert (await titles(index, MATRIX))[:1] == ["The Matrix"]
