"""Subscriptions: to whom events may go, how long, how many, in which order."""

import asyncio
from collections.abc import Mapping

import pytest

from dim.upnp import subscriptions
from dim.upnp.subscriptions import SubscriptionError, Subscriptions, check_callback, read_timeout

HERE = "192.168.1.7"


@pytest.mark.parametrize(
    ("header", "subscriber", "url"),
    [
        ("<http://192.168.1.7:1025/e>", HERE, "http://192.168.1.7:1025/e"),
        ("<http://192.168.1.7/>", HERE, "http://192.168.1.7/"),
        ("<http://192.168.1.7:1025/e>", "::ffff:192.168.1.7", "http://192.168.1.7:1025/e"),
        ("<http://[fe80::1]:1025/e>", "fe80::1", "http://[fe80::1]:1025/e"),
        ("<http://192.168.1.8/e><http://192.168.1.7/e>", HERE, "http://192.168.1.7/e"),
    ],
)
def test_callbacks(header: str, subscriber: str, url: str) -> None:
    assert check_callback(header, subscriber) == url


@pytest.mark.parametrize(
    "header",
    [
        "", "http://192.168.1.7/e", "<>", "<http://192.168.1.8/e>", "<http://8.8.8.8/e>", "<http://localhost/e>", "<http://tv.local/e>",
        "<https://192.168.1.7/e>", "<ftp://192.168.1.7/e>", "<http://192.168.1.7:0/e>", "<http://192.168.1.7:99999/e>",
        "<http://user@192.168.1.7/e>", "<http://192.168.1.7@8.8.8.8/e>", "<http://192.168.1.7.example.org/e>", "<http://[::1/e>",
        "<http://3232235783/e>", "<http://0xc0a80107/e>", "<http://127.0.0.1/e>", f"<http://192.168.1.7/{'x' * 1000}>", "<http:///e>",
        "<http://192.168.1.7%.example.org/e>", "<http://192.168.1.7%25.example.org/e>",
    ],
)  # fmt: skip
def test_callbacks_to_others_are_refused(header: str) -> None:
    """CVE-2020-12695: nobody has events sent to somebody else."""
    with pytest.raises(SubscriptionError) as caught:
        check_callback(header, HERE)
    assert caught.value.status == 412


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("Second-300", 300), ("second-1", 60), ("Second-99999", 1800), ("Second-infinite", 1800), ("infinite", 1800), ("", 1800), ("Second--1", 1800)],
)  # fmt: skip
def test_timeouts(header: str, seconds: int) -> None:
    assert read_timeout(header) == seconds


class Network:
    """Takes the events; while `is_blocked` is set, nobody answers."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[tuple[str, str, str]] = asyncio.Queue()
        self.free = asyncio.Event()
        self.free.set()
        self.is_broken = False

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        await self.free.wait()
        self.sent.put_nowait((url, headers["SEQ"], body.decode()))
        if self.is_broken:
            raise OSError("refused")


def run(test: object) -> None:
    asyncio.run(asyncio.wait_for(test, 10))  # type: ignore[arg-type]


def test_events_come_in_order_and_end_with_the_subscription() -> None:
    async def test() -> None:
        network = Network()
        known = Subscriptions(network.send)
        one = known.add("directory", f"<http://{HERE}/e>", HERE, "Second-300")
        known.publish("directory", {"Id": 0})  # before the first event, which has all values anyway
        known.begin(one, {"Id": 1})
        known.publish("directory", {"Id": 2})
        known.publish("manager", {"Id": 3})
        known.publish("directory", {"Id": "<4>"})
        events = [await network.sent.get() for _ in range(3)]
        assert [event[1] for event in events] == ["0", "1", "2"]
        assert ["<Id>1</Id>" in events[0][2], "<Id>2</Id>" in events[1][2], "<Id>&lt;4&gt;</Id>" in events[2][2]] == [
            True
        ] * 3
        with pytest.raises(SubscriptionError):
            known.remove(one.sid, "directory", "192.168.1.8")
        known.remove(one.sid, "directory", HERE)
        known.publish("directory", {"Id": 5})
        assert len(known) == 0
        assert network.sent.empty()
        await known.close()

    run(test())


def test_subscriptions_expire_and_are_renewed() -> None:
    async def test() -> None:
        now = 0.0
        known = Subscriptions(Network().send, clock=lambda: now)
        one = known.add("directory", f"<http://{HERE}/e>", HERE, "Second-100")
        now = 90.0
        known.renew(one.sid, "directory", HERE, "Second-200")
        for sid, service, address in (
            (one.sid, "manager", HERE),
            (one.sid, "directory", "10.0.0.1"),
            ("uuid:x", "directory", HERE),
        ):
            with pytest.raises(SubscriptionError) as caught:
                known.renew(sid, service, address, "")
            assert caught.value.status == 412
        now = 289.0
        known.expire()
        assert len(known) == 1
        now = 290.0
        with pytest.raises(SubscriptionError):
            known.renew(one.sid, "directory", HERE, "")
        assert len(known) == 0

    run(test())


def test_there_are_only_so_many() -> None:
    async def test() -> None:
        known = Subscriptions(Network().send)
        for number in range(subscriptions.MOST // subscriptions.MOST_OF_ADDRESS):
            address = f"10.0.0.{number}"
            for _ in range(subscriptions.MOST_OF_ADDRESS):
                known.add("directory", f"<http://{address}/e>", address, "")
            with pytest.raises(SubscriptionError) as caught:
                known.add("directory", f"<http://{address}/e>", address, "")
            assert caught.value.status == 503
        with pytest.raises(SubscriptionError) as caught:
            known.add("directory", f"<http://{HERE}/e>", HERE, "")
        assert caught.value.status == 503

    run(test())


def test_a_slow_subscriber_gets_the_newest_and_a_dead_one_is_dropped() -> None:
    async def test() -> None:
        network = Network()
        known = Subscriptions(network.send)
        one = known.add("directory", f"<http://{HERE}/e>", HERE, "")
        network.free.clear()
        known.begin(one, {"Id": "first"})
        await asyncio.sleep(0)
        for number in range(50):
            known.publish("directory", {"Id": number})
        assert len(one.waiting) == subscriptions.BACKLOG
        network.free.set()
        events = [await network.sent.get() for _ in range(1 + subscriptions.BACKLOG)]
        assert "<Id>49</Id>" in events[-1][2]
        assert [event[1] for event in events] == [str(number) for number in range(len(events))]
        network.is_broken = True
        for number in range(subscriptions.MOST_FAILURES):
            known.publish("directory", {"Id": number})
        assert one.sender is not None
        await one.sender
        assert len(known) == 0

    run(test())
