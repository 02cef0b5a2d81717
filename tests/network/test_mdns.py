"""Real multicast DNS on the loopback interface: a second responder finds the server, takes its name, hears its goodbye."""

import asyncio
import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from zeroconf import ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from dim.network.announcement import DIM_TYPE, HTTP_TYPE, Announcement
from dim.network.discovery import Discovery
from dim.network.find import browse, find
from dim.network.mdns import MdnsError, announced

LO = ["127.0.0.1"]


def has_multicast() -> bool:
    """Whether a packet to the group of mDNS comes back on the loopback interface."""
    group = socket.inet_aton("224.0.0.251") + socket.inet_aton("127.0.0.1")
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
    ):
        try:
            receiver.bind(("", 0))
            receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
            receiver.settimeout(2)
            sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
            sender.sendto(b"here", ("224.0.0.251", receiver.getsockname()[1]))
            return receiver.recv(10) == b"here"
        except OSError:
            return False


pytestmark = [
    pytest.mark.waits,
    pytest.mark.skipif(not has_multicast(), reason="no multicast on the loopback interface of this machine"),
]


@pytest.fixture
def server() -> Announcement:
    """A server with names of its own, so that others on this machine are not in its way."""
    unique = uuid.uuid4().hex[:12]
    return Announcement(
        unique, f"Attic {unique}", "1.0", 8008, ("127.0.0.1",), ("127.0.0.1",), prefix="/films", host=f"dim-{unique}"
    )


@asynccontextmanager
async def another_machine(host: str, address: str) -> AsyncIterator[None]:
    """A machine that has a host name."""
    mdns = AsyncZeroconf(interfaces=LO)
    name = f"{uuid.uuid4().hex}._other._tcp.local."
    try:
        info = AsyncServiceInfo("_other._tcp.local.", name, port=1, server=f"{host}.", parsed_addresses=[address])
        await (await mdns.async_register_service(info))
        yield
    finally:
        await mdns.async_close()


def test_it_is_found_by_name_and_says_goodbye(server: Announcement) -> None:
    async def main() -> None:
        states: asyncio.Queue[tuple[str, ServiceStateChange]] = asyncio.Queue()

        def note(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
            if server.server_id in name:
                states.put_nowait((service_type, state_change))

        mdns = AsyncZeroconf(interfaces=LO)
        browser = AsyncServiceBrowser(mdns.zeroconf, [HTTP_TYPE, DIM_TYPE], handlers=[note])
        try:
            async with announced(server) as state, asyncio.timeout(20):
                assert state.host == f"{server.host}.local"
                found = await find(server.server_id, LO, 10)
                assert found is not None
                assert (found.name, found.port, found.addresses) == (server.name, 8008, ("127.0.0.1",))
                assert (found.version, found.https) == ("1.0", False)
                assert found.url == f"http://{server.host}.local:8008/films/"
                http = await mdns.async_get_service_info(HTTP_TYPE, f"{server.instance}.{HTTP_TYPE}")
                assert http is not None
                assert http.decoded_properties == {"path": "/films/"}
                added = {await states.get(), await states.get()}
            assert added == {(HTTP_TYPE, ServiceStateChange.Added), (DIM_TYPE, ServiceStateChange.Added)}
            async with asyncio.timeout(10):
                while (await states.get())[1] is not ServiceStateChange.Removed:
                    pass
        finally:
            await browser.async_cancel()
            await mdns.async_close()

    asyncio.run(main())


def test_a_taken_host_name_is_left_to_its_owner(server: Announcement) -> None:
    async def main() -> None:
        async with another_machine(f"{server.host}.local", "10.1.2.3"):
            async with announced(server) as state:
                assert state.host == f"{server.host}-2.local"
            own = replace(server, own=frozenset({"10.1.2.3"}))  # the name is this machine's already
            async with announced(own) as state:
                assert state.host == f"{server.host}.local"

    asyncio.run(main())


def test_a_name_that_is_taken_later_is_a_conflict(server: Announcement) -> None:
    async def main() -> None:
        async with announced(server) as state:
            assert not state.conflict.is_set()
            async with another_machine(f"{server.host}.local", "10.1.2.3"), asyncio.timeout(10):
                await state.conflict.wait()

    asyncio.run(main())


def test_new_addresses_and_names_reach_others(server: Announcement) -> None:
    async def main() -> None:
        wanted = [server]
        discovery = Discovery(lambda: wanted[0])
        async with browse(LO) as found, asyncio.timeout(30):
            task = asyncio.create_task(discovery.run())
            try:
                for address in ("127.0.0.1", "10.1.2.3"):
                    wanted[0] = replace(server, addresses=(address,))
                    discovery.check()
                    while (seen := await found.get()).server_id != server.server_id or seen.addresses != (address,):
                        pass
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    asyncio.run(main())


@pytest.mark.parametrize("interfaces", [(), ("192.0.2.77",)], ids=["none", "gone"])
def test_without_an_interface_the_reason_is_given(server: Announcement, interfaces: tuple[str, ...]) -> None:
    async def main() -> None:
        async with asyncio.timeout(10), announced(replace(server, interfaces=interfaces)):
            pass

    with pytest.raises(MdnsError):
        asyncio.run(main())
