"""The socket: who gets in, what goes both ways, what is missed and made up for, and what a hostile or slow client achieves."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from support.server import Api, RunningServer, until

COMMANDS = ["play", "pause", "stop", "seek", "volume", "play_item", "message"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    server = RunningServer(tmp_path_factory.mktemp("socket") / "data").start()
    server.set_up().close()
    yield server
    server.stop()


@pytest.fixture
def owner(server: RunningServer) -> Iterator[Api]:
    with server.sign_in() as api:
        yield api


class Client:
    """A client of the socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.kept: list[dict[str, Any]] = []

    def send(self, kind: str, data: dict[str, Any] | None = None, number: str | int | None = None) -> None:
        self.socket.send(
            json.dumps({"type": kind, "data": data or {}, **({"id": number} if number is not None else {})})
        )

    def receive(self, seconds: float = 10) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self.socket.recv(timeout=seconds))
        return message

    def answer(self, number: str | int) -> dict[str, Any]:
        """The answer to a message; others are kept."""
        while True:
            message = self.receive()
            if message.get("re") == number:
                return message
            self.kept.append(message)

    def next(self, kind: str) -> dict[str, Any]:
        """The next message of a type."""
        while (message := self.receive())["type"] != kind:
            pass
        return message

    def announce(self, device: str, **more: Any) -> int:
        self.send(
            "announce",
            {"device": device, "tab": "t", "name": "TV", "kind": "tv", "commands": COMMANDS, **more},
            "announce",
        )
        answer = self.answer("announce")
        number: int = answer["data"]["player"]
        return number

    def closed_with(self) -> int:
        with suppress(ConnectionClosed):
            while True:
                self.receive(15)
        assert self.socket.protocol.close_code is not None
        return self.socket.protocol.close_code


@contextmanager
def client(server: RunningServer, token: str | None = None, **headers: str) -> Iterator[Client]:
    given = {**({"Authorization": f"Bearer {token}"} if token else {}), **headers}
    address = f"ws://127.0.0.1:{server.port}/api/v1/events"
    with connect(address, additional_headers=given, proxy=None) as socket:
        yield Client(socket)


def token_of(api: Api) -> str:
    token: str = api.headers["Authorization"][7:]
    return token


def test_the_token_comes_in_a_header_a_cookie_or_the_first_message(server: RunningServer, owner: Api) -> None:
    token, here = token_of(owner), f"http://127.0.0.1:{server.port}"
    with client(server, token) as one:
        one.send("hello", {}, 1)
        assert one.answer(1)["data"]["user_id"] == 1
    with client(server, None, Cookie=f"dim_session={token}", Origin=here) as one:
        one.send("ping", {"sent": 7}, "p")
        answer = one.answer("p")
        assert (answer["type"], answer["data"]["sent"]) == ("pong", 7)
        assert abs(answer["data"]["now"] - time.time()) < 5
    with client(server) as one:
        one.send("hello", {"token": token}, 1)
        assert one.answer(1)["type"] == "hello"


@pytest.mark.parametrize(
    "first",
    [
        '{"type": "hello", "data": {"token": "wrong"}}',
        '{"type": "hello"}',
        '{"type": "ping", "data": {}}',
        "no JSON",
        "[]",
        '{"type": 7}',
    ],
)
def test_nobody_gets_in_without_a_token(server: RunningServer, first: str) -> None:
    with client(server) as one:
        one.socket.send(first)
        assert one.closed_with() == 4401


def test_a_token_that_is_presented_and_wrong_is_refused_at_once(server: RunningServer, owner: Api) -> None:
    with client(server, "wrong") as one:
        assert one.closed_with() == 4401
    address = f"ws://127.0.0.1:{server.port}/api/v1/events?token={token_of(owner)}"
    with connect(address, proxy=None, additional_headers={"Cookie": "dim_session=x"}) as socket:  # never in the URL
        assert Client(socket).closed_with() == 4401


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"])
def test_pages_of_other_sites_are_refused(server: RunningServer, owner: Api, origin: str) -> None:
    with pytest.raises(InvalidStatus), client(server, None, Cookie=f"dim_session={token_of(owner)}", Origin=origin):
        pass


