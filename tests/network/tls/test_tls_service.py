"""The certificate in use, as clients of a listener see it: replaced while connections are open, and kept when the new one is bad."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from dim.network.tls.authority import Authority
from dim.network.tls.names import Names
from dim.network.tls.pair import fingerprint
from dim.network.tls.service import Mode, Tls
from dim.network.tls.sources import LocalCertificates, OwnFiles

NOW = datetime.now(UTC)
NAMES = Names(("dim.local", "localhost"), ("127.0.0.1",))


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while line := await reader.readline():
            writer.write(line)
    finally:
        writer.transport.abort()


@asynccontextmanager
async def serving(tls: Tls, authority: Authority) -> AsyncIterator[Callable[..., Awaitable["Connection"]]]:
    """A listener with the certificate; connects clients that trust the authority."""
    trusting = ssl.create_default_context(cadata=authority.pem.decode())
    task = asyncio.create_task(tls.run())
    async with await asyncio.start_server(echo, "127.0.0.1", 0, ssl=tls.context) as server:
        port = server.sockets[0].getsockname()[1]
        opened = []

        async def connect(host: str = "127.0.0.1", name: str | None = None) -> Connection:
            reader, writer = await asyncio.open_connection(host, port, ssl=trusting, server_hostname=name or host)
            opened.append(one := Connection(reader, writer))
            return one

        try:
            yield connect
        finally:
            for one in opened:
                one.writer.close()
                await one.writer.wait_closed()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


class Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        der = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        self.certificate: str = fingerprint_of(der)

    async def is_alive(self) -> bool:
        self.writer.write(b"still there\n")
        return await asyncio.wait_for(self.reader.readline(), 10) == b"still there\n"


def fingerprint_of(der: bytes) -> str:
    return fingerprint(x509.load_der_x509_certificate(der))


async def until(tls: Tls, is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():
            tls.check()
            await asyncio.sleep(0.01)


def write(both: bytes, chain: Path, key: Path) -> None:
    start = both.index(b"-----BEGIN CERTIFICATE")
    key.write_bytes(both[:start])
    chain.write_bytes(both[start:])


def test_changed_files_are_served_to_new_connections_and_the_open_ones_stay(tmp_path: Path) -> None:
    async def main() -> None:
        authority, chain, key = Authority.make("nas", NOW), tmp_path / "chain.pem", tmp_path / "key.pem"
        write(authority.issue(NAMES, NOW), chain, key)
        tls = Tls(Mode.FILES, 8920, OwnFiles(chain, key), check_seconds=0.01)
        async with serving(tls, authority) as connect:
            before = await connect()
            assert before.certificate == tls.certificate.fingerprint
            renewed = authority.issue(NAMES, NOW)
            good = key.read_bytes()
            key.write_bytes(renewed[: renewed.index(b"-----BEGIN CERTIFICATE")])  # half of the change
            await until(tls, lambda: "does not belong" in (tls.problem or ""))
            assert (await connect()).certificate == before.certificate
            key.write_bytes(good)  # back again: it is no problem any more
            await until(tls, lambda: tls.problem is None)
            write(renewed, chain, key)
            await until(tls, lambda: tls.certificate.fingerprint != before.certificate)
            after = await connect()
            assert after.certificate != before.certificate
            assert (await connect(name="dim.local")).certificate == after.certificate
            assert await before.is_alive()

    asyncio.run(main())


def test_a_new_address_has_a_new_certificate(tmp_path: Path) -> None:
    async def main() -> None:
        authority, names = Authority.make("nas", NOW), [NAMES]
        source = LocalCertificates(authority, tmp_path / "local.pem", lambda: names[0])
        tls = Tls(Mode.LOCAL, 8920, source, authority=authority, check_seconds=600)
        async with serving(tls, authority) as connect:
            first = await connect()
            names[0] = Names(NAMES.dns, ("127.0.0.1", "192.168.7.7"))
            tls.check()  # as the watcher of addresses does
            await until(tls, lambda: tls.certificate.fingerprint != first.certificate)
            assert (await connect(name="192.168.7.7")).certificate == tls.certificate.fingerprint
            assert await first.is_alive()

    asyncio.run(main())


def test_addresses_by_https(tmp_path: Path) -> None:
    authority = Authority.make("nas", NOW)
    source = LocalCertificates(authority, tmp_path / "local.pem", lambda: NAMES)
    tls = Tls(Mode.LOCAL, 443, source, authority=authority)
    assert tls.urls(("dim.local", "[fd00::5]"), "/dim") == ("https://dim.local/dim/", "https://localhost/dim/")
    assert Tls(Mode.FILES, 8920, source).urls(("elsewhere",)) == tuple(
        f"https://{one}:8920/" for one in ("dim.local", "localhost", "127.0.0.1")
    )
