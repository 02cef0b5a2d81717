"""NFO files and artwork beside the videos, written by a real server, and read again by its own scanner."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dim.catalog.write_back import own
from dim.metadata.local.nfo import read_nfo
from dim.metadata.model import Facts
from support import media
from support.metadata.fake_tmdb import KEY, FakeTmdb
from support.metadata.posters import poster
from support.metadata.samples import ALL
from support.server import Api, RunningServer, scanned, titles, until

FOREIGN = """<?xml version="1.0"?>
<movie>
    <!-- by hand -->
    <plot>Mein eigener Text.</plot>
    <userrating>9</userrating>
    <fileinfo><streamdetails><video><codec>h264</codec></video></streamdetails></fileinfo>
    <shelf colour="red">B 12</shelf>
</movie>
"""


@pytest.fixture
def api(start_server: Callable[..., RunningServer]) -> Iterator[Api]:
    with FakeTmdb(ALL) as tmdb, start_server(DIM_TMDB_URL=tmdb.url, DIM_TMDB_KEY=KEY).set_up() as owner:
        yield owner


def library(api: Api, folder: Path, kind: str, *, write_back: bool) -> int:
    body = {
        "name": folder.name,
        "path": str(folder),
        "type": kind,
        "providers": ["nfo", "tmdb", "tags"],
        "write_back": write_back,
    }
    number: int = api.ask("POST", "/api/v1/library", 201, json=body)["id"]
    scanned(api, number)
    return number


def matched(api: Api, library_id: int, start: str) -> dict[str, Any]:
    def found() -> dict[str, Any] | None:
        number = next((one["id"] for name, one in titles(api, library_id).items() if name.startswith(start)), None)
        one = api.ask("GET", f"/api/v1/media/{number}") if number else None
        return (
            one
            if one and one["overview"] and one["match"]["state"] == "certain" and "poster" in one["pictures"]
            else None
        )

    return until(found, 40, f"the match of {start}")


def rescan(api: Api, library_id: int) -> None:
    number = api.ask("POST", f"/api/v1/library/{library_id}/run", 201, json={"flag": "scan"})["run_id"]
    until(lambda: api.ask("GET", f"/api/v1/library/{library_id}/run/{number}")["state"] == "done", 40, "the scan")


def snapshot(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_a_film(api: Api, tmp_path: Path) -> None:
    folder = tmp_path / "Movies"
    one, two = folder / "The Matrix (1999)", folder / "Spirited Away (2001)"
    media.place(media.made("clip.mkv"), one / "The Matrix (1999).mkv")
    media.place(media.made("clip.mkv"), two / "Spirited Away (2001).mkv")
    (two / "Spirited Away (2001).nfo").write_text(FOREIGN)
    (two / "poster.jpg").write_bytes(poster("Mine", 2001))
    mine = (two / "poster.jpg").read_bytes()
    number = library(api, folder, "movie", write_back=True)
    before = matched(api, number, "The Matrix")
    nfo = one / "The Matrix (1999).nfo"
    until(nfo.exists, 40, "the NFO file")
    until(lambda: any("-poster." in name.name for name in one.iterdir()), 40, "the poster")
    said = read_nfo(nfo.read_bytes())
    assert (said.kind, said.facts.title, said.facts.year) == ("movie", "The Matrix", 1999)
    assert said.facts.ids["tmdb"] == "603"
    assert said.facts.overview == before["overview"]
    assert list(said.facts.genres) == before["genres"]
    assert not said.facts.pictures
    changed = two / "Spirited Away (2001).nfo"
    until(lambda: "129" in changed.read_text(), 40, "the foreign NFO file")
    text = changed.read_text()
    kept = ("<!-- by hand -->", "<plot>Mein eigener Text.</plot>", "<userrating>9</userrating>", "<codec>h264</codec>")
    for part in (*kept, '<shelf colour="red">B 12</shelf>'):
        assert part in text, part
    assert (two / "poster.jpg").read_bytes() == mine, "an image that Dim did not write stays"
    assert not [name for name in os.listdir(two) if "-poster." in name]
    rescan(api, number)
    files = snapshot(folder)
    rescan(api, number)
    after = api.ask("GET", f"/api/v1/media/{before['id']}")
    assert after["sources"] == before["sources"], "what Dim wrote is no news"
    for name in ("title", "year", "overview", "genres", "people", "external_ids", "rating", "certification"):
        assert after[name] == before[name], name
    options = api.ask("GET", f"/api/v1/artwork/{before['id']}/poster/options")
    assert [option["source"] for option in options if option["chosen"]] == ["tmdb"]
    spirited = next(entry for name, entry in titles(api, number).items() if name.startswith("Spirited"))
    described = api.ask("GET", f"/api/v1/media/{spirited['id']}")
    assert (described["overview"], described["sources"]["overview"]) == ("Mein eigener Text.", "nfo")
    assert described["sources"]["title"] == "tmdb"
    assert snapshot(folder) == files
    nfo.write_text(nfo.read_text().replace("<tagline>", "<tagline>Von mir: ", 1))
    until(
        lambda: api.ask("GET", f"/api/v1/media/{before['id']}")["sources"].get("tagline") == "nfo",
        40,
        "the person's tagline",
    )
    described = api.ask("GET", f"/api/v1/media/{before['id']}")
    assert described["tagline"].startswith("Von mir: ")
    assert described["sources"]["overview"] == "tmdb"
    api.ask("PATCH", f"/api/v1/media/{before['id']}", 201, json={"overview": "Neo wacht auf."})
    until(lambda: "Neo wacht auf." in nfo.read_text(), 40, "the edit")
    assert "Von mir: " in nfo.read_text()


def test_a_show(api: Api, tmp_path: Path) -> None:
    folder = tmp_path / "TV"
    season = folder / "Breaking Bad" / "Season 1"
    for name in ("Breaking Bad S01E01 Pilot.mkv", "Breaking Bad S01E02.mkv"):
        media.place(media.made("clip.mkv"), season / name)
    number = library(api, folder, "tv", write_back=True)
    matched(api, number, "Breaking Bad")
    until((folder / "Breaking Bad" / "tvshow.nfo").exists, 40, "tvshow.nfo")
    until((season / "Breaking Bad S01E02.nfo").exists, 40, "the NFO file of the episode")
    episode = read_nfo((season / "Breaking Bad S01E01 Pilot.nfo").read_bytes())
    assert (episode.kind, episode.facts.title) == ("episode", "Pilot")
    assert (episode.episodes[0].season, episode.episodes[0].number) == (1, 1)
    assert read_nfo((folder / "Breaking Bad" / "tvshow.nfo").read_bytes()).facts.ids["tmdb"] == "1396"
    assert not (season / "season.nfo").exists()


def test_off_writes_nothing_and_locked_files_stay(api: Api, tmp_path: Path) -> None:
    folder = tmp_path / "Movies"
    media.place(media.made("clip.mkv"), folder / "The Matrix (1999)" / "The Matrix (1999).mkv")
    number = library(api, folder, "movie", write_back=False)
    found = matched(api, number, "The Matrix")
    files = snapshot(folder)
    api.ask("PATCH", f"/api/v1/media/{found['id']}", 201, json={"tagline": "Mine."})
    other = tmp_path / "Others"
    locked = "<movie><title>Amélie</title><lockdata>true</lockdata></movie>"
    media.place(media.made("clip.mkv"), other / "Spirited Away (2001)" / "Spirited Away (2001).mkv")
    media.place(media.made("clip.mkv"), other / "Amélie (2001)" / "Amélie (2001).mkv")
    (other / "Amélie (2001)" / "Amélie (2001).nfo").write_text(locked)
    second = library(api, other, "movie", write_back=True)
    matched(api, second, "Spirited Away")
    until((other / "Spirited Away (2001)" / "Spirited Away (2001).nfo").exists, 40, "the other library's NFO file")
    assert snapshot(folder) == files, "the switch is off"
    assert (other / "Amélie (2001)" / "Amélie (2001).nfo").read_text() == locked
    api.ask("PATCH", f"/api/v1/library/{number}", 201, json={"write_back": True})
    nfo = folder / "The Matrix (1999)" / "The Matrix (1999).nfo"
    until(nfo.exists, 40, "the NFO file, once the switch is on")
    assert "Mine." in nfo.read_text()


A, B = "a" * 32, "b" * 32
OWN = [
    ("all is Dim's", Facts(), Facts(title="Alien", year=1979), Facts(), Facts(title="Alien", year=1979), Facts()),
    ("a person's stays", Facts(title="Alien"), Facts(title="Alien", year=1979), Facts(), Facts(title="Alien", year=1979), Facts(title="Alien")),
    (
        "a person changed Dim's", Facts(), Facts(title="Alien", year=1979), Facts(), Facts(title="Alien!", year=1979), Facts(title="Alien!"),
    ),
    (
        "written twice", Facts(title="Alien", year=1979), Facts(title="Alien", year=1979, tagline="x"), Facts(title="Alien", year=1979),
        Facts(title="Alien", year=1979, tagline="x"), Facts(),
    ),
    (
        "ids one by one", Facts(ids={"imdb": "tt1"}), Facts(ids={"imdb": "tt1", "tmdb": "7"}), Facts(), Facts(ids={"imdb": "tt1", "tmdb": "7"}),
        Facts(ids={"imdb": "tt1"}),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("case", "before", "after", "known", "reported", "left"), OWN, ids=[one[0] for one in OWN])
def test_what_is_dims_own(case: str, before: Facts, after: Facts, known: Facts, reported: Facts, left: Facts) -> None:
    assert own.without(reported, own.added(before, after, known)) == left
