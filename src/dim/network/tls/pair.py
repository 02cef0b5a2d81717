"""A certificate chain with its private key, in PEM files: read, checked, described, and written for Dim's user alone."""

import ipaddress
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

LARGEST_FILE = 1 << 20


class CertificateError(Exception):
    """A certificate cannot be used or obtained; the text is one line that says which and why."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server certificate says. Times are UTC."""

    names: tuple[str, ...]
    """DNS names, in lower case."""
    addresses: tuple[str, ...]
    """IP addresses."""
    not_before: datetime
    not_after: datetime
    issuer: str
    fingerprint: str
    """SHA-256 of the certificate, as pairs of hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Where a chain and its key are; `key` None: both are in one file, which can be replaced in one step."""

    chain: Path
    key: Path | None
    certificate: Certificate


def read_pair(chain: Path, key: Path | None, now: datetime) -> Pair:
    """A pair that can be used now.

    Raises CertificateError: a file is missing or unreadable, the key does not fit, or the certificate is not valid now.
    """
    certificate = _certificate_in(chain)
    private = _key_in(key or chain)
    if certificate.public_key() != private.public_key():
        raise CertificateError(f"The key {key or chain} does not belong to the certificate {chain}.")
    found = describe(certificate)
    if found.not_after <= now:
        raise CertificateError(f"The certificate {chain} expired on {found.not_after:%Y-%m-%d}.")
    if found.not_before > now:
        raise CertificateError(f"The certificate {chain} is not valid before {found.not_before:%Y-%m-%d %H:%M} UTC.")
    return Pair(chain, key, found)


def describe(certificate: x509.Certificate) -> Certificate:
    """What a certificate says."""
    try:
        alternatives = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = alternatives.get_values_for_type(x509.DNSName)
        addresses = [str(one) for one in alternatives.get_values_for_type(x509.IPAddress)]
    except (x509.ExtensionNotFound, ValueError):
        names, addresses = [], []
    return Certificate(
        names=tuple(name.lower() for name in names), addresses=tuple(addresses),
        not_before=certificate.not_valid_before_utc, not_after=certificate.not_valid_after_utc,
        issuer=certificate.issuer.rfc4514_string(), fingerprint=fingerprint(certificate),
    )  # fmt: skip


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate, as people compare it: "AB:CD:…"."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def new_key() -> ec.EllipticCurvePrivateKey:
    """A new private key on P-256, which every client knows."""
    return ec.generate_private_key(ec.SECP256R1())


def pem_of_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    """A private key as PEM (PKCS #8), not encrypted."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only this user can read, or replace it in one step; its folder is made if it is missing.

    Raises OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def expiry_notice(certificate: Certificate, now: datetime) -> str | None:
    """What to tell the owner of a certificate that expires soon: in less than a sixth of its life, or than two weeks."""
    life, left = certificate.not_after - certificate.not_before, certificate.not_after - now
    if left <= timedelta(0):
        return f"The certificate expired on {certificate.not_after:%Y-%m-%d}."
    if left < min(timedelta(days=14), life / 6):
        return f"The certificate expires on {certificate.not_after:%Y-%m-%d}."
    return None


def is_address(name: str) -> bool:
    """Whether a host is an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _certificate_in(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(_read(path, "certificate"))[0]
    except (ValueError, UnsupportedAlgorithm):
        raise CertificateError(f"The certificate {path} cannot be read: it has to be PEM.") from None


def _key_in(path: Path) -> PrivateKeyTypes:
    try:
        return load_pem_private_key(_read(path, "key"), password=None)
    except TypeError:
        raise CertificateError(f"The key {path} is encrypted. Store it without a password.") from None
    except (ValueError, UnsupportedAlgorithm):
        raise CertificateError(f"The key {path} cannot be read: it has to be PEM.") from None


def _read(path: Path, what: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE)
    except OSError as error:
        raise CertificateError(f"The {what} {path} cannot be read: {error.strerror}.") from None
