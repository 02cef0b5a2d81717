"""Who may call what: every operation of the OpenAPI document with every kind of caller. A new route cannot escape it."""

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import jwt
import pytest
from websockets.sync.client import connect

from dim.server.app import application
from support import media
from support.access import ACCESS, BODIES, EVERYONE, KEYED, PUBLIC, UNUSABLE
from support.server import OWNER, Api, RunningServer, add_library, titles

DOCUMENT = application().openapi()
OPERATIONS = sorted((method.upper(), path) for path, found in DOCUMENT["paths"].items() for method in found)
GONE = 9_000_000


@dataclass
class House:
    """A server with someone of every kind, a shared library, and one that only owner and admin see."""

    server: RunningServer
    tokens: dict[str, str]
    bad: dict[str, str]
    foreign: dict[str, int]
    """What is in the library that is not shared: by the names that addresses have for it."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    disk = tmp_path_factory.mktemp("rights")
    media.place(media.made("short.mp4", seconds=10), disk / "shared" / "Shared (2001).mp4")
    media.place(media.made("short.mp4", seconds=10), disk / "private" / "Private" / "Private S01E01.mp4")
    server = RunningServer(disk / "data").start()
    try:
        with server.set_up() as owner:
            shared, private = add_library(owner, disk / "shared"), add_library(owner, disk / "private", "show")
            tokens = {"owner": owner.headers["Authorization"][7:]}
            for role in ("admin", "member", "child"):
                libraries = None if role == "admin" else [shared]
                body = {"username": role, "password": "password1", "role": role, "libraries": libraries}
                owner.ask("POST", "/api/v1/users", 201, json=body)
                tokens[role] = session(server, role)
            address = f"/api/v1/library/{shared}/scanner-token"
            tokens["scanner"] = owner.ask("POST", address, 201, json={"name": "mine"})["token"]
            show = titles(owner, private)["Private"]["id"]
            season = owner.ask("GET", f"/api/v1/tv/{show}/season")[0]
            episode = owner.ask("GET", f"/api/v1/season/{season}")["episodes"][0]["id"]
            file = owner.ask("GET", f"/api/v1/episode/{episode}")["files"][0]["id"]
            foreign = {
                "library_id": private,
                "media_id": show,
                "season_id": season,
                "episode_id": episode,
                "item_id": show,
                "file_id": file,
                "player_id": player_of(server, tokens["owner"]),
            }
            yield House(server, tokens, bad_tokens(server, owner), foreign)
    finally:
        server.stop()


def player_of(server: RunningServer, token: str) -> int:
    """A player of someone, which is shared with nobody."""
    address, headers = f"ws://127.0.0.1:{server.port}/api/v1/events", {"Authorization": f"Bearer {token}"}
    with connect(address, additional_headers=headers, proxy=None) as socket:
        socket.send(json.dumps({"type": "announce", "data": {"device": "device-0001"}, "id": "a"}))
        while (message := json.loads(socket.recv(10))).get("re") != "a":
            pass
    return int(message["data"]["player"])


def session(server: RunningServer, name: str, password: str = "password1") -> str:
    with server.client() as client:
        answer = client.ask("POST", "/api/v1/auth/session", 201, json={"username": name, "password": password})
    return str(answer["jwt"])


def bad_tokens(server: RunningServer, owner: Api) -> dict[str, str]:
    """Tokens that look right and are not."""
    now = int(time.time())
    real = jwt.decode(owner.headers["Authorization"][7:], options={"verify_signature": False})
    secret = bytes.fromhex((server.data / "secret").read_text().strip())
    revoked = session(server, OWNER[0], OWNER[1])
    with server.client() as client:
        client.ask("DELETE", "/api/v1/auth/session", 201, headers={"Authorization": f"Bearer {revoked}"})
    ended = owner.ask("POST", "/api/v1/user/tokens", 201, json={"name": "x", "scopes": ["read", "play", "manage"]})
    owner.ask("DELETE", f"/api/v1/user/tokens/{ended['id']}", 201)
    return {
        "expired": jwt.encode({**real, "exp": now - 60}, secret, algorithm="HS256"),
        "revoked": revoked,
        "of no sign-in": jwt.encode({**real, "sid": uuid.uuid4().hex}, secret, algorithm="HS256"),
        "with an older id": jwt.encode({**real, "jti": uuid.uuid4().hex}, secret, algorithm="HS256"),
        "alg none": jwt.encode({**real, "exp": now + 1000}, "", algorithm="none"),
        "wrong key": jwt.encode({**real, "exp": now + 1000}, "x" * 32, algorithm="HS256"),
        "another algorithm": jwt.encode({**real, "exp": now + 1000}, secret * 2, algorithm="HS512"),
        "the key as text": jwt.encode({**real, "exp": now + 1000}, secret.hex(), algorithm="HS256"),
        "an ended personal token": ended["token"],
        "a scanner's that never was": "scanner-" + "A" * 43,
        "nonsense": "é.b.c",
    }  # fmt: skip


def filled(path: str, gaps: dict[str, Any]) -> str:
    """A path with something in its gaps: what is given, else something that is not there."""
    words = {"kind": "poster", "name": "0.m4s", "number": 0, "audio_stream": 1, "key": "A" * 43, "device_id": "none"}
    return path.format_map({name: gaps.get(name, words.get(name, GONE)) for name in _gaps(path)})


def _gaps(path: str) -> list[str]:
    return [part.partition("}")[0] for part in path.split("{")[1:]]


def ask(
    client: httpx.Client, method: str, path: str, token: str | None, gaps: dict[str, Any] | None = None
) -> httpx.Response:
    headers = {} if token is None else {b"Authorization": f"Bearer {token}".encode()}
    params = {"wait": 0} if path.endswith("/task") else None
    body: Any = {} if method in ("POST", "PATCH", "PUT", "DELETE") else None
    return client.request(method, filled(path, gaps or {}), headers=headers, json=body, params=params)


def test_the_table_has_every_operation_and_the_document_agrees() -> None:
    assert sorted(ACCESS) == sorted(f"{method} {path}" for method, path in OPERATIONS)
    for method, path in OPERATIONS:
        operation, who = DOCUMENT["paths"][path][method.lower()], ACCESS[f"{method} {path}"]
        assert operation.get("x-dim-roles", []) == (
            [] if who in (PUBLIC, KEYED) else sorted(who.split(), key=EVERYONE.index)
        )
        assert bool(operation["security"]) == (who not in (PUBLIC, KEYED)), f"{method} {path}"


def test_no_token_that_is_not_good_gets_anywhere(house: House) -> None:
    with house.server.client() as client:
        for method, path in OPERATIONS:
            if ACCESS[f"{method} {path}"] in (PUBLIC, KEYED):
                continue
            for name, token in [("none", None), *house.bad.items()]:
                answer = ask(client, method, path, token)
                assert answer.status_code == 401, f"{method} {path} with {name}: {answer.status_code}"
                assert answer.json()["type"] == "urn:dim:problem:not-signed-in"
                assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("role", EVERYONE.split())
def test_everyone_may_do_what_the_table_says_and_nothing_else(house: House, role: str) -> None:
    token = house.tokens[role]
    with house.server.client() as client:
        for method, path in OPERATIONS:
            who = ACCESS[f"{method} {path}"]
            if who == PUBLIC:
                continue
            status = ask(client, method, path, token).status_code
            allowed = who == KEYED or role in who.split()
            assert status == (_status_if_allowed(method, path) if allowed else 403), f"{method} {path}: {status}"


def _status_if_allowed(method: str, path: str) -> int:
    """The answer to an empty request about ids that do not exist: 422, 404, or success where the address names no id."""
    if f"{method} {path}" in UNUSABLE:
        return 422
    if _gaps(path):
        return 404
    return min(int(status) for status in DOCUMENT["paths"][path][method.lower()]["responses"])


@pytest.mark.parametrize("role", ["member", "child", "scanner"])
def test_what_belongs_to_others_is_not_there(house: House, role: str) -> None:
    """Where the role may call at all: 404 for what is in a library that is not theirs, and the same text as for what is nowhere."""
    with house.server.client() as client:
        for method, path in OPERATIONS:
            gaps = [name for name in _gaps(path) if name in house.foreign]
            if (
                not gaps
                or ACCESS[f"{method} {path}"] in (PUBLIC, KEYED)
                or role not in ACCESS[f"{method} {path}"].split()
            ):
                continue
            with_body = method in ("POST", "PATCH")
            foreign, nowhere = (
                client.request(
                    method, filled(path, {"sheet": 0, **where}), headers={"Authorization": f"Bearer {house.tokens[role]}"},
                    json=BODIES.get(f"{method} {path}", {}) if with_body else None,
                )
                for where in (house.foreign, {})
            )  # fmt: skip
            assert foreign.status_code == 404, f"{method} {path}: {foreign.status_code} {foreign.text}"
            assert foreign.json()["detail"] == nowhere.json()["detail"]


def test_a_child_sees_what_is_certified_for_it(house: House) -> None:
    with house.server.client() as owner, house.server.client() as child:
        owner.headers["Authorization"] = f"Bearer {house.tokens['owner']}"
        child.headers["Authorization"] = f"Bearer {house.tokens['child']}"
        library = next(entry["id"] for entry in owner.ask("GET", "/api/v1/library") if entry["type"] == "movie")
        made = {}
        for title, certification in (
            ("For all", "G"),
            ("For twelve", "12"),
            ("For adults", "R"),
            ("For nobody knows", None),
        ):
            item = {"title": title, "certification": certification}
            made[title] = owner.ask("POST", f"/api/v1/library/{library}/media", 201, json={"item": item})["id"]
        shown = {made["For all"], made["For twelve"]}
        assert set(child.ask("GET", f"/api/v1/library/{library}/media")) == shown
        assert {card["id"] for card in child.ask("GET", f"/api/v1/library/{library}/cards")["cards"]} == shown
        assert {card["id"] for card in child.ask("GET", "/api/v1/search", params={"q": "for"})} == shown
        assert {card["id"] for card in child.ask("GET", "/api/v1/home")["recently_added"]} == shown
        joined = ",".join(map(str, made.values()))
        assert {card["id"] for card in child.ask("GET", "/api/v1/media", params={"ids": joined})} == shown
        for title, number in made.items():
            expected = 200 if number in shown else 404
            child.ask("GET", f"/api/v1/media/{number}", expected)
            assert child.get(f"/api/v1/user/stopped-at/{number}").status_code == expected, title
            assert child.post("/api/v1/stream-session/", json={"media_id": number}).status_code == 404


def test_a_personal_token_does_what_its_scopes_say(house: House) -> None:
    calls = {"read": ("GET", "/api/v1/home", None), "play": ("POST", "/api/v1/user/stopped-at/{film}", {"secs_offset": 1}),
             "manage": ("POST", "/api/v1/library/{library}/media", {"item": {"title": "By token"}})}  # fmt: skip
    with house.server.client() as owner:
        owner.headers["Authorization"] = f"Bearer {house.tokens['owner']}"
        library = next(entry["id"] for entry in owner.ask("GET", "/api/v1/library") if entry["type"] == "movie")
        film = titles(owner, library)["Shared (2001)"]["id"]
        for scope in calls:
            given = owner.ask("POST", "/api/v1/user/tokens", 201, json={"name": scope, "scopes": [scope], "days": 1})
            with house.server.client() as script:
                script.headers["Authorization"] = f"Bearer {given['token']}"
                for needed, (method, path, body) in calls.items():
                    answer = script.request(method, path.format(film=film, library=library), json=body)
                    assert answer.is_success == (needed == scope), f"{scope}: {method} {path} {answer.status_code}"
                    assert answer.is_success or answer.status_code == 403
                for method, path in (
                    ("POST", "/api/v1/user/tokens"),
                    ("PATCH", "/api/v1/user/"),
                    ("DELETE", "/api/v1/user/devices"),
                ):
                    assert script.request(method, path, json={"name": "x"}).status_code == 403, path
        listed = {entry["name"]: entry for entry in owner.ask("GET", "/api/v1/user/tokens")}
        assert set(calls) <= set(listed)
        assert all("token" not in entry for entry in listed.values())
        assert listed["read"]["used_at"] is not None


def test_an_admin_leaves_owners_and_admins_alone(house: House) -> None:
    with house.server.client() as owner, house.server.client() as admin:
        owner.headers["Authorization"] = f"Bearer {house.tokens['owner']}"
        admin.headers["Authorization"] = f"Bearer {house.tokens['admin']}"
        people = {entry["role"]: entry["id"] for entry in owner.ask("GET", "/api/v1/users")}
        for role in ("owner", "admin"):
            admin.ask(
                "POST", "/api/v1/users", 403, json={"username": f"new {role}", "password": "password1", "role": role}
            )
        for method, body in (("PATCH", {"password": "password9"}), ("DELETE", None)):
            admin.ask(method, f"/api/v1/users/{people['owner']}", 403, json=body)
        admin.ask("PATCH", f"/api/v1/users/{people['member']}", 403, json={"role": "admin"})
        admin.ask("POST", "/api/v1/invites", 403, json={"role": "admin"})
        last = owner.ask("PATCH", f"/api/v1/users/{people['owner']}", 403, json={"role": "member"})
        assert last["type"] == "urn:dim:problem:last-owner"
        made = admin.ask(
            "POST", "/api/v1/users", 201, json={"username": "Small", "password": "password1", "role": "child"}
        )["id"]
        assert next(entry for entry in admin.ask("GET", "/api/v1/users") if entry["id"] == made)["age_limit"] == 12
        admin.ask("DELETE", f"/api/v1/users/{made}", 201)
