"""A DLNA renderer (UPnP MediaRenderer:1 with AVTransport:1, RenderingControl:1, ConnectionManager:1), with async-upnp-client.

It is asked for its state; its events (GENA) only say that it is time to ask, so that nothing of them has to be trusted.
"""

import asyncio
import logging
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import httpx
from async_upnp_client.client import UpnpDevice, UpnpService
from async_upnp_client.client_factory import UpnpFactory
from async_upnp_client.const import HttpRequest
from async_upnp_client.exceptions import UpnpCommunicationError, UpnpError, UpnpResponseError

from dim.cast.device import (
    DeviceError,
    DeviceGoneError,
    DeviceStatus,
    FoundDevice,
    Listener,
    Media,
    Playback,
    Traits,
    number,
)
from dim.cast.requester import LimitedRequester
from dim.dlna.devices import DeviceKind, recognise
from dim.dlna.resources import ANYTHING, BASIC, SUBTITLE_TYPE
from dim.playback.policy.capabilities import Capabilities
from dim.remote.reports import clean
from dim.upnp.didl import VIDEO, Art, Object, Resource, document
from dim.upnp.protocol_info import FILE, SUBTITLES, content_features, protocol_info

logging.getLogger("async_upnp_client").setLevel(logging.CRITICAL)  # what fails is raised, and told once by `service`
RENDERER_TYPE = "urn:schemas-upnp-org:device:MediaRenderer:"
CONNECT_SECONDS, LOAD_SECONDS = 15.0, 15.0
ACTION_SECONDS = 10.0
"""Of an action that changes what plays: some renderers answer only when it does."""
CLOSE_SECONDS = 2.0
POLL_SECONDS, IDLE_POLL_SECONDS = 1.0, 10.0
BEGIN_SECONDS = 0.3
SEEK_TRIES, SEEK_SECONDS = 10, 0.5
VOLUME_POLLS = 5
MOST_FAILURES = 3
SUBSCRIPTION_SECONDS = 300
NEAR_END_SECONDS = 8.0
"""A renderer that stops so close to the end has played it to the end: it says no more than that it stopped."""
LONGEST_NAME, MOST_TYPES = 60, 2000
_CONTAINERS = {
    "video/mp4": "mp4",
    "video/x-matroska": "mkv",
    "video/x-mkv": "mkv",
    "video/mkv": "mkv",
    "video/webm": "webm",
}
_PLAYBACKS: dict[str, Playback] = {"PLAYING": "playing", "PAUSED_PLAYBACK": "paused", "TRANSITIONING": "buffering"}
_TIME = re.compile(r"[+-]?(\d{1,5}):([0-5]?\d):([0-5]?\d(?:\.\d{1,9})?)", re.ASCII)
_PLAYS_EVERYTHING = ("Kodi",)
STREAM = content_features(converted=True)
"""A stream that is made while it is sent, in which nobody seeks: another stream begins elsewhere."""


class NoRendererError(DeviceError):
    """It is no renderer that plays videos; the text is for people."""


