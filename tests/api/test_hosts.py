"""Which values of a Host header are names of this server."""

import pytest

from dim.api.requests.hosts import is_own_name


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8000",
        "[::1]:80",
        "[fe80::1%25eth0]",
        "localhost",
        "LOCALHOST.",
        "tv.local",
        "192.168.1.2",
        "dim.example",
    ],
)
def test_own(host: str) -> None:
    assert is_own_name(host, ["Dim.example"])


@pytest.mark.parametrize("host", [
    "", "localhost.evil.example", "127.0.0.1.evil.example", "1.2.3.4%evil.example", "evil.example@127.0.0.1", "localhost#.evil.example",
    "localhost/.evil.example", "localhost\\.evil.example", "localhost?.evil.example", "a.b.local", ".local", "2130706433", "[::1].evil.example",
])  # fmt: skip
def test_foreign(host: str) -> None:
    assert not is_own_name(host, ["dim.example"])
