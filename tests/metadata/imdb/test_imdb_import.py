"""Importing datasets: what is kept, and what a damaged file does."""

import asyncio
import gzip
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from dim.metadata.imdb import DatasetError, ImdbIndex, import_datasets
from dim.metadata.model import Locale, TitleFacts, TitleKind
from support.metadata import imdb_files, world
from support.metadata.imdb_files import HEADS, line

MATRIX = line("tt0133093", "movie", "The Matrix", "The Matrix", 0, 1999, None, 136, "Action,Sci-Fi")


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def dataset(folder: Path, name: str, *lines: str, ending: str = ".tsv") -> Path:
    path = folder / f"{name}{ending}"
    content = (HEADS[name] + "\n" + "".join(lines)).encode()
    path.write_bytes(gzip.compress(content) if ending.endswith("gz") else content)
    return path


def details(index: Path, imdb: str, kind: TitleKind = "movie") -> TitleFacts | None:
    async def ask() -> TitleFacts | None:
        opened = ImdbIndex(index)
        try:
            return await opened.details(kind, imdb, Locale())
        finally:
            opened.close()

    return asyncio.run(ask())


def test_files_in_any_order_packed_or_not(tmp_path: Path) -> None:
    target = tmp_path / "metadata" / "imdb.sqlite3"
    files = imdb_files.write(tmp_path / "a", [world.find("The Matrix", 1999), world.find("Dark", 2017)])
    other = imdb_files.write(tmp_path / "b", [world.find("The Matrix", 1999)], packed=False)
    done = import_datasets(
        [files[3], files[2], other[1].rename(tmp_path / "b" / "renamed.txt"), files[0]], target, quiet
    )
    assert (done.titles, done.missing, done.ignored) == (2, (), ())
    found = details(target, "tt0133093")
    assert found is not None
    assert (found.facts.title, found.facts.year, found.facts.runtime) == ("The Matrix", 1999, 136 * 60)
    assert found.facts.genres == ("Action", "Science Fiction")
    assert found.facts.ratings[0].source == "imdb"
    assert [one.facts.title for one in (details(target, "tt5753856", "show") or TitleFacts(found.facts)).episodes][:3] == [
        "Secrets", "Lies", "Past and Present",
    ]  # fmt: skip
    assert stat.S_IMODE(os.stat(target).st_mode) == 0o600
    assert {path.name for path in target.parent.iterdir()} == {"imdb.sqlite3", "import.lock"}


@pytest.mark.parametrize(
    ("kind", "is_adult", "kept"),
    [("movie", 0, True), ("tvMovie", 0, True), ("video", 0, True), ("short", 0, True), ("tvSpecial", 0, True), ("tvSeries", 0, True),
     ("tvMiniSeries", 0, True), ("videoGame", 0, False), ("tvPilot", 0, False), ("tvEpisode", 0, False), ("movie", 1, False)],
)  # fmt: skip
def test_what_is_kept(tmp_path: Path, kind: str, is_adult: int, kept: bool) -> None:
    basics = dataset(
        tmp_path, "title.basics", MATRIX, line("tt0000007", kind, "Heat", "Heat", is_adult, 1995, None, 170, None)
    )
    assert import_datasets([basics], tmp_path / "imdb.sqlite3", quiet).titles == 1 + kept


def test_adult_titles_if_asked_for(tmp_path: Path) -> None:
    basics = dataset(
        tmp_path, "title.basics", MATRIX, line("tt0000007", "movie", "Heat", "Heat", 1, 1995, None, 170, None)
    )
    assert import_datasets([basics], tmp_path / "imdb.sqlite3", quiet, adult=True).titles == 2


def test_nothing_and_odd_values(tmp_path: Path) -> None:
    """Numbers that are none are left out; the title stays."""
    basics = dataset(
        tmp_path, "title.basics", line("tt0000007", "tvSeries", 'Say "Yes"', "\\N", 0, "soon", 99_999, "-5", None)
    )
    episode = dataset(
        tmp_path,
        "title.episode",
        line("tt0000008", "tt0000007", None, None),
        line("tt0000009", "tt0000007", 1, 2),
        line("tt0000010", "tt9", 1, 1),
    )
    done = import_datasets([basics, episode], tmp_path / "imdb.sqlite3", quiet)
    assert done.staged.without_number == 1
    found = details(done.index, "tt0000007", "show")
    assert found is not None
    assert (found.facts.title, found.facts.year, found.facts.ended, found.facts.runtime) == (
        'Say "Yes"',
        None,
        None,
        None,
    )
    assert [(one.season, one.number, one.facts.title) for one in found.episodes] == [(1, 2, None)]


@pytest.mark.parametrize(
    ("title", "name", "date"),
    [("Pilot", "Pilot", None), ("Episode #1.1", None, None), ("Episode dated 28 September 2015", None, "2015-09-28"),
     ("Episode dated soon", "Episode dated soon", None)],
)  # fmt: skip
def test_placeholders_of_episode_titles(tmp_path: Path, title: str, name: str | None, date: str | None) -> None:
    basics = dataset(
        tmp_path, "title.basics", line("tt0000007", "tvSeries", "The Daily Show", "The Daily Show", 0, 1996, None, 22, None),
        line("tt0000008", "tvEpisode", title, title, 0, 2015, None, 22, None),
    )  # fmt: skip
    episode = dataset(tmp_path, "title.episode", line("tt0000008", "tt0000007", 1, 1))
    found = details(import_datasets([basics, episode], tmp_path / "imdb.sqlite3", quiet).index, "tt0000007", "show")
    assert found is not None
    assert (found.episodes[0].facts.title, found.episodes[0].facts.released) == (name, date)


