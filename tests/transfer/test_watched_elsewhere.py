"""What a user watched with Kodi, Trakt, Jellyfin or Plex becomes their progress here."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from dim.db import Database
from dim.db.tables import progress
from dim.transfer.sources import jellyfin as jellyfin_module
from dim.transfer.sources import plex as plex_module
from dim.transfer.sources.jellyfin import read_jellyfin
from dim.transfer.sources.kodi import read_kodi
from dim.transfer.sources.plex import read_plex
from dim.transfer.sources.trakt import read_trakt
from dim.transfer.watched import SourceError, WatchedItem, take_watched
from support import watched_elsewhere as elsewhere
from support.catalog import Catalog, episode, movie

Source = Callable[[Path], Iterable[WatchedItem]]


def from_jellyfin(_folder: Path) -> Iterable[WatchedItem]:
    with elsewhere.served(elsewhere.jellyfin_answer) as (url, _):
        return list(read_jellyfin(url + "/", elsewhere.KEY, "Ada"))


def from_plex(_folder: Path) -> Iterable[WatchedItem]:
    with elsewhere.served(elsewhere.plex_answer) as (url, _):
        return list(read_plex(url, elsewhere.KEY))


SOURCES: dict[str, Source] = {
    "kodi": lambda folder: read_kodi(elsewhere.kodi(folder / "MyVideos131.db")),
    "trakt": lambda folder: read_trakt([elsewhere.trakt(folder / "trakt")]),
    "jellyfin": from_jellyfin,
    "plex": from_plex,
}


@pytest.fixture
def films(database: Database) -> Catalog:
    catalog = Catalog(database, "movie")
    catalog.report(
        movie("The.Matrix.1999.mkv", "The Matrix", 1999, ids={"imdb": "tt0133093"}), movie("Amelie.mkv", "Amélie", 2001)
    )
    return catalog


@pytest.mark.parametrize("name", SOURCES)
def test_a_source(name: str, films: Catalog, tmp_path: Path) -> None:
    shows = Catalog(films.database, "show", "/tv")
    shows.report(
        episode("Breaking Bad S01E01.mkv", "Breaking Bad", 1, 1),
        episode("Breaking Bad S01E02.mkv", "Breaking Bad", 1, 2),
    )
    found = list(SOURCES[name](tmp_path))
    outcome = take_watched(films.database, 1, found)
    assert (outcome.taken, outcome.missing) == (4, 1), outcome
    assert outcome.not_found == [("Stalker (1979)", "nothing in this catalog fits it")]
    numbers = {**films.titles(), **{f"E{number}": one for (_, number), one in shows.episodes("Breaking Bad").items()}}
    begun = name != "trakt"
    expected = {
        numbers["The Matrix (1999)"]: (0.0, True), numbers["Amélie (2001)"]: (61.5, False) if begun else (0.0, True),
        numbers["E1"]: (0.0, True), numbers["E2"]: (33.0, False) if begun else (0.0, True),
    }  # fmt: skip

    def stored() -> dict[int, tuple[float, bool]]:
        rows = films.database.read(lambda connection: connection.execute(select(progress)).all())
        return {row.item_id: (row.seconds, row.watched) for row in rows}

    assert stored() == expected
    if name != "kodi":  # which notes local time
        rows = films.database.read(lambda connection: connection.execute(select(progress)).all())
        assert {row.item_id: row.updated_at for row in rows}[numbers["E1"]] == 1709493300.0
    films.watch(numbers["Amélie (2001)"], 12.0)
    take_watched(films.database, 1, found)
    assert stored() == {**expected, numbers["Amélie (2001)"]: (12.0, False)}, "what is newer here stays"


MATCHES = [
    ("by id, whatever the title", WatchedItem(kind="movie", title="Matriks", year=2005, ids={"imdb": "tt0133093"}), "The Matrix"),
    ("by title and year", WatchedItem(kind="movie", title="amelie", year=2001), "Amélie"),
    ("by title alone", WatchedItem(kind="movie", title="Amélie"), "Amélie"),
    ("by file name on another system", WatchedItem(kind="movie", title="Das Leben", path="D:\\Films\\AMELIE.mkv"), "Amélie"),
    ("another year is another film", WatchedItem(kind="movie", title="Amélie", year=1950), None),
    ("a show is no film", WatchedItem(kind="episode", title="Amélie", season=1, episode=1), None),
    ("nothing is known of it", WatchedItem(kind="movie"), None),
]  # fmt: skip


@pytest.mark.parametrize(("case", "one", "expected"), MATCHES, ids=[case for case, *_ in MATCHES])
def test_the_matcher(case: str, one: WatchedItem, expected: str | None, films: Catalog) -> None:
    take_watched(films.database, 1, [replace(one, watched=True, last_watched=5.0)])
    watched = films.database.read(lambda connection: connection.scalars(select(progress.c.item_id)).all())
    assert [films.card(number).title for number in watched] == ([expected] if expected else [])


def broken_file(tmp_path: Path, content: bytes) -> Path:
    (tmp_path / "file.json").write_bytes(content)
    return tmp_path / "file.json"


def foreign_database(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.executescript("CREATE TABLE songs (id INTEGER)")
    return tmp_path / "other.db"


BROKEN: dict[str, Callable[[Path], Iterable[WatchedItem]]] = {
    "kodi: no such file": lambda folder: read_kodi(folder / "none.db"),
    "kodi: not SQLite": lambda folder: read_kodi(broken_file(folder, b"x" * 5000)),
    "kodi: another database": lambda folder: read_kodi(foreign_database(folder)),
    "trakt: no such file": lambda folder: read_trakt([folder / "none.json"]),
    "trakt: an empty folder": lambda folder: read_trakt([folder]),
    "trakt: no JSON": lambda folder: read_trakt([broken_file(folder, b"PK\3\4")]),
    "jellyfin: no address": lambda _: read_jellyfin("file:///etc/passwd", "x", "ada"),
    "jellyfin: no server": lambda _: read_jellyfin("http://127.0.0.1:1", "x", "ada"),
    "plex: no address": lambda _: read_plex("http://me:secret@host", "x"),
    "plex: no server": lambda _: read_plex("http://127.0.0.1:1", "x"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"[.?]$"):
        list(BROKEN[name](tmp_path))


ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "401": (401, {}, b""), "500": (500, {}, b"oops"), "not of its kind": (200, {}, b"<html>Hello"), "JSON of another kind": (200, {}, b"[7]"),
    "a redirect": (302, {"Location": "http://127.0.0.1:1/x"}, b""), "a redirect in place": (302, {"Location": "/Users"}, b""),
    "too much": (200, {}, b" " * 40_000),
}  # fmt: skip


@pytest.mark.parametrize("program", ["jellyfin", "plex"])
@pytest.mark.parametrize("name", ANSWERS)
def test_servers_that_misbehave(program: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jellyfin_module, "LARGEST_ANSWER", 30_000)
    monkeypatch.setattr(plex_module, "LARGEST_ANSWER", 30_000)
    with elsewhere.served(lambda *_: ANSWERS[name]) as (url, asked):
        with pytest.raises(SourceError, match=r"[.?]$"):
            list(read_jellyfin(url, elsewhere.KEY, "ada") if program == "jellyfin" else read_plex(url, elsewhere.KEY))
        assert len(asked) == 1


def test_the_command(database: Database, tmp_path: Path) -> None:
    films = Catalog(database, "movie")
    films.report(movie("The.Matrix.1999.mkv", "The Matrix", 1999, ids={"imdb": "tt0133093"}))
    number = films.titles()["The Matrix (1999)"]
    file = elsewhere.kodi(tmp_path / "MyVideos131.db")

    def dim(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "DIM_DATABASE_URL": database.url, "DIM_DATA_DIR": str(tmp_path)}
        command = [sys.executable, "-m", "dim", "import-watched", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)

    assert "There is no user nobody." in dim("kodi", str(file), "--user", "nobody").stderr
    done = dim("kodi", str(file), "--user", "me")
    assert done.returncode == 0, done.stderr
    assert "1 movies and episodes are noted for me; 4 are not in the catalog." in done.stdout
    assert "Stalker (1979): nothing in this catalog fits it" in done.stdout
    rows = database.read(lambda connection: connection.execute(select(progress)).all())
    assert [(row.item_id, row.watched) for row in rows] == [(number, True)]
