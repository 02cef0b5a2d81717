"""Subscriptions to the events of a renderer (GENA; UPnP Device Architecture 1.0, 4.1)."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from async_upnp_client.const import HttpRequest
from async_upnp_client.exceptions import UpnpError

from dim.cast.renderers.requester import LimitedRequester

SUBSCRIPTION_SECONDS = 300
CLOSE_SECONDS = 2.0


class EventSubscriptions:
    """Those to some services of a renderer, by the URLs of their events."""

    def __init__(self, requester: LimitedRequester, urls: Sequence[str]) -> None:
        self._requester, self._urls = requester, urls
        self._known: dict[str, str] = {}
        """The ids of the subscriptions, by URL."""

    async def keep(self, callback: str) -> None:
        """Have events sent to a URL, renewed until cancelled. What is refused is tried again at the next renewal."""
        while True:
            for url in self._urls:
                with suppress(UpnpError):
                    await self._subscribe(url, callback)
            await asyncio.sleep(SUBSCRIPTION_SECONDS / 2)

    async def _subscribe(self, url: str, callback: str) -> None:
        new = {"NT": "upnp:event", "CALLBACK": f"<{callback}>"}
        known = self._known.get(url)
        headers = {"TIMEOUT": f"Second-{SUBSCRIPTION_SECONDS}", **({"SID": known} if known else new)}
        answer = await self._requester.async_http_request(HttpRequest("SUBSCRIBE", url, headers, None))
        if answer.status_code == 200:
            self._known[url] = answer.headers.get("SID", "")[:200]
        else:
            self._known.pop(url, None)  # it forgot us: subscribe anew next time

    async def close(self) -> None:
        """End them."""
        with suppress(UpnpError, TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                for url, sid in self._known.items():
                    await self._requester.async_http_request(HttpRequest("UNSUBSCRIBE", url, {"SID": sid}, None))
        self._known.clear()
