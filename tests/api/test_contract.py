"""Every line of the specification, over real HTTP against the real server: path, data, status, body, good and bad."""

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av
import pytest
from av.container import InputContainer
from PIL import Image

from dim.server.app import application
from support import media
from support.contract import LINES, PROOFS, proves
from support.server import OWNER, Api, RunningServer, add_library, scanned, titles, until

BROWSER = ["h264", "aac", "mp4"]
NOBODY = 9_000_000


@dataclass
class World:
    """A server with a library of films and one of shows, its owner, and a member who sees only the films."""

    server: RunningServer
    owner: Api
    member: Api
    disk: Path
    films: int
    shows: int
    film: int
    show: int

    def account(self, name: str, password: str = "password1", **rights: Any) -> int:
        """A new account."""
        made: int = self.owner.ask(
            "POST", "/api/v1/users", 201, json={"username": name, "password": password, **rights}
        )["id"]
        return made

    def session(self, name: str, password: str = "password1") -> str:
        """A new sign-in's token."""
        with self.server.client() as client:
            token: str = client.ask("POST", "/api/v1/auth/session", 201, json={"username": name, "password": password})[
                "jwt"
            ]
        return token

    def anyone(self, token: str | None = None) -> Api:
        """A client with this token, or with none."""
        client = self.server.client()
        if token:
            client.headers["Authorization"] = f"Bearer {token}"
        return client


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    disk = tmp_path_factory.mktemp("contract")
    media.place(media.made("h264.mp4"), disk / "films" / "Direct (2001).mp4")
    media.place(media.made("hevc.mkv", video="hevc", audio=("ac3",)), disk / "films" / "Transcode (2003).mkv")
    media.place(media.made("h264.mkv", audio=("aac", "aac"), subtitles=True), disk / "films" / "Remux (2002).mkv")
    media.picture(disk / "films" / "Direct (2001).jpg")
    for number in (1, 2):
        media.place(media.made("short.mp4", seconds=10), disk / "shows" / "Show" / f"Show S01E0{number}.mp4")
    server = RunningServer(disk / "data").start()
    try:
        owner = server.set_up()
        films = add_library(owner, disk / "films", name="Films")
        shows = add_library(owner, disk / "shows", "show", name="Shows")
        owner.ask("POST", "/api/v1/users", 201, json={"username": "Bo", "password": "password1", "libraries": [films]})
        with owner, server.sign_in("Bo", "password1") as member:
            until(lambda: "poster" in titles(owner, films)["Direct (2001)"]["pictures"], 30, "its poster")
            film, show = titles(owner, films)["Direct (2001)"]["id"], titles(owner, shows)["Show"]["id"]
            yield World(server, owner, member, disk, films, shows, film, show)
    finally:
        server.stop()


@proves("POST /api/v1/auth/session")
def test_sign_in(world: World) -> None:
    with world.anyone() as client:
        answer = client.ask("POST", "/api/v1/auth/session", 201, json={"username": OWNER[0], "password": OWNER[1]})
        assert set(answer) == {"jwt", "expiry"}
        assert datetime.fromisoformat(answer["expiry"]) > datetime.now(UTC)
        client.cookies.clear()
        said = [
            client.ask("POST", "/api/v1/auth/session", 401, json={"username": name, "password": "wrong horse"})
            for name in (OWNER[0], "Nobody at all")
        ]
        assert said[0] == said[1]
        assert said[0]["type"] == "urn:dim:problem:wrong-credentials"
        client.ask("POST", "/api/v1/auth/session", 422, json={"username": "x"})


@proves("POST /api/v1/auth/refresh")
def test_refresh(world: World) -> None:
    world.account("Refresh")
    first = world.session("Refresh")
    with world.anyone() as client:

        def refresh(token: str, status: int = 200) -> Any:
            client.cookies.clear()
            return client.ask("POST", "/api/v1/auth/refresh", status, json={"jwt": token})

        second = refresh(first)
        assert set(second) == {"jwt", "expiry"}
        with world.anyone(first) as old, world.anyone(second["jwt"]) as new:
            old.ask("GET", "/api/v1/user", 401)
            new.ask("GET", "/api/v1/user")
            refresh("a.b.c", 404)
            refresh(first, 404)  # another tab, perhaps, at the same moment
            new.ask("GET", "/api/v1/user")
            third = refresh(second["jwt"])["jwt"]
            refresh(first, 404)  # of the exchange before: the whole chain ends
        refresh(third, 404)
        client.ask("POST", "/api/v1/auth/refresh", 404)


