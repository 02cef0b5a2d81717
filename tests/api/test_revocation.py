"""What a user may not watch any more stops being sent within seconds, also while its client reads slowly or not at all."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from support import media
from support.server import Api, RunningServer, add_library, titles

BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']
SECONDS = 5


class House:
    """A server with a film of 600 MB, its owner, and a child who may watch it."""

    def __init__(self, server: RunningServer, owner: Api, folder: Path) -> None:
        self.server, self.owner = server, owner
        film = media.place(media.made("h264.mp4"), folder / "Film (2001).mp4")
        with film.open("ab") as file:  # a box that players skip
            file.write((8 + (600 << 20)).to_bytes(4, "big") + b"free")
            file.truncate(file.tell() + (600 << 20))
        media.settle(film)
        self.library = add_library(owner, folder)
        self.film = titles(owner, self.library)["Film (2001)"]["id"]
        self.count = 0

    def rate(self, certification: str) -> None:
        self.owner.ask("PATCH", f"/api/v1/media/{self.film}", 201, json={"certification": certification})

    def child(self) -> tuple[int, Api]:
        self.count += 1
        body = {"username": f"Child {self.count}", "password": "password1", "role": "child", "age_limit": 12}
        user_id: int = self.owner.ask("POST", "/api/v1/users", 201, json=body)["id"]
        return user_id, self.server.sign_in(body["username"], "password1")  # type: ignore[arg-type]

    def set_expiry(self, table: str, user_id: int) -> None:
        with sqlite3.connect(self.server.data / "dim.sqlite3", timeout=10) as database:
            database.execute(f"UPDATE {table} SET expires_at = ? WHERE user_id = ?", (time.time() + 1, user_id))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("revocation")
    server = RunningServer(folder / "data").start()
    try:
        with server.set_up() as owner:
            yield House(server, owner, folder / "films")
    finally:
        server.stop()


def personal_token(house: House, user_id: int, child: Api) -> None:
    """The child's client goes on with a personal token that ends in a second."""
    given = child.ask("POST", "/api/v1/user/tokens", 201, json={"name": "tv", "scopes": ["read", "play"], "days": 1})
    child.headers["Authorization"] = f"Bearer {given['token']}"


def end_by_admin(house: House, _user_id: int, _child: Api) -> None:
    playing = house.owner.ask("GET", "/api/v1/stream-session")
    house.owner.ask("POST", f"/api/v1/stream-session/{playing[0]['id']}/end", 204, json={"message": "It is late."})


def read_until_cut(pieces: Iterator[bytes], pause: float) -> int:
    """Read a response that is cut; how much there was."""
    begun, received = time.monotonic(), 0
    try:
        for piece in pieces:
            received += len(piece)
            time.sleep(pause)  # a slow client
            assert time.monotonic() - begun < SECONDS + 2, "it goes on"
    except httpx.TransportError:
        return received
    raise AssertionError("it came to its end")


Act = Callable[[House, int, Api], object]
WAYS: dict[str, tuple[Act | None, Act]] = {
    "sign-out": (None, lambda _house, _id, child: child.ask("DELETE", "/api/v1/auth/session", 201)),
    "unshared": (None, lambda house, user, _: house.owner.ask("PATCH", f"/api/v1/users/{user}", 201, json={"libraries": []})),
    "removed": (None, lambda house, user, _: house.owner.ask("DELETE", f"/api/v1/users/{user}", 201)),
    "age limit": (None, lambda house, user, _: house.owner.ask("PATCH", f"/api/v1/users/{user}", 201, json={"role": "child", "age_limit": 0})),
    "password": (None, lambda house, user, _: house.owner.ask("PATCH", f"/api/v1/users/{user}", 201, json={"password": "another password"})),
    "certified": (None, lambda house, _id, _child: house.rate("FSK 18")),
    "uncertified": (None, lambda house, _id, _child: house.owner.ask("PATCH", f"/api/v1/media/{house.film}", 201, json={"certification": None})),
    "ended": (None, end_by_admin),
    "expired": (None, lambda house, user, _: house.set_expiry("refresh_token", user)),
    "token expired": (personal_token, lambda house, user, _: house.set_expiry("access_token", user)),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_running_transfer_is_cut(house: House, way: str) -> None:
    prepare, revoke = WAYS[way]
    house.rate("FSK 6")
    user_id, child = house.child()
    with child:
        if prepare:
            prepare(house, user_id, child)
        opened = child.ask(
            "POST", "/api/v1/stream-session/", json={"media_id": house.film, "supported_codecs": BROWSER}
        )
        assert opened["mode"] == "direct"
        slow, eager = house.server.client(), house.server.client()
        with slow, eager, slow.stream("GET", opened["url"]) as stalled, eager.stream("GET", opened["url"]) as reading:
            stalled_pieces, pieces = stalled.iter_raw(1000), reading.iter_raw(1 << 16)
            assert next(stalled_pieces)  # and nothing more: the server waits for this one
            assert next(pieces)
            revoke(house, user_id, child)
            received = read_until_cut(pieces, 0.005) + read_until_cut(stalled_pieces, 0)
            assert received < 200 << 20
        with house.server.client() as another:
            assert another.get(opened["url"]).status_code in (404, 410)
    assert "Traceback" not in house.server.log.read_text()
