"""Settings that a test switches."""

import asyncio
from types import SimpleNamespace
from typing import Any


class Switched:
    """As much of `RuntimeSettings` as background tasks use."""

    server_id = "0a1b2c3d-0000-4000-8000-00000000cafe"

    def __init__(self, **values: Any) -> None:
        self.current = SimpleNamespace(**values)
        self._changed = asyncio.Event()

    def switch(self, **values: Any) -> None:
        self.current = SimpleNamespace(**{**vars(self.current), **values})
        self._changed.set()
        self._changed = asyncio.Event()

    async def until_changed(self, known: SimpleNamespace) -> SimpleNamespace:
        while self.current == known:
            await self._changed.wait()
        return self.current
