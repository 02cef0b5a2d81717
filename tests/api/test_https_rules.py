"""What is redirected from plain HTTP, and where browsers are told to use nothing but HTTPS: tables."""

import asyncio

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Scope

from dim.api.middleware import Guard
from dim.api.requests.https import Https


def https(redirects: bool = True, is_public: bool = False, http_port: int = 8008, port: int = 8920) -> Https:
    return Https(port, http_port, redirects, is_public, lambda ip: ip in ("127.0.0.1", "192.168.1.5"))


def request(
    path: str, client: str = "192.168.1.9", host: str = "dim.local:8008", query: bytes = b"", **more: object
) -> Scope:
    return {
        "type": "http", "scheme": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query,
        "headers": [(b"host", host.encode())], "client": (client, 50_000), "server": ("192.168.1.5", 8008), **more,
    }  # fmt: skip


TO = "https://dim.local:8920"


@pytest.mark.parametrize(
    ("scope", "target"),
    [
        (request("/"), f"{TO}/"),
        (request("/library/3", query=b"sort=year&x=%20"), f"{TO}/library/3?sort=year&x=%20"),
        (request("/api/v1/media/3.5"), f"{TO}/api/v1/media/3.5"),
        (request("/", method="HEAD"), f"{TO}/"),
        (request("/", host="192.168.1.5:8008"), "https://192.168.1.5:8920/"),
        (request("/", host="[fd00::5]:8008"), "https://[fd00::5]:8920/"),
        (request("/film ü", raw_path=None), f"{TO}/film%20%C3%BC"),
        (request("/secured"), f"{TO}/secured"),
        (request("/", method="POST"), None),
        (request("/", client="127.0.0.1"), None),
        (request("/", client="192.168.1.5"), None),
        (request("/", scheme="https"), None),
        (request("/", type="websocket"), None),
        (request("/", host=""), None),
        (request("/", host="evil/@x"), None),
        ({**request("/"), "client": None}, None),
        (request("/.well-known/acme-challenge/token"), None),
        (request("/.well-known/dim"), None),
        (request("/.well-known/dim/ca.crt"), None),
        (request("/dlna/description.xml"), None),
        (request("/dlna/media/3"), None),
        (request("/cast/key/master.m3u8"), None),
        (request("/secure"), None),
        (request("/assets/index-abc.js"), None),
        (request("/icon.svg"), None),
    ],
)
def test_redirects(scope: Scope, target: str | None) -> None:
    assert https().redirect(scope, "") == target
    assert https(redirects=False).redirect(scope, "") is None


def test_redirects_below_a_prefix_and_to_the_usual_port() -> None:
    below = https(port=443)
    assert below.redirect(request("/library", raw_path=None), "/dim") == "https://dim.local/dim/library"
    assert below.redirect(request("/library", raw_path=b"/dim/library"), "/dim") == "https://dim.local/dim/library"


@pytest.mark.parametrize(
    ("rules", "port", "allowed"),
    [
        (https(), 8008, True),  # by a reverse proxy
        (https(is_public=True, http_port=80, port=443), 443, True),
        (https(is_public=False, http_port=80, port=443), 443, False),
        (https(is_public=True, http_port=80, port=443, redirects=False), 443, False),
        (https(is_public=True, http_port=8008, port=443), 443, False),
        (https(is_public=True), 8920, False),
    ],
)
def test_nothing_but_https(rules: Https, port: int, allowed: bool) -> None:
    assert rules.allows_hsts(request("/", server=("192.168.1.5", port), scheme="https")) is allowed


def test_the_middleware_redirects_others_and_answers_this_machine() -> None:
    app = Guard(PlainTextResponse("here"), "/dim", https=https())

    async def get(address: str, path: str) -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(address, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://dim.local:8008") as client:
            return await client.get(path)

    found = asyncio.run(get("192.168.1.9", "/dim/library/3?sort=year"))
    assert (found.status_code, found.headers["location"]) == (308, f"{TO}/dim/library/3?sort=year")
    assert found.headers["x-content-type-options"] == "nosniff"
    assert asyncio.run(get("127.0.0.1", "/dim/library/3")).text == "here"
    assert asyncio.run(get("192.168.1.9", "/dim/secure")).text == "here"
