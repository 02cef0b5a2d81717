"""Run as a program on a host of a test's own: finds media servers by SSDP, browses one, reads a film. Says what it found as JSON."""

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any

import httpx
from async_upnp_client.aiohttp import AiohttpRequester
from async_upnp_client.client_factory import UpnpFactory
from async_upnp_client.profiles.dlna import DmsDevice
from async_upnp_client.search import async_search


async def find(address: str, target: str, seconds: int) -> list[str]:
    """The descriptions of devices that answer a search."""
    found: list[str] = []

    async def note(headers: Mapping[str, Any]) -> None:
        found.append(str(headers["location"]))

    await async_search(note, timeout=seconds, search_target=target, source=(address, 0))
    return sorted(set(found))


async def play(location: str, library: int) -> dict[str, Any]:
    """Browse a library, and read a part of its first film."""
    device = await UpnpFactory(AiohttpRequester()).async_create_device(location)
    server = DmsDevice(device, None)
    films = await server.async_browse_direct_children(f"l{library}.all")
    url = str(films.result[0].res[0].uri)
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(url, headers={"Range": "bytes=100-199"})
    return {
        "name": device.friendly_name,
        "titles": [one.title for one in films.result],
        "url": url,
        "status": answer.status_code,
    }


if __name__ == "__main__":
    _, action, *arguments = sys.argv
    if action == "find":
        print(json.dumps(asyncio.run(find(arguments[0], arguments[1], int(arguments[2])))))
    else:
        print(json.dumps(asyncio.run(play(arguments[0], int(arguments[1])))))