class Renderer:
    """A connection. Make one with `connect`."""

    def __init__(self, found: FoundDevice, requester: LimitedRequester, device: UpnpDevice) -> None:
        self._name, self._requester = found.name, requester
        self._transport = _service(device, "AVTransport")
        self._rendering, self._connection = _service(device, "RenderingControl"), _service(device, "ConnectionManager")
        self.kind = recognise(f"{device.model_name} {device.manufacturer}"[:400])
        self._traits = Traits(frozenset(), BASIC, has_hls=False)
        self._woken = asyncio.Event()
        self._obeyed = 0
        """Counts the commands that it obeyed: what was asked before one of them is out of date."""
        self._media: Media | None = None
        self._at = (0.0, 0.0, False)
        """The position that it had, when that was, and whether it played then."""
        self._volume: tuple[int | None, bool | None] = (None, None)
        self._subscriptions: dict[str, str] = {}
        """The event URLs of services, and the subscriptions there."""

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
        if self._transport is None or not {"SetAVTransportURI", "Play", "Stop"} <= set(self._transport.actions):
            raise NoRendererError("It takes no addresses to play.")
        sink = "http-get:*:*:*"
        if self._connection is not None and "GetProtocolInfo" in self._connection.actions:
            sink = str((await self._call(self._connection, "GetProtocolInfo")).get("Sink", ""))
        types = media_types(sink)
        capabilities = decoded(self.kind, types)
        if capabilities is None:
            raise NoRendererError("It plays no MP4 videos.")
        transport, rendering = set(self._transport.actions), set(self._rendering.actions if self._rendering else ())
        commands = {"play_item", "play", "stop", "audio", "subtitle", "seek"}
        commands |= {"pause"} if "Pause" in transport else set()
        commands |= {"volume"} if "SetVolume" in rendering else set()
        commands |= {"mute"} if "SetMute" in rendering else set()
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
        """It sent an event: ask it soon."""
        self._woken.set()

    async def subscribe(self, callback: str) -> None:
        """Have it send its events to a URL, renewed until cancelled. One that refuses is asked more often anyway."""
        while True:
            for service in (self._transport, self._rendering):
                if service is not None:
                    with suppress(UpnpError):
                        await self._subscribe(service.event_sub_url, callback)
            await asyncio.sleep(SUBSCRIPTION_SECONDS / 2)

    async def _subscribe(self, url: str, callback: str) -> None:
        new = {"NT": "upnp:event", "CALLBACK": f"<{callback}>"}
        known = self._subscriptions.get(url)
        headers = {"TIMEOUT": f"Second-{SUBSCRIPTION_SECONDS}", **({"SID": known} if known else new)}
        answer = await self._requester.async_http_request(HttpRequest("SUBSCRIBE", url, headers, None))
        if answer.status_code == 200:
            self._subscriptions[url] = answer.headers.get("SID", "")[:200]
        else:
            self._subscriptions.pop(url, None)  # it forgot us: subscribe anew next time

    async def run(self, listener: Listener) -> None:
        """Ask it for its state, until cancelled. Raises DeviceGoneError."""
        failures, polls = 0, 0
        while True:
            was_woken = self._woken.is_set()
            self._woken.clear()
            try:
                obeyed = self._obeyed
                if was_woken or polls % VOLUME_POLLS == 0:
                    await self._read_volume()
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
        volume, muted = self._volume
        status = DeviceStatus(volume=volume, muted=muted)
        if media is None:
            return status
        if playback == "idle":
            return replace(status, media=media.key, ending="finished" if self._was_at_end(media) else "stopped")
        info = await self._act("GetPositionInfo")
        uri = str(info.get("TrackURI", ""))
        if uri.startswith("http") and media.key not in uri:
            return status  # someone else plays something else on it
        position = _seconds(str(info.get("RelTime", "")))
        position = self._estimate() if position is None else position + (0.0 if media.is_file else media.start)
        self._at = (position, time.monotonic(), playback == "playing")
        return replace(status, playback=playback, position=position, media=media.key)

    def _estimate(self) -> float:
        """The position by the clock."""
        position, at, played = self._at
        return position + (time.monotonic() - at if played else 0.0)

    def _was_at_end(self, media: Media) -> bool:
        return media.duration > 0 and self._estimate() >= media.duration - NEAR_END_SECONDS

    async def _read_volume(self) -> None:
        rendering = self._rendering
        if rendering is None or "volume" not in self._traits.commands:
            return
        obeyed = self._obeyed
        level = number((await self._call(rendering, "GetVolume", Channel="Master")).get("CurrentVolume"))
        muted = None
        if "GetMute" in rendering.actions:
            muted = (await self._call(rendering, "GetMute", Channel="Master")).get("CurrentMute") is True
        if self._obeyed == obeyed:
            self._volume = (round(min(level / self._loudest * 100, 100.0)), muted)

    @property
    def _loudest(self) -> float:
        """The value that stands for the highest volume."""
        with suppress(KeyError, AttributeError, TypeError, ValueError):
            assert self._rendering is not None
            return number(self._rendering.state_variables["Volume"].max_value, 100.0) or 100.0
        return 100.0

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
        if self._rendering is None:
            raise DeviceError(f"“{self._name}” has no volume.")
        value = round(level / 100 * self._loudest)
        await self._call(self._rendering, "SetVolume", Channel="Master", DesiredVolume=value)
        self._volume = (level, self._volume[1])
        self._note_obeyed()

    async def mute(self, on: bool) -> None:
        """Mute, or not."""
        if self._rendering is None:
            raise DeviceError(f"“{self._name}” cannot be muted.")
        await self._call(self._rendering, "SetMute", Channel="Master", DesiredMute=on)
        self._volume = (self._volume[0], on)
        self._note_obeyed()

    async def show_subtitles(self, track: int | None) -> None:  # noqa: ARG002
        """Not while it plays: `player` loads it again with other subtitles."""
        raise DeviceError(f"“{self._name}” changes subtitles only when it loads.")

    async def close(self) -> None:
        """End its events."""
        with suppress(UpnpError, TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                for url, sid in self._subscriptions.items():
                    await self._requester.async_http_request(HttpRequest("UNSUBSCRIBE", url, {"SID": sid}, None))
        self._subscriptions.clear()

    def _note_obeyed(self) -> None:
        self._obeyed += 1
        self._woken.set()

    async def _act(self, action: str, **arguments: object) -> Mapping[str, Any]:
        assert self._transport is not None
        return await self._call(self._transport, action, **arguments)

    async def _call(self, service: UpnpService, action: str, **arguments: object) -> Mapping[str, Any]:
        """Call an action. Raises DeviceError: the renderer refuses. DeviceGoneError: it does not answer."""
        if action not in service.actions:
            raise DeviceError(f"“{self._name}” cannot do that ({action}).")
        known = {one.name for one in service.actions[action].in_arguments()}
        given = {"InstanceID": 0, **arguments}
        try:
            return await service.actions[action].async_call(
                request_timeout=ACTION_SECONDS, **{name: value for name, value in given.items() if name in known}
            )  # fmt: skip
        except UpnpResponseError as error:
            raise DeviceError(f"“{self._name}” refused ({action}: {clean(str(error), 100)}).") from None
        except UpnpCommunicationError:
            raise DeviceGoneError(f"“{self._name}” does not answer.") from None
        except Exception as error:  # whatever the library makes of a hostile answer
            raise DeviceError(f"“{self._name}” answers nonsense ({action}: {type(error).__name__}).") from None


def media_types(sink: str) -> frozenset[str]:
    """The media types in a list of protocolInfo (ConnectionManager:1, 2.5.2) that come by HTTP.

    >>> sorted(media_types("http-get:*:video/mp4:*,rtsp-rtp-udp:*:video/mpeg:*"))
    ['video/mp4']
    """
    entries = (entry.strip().split(":") for entry in sink.split(",", MOST_TYPES)[:MOST_TYPES])
    return frozenset(entry[2].lower() for entry in entries if len(entry) >= 4 and entry[0].lower() in ("http-get", "*"))


def decoded(kind: DeviceKind, types: Iterable[str]) -> Capabilities | None:
    """What a renderer that takes some media types is sent; None: nothing that Dim has. Types say nothing of codecs, so that all but
    programs that are known to play everything get what nearly all televisions decode.
    """
    known = set(types)
    if kind.name in _PLAYS_EVERYTHING:
        return ANYTHING
    containers = {_CONTAINERS[one] for one in known if one in _CONTAINERS}
    if known & {"*", "*/*", "video/*"}:
        containers.add("mp4")
    return replace(BASIC, containers=frozenset(containers)) if "mp4" in containers else None


def metadata(media: Media) -> str:
    """What is loaded, as DIDL-Lite (AVTransport:1, 2.2.15)."""
    info = protocol_info(media.media_type, FILE if media.is_file else STREAM)
    resources = [Resource(media.url, info, size=media.size, duration=media.duration or None)]
    shown = next((one for one in media.subtitles if one.id == media.shown_subtitles), None)
    if shown is not None:
        resources.append(Resource(shown.url, protocol_info(SUBTITLE_TYPE, SUBTITLES)))
    return document([
        Object(
            id="0", parent_id="-1", title=media.title, upnp_class=VIDEO,
            art=[Art(media.poster, "JPEG_MED")] if media.poster else [], resources=resources,
            caption_url=shown.url if shown else None,
        )
    ])  # fmt: skip


def _service(device: UpnpDevice, name: str) -> UpnpService | None:
    services: Sequence[UpnpService] = list(device.services.values())
    return next((one for one in services if f":service:{name}:" in one.service_type), None)


def _seconds(text: str) -> float | None:
    """A position, such as "0:01:02"; None: it is none."""
    match = _TIME.fullmatch(text.strip())
    return int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3]) if match else None
