"""A certificate authority of this server's own (RFC 5280), whose root certificate devices install.

The root may only sign private names and addresses (name constraints, RFC 5280, 4.2.1.10), so that whoever steals its key cannot
pose as a site of the internet.
"""

import ipaddress
import plistlib
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from dim.network.tls.names import PRIVATE, SUFFIXES, Names, host_label
from dim.network.tls.pair import CertificateError, fingerprint, new_key, pem_of_key, write_private

ROOT_LIFE = timedelta(days=3650)
LEAF_LIFE = timedelta(days=397)
"""Apple's limit is 825 days for authorities that a user added (support.apple.com/103769), 398 for others; the lower one is safe."""
BACKDATE = timedelta(days=1)
"""Clocks of devices may be slow."""
LONGEST_NAME = 64
"""RFC 5280, appendix A: ub-common-name."""


class Authority:
    """The root certificate and its key."""

    def __init__(self, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
        self.certificate, self._key = certificate, key

    @classmethod
    def open(cls, file: Path, machine: str, now: datetime) -> "Authority":
        """The authority that is stored in a file, or a new one that is stored there. `machine`: the host name.

        Raises CertificateError: the file cannot be read or written, is damaged, or its certificate has expired.
        """
        try:
            if file.exists():
                return cls._read(file, now)
            made = cls.make(machine, now)
            write_private(file, pem_of_key(made._key) + made.pem)
        except OSError as error:
            raise CertificateError(f"The local authority {file} cannot be used: {error.strerror}.") from None
        return made

    @classmethod
    def _read(cls, file: Path, now: datetime) -> "Authority":
        content = file.read_bytes()
        try:
            key, certificate = load_pem_private_key(content, None), x509.load_pem_x509_certificate(content)
        except (ValueError, TypeError):
            raise CertificateError(
                f"The local authority {file} is damaged. Remove it, and a new one is made."
            ) from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise CertificateError(f"The local authority {file} has a key of another kind.")
        if certificate.not_valid_after_utc <= now + timedelta(days=1):
            raise CertificateError(f"The local authority {file} has expired. Remove it, and a new one is made.")
        return cls(certificate, key)

    @classmethod
    def make(cls, machine: str, now: datetime) -> "Authority":
        """A new authority of a machine."""
        key, label = new_key(), host_label(machine)
        name = _name(f"Dim local authority of {label or 'this machine'}")
        permitted: list[x509.GeneralName] = [x509.DNSName(one) for one in (*SUFFIXES, *([label] if label else []))]
        permitted += [x509.IPAddress(ipaddress.ip_network(one)) for one in PRIVATE]
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - BACKDATE)
            .not_valid_after(now + ROOT_LIFE)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.NameConstraints(permitted, None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        return cls(builder.sign(key, hashes.SHA256()), key)

    def issue(self, names: Names, now: datetime) -> bytes:
        """A new key and a certificate for some names, as PEM, with the root at its end. It does not outlive the root."""
        key = new_key()
        alternatives: list[x509.GeneralName] = [x509.DNSName(one) for one in names.dns]
        alternatives += [x509.IPAddress(ipaddress.ip_address(one)) for one in names.addresses]
        start = now - BACKDATE
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name("Dim"))
            .issuer_name(self.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(min(start + LEAF_LIFE, self.certificate.not_valid_after_utc))
            .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        return pem_of_key(key) + builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM) + self.pem

    @property
    def pem(self) -> bytes:
        """The root certificate as PEM."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        """The root certificate as DER, which every system installs."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the root certificate, for people to compare."""
        return fingerprint(self.certificate)

    def mobile_configuration(self) -> bytes:
        """A profile that installs the root on iPhones and iPads (Configuration Profile Reference: com.apple.security.root)."""
        name = str(self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
        space = uuid.uuid5(
            uuid.NAMESPACE_OID, self.fingerprint
        )  # the same each time: a second download replaces the first
        root = {
            "PayloadType": "com.apple.security.root", "PayloadVersion": 1, "PayloadIdentifier": f"dim.{space}.root",
            "PayloadUUID": str(uuid.uuid5(space, "root")).upper(), "PayloadDisplayName": name, "PayloadContent": self.der,
        }  # fmt: skip
        profile = {
            "PayloadType": "Configuration", "PayloadVersion": 1, "PayloadIdentifier": f"dim.{space}",
            "PayloadUUID": str(space).upper(), "PayloadDisplayName": name,
            "PayloadDescription": "Lets this device open Dim by HTTPS.", "PayloadContent": [root],
        }  # fmt: skip
        return plistlib.dumps(profile)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:LONGEST_NAME])])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
