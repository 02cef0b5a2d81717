"""Keeping the server announced: switched, renamed, at new addresses, after failures and conflicts; without a network."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from dim.network import discovery as module
from dim.network.announcement import DIM_TYPE, HTTP_TYPE, Announcement
from dim.network.discovery import Discovery
from dim.network.interfaces import Address, Listening
from dim.network.local import Identity, LocalNetwork
from dim.network.mdns import Announced, MdnsError
from dim.network.watch import AddressWatcher

WANTED = Announcement("id", "Attic", "1.0", 8008, ("192.168.1.5",), ("192.168.1.5",))


class Responder:
    """Stands for the network: says what is announced, and fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures, self.failed = failures, asyncio.Event()
        self.log: asyncio.Queue[Announcement | None] = asyncio.Queue()
        self.state = Announced("dim.local")

    @asynccontextmanager
    async def announced(self, wanted: Announcement) -> AsyncIterator[Announced]:
        if self.failures:
            self.failures -= 1
            self.failed.set()
            raise MdnsError("port 5353 is refused")
        self.state = Announced("dim.local")
        self.log.put_nowait(wanted)
        try:
            yield self.state
        finally:
            self.log.put_nowait(None)

    async def next(self) -> Announcement | None:
        return await asyncio.wait_for(self.log.get(), 10)


async def stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(
    ("name", "instance"),
    [
        ("Living room", "Living room"),
        ("Dim 2.0", "Dim 2-0"),
        ("é" * 64, "é" * 29),
        ("🎬" * 20, "🎬" * 14),
        ("...", "---"),
    ],
)
def test_an_instance_name_is_one_label(name: str, instance: str) -> None:
    assert replace(WANTED, name=name).instance == instance
    assert len(instance.encode()) <= 59


def test_what_is_announced() -> None:
    texts = {"id": "id", "version": "1.0", "https": "0", "path": "/films/"}
    assert replace(WANTED, prefix="/films").services() == {HTTP_TYPE: {"path": "/films/"}, DIM_TYPE: texts}
    assert list(WANTED.hosts())[:2] == ["dim.local", "dim-2.local"]


def test_it_follows_what_is_wanted_and_says_goodbye() -> None:
    async def main() -> None:
        wanted: list[Announcement | None] = [None]
        responder = Responder()
        discovery = Discovery(lambda: wanted[0], responder.announced)
        task = asyncio.create_task(discovery.run())
        wanted[0] = WANTED
        discovery.check()
        assert await responder.next() == WANTED
        assert discovery.host == "dim.local"
        discovery.check()  # nothing has changed
        wanted[0] = replace(WANTED, name="Cellar")
        discovery.check()
        assert await responder.next() is None
        assert await responder.next() == wanted[0]
        wanted[0] = None
        discovery.check()
        assert await responder.next() is None
        wanted[0] = WANTED
        discovery.check()
        assert await responder.next() == WANTED
        await stop(task)
        assert await responder.next() is None
        assert discovery.host is None

    asyncio.run(main())


def test_a_failure_is_said_once_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        responder = Responder(failures=3)
        discovery = Discovery(lambda: WANTED, responder.announced, first_delay=0.001)
        task = asyncio.create_task(discovery.run())
        assert await responder.next() == WANTED
        assert discovery.problem is None
        await stop(task)

    asyncio.run(main())
    warnings = [record.message for record in caplog.records if record.levelname == "WARNING"]
    assert warnings == ["Dim cannot be announced on the network: port 5353 is refused. It tries again now and then."]


def test_a_change_ends_the_wait_after_a_failure() -> None:
    async def main() -> None:
        wanted = [WANTED]
        responder = Responder(failures=1)
        discovery = Discovery(lambda: wanted[0], responder.announced, first_delay=1000)
        task = asyncio.create_task(discovery.run())
        await asyncio.wait_for(responder.failed.wait(), 10)
        wanted[0] = replace(WANTED, name="Cellar")
        discovery.check()
        assert await responder.next() == wanted[0]
        await stop(task)

    asyncio.run(main())


def test_after_a_conflict_names_are_probed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONFLICT_SECONDS", 0.001)

    async def main() -> None:
        responder = Responder()
        task = asyncio.create_task(Discovery(lambda: WANTED, responder.announced).run())
        assert await responder.next() == WANTED
        responder.state.conflict.set()
        assert await responder.next() is None
        assert await responder.next() == WANTED
        await stop(task)

    asyncio.run(main())


def test_new_addresses_are_announced_and_none_without_a_network() -> None:
    lan, other = Address("eth0", "192.168.1.5"), Address("wlan0", "10.0.0.7")
    docker, tunnel = Address("docker0", "172.17.0.1"), Address("tun0", "10.8.0.2", has_multicast=False)
    addresses: list[tuple[Address, ...]] = [(lan,)]

    async def main() -> None:
        responder = Responder()
        watcher = AddressWatcher(lambda: addresses[0])
        is_on = [True]
        network = LocalNetwork(
            Listening("0.0.0.0", 8008), lambda: Identity("id", "Attic", "1.0"), lambda: is_on[0], watcher, responder.announced
        )  # fmt: skip
        task = asyncio.create_task(network.discovery.run())
        assert await responder.next() == WANTED
        addresses[0] = (lan, docker)  # no other address for others
        watcher.check()
        addresses[0] = (docker, other, tunnel)
        watcher.check()
        assert await responder.next() is None
        moved = await responder.next()
        assert moved is not None
        assert moved.addresses == ("10.0.0.7", "10.8.0.2")
        assert moved.interfaces == ("10.0.0.7",)
        assert network.reachability().addresses[:2] == ("http://dim.local:8008/", "http://10.0.0.7:8008/")
        addresses[0] = ()
        watcher.check()
        assert await responder.next() is None
        addresses[0] = (lan,)
        watcher.check()
        assert await responder.next() == WANTED
        is_on[0] = False
        network.discovery.check()
        assert await responder.next() is None
        await stop(task)

    asyncio.run(main())


def test_a_server_for_this_machine_alone_is_not_announced() -> None:
    async def main() -> None:
        watcher = AddressWatcher(lambda: (Address("eth0", "192.168.1.5"),))
        responder = Responder()
        network = LocalNetwork(
            Listening("127.0.0.1", 8008), lambda: Identity("id", "Attic", "1.0"), lambda: True, watcher, responder.announced
        )  # fmt: skip
        task = asyncio.create_task(network.discovery.run())
        for _ in range(10):
            await asyncio.sleep(0)
        assert responder.log.empty()
        await stop(task)

    asyncio.run(main())
