"""Telling the server what became of files, in batches. Sending one twice is the same as once."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from typing import Any

from dim.scanner.client import Client, RejectedError
from dim.scanner.disk.compare import Changes
from dim.scanner.progress import Progress

log = logging.getLogger(__name__)
FIRST_BATCH, BATCH = 20, 150
"""Files a report: few at first, so that something is there at once; more later, since each costs a transaction."""
BATCH_SECONDS = 1.0
MOVED_BATCH = 500
PATHS_BATCH = 5000
Reports = AsyncGenerator[dict[str, Any], None]


class Reporter:
    """Sends what was found."""

    def __init__(self, client: Client, sent: Callable[[], None]) -> None:
        """`sent` is called after each report."""
        self._client, self._sent = client, sent

    async def gone(self, changes: Changes) -> None:
        """Say what went or came back; files that may only have moved go along with the first batch of new ones."""
        for name in ("unplugged", "returned", "vanished"):
            paths = getattr(changes, name)
            if name == "vanished" and changes.likely_moved:
                continue
            for start in range(0, len(paths), PATHS_BATCH):
                await self.send({name: paths[start : start + PATHS_BATCH]})

    async def files(self, changes: Changes, made: Reports, progress: Progress, stopped: Callable[[], bool]) -> None:
        """Send the reports of new and changed files as they are made: moved ones together, so that a folder moves as one."""
        batch: list[dict[str, Any]] = []
        sent = time.monotonic()
        gone = {"vanished": changes.vanished[:PATHS_BATCH]} if changes.likely_moved else {}
        moved = changes.likely_moved
        for start in range(PATHS_BATCH, len(changes.vanished) if moved else 0, PATHS_BATCH):
            await self.send({"vanished": changes.vanished[start : start + PATHS_BATCH]})
        async with aclosing(made) as reports, _InTurn() as sending:
            async for report in reports:
                if stopped():
                    break
                batch.append(report)
                progress.count(report)
                still_moved = progress.done < moved
                full = len(batch) >= (MOVED_BATCH if still_moved else min(FIRST_BATCH + progress.done // 4, BATCH))
                if full or progress.done == moved or (not still_moved and time.monotonic() - sent > BATCH_SECONDS):
                    await sending.do(self._send_and_tell({**gone, "files": batch}, progress, progress.state()))
                    batch, gone, sent = [], {}, time.monotonic()
            if batch or gone:
                await sending.do(self.send({**gone, "files": batch}))

    async def _send_and_tell(self, batch: dict[str, Any], progress: Progress, state: dict[str, Any]) -> None:
        await self.send(batch)
        await progress.tell(state)

    async def send(self, batch: dict[str, Any]) -> None:
        """Send a batch; where the server refuses it, one by one, so that one odd file does not hold back the others."""
        try:
            await self._client.report(batch)
        except RejectedError as error:
            files = batch.get("files", [])
            if len(files) <= 1:
                log.warning("The server does not take %s: %s", files[0]["path"] if files else ", ".join(batch), error)
                return
            log.warning("The server does not take a batch: %s", error)
            await self._client.report({**batch, "files": []})
            for file in files:
                await self.send({"files": [file]})
        self._sent()


class _InTurn:
    """Does one thing after the other, each while its caller already prepares the next."""

    def __init__(self) -> None:
        self._under_way: asyncio.Task[None] | None = None

    async def do(self, what: Coroutine[Any, Any, None]) -> None:
        """Begin something, once the thing before is done. Raises what that one raised."""
        try:
            await self._done()
        except BaseException:
            what.close()
            raise
        self._under_way = asyncio.create_task(what)

    async def _done(self) -> None:
        if self._under_way is not None:
            await self._under_way

    async def __aenter__(self) -> "_InTurn":
        return self

    async def __aexit__(self, kind: object, error: object, _trace: object) -> None:
        if error is None:
            await self._done()
        elif self._under_way is not None:
            self._under_way.cancel()
