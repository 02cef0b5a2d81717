"""The certificate in use: loaded for the listener, replaced while the server runs, and its state for people."""

import asyncio
import logging
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum

from dim.network.tls.authority import Authority
from dim.network.tls.pair import Certificate, CertificateError, Pair, expiry_notice, is_address
from dim.network.tls.sources import Source

log = logging.getLogger(__name__)
CHECK_SECONDS = 30.0


class Mode(StrEnum):
    """Where the certificate comes from."""

    FILES = "files"
    LOCAL = "local"
    ACME = "acme"


class Tls:
    """HTTPS of a running server. Use from the event loop's thread only."""

    def __init__(
        self, mode: Mode, port: int, source: Source, *, authority: Authority | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC), check_seconds: float = CHECK_SECONDS,
    ) -> None:  # fmt: skip
        """`port`: where the server listens for TLS. `authority`: the local one, if it signs. `check_seconds`: between two looks
        whether the certificate is to be replaced.

        Raises CertificateError: there is no certificate to start with.
        """
        self.mode, self.port, self.authority = mode, port, authority
        self._source, self._clock, self._check_seconds = source, clock, check_seconds
        self._woken = asyncio.Event()
        self._failure: str | None = None
        pair = source.first(clock())
        self._certificate = pair.certificate
        self._current = _context(pair)
        self.context = _context(pair)
        """For the listener. Each handshake takes the newest certificate; connections that are open keep theirs."""
        self.context.sni_callback = self._choose
        self._warn()

    @property
    def certificate(self) -> Certificate:
        """The certificate in use."""
        return self._certificate

    @property
    def problem(self) -> str | None:
        """What the owner has to know of the certificate; None: it is well."""
        return self._failure or expiry_notice(self._certificate, self._clock())

    def urls(self, hosts: tuple[str, ...], prefix: str = "") -> tuple[str, ...]:
        """Addresses of the server by HTTPS for which its certificate is valid. `hosts`: its names and addresses in the network, as
        URLs have them; those of a local authority come first, before `localhost`.
        """
        certificate = self._certificate
        known = tuple(one for one in (*certificate.names, *map(_in_url, certificate.addresses)) if "*" not in one)
        if self.mode is Mode.LOCAL:
            hosts = (*(one for one in hosts if one in known), *(one for one in known if one == "localhost"))
        else:
            hosts = known
        return tuple(dict.fromkeys(url(host, self.port, prefix) for host in hosts))

    def check(self) -> None:
        """Look at once whether the certificate is to be replaced: names or addresses have changed."""
        self._woken.set()

    async def run(self) -> None:
        """Replace the certificate when it is time, until cancelled."""
        while True:
            self._woken.clear()
            await self._check()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._check_seconds):
                    await self._woken.wait()

    async def _check(self) -> None:
        try:
            pair = await self._source.next(self._clock())
            if pair is not None:
                self._current = _context(pair)
                self._certificate = pair.certificate
                log.info("A new certificate is in use, valid until %s.", f"{pair.certificate.not_after:%Y-%m-%d}")
                self._failure = None
                self._warn()
        except CertificateError as error:
            if str(error) != self._failure:  # said once, not at every look
                log.warning("The certificate cannot be replaced: %s The old one stays in use.", error)
            self._failure = str(error)

    def _warn(self) -> None:
        if (notice := expiry_notice(self._certificate, self._clock())) is not None:
            log.warning("%s", notice)

    def _choose(self, connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        """Called in each handshake, also of clients that name no server (RFC 6066, 3)."""
        connection.context = self._current


def url(host: str, port: int, prefix: str = "") -> str:
    """The address of the web UI by HTTPS."""
    return f"https://{host}{'' if port == 443 else f':{port}'}{prefix}/"


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address and is_address(address) else address


def _context(pair: Pair) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(pair.chain, pair.key, password=lambda: "")
    except (ssl.SSLError, OSError) as error:
        reason = getattr(error, "reason", None) or error
        raise CertificateError(f"The certificate {pair.chain} cannot be loaded: {reason}.") from None
    return context
