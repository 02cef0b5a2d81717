"""Pairing over HTTP: what the device is answered, who may approve it, and what its sign-in may do."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from support.server import Api, RunningServer

PROXY = {"DIM_TRUSTED_PROXIES": '["127.0.0.1"]'}
ASK, TOKEN = "/api/v1/auth/device", "/api/v1/auth/device/token"
LAN, INTERNET = "192.168.1.30", "198.51.100.7"
AGENT = "Mozilla/5.0 (Linux; Android 12; Bravia 4K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server behind a proxy, so that each test comes from an address of its own."""
    running = RunningServer(tmp_path_factory.mktemp("pairing") / "data", **PROXY).start()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def owner(server: RunningServer) -> Iterator[Api]:
    with server.set_up() as client:
        yield client


@pytest.fixture
def tv(server: RunningServer) -> Iterator[Api]:
    with server.client() as client:
        client.headers.update({"X-Forwarded-For": LAN, "User-Agent": AGENT})
        yield client


def member(server: RunningServer, owner: Api, name: str, **more: Any) -> Api:
    owner.ask("POST", "/api/v1/users", 201, json={"username": name, "password": "password1", **more})
    return server.sign_in(name, "password1")


def poll(tv: Api, begun: dict[str, Any], status: int = 400) -> Any:
    return tv.ask("POST", TOKEN, status, json={"device_code": begun["device_code"]})


def test_a_device_is_signed_in_without_a_password(server: RunningServer, owner: Api, tv: Api) -> None:
    begun = tv.ask("POST", ASK, json={})
    assert begun["verification_uri"] == f"{server.url}/pair"
    assert begun["verification_uri_complete"] == f"{server.url}/pair?code={begun['user_code']}"
    assert begun["qr_svg"].startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox=')
    assert (begun["expires_in"], begun["interval"]) == (600, 2)
    pending = tv.post(TOKEN, json={"device_code": begun["device_code"]})
    assert pending.headers["content-type"] == "application/problem+json"
    assert pending.headers["cache-control"] == "no-store"
    slow = pending.json()  # it came sooner than the interval
    assert (slow["error"], slow["type"], slow["status"]) == ("slow_down", "urn:dim:problem:polling-too-often", 400)

    asking = owner.ask("GET", f"{ASK}/{begun['user_code'].replace('-', '').lower()}")
    assert {name: asking[name] for name in ("user_code", "device", "address", "local")} == {
        "user_code": begun["user_code"], "device": AGENT, "address": LAN, "local": True,
    }  # fmt: skip
    assert owner.ask("POST", f"{ASK}/{begun['user_code']}", json={"approve": True}) == asking
    answer = tv.post(TOKEN, json={"device_code": begun["device_code"]})
    assert (answer.status_code, sorted(answer.json())) == (200, ["expiry", "jwt"])
    assert answer.headers["cache-control"] == "no-store"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert tv.ask("GET", "/api/v1/user")["username"] == owner.ask("GET", "/api/v1/user")["username"]  # by the cookie
    tv.cookies.clear()
    assert poll(tv, begun)["error"] == "expired_token"

    # it is a sign-in like others, but that nobody gave a password for it
    tv.headers["Authorization"] = f"Bearer {answer.json()['jwt']}"
    listed = {one["device"]: one for one in owner.ask("GET", "/api/v1/user/devices")}
    assert (listed[AGENT]["address"], listed[AGENT]["current"]) == (LAN, False)
    for method, path, body in (
        ("POST", "/api/v1/user/tokens", {"name": "script", "scopes": ["read"]}),
        ("POST", "/api/v1/users", {"username": "Mallory", "password": "password1"}),
        ("PUT", "/api/v1/registration", {"mode": "open"}),
    ):
        assert tv.ask(method, path, 403, json=body)["type"] == "urn:dim:problem:sign-in-again"
    owner.ask("DELETE", f"/api/v1/user/devices/{listed[AGENT]['id']}", 201)
    tv.ask("GET", "/api/v1/user", 401)


def test_a_password_given_later_counts(server: RunningServer, owner: Api, tv: Api) -> None:
    with member(server, owner, "Later", role="admin", libraries=None) as phone:
        begun = tv.ask("POST", ASK, json={"device": "Kitchen"})
        phone.ask("POST", f"{ASK}/{begun['user_code']}", json={"approve": True})
        poll(tv, begun, 200)
        tv.headers["Origin"] = server.url
        change = {"name": "script", "scopes": ["read"]}
        tv.ask("POST", "/api/v1/user/tokens", 403, json=change)
        tv.ask("POST", "/api/v1/auth/session", 201, json={"username": "Later", "password": "password1"})
        tv.ask("POST", "/api/v1/user/tokens", 201, json=change)
        assert len(phone.ask("GET", "/api/v1/user/devices")) == 2


def test_refusals(server: RunningServer, owner: Api, tv: Api) -> None:
    begun = tv.ask("POST", ASK)  # without a body, as without anything to say
    owner.ask("POST", f"{ASK}/{begun['user_code']}", 422, json={})
    owner.ask("POST", f"{ASK}/{begun['user_code']}", json={"approve": False})
    denied = poll(tv, begun)
    assert (denied["error"], denied["type"]) == ("access_denied", "urn:dim:problem:access-denied")
    owner.ask("POST", f"{ASK}/{begun['user_code']}", 404, json={"approve": True})
    assert poll(tv, begun)["error"] == "access_denied"
    assert poll(tv, {"device_code": "nonsense"})["error"] == "expired_token"
    tv.ask("POST", TOKEN, 422, json={"device_code": 1})
    # a form of another site, which would sign a browser in as someone else, cannot send JSON as such
    tv.ask("POST", TOKEN, 422, content=json.dumps({"device_code": "x"}), headers={"Content-Type": "text/plain"})
    tv.ask("POST", ASK, 422, json={"device": "x" * 300})
    tv.ask("POST", ASK, 400, headers={"Host": "a b"}, json={})


