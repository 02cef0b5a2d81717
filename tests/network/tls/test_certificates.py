"""Names, renewal, the local authority, and pairs in files: pure parts and tables of errors."""

import asyncio
import plistlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from dim.network.tls.authority import LEAF_LIFE, Authority
from dim.network.tls.names import Names, is_private_address, local_names
from dim.network.tls.pair import Certificate, CertificateError, expiry_notice, new_key, pem_of_key, read_pair
from dim.network.tls.renewal import pause_after, renew_at
from dim.network.tls.service import Mode, Tls
from dim.network.tls.sources import LocalCertificates, OwnFiles

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NAMES = Names(("dim.local", "localhost"), ("192.168.1.5",))


def certificate(days: float, start: datetime = NOW) -> Certificate:
    return Certificate((), (), start, start + timedelta(days=days), "", "")


@pytest.mark.parametrize(
    ("machine", "announced", "addresses", "dns", "ips"),
    [
        ("nas", "dim.local", ["192.168.1.5"], {"nas", "nas.local", "nas.lan"}, {"192.168.1.5"}),
        (
            "NAS.fritz.box",
            "dim-2.local",
            ["fd00::5", "2001:db8::1"],
            {"nas", "nas.local", "nas.lan", "dim-2.local"},
            {"fd00::5"},
        ),
        (
            "nas.home.arpa",
            None,
            ["203.0.113.5", "10.0.0.9"],
            {"nas", "nas.local", "nas.lan", "nas.home.arpa"},
            {"10.0.0.9"},
        ),
        ("my_machine", None, [], set(), set()),
        ("", "evil.example", [], set(), set()),
    ],
)
def test_names_of_a_house(
    machine: str, announced: str | None, addresses: list[str], dns: set[str], ips: set[str]
) -> None:
    found = local_names(machine, announced, addresses)
    assert set(found.dns) == dns | {"dim.local", "localhost"}
    assert set(found.addresses) == ips | {"127.0.0.1", "::1"}


def test_private_addresses() -> None:
    private = [
        "10.1.2.3",
        "172.31.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.1.1",
        "127.0.0.1",
        "fd12::1",
        "fe80::1",
        "::1",
    ]
    assert all(map(is_private_address, private))
    assert not any(map(is_private_address, ["8.8.8.8", "172.32.0.1", "2001:db8::1"]))


def test_when_it_is_renewed() -> None:
    assert renew_at(certificate(90), 0) == NOW + 60 * DAY
    assert renew_at(certificate(90), 1) == NOW + 55.5 * DAY
    minutes = timedelta(minutes=15)
    assert [pause_after(n, minutes, 0) / minutes for n in (1, 2, 3, 50)] == [1, 2, 4, 48]
    assert pause_after(1, minutes, 1) == minutes * 1.25


@pytest.mark.parametrize(
    ("life", "age", "notice"),
    [
        (90, 75, None),
        (90, 77, "expires on 2027-05-30"),
        (90, 90, "expired on 2027-05-30"),
        (6, 4, None),
        (6, 5.5, "expires"),
    ],
)
def test_the_owner_is_told_before_it_expires(life: float, age: float, notice: str | None) -> None:
    found = expiry_notice(certificate(life), NOW + timedelta(days=age))
    assert (found is None) if notice is None else (found is not None and notice in found)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.make("nas", NOW)


def chain_is_valid(authority: Authority, leaf: bytes, name: x509.DNSName | x509.IPAddress, at: datetime = NOW) -> bool:
    policy = PolicyBuilder().store(Store([authority.certificate])).time(at)
    try:
        policy.build_server_verifier(name).verify(x509.load_pem_x509_certificate(leaf), [])
    except VerificationError:
        return False
    return True


def test_what_the_authority_signs_is_valid_for_these_names(authority: Authority) -> None:
    leaf = authority.issue(NAMES, NOW)
    assert chain_is_valid(authority, leaf, x509.DNSName("dim.local"))
    assert not chain_is_valid(authority, leaf, x509.DNSName("other.local"))
    assert not chain_is_valid(authority, leaf, x509.DNSName("dim.local"), NOW + LEAF_LIFE)
    assert not chain_is_valid(Authority.make("nas", NOW), leaf, x509.DNSName("dim.local"))
    found = x509.load_pem_x509_certificate(leaf)
    assert found.not_valid_after_utc - found.not_valid_before_utc <= timedelta(days=397)