@proves("DELETE /api/v1/auth/session")
def test_sign_out(world: World) -> None:
    token = world.session("Bo")
    with world.anyone(token) as client:
        opened = client.ask(
            "POST", "/api/v1/stream-session/", json={"media_id": world.film, "supported_codecs": BROWSER}
        )
        client.ask("DELETE", "/api/v1/auth/session", 201, json={"jwt": token})
        client.ask("GET", "/api/v1/user", 401)
        client.ask("GET", opened["url"], 404)
        client.ask("DELETE", "/api/v1/auth/session", 404)
        client.ask("DELETE", "/api/v1/auth/session", 404, json={"jwt": "unknown"})


@proves("POST /api/v1/user/register")
def test_register(world: World, start_server: Any) -> None:
    with start_server("other").client() as client:
        body = {"username": "First", "password": "password1", "email": "first@example.org", "recaptcha2": None}
        for wrong, field in (
            ({**body, "password": "short"}, "password"), ({**body, "username": " "}, "username"), ({}, "username"),
            ({**body, "email": "no address"}, "email"), ({**body, "username": 7}, "username"),
        ):  # fmt: skip
            refused = client.ask("POST", "/api/v1/user/register", json=wrong)
            assert set(refused["error"]) == {"code", "detail", "field"}, wrong
            assert refused["error"]["field"] == field
        assert client.ask(
            "POST", "/api/v1/user/register", content=b"no json", headers={"Content-Type": "application/json"}
        )["error"]
        assert client.ask("POST", "/api/v1/user/register", json=body) == {"redirect": "/setup", "error": None}
        signed = client.ask("POST", "/api/v1/auth/session", 201, json={"username": "first", "password": "password1"})
        client.headers["Authorization"] = f"Bearer {signed['jwt']}"
        assert client.ask("GET", "/api/v1/user")["role"] == "owner"
        second = client.ask("POST", "/api/v1/user/register", json={**body, "username": "Second"})
        assert second["error"]["code"] == "closed"


@proves("POST /api/v1/user/setup")
def test_set_up(world: World) -> None:
    world.account("Setter")
    token = world.session("Setter")
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(picture, "PNG")
    sent = "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()
    with world.anyone() as client:
        body = {"jwt": token, "name": "Sett Er", "gender": "other", "avatar": sent}
        client.ask("POST", "/api/v1/user/setup", 200, json=body)
        client.headers["Authorization"] = f"Bearer {token}"
        me = client.ask("GET", "/api/v1/user")
        assert (me["name"], me["gender"], len(me["avatar"])) == ("Sett Er", "other", 32)
        answer = client.ask("GET", f"/api/v1/user/avatar/{me['id']}")
        assert Image.open(io.BytesIO(answer.content)).size == (200, 200)
        client.ask("POST", "/api/v1/user/setup", json={"avatar": {"media_id": world.film, "kind": "poster"}})
        assert client.ask("GET", "/api/v1/user")["avatar"] not in (None, me["avatar"])
        assert client.ask("GET", "/api/v1/user")["name"] == "Sett Er"
        client.ask("POST", "/api/v1/user/setup", 404, json={"avatar": {"media_id": NOBODY, "kind": "poster"}})
        for wrong in ("data:image/png;base64,AAAA", "data:text/html;base64,AAAA", "http://example.org/a.png"):
            client.ask("POST", "/api/v1/user/setup", 422, json={"avatar": wrong})
    with world.anyone() as stranger:
        stranger.ask("POST", "/api/v1/user/setup", 401, json={"jwt": "unknown", "name": "x"})