def truncated(folder: Path) -> Path:
    path = dataset(
        folder,
        "title.basics",
        *(line(f"tt{n:07}", "movie", f"Film {n}", "x", 0, 1999, None, 90, None) for n in range(1, 9_000)),
        ending=".tsv.gz",
    )
    path.write_bytes(path.read_bytes()[:-2_000])
    return path


def flipped(folder: Path) -> Path:
    path = dataset(
        folder,
        "title.basics",
        *(line(f"tt{n:07}", "movie", f"Film {n}", "x", 0, 1999, None, 90, None) for n in range(1, 9_000)),
        ending=".tsv.gz",
    )
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    return path


def without_basics(folder: Path) -> Path:
    return dataset(folder, "title.ratings", line("tt0133093", 8.7, 2_000_000))


def other_file(folder: Path) -> Path:
    path = folder / "title.basics.tsv"
    path.write_text("<html><title>404 Not Found</title></html>")
    return path


def endless_line(folder: Path) -> Path:
    return dataset(folder, "title.basics", MATRIX, "tt0000002\t" + "x" * 300_000 + "\n")


def missing(folder: Path) -> Path:
    return folder / "title.basics.tsv.gz"


def broken_line(folder: Path) -> Path:
    return dataset(folder, "title.basics", MATRIX, "tt0000002\tmovie\tHeat\n")


def no_id(folder: Path) -> Path:
    return dataset(folder, "title.basics", MATRIX, MATRIX.replace("tt0133093", "0133093"))


def huge_id(folder: Path) -> Path:
    return dataset(folder, "title.basics", MATRIX, MATRIX.replace("tt0133093", "tt9999999999"))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (truncated, "title.basics.tsv.gz ends in the middle or is damaged"), (flipped, "title.basics.tsv.gz"),
        (without_basics, "title.basics.tsv.gz is needed"), (other_file, "is none of IMDb's datasets"),
        (endless_line, "Line 3 of {folder}/title.basics.tsv is longer than"), (missing, "cannot be read: No such file or directory"),
        (broken_line, "Line 3 of {folder}/title.basics.tsv has 3 columns instead of 9"), (no_id, "Line 3 of {folder}/title.basics.tsv does not begin"),
        (huge_id, "does not begin with an id"),
    ],
)  # fmt: skip
def test_a_damaged_file_leaves_the_index_as_it_was(tmp_path: Path, make: Callable[[Path], Path], said: str) -> None:
    target = tmp_path / "index" / "imdb.sqlite3"
    import_datasets([dataset(tmp_path, "title.basics", MATRIX)], target, quiet)
    before = target.read_bytes()
    with pytest.raises(DatasetError) as raised:
        import_datasets([make(tmp_path)], target, quiet)
    assert said.format(folder=tmp_path) in str(raised.value)
    assert target.read_bytes() == before
    assert {path.name for path in target.parent.iterdir()} == {"imdb.sqlite3", "import.lock"}


def test_broken_lines_can_be_left_out(tmp_path: Path) -> None:
    done = import_datasets([broken_line(tmp_path)], tmp_path / "imdb.sqlite3", quiet, skip_broken=True)
    assert (done.titles, done.staged.counts["title.basics"].broken) == (1, 1)


def test_the_same_dataset_twice(tmp_path: Path) -> None:
    first, second = (
        dataset(tmp_path, "title.basics", MATRIX),
        dataset(tmp_path, "title.basics", MATRIX, ending=".tsv.gz"),
    )
    with pytest.raises(DatasetError, match=r"are both title\.basics"):
        import_datasets([first, second], tmp_path / "imdb.sqlite3", quiet)


def test_what_a_killed_import_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / "import-abc"
    left.mkdir()
    (left / "staging.sqlite3").write_bytes(b"half")
    import_datasets([dataset(tmp_path, "title.basics", MATRIX)], tmp_path / "imdb.sqlite3", quiet)
    assert not left.exists()


def test_one_import_at_a_time(tmp_path: Path) -> None:
    basics = dataset(tmp_path, "title.basics", MATRIX)
    said: list[str] = []

    def during(_what: str, _done: int, _total: int) -> None:
        if not said:
            said.append("")
            with pytest.raises(DatasetError) as raised:
                import_datasets([basics], tmp_path / "imdb.sqlite3", quiet)
            said[0] = str(raised.value)

    import_datasets([basics], tmp_path / "imdb.sqlite3", during)
    assert "is running" in said[0]


def test_the_most_voted_come_first(tmp_path: Path) -> None:
    basics = dataset(
        tmp_path,
        "title.basics",
        *(line(f"tt000000{n}", "movie", "Hamlet", "Hamlet", 0, 1990 + n, None, 100, None) for n in range(1, 6)),
    )
    ratings = dataset(
        tmp_path, "title.ratings", *(line(f"tt000000{n}", 7.1, votes) for n, votes in ((1, 10), (2, 999), (4, 50)))
    )
    done = import_datasets([ratings, basics], tmp_path / "imdb.sqlite3", quiet)
    with sqlite3.connect(done.index) as database:
        order = [number for (number,) in database.execute("SELECT imdb FROM titles ORDER BY number")]
    database.close()
    assert order == [2, 4, 1, 3, 5]
