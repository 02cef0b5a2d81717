"""What users did comes back after the catalog was wiped; hostile exports change nothing."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dim.transfer.reading import NotAnExportError, read_document
from support import media
from support.metadata.fake_tmdb import KEY, FakeTmdb
from support.metadata.posters import poster
from support.metadata.samples import ALL
from support.server import Api, RunningServer, scanned, titles, until

FILMS = ("The Matrix (1999).mkv", "Amélie (2001).mkv", "holiday video.mkv")
EPISODES = ("Breaking Bad/Season 1/Breaking Bad S01E01.mkv", "Breaking Bad/Season 1/Breaking Bad S01E02.mkv")


def library(api: Api, folder: Path, kind: str, *providers: str) -> int:
    body = {"name": folder.name, "path": str(folder), "type": kind, "providers": ["nfo", "tags", *providers]}
    number: int = api.ask("POST", "/api/v1/library", 201, json=body)["id"]
    scanned(api, number)
    return number


def title(api: Api, library_id: int, start: str) -> int:
    found = until(
        lambda: next((one for name, one in titles(api, library_id).items() if name.startswith(start)), None), 30
    )
    return int(found["id"])


def episodes(api: Api, library_id: int) -> list[dict[str, Any]]:
    show = api.ask("GET", f"/api/v1/media/{title(api, library_id, 'Breaking Bad')}")
    found: list[dict[str, Any]] = api.ask("GET", f"/api/v1/season/{show['seasons'][0]['id']}")["episodes"]
    return found


def state(api: Api, child: Api, movies: int, shows: int) -> dict[str, Any]:
    """What a person sees of everything that was done."""
    matrix, amelie = title(api, movies, "The Matrix"), title(api, movies, "Mein Urlaub")
    found: dict[str, Any] = {}
    for name, number in (("matrix", matrix), ("holiday", amelie)):
        one = api.ask("GET", f"/api/v1/media/{number}")
        kept = ("title", "year", "overview", "genres", "rating", "watched", "seconds", "external_ids", "locked")
        found[name] = {key: one[key] for key in kept}
        found[name]["match"] = {key: one["match"][key] for key in ("state", "provider", "locked")}
    for place, one in enumerate(episodes(api, shows)):
        mine = api.ask("GET", f"/api/v1/episode/{one['id']}")
        theirs = child.ask("GET", f"/api/v1/episode/{one['id']}")
        found[f"episode {place}"] = [
            mine["episode_title"],
            mine["watched"],
            mine["seconds"],
            theirs["watched"],
            theirs["seconds"],
        ]
    for one in api.ask("GET", "/api/v1/collection"):
        found[one["name"]] = [card["title"] for card in api.ask("GET", f"/api/v1/collection/{one['id']}")["cards"]]
    poster_of = api.ask("GET", f"/api/v1/artwork/{amelie}/poster")
    found["poster"] = (poster_of.headers["content-type"], len(poster_of.content) > 0)
    found["chosen"] = [
        one["source"] for one in api.ask("GET", f"/api/v1/artwork/{amelie}/poster/options") if one["chosen"]
    ]
    found["preferences"] = api.ask("GET", "/api/v1/user/preferences")
    return found


def test_a_round_trip(start_server: Callable[..., RunningServer], tmp_path: Path) -> None:
    for name in FILMS:
        media.place(media.made("clip.mkv"), tmp_path / "Movies" / name)
    for name in EPISODES:
        media.place(media.made("clip.mkv"), tmp_path / "TV" / name)
    with FakeTmdb(ALL) as tmdb:
        settings = {"DIM_TMDB_URL": tmdb.url, "DIM_TMDB_KEY": KEY}
        first = start_server("first", **settings)
        with first.set_up() as api:
            api.ask("POST", "/api/v1/users", 201, json={"username": "Bo", "password": "password1"})
            child = first.sign_in("Bo", "password1")
            movies, shows = library(api, tmp_path / "Movies", "movie", "tmdb"), library(api, tmp_path / "TV", "tv")
            matrix, holiday = title(api, movies, "The Matrix"), title(api, movies, "Holiday")
            until(lambda: api.ask("GET", f"/api/v1/media/{matrix}")["overview"], 30, "the match")
            choice = {"provider": "tmdb", "id": "129"}
            api.ask("PUT", f"/api/v1/media/{holiday}/match", json=choice)
            edit = {"title": "Mein Urlaub", "overview": "Zwei Wochen.", "genres": ["Home"], "year": 2019}
            api.ask("PATCH", f"/api/v1/media/{holiday}", 201, json=edit)
            api.ask("PUT", f"/api/v1/artwork/{holiday}/poster", 204, content=poster("Mein Urlaub", 2019))
            one, two = (entry["id"] for entry in episodes(api, shows))
            api.ask("PATCH", f"/api/v1/episode/{two}", 201, json={"title": "Die Katze"})
            api.ask("POST", f"/api/v1/user/watched/{one}", 201, json={"watched": True})
            child.ask("POST", f"/api/v1/user/watched/{two}", 201, json={"watched": True})
            api.ask("POST", f"/api/v1/user/stopped-at/{matrix}", 201, json={"secs_offset": 1.5})
            members = {"name": "Für Sonntag", "titles": [holiday, matrix]}
            api.ask("POST", "/api/v1/collection", 201, json=members)
            api.ask("PUT", "/api/v1/user/preferences", 204, json={"languages": ["de"], "subtitles": "always"})
            before = state(api, child, movies, shows)
            answer = api.ask("GET", "/api/v1/metadata/export")
            child.ask("GET", "/api/v1/metadata/export", 403)
            child.close()
        text = json.dumps(answer)
        assert "password" not in text
        assert "hash" not in text
        second = start_server("second", **settings)
        with second.set_up() as api:
            missed = api.ask("POST", "/api/v1/metadata/import", json=answer)
            assert missed["not_taken"]["edits"] == 2
            assert {one["reason"] for one in missed["missed"] if one["section"] == "edits"} == {
                "nothing in this catalog fits it"
            }
            api.ask("POST", "/api/v1/users", 201, json={"username": "Bo", "password": "password1"})
            child = second.sign_in("Bo", "password1")
            movies, shows = library(api, tmp_path / "Movies", "movie", "tmdb"), library(api, tmp_path / "TV", "tv")
            matrix = title(api, movies, "The Matrix")
            until(lambda: api.ask("GET", f"/api/v1/media/{matrix}")["overview"], 30, "the match")
            for _ in range(2):
                done = api.ask("POST", "/api/v1/metadata/import", json=answer)
                assert done["not_taken"] == {}, done["missed"]
                expected = {"users": 2, "progress": 3, "edits": 2, "matches": 1, "artwork": 1, "collections": 1}
                assert done["taken"] == expected
                number = title(api, movies, "Mein Urlaub")
                until(lambda number=number: api.ask("GET", f"/api/v1/media/{number}")["external_ids"], 30, "the lookup")  # type: ignore[misc]
                assert state(api, child, movies, shows) == before
            child.close()


HOSTILE: list[Any] = [
    None, [], "x", 7, {}, {"format": "dim-export", "version": 99}, {"format": "dim-export", "items": {"a": 1}},
    {"format": "dim-export", "version": 1, "items": [{"kind": "movie", "title": "The\0 Matrix", "year": 10**400}], "users": [None]},
    {
        "format": "dim-export", "version": 1, "items": [{"kind": "movie", "title": "The Matrix", "ids": {"tmdb": ["603"], "\0": "1"}}],
        "users": [{"name": "Ada Åström", "progress": [{"item": 0, "seconds": 1e308, "watched": "yes", "updated_at": -1e300}]}],
        "edits": [{"item": 0, "fields": {"title": "", "year": "x", "rating": 1e9, "genres": [[], "a" * 10_000], "ids": {"x" * 99: "y"}}}],
        "matches": [{"item": 0, "provider": "../x", "id": "\0"}, {"item": 5, "provider": "tmdb", "id": "1"}],
        "artwork": [{"item": 0, "kind": "poster", "image": "!!"}, {"item": 0, "kind": "../../etc", "image": ""}],
        "collections": [{"name": "  "}, {"name": "A\0B" * 500, "items": [0, -1, True, 1e9, "0", 0]}],
    },
    {
        "format": "dim-export", "version": 1, "items": [{"kind": "season", "title": "The Matrix", "season": -4}] * 3,
        "matches": [{"item": 1, "provider": "tmdb", "id": "603", "order": "random"}, {"item": 1, "episode": [1, -1]}, {"item": 0, "episode": [1, 1]}],
        "artwork": [{"item": 1, "kind": "poster", "image": base64.b64encode(b"GIF89a no image").decode()}],
    },
]  # fmt: skip


def test_hostile_exports_are_answered(owner: Api, tmp_path: Path) -> None:
    media.place(media.made("clip.mkv"), tmp_path / "Movies" / "The Matrix (1999).mkv")
    movies = library(owner, tmp_path / "Movies", "movie")
    for hostile in HOSTILE:
        response = owner.post("/api/v1/metadata/import", content=json.dumps(hostile))
        assert response.status_code in (200, 422), (str(hostile)[:200], response.text)
    for blob in (b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 50):
        assert owner.post("/api/v1/metadata/import", content=blob).status_code in (400, 413, 422), blob[:20]
    assert list(titles(owner, movies)) == ["The Matrix (1999)"]


@pytest.mark.parametrize("values", HOSTILE, ids=range(len(HOSTILE)))
def test_reading_keeps_only_what_is_sound(values: Any) -> None:
    if not isinstance(values, dict) or values.get("version", 0) > 1 or "format" not in values:
        with pytest.raises(NotAnExportError):
            read_document(values)
        return
    document = read_document(values)
    assert read_document(json.loads(json.dumps(document.to_json()))) == document


def test_the_commands(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    media.place(media.made("clip.mkv"), tmp_path / "Movies" / "The Matrix (1999).mkv")
    number = title(owner, library(owner, tmp_path / "Movies", "movie"), "The Matrix")
    owner.ask("PATCH", f"/api/v1/media/{number}", 201, json={"overview": "Mine."})
    owner.ask("PUT", f"/api/v1/artwork/{number}/poster", 204, content=poster("The Matrix", 1999))
    file = tmp_path / "all.json"

    def dim(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "dim", *arguments, "--data-dir", str(server.data)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    done = dim("export", str(file))
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o077 == 0
    refused = dim("import", str(file))
    assert "Another Dim uses the data folder" in refused.stderr
    owner.ask("PATCH", f"/api/v1/media/{number}", 201, json={"overview": "Other."})
    server.stop()
    done = dim("import", str(file))
    assert done.returncode == 0, done.stderr
    assert "edits: 1 taken." in done.stdout
    assert "artwork: 1 taken." in done.stdout
    (tmp_path / "broken.json").write_text("{")
    assert "is no export of Dim" in dim("import", str(tmp_path / "broken.json")).stderr
    server.start()
    with server.sign_in() as api:
        assert api.ask("GET", f"/api/v1/media/{number}")["overview"] == "Mine."
