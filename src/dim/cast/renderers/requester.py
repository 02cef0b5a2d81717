"""Requests to DLNA renderers, for async-upnp-client: to the device that was found alone, with limits, without redirects."""

import asyncio
from urllib.parse import urlsplit

import httpx
from async_upnp_client.client import UpnpRequester
from async_upnp_client.const import HttpRequest, HttpResponse
from async_upnp_client.exceptions import UpnpCommunicationError, UpnpConnectionError, UpnpConnectionTimeoutError

LARGEST_ANSWER, LARGEST_RESULT = 256 << 10, 64 << 10
"""Bytes of an answer, and of one to an action."""
MOST_DESCRIPTIONS = 1 << 20
"""Bytes of all descriptions of a device together: reading them takes the server's time, half a millisecond for a KiB."""
SECONDS = 5.0
"""Of a request, from its beginning to its end."""


class LimitedRequester(UpnpRequester):
    """Sends requests to one host."""

    def __init__(self, client: httpx.AsyncClient, host: str) -> None:
        """`client`: see `dim.network.devices`."""
        self._client, self._host = client, host
        self._left = MOST_DESCRIPTIONS

    async def async_http_request(self, http_request: HttpRequest) -> HttpResponse:
        """Send a request. Raises UpnpCommunicationError: the device does not answer, or answers too much."""
        try:
            async with asyncio.timeout(http_request.timeout or SECONDS):
                return await self._send(http_request)
        except (TimeoutError, httpx.TimeoutException):
            raise UpnpConnectionTimeoutError("It does not answer.") from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise UpnpConnectionError(str(error) or type(error).__name__) from None

    async def _send(self, asked: HttpRequest) -> HttpResponse:
        if not asked.url.startswith("http://") or urlsplit(asked.url).hostname != self._host:
            raise UpnpCommunicationError("It names an address that is not its own.")
        headers = {name: value for name, value in (asked.headers or {}).items() if name.lower() != "host"}
        content = asked.body.encode() if isinstance(asked.body, str) else asked.body
        body, most = bytearray(), LARGEST_RESULT if asked.method == "POST" else min(LARGEST_ANSWER, self._left)
        async with self._client.stream(asked.method, asked.url, headers=headers, content=content) as response:
            if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
                raise UpnpCommunicationError("It answers in an encoding that was not asked for.")  # it could be a bomb
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > most:
                    raise UpnpCommunicationError("It answers too much.")
        if asked.method == "GET":
            self._left -= len(body)
        return HttpResponse(response.status_code, response.headers, body.decode("utf-8", "replace"))
