"""ETags: 304 while nothing changed, a new answer as soon as something did; and what the socket tells."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from support import media
from support.server import Api, RunningServer, add_library, titles, until


@pytest.fixture
def films(owner: Api, tmp_path: Path) -> int:
    media.place(media.made("short.mp4", seconds=10), tmp_path / "films" / "One (2001).mp4")
    library = add_library(owner, tmp_path / "films", name="Films")
    until(lambda: "backdrop" in titles(owner, library)["One (2001)"]["pictures"], 20, "its frame")
    options = f"/api/v1/artwork/{titles(owner, library)['One (2001)']['id']}/poster/options"
    # the last of its pictures
    until(lambda: any(one["source"] == "generated" for one in owner.ask("GET", options)), 20, "its poster")
    return library


def test_an_answer_is_new_only_when_something_changed(server: RunningServer, owner: Api, films: int) -> None:
    film = titles(owner, films)["One (2001)"]["id"]
    addresses = [f"/api/v1/library/{films}/media", f"/api/v1/library/{films}/cards", f"/api/v1/library/{films}/facets", f"/api/v1/media/{film}",
                 "/api/v1/home", "/api/v1/search?q=one", f"/api/v1/media?ids={film}"]  # fmt: skip

    def tags() -> dict[str, str]:
        return {address: owner.get(address).headers["etag"] for address in addresses}

    def modified(known: dict[str, str]) -> list[str]:
        answers = {address: owner.get(address, headers={"If-None-Match": tag}) for address, tag in known.items()}
        assert all(answer.status_code in (200, 304) for answer in answers.values())
        assert all(answer.content == b"" for answer in answers.values() if answer.status_code == 304)
        return [address for address, answer in answers.items() if answer.status_code == 200]

    known = tags()
    assert modified(known) == []
    assert modified({address: f'"x", {tag}' for address, tag in known.items()}) == []
    owner.ask("POST", f"/api/v1/user/stopped-at/{film}", 201, json={"secs_offset": 3})
    assert modified(known) == addresses
    known = tags()
    owner.ask("POST", "/api/v1/users", 201, json={"username": "Bo", "password": "password1"})
    with server.sign_in("Bo", "password1") as other:
        known = tags()
        other.ask("POST", f"/api/v1/user/stopped-at/{film}", 201, json={"secs_offset": 5})
        assert modified(known) == []  # what others watch is not in it
        assert other.get("/api/v1/home", headers={"If-None-Match": known["/api/v1/home"]}).status_code == 200
    owner.ask("PATCH", f"/api/v1/media/{film}", 201, json={"title": "Two"})
    assert modified(known) == addresses
    assert owner.ask("GET", f"/api/v1/media/{film}")["title"] == "Two"


@contextmanager
def listening(server: RunningServer, token: str) -> Iterator[ClientConnection]:
    address = f"ws://127.0.0.1:{server.port}/api/v1/events"
    with connect(address, additional_headers={"Authorization": f"Bearer {token}"}, proxy=None) as socket:
        yield socket


def heard(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """The next event of a kind."""
    while True:
        message: dict[str, Any] = json.loads(socket.recv(timeout=10))
        if message["type"] == kind:
            return message


def test_the_socket_tells_each_what_they_may_know(server: RunningServer, owner: Api, films: int) -> None:
    film = titles(owner, films)["One (2001)"]["id"]
    owner.ask("POST", "/api/v1/users", 201, json={"username": "Kim", "password": "password1", "role": "child"})
    owner.ask("POST", "/api/v1/users", 201, json={"username": "Out", "password": "password1", "libraries": []})
    with server.sign_in("Kim", "password1") as kim, server.sign_in("Out", "password1") as out:
        tokens = [client.headers["Authorization"][7:] for client in (owner, kim, out)]
        with (
            listening(server, tokens[0]) as all_,
            listening(server, tokens[1]) as child,
            listening(server, tokens[2]) as outside,
        ):
            owner.ask("PATCH", f"/api/v1/media/{film}", 201, json={"certification": "R"})
            assert heard(all_, "media")["data"]["ids"] == [film]
            assert "ids" not in heard(child, "media")["data"]
            out.ask("POST", "/api/v1/user/setup", json={"name": "Out"})
            assert heard(outside, "access")  # nothing of the library came before it
            run = owner.ask("POST", f"/api/v1/library/{films}/run", 201, json={"flag": "duplicatescan"})["run_id"]
            while (event := heard(all_, "scan")["data"])["state"] != "done":
                assert (event["id"], event["flag"]) == (run, "duplicatescan")
            # thrown out: the socket closes at once
            number = next(user["id"] for user in owner.ask("GET", "/api/v1/users") if user["username"] == "Kim")
            owner.ask("DELETE", f"/api/v1/users/{number}", 201)
            with pytest.raises(ConnectionClosed) as closed:
                heard(child, "nothing that is ever said")
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4401


def test_the_socket_stays_open_when_its_sign_in_gets_another_token(server: RunningServer, owner: Api) -> None:
    old = owner.headers["Authorization"][7:]
    with listening(server, old) as socket:
        # a browser may not have the new cookie yet: were it told, it would ask with the old one, and show the sign-in page
        owner.headers["Authorization"] = f"Bearer {owner.ask('POST', '/api/v1/auth/refresh')['jwt']}"
        assert owner.get("/api/v1/user", headers={"Authorization": f"Bearer {old}"}).status_code == 401
        owner.ask("POST", "/api/v1/users", 201, json={"username": "Kim", "password": "password1"})
        assert json.loads(socket.recv(timeout=10))["type"] == "users"
        owner.ask("DELETE", "/api/v1/auth/session", 201)
        with pytest.raises(ConnectionClosed) as closed:
            heard(socket, "nothing that is ever said")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401


def test_strangers_and_scanners_hear_nothing(server: RunningServer, owner: Api, films: int) -> None:
    scanner = owner.ask("POST", f"/api/v1/library/{films}/scanner-token", 201, json={"name": "x"})["token"]
    play = owner.ask("POST", "/api/v1/user/tokens", 201, json={"name": "x", "scopes": ["play"]})["token"]
    for token in ("nonsense", scanner, play):
        with listening(server, token) as socket, pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
