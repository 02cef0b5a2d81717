"""Announces a device in the local network and answers searches for it, on each IPv4 interface."""

import asyncio
import logging
import random
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate

from dim.budget import Budget
from dim.upnp import ssdp_messages
from dim.upnp.description import Device
from dim.upnp.local import Interface, is_local
from dim.upnp.ssdp_messages import GROUP, MAX_AGE, PORT

log = logging.getLogger(__name__)
TTL = 2
CHECK_SECONDS = 10.0
"""How often it looks for interfaces that came or went."""
REPEAT_SECONDS = 0.1
"""Between the first two announcements: datagrams get lost."""
ANSWERS_A_SECOND, BURST = 20.0, 50.0
"""Answers that an interface sends at most: who forges the sender of a search gets hardly more than they sent."""
MOST_WAITING = 100
"""Answers that wait for their random delay."""
FIRST_RETRY, LONGEST_RETRY = 5.0, 300.0
"""Seconds until an interface is tried again that could not be used."""
_IP_MULTICAST_ALL = 49
"""Linux, ip(7): without it a socket gets the datagrams of all groups that any program on the machine has joined."""

Endpoint = Callable[[Device, str], str]
"""The URL of a device's description at an address."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What is announced: a device, where its description is, and the programs' versions."""

    device: Device
    location: Endpoint
    server: str


def open_socket(interface: Interface) -> socket.socket:
    """A socket that hears and sends the multicasts of an interface. Raises OSError: the system does not allow it."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_UDP)
    try:
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT") and not sys.platform.startswith("linux"):
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if sys.platform.startswith("linux"):
            made.setsockopt(socket.IPPROTO_IP, _IP_MULTICAST_ALL, 0)
        made.bind(("", PORT))
        own = socket.inet_aton(interface.address)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + own)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, struct.pack("B", TTL))
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, struct.pack("B", 1))
    except BaseException:
        made.close()
        raise
    return made


class _Link(asyncio.DatagramProtocol):
    """One interface: answers searches that came on it, and announces on it."""

    def __init__(self, interface: Interface, announced: Announced) -> None:
        self.interface, self._announced = interface, announced
        self._budget = Budget(ANSWERS_A_SECOND, BURST)
        self._waiting: set[asyncio.TimerHandle] = set()
        self._transport: asyncio.DatagramTransport | None = None
        self.is_closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, _exc: Exception | None) -> None:
        self.is_closed = True

    def error_received(self, exc: Exception) -> None:
        log.debug("A datagram on %s was not sent: %s", self.interface.address, exc)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        search = ssdp_messages.parse_search(data)
        if search is None or addr[1] == 0 or not is_local(addr[0], [self.interface]):
            return
        found = ssdp_messages.found(self._announced.device, search.target)
        if not found or len(self._waiting) + len(found) > MOST_WAITING or not self._budget.take(len(found)):
            return
        location = self._location()
        date = formatdate(usegmt=True)
        for target in found:
            message = ssdp_messages.answer(target, location, self._announced.server, date)
            self._send_later(random.uniform(0.0, 0.9 * search.delay), message, addr)  # noqa: S311 - spreads the load

    def announce(self) -> None:
        """Say that the device is there."""
        self._send_all(ssdp_messages.alive(self._announced.device, self._location(), self._announced.server))

    def leave(self) -> None:
        """Say that the device leaves."""
        self._send_all(ssdp_messages.byebye(self._announced.device))

    def close(self) -> None:
        """Leave the group; answers that wait are dropped."""
        self.is_closed = True
        for handle in self._waiting:
            handle.cancel()
        self._waiting.clear()
        if self._transport is not None:
            self._transport.close()

    def _location(self) -> str:
        return self._announced.location(self._announced.device, self.interface.address)

    def _send_later(self, delay: float, message: bytes, address: tuple[str, int]) -> None:
        def send() -> None:
            self._waiting.discard(handle)
            self._send(message, address)

        handle = asyncio.get_running_loop().call_later(delay, send)
        self._waiting.add(handle)

    def _send_all(self, messages: Iterable[bytes]) -> None:
        for message in messages:
            self._send(message, (GROUP, PORT))

    def _send(self, message: bytes, address: tuple[str, int]) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(message, address)


class Announcer:
    """Keeps one device announced on the interfaces that there are; `run` until it is cancelled.

    An interface that cannot be used is logged once and tried again with back-off; the others go on.
    """

    def __init__(
        self, announced: Announced, interfaces: Callable[[], Sequence[Interface]], check_seconds: float = CHECK_SECONDS
    ) -> None:
        """`interfaces` gives those that there are now; it is asked every `check_seconds`."""
        self._announced, self._interfaces, self._check_seconds = announced, interfaces, check_seconds
        self._links: dict[Interface, _Link] = {}
        self._failures: dict[Interface, tuple[float, float]] = {}
        """When each is tried again (monotonic seconds), and the delay after that."""
        self._woken = asyncio.Event()

    def check(self) -> None:
        """Look for interfaces that came or went now."""
        self._woken.set()

    async def run(self) -> None:
        """Announce, answer, follow changes of addresses; say byebye at the end."""
        announced_at = time.monotonic()
        try:
            while True:
                await self._follow_interfaces()
                if time.monotonic() - announced_at >= MAX_AGE / 3:
                    announced_at = time.monotonic()
                    for link in self._links.values():
                        link.announce()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._check_seconds):
                        await self._woken.wait()
                self._woken.clear()
        finally:
            for link in self._links.values():
                link.leave()
            await asyncio.sleep(0)  # uvloop sends datagrams in the next turn of the loop
            for link in self._links.values():
                link.close()

    async def _follow_interfaces(self) -> None:
        there = set(self._interfaces())
        for gone in [one for one, link in self._links.items() if one not in there or link.is_closed]:
            self._links.pop(gone).close()
        self._failures = {one: when for one, when in self._failures.items() if one in there}
        new = [link for one in sorted(there - self._links.keys(), key=str) if (link := await self._join(one))]
        for link in new:
            link.leave()  # a control point may know it from before, under another address
            link.announce()
        if new:
            await asyncio.sleep(REPEAT_SECONDS)
        for link in new:
            link.announce()

    async def _join(self, interface: Interface) -> _Link | None:
        retry_at, delay = self._failures.get(interface, (0.0, FIRST_RETRY))
        if time.monotonic() < retry_at:
            return None
        opened: socket.socket | None = None
        try:
            opened = open_socket(interface)
            _, link = await asyncio.get_running_loop().create_datagram_endpoint(
                lambda: _Link(interface, self._announced), sock=opened
            )
        except OSError as error:
            if opened is not None:
                with suppress(OSError):
                    opened.close()
            if interface not in self._failures:
                log.warning("Dim cannot be discovered by SSDP on %s: %s. It tries again.", interface.address, error)
            self._failures[interface] = (time.monotonic() + delay, min(delay * 2, LONGEST_RETRY))
            return None
        self._failures.pop(interface, None)
        self._links[interface] = link
        return link
