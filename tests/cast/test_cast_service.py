"""Casting as a background task: switched off, and stopped with the server."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from dim.cast.device import DeviceGoneError, FoundDevice
from dim.cast.service import MOST_DEVICES, Casting
from dim.cast.services import Services
from dim.runtime_settings import RuntimeSettings
from support.switched import Switched


class NoServices:
    streams = None


@pytest.mark.parametrize("protocol", ["dlna", "chromecast"])
def test_one_host_does_not_take_the_places_of_all_others(protocol: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand devices at one address: those of others are used, and go on."""

    async def main() -> None:
        using: set[str] = set()

        async def keep(_casting: Casting, known: Any, _client: Any) -> None:
            using.add(known.found.id)
            try:
                await asyncio.Event().wait()
            finally:
                using.discard(known.found.id)

        monkeypatch.setattr(Casting, "_keep", keep)
        casting = Casting(cast(Services, NoServices), cast(RuntimeSettings, Switched(casting=True)), list)

        async def find(name: str, host: str) -> None:
            casting._on_found(FoundDevice(protocol, name, name, host, 80), cast(Any, None))
            for _ in range(3):
                await asyncio.sleep(0)

        await find("early", "192.168.1.7")
        for number in range(1000):
            await find(f"forged-{number}", "192.168.1.66")
        for number in range(10):
            await find(f"late-{number}", f"192.168.1.{number + 10}")
        for number in range(1000):
            await find(f"again-{number}", "192.168.1.66")
        assert {"early", *(f"late-{number}" for number in range(10))} <= using
        assert len(using) <= MOST_DEVICES
        for known in casting._known.values():
            if known.task is not None:
                known.task.cancel()

    asyncio.run(main())


def test_the_server_stops_while_devices_still_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        settings, began, stops, may_end = Switched(casting=True), asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def slow(_casting: Any) -> None:
            began.set()
            try:
                await asyncio.Event().wait()
            finally:
                stops.set()
                await may_end.wait()

        monkeypatch.setattr("dim.cast.service.packages.missing", lambda: None)
        monkeypatch.setattr(Casting, "_cast", slow)
        casting = Casting(cast(Services, NoServices), cast(RuntimeSettings, settings), list)
        running = asyncio.create_task(casting.run())
        async with asyncio.timeout(5):
            await began.wait()
            settings.switch(casting=False)
            await stops.wait()
            running.cancel()
            asyncio.get_running_loop().call_soon(may_end.set)
            await asyncio.wait({running})
        assert running.cancelled()

    asyncio.run(main())


def test_the_address_of_events_ends_with_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    class Connected:
        def wake(self) -> None: ...

        async def subscribe(self, _callback: str) -> None:
            await asyncio.Event().wait()

        @classmethod
        async def connect(cls, *_arguments: object) -> "Connected":
            return cls()

    class Streams:
        has_way = False

        def base(self, host: str) -> str:
            if not self.has_way:
                raise DeviceGoneError(f"There is no way to {host}.")
            return "http://192.168.1.2:8008"

    async def main() -> None:
        monkeypatch.setattr("dim.cast.renderers.renderer.Renderer", Connected)
        streams = Streams()
        services = cast(Services, SimpleNamespace(streams=streams))
        casting = Casting(services, cast(RuntimeSettings, Switched(casting=True)), list)
        found, unused = FoundDevice("dlna", "dlna-1", "TV", "192.168.1.7", 80, "http://192.168.1.7/"), cast(Any, None)
        for _ in range(3):
            with pytest.raises(DeviceGoneError):
                await casting._connect(found, unused)
        assert casting._events == {}
        streams.has_way = True
        _, events = await casting._connect(found, unused)
        assert events is not None
        (token,) = casting._events
        assert casting.notify(token)
        events.cancel()
        await asyncio.gather(events, return_exceptions=True)
        assert not casting.notify(token)

    asyncio.run(main())
