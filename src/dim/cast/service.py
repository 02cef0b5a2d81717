"""Keeps the devices of the local network connected while casting is on."""

import asyncio
import logging
import math
import secrets
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

from dim.cast import packages
from dim.cast.device import NAMES, CastDevice, DeviceError, DeviceGoneError, FoundDevice
from dim.cast.player import CastPlayer
from dim.cast.services import Services
from dim.network.devices import device_client
from dim.runtime_settings import RuntimeSettings
from dim.upnp.local import Interface

log = logging.getLogger(__name__)
MOST_DEVICES = 32
FIRST_RETRY, LONGEST_RETRY = 2.0, 120.0
STABLE_SECONDS = 60.0
FORGET_SECONDS = 150.0
"""A device that was not seen for so long is not tried again, until it is seen."""
UNUSABLE_SECONDS = 600.0
"""How long a device that is no player for videos is left alone."""


@dataclass(slots=True)
class _Known:
    """A device that was seen. `seen_at`: by the monotonic clock."""

    found: FoundDevice
    seen_at: float
    task: asyncio.Task[None] | None = None
    unusable_until: float = 0.0


class Casting:
    """Devices as players. Use from the event loop's thread only.

    >>> casting = Casting(services, runtime_settings, interfaces)
    >>> tasks.start("casting", casting.run)
    """

    def __init__(
        self, services: Services, settings: RuntimeSettings, interfaces: Callable[[], Sequence[Interface]]
    ) -> None:  # fmt: skip
        self._services, self._settings, self._interfaces = services, settings, interfaces
        self.streams = services.streams
        self._known: dict[str, _Known] = {}
        self._given_up: set[asyncio.Task[None]] = set()
        """What still ends of devices that had to make room."""
        self._events: dict[str, Callable[[], None]] = {}

    @property
    def is_on(self) -> bool:
        """Whether it is switched on."""
        return self._settings.current.casting

    def notify(self, token: str) -> bool:
        """A renderer sent an event to the address that it was given; False: there is no such address."""
        wake = self._events.get(token)
        if wake is not None:
            wake()
        return wake is not None

    async def run(self) -> None:
        """Find devices and be their players while casting is on, until cancelled. Switched off, all of it ends at once."""
        while True:
            values = self._settings.current
            problem = packages.missing() if values.casting else None
            if problem is not None:
                log.warning("%s", problem)
            running = (
                asyncio.create_task(self._cast(), name="cast devices") if values.casting and problem is None else None
            )
            changed = asyncio.create_task(self._until_switched(values.casting))
            try:
                await asyncio.wait({changed, running} if running else {changed}, return_when=asyncio.FIRST_COMPLETED)
                if running is not None and running.done():
                    running.result()
            finally:
                changed.cancel()
                if running is not None:
                    running.cancel()
                    await asyncio.gather(running, return_exceptions=True)  # and is cancelled itself if `run` is

    async def _until_switched(self, now: bool) -> None:
        while self.is_on == now:
            await self._settings.until_changed(self._settings.current)

    async def _cast(self) -> None:
        from dim.cast.discovery import discover

        async with device_client() as client:
            try:
                await discover(self._interfaces, lambda found: self._on_found(found, client), self._on_lost)
            finally:
                tasks = [one.task for one in self._known.values() if one.task is not None] + list(self._given_up)
                self._known.clear()
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    def _on_found(self, found: FoundDevice, client: httpx.AsyncClient) -> None:
        now = time.monotonic()
        known = self._known.get(found.id)
        if known is None:
            self._forget_old(now)
            if len(self._known) >= MOST_DEVICES and not self._make_room(found.host):
                return
            known = self._known[found.id] = _Known(found, now)
        known.found = found
        known.seen_at = (
            now if found.protocol == "dlna" else math.inf
        )  # mDNS says when one leaves, and nothing in between
        if known.task is None and now >= known.unusable_until:
            known.task = asyncio.create_task(self._keep(known, client), name=f"cast {found.id}")

    def _forget_old(self, now: float) -> None:
        for device_id, known in list(self._known.items()):
            if known.task is None and now > max(known.seen_at + FORGET_SECONDS, known.unusable_until):
                del self._known[device_id]

    def _make_room(self, host: str) -> bool:
        """Give up a device of the host that has the most, if that is more than another host would have with a further one."""
        counts = Counter(one.found.host for one in self._known.values())
        greedy, most = counts.most_common(1)[0]
        if most <= counts[host] + 1:
            return False
        device_id = next(one for one in reversed(self._known) if self._known[one].found.host == greedy)
        task = self._known.pop(device_id).task
        if task is not None:
            task.cancel()
            self._given_up.add(task)
            task.add_done_callback(self._given_up.discard)
        return True

    def _on_lost(self, device_id: str) -> None:
        """A device says that it leaves. Its connection says so better, if there is one: anyone can send such a message."""
        known = self._known.get(device_id)
        if known is not None:
            known.seen_at = -FORGET_SECONDS

    async def _keep(self, known: _Known, client: httpx.AsyncClient) -> None:
        """Keep a device connected as long as it is seen."""
        delay = FIRST_RETRY
        try:
            while True:
                began = time.monotonic()
                try:
                    await self._serve(known.found, client)
                except DeviceGoneError as error:
                    log.info("%s: %s", NAMES[known.found.protocol], error)
                except DeviceError as error:
                    log.info("The device at %s is not used: %s", known.found.host, error)
                    known.unusable_until = time.monotonic() + UNUSABLE_SECONDS
                    return
                except Exception:
                    log.exception("A casting device could not be served")
                if time.monotonic() - known.seen_at > FORGET_SECONDS:
                    return
                delay = FIRST_RETRY if time.monotonic() - began > STABLE_SECONDS else min(delay * 2, LONGEST_RETRY)
                await asyncio.sleep(delay)
        finally:
            known.task = None

    async def _serve(self, found: FoundDevice, client: httpx.AsyncClient) -> None:
        """Be the player of a device until it is gone. Raises DeviceGoneError. DeviceError: it is of no use."""
        device, events = await self._connect(found, client)
        player, reason = CastPlayer(self._services, found, device), "Casting is switched off, or the server stops."
        try:
            await player.run()
        except DeviceGoneError as error:
            reason = str(error)
            raise
        finally:
            try:
                await player.end(reason)
            finally:
                if events is not None:
                    events.cancel()
                await device.close()

    async def _connect(
        self, found: FoundDevice, client: httpx.AsyncClient
    ) -> tuple[CastDevice, asyncio.Task[None] | None]:
        """A connection, and the task that keeps its events coming."""
        if found.protocol == "chromecast":
            from dim.cast.chromecast import Chromecast

            return await Chromecast.connect(found), None
        from dim.cast.renderers.renderer import Renderer

        renderer = await Renderer.connect(found, client)
        token = secrets.token_urlsafe(24)
        callback = f"{self.streams.base(found.host)}/cast/events/{token}"
        self._events[token] = renderer.wake
        events = asyncio.create_task(renderer.subscribe(callback), name=f"events of {found.id}")
        events.add_done_callback(lambda _: self._events.pop(token, None))
        return renderer, events
