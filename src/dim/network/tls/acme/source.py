"""The certificate by ACME: kept, ordered, renewed, and tried again after failures with growing pauses."""

import json
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from dim.network.tls.authority import Authority
from dim.network.tls.names import Names
from dim.network.tls.pair import CertificateError, Pair, read_pair, write_private
from dim.network.tls.renewal import pause_after, renew_at

FIRST_PAUSE = timedelta(minutes=15)
"""Authorities allow a few failures an hour (letsencrypt.org/docs/rate-limits: five)."""


class AcmeCertificates:
    """Certificates for some domains. Until the first one arrives, a certificate that no browser trusts stands in."""

    def __init__(
        self, folder: Path, directory: str, domains: tuple[str, ...], obtain: Callable[[], Awaitable[bytes]],
        chance: Callable[[], float] = random.random, first_pause: timedelta = FIRST_PAUSE,
    ) -> None:  # fmt: skip
        """`folder`: where the certificate is kept. `directory`: the authority's. `obtain` gives a new key and chain as PEM, or
        raises CertificateError.
        """
        self._folder, self._directory, self._domains, self._obtain = folder, directory, domains, obtain
        self._chance, self._first_pause = chance, first_pause
        self._luck = chance()
        self._pair: Pair | None = None
        self._failures, self._not_before = 0, None

    _not_before: datetime | None

    def first(self, now: datetime) -> Pair:
        """The stored certificate, or one that stands in. Raises CertificateError: the folder cannot be written."""
        try:
            if self._order_file.exists() and json.loads(self._order_file.read_bytes()) == self._order:
                self._pair = read_pair(self._file, None, now)
                return self._pair
        except (CertificateError, OSError, ValueError):
            pass  # it is ordered again
        return self._stand_in(now)

    async def next(self, now: datetime) -> Pair | None:
        """A new certificate if one is due. Raises CertificateError: none was issued; it is tried again later."""
        is_due = self._pair is None or now >= renew_at(self._pair.certificate, self._luck)
        if not is_due or (self._not_before is not None and now < self._not_before):
            return None
        try:
            content = await self._obtain()
            self._pair = self._store(content, now)
        except CertificateError:
            self._failures += 1
            self._not_before = now + pause_after(self._failures, self._first_pause, self._chance())
            raise
        self._failures, self._not_before, self._luck = 0, None, self._chance()
        return self._pair

    @property
    def _file(self) -> Path:
        return self._folder / "certificate.pem"

    @property
    def _order_file(self) -> Path:
        return self._folder / "order.json"

    @property
    def _order(self) -> dict[str, object]:
        """What the stored certificate is of: other domains or another authority make it useless."""
        return {"directory": self._directory, "domains": list(self._domains)}

    def _store(self, content: bytes, now: datetime) -> Pair:
        """Store what was issued, after a look whether it can be used: the old one is gone then."""
        draft = self._folder / "issued.pem"
        try:
            write_private(draft, content)
            found = read_pair(draft, None, now)
            draft.replace(self._file)
            write_private(self._order_file, json.dumps(self._order).encode())
        except OSError as error:
            raise CertificateError(f"The certificate {self._file} cannot be written: {error.strerror}.") from None
        return Pair(self._file, None, found.certificate)

    def _stand_in(self, now: datetime) -> Pair:
        path = self._folder / "stand-in.pem"
        try:
            write_private(path, Authority.make("", now).issue(Names(("localhost",), ()), now))
        except OSError as error:
            raise CertificateError(f"The certificate {path} cannot be written: {error.strerror}.") from None
        return read_pair(path, None, now)
