"""Proofs that a domain is ours: an answer over HTTP on port 80 (RFC 8555, 8.3), or a DNS record that a command sets (8.4)."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Protocol

from acme import challenges
from josepy.jwk import JWK

from dim.network.tls.pair import CertificateError

log = logging.getLogger(__name__)
HEAD_SECONDS, LONGEST_HEAD, MOST_CONNECTIONS = 10.0, 8192, 50
HOOK_SECONDS = 300.0
"""The command may wait until the record is known everywhere."""
_REQUEST = re.compile(rb"GET /\.well-known/acme-challenge/([A-Za-z0-9_-]{1,200}) HTTP/1\.[01]\r?\n")


class Solver(Protocol):
    """One way to prove it."""

    kind: type[challenges.KeyAuthorizationChallenge]
    """The challenge that it answers."""

    def ready(self) -> AbstractAsyncContextManager[None]:
        """While this is open, challenges can be presented."""

    def presented(
        self, domain: str, challenge: challenges.KeyAuthorizationChallenge, key: JWK
    ) -> AbstractAsyncContextManager[None]:
        """While this is open, the authority finds the proof. Raises CertificateError: it cannot be presented."""


class HttpSolver:
    """Answers on a port of its own while an order is open, and through the server's own routes (`answer`)."""

    kind = challenges.HTTP01

    def __init__(self, host: str, port: int | None) -> None:
        """`host`, `port`: where to listen; `port` None: nowhere, since the server itself or a proxy answers on port 80."""
        self._host, self._port = host, port
        self._answers: dict[str, str] = {}
        self._connections = 0

    def answer(self, token: str) -> str | None:
        """The key authorization of a token; None: no order asked for it."""
        return self._answers.get(token)

    @asynccontextmanager
    async def ready(self) -> AsyncIterator[None]:
        """Listen. A port that is taken is logged only: a router may forward to the server's own port."""
        server = None
        if self._port is not None:
            try:
                server = await asyncio.start_server(self._serve, self._host, self._port, limit=LONGEST_HEAD)
            except OSError as error:
                log.warning(
                    "Port %d, where the certificate authority asks, cannot be used: %s. Unless another program forwards"
                    " /.well-known/acme-challenge/ to Dim, set DIM_ACME_HTTP_PORT or let Dim use it.",
                    self._port, error.strerror,
                )  # fmt: skip
        try:
            yield
        finally:
            if server is not None:
                server.close()

    @asynccontextmanager
    async def presented(
        self, _domain: str, challenge: challenges.KeyAuthorizationChallenge, key: JWK
    ) -> AsyncIterator[None]:
        """Answer for a token."""
        token = challenge.encode("token")
        self._answers[token] = challenge.key_authorization(key)
        try:
            yield
        finally:
            del self._answers[token]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        try:
            if self._connections <= MOST_CONNECTIONS:
                async with asyncio.timeout(HEAD_SECONDS):
                    await self._respond(await reader.readuntil(b"\r\n\r\n"), writer)
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # they sent no request, or left
        finally:
            self._connections -= 1
            writer.close()

    async def _respond(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        asked = _REQUEST.match(head)
        found = self.answer(asked[1].decode()) if asked is not None else None
        status, body = ("200 OK", found) if found is not None else ("404 Not Found", "")
        start = f"HTTP/1.1 {status}\r\nContent-Type: application/octet-stream\r\nContent-Length: {len(body)}\r\n"
        writer.write(f"{start}Connection: close\r\n\r\n{body}".encode())
        await writer.drain()


class DnsSolver:
    """Sets and removes TXT records by a command: COMMAND add|remove NAME VALUE."""

    kind = challenges.DNS01

    def __init__(self, command: str, seconds: float = HOOK_SECONDS) -> None:
        """`command`: the path of a program. `seconds`: how long one call may take."""
        self._command, self._seconds = command, seconds

    @asynccontextmanager
    async def ready(self) -> AsyncIterator[None]:
        """Nothing is needed."""
        yield

    @asynccontextmanager
    async def presented(
        self, domain: str, challenge: challenges.KeyAuthorizationChallenge, key: JWK
    ) -> AsyncIterator[None]:
        """Set the record, and remove it at the end."""
        name, value = f"_acme-challenge.{domain}", challenge.validation(key)
        try:
            await self._run("add", name, value)
            yield
        finally:
            try:
                await self._run("remove", name, value)
            except CertificateError as error:
                log.warning("A DNS record could not be removed: %s", error)

    async def _run(self, *arguments: str) -> None:
        try:
            process = await asyncio.create_subprocess_exec(
                self._command, *arguments, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
        except OSError as error:
            raise CertificateError(f"DIM_ACME_DNS_HOOK cannot be started: {error.strerror}.") from None
        try:
            async with asyncio.timeout(self._seconds):
                status = await process.wait()
        except TimeoutError:
            raise CertificateError(f"DIM_ACME_DNS_HOOK took longer than {self._seconds:.0f} s.") from None
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if status:
            raise CertificateError(f"DIM_ACME_DNS_HOOK {arguments[0]} failed with status {status}.")
