"""The DLNA media server as a part of Dim: what it announces, which actions it answers, whom it tells of changes."""

import asyncio
import logging
import platform
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx

import dim
from dim.db import Database
from dim.disks import Disks
from dim.dlna.links import Links
from dim.dlna.resources import source_protocol_info
from dim.dlna.streams import Streams
from dim.dlna.viewer import NOBODY, Viewer, viewer
from dim.events import Event, Hub
from dim.network.devices import device_client
from dim.playback.sessions.registry import Sessions
from dim.runtime_settings import RuntimeSettings, RuntimeValues
from dim.upnp.description import Device, Icon
from dim.upnp.local import Interface
from dim.upnp.services import BASIC_DEVICE, CONNECTION_MANAGER, CONTENT_DIRECTORY, MEDIA_SERVER, SERVICES
from dim.upnp.ssdp import Announced, Announcer
from dim.upnp.subscriptions import Subscriptions

log = logging.getLogger(__name__)
CHANGES = frozenset({"media", "files", "library", "settings", "access", "collection", "refresh"})
"""Events after which containers may have other children."""
EVENT_SECONDS = 2.0
"""Between two events of SystemUpdateID (ContentDirectory:1, 2.5.20)."""
ICONS = tuple(
    Icon(f"icons/{side}.{name}", f"image/{kind}", side)
    for side in (48, 120)
    for name, kind in (("png", "png"), ("jpg", "jpeg"))
)
VENDOR = (
    "<dlna:X_DLNADOC>DMS-1.50</dlna:X_DLNADOC><dlna:X_DLNADOC>M-DMS-1.50</dlna:X_DLNADOC>"
    "<sec:ProductCap>smi,DCM10,getMediaInfo.sec,getCaptionInfo.sec</sec:ProductCap>"
    "<sec:X_ProductCap>smi,DCM10,getMediaInfo.sec,getCaptionInfo.sec</sec:X_ProductCap>"
)
"""What DLNA and Samsung's televisions look for in a description."""
SERVER = f"{platform.system() or 'OS'}/{platform.release() or '0'} UPnP/1.0 Dim/{dim.__version__}"


@dataclass(frozen=True, slots=True)
class Web:
    """Where Dim's HTTP server is: its port, its path behind a proxy, and the interfaces that it listens on now."""

    port: int
    prefix: str
    interfaces: Callable[[], Sequence[Interface]]