def test_what_was_missed_comes_after_a_reconnect(server: RunningServer, owner: Api) -> None:
    token = token_of(owner)
    with client(server, token) as one:
        one.send("hello", {}, 1)
        since = one.answer(1)["seq"]
    for name in ("One", "Two"):
        owner.ask("POST", "/api/v1/users", 201, json={"username": name, "password": "password1"})
    with client(server, token) as one:
        one.send("hello", {"since": since}, 1)
        assert one.answer(1)["data"]["resumed"] is True
        missed = [message for message in one.kept if message["type"] == "users"]
        assert len(missed) >= 2
        numbers = [message["seq"] for message in missed]
        assert numbers == sorted(set(numbers))
        assert numbers[0] > since
    for unknown in (since - 1_000_000, since + 1_000_000_000):  # older than this server's run; of no server
        with client(server, token) as one:
            one.send("hello", {"since": unknown}, 1)
            assert one.answer(1)["data"]["resumed"] is False
            assert one.next("refresh")


def test_a_player_is_steered_over_the_socket(server: RunningServer, owner: Api) -> None:
    token = token_of(owner)
    with client(server, token) as tv, client(server) as remote:
        player = tv.announce("living-room-1", state={"state": "idle", "volume": 30})
        remote.send("hello", {"token": token})
        remote.send("watch", {"players": [player]})
        assert remote.next("player")["data"]["state"]["volume"] == 30
        remote.send("command", {"player": player, "command": "volume", "level": 55}, "v")
        told = tv.next("command")["data"]
        assert (told["command"], told["level"]) == ("volume", 55)
        tv.send("ack", {"id": told["id"], "state": {"state": "idle", "volume": 55}})
        assert remote.answer("v")["data"]["state"]["volume"] == 55
        assert [one["data"]["state"]["volume"] for one in remote.kept if one["type"] == "player"][-1] == 55
        remote.send("command", {"player": player, "command": "message", "text": "Hello"}, "m")
        told = tv.next("command")["data"]
        tv.send("ack", {"id": told["id"], "reason": "Nobody looks."})
        refused = remote.answer("m")
        assert (refused["type"], refused["data"]["status"], refused["data"]["detail"]) == (
            "error",
            409,
            "Nobody looks.",
        )
        for data, status in (
            ({"player": player, "command": "nod"}, 422), ({"player": player, "command": "volume", "level": 900}, 422),
            ({"player": 987_654, "command": "pause"}, 404), ({"player": "x", "command": "pause"}, 422), ({"command": "pause"}, 422),
            ({"player": player, "command": "seek", "position": 1}, 409),
        ):  # fmt: skip
            remote.send("command", data, "bad")
            assert remote.answer("bad")["data"]["status"] == status, data
        remote.send("command", {"player": player, "command": "message", "text": "Hello"}, "gone")
        tv.next("command")
        began = time.monotonic()
        tv.socket.close()
        gone = remote.answer("gone")
        assert (gone["data"]["status"], time.monotonic() - began < 4) == (504, True)


def test_a_player_that_is_killed_in_mid_command_is_an_error_at_once(server: RunningServer, owner: Api) -> None:
    token = token_of(owner)
    with client(server, token) as tv, client(server, token) as remote:
        player = tv.announce("cellar-0001", state={"state": "idle"})
        remote.send("command", {"player": player, "command": "message", "text": "Hello"}, "gone")
        assert tv.next("command")["data"]["text"] == "Hello"
        began = time.monotonic()
        tv.socket.socket.shutdown(socket.SHUT_RDWR)  # no goodbye
        gone = remote.answer("gone")["data"]
        assert (gone["status"], "went away before it obeyed" in gone["detail"]) == (504, True)
        assert time.monotonic() - began < 4
        entry = owner.ask("GET", f"/api/v1/player/{player}")
        assert (entry["connected"], entry["state"]) == (False, None)


def test_what_makes_no_sense_is_answered_and_harms_nothing(server: RunningServer, owner: Api) -> None:
    with client(server, token_of(owner)) as one:
        for text in ("{", "[1]", '"x"', '{"type": "nod", "id": 1}', '{"type": "watch", "data": {"players": "some"}, "id": 2}',
                     '{"type": "hello", "data": {"since": -1}, "id": 3}', '{"type": "state", "data": {"state": "playing"}, "id": 4}',
                     '{"type": "announce", "data": {"device": "../../x"}, "id": 5}', '{"type": "announce", "data": {}, "id": 6}',
                     '{"type": "ack", "data": {"id": []}, "id": 7}', '{"type": "ping", "data": [], "id": 8}',
                     '{"type": "hello", "data": {"since": 1e400}, "id": 9}', '{"type": "ping", "data": {"sent": NaN}, "id": 10}'):  # fmt: skip
            one.socket.send(text)
            assert one.next("error")["data"]["status"] == 422, text
        one.send("ping", {}, "still")
        assert one.answer("still")["type"] == "pong"
    assert "Traceback" not in server.log.read_text()