def test_the_authority_cannot_pose_as_a_site_of_the_internet(authority: Authority) -> None:
    leaf = authority.issue(Names(("bank.example",), ()), NOW)
    constraints = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert not chain_is_valid(authority, leaf, x509.DNSName("bank.example"))


def test_the_profile_for_iphones(authority: Authority) -> None:
    profile = plistlib.loads(authority.mobile_configuration())
    (payload,) = profile["PayloadContent"]
    assert payload["PayloadContent"] == authority.der
    assert payload["PayloadType"] == "com.apple.security.root"
    assert authority.mobile_configuration() == authority.mobile_configuration()


def test_the_authority_is_kept(tmp_path: Path) -> None:
    made = Authority.open(tmp_path / "tls" / "root.pem", "nas", NOW)
    assert Authority.open(tmp_path / "tls" / "root.pem", "nas", NOW).fingerprint == made.fingerprint
    assert (tmp_path / "tls" / "root.pem").stat().st_mode & 0o777 == 0o600
    with pytest.raises(CertificateError, match="has expired"):
        Authority.open(tmp_path / "tls" / "root.pem", "nas", NOW + 3650 * DAY)
    (tmp_path / "tls" / "root.pem").write_text("x")
    with pytest.raises(CertificateError, match="damaged"):
        Authority.open(tmp_path / "tls" / "root.pem", "nas", NOW)


def test_a_new_certificate_when_it_is_time_and_when_names_change(tmp_path: Path, authority: Authority) -> None:
    names = [NAMES]

    def source() -> LocalCertificates:
        return LocalCertificates(authority, tmp_path / "local.pem", lambda: names[0])

    first = source().first(NOW)
    again = source()
    assert again.first(NOW).certificate == first.certificate  # kept over a restart
    assert asyncio.run(again.next(NOW + 200 * DAY)) is None
    assert asyncio.run(again.next(NOW + 270 * DAY)) is not None
    assert asyncio.run(again.next(NOW + 270 * DAY)) is None
    names[0] = Names(NAMES.dns, ("192.168.9.9",))
    changed = asyncio.run(again.next(NOW + 270 * DAY))
    assert changed is not None
    assert changed.certificate.addresses == ("192.168.9.9",)
    other = LocalCertificates(Authority.make("nas", NOW), tmp_path / "local.pem", lambda: names[0])
    assert other.first(NOW + 270 * DAY).certificate.fingerprint != changed.certificate.fingerprint


@pytest.fixture
def files(tmp_path: Path, authority: Authority) -> tuple[Path, Path]:
    both = authority.issue(NAMES, NOW)
    key, chain = tmp_path / "key.pem", tmp_path / "chain.pem"
    start = both.index(b"-----BEGIN CERTIFICATE")
    key.write_bytes(both[:start])
    chain.write_bytes(both[start:])
    return chain, key


def test_own_files(files: tuple[Path, Path]) -> None:
    found = read_pair(*files, NOW).certificate
    assert (found.names, found.addresses) == (NAMES.dns, NAMES.addresses)
    assert found.issuer == "CN=Dim local authority of nas"


ENCRYPTED = new_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))


@pytest.mark.parametrize(
    ("which", "content", "age", "reason"),
    [
        (0, None, 0, "The file .*chain.pem cannot be read: No such file"),
        (1, None, 0, "The file .*key.pem cannot be read: No such file"),
        (0, b"x", 0, "has to be PEM"),
        (1, b"x", 0, "has to be PEM"),
        (1, pem_of_key(new_key()), 0, "key.pem does not belong to the certificate .*chain.pem"),
        (1, ENCRYPTED, 0, "is encrypted"),
        (1, "same", 397, "expired on 2028-03-31"),
        (1, "same", -2, "is not valid before 2027-02-28"),
    ],
)
def test_files_that_cannot_be_used(
    files: tuple[Path, Path], which: int, content: bytes | str | None, age: int, reason: str
) -> None:
    if content is None:
        files[which].unlink()
    elif isinstance(content, bytes):
        files[which].write_bytes(content)
    with pytest.raises(CertificateError, match=reason) as error:
        Tls(Mode.FILES, 8920, OwnFiles(*files), clock=lambda: NOW + age * DAY)
    assert "\n" not in str(error.value)
