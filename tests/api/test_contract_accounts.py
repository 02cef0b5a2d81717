"""Every line of the specification about sign-ins and accounts, over real HTTP: path, data, status, body, good and bad."""

import base64
import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from support.contract import proves
from support.contract_world import BROWSER, NOBODY, World
from support.server import OWNER


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