@proves("DELETE /api/v1/user/")
def test_leave(world: World) -> None:
    world.account("Leaver")
    with world.anyone(world.session("Leaver")) as client:
        client.ask("DELETE", "/api/v1/user/", 403, json={"username": "Leaver", "password": "not this one"})
        client.ask("DELETE", "/api/v1/user/", 200, json={"username": "Leaver", "password": "password1"})
        client.ask("GET", "/api/v1/user", 401)
        client.ask("DELETE", "/api/v1/user/", 403, json={"username": "Leaver", "password": "password1"})
        last = client.ask("DELETE", "/api/v1/user/", 403, json={"username": OWNER[0], "password": OWNER[1]})
        assert last["type"] == "urn:dim:problem:last-owner"


@proves("PATCH /api/v1/user/")
def test_change_account(world: World) -> None:
    world.account("Changer")
    here, elsewhere = world.session("Changer"), world.session("Changer")
    with world.anyone(here) as client, world.anyone(elsewhere) as other:
        client.ask("PATCH", "/api/v1/user/", 403, json={"password": "not this one", "new_password": "password2"})
        client.ask("PATCH", "/api/v1/user/", 422, json={"password": "password1", "new_password": "short"})
        client.ask("PATCH", "/api/v1/user/", 200, json={"password": "password1", "new_password": "password2"})
        client.ask("GET", "/api/v1/user")
        other.ask("GET", "/api/v1/user", 401)
        client.ask("PATCH", "/api/v1/user/", 200, json={"new_email": "changer@example.org"})
        assert client.ask("GET", "/api/v1/user")["email"] == "changer@example.org"
        client.ask("PATCH", "/api/v1/user/", 422, json={"new_email": "no address"})
    world.session("Changer", "password2")


@proves("GET /api/v1/library")
def test_list_libraries(world: World) -> None:
    found = {library["name"]: library for library in world.owner.ask("GET", "/api/v1/library")}
    assert {"id", "name", "path"} <= set(found["Films"])
    assert found["Films"]["path"] == str(world.disk / "films")
    assert [library["name"] for library in world.member.ask("GET", "/api/v1/library")] == ["Films"]
    with world.anyone() as client:
        client.ask("GET", "/api/v1/library", 401)
        body = {"jwt": world.session("Bo")}
        assert len(client.ask("GET", "/api/v1/library", json=body)) == 1


@proves(
    "POST /api/v1/library",
    "GET /api/v1/library/{library_id}",
    "PATCH /api/v1/library/{library_id}",
    "DELETE /api/v1/library/{library_id}",
)
def test_libraries(world: World) -> None:
    one, two = world.disk / "one", world.disk / "two"
    media.place(media.made("short.mp4", seconds=10), one / "Only (1999).mp4")
    two.mkdir()
    body = {"name": "One", "path": str(one), "type": "movie"}
    world.member.ask("POST", "/api/v1/library", 403, json=body)
    world.owner.ask("POST", "/api/v1/library", 422, json={**body, "path": "/no/such/folder"})
    world.owner.ask("POST", "/api/v1/library", 422, json={**body, "type": "sculpture"})
    number = world.owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    assert scanned(world.owner, number)["titles"] == 1
    shown = world.owner.ask("GET", f"/api/v1/library/{number}")
    assert (shown["id"], shown["name"], shown["type"]) == (number, "One", "movie")
    world.member.ask("GET", f"/api/v1/library/{number}", 404)
    world.owner.ask("GET", f"/api/v1/library/{NOBODY}", 404)
    world.member.ask("PATCH", f"/api/v1/library/{number}", 403, json={"name": "Mine"})
    world.owner.ask("PATCH", f"/api/v1/library/{NOBODY}", 404, json={"name": "Mine"})
    world.owner.ask("PATCH", f"/api/v1/library/{number}", 422, json={"path": str(world.disk / "films")})
    (one / "Only (1999).mp4").rename(two / "Only (1999).mp4")
    film = titles(world.owner, number)["Only (1999)"]["id"]
    world.owner.ask("PATCH", f"/api/v1/library/{number}", 201, json={"name": "Two", "path": str(two)})
    assert world.owner.ask("GET", f"/api/v1/library/{number}")["path"] == str(two)
    until(lambda: world.owner.ask("GET", f"/api/v1/media/{film}")["missing"] is False, 20, "the file at its new place")
    world.member.ask("DELETE", f"/api/v1/library/{number}", 403)
    world.owner.ask("DELETE", f"/api/v1/library/{number}", 201)
    world.owner.ask("DELETE", f"/api/v1/library/{number}", 404)
    world.owner.ask("GET", f"/api/v1/media/{film}", 404)
    assert (two / "Only (1999).mp4").exists()


