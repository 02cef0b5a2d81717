"""Looking into files, several at a time, in workers: a file that crashes libav costs its worker."""

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Any, Literal

from dim.probe.fingerprint import fingerprint
from dim.scanner.identify import Namer, identify, subtitles_of
from dim.scanner.walk import Found
from dim.workers import Pool, WorkerError

TIMEOUT = 10.0
AT_ONCE = 4


class Inspector:
    """Makes reports of files."""

    def __init__(self, root: str, library: Literal["movie", "show"], pool: Pool) -> None:
        self._root, self._library, self._pool = root, library, pool
        self._namer = Namer(root, library)

    async def inspect(self, files: list[Found], subtitles: dict[str, list[str]]) -> AsyncIterator[dict[str, Any]]:
        """The report of each file, in order."""
        self._namer = Namer(self._root, self._library)  # folders are listed anew
        running: list[asyncio.Task[dict[str, Any]]] = []
        waiting = iter(files)
        try:
            while True:
                while len(running) < AT_ONCE and (found := next(waiting, None)):
                    running.append(asyncio.create_task(self._one(found, subtitles)))
                if not running:
                    return
                yield await running.pop(0)
        finally:
            for task in running:
                task.cancel()

    async def _one(self, found: Found, subtitles: dict[str, list[str]]) -> dict[str, Any]:
        full = os.path.join(self._root, found.path)
        report: dict[str, Any] = {
            "path": found.path, "size": found.size, "mtime_ns": found.mtime_ns, "subtitles": subtitles_of(found.path, subtitles),
        }  # fmt: skip
        if found.error is not None:
            return {**report, "error": found.error}
        try:
            report["fingerprint"] = await asyncio.to_thread(fingerprint, full)
            report["probe"] = await self._pool.call("dim.probe.streams:probe", path=full, timeout=TIMEOUT)
        except OSError as error:
            report["error"] = f"It cannot be read: {error.strerror}."
        except WorkerError as error:
            report["error"] = str(error) if error.kind == "UnusableError" else f"Looking into it failed: {error}."
        report["identity"] = identify(self._namer.identity(found.path), report.get("probe"))
        return report
