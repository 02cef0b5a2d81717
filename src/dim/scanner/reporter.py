"""Reports to the server what became of files, in batches. Sending one twice is the same as once."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Any

from dim.scanner.client import REPORT_ATTEMPTS, Client, RejectedError, UnprocessedError
from dim.scanner.disk.compare import Changes
from dim.scanner.messages import Batch, FileReport, ScanProgress
from dim.scanner.progress import Progress

log = logging.getLogger(__name__)
FIRST_BATCH, BATCH = 20, 150
"""Files a report: few at first, so that something is there at once; more later, since each costs a transaction."""
BATCH_SECONDS = 1.0
MOVED_BATCH = 500
PATHS_BATCH = 5000
SPLIT_ATTEMPTS = 2
Reports = AsyncGenerator[FileReport, None]


class Reporter:
    """Sends what was found."""

    def __init__(self, client: Client, sent: Callable[[], None]) -> None:
        """`sent` is called after each report."""
        self._client, self._sent = client, sent
        self._unreported: set[str] = set()

    def take_unreported(self) -> set[str]:
        """The paths that the server took in no form since the last call; they have to be looked at again later."""
        unreported, self._unreported = self._unreported, set()
        return unreported

    async def gone(self, changes: Changes) -> None:
        """Report what went or came back; files that may only have moved go along with the first batch of new ones."""
        for paths in _groups(changes.unplugged):
            await self.send(Batch(unplugged=paths))
        for paths in _groups(changes.returned):
            await self.send(Batch(returned=paths))
        if not changes.likely_moved:
            for paths in _groups(changes.vanished):
                await self.send(Batch(vanished=paths))

    async def files(self, changes: Changes, made: Reports, progress: Progress, stopped: Callable[[], bool]) -> None:
        """Send the reports of new and changed files as they are made: moved ones together, so that a folder moves as one."""
        batch: list[FileReport] = []
        sent = time.monotonic()
        moved = changes.likely_moved
        vanished, *more = _groups(changes.vanished) if moved and changes.vanished else [()]
        for paths in more:
            await self.send(Batch(vanished=paths))
        async with aclosing(made) as reports, _InTurn() as sending:
            async for report in reports:
                if stopped():
                    break
                batch.append(report)
                progress.count(report)
                still_moved = progress.done < moved
                full = len(batch) >= (MOVED_BATCH if still_moved else min(FIRST_BATCH + progress.done // 4, BATCH))
                if full or progress.done == moved or (not still_moved and time.monotonic() - sent > BATCH_SECONDS):
                    whole = Batch(vanished=vanished, files=tuple(batch))
                    await sending.do(self._send_with_progress(whole, progress, progress.state()))
                    batch, vanished, sent = [], (), time.monotonic()
            if batch or vanished:
                await sending.do(self._send_and_count(Batch(vanished=vanished, files=tuple(batch)), progress))

    async def _send_with_progress(self, batch: Batch, progress: Progress, state: ScanProgress) -> None:
        """Send a batch, then how far the scan was when the batch was full."""
        failed = await self._send_and_count(batch, progress)
        await progress.send(replace(state, failed=state.failed + failed))

    async def _send_and_count(self, batch: Batch, progress: Progress) -> int:
        failed = await self.send(batch)
        progress.failed += failed
        return failed

    async def send(self, batch: Batch, attempts: int = REPORT_ATTEMPTS) -> int:
        """Send a batch; how many of its files the server took only as failed.

        A batch that the server does not take is split, down to single files, so that one odd file does not hold back the others.
        """
        try:
            await self._client.report(batch, attempts)
        except (RejectedError, UnprocessedError) as error:
            halves = batch.split()
            if halves is None:
                return await self._give_up(batch, str(error))
            log.warning("The server does not take a report of %s, which is split: %s", batch.describe(), error)
            return sum([await self.send(half, SPLIT_ATTEMPTS) for half in halves])
        self._sent()
        return 0

    async def _give_up(self, batch: Batch, reason: str) -> int:
        """Report a single file as failed. What cannot be reported at all is kept for later."""
        log.error("The server does not take %s: %s", batch.describe(), reason)
        for file in batch.files:
            failed = file.as_failed(f"The server could not take it: {reason}")
            try:
                await self._client.report(Batch(files=(failed,)), SPLIT_ATTEMPTS)
            except (RejectedError, UnprocessedError) as error:
                log.error("The server does not take %s as failed either: %s", file.path, error)
                self._unreported.add(file.path)
            else:
                self._sent()
        self._unreported.update(batch.vanished + batch.unplugged + batch.returned)
        return sum(file.error is None for file in batch.files)


def _groups(paths: list[str]) -> list[tuple[str, ...]]:
    return [tuple(paths[start : start + PATHS_BATCH]) for start in range(0, len(paths), PATHS_BATCH)]


class _InTurn:
    """Does one thing after the other, each while its caller already prepares the next."""

    def __init__(self) -> None:
        self._running: asyncio.Task[Any] | None = None

    async def do(self, what: Coroutine[Any, Any, object]) -> None:
        """Begin something, once the thing before is done. Raises what that one raised."""
        try:
            await self._finished()
        except BaseException:
            what.close()
            raise
        self._running = asyncio.create_task(what)

    async def _finished(self) -> None:
        if self._running is not None:
            await self._running

    async def __aenter__(self) -> "_InTurn":
        return self

    async def __aexit__(self, kind: object, error: object, _trace: object) -> None:
        if error is None:
            await self._finished()
        elif self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await self._running