@proves("POST /api/v1/library/{library_id}/run")
def test_runs(world: World) -> None:
    address = f"/api/v1/library/{world.films}/run"
    for flag in ("scan", "duplicatescan", "fetch_metadata"):
        run = world.owner.ask("POST", address, 201, json={"flag": flag})["run_id"]

        def over(run: int = run) -> Any:
            shown = world.owner.ask("GET", f"{address}/{run}")
            return shown if shown["state"] in ("done", "failed") else None

        shown = until(over, 30, flag)
        assert (shown["state"], shown["flag"], shown["error"]) == ("done", flag, None)
        assert shown["done"] == shown["found"]
    unknown = world.owner.ask("POST", address, 404, json={"flag": "dance"})
    assert "duplicatescan" in unknown["detail"]
    world.member.ask("POST", address, 403, json={"flag": "scan"})
    world.owner.ask("POST", f"/api/v1/library/{NOBODY}/run", 404, json={"flag": "scan"})
    world.owner.ask("GET", f"{address}/{NOBODY}", 404)


def test_the_same_run_twice_is_one_run(world: World) -> None:
    body = {"name": "Nobody scans it", "path": str(world.disk / "external"), "type": "movie", "scanner": "external"}
    (world.disk / "external").mkdir()
    number = world.owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    address = f"/api/v1/library/{number}/run"
    assert len({world.owner.ask("POST", address, 201, json={"flag": "scan"})["run_id"] for _ in range(3)}) == 1
    assert [run["state"] for run in world.owner.ask("GET", address)] == ["waiting"]
    world.owner.ask("DELETE", f"/api/v1/library/{number}", 201)


@proves(
    "POST /api/v1/library/{library_id}/media", "GET /api/v1/media/{media_id}", "PATCH /api/v1/media/{media_id}",
    "DELETE /api/v1/media/{media_id}",
)  # fmt: skip
def test_media(world: World) -> None:
    item = {"title": "Written Down", "year": 1984, "kind": "movie", "genres": ["Drama"], "ids": {"imdb": "tt0000001"}}
    address = f"/api/v1/library/{world.films}/media"
    world.member.ask("POST", address, 403, json={"item": item})
    world.owner.ask("POST", f"/api/v1/library/{NOBODY}/media", 404, json={"item": item})
    for wrong in ({}, {"title": ""}, {"title": "x", "kind": "show"}, {"title": "x", "year": "soon"}):
        world.owner.ask("POST", address, 422, json={"item": wrong})
    number = world.owner.ask("POST", address, 201, json={"item": item})["id"]
    assert world.owner.ask("POST", address, 201, json={"item": item})["id"] == number
    shown = world.owner.ask("GET", f"/api/v1/media/{number}")
    assert {name: shown[name] for name in item} == item
    assert number in world.owner.ask("GET", address)
    world.member.ask("PATCH", f"/api/v1/media/{number}", 403, json={"title": "Mine"})
    world.owner.ask("PATCH", f"/api/v1/media/{NOBODY}", 404, json={"title": "Mine"})
    world.owner.ask("PATCH", f"/api/v1/media/{number}", 422, json={"title": None})
    world.owner.ask(
        "PATCH", f"/api/v1/media/{number}", 201, json={"title": "Corrected", "rating": 7.5, "unlock": ["genres"]}
    )
    shown = world.member.ask("GET", f"/api/v1/media/{number}")
    assert (shown["title"], shown["rating"], shown["year"]) == ("Corrected", 7.5, 1984)
    assert shown["locked"] == ["ids", "rating", "title", "year"]
    world.member.ask("DELETE", f"/api/v1/media/{number}", 403)
    world.owner.ask("DELETE", f"/api/v1/media/{number}", 201)
    world.owner.ask("DELETE", f"/api/v1/media/{number}", 404)
    world.owner.ask("GET", f"/api/v1/media/{number}", 404)
    world.member.ask("GET", f"/api/v1/media/{world.show}", 404)


