"""The current settings of a running server."""

import asyncio
import os
from collections.abc import Mapping

from dim.config import Settings
from dim.db import Database
from dim.events import Event, Hub
from dim.runtime_settings import store
from dim.runtime_settings.model import NAMES, FixedSettingError, RuntimeValues, Source, checked, merged

_AFFECTED_BY = frozenset({"settings", "users", "library", "access"})
"""Events after which the values are read again: accounts and libraries may have been removed."""


class RuntimeSettings:
    """Holds the values that apply, and changes them. Use from the event loop's thread only.

    Create it before other followers of the hub: they then see the new values when they get the event "settings".
    """

    def __init__(self, database: Database, hub: Hub, configuration: Settings) -> None:
        """`configuration`: what it sets (not None) wins, and cannot be changed here.

        Raises SettingError: a value of the configuration cannot be used.
        """
        self._database = database
        configured = {name: getattr(configuration, name) for name in NAMES}
        self._configured = {name: checked(name, value) for name, value in configured.items() if value is not None}
        self.server_id = database.write_now(store.server_id)
        """A UUID that stays as long as the database."""
        self._changed = asyncio.Event()
        self._current, self._sources = self._load()
        hub.follow(self._on_event)

    @property
    def current(self) -> RuntimeValues:
        """The values that apply now."""
        return self._current

    @property
    def sources(self) -> Mapping[str, Source]:
        """The source of each value, by name."""
        return self._sources

    async def change(self, changes: Mapping[str, object]) -> None:
        """Change some settings at once, or none of them; they apply when this returns. None: back to the default.

        Raises FixedSettingError: the configuration sets one of them. SettingError: a value cannot be used.
        """
        accepted: dict[str, object] = {}
        for name, value in changes.items():
            accepted[name] = checked(name, value) if value is not None or name not in NAMES else None
            if name in self._configured:
                raise FixedSettingError(name, f"{name} is set by {_place(name)}. Change it there, and restart Dim.")
        if accepted:
            await self._database.write(store.change, accepted)

    async def until_changed(self, known: RuntimeValues) -> RuntimeValues:
        """Wait until the values differ from those that the caller knows; the new ones."""
        while self._current == known:
            await self._changed.wait()
        return self._current

    def _load(self) -> tuple[RuntimeValues, dict[str, Source]]:
        values, sources = merged(self._database.read(store.load), self._configured)
        return self._database.read(store.without_removed, values), sources

    def _on_event(self, event: Event) -> None:
        if event.type not in _AFFECTED_BY:
            return
        known = self._current
        self._current, self._sources = self._load()
        if self._current != known:
            self._changed.set()
            self._changed = asyncio.Event()


def _place(name: str) -> str:
    variable = f"DIM_{name.upper()}"
    if any(known.upper() == variable for known in os.environ):
        return f"the environment variable {variable}"
    return f"“{name}” in dim.toml, or by a flag"
