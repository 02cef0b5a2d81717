"""What is announced as a Chromecast by mDNS: anyone in the network can announce anything."""

import asyncio
from typing import Any, ClassVar, cast

import pytest
from zeroconf import ServiceStateChange, Zeroconf

from dim.cast import discovery
from dim.cast.discovery import CHROMECAST_TYPE, Lookups
from dim.upnp.local import Interface

LAN = Interface("192.168.1.5", 24)
ADDED, UPDATED, REMOVED = ServiceStateChange.Added, ServiceStateChange.Updated, ServiceStateChange.Removed


def name(label: str) -> str:
    return f"{label}.{CHROMECAST_TYPE}"


def number(place: int) -> str:
    return f"{place:032x}"


class Info:
    """What a lookup finds."""

    announced: ClassVar[dict[str, tuple[str, str]]] = {}
    port = 8009

    def __init__(self, _kind: str, label: str) -> None:
        self._label = label

    async def async_request(self, _zeroconf: Any, _milliseconds: float) -> bool:
        return self._label in self.announced

    @property
    def decoded_properties(self) -> dict[str, str]:
        return {"id": self.announced[self._label][0]}

    def parsed_addresses(self, _version: Any) -> list[str]:
        return [self.announced[self._label][1]]


class Browser:
    """What a browser says, and what comes of it."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.lost: list[str] = []
        self.lookups = Lookups([LAN], lambda one: self.found.append((one.id, one.host)), self.lost.append)

    async def say(self, label: str, change: ServiceStateChange) -> None:
        self.lookups.changed(cast(Zeroconf, None), CHROMECAST_TYPE, label, change)
        await asyncio.sleep(0)
        await asyncio.gather(*self.lookups._running)


def test_a_name_of_another_service_is_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        browser = Browser()
        for label in ("x._evil._tcp.local.", "", ".", "a" * 300):
            await browser.say(label, ADDED)
        assert browser.found == []

    asyncio.run(main())
    assert caplog.records == []


def test_a_name_that_changes_its_id_is_one_device(monkeypatch: pytest.MonkeyPatch) -> None:
    """Devices that were lost are forgotten: no name takes the places of all others."""
    monkeypatch.setattr(discovery, "AsyncServiceInfo", Info)

    async def main() -> None:
        browser = Browser()
        for place in range(100):
            monkeypatch.setattr(Info, "announced", {name("tv"): (number(place), "192.168.1.9")})
            await browser.say(name("tv"), UPDATED)
        await browser.say(name("tv"), REMOVED)
        assert len(browser.found) == 100
        assert browser.lost == [one for one, _ in browser.found]

    asyncio.run(main())


def test_who_takes_the_id_of_another_device_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "AsyncServiceInfo", Info)
    announced = {name("tv"): (number(1), "192.168.1.9"), name("thief"): (number(1), "192.168.1.66")}
    monkeypatch.setattr(Info, "announced", announced)

    async def main() -> None:
        browser = Browser()
        for label in ("tv", "thief"):
            await browser.say(name(label), ADDED)
        await browser.say(name("thief"), REMOVED)
        assert (browser.found, browser.lost) == ([(f"chromecast-{number(1)}", "192.168.1.9")], [])
        await browser.say(name("tv"), REMOVED)
        assert browser.lost == [f"chromecast-{number(1)}"]

    asyncio.run(main())
