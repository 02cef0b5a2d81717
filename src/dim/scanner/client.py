"""The server as a scanner sees it."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

import httpx
import orjson

from dim.games.model import KnownGame
from dim.scanner.games.compare import GameBatch
from dim.scanner.messages import (
    ArtworkAnswer,
    ArtworkSource,
    Batch,
    KnownFile,
    Library,
    ScannerTask,
    ScanProgress,
    WantedArtwork,
    task_from_json,
)

log = logging.getLogger(__name__)
FIRST_DELAY, LONGEST_DELAY = 0.25, 10.0
ATTEMPTS = 8
"""How often a request is sent to which the server answers with an error of its own."""
REPORT_ATTEMPTS = 4
PAGE = 5000
TASK_WAIT = 30.0
"""Seconds until the server answers that there is no task."""
_JSON = {"Content-Type": "application/json"}
_UNAUTHORIZED, _NOT_FOUND = 401, 404
_CONFLICTS = (408, 409, 425, 429)
"""What another attempt may well change: the request collided with something else."""
_UNAVAILABLE = (503, 507)
"""The server cannot accept anything now; the request itself is not the reason."""
PATHS_A_REQUEST, CHARACTERS_A_REQUEST = 50, 12_000
"""Of paths in an address, which must not grow too long."""


class ClientError(Exception):
    """The server did not do what it was asked.

    ClientError
     ├─ RefusedError       the token or the library is gone
     ├─ RejectedError      what was sent cannot be used
     └─ UnprocessedError   the server failed, or was busy, every time
    """


class RefusedError(ClientError):
    """The server does not accept this scanner any more: its token or its library is gone."""


class RejectedError(ClientError):
    """The server did not accept what was sent; sending it again would not help. The text says why."""


class UnprocessedError(ClientError):
    """The server answered every attempt with a conflict or an error of its own; it may work later, or with less at once."""


HUNG_REPORT_SECONDS = 5.0


class Client:
    """Sends requests, and sends them again while the server is away."""

    def __init__(self, endpoint: str, token: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """`endpoint` is the server's address, such as http://127.0.0.1:8008. `transport` stands in for the network in tests."""
        headers = {"Authorization": f"Bearer {token}"}
        limits = httpx.Limits(max_connections=20, max_keepalive_connections=16)
        self._http = httpx.AsyncClient(
            base_url=endpoint.rstrip("/") + "/api/v1",
            headers=headers,
            timeout=90,
            limits=limits,
            trust_env=False,
            transport=transport,
        )

    async def _request(self, method: str, path: str, attempts: int, **options: Any) -> httpx.Response:
        """The answer to a request. Waits while the server cannot be reached or is unavailable.

        Raises RefusedError. UnprocessedError: `attempts` in a row ended in a conflict or an error of the server.
        """
        delay = FIRST_DELAY
        while True:
            try:
                response = await self._http.request(method, path, **options)
            except httpx.TransportError as error:
                problem = type(error).__name__
            else:
                status = response.status_code
                if status == _UNAUTHORIZED:
                    raise RefusedError("The server refuses this scanner's token.")
                if status < 500 and status not in _CONFLICTS:
                    return response
                problem = f"{status} {_detail(response)}"
                attempts -= status not in _UNAVAILABLE
                if attempts <= 0:
                    raise UnprocessedError(problem)
            log.info("%s %s failed (%s); trying again in %.2f s.", method, path, problem, delay)
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def _get(self, path: str, **parameters: Any) -> Any:
        """The JSON of an answer. Raises ClientError."""
        response = await self._request("GET", "/scanner" + path, ATTEMPTS, params=parameters)
        if response.status_code >= 400:
            raise RejectedError(_detail(response))
        return response.json()

    async def _post(self, path: str, attempts: int = ATTEMPTS, **options: Any) -> None:
        """Send something. Raises ClientError."""
        response = await self._request("POST", "/scanner" + path, attempts, **options)
        if response.status_code >= 400:
            raise RejectedError(_detail(response))

    async def _inform(self, path: str, body: Mapping[str, object]) -> None:
        """Send what the server only shows to people: when it cannot take it, the work goes on. Raises RefusedError."""
        try:
            await self._post(path, json=body)
        except (RejectedError, UnprocessedError) as error:
            log.warning("The server does not take %s: %s", path, error)

    async def library(self) -> Library:
        """The library of this scanner. Raises ClientError."""
        response = await self._request("GET", "/scanner", ATTEMPTS)
        if response.status_code == _NOT_FOUND:
            raise RefusedError("The library was removed.")
        if response.status_code >= 400:
            raise RejectedError(_detail(response))
        return Library.from_json(response.json())

    async def known_files(self, under: list[str] | None = None) -> list[KnownFile]:
        """What the server knows: of the whole library, or of some files and folders. Raises ClientError."""
        found: list[KnownFile] = []
        for paths in [[]] if under is None else split_paths(under):
            after = ""
            while True:
                page = [
                    KnownFile.from_json(entry)
                    for entry in await self._get("/files", under=paths, after=after, limit=PAGE)
                ]
                found += page
                if len(page) < PAGE:
                    break
                after = page[-1].path
        return found

    async def report(self, batch: Batch, attempts: int = REPORT_ATTEMPTS) -> None:
        """Send a batch of changes. Raises ClientError."""
        await self._post("/reports", attempts, content=orjson.dumps(batch.to_json()), headers=_JSON)

    async def known_games(self) -> dict[tuple[str, str], str]:
        """The games that the server has: their digests by source and id. Raises ClientError."""
        return {(one["source"], one["source_id"]): one["digest"] for one in await self._get("/games")}

    async def known_files_of_games(self) -> list[KnownGame]:
        """The files of the games that the server has. Raises ClientError."""
        entries = await self._get("/games", files=True)
        return [KnownGame(one["source_id"], tuple(one["files"]), one["size"]) for one in entries if one["files"]]

    async def report_games(self, batch: GameBatch) -> None:
        """Send what changed of games. Raises ClientError."""
        await self._post("/games", REPORT_ATTEMPTS, content=orjson.dumps(batch.to_json()), headers=_JSON)

    async def progress(self, progress: ScanProgress) -> None:
        """Say how far a scan is. Raises RefusedError."""
        await self._inform("/progress", asdict(progress))

    async def watching(self, mode: str) -> None:
        """Say how changes are noticed: events, or polling. Raises RefusedError."""
        await self._inform("/watching", {"mode": mode})

    async def tasks(self) -> AsyncIterator[ScannerTask]:
        """What the server wants done, as soon as it says so, for ever. Raises RefusedError."""
        while True:
            began = time.monotonic()
            try:
                task = task_from_json(await self._get("/task", wait=TASK_WAIT))
            except (RejectedError, UnprocessedError) as error:
                log.warning("The server gives no task: %s", error)
                task = None
            if task is not None:
                yield task
            elif time.monotonic() - began < 1:
                await asyncio.sleep(1)  # a server that is shutting down answers at once

    async def wanted_artwork(self, after: int, limit: int) -> list[WantedArtwork]:
        """Items without artwork, with ids above `after`; at most 200. Raises ClientError."""
        return [WantedArtwork.from_json(entry) for entry in await self._get("/artwork", after=after, limit=limit)]

    async def send_artwork_files(self, found: Sequence[ArtworkAnswer]) -> None:
        """Say which files of the library are artwork of items. Raises ClientError."""
        body = {"pictures": [asdict(answer) for answer in found]}
        await self._post("/artwork", REPORT_ATTEMPTS, content=orjson.dumps(body), headers=_JSON)

    async def send_image(self, item_id: int, kind: str, source: ArtworkSource, data: bytes = b"") -> None:
        """Send artwork, or with source "none" that there is none. Raises ClientError."""
        await self._post(f"/artwork/{item_id}/{kind}", REPORT_ATTEMPTS, params={"source": source}, content=data)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def report_hung_disk(endpoint: str, token: str, folder: str) -> None:
    """Say that the scan failed because its disk does not answer; blocks for some seconds at most.

    For a thread of its own: the event loop may be what hangs.
    """
    error = f"The folder {folder} does not answer: is its disk connected? Dim tries again when it does."
    log.error("%s", error)
    with suppress(httpx.HTTPError):
        httpx.post(
            endpoint.rstrip("/") + "/api/v1/scanner/progress", json=asdict(ScanProgress("failed", error=error)),
            headers={"Authorization": f"Bearer {token}"}, timeout=HUNG_REPORT_SECONDS, trust_env=False,
        )  # fmt: skip


def _detail(response: httpx.Response) -> str:
    """What an answer says went wrong; a proxy in between may answer with something else than a problem."""
    try:
        problem = response.json()
    except ValueError:
        problem = None
    detail = problem.get("detail") if isinstance(problem, dict) else None
    return str(detail or f"status {response.status_code}")


def split_paths(paths: list[str]) -> list[list[str]]:
    """Paths in groups that each fit into an address."""
    groups: list[list[str]] = []
    length = CHARACTERS_A_REQUEST
    for path in paths:
        characters = len(quote(path))
        if length + characters > CHARACTERS_A_REQUEST or len(groups[-1]) >= PATHS_A_REQUEST:
            groups.append([])
            length = 0
        groups[-1].append(path)
        length += characters
    return groups
