"""The server as a scanner sees it."""

import asyncio
import logging
from typing import Any
from urllib.parse import quote

import httpx
import orjson

log = logging.getLogger(__name__)
LONGEST_WAIT = 10.0
PAGE = 5000
_JSON = {"Content-Type": "application/json"}
PATHS_A_REQUEST, SIGNS_A_REQUEST = 50, 12_000
"""Of paths in an address, which must not grow too long."""


class RefusedError(Exception):
    """The server does not take this scanner any more: its token or its library is gone."""


class RejectedError(Exception):
    """The server did not take what was sent; sending it again would not help. The text says why."""


class Client:
    """Sends requests, and sends them again while the server is away."""

    def __init__(self, endpoint: str, token: str) -> None:
        """`endpoint` is the server's address, such as http://127.0.0.1:8008."""
        headers = {"Authorization": f"Bearer {token}"}
        limits = httpx.Limits(max_connections=20, max_keepalive_connections=16)
        self._http = httpx.AsyncClient(
            base_url=endpoint.rstrip("/") + "/api/v1",
            headers=headers,
            timeout=90,
            limits=limits,
            trust_env=False,
        )

    async def _request(self, method: str, path: str, **options: Any) -> httpx.Response:
        wait = 0.25
        while True:
            try:
                response = await self._http.request(method, path, **options)
            except httpx.TransportError as error:
                log.info("The server does not answer (%s); trying again in %.1f s.", type(error).__name__, wait)
            else:
                if response.status_code == 401:
                    raise RefusedError("The server refuses this scanner's token.")
                if response.status_code < 500:
                    return response
                log.warning(
                    "The server answered %s to %s %s; trying again in %.1f s.", response.status_code, method, path, wait
                )
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _send(self, path: str, **options: Any) -> None:
        response = await self._request("POST", f"/scanner{path}", **options)
        if response.status_code >= 400:
            raise RejectedError(response.json().get("detail", str(response.status_code)))

    async def about(self) -> dict[str, Any]:
        """The library to look after: library_id, name, type, path."""
        response = await self._request("GET", "/scanner")
        if response.status_code == 404:
            raise RefusedError("The library was removed.")
        about: dict[str, Any] = response.json()
        return about

    async def known_files(self, under: list[str] | None = None) -> list[dict[str, Any]]:
        """What the server knows: of the whole library, or of some files and folders."""
        found: list[dict[str, Any]] = []
        for part in [[]] if under is None else _parts(under):
            after = ""
            while True:
                response = await self._request(
                    "GET", "/scanner/files", params={"under": part, "after": after, "limit": PAGE}
                )
                page = response.json()
                found += page
                if len(page) < PAGE:
                    break
                after = page[-1]["path"]
        return found

    async def report(self, batch: dict[str, Any]) -> None:
        """Send a batch of changes. Raises RejectedError."""
        await self._send("/reports", content=orjson.dumps(batch), headers=_JSON)

    async def progress(self, **progress: Any) -> None:
        """Say how far a scan is."""
        await self._send("/progress", json=progress)

    async def watching(self, mode: str) -> None:
        """Say how changes are noticed: events, or polling."""
        await self._send("/watching", json={"mode": mode})

    async def task(self, wait: float) -> str | None:
        """What the server wants done; None after `wait` seconds."""
        response = await self._request("GET", "/scanner/task", params={"wait": wait})
        task: str | None = response.json().get("task")
        return task

    async def wanted_pictures(self, after: int, limit: int) -> list[dict[str, Any]]:
        """Items whose pictures are wanted, by id from behind one on; at most 200."""
        response = await self._request("GET", "/scanner/artwork", params={"after": after, "limit": limit})
        wanted: list[dict[str, Any]] = response.json()
        return wanted

    async def send_beside(self, found: list[dict[str, Any]]) -> None:
        """Say which files of the library are pictures of items: {item_id, kind, path}; no path: none is. Raises RejectedError."""
        await self._send("/artwork", content=orjson.dumps({"pictures": found}), headers=_JSON)

    async def send_picture(self, item_id: int, kind: str, source: str, data: bytes = b"") -> None:
        """Send a picture, or with source "none" that there is none. Raises RejectedError."""
        await self._send(f"/artwork/{item_id}/{kind}", params={"source": source}, content=data)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def _parts(paths: list[str]) -> list[list[str]]:
    """Paths in parts that fit into an address."""
    parts: list[list[str]] = []
    length = SIGNS_A_REQUEST
    for path in paths:
        signs = len(quote(path))
        if length + signs > SIGNS_A_REQUEST or len(parts[-1]) >= PATHS_A_REQUEST:
            parts.append([])
            length = 0
        parts[-1].append(path)
        length += signs
    return parts
