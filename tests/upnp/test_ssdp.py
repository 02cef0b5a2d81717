"""Discovery over real sockets, on the loopback interface."""

import asyncio
import logging
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from dim.upnp import ssdp
from dim.upnp.description import Device
from dim.upnp.local import Interface
from dim.upnp.services import CONTENT_DIRECTORY, MEDIA_SERVER
from dim.upnp.ssdp import Announced, Announcer
from dim.upnp.ssdp_messages import GROUP, PORT

UDN = "uuid:00000000-0000-4000-8000-00000000d100"
DEVICE = Device(MEDIA_SERVER, UDN, "Dim", "/dlna/device.xml", "1", (CONTENT_DIRECTORY,))
LOOPBACK, SECOND = Interface("127.0.0.1", 8), Interface("127.0.0.2", 8)


class Ears(asyncio.DatagramProtocol):
    """Hears what is sent to its socket about our device."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[dict[str, str]] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        head, *lines = data.decode().split("\r\n")
        headers = {name.upper(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        if UDN in headers.get("USN", ""):
            self.heard.put_nowait({"": head, "FROM": addr[0], **headers})


@asynccontextmanager
async def ears(*, in_group: bool) -> AsyncIterator[tuple[Ears, asyncio.DatagramTransport]]:
    """A control point's socket: in the group it hears announcements, else answers."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    own = socket.inet_aton("127.0.0.1")
    made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
    made.bind((GROUP, PORT) if in_group else ("127.0.0.1", 0))
    if in_group:
        made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, struct.pack("4s4s", socket.inet_aton(GROUP), own))
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(Ears, sock=made)
    try:
        yield protocol, transport
    finally:
        transport.close()


@asynccontextmanager
async def announced(interfaces: Callable[[], list[Interface]]) -> AsyncIterator[None]:
    def location(device: Device, address: str) -> str:
        return f"http://{address}:8008{device.path}"

    announcer = Announcer(Announced(DEVICE, location, "Test"), interfaces, check_seconds=0.05)
    running = asyncio.create_task(announcer.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])


def run(test: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(20):
            await test()

    asyncio.run(limited())


def searched(target: str, delay: int = 0) -> bytes:
    return f'M-SEARCH * HTTP/1.1\r\nHOST: {GROUP}:{PORT}\r\nMAN: "ssdp:discover"\r\nMX: {delay}\r\nST: {target}\r\n\r\n'.encode()


def test_it_announces_itself_answers_and_leaves() -> None:
    async def test() -> None:
        async with ears(in_group=True) as (group, _), ears(in_group=False) as (own, asking):
            async with announced(lambda: [LOOPBACK]):
                kinds = [(await group.heard.get())["NTS"] for _ in range(12)]
                assert kinds == ["ssdp:byebye"] * 4 + ["ssdp:alive"] * 8
                asking.sendto(searched("urn:schemas-upnp-org:device:Other:1"), (GROUP, PORT))
                asking.sendto(b"\xff" * 100, (GROUP, PORT))
                asking.sendto(searched("ssdp:all"), (GROUP, PORT))
                answers = [await own.heard.get() for _ in range(4)]
                assert {answer["ST"] for answer in answers} == {
                    "upnp:rootdevice",
                    UDN,
                    MEDIA_SERVER,
                    CONTENT_DIRECTORY.type,
                }
                assert {answer["LOCATION"] for answer in answers} == {"http://127.0.0.1:8008/dlna/device.xml"}
                assert own.heard.empty()
            assert [(await group.heard.get())["NTS"] for _ in range(4)] == ["ssdp:byebye"] * 4

    run(test)


def test_it_follows_addresses() -> None:
    async def test() -> None:
        there = [LOOPBACK]
        async with ears(in_group=True) as (group, _), announced(lambda: there):
            for _ in range(12):
                await group.heard.get()
            there[:] = [SECOND]
            heard = [await group.heard.get() for _ in range(12)]
            assert {one["LOCATION"] for one in heard if one["NTS"] == "ssdp:alive"} == {
                "http://127.0.0.2:8008/dlna/device.xml"
            }

    run(test)


def test_a_flood_of_searches_gets_few_answers() -> None:
    async def test() -> None:
        async with (
            ears(in_group=True) as (group, _),
            ears(in_group=False) as (own, asking),
            announced(lambda: [LOOPBACK]),
        ):
            for _ in range(12):
                await group.heard.get()
            for _ in range(300):
                asking.sendto(searched("ssdp:all"), (GROUP, PORT))
            for _ in range(40):
                await own.heard.get()
            await asyncio.sleep(0.2)
            assert own.heard.qsize() < ssdp.BURST

    run(test)


def test_an_interface_that_fails_is_logged_once_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        broken, tries, tried = True, 0, asyncio.Event()
        original = ssdp.open_socket

        def open_socket(interface: Interface) -> socket.socket:
            nonlocal tries
            tries += 1
            if tries == 3:
                tried.set()
            if broken:
                raise OSError("no such device")
            return original(interface)

        monkeypatch.setattr(ssdp, "open_socket", open_socket)
        monkeypatch.setattr(ssdp, "FIRST_RETRY", 0.01)
        async with ears(in_group=True) as (group, _), announced(lambda: [LOOPBACK]):
            await tried.wait()
            broken = False
            assert (await group.heard.get())["NTS"] == "ssdp:byebye"
        assert [record.levelno for record in caplog.records if "no such device" in record.message] == [logging.WARNING]

    run(test)
