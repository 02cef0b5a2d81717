"""The job that writes back: what it plans, and what it says when a disk does not take it."""

import asyncio
import errno
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import update

from dim.catalog.lookup import matches
from dim.catalog.lookup.matches import StoredMatch
from dim.catalog.metadata import layers
from dim.catalog.write_back import files
from dim.catalog.write_back.plan import plan
from dim.catalog.write_back.service import WRITE_BACK, WriteBack
from dim.db import Database
from dim.db.tables import library
from dim.disks import Disks
from dim.events import Hub
from dim.jobs import Job, JobContext, JobFailedError, NewJob, queue
from dim.metadata.model import Facts
from support.catalog import Catalog, episode, movie

ALIEN = Facts(title="Alien", year=1979, overview="In space no one can hear you scream.", ids={"tmdb": "348"})


def films(database: Database, folder: Path, path: str = "Alien (1979)/Alien (1979).mkv") -> tuple[Catalog, int]:
    """A library that is written back, with a film that a provider knows."""
    catalog = Catalog(database, "movie", str(folder))
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(b"video")
    catalog.report(movie(path, "Alien", 1979))
    number = catalog.titles()["Alien (1979)"]
    database.write_now(lambda transaction: layers.store(transaction, "tmdb", {number: ALIEN}))
    database.write_now(
        lambda transaction: transaction.execute(update(library).values(providers=["nfo", "tmdb"], write_back=True))
    )
    return catalog, number


def run(database: Database, catalog: Catalog, title: int) -> None:
    job, _ = database.write_now(queue.enqueue, NewJob(WRITE_BACK, library_id=catalog.library, item_id=title))
    service = WriteBack(database, Hub(), Disks(), cast("Any", SimpleNamespace(folder=Path("/none"))))

    async def write(job: Job) -> None:
        await service.write(job, JobContext(database, job.id, "test"))

    asyncio.run(write(job))


def test_it_writes_once(database: Database, tmp_path: Path) -> None:
    catalog, number = films(database, tmp_path)
    run(database, catalog, number)
    nfo = tmp_path / "Alien (1979)" / "Alien (1979).nfo"
    assert "In space no one" in nfo.read_text()
    before = nfo.stat().st_mtime_ns
    run(database, catalog, number)
    assert nfo.stat().st_mtime_ns == before
    written = database.read(layers.of_item, number)[layers.WRITTEN]
    assert (written.title, written.ids) == ("Alien", {"tmdb": "348"})


@pytest.mark.parametrize("problem", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_takes_nothing_is_named(
    problem: int, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog, number = films(database, tmp_path)

    def refuse(*_: object) -> bool:
        raise OSError(problem, os.strerror(problem))

    monkeypatch.setattr(files, "save_nfo", refuse)
    with pytest.raises(JobFailedError, match=os.strerror(problem)) as caught:
        run(database, catalog, number)
    assert str(tmp_path) in str(caught.value)
    assert [path.name for path in (tmp_path / "Alien (1979)").iterdir()] == ["Alien (1979).mkv"]


@pytest.mark.parametrize(
    "case",
    ["off", "doubtful", "only the name is known", "the video is away", "a folder has its name", "a link leads out"],
)
def test_what_is_left_alone(case: str, database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "Movies"
    catalog, number = films(database, folder)
    nfo = folder / "Alien (1979)" / "Alien (1979).nfo"
    outside = tmp_path / "outside.nfo"
    if case == "off":
        database.write_now(lambda transaction: transaction.execute(update(library).values(write_back=False)))
    elif case == "doubtful":
        database.write_now(
            lambda transaction: matches.store(transaction, number, StoredMatch("doubtful", "tmdb", "348", 0.6))
        )
    elif case == "only the name is known":
        database.write_now(lambda transaction: layers.store(transaction, "tmdb", {number: None}))
    elif case == "the video is away":
        (folder / "Alien (1979)" / "Alien (1979).mkv").unlink()
    elif case == "a folder has its name":
        nfo.mkdir()
    else:
        outside.write_text("<movie><title>Mine</title></movie>")
        nfo.symlink_to(outside)
    before = sorted(folder.rglob("*"))
    run(database, catalog, number)
    assert sorted(folder.rglob("*")) == before
    assert not outside.exists() or outside.read_text() == "<movie><title>Mine</title></movie>"


def test_which_files_of_a_show(database: Database, tmp_path: Path) -> None:
    catalog = Catalog(database, "show", str(tmp_path))
    catalog.report(
        episode("Lost/Season 1/Lost S01E01.mkv", "Lost", 1, 1), episode("Lost/Season 1/Lost S01E02-E03.mkv", "Lost", 1, 2, 3),
        episode("Lost/Season 1/VIDEO_TS/VTS_01_1.VOB", "Lost", 1, 4),
    )  # fmt: skip
    show = catalog.titles()["Lost"]
    everything = {
        show: Facts(title="Lost"),
        **{one: Facts(title=f"{place}") for place, one in catalog.episodes("Lost").items()},
    }
    database.write_now(lambda transaction: layers.store(transaction, "tmdb", dict(everything)))
    database.write_now(
        lambda transaction: transaction.execute(update(library).values(providers=["tmdb"], write_back=True))
    )
    assert [target.nfo for target in database.read(plan, show)] == ["Lost/Season 1/Lost S01E01.nfo", "Lost/tvshow.nfo"]