def test_what_a_person_wrote_survives_a_rescan(world: World) -> None:
    folder = world.disk / "films"
    media.place(media.made("short.mp4", seconds=10), folder / "Old Name (1990).mp4")
    number = until(lambda: titles(world.owner, world.films).get("Old Name (1990)"), 20, "the film")["id"]
    world.owner.ask("PATCH", f"/api/v1/media/{number}", 201, json={"title": "Mine", "overview": "Good."})
    (folder / "Old Name (1990).mp4").rename(folder / "New Name (1991).mp4")
    until(lambda: world.owner.ask("GET", f"/api/v1/media/{number}")["year"] == 1991, 20, "the new year")
    assert world.owner.ask("GET", f"/api/v1/media/{number}")["title"] == "Mine"
    world.owner.ask("PATCH", f"/api/v1/media/{number}", 201, json={"unlock": ["title"]})
    (folder / "New Name (1991).mp4").rename(folder / "Newer Name (1992).mp4")
    until(lambda: world.owner.ask("GET", f"/api/v1/media/{number}")["title"] == "Newer Name", 20, "the file's name")
    assert world.owner.ask("GET", f"/api/v1/media/{number}")["overview"] == "Good."
    (folder / "Newer Name (1992).mp4").unlink()
    until(lambda: number not in world.owner.ask("GET", f"/api/v1/library/{world.films}/media"), 20, "its end")


@proves("GET /api/v1/library/{library_id}/media")
def test_sorted_ids(world: World) -> None:
    address = f"/api/v1/library/{world.films}/media"
    for year, rating in ((2002, 5.0), (2001, 9.5)):
        number = next(card["id"] for name, card in titles(world.owner, world.films).items() if str(year) in name)
        world.owner.ask("PATCH", f"/api/v1/media/{number}", 201, json={"rating": rating})
    cards = titles(world.owner, world.films)
    direct, remux, transcode = (cards[name]["id"] for name in ("Direct (2001)", "Remux (2002)", "Transcode (2003)"))
    for sort, ascending, expected in (
        ("title", True, [direct, remux, transcode]), ("title", False, [transcode, remux, direct]),
        ("year", False, [transcode, remux, direct]), ("rating", True, [remux, direct, transcode]),
        ("rating", False, [direct, remux, transcode]), ("original_title", True, [direct, remux, transcode]),
    ):  # fmt: skip
        found = world.member.ask("GET", address, params={"sort": sort, "ascending": str(ascending).lower()})
        assert [number for number in found if number in expected] == expected, (sort, ascending)
    unknown = world.owner.ask("GET", address, 404, params={"sort": "colour"})
    for known in ("title", "year", "added_at", "rating", "duration"):
        assert known in unknown["detail"]
        world.owner.ask("GET", address, params={"sort": known})
    world.member.ask("GET", f"/api/v1/library/{world.shows}/media", 404)
    world.owner.ask("GET", f"/api/v1/library/{NOBODY}/media", 404)