class DlnaServer:
    """Announces Dim while discovery or DLNA is on, and keeps what the routes of `api.dlna` need.

    >>> dlna = DlnaServer(database, hub, settings, sessions, disks, secret, web)
    >>> tasks.start("DLNA", dlna.run)
    """

    def __init__(
        self, database: Database, hub: Hub, settings: RuntimeSettings, sessions: Sessions, disks: Disks, secret: bytes, web: Web
    ) -> None:  # fmt: skip
        """`secret`: the server's, from which the key of links is derived."""
        self._database, self._settings, self._web = database, settings, web
        self.links = Links(secret)
        self.streams = Streams(database, sessions, disks)
        self.subscriptions = Subscriptions(self._notify)
        self.update_id = int(time.time()) & 0x7FFFFFFF
        """SystemUpdateID: larger after each change, also after a restart."""
        self._changed = asyncio.Event()
        self._client: httpx.AsyncClient | None = None
        self._announcer: Announcer | None = None
        hub.follow(self._on_event)

    @property
    def values(self) -> RuntimeValues:
        """The settings as they are now."""
        return self._settings.current

    @property
    def interfaces(self) -> Sequence[Interface]:
        """The interfaces that there are now."""
        return self._web.interfaces()

    def viewer(self) -> Viewer:
        """As whom the catalog is read; looked up for each request, since rights change. While DLNA is off, nobody sees anything."""
        return self._database.read(viewer, self.values) if self.values.dlna else NOBODY

    def device(self) -> Device:
        """The media server, with the name that it has now."""
        return Device(
            MEDIA_SERVER, self._udn("media server"), self.values.server_name, "/dlna/device.xml", dim.__version__,
            tuple(SERVICES.values()), ICONS, VENDOR,
        )  # fmt: skip

    def page_device(self) -> Device:
        """A device that has nothing but a page for people: it lets file managers show Dim while DLNA is off."""
        return Device(BASIC_DEVICE, self._udn("page"), self.values.server_name, "/upnp/device.xml", dim.__version__)

    def check_interfaces(self) -> None:
        """The machine's addresses have changed: announce it on those that are new."""
        if self._announcer is not None:
            self._announcer.check()

    def state(self, service: str) -> Mapping[str, object]:
        """The evented variables of a service, by the service's name."""
        if service == CONTENT_DIRECTORY.name:
            return {"SystemUpdateID": self.update_id, "ContainerUpdateIDs": ""}
        if service == CONNECTION_MANAGER.name:
            return {"SourceProtocolInfo": source_protocol_info(), "SinkProtocolInfo": "", "CurrentConnectionIDs": "0"}
        return {name: 1 for name, variable in SERVICES[service].variables.items() if variable.evented}

    async def run(self) -> None:
        """Announce what the settings ask for, and tell subscribers of changes; until cancelled."""
        async with device_client() as client:
            self._client = client
            telling = asyncio.create_task(self._tell(), name="DLNA events")
            try:
                await self._announce()
            finally:
                telling.cancel()
                await asyncio.gather(telling, return_exceptions=True)  # and is cancelled itself if `run` is
                await self.subscriptions.close()
                self._client = None

    async def _announce(self) -> None:
        while True:
            values = self.values
            announcer: asyncio.Task[None] | None = None
            if (device := self._announced_device()) is not None:
                self._announcer = Announcer(Announced(device, self._location, SERVER), self._web.interfaces)
                announcer = asyncio.create_task(self._announcer.run(), name="SSDP")
            try:
                if not values.dlna:
                    await self.subscriptions.close()
                await self._until_other_device(device, announcer)
            finally:
                self._announcer = None
                if announcer is not None:
                    announcer.cancel()
                    await asyncio.gather(announcer, return_exceptions=True)

    async def _until_other_device(self, device: Device | None, announcer: asyncio.Task[None] | None) -> None:
        """Wait until another device is to be announced. Raises what ended the announcer."""
        while True:
            changed = asyncio.create_task(self._settings.until_changed(self.values))
            try:
                await asyncio.wait(
                    {changed, announcer} if announcer else {changed}, return_when=asyncio.FIRST_COMPLETED
                )
                if announcer is not None and announcer.done():
                    announcer.result()
                if self._announced_device() != device:
                    return
            finally:
                changed.cancel()

    def _announced_device(self) -> Device | None:
        values = self.values
        return self.device() if values.dlna else self.page_device() if values.discovery else None

    def _location(self, device: Device, address: str) -> str:
        return f"http://{address}:{self._web.port}{self._web.prefix}{device.path}"

    def _udn(self, name: str) -> str:
        return f"uuid:{uuid.uuid5(uuid.UUID(self._settings.server_id), name)}"

    def _on_event(self, event: Event) -> None:
        if event.type in CHANGES:
            self.update_id += 1
            self._changed.set()

    async def _tell(self) -> None:
        """Tell subscribers of changes, not more often than the standard allows."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            self.subscriptions.publish(CONTENT_DIRECTORY.name, self.state(CONTENT_DIRECTORY.name))
            await asyncio.sleep(EVENT_SECONDS)

    async def _notify(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Send an event. Raises OSError: it was not delivered."""
        if self._client is None:
            raise OSError("the server stops")
        try:
            async with self._client.stream("NOTIFY", url, headers=dict(headers), content=body) as response:
                if not response.is_success:
                    raise OSError(f"the subscriber answered {response.status_code}")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise OSError(str(error) or type(error).__name__) from None
