"""A server with a local authority: the certificate, pages, ranges, sockets, cookies and the address of the authority; bad settings."""

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from websockets.sync.client import connect

from dim.config import ConfigurationError, load
from dim.network.tls.pair import fingerprint
from support import media
from support.server import OWNER, Api, RunningServer, add_library, free_port, titles

BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']


@dataclass
class House:
    server: RunningServer
    port: int
    root: bytes
    film: Path

    @property
    def context(self) -> ssl.SSLContext:
        """What a device does that has installed the authority."""
        return ssl.create_default_context(cadata=self.root)

    def client(self, host: str = "127.0.0.1") -> Api:
        return Api(base_url=f"https://{host}:{self.port}", verify=self.context, trust_env=False, timeout=30)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    port = free_port()
    folder = tmp_path_factory.mktemp("https")
    server = RunningServer(folder / "data", DIM_TLS="local", DIM_TLS_PORT=str(port), DIM_HTTP_REDIRECT="true").start()
    with server.set_up() as owner, server.client() as client:
        film = media.place(media.made("h264.mp4"), folder / "films" / "Film (2001).mp4")
        media.settle(film)
        add_library(owner, folder / "films")
        root = client.ask("GET", "/.well-known/dim/ca.crt")
        assert root.headers["content-type"] == "application/x-x509-ca-cert"
        yield House(server, port, root.content, film)
    server.stop()


def test_a_device_with_the_authority_opens_the_server(house: House) -> None:
    with house.client() as client, house.client("localhost") as by_name:
        assert client.ask("GET", "/health")["name"] == "Dim"
        found = by_name.ask("GET", "/.well-known/dim")
        assert found["https_url"] == f"https://localhost:{house.port}/"
        assert found["authority"] == fingerprint(x509.load_der_x509_certificate(house.root))
        profile = client.ask("GET", "/.well-known/dim/ca.mobileconfig")
        assert profile.headers["content-type"] == "application/x-apple-aspen-config"
        assert client.ask("GET", "/.well-known/acme-challenge/token", 404)["status"] == 404
    with pytest.raises(httpx.ConnectError, match=r"self-signed|unable to get local issuer"):
        httpx.get(f"https://127.0.0.1:{house.port}/health", trust_env=False)


def test_plain_http_on_this_machine_stays_and_says_where_https_is(house: House) -> None:
    with house.server.client() as client:
        found = client.ask("GET", "/.well-known/dim")
        assert (found["https"], found["https_url"]) == (True, f"https://127.0.0.1:{house.port}/")
        assert "strict-transport-security" not in client.get("/").headers
    with house.server.sign_in() as owner:
        secure = owner.ask("GET", "/api/v1/network")["secure"]
        assert (secure["mode"], secure["problem"], secure["authority"]) == ("local", None, found["authority"])
        assert all(url.startswith("https://") for url in secure["addresses"])
        if secure["addresses"]:
            assert secure["install_url"].endswith("/secure")
            assert secure["qr_svg"].startswith("<svg")


def test_the_cookie_is_for_https_and_no_hsts_is_sent(house: House) -> None:
    body = {"username": OWNER[0], "password": OWNER[1]}
    with house.client() as client, house.server.client() as plain:
        answer = client.post("/api/v1/auth/session", json=body)
        assert "Secure" in answer.headers["set-cookie"]
        assert "strict-transport-security" not in answer.headers
        assert "Secure" not in plain.post("/api/v1/auth/session", json=body).headers["set-cookie"]
        assert client.ask("GET", "/api/v1/user")["username"] == OWNER[0]
        browser = dict(client.cookies)  # cookies of a host are for all its ports, and plain HTTP replaces no secure one
        assert not browser.keys() & dict(plain.cookies).keys()
        client.ask("DELETE", "/api/v1/auth/session", 201, headers={"Origin": f"https://127.0.0.1:{house.port}"})
        assert "dim_session_tls" not in dict(client.cookies)