@proves("POST /api/v1/stream-session/", "DELETE /api/v1/stream-session/{key}")
def test_stream_sessions(world: World) -> None:
    for codecs in (BROWSER, ['video/mp4; codecs="avc1.640028, mp4a.40.2"']):
        opened = world.member.ask(
            "POST",
            "/api/v1/stream-session/",
            json={"media_id": world.film, "video_offset": 3, "supported_codecs": codecs},
        )
        assert {"stream_key", "mode", "url", "reasons"} <= set(opened)
        assert (opened["mode"], opened["secs_offset"]) == ("direct", 3)
        with world.anyone() as player:
            player.ask("GET", opened["url"])
            player.ask("DELETE", f"/api/v1/stream-session/{opened['stream_key']}", 201)
            player.ask("DELETE", f"/api/v1/stream-session/{opened['stream_key']}", 404)
            player.ask("GET", opened["url"], 404)
    episode = world.owner.ask("GET", f"/api/v1/media/{world.show}")["next_episode"]["id"]
    assert world.owner.ask("POST", "/api/v1/stream-session/", json={"media_id": episode})["mode"] == "transcode"
    world.member.ask("POST", "/api/v1/stream-session/", 404, json={"media_id": episode})
    world.member.ask("POST", "/api/v1/stream-session/", 404, json={"media_id": world.show})
    world.member.ask("POST", "/api/v1/stream-session/", 404, json={"media_id": NOBODY})
    empty = world.owner.ask("POST", f"/api/v1/library/{world.films}/media", 201, json={"item": {"title": "No file"}})[
        "id"
    ]
    world.member.ask("POST", "/api/v1/stream-session/", 404, json={"media_id": empty})
    world.owner.ask("DELETE", f"/api/v1/media/{empty}", 201)


@proves("GET /api/v1/stream-session/{key}")
def test_bytes(world: World) -> None:
    cards = titles(world.owner, world.films)
    with world.anyone() as player:
        opened = world.member.ask(
            "POST", "/api/v1/stream-session/", json={"media_id": world.film, "supported_codecs": BROWSER}
        )
        part = player.ask("GET", f"/api/v1/stream-session/{opened['stream_key']}", 206, headers={"Range": "bytes=0-99"})
        assert (len(part.content), part.headers["content-type"]) == (100, "video/mp4")
        for name, mode in (("Remux (2002)", "remux"), ("Transcode (2003)", "transcode")):
            body = {"media_id": cards[name]["id"], "video_offset": 20, "supported_codecs": BROWSER}
            opened = world.member.ask("POST", "/api/v1/stream-session/", json=body)
            assert opened["mode"] == mode
            whole = player.ask("GET", f"/api/v1/stream-session/{opened['stream_key']}")
            assert whole.headers["content-type"] == "video/mp4"
            with av.open(io.BytesIO(whole.content), "r") as container:
                assert isinstance(container, InputContainer)
                assert (
                    container.streams.video[0].codec_context.name,
                    container.streams.audio[0].codec_context.name,
                ) == ("h264", "aac")
                length = sum(1 for _ in container.decode(video=0)) / 24
            assert 9.5 < length < 12.5, (mode, length)  # copied video begins at the keyframe before
        player.ask("GET", "/api/v1/stream-session/" + "A" * 43, 404)


@proves("GET /api/v1/user/stopped-at/{media_id}", "POST /api/v1/user/stopped-at/{media_id}")
def test_stopped_at(world: World) -> None:
    address = f"/api/v1/user/stopped-at/{world.film}"
    assert world.member.ask("GET", address) == {"secs_offset": 0.0}
    world.member.ask("POST", address, 201, json={"secs_offset": 12.5})
    assert world.member.ask("GET", address) == {"secs_offset": 12.5}
    assert world.owner.ask("GET", address) == {"secs_offset": 0.0}
    for number in (world.show, NOBODY):
        world.member.ask("GET", f"/api/v1/user/stopped-at/{number}", 404)
        world.member.ask("POST", f"/api/v1/user/stopped-at/{number}", 404, json={"secs_offset": 1})
    for wrong in ({}, {"secs_offset": -1}, {"secs_offset": "soon"}):
        world.member.ask("POST", address, 422, json=wrong)


@proves(
    "GET /api/v1/tv/{media_id}",
    "GET /api/v1/tv/{media_id}/season",
    "GET /api/v1/season/{season_id}",
    "GET /api/v1/episode/{episode_id}",
)
def test_shows(world: World) -> None:
    tv, other = world.owner.get(f"/api/v1/tv/{world.show}"), world.owner.get(f"/api/v1/media/{world.show}")
    assert (tv.status_code, tv.content) == (200, other.content)
    seasons = world.owner.ask("GET", f"/api/v1/tv/{world.show}/season")
    season = world.owner.ask("GET", f"/api/v1/season/{seasons[0]}")
    assert (season["number"], season["tv_id"], [card["episode"] for card in season["episodes"]]) == (
        1,
        world.show,
        [1, 2],
    )
    episode = world.owner.ask("GET", f"/api/v1/episode/{season['episodes'][0]['id']}")
    assert (episode["season"], episode["episode"], len(episode["files"])) == (1, 1, 1)
    for path in (f"tv/{world.show}", f"tv/{world.show}/season", f"season/{seasons[0]}", f"episode/{episode['id']}"):
        world.member.ask("GET", f"/api/v1/{path}", 404)
    for path in (f"tv/{world.film}", f"tv/{NOBODY}/season", f"season/{world.show}", f"episode/{seasons[0]}"):
        world.owner.ask("GET", f"/api/v1/{path}", 404)


