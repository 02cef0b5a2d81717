"""A real server, real files, and providers that speak their real protocols: what a library shows after its scan."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support import media
from support.metadata.fake_anilist import FakeAnilist
from support.metadata.fake_tmdb import KEY, FakeTmdb
from support.metadata.fake_tvmaze import FakeTvmaze
from support.metadata.fake_wikidata import FakeWikidata
from support.metadata.samples import ALL
from support.server import Api, RunningServer, add_library, scanned, titles, until

PROVIDERS = ["nfo", "tmdb", "tags"]


@pytest.fixture
def tmdb() -> Iterator[FakeTmdb]:
    with FakeTmdb(ALL) as fake:
        yield fake


@pytest.fixture
def matched(start_server: Callable[..., RunningServer], tmdb: FakeTmdb) -> Iterator[Api]:
    """The owner of a server that asks the fake TMDB."""
    with start_server(DIM_TMDB_URL=tmdb.url, DIM_TMDB_KEY=KEY).set_up() as api:
        yield api


def library(api: Api, folder: Path, kind: str = "movie") -> int:
    """A library of a folder whose titles are looked up."""
    number = api.ask(
        "POST",
        "/api/v1/library",
        201,
        json={"name": folder.name, "path": str(folder), "type": kind, "providers": PROVIDERS},
    )["id"]
    scanned(api, number)
    return int(number)


def run(api: Api, library_id: int) -> dict[str, Any]:
    """A run of `fetch_metadata`, to its end."""
    number = api.ask("POST", f"/api/v1/library/{library_id}/run", 201, json={"flag": "fetch_metadata"})["run_id"]

    def ended() -> dict[str, Any] | None:
        found: dict[str, Any] = api.ask("GET", f"/api/v1/library/{library_id}/run/{number}")
        return found if found["state"] not in ("waiting", "running") else None

    return until(ended, 90, "the run")


def details(api: Api, library_id: int, title: str) -> dict[str, Any]:
    """The details of the title of a library whose name begins so, once it is there."""

    def find() -> int | None:
        cards = titles(api, library_id)  # once: a name may be another one the next moment
        return next((card["id"] for name, card in cards.items() if name.startswith(title)), None)

    found: dict[str, Any] = api.ask("GET", f"/api/v1/media/{until(find, 30, title)}")
    return found


def place(folder: Path, *names: str) -> None:
    for name in names:
        media.place(media.made("clip.mkv"), folder / name)


def test_new_titles_are_matched_right_after_their_scan(matched: Api, tmp_path: Path) -> None:
    place(tmp_path / "Movies", "The.Matrix.1999.1080p.BluRay.x264-GRP.mkv", "Nobody Knows This Film (1987).mkv")
    number = library(matched, tmp_path / "Movies")
    until(lambda: details(matched, number, "The Matrix")["overview"], 30, "the match")
    found = details(matched, number, "The Matrix")
    assert found["external_ids"] == found["ids"] == {"tmdb": "603", "imdb": "tt0133093", "wikidata": "Q83495"}
    assert (found["genres"], found["rating"], found["certification"]) == (["Action", "Science Fiction"], 8.2, "R")
    assert (found["match"]["state"], found["match"]["provider"]) == ("certain", "tmdb")
    assert found["people"][0]["name"] == "Keanu Reeves"
    assert found["people"][0]["character"] == "Neo"
    until(lambda: "poster" in details(matched, number, "The Matrix")["pictures"], 30, "the poster")
    unknown = until(
        lambda: (
            one
            if (one := details(matched, number, "Nobody"))["match"]["reasons"] != ["It has not been looked for yet."]
            else None
        )
    )
    assert unknown["match"]["state"] == "none"
    assert unknown["match"]["reasons"]
    assert unknown["overview"] is None


@pytest.mark.parametrize(
    ("fake", "kind", "path", "title"),
    [
        (FakeTvmaze, "tv", "Breaking Bad/Season 1/Breaking Bad S01E01 Pilot.mkv", "Breaking Bad"),
        (FakeAnilist, "tv", "Attack on Titan/Season 1/Attack on Titan S01E01.mkv", "Attack on Titan"),
        (FakeWikidata, "movie", "The Matrix (1999).mkv", "The Matrix"),
    ],
)
def test_every_provider_matches(
    start_server: Callable[..., RunningServer], tmp_path: Path, fake: type[FakeTvmaze], kind: str, path: str, title: str
) -> None:
    """Through the whole server: settings, scan, match, merge."""
    place(tmp_path / "media", path)
    with fake(ALL) as provider, start_server(**{f"DIM_{provider.name.upper()}_URL": provider.url}).set_up() as api:
        body = {"name": "Media", "path": str(tmp_path / "media"), "type": kind, "providers": ["nfo", provider.name]}
        number = api.ask("POST", "/api/v1/library", 201, json=body)["id"]
        scanned(api, number)
        found = until(
            lambda: one if (one := details(api, number, title))["external_ids"].get(provider.name) else None, 40
        )
        assert (found["match"]["provider"], found["match"]["state"] in ("certain", "doubtful")) == (provider.name, True)
        assert found["genres"] or found["overview"]


def test_a_title_is_found_by_what_it_is_called_elsewhere(matched: Api, tmp_path: Path) -> None:
    place(tmp_path / "Movies", "Spirited Away (2001).mkv")
    number = library(matched, tmp_path / "Movies")
    run(matched, number)
    (found,) = matched.ask("GET", "/api/v1/search", params={"q": "kamikakushi"})
    assert found["title"] == "Spirited Away"


def test_a_show_gets_its_episodes(matched: Api, tmp_path: Path) -> None:
    place(
        tmp_path / "TV",
        "Breaking Bad/Season 1/Breaking Bad S01E01 Pilot.mkv",
        "Breaking Bad/Season 1/Breaking Bad S01E02.mkv",
    )
    number = library(matched, tmp_path / "TV", "tv")
    assert run(matched, number)["state"] == "done"
    show = details(matched, number, "Breaking Bad")
    assert show["match"]["state"] == "certain", show["match"]
    season = matched.ask("GET", f"/api/v1/season/{show['seasons'][0]['id']}")
    assert season["match"]["state"] == "certain"
    episode = matched.ask("GET", f"/api/v1/episode/{season['episodes'][0]['id']}")
    assert (episode["episode_title"], episode["air_date"]) == ("Pilot", "2008-04-02")
    assert episode["overview"]
    assert episode["files"][0]["path"].endswith("S01E01 Pilot.mkv")
    corrects_an_episode(matched, number, episode["id"])


def corrects_an_episode(api: Api, library_id: int, episode: int) -> None:
    """The first episode is taken for the third one, until a person takes that back."""
    address = f"/api/v1/episode/{episode}/match"

    def shown() -> tuple[str, bool]:
        return api.ask("GET", f"/api/v1/episode/{episode}")["episode_title"], api.ask("GET", address)["is_chosen"]

    known = api.ask("GET", address)
    assert (known["provider"], known["current"], known["is_chosen"]) == ("tmdb", {"season": 1, "number": 1}, False)
    other = known["episodes"][2]
    api.ask("PUT", address, 422, json={"season": 9, "number": 99})
    assert api.ask("PUT", address, json={"season": 1, "number": other["number"]}) == {"before": None}
    assert shown() == (other["title"], True)
    run(api, library_id)
    assert shown() == (other["title"], True)
    assert api.ask("DELETE", address) == {"before": {"season": 1, "number": other["number"]}}
    assert shown() == ("Pilot", False)


def test_a_rename_keeps_the_match_unless_the_name_has_another_id(matched: Api, tmp_path: Path) -> None:
    folder = tmp_path / "Movies"
    place(folder, "The Matrix (1999).mkv")
    number = library(matched, folder)
    assert run(matched, number)["state"] == "done"
    before = details(matched, number, "The Matrix")
    (folder / "The Matrix (1999).mkv").rename(folder / "holiday video.mkv")
    until(lambda: details(matched, number, "The Matrix")["files"][0]["path"] == "holiday video.mkv", 30, "the rename")
    after = details(matched, number, "The Matrix")
    kept = ("id", "title", "overview", "genres", "rating", "year", "external_ids")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    (folder / "holiday video.mkv").rename(folder / "holiday video {tmdb-129}.mkv")
    other = until(
        lambda: (
            one
            if (one := details(matched, number, ""))["external_ids"].get("tmdb") == "129"
            and one["title"] == "Spirited Away"
            else None
        ),
        30,
    )
    assert other["id"] == before["id"]
    assert other["year"] == 2001


@pytest.mark.waits  # until the server asks again, 15 s at least
def test_a_provider_that_fails_empties_nothing_and_is_asked_again(matched: Api, tmdb: FakeTmdb, tmp_path: Path) -> None:
    folder = tmp_path / "Movies"
    place(folder, "The Matrix (1999).mkv")
    tmdb.fail("500")
    number = library(matched, folder)
    first = run(matched, number)
    assert first["state"] == "failed"
    assert "TMDB" in str(first["error"])
    assert details(matched, number, "The Matrix")["title"] == "The Matrix"
    tmdb.recover()
    until(lambda: details(matched, number, "The Matrix")["overview"], 90, "the second try")
    tmdb.fail("500")
    assert run(matched, number)["state"] == "failed"
    assert details(matched, number, "The Matrix")["overview"]


def test_a_person_corrects_a_match(matched: Api, tmp_path: Path) -> None:
    folder = tmp_path / "Movies"
    place(folder, "The Matrix (1999).mkv")
    number = library(matched, folder)
    run(matched, number)
    title = details(matched, number, "The Matrix")["id"]
    found = matched.ask("POST", f"/api/v1/media/{title}/match/search", json={"title": "spirited away"})
    wanted = next(one for one in found["candidates"] if one["id"] == "129")
    choice = {"provider": wanted["provider"], "id": wanted["id"]}
    changes = matched.ask("POST", f"/api/v1/media/{title}/match/preview", json=choice)
    assert {"field": "title", "before": "The Matrix", "after": "Spirited Away", "kept_by": None} in changes
    before = matched.ask("PUT", f"/api/v1/media/{title}/match", json=choice)["before"]
    now = matched.ask("GET", f"/api/v1/media/{title}")
    assert (now["title"], now["match"]["locked"]) == ("Spirited Away", True)
    run(matched, number)
    assert matched.ask("GET", f"/api/v1/media/{title}")["title"] == "Spirited Away"
    matched.ask("PUT", f"/api/v1/media/{title}/match", json={"provider": before["provider"], "id": before["id"]})
    assert matched.ask("GET", f"/api/v1/media/{title}")["title"] == "The Matrix"
    matched.ask("DELETE", f"/api/v1/media/{title}/match")
    none = matched.ask("GET", f"/api/v1/media/{title}")
    assert (none["match"]["state"], none["overview"], none["title"]) == ("none", None, "The Matrix")


def test_what_a_person_wrote_stays_and_comes_back_when_it_is_unlocked(matched: Api, tmp_path: Path) -> None:
    folder = tmp_path / "Movies"
    place(folder, "The Matrix (1999).mkv")
    number = library(matched, folder)
    matched.ask(
        "PATCH", f"/api/v1/media/{details(matched, number, 'The Matrix')['id']}", 201, json={"overview": "Mine."}
    )
    run(matched, number)
    found = details(matched, number, "The Matrix")
    assert (found["overview"], found["sources"]["overview"], found["sources"]["tagline"]) == ("Mine.", "person", "tmdb")
    matched.ask("PATCH", f"/api/v1/media/{found['id']}", 201, json={"unlock": ["overview"]})
    assert str(details(matched, number, "The Matrix")["overview"]).startswith("A computer hacker")


def test_nothing_is_asked_unless_a_library_names_a_provider(matched: Api, tmdb: FakeTmdb, tmp_path: Path) -> None:
    folder = tmp_path / "Movies"
    place(folder, "The Matrix (1999).mkv")
    number = add_library(matched, folder)
    scanned(matched, number)
    assert run(matched, number)["state"] == "done"
    assert not tmdb.requests
    assert details(matched, number, "The Matrix")["match"]["reasons"] == [
        "No provider is switched on for this library."
    ]
    matched.ask("PATCH", f"/api/v1/library/{number}", 201, json={"providers": PROVIDERS})
    assert matched.ask("GET", f"/api/v1/library/{number}")["providers"] == PROVIDERS
    until(lambda: details(matched, number, "The Matrix")["overview"], 30, "the match")
    matched.ask("PATCH", f"/api/v1/library/{number}", 201, json={"providers": ["nfo", "tags"]})
    assert details(matched, number, "The Matrix")["overview"] is None


def test_a_key_that_is_entered_later_and_outlives_an_outage(
    start_server: Callable[..., RunningServer], tmdb: FakeTmdb, tmp_path: Path
) -> None:
    place(tmp_path / "Movies", "The Matrix (1999).mkv")
    with start_server(DIM_TMDB_URL=tmdb.url).set_up() as api:
        number = library(api, tmp_path / "Movies")
        reasons = ["Not ready: tmdb. See Settings, Metadata."]
        assert details(api, number, "The Matrix")["match"]["reasons"] == reasons
        api.ask("PUT", "/api/v1/metadata/provider/tmdb/key", 422, json={"key": "wrong"})
        assert not any(one["is_ready"] for one in api.ask("GET", "/api/v1/metadata/provider") if one["name"] == "tmdb")
        api.ask("PUT", "/api/v1/metadata/provider/tmdb/key", 204, json={"key": KEY})
        until(lambda: details(api, number, "The Matrix")["overview"], 30, "the match")
        tmdb.fail("500")
        api.ask("PUT", "/api/v1/metadata/provider/tmdb/key", 422, json={"key": KEY})
        (tmdb_state,) = [one for one in api.ask("GET", "/api/v1/metadata/provider") if one["name"] == "tmdb"]
        assert (tmdb_state["key"], tmdb_state["is_ready"]) == ("stored", True)


def test_an_installed_provider_that_cannot_be_loaded_is_listed(
    start_server: Callable[..., RunningServer], tmp_path: Path
) -> None:
    metadata = tmp_path / "packages" / "dim_provider_lost-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: dim-provider-lost\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[dim.metadata]\nlost = dim_provider_lost:create\n")
    path = os.pathsep.join(filter(None, (str(metadata.parent), os.environ.get("PYTHONPATH"))))
    with start_server(PYTHONPATH=path).set_up() as api:
        listed = {one["name"]: one for one in api.ask("GET", "/api/v1/metadata/provider")}
    assert "dim_provider_lost" in listed["lost"]["error"]
    assert [name for name, one in listed.items() if not one["error"]] == [
        "imdb",
        "tmdb",
        "tvmaze",
        "anilist",
        "wikidata",
        "steam",
        "igdb",
        "steamgriddb",
    ]
