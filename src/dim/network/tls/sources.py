"""Where the certificate comes from: the owner's files, or the local authority. `acme` has a third source."""

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from dim.network.tls.authority import Authority
from dim.network.tls.names import Names
from dim.network.tls.pair import CertificateError, Pair, read_pair, write_private
from dim.network.tls.renewal import renew_at


class Source(Protocol):
    """Gives a certificate at first, and others later."""

    def first(self, now: datetime) -> Pair:
        """The pair to start with. Raises CertificateError: there is none."""

    async def next(self, now: datetime) -> Pair | None:
        """A pair that replaces the current one; None: that stays. Raises CertificateError: there should be one."""


class OwnFiles:
    """The owner's files, which another program may replace at any time."""

    def __init__(self, chain: Path, key: Path | None) -> None:
        """`key` None: the key is in the file of the chain."""
        self._chain, self._key = chain, key
        self._seen: object = None

    def first(self, now: datetime) -> Pair:
        """The pair. Raises CertificateError: it cannot be used."""
        state = self._state()
        pair = read_pair(self._chain, self._key, now)
        self._seen = state
        return pair

    async def next(self, now: datetime) -> Pair | None:
        """The pair if a file changed. Raises CertificateError: it cannot be used; perhaps only one file was replaced so far."""
        try:
            if self._state() == self._seen:
                return None
            return self.first(now)
        except CertificateError:
            self._seen = None  # read again, also if the former files come back
            raise

    def _state(self) -> object:
        try:
            found = [path.stat() for path in (self._chain, self._key) if path is not None]
        except OSError as error:
            raise CertificateError(f"The file {error.filename} cannot be read: {error.strerror}.") from None
        return [(one.st_ino, one.st_mtime_ns, one.st_size) for one in found]


class LocalCertificates:
    """Certificates of the local authority for the names that the server has at the time."""

    def __init__(self, authority: Authority, file: Path, names: Callable[[], Names]) -> None:
        """`file`: where key and certificate are kept. `names`: those that the server has now."""
        self.authority, self._file, self._names = authority, file, names
        self._chance = random.random()  # noqa: S311 - no secret
        self._pair: Pair | None = None

    def first(self, now: datetime) -> Pair:
        """The stored certificate if it still fits, or a new one. Raises CertificateError: it cannot be stored."""
        try:
            stored = read_pair(self._file, None, now)
            is_ours = self._file.read_bytes().endswith(self.authority.pem)
        except (CertificateError, OSError):
            return self._issue(now)
        self._pair = stored
        return stored if is_ours and not self._is_due(now) else self._issue(now)

    async def next(self, now: datetime) -> Pair | None:
        """A new certificate if the names changed, or the old one has lived for two thirds of its time."""
        return self._issue(now) if self._is_due(now) else None

    def _is_due(self, now: datetime) -> bool:
        if self._pair is None:
            return True
        certificate, names = self._pair.certificate, self._names()
        has_other_names = set(certificate.names) != set(names.dns) or set(certificate.addresses) != set(names.addresses)
        return has_other_names or now >= renew_at(certificate, self._chance)

    def _issue(self, now: datetime) -> Pair:
        try:
            write_private(self._file, self.authority.issue(self._names(), now))
        except OSError as error:
            raise CertificateError(f"The certificate {self._file} cannot be written: {error.strerror}.") from None
        self._pair = read_pair(self._file, None, now)
        return self._pair
