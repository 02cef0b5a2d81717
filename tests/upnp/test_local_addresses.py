"""Which addresses are in the local network."""

import pytest

from dim.upnp.local import Interface, is_local

HERE = [Interface("203.0.113.1", 24), Interface("192.168.1.2", 24)]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.168.1.7", True), ("10.1.2.3", True), ("172.31.0.1", True), ("172.32.0.1", False), ("127.0.0.1", True), ("::1", True),
        ("169.254.3.4", True), ("fe80::1%eth0", True), ("fd12::1", True), ("2001:db8::1", False), ("203.0.113.200", True),
        ("203.0.114.1", False), ("8.8.8.8", False), ("::ffff:192.168.1.7", True), ("::ffff:8.8.8.8", False), ("100.64.0.1", False),
        ("", False), ("testclient", False), ("192.168.1.7.example.org", False), ("0.0.0.0", False),
    ],
)  # fmt: skip
def test_addresses(address: str, expected: bool) -> None:
    assert is_local(address, HERE) is expected
