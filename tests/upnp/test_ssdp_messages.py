"""Searches are read, and answered for what there is."""

import pytest

from dim.budget import Budget
from dim.upnp import ssdp_messages
from dim.upnp.description import Device
from dim.upnp.services import CONNECTION_MANAGER, CONTENT_DIRECTORY, MEDIA_SERVER

UDN = "uuid:00000000-0000-4000-8000-000000000001"
DEVICE = Device(MEDIA_SERVER, UDN, "Dim", "/dlna/device.xml", "1", (CONTENT_DIRECTORY, CONNECTION_MANAGER))
NEWER = Device(MEDIA_SERVER.replace(":1", ":2"), UDN, "Dim", "/", "1")


def search(*headers: str, head: str = "M-SEARCH * HTTP/1.1") -> bytes:
    return "\r\n".join([head, "HOST: 239.255.255.250:1900", *headers, "", ""]).encode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (search('MAN: "ssdp:discover"', "MX: 3", "ST: ssdp:all"), ("ssdp:all", 3)),
        (search("man:ssdp:discover", "mx:2", "st:upnp:rootdevice"), ("upnp:rootdevice", 2)),
        (search('MAN: "ssdp:discover"', "ST: ssdp:all"), ("ssdp:all", 1)),
        (search('MAN: "ssdp:discover"', "MX: 120", "ST: ssdp:all"), ("ssdp:all", 5)),
        (search('MAN: "ssdp:discover"', "MX: -1", "ST: ssdp:all"), ("ssdp:all", 1)),
        (search('MAN: "ssdp:discover"', "MX: x", "ST: ssdp:all", head="M-SEARCH * HTTP/1.0"), ("ssdp:all", 1)),
        (search("MX: 3", "ST: ssdp:all"), None),
        (search('MAN: "ssdp:discover"', "MX: 3"), None),
        (search('MAN: "ssdp:discover"', "ST: ssdp:all", head="NOTIFY * HTTP/1.1"), None),
        (search('MAN: "ssdp:discover"', "ST: ssdp:all", "X: " + "x" * 3000), None),
        (b"\xff\xfe\x00", None),
        (b"", None),
    ],
)
def test_searches(data: bytes, expected: tuple[str, int] | None) -> None:
    found = ssdp_messages.parse_search(data)
    assert (None if found is None else (found.target, found.delay)) == expected


@pytest.mark.parametrize(
    ("device", "wanted", "types"),
    [
        (DEVICE, "ssdp:all", ["upnp:rootdevice", UDN, MEDIA_SERVER, CONTENT_DIRECTORY.type, CONNECTION_MANAGER.type]),
        (DEVICE, "upnp:rootdevice", ["upnp:rootdevice"]),
        (DEVICE, UDN, [UDN]),
        (DEVICE, MEDIA_SERVER, [MEDIA_SERVER]),
        (DEVICE, CONTENT_DIRECTORY.type, [CONTENT_DIRECTORY.type]),
        (DEVICE, MEDIA_SERVER.replace(":1", ":2"), []),
        (DEVICE, MEDIA_SERVER.replace(":1", ":0"), []),
        (NEWER, MEDIA_SERVER, [MEDIA_SERVER]),
        (DEVICE, "urn:ses-com:device:SatIPServer:1", []),
        (DEVICE, "uuid:another", []),
    ],
)
def test_what_answers_a_search(device: Device, wanted: str, types: list[str]) -> None:
    found = ssdp_messages.found(device, wanted)
    assert [target.type for target in found] == types
    assert all(target.usn == (UDN if target.type == UDN else f"{UDN}::{target.type}") for target in found)


def test_an_answer_and_announcements() -> None:
    target = ssdp_messages.found(DEVICE, MEDIA_SERVER)[0]
    lines = ssdp_messages.answer(target, "http://10.0.0.1:8008/dlna/device.xml", "Dim", "now").decode().split("\r\n")
    assert lines[0] == "HTTP/1.1 200 OK"
    assert {
        "LOCATION: http://10.0.0.1:8008/dlna/device.xml",
        "EXT:",
        f"ST: {MEDIA_SERVER}",
        "CACHE-CONTROL: max-age=1800",
    } <= set(lines)
    assert lines[-2:] == ["", ""]
    alive = [message.decode() for message in ssdp_messages.alive(DEVICE, "http://x/", "Dim")]
    assert len(alive) == 5
    assert all("NTS: ssdp:alive\r\n" in message and "LOCATION: http://x/\r\n" in message for message in alive)
    leaving = [message.decode() for message in ssdp_messages.byebye(DEVICE)]
    assert len(leaving) == 5
    assert all("NTS: ssdp:byebye\r\n" in message and "LOCATION" not in message for message in leaving)


def test_answers_are_bounded() -> None:
    now = 0.0
    budget = Budget(rate=2.0, burst=5.0, clock=lambda: now)
    assert budget.take(5)
    assert not budget.take(1)
    now = 1.0
    assert budget.take(2)
    assert not budget.take(1)
    now = 1000.0
    assert not budget.take(6)
    assert budget.take(5)
