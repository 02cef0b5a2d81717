"""The security of accounts needs a password given lately, never a token; and nobody gives more than they have."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from support import media
from support.server import OWNER, Api, RunningServer, add_library

PROXY = {"DIM_TRUSTED_PROXIES": '["127.0.0.1"]'}


class House:
    """A server behind a proxy, its owner, two libraries, and an admin who sees the first."""

    def __init__(self, server: RunningServer, owner: Api, folder: Path) -> None:
        self.server, self.owner, self.folder = server, owner, folder
        media.place(media.made("h264.mp4"), folder / "one" / "Film (2001).mp4")
        media.place(media.made("h264.mp4"), folder / "two" / "Secret (2001).mp4")
        self.one, self.two = (add_library(owner, folder / name, name=name) for name in ("one", "two"))
        self.admin_id = self.user("Grace", role="admin", libraries=[self.one])
        self.admin = server.sign_in("Grace", "password1")

    def user(self, name: str, **more: Any) -> int:
        body = {"username": name, "password": "password1", **more}
        user_id: int = self.owner.ask("POST", "/api/v1/users", 201, json=body)["id"]
        return user_id

    def let_time_pass(self, user_id: int, seconds: float) -> None:
        """Make the sign-ins of a user older, and have the server look again."""
        with sqlite3.connect(self.server.data / "dim.sqlite3", timeout=10) as database:
            database.execute(
                "UPDATE refresh_token SET password_at = password_at - ? WHERE user_id = ?", (seconds, user_id)
            )
        with self.server.sign_in() as owner:  # a change of accounts empties the cache
            owner.ask("PATCH", f"/api/v1/users/{user_id}", 201, json={"max_bit_rate": None})


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("accounts")
    server = RunningServer(folder / "data", **PROXY).start()
    try:
        with server.set_up() as owner:
            made = House(server, owner, folder)
            with made.admin:
                yield made
    finally:
        server.stop()


def sensitive(house: House, user_id: int, scanner_library: int) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        ("PATCH", "/api/v1/users/1", {"password": "another password"}),
        ("PATCH", f"/api/v1/users/{user_id}", {"password": "another password"}),
        ("PATCH", f"/api/v1/users/{user_id}", {"role": "admin"}),
        ("POST", "/api/v1/users", {"username": "Second", "password": "password1", "role": "owner"}),
        ("POST", "/api/v1/users", {"username": "Third", "password": "password1"}),
        ("DELETE", f"/api/v1/users/{user_id}", {}),
        ("POST", "/api/v1/user/tokens", {"name": "more", "scopes": ["manage"]}),
        ("POST", "/api/v1/invites", {"role": "admin"}),
        ("PUT", "/api/v1/registration", {"mode": "open"}),
        ("POST", f"/api/v1/library/{scanner_library}/scanner-token", {"name": "mine"}),
    ]


def test_no_token_and_no_old_sign_in_changes_accounts(house: House) -> None:
    user_id = house.user("Victim")
    scopes = ["read", "play", "manage"]
    token = house.owner.ask("POST", "/api/v1/user/tokens", 201, json={"name": "script", "scopes": scopes})["token"]
    with house.server.client() as script, house.server.sign_in() as old:
        script.headers["Authorization"] = f"Bearer {token}"
        script.ask("PATCH", f"/api/v1/users/{user_id}", 201, json={"max_bit_rate": 5_000_000})
        house.let_time_pass(1, 15 * 60 + 1)
        for client in (script, old):
            for method, path, body in sensitive(house, user_id, house.one):
                answer = client.request(method, path, json=body)
                problem = answer.json()
                assert (method, path, answer.status_code, problem["type"]) == (
                    method, path, 403, "urn:dim:problem:sign-in-again",
                )  # fmt: skip
        old.ask("PATCH", "/api/v1/user", 200, json={"password": OWNER[1], "new_password": OWNER[1]})
    with house.server.sign_in() as fresh:  # signing in again is all it takes
        fresh.ask("PATCH", f"/api/v1/users/{user_id}", 201, json={"password": "another password"})
        house.owner.headers["Authorization"] = fresh.headers["Authorization"]
        fresh.headers["Authorization"] = ""


def test_a_browser_that_signs_in_again_keeps_its_sign_in(house: House) -> None:
    house.user("Browser")
    origin = {"Origin": house.server.url}
    body = {"username": "Browser", "password": "password1", "device": "laptop"}
    with house.server.client() as browser, house.server.client() as other:
        browser.ask("POST", "/api/v1/auth/session", 201, json=body, headers=origin)
        first = browser.ask("GET", "/api/v1/user/devices")
        browser.ask("POST", "/api/v1/auth/session", 201, json=body, headers=origin)
        again = browser.ask("GET", "/api/v1/user/devices")
        assert [one["id"] for one in again] == [one["id"] for one in first]
        assert again[0]["created_at"] > first[0]["created_at"]
        other.ask("POST", "/api/v1/auth/session", 201, json=body)  # a program beside it has one of its own
        assert len(browser.ask("GET", "/api/v1/user/devices")) == 2


def test_a_restricted_admin_leaves_collections_of_others_alone(house: House) -> None:
    owner, admin = house.owner, house.admin
    (seen,), (secret,) = (
        [one["id"] for one in owner.ask("GET", f"/api/v1/library/{number}/cards")["cards"]]
        for number in (house.one, house.two)
    )

    def made(*titles: int) -> int:
        number: int = owner.ask(
            "POST", "/api/v1/collection", 201, json={"name": f"Of {len(titles)}", "titles": titles}
        )["id"]
        return number

    def titles(number: int) -> list[int]:
        return [card["id"] for card in owner.ask("GET", f"/api/v1/collection/{number}")["cards"]]

    mixed, hidden, empty = made(secret, seen), made(secret), made()
    admin.ask("PATCH", f"/api/v1/collection/{mixed}", 201, json={"titles": [seen], "name": "Renamed"})
    assert titles(mixed) == [seen, secret]
    admin.ask("DELETE", f"/api/v1/collection/{mixed}", 403)
    for method, path in (
        ("GET", f"/api/v1/collection/{hidden}"), ("DELETE", f"/api/v1/collection/{hidden}"), ("GET", f"/api/v1/artwork/{hidden}/poster/options"),
        ("DELETE", f"/api/v1/artwork/{hidden}/poster/choice"), ("GET", f"/api/v1/artwork/{hidden}/poster"),
    ):  # fmt: skip
        assert (method, path, admin.request(method, path).status_code) == (method, path, 404)
    assert titles(hidden) == [secret]
    admin.ask("DELETE", f"/api/v1/collection/{empty}", 201)
    for number in (mixed, hidden):
        owner.ask("DELETE", f"/api/v1/collection/{number}", 201)


def test_a_restricted_admin_cannot_reach_further(house: House) -> None:
    admin, one, two = house.admin, house.one, house.two
    wide, narrow = house.user("Wide"), house.user("Narrow", libraries=[one])
    refused: list[tuple[str, str, dict[str, Any]]] = [
        ("PATCH", f"/api/v1/users/{house.admin_id}", {"libraries": None}),
        ("PATCH", f"/api/v1/users/{house.admin_id}", {"libraries": [one, two]}),
        ("PATCH", f"/api/v1/users/{house.admin_id}", {"role": "owner"}),
        ("PATCH", f"/api/v1/users/{house.admin_id}", {"max_bit_rate": None}),
        ("PATCH", f"/api/v1/users/{wide}", {"password": "another password"}),
        ("DELETE", f"/api/v1/users/{wide}", {}),
        ("PATCH", f"/api/v1/users/{narrow}", {"libraries": [one, two]}),
        ("PATCH", f"/api/v1/users/{narrow}", {"libraries": None}),
        ("POST", "/api/v1/users", {"username": "Mine", "password": "password1"}),
        ("POST", "/api/v1/users", {"username": "Mine", "password": "password1", "libraries": [two]}),
        ("POST", "/api/v1/invites", {}),
        ("POST", "/api/v1/invites", {"libraries": [one, two]}),
        ("POST", "/api/v1/library", {"name": "Everything", "path": str(house.folder), "type": "movie"}),
        ("PATCH", f"/api/v1/library/{one}", {"paths": [str(house.folder / "one"), str(house.folder / "two")]}),
    ]
    for method, path, body in refused:
        answer = admin.request(method, path, json=body)
        assert (method, path, body, answer.status_code) == (method, path, body, 403)
    assert admin.get("/api/v1/folders").status_code == 403
    assert admin.get(f"/api/v1/library/{two}").status_code == 404
    admin.ask("PATCH", f"/api/v1/users/{narrow}", 201, json={"password": "another password", "libraries": []})
    admin.ask("POST", "/api/v1/invites", 201, json={"libraries": [one]})
    admin.ask("POST", "/api/v1/users", 201, json={"username": "Mine", "password": "password1", "libraries": [one]})
    admin.ask("PATCH", f"/api/v1/library/{one}", 201, json={"name": "One"})


def test_an_invite_for_a_removed_library_opens_no_other(house: House) -> None:
    folder = house.folder / "gone"
    folder.mkdir()
    gone = add_library(house.owner, folder, name="gone")
    invite = house.owner.ask("POST", "/api/v1/invites", 201, json={"libraries": [gone]})["token"]
    house.owner.ask("PUT", "/api/v1/registration", 201, json={"mode": "invite"})
    house.owner.ask("DELETE", f"/api/v1/library/{gone}", 201)
    private = add_library(house.owner, folder, name="private")
    assert private > gone
    with house.server.client() as client:
        body = {"username": "Guest", "password": "password1", "invite": invite}
        assert client.ask("POST", "/api/v1/user/register", json=body)["redirect"]
    with house.server.sign_in("Guest", "password1") as guest:
        assert guest.ask("GET", "/api/v1/library") == []


def test_two_tabs_renew_one_token_at_once(house: House) -> None:
    house.user("Tabs")
    with house.server.sign_in("Tabs", "password1") as client:
        token = client.headers["Authorization"][7:]

        def renew(_number: int) -> httpx.Response:
            with house.server.client() as tab:
                return tab.post("/api/v1/auth/refresh", json={"jwt": token})

        with ThreadPoolExecutor(4) as threads:
            answers = list(threads.map(renew, range(4)))
        renewed = [answer.json()["jwt"] for answer in answers if answer.status_code == 200]
        assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404]
        assert client.get("/api/v1/user", headers={"Authorization": f"Bearer {renewed[0]}"}).status_code == 200
        assert client.get("/api/v1/user").status_code == 401  # the old one
        with sqlite3.connect(house.server.data / "dim.sqlite3", timeout=10) as database:
            database.execute(
                "UPDATE refresh_token SET renewed_at = renewed_at - 11 WHERE previous_token_id IS NOT NULL"
            )
        assert client.post("/api/v1/auth/refresh", json={"jwt": token}).status_code == 404  # late: stolen, perhaps
        assert client.get("/api/v1/user", headers={"Authorization": f"Bearer {renewed[0]}"}).status_code == 401


def test_guesses_from_outside_do_not_keep_a_known_device_out(house: House) -> None:
    """250 addresses of one attacker; the owner signs in from outside on a browser, and at an address, that did so before."""
    house.user("Traveller")
    body = {"username": "Traveller", "password": "password1"}
    with house.server.client() as browser, house.server.client() as program, house.server.client() as attacker:
        browser.ask("POST", "/api/v1/auth/session", 201, json=body, headers={"X-Forwarded-For": "203.0.113.5"})
        device = {"dim_device": browser.cookies["dim_device"]}
        program.ask("POST", "/api/v1/auth/session", 201, json=body, headers={"X-Forwarded-For": "203.0.113.6"})
        program.cookies.clear()
        statuses = set()
        for number in range(1, 40):
            headers = {"X-Forwarded-For": f"198.51.100.{number}"}
            wrong = {"username": "Traveller", "password": "wrong"}
            statuses.add(attacker.post("/api/v1/auth/session", json=wrong, headers=headers).status_code)
        assert statuses == {401, 429}
        elsewhere = {"X-Forwarded-For": "203.0.113.77"}
        assert attacker.post("/api/v1/auth/session", json=body, headers=elsewhere).status_code == 429
        browser.cookies.clear()
        browser.cookies.update(device)
        assert browser.post("/api/v1/auth/session", json=body, headers=elsewhere).status_code == 201
        assert (
            program.post("/api/v1/auth/session", json=body, headers={"X-Forwarded-For": "203.0.113.6"}).status_code
            == 201
        )
        attacker.cookies.update(device)  # a stolen one is slowed down by itself
        wrong = {**body, "password": "wrong"}
        guesses = [attacker.post("/api/v1/auth/session", json=wrong, headers=elsewhere).status_code for _ in range(6)]
        assert guesses[-1] == 429
        assert (
            program.post("/api/v1/auth/session", json=body, headers={"X-Forwarded-For": "203.0.113.6"}).status_code
            == 201
        )


def test_a_page_of_the_same_host_over_http_changes_nothing_over_https(house: House) -> None:
    house.user("Secure")
    proxied = {"X-Forwarded-Proto": "https", "Host": "dim.example"}
    with house.server.client() as browser:
        body = {"username": "Secure", "password": "password1"}
        answer = browser.post("/api/v1/auth/session", json=body, headers=proxied)
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        cookie = {"Cookie": f"dim_session={answer.json()['jwt']}"}
        for origin, status in (
            ("http://dim.example", 401), ("https://dim.example:444", 401), ("https://dim.example.evil.example", 401), ("https://", 401),
            ("https://dim.example:x", 401), ("https://dim.example", 200), ("https://dim.example:443", 200),
        ):  # fmt: skip
            headers = {**proxied, **cookie, "Origin": origin}
            changed = browser.patch("/api/v1/user", json={"new_email": "a@b.example"}, headers=headers)
            assert (origin, changed.status_code) == (origin, status)
    assert "strict-transport-security" not in house.owner.get("/health").headers


@pytest.mark.parametrize(
    "name",
    ["Аda Åström", "ADA ÅSTRÖM", "Ada Åströrn", "Ada\u200b Åström"],
)
def test_names_that_look_like_the_owners_are_refused(house: House, name: str) -> None:
    answer = house.owner.post("/api/v1/users", json={"username": name, "password": "password1"})
    assert answer.status_code == 422
    assert answer.json()["field"] == "username"


def test_the_first_account_is_not_for_pages_of_other_names(tmp_path: Path) -> None:
    server = RunningServer(tmp_path / "data", DIM_ALLOWED_HOSTS='["dim.example.org"]').start()
    body = {"username": OWNER[0], "password": OWNER[1]}
    try:
        with server.client() as client:
            for host in (
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.example:8008",
                "",
                "xlocalhost",
            ):
                for answer in (
                    client.post("/api/v1/user/register", json=body, headers={"Host": host}),
                    client.get("/api/v1/user/register", headers={"Host": host}),
                ):
                    assert (host, answer.status_code) == (host, 421)
                    assert answer.json()["type"] == "urn:dim:problem:misdirected"
            for host in (
                "localhost:9",
                "[::1]:8008",
                "10.0.0.7",
                "dim.local",
                "DIM.example.org",
                "dim.example.org:443",
            ):
                assert client.get("/api/v1/user/register", headers={"Host": host}).status_code == 200
            assert client.ask("POST", "/api/v1/user/register", json=body)["redirect"] == "/setup"
            assert client.get("/api/v1/user/register", headers={"Host": "evil.example"}).status_code == 200
    finally:
        server.stop()
