"""Announces a server by multicast DNS (RFC 6762) and DNS-based service discovery (RFC 6763), with `zeroconf`."""

import asyncio
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from zeroconf import DNSAddress, DNSOutgoing, DNSQuestion, Error, RecordUpdate, RecordUpdateListener, Zeroconf  # type: ignore[attr-defined]
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf
from zeroconf.const import _CLASS_IN, _FLAGS_AA, _FLAGS_QR_QUERY, _TYPE_A, _TYPE_AAAA

from dim.network.announcement import Announcement

log = logging.getLogger(__name__)
logging.getLogger("zeroconf").setLevel(logging.CRITICAL)  # what fails is raised, and logged once by `discovery`
PROBES, PROBE_SECONDS = 3, 0.25
"""Others have so long to defend a name (RFC 6762, 8.1)."""
HOST_TTL = 120
GROUP, PORT = "224.0.0.251", 5353
OPEN_SECONDS = 30.0
CLOSE_SECONDS = 3.0


class MdnsError(Exception):
    """The server cannot be announced; the text says why."""


@dataclass(slots=True)
class Announced:
    """A server that is announced, under a host name such as "dim.local"."""

    host: str
    conflict: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when another machine announces the same host name."""


@asynccontextmanager
async def announced(wanted: Announcement) -> AsyncIterator[Announced]:
    """Announce a server while the context is open, and say goodbye (RFC 6762, 10.1) at its end, within seconds.

    Raises MdnsError: no socket can be opened, or no name is free.
    """
    mdns = _open(wanted.interfaces)
    try:
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                await mdns.zeroconf.async_wait_for_start()
                if not mdns.zeroconf.engine.senders:
                    raise MdnsError("no interface takes part in multicast")
                host = await _free_host(mdns.zeroconf, wanted)
                await _register(mdns, wanted, host)
        except TimeoutError:
            raise MdnsError(f"it took longer than {OPEN_SECONDS:.0f} s") from None
        except (OSError, Error) as error:
            raise MdnsError(str(error) or type(error).__name__) from error
        state = Announced(host)
        listener = _ConflictListener(f"{host}.", wanted.own | set(wanted.addresses), state.conflict)
        mdns.zeroconf.async_add_listener(listener, None)
        yield state
    finally:
        await _close(mdns)


def _open(interfaces: Sequence[str]) -> AsyncZeroconf:
    """Sockets on the port of mDNS and on the interfaces that take part in multicast. Raises MdnsError."""
    usable = [ip for ip in interfaces if _has_multicast(ip)]
    if not usable:
        raise MdnsError("no interface takes part in multicast")
    try:
        _check_port()
        return AsyncZeroconf(interfaces=list(usable))
    except (OSError, RuntimeError, Error) as error:
        raise MdnsError(str(error)) from error


def _has_multicast(ip: str) -> bool:
    """Whether an interface can be used. `zeroconf` would give up all of them for one that cannot, and leave its sockets open."""
    is_v6 = ":" in ip
    with socket.socket(socket.AF_INET6 if is_v6 else socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((ip, 0))
            if not is_v6:
                group = socket.inet_aton(GROUP) + socket.inet_aton(ip)
                probe.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
        except OSError as error:
            log.debug("No multicast on %s: %s", ip, error)
            return False
    return True


def _check_port() -> None:
    """Raises OSError: the port of mDNS cannot be shared with others on this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        probe.bind(("", PORT))


async def _free_host(zeroconf: Zeroconf, wanted: Announcement) -> str:
    """The first host name that no other machine answers to. Raises MdnsError: all are taken.

    Addresses of this machine are no conflict (RFC 6762, 9): another responder on it may announce its name, which is then the same.
    """
    own = wanted.own | set(wanted.addresses)
    for host in wanted.hosts():
        if await _is_free(zeroconf, f"{host}.", wanted.addresses, own):
            return host
        log.info("Another machine on the network is called %s.", host)
    raise MdnsError(f"every name from {wanted.host}.local on is taken")


async def _is_free(zeroconf: Zeroconf, name: str, addresses: Sequence[str], own: frozenset[str]) -> bool:
    """Probe for a name with the records that it is to have (RFC 6762, 8.1 and 8.2); machines that have it answer at once.

    The answers are asked for by multicast: several responders on this machine share its port, and one alone gets what is unicast.
    """
    for _ in range(PROBES):
        probe = DNSOutgoing(_FLAGS_QR_QUERY | _FLAGS_AA)
        for kind in (_TYPE_A, _TYPE_AAAA):  # not ANY: `zeroconf` itself answers that with no addresses
            probe.add_question(DNSQuestion(name, kind, _CLASS_IN))
        for address in addresses:
            kind = _TYPE_AAAA if ":" in address else _TYPE_A
            packed = ipaddress.ip_address(address).packed
            probe.authorities.append(DNSAddress(name, kind, _CLASS_IN, HOST_TTL, packed))  # type: ignore[arg-type]
        zeroconf.async_send(probe)
        await asyncio.sleep(PROBE_SECONDS)
        if not own.issuperset(_addresses_of(zeroconf, name)):
            return False
    return True


def _addresses_of(zeroconf: Zeroconf, name: str) -> set[str]:
    """What is known of a name by the answers so far."""
    records = zeroconf.cache.entries_with_name(name)
    return {str(ipaddress.ip_address(one.address)) for one in records if isinstance(one, DNSAddress)}


async def _register(mdns: AsyncZeroconf, wanted: Announcement, host: str) -> None:
    infos = [
        AsyncServiceInfo(
            kind, f"{wanted.instance}.{kind}", port=wanted.port, properties=properties, server=f"{host}.",
            parsed_addresses=list(wanted.addresses),
        )
        for kind, properties in wanted.services().items()
    ]  # fmt: skip
    broadcasts = await asyncio.gather(*(mdns.async_register_service(info, allow_name_change=True) for info in infos))
    await asyncio.gather(*broadcasts)


async def _close(mdns: AsyncZeroconf) -> None:
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await mdns.async_close()
    except (TimeoutError, OSError, Error) as error:
        log.debug("Saying goodbye by mDNS failed: %s", error)


class _ConflictListener(RecordUpdateListener):
    """Notices that another machine announces an address for the host name."""

    def __init__(self, host: str, own: frozenset[str], conflict: asyncio.Event) -> None:
        self._host, self._own, self._conflict = host, own, conflict

    def async_update_records(self, zc: Zeroconf, now: float, records: list[RecordUpdate]) -> None:  # noqa: ARG002
        """Called on the event loop with each packet's records."""
        for update in records:
            record = update.new
            if record.name.lower() != self._host or record.is_expired(now) or record.ttl == 0:
                continue
            if isinstance(record, DNSAddress) and str(ipaddress.ip_address(record.address)) not in self._own:
                self._conflict.set()
