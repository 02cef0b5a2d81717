"""The media server as a background task, and what must not block the event loop."""

import asyncio
import threading
from types import SimpleNamespace
from typing import Any, cast

import pytest

from dim.api.dlna import actions
from dim.db import Database
from dim.dlna.directory import search
from dim.dlna.directory.lists import Page
from dim.dlna.server import DlnaServer
from dim.events import Hub
from dim.upnp.soap import Call
from support.switched import Switched


def test_the_server_stops_while_its_device_says_goodbye(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        settings = Switched(dlna=True, discovery=False, server_name="Dim")
        began, stops, may_end = asyncio.Event(), asyncio.Event(), asyncio.Event()

        class Slow:
            def __init__(self, *_arguments: object) -> None: ...

            async def run(self) -> None:
                began.set()
                try:
                    await asyncio.Event().wait()
                finally:
                    stops.set()
                    await may_end.wait()

        monkeypatch.setattr("dim.dlna.server.Announcer", Slow)
        unused = cast(Any, None)
        web = cast(Any, SimpleNamespace(interfaces=list))
        dlna = DlnaServer(unused, Hub(), cast(Any, settings), unused, unused, b"secret", web)
        running = asyncio.create_task(dlna.run())
        async with asyncio.timeout(5):
            await began.wait()
            settings.switch(dlna=False)
            await stops.wait()
            running.cancel()
            asyncio.get_running_loop().call_soon(may_end.set)
            await asyncio.wait({running})
        assert running.cancelled()

    asyncio.run(main())


def test_a_search_holds_up_nobody(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    others_went_on = threading.Event()
    waited: list[bool] = []

    def slow(*_arguments: object) -> Page:
        waited.append(others_went_on.wait(5))
        return Page([], 0)

    monkeypatch.setattr(search, "find", slow)

    async def nothing(_ids: object) -> list[object]:
        return []

    browser = SimpleNamespace(metadata=lambda _where: SimpleNamespace(is_container=True), describe=nothing)
    context = SimpleNamespace(
        server=SimpleNamespace(database=database, dlna=SimpleNamespace(update_id=1)),
        viewer=SimpleNamespace(user=None), browser=browser, device=SimpleNamespace(ignores_bad_sort=False),
    )  # fmt: skip

    async def main() -> None:
        call = Call("ContentDirectory", "Search", {"ContainerID": "0", "SearchCriteria": "*"})
        asyncio.get_running_loop().call_later(0.05, others_went_on.set)
        answer = await actions._search(cast(Any, context), call)
        assert answer["TotalMatches"] == 0

    asyncio.run(main())
    assert waited == [True]
