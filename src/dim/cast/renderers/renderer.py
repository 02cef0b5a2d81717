"""A DLNA renderer (UPnP MediaRenderer:1 with AVTransport:1, RenderingControl:1, ConnectionManager:1), with async-upnp-client.

It is asked for its state; its events (GENA) only say that it is time to ask, so that nothing of them has to be trusted.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import httpx
from async_upnp_client.client import UpnpDevice
from async_upnp_client.client_factory import UpnpFactory

from dim.budget import Budget
from dim.cast.device import (
    DeviceError,
    DeviceGoneError,
    DeviceStatus,
    FoundDevice,
    Listener,
    Media,
    Playback,
    Traits,
)
from dim.cast.renderers.actions import Service
from dim.cast.renderers.events import EventSubscriptions
from dim.cast.renderers.media import decoded, media_types, metadata, seconds
from dim.cast.renderers.requester import LimitedRequester
from dim.cast.renderers.volume import Volume
from dim.dlna.devices import recognise
from dim.dlna.resources import BASIC
from dim.remote.reports import clean

logging.getLogger("async_upnp_client").setLevel(logging.CRITICAL)  # what fails is raised, and told once by `service`
RENDERER_TYPE = "urn:schemas-upnp-org:device:MediaRenderer:"
CONNECT_SECONDS, LOAD_SECONDS = 15.0, 15.0
POLL_SECONDS, IDLE_POLL_SECONDS = 1.0, 10.0
BEGIN_SECONDS = 0.3
SEEK_TRIES, SEEK_SECONDS = 10, 0.5
EVENTS_A_SECOND, BURST = 2.0, 20.0
VOLUME_POLLS = 5
MOST_FAILURES = 3
NEAR_END_SECONDS = 8.0
"""A renderer that stops so close to the end has played it to the end: it says no more than that it stopped."""
LONGEST_NAME = 60
_PLAYBACKS: dict[str, Playback] = {"PLAYING": "playing", "PAUSED_PLAYBACK": "paused", "TRANSITIONING": "buffering"}


class NoRendererError(DeviceError):
    """It is no renderer that plays videos; the text is for people."""


class Renderer:
    """A connection. Make one with `connect`."""

    def __init__(self, found: FoundDevice, requester: LimitedRequester, device: UpnpDevice) -> None:
        self._name = found.name
        self._transport, rendering, self._connection = (
            Service(device, name, found.name) for name in ("AVTransport", "RenderingControl", "ConnectionManager")
        )
        self._volume = Volume(rendering)
        self.kind = recognise(f"{device.model_name} {device.manufacturer}"[:400])
        self._traits = Traits(frozenset(), BASIC, has_hls=False)
        self._woken, self._budget = asyncio.Event(), Budget(EVENTS_A_SECOND, BURST)
        self._obeyed = 0
        """Counts the commands that it obeyed: what was asked before one of them is out of date."""
        self._media: Media | None = None
        self._at = (0.0, 0.0, False)
        """The position that it had, when that was, and whether it played then."""
        urls = (self._transport.event_url, rendering.event_url)
        self._events = EventSubscriptions(requester, tuple(url for url in urls if url is not None))

    @classmethod
    async def connect(cls, found: FoundDevice, client: httpx.AsyncClient) -> "Renderer":
        """Read what a device says of itself. Raises DeviceGoneError: it does not answer. NoRendererError."""
        requester = LimitedRequester(client, found.host)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                root = await UpnpFactory(requester, non_strict=True).async_create_device(found.location)
                device = next((one for one in root.all_devices if one.device_type.startswith(RENDERER_TYPE)), None)
                if device is None:
                    raise NoRendererError("It is no renderer.")
                made = cls(
                    replace(found, name=clean(device.friendly_name, LONGEST_NAME) or found.name), requester, device
                )
                await made._read_traits()
                return made
        except TimeoutError:
            raise DeviceGoneError(f"“{found.name}” does not answer.") from None
        except DeviceError:
            raise
        except Exception as error:  # whatever the library makes of a hostile document
            raise DeviceGoneError(
                f"“{found.name}” does not describe itself properly: {clean(str(error), 200)}"
            ) from None

    async def _read_traits(self) -> None:
        if not {"SetAVTransportURI", "Play", "Stop"} <= self._transport.actions:
            raise NoRendererError("It takes no addresses to play.")
        sink = "http-get:*:*:*"
        if "GetProtocolInfo" in self._connection.actions:
            sink = str((await self._connection.call("GetProtocolInfo")).get("Sink", ""))
        types = media_types(sink)
        capabilities = decoded(self.kind, types)
        if capabilities is None:
            raise NoRendererError("It plays no MP4 videos.")
        commands = {"play_item", "play", "stop", "audio", "subtitle", "seek", *self._volume.commands}
        commands |= {"pause"} if "Pause" in self._transport.actions else set()
        called = {"mkv": "video/x-mkv"} if "video/x-mkv" in types and "video/x-matroska" not in types else {}
        self._traits = Traits(
            frozenset(commands), capabilities, has_hls=False, media_types={**self.kind.media_types, **called}
        )

    @property
    def name(self) -> str:
        """As it describes itself."""
        return self._name

    @property
    def traits(self) -> Traits:
        """What it is able to do."""
        return self._traits

    def wake(self) -> None:
        """It sent an event: ask it soon, unless it sends so many that it is asked often enough anyway."""
        if self._budget.take(1):
            self._woken.set()

    async def subscribe(self, callback: str) -> None:
        """Have it send its events to a URL, renewed until cancelled. One that refuses is asked more often anyway."""
        await self._events.keep(callback)

    async def run(self, listener: Listener) -> None:
        """Ask it for its state, until cancelled. Raises DeviceGoneError."""
        failures, polls = 0, 0
        while True:
            was_woken = self._woken.is_set()
            self._woken.clear()
            try:
                obeyed = self._obeyed
                if was_woken or polls % VOLUME_POLLS == 0:
                    await self._volume.read()
                media, status = self._media, await self._status()
                failures = 0
                if self._media is media and self._obeyed == obeyed:  # else it may be of before a command
                    listener(status)
            except DeviceGoneError:
                failures += 1
                if failures >= MOST_FAILURES:
                    raise DeviceGoneError(f"“{self._name}” does not answer any more.") from None
            except DeviceError:
                pass  # it answers, at least
            polls += 1
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS if self._media is not None else IDLE_POLL_SECONDS):
                    await self._woken.wait()
            await asyncio.sleep(0.1)  # however many events it sends

    async def _status(self) -> DeviceStatus:
        state = str((await self._act("GetTransportInfo")).get("CurrentTransportState", "")).strip().upper()
        playback, media = _PLAYBACKS.get(state, "idle"), self._media
        status = DeviceStatus(volume=self._volume.level, muted=self._volume.is_muted)
        if media is None:
            return status
        if playback == "idle":
            return replace(status, media=media.key, ending="finished" if self._was_at_end(media) else "stopped")
        info = await self._act("GetPositionInfo")
        uri = str(info.get("TrackURI", ""))
        if uri.startswith("http") and media.key not in uri:
            return status  # someone else plays something else on it
        position = seconds(str(info.get("RelTime", "")))
        position = self._estimate() if position is None else position + (0.0 if media.is_file else media.start)
        self._at = (position, time.monotonic(), playback == "playing")
        return replace(status, playback=playback, position=position, media=media.key)

    def _estimate(self) -> float:
        """The position by the clock."""
        position, at, played = self._at
        return position + (time.monotonic() - at if played else 0.0)

    def _was_at_end(self, media: Media) -> bool:
        return media.duration > 0 and self._estimate() >= media.duration - NEAR_END_SECONDS

    async def load(self, media: Media) -> None:
        """Play something, and wait until it plays."""
        with suppress(DeviceError):
            if self._media is not None:
                await self._act("Stop")  # some renderers take no other address before
        self._media, self._at = None, (media.start, time.monotonic(), False)
        await self._act("SetAVTransportURI", CurrentURI=media.url, CurrentURIMetaData=metadata(media))
        await self._act("Play", Speed="1")
        await self._until_begun()
        self._media = media
        if media.is_file and media.start > 0:
            await self._seek_at_first(media.start)
        if media.is_paused:
            await self.pause()
        self._note_obeyed()

    async def _until_begun(self) -> None:
        began, end = False, time.monotonic() + LOAD_SECONDS
        while time.monotonic() < end:
            state = str((await self._act("GetTransportInfo")).get("CurrentTransportState", "")).strip().upper()
            if state in ("PLAYING", "PAUSED_PLAYBACK"):
                return
            if began and state != "TRANSITIONING":
                raise DeviceError(f"“{self._name}” stopped at once: it does not play this.")
            began = began or state == "TRANSITIONING"
            await asyncio.sleep(BEGIN_SECONDS)
        raise DeviceError(f"“{self._name}” did not begin to play.")

    async def _seek_at_first(self, position: float) -> None:
        """Begin elsewhere. Some renderers, as Kodi, refuse for a moment after they say that they play; one that goes on refusing
        plays from the beginning.
        """
        for _ in range(SEEK_TRIES):
            try:
                await self.seek(position)
                return
            except DeviceGoneError:
                raise
            except DeviceError:
                await asyncio.sleep(SEEK_SECONDS)

    async def play(self) -> None:
        """Go on."""
        await self._act("Play", Speed="1")
        self._note_obeyed()

    async def pause(self) -> None:
        """Pause."""
        await self._act("Pause")
        self._note_obeyed()

    async def stop(self) -> None:
        """Stop."""
        self._media = None
        await self._act("Stop")
        self._note_obeyed()

    async def seek(self, position: float) -> None:
        """Go to a second of a file."""
        whole = int(position)
        target = f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
        try:
            await self._act("Seek", Unit="REL_TIME", Target=target)
        except DeviceGoneError:
            raise
        except DeviceError:
            await self._act("Seek", Unit="ABS_TIME", Target=target)
        self._at = (float(whole), time.monotonic(), self._at[2])
        self._note_obeyed()

    async def set_volume(self, level: int) -> None:
        """Set the volume, 0 to 100."""
        await self._volume.set(level)
        self._note_obeyed()

    async def mute(self, on: bool) -> None:
        """Mute, or not."""
        await self._volume.mute(on)
        self._note_obeyed()

    async def show_subtitles(self, track: int | None) -> None:  # noqa: ARG002
        """Not while it plays: `player` loads it again with other subtitles."""
        raise DeviceError(f"“{self._name}” changes subtitles only when it loads.")

    async def close(self) -> None:
        """End its events."""
        await self._events.close()

    def _note_obeyed(self) -> None:
        self._obeyed += 1
        self._woken.set()

    async def _act(self, action: str, **arguments: object) -> Mapping[str, Any]:
        return await self._transport.call(action, **arguments)
