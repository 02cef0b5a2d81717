"""Registering: from afar on a new server, by invite, and on an open server with a captcha."""

import socket
from collections.abc import Iterator
from typing import Any

import altcha
import httpx
import psutil
import pytest

from support import siteverify
from support.server import Api, RunningServer
from support.siteverify import SiteVerify

REGISTER = "/api/v1/user/register"


def register(client: Api, username: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.ask("POST", REGISTER, json={"username": username, "password": "password1", **more})
    return answer


def lan_address() -> str | None:
    """An address of this machine that is not its loopback."""
    for addresses in psutil.net_if_addrs().values():
        for address in addresses:
            if address.family == socket.AF_INET and not address.address.startswith("127."):
                return str(address.address)
    return None


def test_the_first_from_another_machine_needs_the_code(start_server: Any) -> None:
    server = start_server(DIM_TRUSTED_PROXIES='["127.0.0.1"]')
    with server.client() as client:
        client.headers["X-Forwarded-For"] = "192.168.7.7"
        assert client.ask("GET", REGISTER) == {
            "mode": "setup",
            "setup_code_needed": True,
            "invited": False,
            "service": None,
            "work": None,
        }
        assert client.ask("GET", "/health")["setup_code_needed"] is True
        assert register(client, "Eve")["error"]["code"] == "setup_code"
        assert register(client, "Eve", setup_code="guess")["error"]["code"] == "setup_code"
        code = (
            server.log.read_text().split("/setup?code=")[1].split()[0]
            if "/setup?code=" in server.log.read_text()
            else None
        )
        if code is not None:  # a machine with no other address than its loopback prints none
            assert register(client, "Ada", setup_code=code)["redirect"] == "/setup"


def test_a_proxy_that_is_not_trusted_makes_nobody_local(server: RunningServer) -> None:
    with server.client() as client:
        client.headers["X-Forwarded-For"] = "127.0.0.1"
        assert client.ask("GET", "/health")["setup_code_needed"] is True
        assert register(client, "Eve")["error"]["code"] == "setup_code"
        del client.headers["X-Forwarded-For"]
        assert register(client, "Ada")["redirect"] == "/setup"


def test_by_invite(server: RunningServer, owner: Api) -> None:
    invite = owner.ask(
        "POST", "/api/v1/invites", 201, json={"role": "child", "age_limit": 6, "libraries": [], "uses": 2}
    )
    token = invite["token"]
    assert invite["path"] == f"/register?invite={token}"
    with server.client() as client:
        assert register(client, "Kim", invite=token)["error"]["code"] == "closed"
        owner.ask("PUT", "/api/v1/registration", 201, json={"mode": "invite"})
        assert register(client, "Kim")["error"]["code"] == "no_invite"
        assert register(client, "Kim", invite="unknown")["error"]["code"] == "bad_invite"
        assert client.ask("GET", REGISTER, params={"invite": token})["invited"] is True
        assert client.ask("GET", REGISTER, params={"invite": "x"})["invited"] is False
        assert register(client, "Ada Åström", invite=token)["error"]["code"] == "taken"  # which uses nothing up
        assert register(client, "Kim", invite=token)["redirect"] == "/setup"
        assert register(client, "Sam", invite=token)["redirect"] == "/setup"
        assert register(client, "Max", invite=token)["error"]["code"] == "bad_invite"
    made = {entry["username"]: entry for entry in owner.ask("GET", "/api/v1/users")}
    assert (made["Kim"]["role"], made["Kim"]["age_limit"], made["Kim"]["libraries"]) == ("child", 6, [])
    other = owner.ask("POST", "/api/v1/invites", 201, json={})
    owner.ask("DELETE", f"/api/v1/invites/{other['id']}", 201)
    owner.ask("DELETE", f"/api/v1/invites/{other['id']}", 404)
    with server.client() as client:
        assert register(client, "Max", invite=other["token"])["error"]["code"] == "bad_invite"
    content = b"".join(path.read_bytes() for path in server.data.glob("dim.sqlite3*"))
    assert token.encode() not in content


def test_open_to_whoever_works_for_it(server: RunningServer, owner: Api) -> None:
    owner.ask("PUT", "/api/v1/registration", 201, json={"mode": "open"})
    with server.client() as client:
        assert register(client, "Robot")["error"]["code"] == "captcha_missing"
        assert register(client, "Robot", recaptcha2="x")["error"]["code"] == "captcha_refused"
        work = client.ask("GET", REGISTER)["work"]
        challenge = altcha.Challenge.from_dict(work)
        solution = altcha.solve_challenge(challenge)
        assert solution is not None
        proof = altcha.Payload(challenge, solution).to_base64()
        assert register(client, "Person", recaptcha2=proof)["redirect"] == "/setup"
        assert register(client, "Robot", recaptcha2=proof)["error"]["code"] == "captcha_refused"
    assert {entry["username"]: entry["role"] for entry in owner.ask("GET", "/api/v1/users")}["Person"] == "member"


@pytest.fixture
def verify() -> Iterator[SiteVerify]:
    with siteverify.running() as found:
        yield found


@pytest.mark.waits
def test_open_with_a_captcha_service(start_server: Any, verify: SiteVerify) -> None:
    server = start_server(
        DIM_CAPTCHA_VERIFY_URL=verify.url, DIM_CAPTCHA_SECRET="the secret", DIM_CAPTCHA_SITE_KEY="the key",
        DIM_CAPTCHA_SCRIPT_URL="https://captcha.example/api.js",
    )  # fmt: skip
    with server.set_up() as owner, server.client() as client:
        owner.ask("PUT", "/api/v1/registration", 201, json={"mode": "open"})
        how = client.ask("GET", REGISTER)
        assert how["service"] == {"site_key": "the key", "script": "https://captcha.example/api.js"}
        assert "https://captcha.example" in client.get("/register").headers["content-security-policy"]
        assert register(client, "Ok", recaptcha2="good 1")["redirect"] == "/setup"
        assert verify.asked[-1]["secret"] == ["the secret"]
        assert verify.asked[-1]["remoteip"] == ["127.0.0.1"]
        assert register(client, "Refused", recaptcha2="bad")["error"]["code"] == "captcha_refused"
        before = len(verify.asked)
        assert register(client, "Replayed", recaptcha2="good 1")["error"]["code"] == "captcha_refused"
        assert len(verify.asked) == before
        for mode in ("down", "odd"):
            verify.mode = mode
            answer = register(client, "Unlucky", recaptcha2=f"good {mode}")
            assert answer["error"]["code"] in ("captcha_refused", "captcha_unavailable")
        verify.mode = "slow"
        assert register(client, "Slow", recaptcha2="good slow")["error"]["code"] == "captcha_unavailable"
        assert owner.ask("GET", "/health")["state"] == "ready"
        assert [entry["username"] for entry in owner.ask("GET", "/api/v1/users")] == ["Ada Åström", "Ok"]


def test_the_service_is_gone(start_server: Any) -> None:
    server = start_server(DIM_CAPTCHA_VERIFY_URL="http://127.0.0.1:9/siteverify")
    with server.set_up() as owner, server.client() as client:
        owner.ask("PUT", "/api/v1/registration", 201, json={"mode": "open"})
        assert register(client, "Nobody", recaptcha2="good")["error"]["code"] == "captcha_unavailable"


def test_from_another_address(server: RunningServer) -> None:
    address = lan_address()
    if address is None:
        pytest.skip("this machine has no other address than its loopback")
    with httpx.Client(base_url=f"http://{address}:{server.port}", trust_env=False) as client:
        assert client.get("/health").json()["setup_code_needed"] is True