def test_ranges_are_byte_exact(house: House) -> None:
    with house.server.sign_in() as owner, house.client() as client:
        card = titles(owner, owner.ask("GET", "/api/v1/library")[0]["id"])["Film (2001)"]
        session = owner.ask(
            "POST", "/api/v1/stream-session/", json={"media_id": card["id"], "supported_codecs": BROWSER}
        )
        content = house.film.read_bytes()
        url, size = session["url"], len(content)
        assert client.get(url).content == content
        for header, part in ((f"bytes=1000-{size // 2}", content[1000 : size // 2 + 1]), ("bytes=-77", content[-77:])):
            answer = client.get(url, headers={"Range": header})
            assert (answer.status_code, answer.content) == (206, part)
        several = client.get(url, headers={"Range": "bytes=0-9, 100-199"})
        assert content[:10] in several.content
        assert content[100:200] in several.content
        assert len(several.content) == int(several.headers["content-length"])
        assert client.head(url).headers["content-length"] == str(size)


def test_a_socket_over_tls(house: House) -> None:
    with house.server.sign_in() as owner:
        token = owner.headers["Authorization"].removeprefix("Bearer ")
        url = f"wss://127.0.0.1:{house.port}/api/v1/events"
        with connect(url, ssl=house.context, proxy=None) as socket:
            socket.send(json.dumps({"id": "1", "type": "hello", "data": {"token": token}}))
            assert json.loads(socket.recv(10))["type"] == "hello"


def test_the_keys_are_private(house: House) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in (house.server.data / "tls").iterdir()}
    assert modes == {"authority.pem": 0o600, "local.pem": 0o600}


def test_the_banner_names_the_authority(house: House) -> None:
    log = house.server.log.read_text()
    assert fingerprint(x509.load_der_x509_certificate(house.root)) in log


def test_the_doctor_names_the_authority_and_its_certificate(house: House) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dim", "doctor", "--data-dir", str(house.server.data)], capture_output=True, text=True, timeout=60,
        check=False, env={**os.environ, **house.server.environment, "DIM_PORT": str(house.server.port)},
    )  # fmt: skip
    assert f"ok     HTTPS on port {house.port}: valid until " in done.stdout
    assert f"ok     Local authority: SHA-256 {fingerprint(x509.load_der_x509_certificate(house.root))}" in done.stdout


def test_the_doctor_of_another_shell_says_that_the_server_has_it(house: House) -> None:
    given = {name: value for name, value in os.environ.items() if not name.startswith("DIM_TLS")}
    done = subprocess.run(
        [sys.executable, "-m", "dim", "doctor", "--data-dir", str(house.server.data)], capture_output=True, text=True, timeout=60,
        check=False, env={**given, "DIM_PORT": str(house.server.port)},
    )  # fmt: skip
    assert "note   HTTPS is off in the settings of this shell, but the server that runs there has it." in done.stdout


def test_a_certificate_that_is_missing(tmp_path: Path) -> None:
    place = {"DIM_DATA_DIR": str(tmp_path / "data"), "DIM_PORT": str(free_port()), "DIM_TLS_CERT": "/nowhere/chain.pem"}
    done = subprocess.run(
        [sys.executable, "-m", "dim", "serve"], capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "DIM_LOG_LEVEL": "warning", **place},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (
        1,
        "dim: The file /nowhere/chain.pem cannot be read: No such file or directory.\n",
    )


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"tls": "files"}, "DIM_TLS=files needs DIM_TLS_CERT"),
        ({"tls": "https"}, "Setting DIM_TLS cannot be used"),
        ({"tls": "local", "tls_port": 8008, "port": 8008}, "DIM_TLS_PORT and DIM_PORT have to differ"),
        ({"tls": "acme"}, "DIM_TLS=acme needs DIM_ACME_DOMAINS"),
        ({"tls": "acme", "acme_domains": ["dim.example.org"]}, "DIM_ACME_AGREE=true: you agree to the terms"),
        ({"tls": "acme", "acme_domains": ["*.example.org"], "acme_agree": True}, "needs DIM_ACME_DNS_HOOK"),
        ({"tls": "acme", "acme_domains": ["-x"]}, "DIM_ACME_DOMAINS_0 cannot be used|DIM_ACME_DOMAINS cannot be used"),
        ({"acme_directory": "http://ca.example/"}, "DIM_ACME_DIRECTORY cannot be used"),
    ],
)
def test_settings_that_cannot_work(settings: dict[str, object], reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason) as error:
        load(**settings)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("settings", "mode"),
    [({}, None), ({"tls": "off", "tls_cert": "x"}, None), ({"tls_cert": "x"}, "files"), ({"tls": "local"}, "local")],
)
def test_where_the_certificate_comes_from(settings: dict[str, object], mode: str | None) -> None:
    assert load(**settings).tls_mode == mode