def test_a_flood_ends_the_connection_and_no_other(server: RunningServer, owner: Api) -> None:
    with client(server, token_of(owner)) as flood, client(server, token_of(owner)) as other:
        with suppress(ConnectionClosed):
            for _ in range(100_000):
                flood.send("ping")
        assert flood.closed_with() in (4429, 1006)  # 1006: cut off while it still sent
        other.send("ping", {}, "p")
        assert other.answer("p")["type"] == "pong"
    with client(server, token_of(owner)) as large:
        large.socket.send("x" * (1 << 17))
        assert large.closed_with() == 1009


def test_a_client_that_reads_nothing_slows_nobody(server: RunningServer, owner: Api) -> None:
    token = token_of(owner)
    with client(server, token) as tv, client(server, token) as idle, client(server, token) as remote:
        player = tv.announce("kitchen-0001")
        idle.send("watch", {"players": "all"})  # and reads none of it
        remote.send("watch", {"players": [player]})
        long = "x" * 290
        slowest = 0.0
        for number in range(400):
            began = time.monotonic()
            tv.send("state", {"state": "playing", "item_id": None, "position": number, "title": long})
            while remote.next("player")["data"]["state"]["position"] != number:
                pass
            slowest = max(slowest, time.monotonic() - began)
            if number % 50 == 49:
                time.sleep(0.5)  # the limit of messages is another test
        assert slowest < 2


def test_rights_end_with_the_sign_in_and_tokens_have_scopes(server: RunningServer, owner: Api) -> None:
    with server.sign_in() as second, client(server, token_of(second)) as one:
        player = one.announce("bedroom-0001")
        second.ask("DELETE", "/api/v1/auth/session", 201)
        assert one.closed_with() == 4401
    until(lambda: not owner.ask("GET", f"/api/v1/player/{player}")["connected"], 5, "the end of the player")
    read = owner.ask("POST", "/api/v1/user/tokens", 201, json={"name": "Watcher", "scopes": ["read"]})["token"]
    with client(server, read) as one:
        for kind, data in (
            ("announce", {"device": "bedroom-0002"}),
            ("command", {"player": player, "command": "pause"}),
        ):
            one.send(kind, data, kind)
            refused = one.answer(kind)["data"]
            assert (refused["status"], "lacks the scope" in refused["detail"]) == (403, True)  # as over HTTP
    with server.client() as api:
        api.headers["Authorization"] = f"Bearer {read}"
        assert api.get("/api/v1/player").status_code == 200
        assert api.post(f"/api/v1/player/{player}/command", json={"command": "pause"}).status_code == 403


def test_a_connection_that_is_replaced_or_removed_is_closed_with_its_own_code(
    server: RunningServer, owner: Api
) -> None:
    token = token_of(owner)
    with client(server, token) as first, client(server, token) as second:
        player = first.announce("study-0001")
        assert second.announce("study-0001") == player  # the same page again
        assert first.closed_with() == 4409
        owner.ask("DELETE", f"/api/v1/player/{player}", 204)
        assert second.closed_with() == 4410
    with client(server, token) as again:
        assert again.announce("study-0001") != player
    answer = owner.patch(f"/api/v1/player/{player}", json={"shared_with": [1]})
    assert answer.status_code == 404


def test_a_player_is_shared_with_accounts_that_there_are(server: RunningServer, owner: Api) -> None:
    with client(server, token_of(owner)) as one:
        player = one.announce("attic-00001")
        refused = owner.patch(f"/api/v1/player/{player}", json={"shared_with": [987_654]})
        assert (refused.status_code, refused.json()["field"]) == (422, "shared_with")
        assert owner.ask("GET", f"/api/v1/player/{player}")["shared_with"] == []


def test_a_scanner_is_no_client(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    body = {"name": "Films", "type": "movie", "path": str(tmp_path), "scanner": "external"}
    library = owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    token = owner.ask("POST", f"/api/v1/library/{library}/scanner-token", 201, json={"name": "mine"})["token"]
    with client(server, token) as one:
        assert one.closed_with() == 4401
