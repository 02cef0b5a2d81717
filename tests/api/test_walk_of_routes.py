"""A walk over the API, from an empty database to a second start, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support import media
from support.server import OWNER, Api, RunningServer, add_library, titles, until

FILMS = ["Amélie (2001)", "blade runner (1982)", "Zulu (1964)", "Ποτέ την Κυριακή (1960)", "Élan (1999)"]


@pytest.fixture
def server(start_server: Callable[..., RunningServer], database_url: str) -> RunningServer:
    return start_server(DIM_DATABASE_URL=database_url)


def listed(owner: Api, library: int, sort: str, **filters: Any) -> list[str]:
    """The titles of a library page by page."""
    found: list[str] = []
    after: dict[str, str] = {}
    while True:
        query = {"sort": sort, "limit": 2, **filters, **after}
        page = owner.ask("GET", f"/api/v1/library/{library}/cards", params=query)
        found += [card["title"] for card in page["cards"]]
        if not page["next"]:
            return found
        after = {"after": page["next"]}


def test_a_walk(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    short = media.made("short.mp4", seconds=10)
    for name in FILMS:
        media.place(short, tmp_path / "films" / f"{name}.mp4")
    (tmp_path / "films" / "copies").mkdir()
    shutil.copy2(tmp_path / "films" / "Zulu (1964).mp4", tmp_path / "films" / "copies" / "Zulu (1964).mp4")
    for number in (1, 2):
        media.place(short, tmp_path / "shows" / "Lost" / "Season 1" / f"Lost S01E0{number}.mp4")
    films, shows = add_library(owner, tmp_path / "films"), add_library(owner, tmp_path / "shows", "show")
    found = {card["title"]: card["id"] for card in titles(owner, films).values()}

    # lists: by title without regard to case and accents, missing values last
    assert listed(owner, films, "title") == ["Amélie", "Blade Runner", "Élan", "Zulu", "Ποτέ την Κυριακή"]
    assert listed(owner, films, "year", year_from=1964) == ["Zulu", "Blade Runner", "Élan", "Amélie"]
    owner.ask(
        "PATCH", f"/api/v1/media/{found['Zulu']}", 201, json={"rating": 7.5, "genres": ["War"], "certification": "12"}
    )
    assert listed(owner, films, "rating")[0] == "Zulu"
    assert listed(owner, films, "title", genre="War") == ["Zulu"]
    assert owner.ask("GET", f"/api/v1/library/{films}/facets")["genres"] == [{"value": "War", "titles": 1}]
    for text, title in (("ame", "Amélie"), ("runer", "Blade Runner"), ("ποτε", "Ποτέ την Κυριακή"), ("elan", "Élan")):
        assert title in [card["title"] for card in owner.ask("GET", "/api/v1/search", params={"q": text})]

    # details, episodes, what was watched
    zulu = owner.ask("GET", f"/api/v1/media/{found['Zulu']}")
    assert (zulu["rating"], len(zulu["files"]), zulu["missing"]) == (7.5, 2, False)
    show = next(iter(titles(owner, shows).values()))
    seasons = owner.ask("GET", f"/api/v1/tv/{show['id']}/season")
    season = owner.ask("GET", f"/api/v1/season/{seasons[0]}")
    episodes = [card["id"] for card in season["episodes"]]
    owner.ask("PATCH", f"/api/v1/episode/{episodes[1]}", 201, json={"title": "Through the Looking Glass"})
    owner.ask("POST", f"/api/v1/user/watched/{episodes[0]}", 201, json={"watched": True})
    owner.ask("POST", f"/api/v1/user/stopped-at/{found['Zulu']}", 201, json={"secs_offset": 4})
    home = owner.ask("GET", "/api/v1/home")
    assert {card["id"] for card in home["continue_watching"]} == {episodes[1], found["Zulu"]}

    # playing
    opened = {"media_id": found["Zulu"], "supported_codecs": ["h264", "aac", "mp4"]}
    session = owner.ask("POST", "/api/v1/stream-session/", json=opened)
    assert owner.get(session["url"], headers={"Range": "bytes=0-99"}).status_code == 206
    owner.ask("DELETE", session["url"], 201)

    # runs, duplicates, fixes
    run = owner.ask("POST", f"/api/v1/library/{films}/run", 201, json={"flag": "duplicatescan"})["run_id"]

    def over() -> Any:
        now = owner.ask("GET", f"/api/v1/library/{films}/run/{run}")
        return now if now["state"] == "done" else None

    assert until(over, 30, "the duplicate scan")["done"] == 2
    kinds = {group["kind"] for group in owner.ask("GET", f"/api/v1/library/{films}/duplicates")}
    assert "identical" in kinds
    file = owner.ask("GET", f"/api/v1/media/{found['Élan']}")["files"][0]["id"]
    fixed = {"action": "identify", "files": [{"id": file}], "title": "Elan Vital", "year": 2000}
    fix = owner.ask("POST", f"/api/v1/library/{films}/fixes", 201, json=fixed)["id"]
    assert "Elan Vital (2000)" in titles(owner, films)
    owner.ask("POST", f"/api/v1/library/{films}/fixes/{fix}/undo", 201)
    assert "Élan (1999)" in titles(owner, films)

    # accounts
    body = {"username": "Bo", "password": "password1", "libraries": [films]}
    user = owner.ask("POST", "/api/v1/users", 201, json=body)["id"]
    owner.ask("POST", "/api/v1/users", 422, json=body)
    with server.sign_in("bo", "password1") as member:
        assert [library["id"] for library in member.ask("GET", "/api/v1/library")] == [films]
        member.ask("GET", f"/api/v1/media/{show['id']}", 404)
        assert len(member.ask("GET", "/api/v1/user/devices")) == 1
    invite = owner.ask("POST", "/api/v1/invites", 201, json={"role": "member", "libraries": [films]})
    assert invite
    assert len(owner.ask("GET", "/api/v1/invites")) == 1
    owner.ask("DELETE", f"/api/v1/users/{user}", 201)

    # what a client may send and a database may not take
    owner.ask("GET", "/api/v1/search", params={"q": "a\0b"})
    owner.ask("PATCH", f"/api/v1/media/{found['Zulu']}", 422, json={"overview": "a\0b"})

    # once more from the start: all of it is still there
    server.stop()
    server.start()
    with server.sign_in(*OWNER) as again:
        assert again.ask("GET", f"/api/v1/media/{found['Zulu']}")["rating"] == 7.5
        assert again.ask("GET", f"/api/v1/user/stopped-at/{found['Zulu']}")["secs_offset"] == 4
        assert again.ask("GET", f"/api/v1/library/{films}/run/{run}")["state"] == "done"
        again.ask("DELETE", f"/api/v1/library/{shows}", 201)
        again.ask("GET", f"/api/v1/media/{show['id']}", 404)
        again.ask("POST", f"/api/v1/user/watched/{episodes[0]}", 404, json={"watched": True})
    log = server.log.read_text()
    assert "Traceback" not in log, log
