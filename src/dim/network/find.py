"""Finds Dim servers in the local network by what they announce (`_dim._tcp`)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from zeroconf import Error, IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from dim.network.announcement import DIM_TYPE

RESOLVE_MS = 3000
MOST_FOUND = 100


@dataclass(frozen=True, slots=True)
class FoundServer:
    """A server that is announced. All of it is what another device says, so it is not to be trusted."""

    server_id: str
    name: str
    host: str
    port: int
    addresses: tuple[str, ...]
    version: str = ""
    path: str = "/"
    https: bool = False

    @property
    def url(self) -> str:
        """Its address by name."""
        return f"{'https' if self.https else 'http'}://{self.host}:{self.port}{self.path}"


@asynccontextmanager
async def browse(interfaces: Sequence[str]) -> AsyncIterator[asyncio.Queue[FoundServer]]:
    """A queue that gets every server as it is announced, and again when that changes. Raises OSError: there is no multicast."""
    found: asyncio.Queue[FoundServer] = asyncio.Queue(MOST_FOUND)
    lookups: set[asyncio.Task[None]] = set()

    def changed(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if state_change is not ServiceStateChange.Removed and len(lookups) < MOST_FOUND:
            task = asyncio.create_task(_resolve(zeroconf, service_type, name, found))
            lookups.add(task)
            task.add_done_callback(lookups.discard)

    try:
        mdns = AsyncZeroconf(interfaces=list(interfaces))
    except (RuntimeError, Error) as error:
        raise OSError(str(error)) from error
    try:
        browser = AsyncServiceBrowser(mdns.zeroconf, DIM_TYPE, handlers=[changed])
        try:
            yield found
        finally:
            await browser.async_cancel()
            for task in lookups:
                task.cancel()
            await asyncio.gather(*lookups, return_exceptions=True)
    finally:
        await mdns.async_close()


async def find(server_id: str, interfaces: Sequence[str], seconds: float) -> FoundServer | None:
    """The server of an id; None: it was not found within some seconds. Raises OSError: there is no multicast."""
    try:
        async with browse(interfaces) as found, asyncio.timeout(seconds):
            while (one := await found.get()).server_id != server_id:
                pass
            return one
    except TimeoutError:
        return None


async def _resolve(zeroconf: Zeroconf, kind: str, name: str, found: asyncio.Queue[FoundServer]) -> None:
    try:
        info = AsyncServiceInfo(kind, name)
        is_there = await info.async_request(zeroconf, RESOLVE_MS)
    except (Error, OSError, ValueError):  # such as the name of another kind of service
        return
    if not is_there or info.port is None or info.server is None or found.full():
        return
    texts = info.decoded_properties
    found.put_nowait(
        FoundServer(
            server_id=texts.get("id") or "", name=name.removesuffix(f".{kind}"), host=info.server.rstrip("."), port=info.port,
            addresses=tuple(info.parsed_addresses(IPVersion.All)), version=texts.get("version") or "",
            path=texts.get("path") or "/", https=texts.get("https") == "1",
        )
    )  # fmt: skip