def test_an_approval_takes_a_sign_in_of_a_person_on_a_page_of_this_server(
    server: RunningServer, owner: Api, tv: Api
) -> None:
    begun = tv.ask("POST", ASK, json={})
    address = f"{ASK}/{begun['user_code']}"
    token = owner.ask(
        "POST", "/api/v1/user/tokens", 201, json={"name": "script", "scopes": ["read", "play", "manage"]}
    )["token"]
    with server.client() as other:
        for method in ("GET", "POST"):
            body = {"approve": True} if method == "POST" else None
            other.ask(method, address, 401, json=body)
            other.ask(method, address, 403, json=body, headers={"Authorization": f"Bearer {token}"})
    with server.client() as browser:
        browser.cookies.set("dim_session", owner.headers["Authorization"][7:])
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {}):
            browser.ask("POST", address, 401, json={"approve": True}, headers=headers)
        assert poll(tv, begun)["error"] in ("authorization_pending", "slow_down")
        browser.ask("POST", address, json={"approve": True}, headers={"Origin": server.url})
    poll(tv, begun, 200)


def test_the_address_for_tokens_is_no_user_code(owner: Api) -> None:
    refused = owner.get(TOKEN)
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_a_child_approves_for_itself(server: RunningServer, owner: Api, tv: Api) -> None:
    with member(server, owner, "Kim", role="child") as child:
        begun = tv.ask("POST", ASK, json={"device": "Kim's\u202e TV\n"})
        assert child.ask("GET", f"{ASK}/{begun['user_code']}")["device"] == "Kim's TV"
        child.ask("POST", f"{ASK}/{begun['user_code']}", json={"approve": True})
        poll(tv, begun, 200)
        assert tv.ask("GET", "/api/v1/user")["username"] == "Kim"
        assert child.ask("GET", "/api/v1/user/devices")[0]["device"] == "Kim's TV"


def test_an_approval_ends_with_the_sign_in_that_gave_it(server: RunningServer, owner: Api, tv: Api) -> None:
    with member(server, owner, "Leaver") as phone:
        begun = tv.ask("POST", ASK, json={})
        phone.ask("POST", f"{ASK}/{begun['user_code']}", json={"approve": True})
        phone.ask("DELETE", "/api/v1/auth/session", 201)
        assert poll(tv, begun)["error"] == "access_denied"


@pytest.mark.parametrize(("device", "caller", "is_local"), [
    (INTERNET, LAN, False), (INTERNET, INTERNET, True), (LAN, INTERNET, True), ("2001:db8:1:2::3", "2001:db8:1:2:4::5", True),
    ("2001:db8:1:2::3", "2001:db8:1:3::3", False),
])  # fmt: skip
def test_an_address_from_elsewhere_is_named_as_such(
    owner: Api, tv: Api, device: str, caller: str, is_local: bool
) -> None:
    begun = tv.ask("POST", ASK, headers={"X-Forwarded-For": device})
    asking = owner.ask("GET", f"{ASK}/{begun['user_code']}", headers={"X-Forwarded-For": caller})
    assert (asking["address"], asking["local"]) == (device, is_local)


def test_a_proxy_that_is_not_trusted_hides_the_address(start_server: Any) -> None:
    server = start_server()
    with server.set_up() as owner:
        begun = owner.ask("POST", ASK, headers={"X-Forwarded-For": LAN})
        assert not owner.ask("GET", f"{ASK}/{begun['user_code']}")["local"]


def test_wrong_codes_are_slowed_down_per_account(server: RunningServer, owner: Api, tv: Api) -> None:
    begun = tv.ask("POST", ASK, json={})
    with member(server, owner, "Guesser") as guesser:
        statuses = []
        for number in range(8):
            where = {"X-Forwarded-For": f"10.0.0.{number}"}
            statuses.append(guesser.get(f"{ASK}/BCD-FG{number}", headers=where).status_code)
        assert statuses == [404] * 5 + [429] * 3
        refused = guesser.post(f"{ASK}/{begun['user_code']}", json={"approve": True})  # also a right one
        assert refused.json()["type"] == "urn:dim:problem:slow-down"
        assert 1 <= int(refused.headers["retry-after"]) <= 30
    assert owner.ask("GET", f"{ASK}/{begun['user_code']}")["device"] == AGENT  # others are not


def test_a_network_may_ask_so_often(tv: Api) -> None:
    tv.headers["X-Forwarded-For"] = "203.0.113.5"
    statuses = [tv.post(ASK, json={}).status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    assert tv.post(ASK, json={}, headers={"X-Forwarded-For": "203.0.113.6"}).status_code == 200


def test_no_code_and_no_token_is_in_the_log(server: RunningServer, owner: Api, tv: Api) -> None:
    begun = tv.ask("POST", ASK, json={})
    owner.ask("POST", f"{ASK}/{begun['user_code']}", json={"approve": True})
    jwt = poll(tv, begun, 200)["jwt"]
    log = server.log.read_text()
    assert not [secret for secret in (begun["device_code"], begun["user_code"], jwt) if secret in log]
