"""Behind a reverse proxy, under a path of its host."""

import re
from typing import Any

import pytest

from support.server import OWNER, RunningServer


@pytest.fixture
def behind(start_server: Any) -> RunningServer:
    found: RunningServer = start_server(DIM_PATH_PREFIX="/dim/", DIM_TRUSTED_PROXIES='["127.0.0.1"]')
    return found


@pytest.mark.parametrize("prefix", ["/dim", ""])
def test_with_its_path_or_without(behind: RunningServer, prefix: str) -> None:
    with behind.client() as client:
        client.ask("POST", f"{prefix}/api/v1/user/register", json={"username": OWNER[0], "password": OWNER[1]})
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
        body = {"username": OWNER[0], "password": OWNER[1]}
        answer = client.post(f"{prefix}/api/v1/auth/session", json=body, headers=headers)
        cookie = answer.headers["set-cookie"]
        assert "Path=/dim" in cookie
        assert "Secure" in cookie
        client.cookies.clear()
        client.headers["Authorization"] = f"Bearer {answer.json()['jwt']}"
        assert client.ask("GET", f"{prefix}/api/v1/user/devices")[0]["address"] == "198.51.100.7"
        page = client.ask("GET", f"{prefix}/library/3").text
        assert '<base href="/dim/"' in page
        script = re.findall(r'src="\./(assets/index-[^"]+\.js)"', page)[0]
        assert client.ask("GET", f"{prefix}/{script}").headers["content-type"].startswith("text/javascript")
        assert client.ask("GET", f"{prefix}/api/v1/openapi.json")["servers"] == [{"url": "/dim"}]
        invite = client.ask("POST", f"{prefix}/api/v1/invites", 201, json={})
        assert invite["path"].startswith("/dim/register?invite=")
        assert client.get("/dimension/api/v1/user").status_code == 200  # the page of the UI: not our prefix


def test_headers_of_others_than_the_proxy_are_not_believed(start_server: Any) -> None:
    server = start_server(DIM_TRUSTED_PROXIES='["192.0.2.1"]')
    with server.set_up() as owner:
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
        answer = owner.post("/api/v1/auth/session", json={"username": OWNER[0], "password": OWNER[1]}, headers=headers)
        assert "Secure" not in answer.headers["set-cookie"]
        assert {device["address"] for device in owner.ask("GET", "/api/v1/user/devices")} == {"127.0.0.1"}
