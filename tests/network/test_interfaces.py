"""Which addresses others reach, which the server listens on, and when they have changed."""

import asyncio
import socket

import pytest

from dim.network.interfaces import Address, Listening, reachable_by_others, read_addresses
from dim.network.watch import AddressWatcher


@pytest.mark.parametrize(
    ("interface", "ip", "is_reachable"),
    [
        ("eth0", "192.168.1.5", True),
        ("wlan0", "10.0.0.7", True),
        ("br0", "192.168.1.6", True),
        ("tailscale0", "100.101.102.103", True),
        ("en0", "fd12:3456::5", True),
        ("en0", "2001:db8::5", True),
        ("en0", "fe80::1", False),
        ("eth0", "169.254.3.4", False),
        ("lo", "127.0.0.1", False),
        ("lo", "::1", False),
        ("eth0", "127.0.0.2", False),
        ("docker0", "172.17.0.1", False),
        ("br-1234567890ab", "172.18.0.1", False),
        ("veth12ab", "192.168.1.9", False),
        ("virbr0", "192.168.122.1", False),
        ("podman0", "10.88.0.1", False),
    ],
)
def test_reachable_by_others(interface: str, ip: str, is_reachable: bool) -> None:
    address = Address(interface, ip)
    assert reachable_by_others([address]) == ((address,) if is_reachable else ())


def test_ipv4_comes_first() -> None:
    six, four = Address("eth0", "fd00::5"), Address("wlan0", "192.168.1.5")
    assert reachable_by_others([six, four]) == (four, six)
    assert six.in_url == "[fd00::5]"


@pytest.mark.parametrize(
    ("listening", "four", "six"),
    [
        (Listening("0.0.0.0", 80), True, False),
        (Listening("::", 80), True, True),
        (Listening("::", 80, also_v4=False), False, True),
        (Listening("192.168.1.5", 80), True, False),
        (Listening("192.168.1.6", 80), False, False),
        (Listening("fd00:0::5", 80), False, True),
        (Listening("127.0.0.1", 80), False, False),
    ],
)
def test_what_the_server_listens_on(listening: Listening, four: bool, six: bool) -> None:
    assert listening.serves("192.168.1.5") is four
    assert listening.serves("fd00::5") is six


def test_a_socket_and_the_settings_say_the_same() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert Listening.of(listener) == Listening.as_set("localhost", port) == Listening("127.0.0.1", port, False)
        assert Listening.of(listener).is_loopback
    assert Listening.as_set("", 80).is_everywhere
    assert Listening.as_set("::", 80).serves("10.0.0.1")


def test_the_addresses_of_this_machine_have_loopback_without_zones() -> None:
    found = read_addresses()
    assert any(address.ip == "127.0.0.1" for address in found)
    assert not any("%" in address.ip for address in found)


def test_followers_hear_of_changes_alone() -> None:
    one, other = Address("eth0", "192.168.1.5"), Address("wlan0", "192.168.1.6")
    answers: list[tuple[Address, ...] | OSError] = [
        (one, other),
        (other, one),
        OSError("no /proc"),
        (other,),
        (other,),
    ]
    seen: list[tuple[Address, ...]] = []

    def source() -> tuple[Address, ...]:
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    async def pause(seconds: float) -> None:
        assert seconds > 0
        if not answers:
            raise asyncio.CancelledError

    watcher = AddressWatcher(source, pause)
    watcher.follow(lambda: seen.append(watcher.current))
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(watcher.run())
    assert seen == [(other,)]
