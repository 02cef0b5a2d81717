"""Finds Chromecasts (mDNS, `_googlecast._tcp`) and DLNA renderers (SSDP) on the networks that the server is in.

What a device says of itself is outside input: it has to be of the local network, and a renderer's description at the address from
which it answered.
"""

import asyncio
import hashlib
import logging
import re
import socket
import struct
from collections.abc import Callable, Sequence
from contextlib import suppress
from urllib.parse import urlsplit
from uuid import UUID

from zeroconf import Error, IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from dim.budget import Budget
from dim.cast.device import FoundDevice
from dim.remote.reports import clean
from dim.upnp import ssdp
from dim.upnp.local import Interface, is_local
from dim.upnp.ssdp_messages import GROUP, PORT, parse_sighting, search

log = logging.getLogger(__name__)
RENDERER = "urn:schemas-upnp-org:device:MediaRenderer:1"
_RENDERERS = re.compile(r"urn:schemas-upnp-org:device:MediaRenderer:\d{1,2}")
CHROMECAST_TYPE = "_googlecast._tcp.local."
SEARCH_SECONDS = (1.0, 3.0, 30.0)
"""Between searches; the last holds for all further ones. Datagrams get lost."""
ANSWER_SECONDS = 2
RESOLVE_MS = 3000
MOST_LOOKUPS, MOST_NAMES = 32, 500
"""At the same time, and that are known: `service` sees to it that one host does not take the places of all others."""
CHECK_SECONDS = 10.0
LONGEST_LOCATION, LONGEST_NAME = 300, 60
MESSAGES_A_SECOND, BURST = 20.0, 100.0
"""Sightings of an interface that are looked at."""
HAS_VIDEO = 1
"""The bit of a Chromecast's capabilities (`ca`) that says that it has a screen."""

Found = Callable[[FoundDevice], None]
Lost = Callable[[str], None]


async def discover(interfaces: Callable[[], Sequence[Interface]], found: Found, lost: Lost) -> None:
    """Look for devices on the interfaces that there are, until cancelled. `found` is called again whenever a device is seen again;
    `lost` with the id of one that says that it leaves.
    """
    while True:
        current = list(interfaces())
        tasks = [asyncio.create_task(_search(one, found, lost), name="SSDP search") for one in current]
        if current:
            tasks.append(
                asyncio.create_task(_browse([one.address for one in current], current, found, lost), name="mDNS browse")
            )
        try:
            while list(interfaces()) == current:
                await asyncio.sleep(CHECK_SECONDS)
                for task in tasks:
                    if task.done():
                        task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


# DLNA renderers


def read_renderer(data: bytes, sender: str, interface: Interface) -> FoundDevice | str | None:
    """A renderer in a message of SSDP; its id, if it says that it leaves; None: something else, or it is not to be believed."""
    sighting = parse_sighting(data)
    if sighting is None or not _RENDERERS.fullmatch(sighting.type) or not is_local(sender, [interface]):
        return None
    device_id = renderer_id(sighting.udn)
    if sighting.is_gone:
        return device_id
    try:
        url = urlsplit(sighting.location)
        port = url.port or 80
    except ValueError:
        return None
    is_its_own = url.scheme == "http" and url.hostname == sender and url.username is None
    if not is_its_own or len(sighting.location) > LONGEST_LOCATION:
        return None
    return FoundDevice("dlna", device_id, f"Renderer at {sender}", sender, port, sighting.location)


def renderer_id(udn: str) -> str:
    """The id of the renderer with a UDN, whatever that is made of."""
    plain = udn.removeprefix("uuid:").lower()
    if not re.fullmatch(r"[0-9a-z-]{8,50}", plain):
        plain = hashlib.sha256(udn.encode()).hexdigest()[:40]
    return f"dlna-{plain}"


class _Ears(asyncio.DatagramProtocol):
    """Hears answers and announcements on one interface."""

    def __init__(self, interface: Interface, found: Found, lost: Lost, budget: Budget) -> None:
        self._interface, self._found, self._lost, self._budget = interface, found, lost, budget

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if not self._budget.take(1):
            return
        read = read_renderer(data, addr[0], self._interface)
        if isinstance(read, str):
            self._lost(read)
        elif read is not None:
            self._found(read)

    def error_received(self, exc: Exception) -> None:
        log.debug("A search on %s was not sent: %s", self._interface.address, exc)


