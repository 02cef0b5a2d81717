"""Certificates by ACME from an authority on loopback: both challenges, refusals, renewal, and what stays when it fails."""

import asyncio
import socket
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest

from dim.network.tls.acme.order import Account, obtain
from dim.network.tls.acme.solvers import DnsSolver, HttpSolver, Solver
from dim.network.tls.acme.source import AcmeCertificates
from dim.network.tls.pair import CertificateError
from support.acme_server import AcmeServer
from support.server import free_port

DOMAINS = ("dim.example.org", "films.example.org")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Where the hook writes DNS records."""
    (tmp_path / "zone").mkdir()
    return tmp_path / "zone"


@pytest.fixture
def authority(port: int, records: Path) -> Iterator[AcmeServer]:
    def by_http(_domain: str, token: str) -> str:
        try:
            return httpx.get(
                f"http://127.0.0.1:{port}/.well-known/acme-challenge/{token}", timeout=5, trust_env=False
            ).text
        except httpx.TransportError as error:
            return f"no answer: {type(error).__name__}"

    def by_dns(domain: str, _token: str) -> str:
        record = records / f"_acme-challenge.{domain}"
        return record.read_text().strip() if record.exists() else "no record"

    with AcmeServer({"http-01": by_http, "dns-01": by_dns}) as server:
        yield server


def hook(folder: Path, records: Path, rest: str = "") -> Path:
    path = folder / "hook"
    path.write_text(
        f'#!/bin/sh\n{rest}\ncase $1 in add) echo "$3" > {records}/"$2";; remove) rm {records}/"$2"; echo "$2" >> {folder}/removed;; esac\n'
    )
    path.chmod(0o700)
    return path


def certificates(authority: AcmeServer, folder: Path, solver: Solver) -> AcmeCertificates:
    async def pause(_seconds: float) -> None:
        raise AssertionError("the authority answers at once")

    account = Account(authority.directory, "ada@example.org", folder / "account.pem")
    order = partial(obtain, account, DOMAINS, solver, "Dim/test", pause)
    return AcmeCertificates(folder, authority.directory, DOMAINS, order, chance=lambda: 0.0)


def test_issued_kept_and_renewed(authority: AcmeServer, port: int, tmp_path: Path) -> None:
    now, folder = datetime.now(UTC), tmp_path / "acme"
    solver = HttpSolver("127.0.0.1", port)
    source = certificates(authority, folder, solver)
    assert source.first(now).certificate.names == ("localhost",)  # stands in
    pair = asyncio.run(source.next(now))
    assert pair is not None
    assert pair.certificate.names == DOMAINS
    assert asyncio.run(source.next(now)) is None
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert set(modes.values()) == {0o600}, modes
    with pytest.raises(ConnectionRefusedError):  # the port is open during orders only
        socket.create_connection(("127.0.0.1", port), 5)
    assert solver.answer("anything") is None

    again = certificates(authority, folder, HttpSolver("127.0.0.1", port))  # after a restart
    assert again.first(now).certificate == pair.certificate
    authority.now = later = now + timedelta(days=61)
    assert asyncio.run(again.next(now + timedelta(days=59))) is None
    renewed = asyncio.run(again.next(later))
    assert renewed is not None
    assert renewed.certificate.not_after > pair.certificate.not_after
    assert (authority.issued, len(authority.accounts)) == (2, 1)  # the account is used again
    other = AcmeCertificates(folder, authority.directory, ("other.example.org",), _never)
    assert other.first(later).certificate.names == ("localhost",)  # what is stored is for other domains


async def _never() -> bytes:
    raise AssertionError


def test_failures_are_said_and_tried_again_later(authority: AcmeServer, port: int, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    source = certificates(authority, tmp_path / "acme", HttpSolver("127.0.0.1", None))
    source.first(now)
    with pytest.raises(
        CertificateError, match=r"could not verify dim.example.org: found 'no answer: ConnectError' instead"
    ):
        asyncio.run(source.next(now))
    asked = len(authority.log)
    assert asyncio.run(source.next(now + timedelta(minutes=14))) is None
    assert len(authority.log) == asked
    authority.refuses = "too many certificates\nfor this week."
    with pytest.raises(CertificateError, match=r"issue a certificate: too many certificates for this week\.$"):
        asyncio.run(source.next(now + timedelta(minutes=15)))
    assert asyncio.run(source.next(now + timedelta(minutes=44))) is None  # the pause has doubled
    authority.server.server_close()
    with pytest.raises(CertificateError, match="did not issue a certificate"):
        asyncio.run(source.next(now + timedelta(hours=2)))


def test_by_dns(authority: AcmeServer, records: Path, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    source = certificates(authority, tmp_path / "acme", DnsSolver(str(hook(tmp_path, records))))
    pair = asyncio.run(source.next(now))
    assert pair is not None
    assert pair.certificate.names == DOMAINS
    assert list(records.iterdir()) == []
    assert (tmp_path / "removed").read_text().split() == [f"_acme-challenge.{one}" for one in reversed(DOMAINS)]


@pytest.mark.parametrize(
    ("script", "seconds", "reason"),
    [
        ("exit 3", 10.0, "add failed with status 3"),
        ("exec sleep 60", 0.2, "took longer than 0 s"),
        (None, 10.0, "cannot be started"),
    ],
)
def test_a_hook_that_fails(
    authority: AcmeServer, records: Path, tmp_path: Path, script: str | None, seconds: float, reason: str
) -> None:
    command = hook(tmp_path, records, script) if script else tmp_path / "none"
    source = certificates(authority, tmp_path / "acme", DnsSolver(str(command), seconds))
    with pytest.raises(CertificateError, match=reason):
        asyncio.run(source.next(datetime.now(UTC)))
    assert authority.issued == 0


def test_the_port_for_challenges_gives_nothing_else(port: int) -> None:
    async def main() -> None:
        async with HttpSolver("127.0.0.1", port).ready(), httpx.AsyncClient(trust_env=False) as client:
            for path in ("/", "/.well-known/acme-challenge/unknown", "/.well-known/acme-challenge/../secret"):
                assert (await client.get(f"http://127.0.0.1:{port}{path}")).status_code == 404
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000)
            assert await reader.read() == b""  # cut: the head is too long
            writer.close()

    asyncio.run(main())