@proves(
    "POST /api/v1/tv/{media_id}/season", "PATCH /api/v1/season/{season_id}", "DELETE /api/v1/season/{season_id}",
    "POST /api/v1/season/{season_id}/episode", "PATCH /api/v1/episode/{episode_id}", "DELETE /api/v1/episode/{episode_id}",
)  # fmt: skip
def test_writing_seasons_and_episodes(world: World) -> None:
    owner, member = world.owner, world.member
    season = owner.ask("POST", f"/api/v1/tv/{world.show}/season", 200, json={"number": 7, "title": "The Last"})["id"]
    assert owner.ask("POST", f"/api/v1/tv/{world.show}/season", 200, json={"number": 7})["id"] == season
    episode = owner.ask("POST", f"/api/v1/season/{season}/episode", 200, json={"number": 3, "title": "Three"})["id"]
    owner.ask("PATCH", f"/api/v1/season/{season}", 201, json={"overview": "Its end."})
    owner.ask("PATCH", f"/api/v1/episode/{episode}", 201, json={"title": "Drei", "air_date": "2020-02-29"})
    shown = owner.ask("GET", f"/api/v1/season/{season}")
    assert (shown["title"], shown["overview"], [card["episode_title"] for card in shown["episodes"]]) == (
        "The Last",
        "Its end.",
        ["Drei"],
    )
    assert owner.ask("GET", f"/api/v1/episode/{episode}")["air_date"] == "2020-02-29"
    owner.ask("PATCH", f"/api/v1/episode/{episode}", 422, json={"air_date": "yesterday"})
    for method, path, body in (
        ("POST", f"tv/{world.show}/season", {"number": 8}), ("PATCH", f"season/{season}", {}), ("DELETE", f"season/{season}", None),
        ("POST", f"season/{season}/episode", {"number": 8}), ("PATCH", f"episode/{episode}", {}), ("DELETE", f"episode/{episode}", None),
    ):  # fmt: skip
        member.ask(method, f"/api/v1/{path}", 403, json=body)
    for method, path, body in (
        ("POST", f"tv/{world.film}/season", {"number": 8}), ("PATCH", f"season/{NOBODY}", {}), ("DELETE", f"season/{NOBODY}", None),
        ("POST", f"season/{NOBODY}/episode", {"number": 8}), ("PATCH", f"episode/{NOBODY}", {}), ("DELETE", f"episode/{NOBODY}", None),
    ):  # fmt: skip
        owner.ask(method, f"/api/v1/{path}", 404, json=body)
    owner.ask("DELETE", f"/api/v1/episode/{episode}", 201)
    owner.ask("GET", f"/api/v1/episode/{episode}", 404)
    again = owner.ask("POST", f"/api/v1/season/{season}/episode", 200, json={"number": 4})["id"]
    owner.ask("DELETE", f"/api/v1/season/{season}", 201)
    owner.ask("GET", f"/api/v1/season/{season}", 404)
    owner.ask("GET", f"/api/v1/episode/{again}", 404)


def test_no_line_is_without_a_proof() -> None:
    paths = application().openapi()["paths"]
    for line in LINES:
        assert (line.method, line.path) in PROOFS, f"{line.method} {line.path} has no test"
        operation = paths[line.path.rstrip("/")][line.method.lower()]  # a slash at the end does not matter
        assert line.returns.split(" ")[0].rstrip(",") in operation["responses"], f"{line.method} {line.path}"
    assert len(LINES) == 33