async def _search(interface: Interface, found: Found, lost: Lost) -> None:
    loop, budget = asyncio.get_running_loop(), Budget(MESSAGES_A_SECOND, BURST)
    transports: list[asyncio.DatagramTransport] = []
    seconds = iter(SEARCH_SECONDS)
    try:
        with suppress(OSError):  # who does not share the port hears no announcements, but finds everything by searching
            made = ssdp.open_socket(interface)
            transports.append(
                (await loop.create_datagram_endpoint(lambda: _Ears(interface, found, lost, budget), sock=made))[0]
            )
        asking = None
        while True:
            try:
                if asking is None or asking.is_closing():
                    ears = _Ears(interface, found, lost, budget)
                    asking, _ = await loop.create_datagram_endpoint(lambda: ears, sock=_open(interface))  # noqa: B023
                    transports.append(asking)
                asking.sendto(search(RENDERER, ANSWER_SECONDS), (GROUP, PORT))
            except OSError as error:
                log.debug("No search on %s: %s", interface.address, error)
            await asyncio.sleep(next(seconds, SEARCH_SECONDS[-1]))
    finally:
        for transport in transports:
            transport.close()


def _open(interface: Interface) -> socket.socket:
    """A socket for searches and their answers. Raises OSError."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_UDP)
    try:
        made.setblocking(False)
        made.bind((interface.address, 0))
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface.address))
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, struct.pack("B", ssdp.TTL))
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, struct.pack("B", 1))
    except BaseException:
        made.close()
        raise
    return made


# Chromecasts


def read_chromecast(
    texts: dict[str, str | None], addresses: Sequence[str], port: int, interfaces: Sequence[Interface]
) -> FoundDevice | None:
    """A Chromecast by what it announces; None: it has no screen, or is not to be believed."""
    try:
        number = UUID(texts.get("id") or "")
        capabilities = int(texts.get("ca") or HAS_VIDEO)
    except ValueError:
        return None
    host = next((one for one in addresses if _is_near(one, interfaces)), None)
    if host is None or not capabilities & HAS_VIDEO:
        return None
    name = clean(texts.get("fn"), LONGEST_NAME) or "Chromecast"
    return FoundDevice("chromecast", f"chromecast-{number.hex}", name, host, port)


def _is_near(address: str, interfaces: Sequence[Interface]) -> bool:
    """Whether an address is in the local network. That of this machine itself is announced by others to deceive."""
    is_own = address.startswith("127.") and not any(one.address.startswith("127.") for one in interfaces)
    return is_local(address, interfaces) and not is_own


class Lookups:
    """Looks up the Chromecasts that are announced. `found` and `lost`: see `discover`."""

    def __init__(self, interfaces: Sequence[Interface], found: Found, lost: Lost) -> None:
        self._interfaces, self._found, self._lost = interfaces, found, lost
        self._running: set[asyncio.Task[None]] = set()
        self._known: dict[str, str] = {}
        """The ids of devices, by the names under which they are announced."""

    def changed(self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:  # noqa: ARG002
        """Something is announced, has changed, or leaves."""
        if state_change is ServiceStateChange.Removed:
            if (device_id := self._known.pop(name, None)) is not None:
                self._lost(device_id)
        elif len(self._running) < MOST_LOOKUPS:
            task = asyncio.create_task(self._look_up(zeroconf, name))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        """End those that run."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _look_up(self, zeroconf: Zeroconf, name: str) -> None:
        try:
            info = AsyncServiceInfo(CHROMECAST_TYPE, name)
            is_there = await info.async_request(zeroconf, RESOLVE_MS)
        except (Error, OSError, ValueError) as error:  # such as the name of another kind of service
            log.debug("What is announced as %r cannot be looked up: %s", name[:100], type(error).__name__)
            return
        if is_there and info.port:
            texts = dict(info.decoded_properties)
            device = read_chromecast(texts, info.parsed_addresses(IPVersion.V4Only), info.port, self._interfaces)
            if device is not None and (name in self._known or len(self._known) < MOST_NAMES):
                self._note(name, device)

    def _note(self, name: str, device: FoundDevice) -> None:
        """One name is one device, and one device has one name: who takes the id of another one changes nothing for that."""
        if any(known == device.id and other != name for other, known in self._known.items()):
            return
        former = self._known.get(name)
        self._known[name] = device.id
        if former is not None and former != device.id:
            self._lost(former)
        self._found(device)


async def _browse(addresses: list[str], interfaces: Sequence[Interface], found: Found, lost: Lost) -> None:
    """Follow what is announced. Without multicast, nothing is found."""
    try:
        mdns = AsyncZeroconf(interfaces=addresses)
    except (OSError, RuntimeError, Error) as error:
        log.warning("No Chromecasts are looked for: %s", error)
        await asyncio.Event().wait()
        return
    lookups = Lookups(interfaces, found, lost)
    try:
        browser = AsyncServiceBrowser(mdns.zeroconf, CHROMECAST_TYPE, handlers=[lookups.changed])
        try:
            await asyncio.Event().wait()
        finally:
            await browser.async_cancel()
            await lookups.close()
    finally:
        await mdns.async_close()
