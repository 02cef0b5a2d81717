"""Casting as a background task: switched off, and stopped with the server."""

import asyncio
from typing import Any, cast

import pytest

from dim.cast.service import Casting
from dim.cast.services import Services
from dim.runtime_settings import RuntimeSettings
from support.switched import Switched


class NoServices:
    streams = None


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
