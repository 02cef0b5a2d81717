"""`dim metadata import-imdb` as a program."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from support.metadata import imdb_files, world
from support.metadata.imdb_files import HEADS
from support.server import until


def run(data: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dim", "metadata", "import-imdb", *arguments], capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "DIM_DATA_DIR": str(data)},
    )  # fmt: skip


def count(index: Path) -> int:
    database = sqlite3.connect(index)
    found = database.execute("SELECT count(*) FROM titles").fetchone()[0]
    database.close()
    return int(found)


def test_it_says_what_was_read_and_left_out(tmp_path: Path) -> None:
    files = imdb_files.write(tmp_path / "files", [world.find("The Matrix", 1999), world.find("Dark", 2017)])
    crew = tmp_path / "title.crew.tsv"
    crew.write_text("tconst\tdirectors\twriters\n")
    done = run(tmp_path / "data", *files[:3], crew)
    assert (done.returncode, done.stderr) == (0, "")
    index = tmp_path / "data" / "metadata" / "imdb.sqlite3"
    said = done.stdout.splitlines()
    assert "title.basics: 28 lines read, 2 kept." in said
    assert "title.episode: 26 lines read, 26 kept." in said
    assert f"{crew} was not read: the index has no use for it." in said
    assert "title.ratings was not given; the index has no ratings and popularity." in said
    assert said[-1] == f"2 titles are in {index} (0 MB). A running server uses it from now on."
    assert count(index) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<html>", "is none of IMDb's datasets: its first line should name columns, such as “tconst”."),
        (
            HEADS["title.basics"] + "\ntt0133093\tmovie\n",
            "has 2 columns instead of 9. Download it again, or leave such lines out",
        ),
    ],
)
def test_one_line_for_an_error(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "title.basics.tsv"
    file.write_text(content)
    done = run(tmp_path / "data", file)
    assert done.returncode == 1
    assert [line.startswith("dim: ") for line in done.stderr.splitlines()] == [True]
    assert str(file) in done.stderr and said in done.stderr


def test_a_killed_import_leaves_the_former_index(tmp_path: Path) -> None:
    data, index = tmp_path / "data", tmp_path / "data" / "metadata" / "imdb.sqlite3"
    assert run(data, *imdb_files.write(tmp_path / "few", [world.find("The Matrix", 1999)])).returncode == 0
    large = imdb_files.write(tmp_path / "many", [], 60_000)
    importing = subprocess.Popen(
        [sys.executable, "-m", "dim", "metadata", "import-imdb", *large], env={**os.environ, "DIM_DATA_DIR": str(data)}, stderr=subprocess.PIPE
    )  # fmt: skip
    until(lambda: any(path.stat().st_size for path in index.parent.glob("import-*/staging.sqlite3")))
    importing.send_signal(signal.SIGKILL)
    importing.communicate(timeout=30)
    assert importing.returncode == -signal.SIGKILL
    assert count(index) == 1
    assert any(path.name.startswith("import-") for path in index.parent.iterdir() if path.is_dir())
    assert (
        run(data, *imdb_files.write(tmp_path / "more", [world.find("Dune", 1984), world.find("Dune", 2021)])).returncode
        == 0
    )
    assert count(index) == 2
    assert not [path for path in index.parent.iterdir() if path.is_dir()]
