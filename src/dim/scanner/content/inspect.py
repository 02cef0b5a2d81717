"""Looking into files, several at a time, in workers: a file that crashes libav costs its worker."""

import asyncio
import os
from collections.abc import AsyncGenerator
from typing import Any, Literal

from dim.scanner.content.artwork_files import PictureFiles
from dim.scanner.content.identify import Namer, identify, subtitles_of
from dim.scanner.disk.walk import Found
from dim.workers import Pool, WorkerError

TIMEOUT = 10.0
AT_ONCE = 3
"""Calls that wait for a worker, so that none is ever idle."""
FILES_A_CALL = 16


class Inspector:
    """Makes reports of files."""

    def __init__(self, root: str, library: Literal["movie", "show"], pool: Pool) -> None:
        self._root, self._library, self._pool = root, library, pool
        self._namer, self._picture_files = Namer(root, library), PictureFiles(root, library)
        self.gone: list[str] = []

    async def inspect(
        self, files: list[Found], subtitles: dict[str, list[str]]
    ) -> AsyncGenerator[dict[str, Any], None]:
        """The report of each file, in order; of one that is not there any more none, it is in `gone` then."""
        self.gone = []
        self._namer = Namer(self._root, self._library)  # folders are listed anew
        self._picture_files = PictureFiles(self._root, self._library)
        running: list[asyncio.Task[list[dict[str, Any]]]] = []
        parts = iter([files[start : start + FILES_A_CALL] for start in range(0, len(files), FILES_A_CALL)])
        try:
            while True:
                while len(running) < AT_ONCE and (part := next(parts, None)):
                    running.append(asyncio.create_task(self._look(part)))
                if not running:
                    return
                reports = await running.pop(0)
                for report in reports:
                    if report.pop("gone", False):
                        self.gone.append(report["path"])
                    else:
                        yield self._complete(report, subtitles)
        finally:
            for task in running:
                task.cancel()

    async def _look(self, files: list[Found]) -> list[dict[str, Any]]:
        """Look into some files with one call; each by itself where that fails, so that only the bad one is lost."""
        reports = [
            {
                "path": one.path,
                "size": one.size,
                "mtime_ns": one.mtime_ns,
                "inode": one.inode or None,
                "error": one.error,
            }
            for one in files
        ]
        readable = [report for report in reports if report["error"] is None]
        if not readable:
            return reports
        try:
            found = await self._ask(readable)
        except WorkerError as error:
            if len(readable) == 1:
                found = [{"error": f"Looking into it failed: {error}."}]
            else:
                found = [(await self._look([one]))[0] for one in files if one.error is None]
        for report, what in zip(readable, found, strict=True):
            report |= what
            if "error" in what and not os.path.lexists(os.path.join(self._root, str(report["path"]))):
                report["gone"] = True  # moved on, or its disk was unplugged: not the file's fault
        return reports

    async def _ask(self, reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
        paths = [os.path.join(self._root, report["path"]) for report in reports]
        found: list[dict[str, Any]] = await self._pool.call("dim.probe.batch:probe_files", paths=paths, timeout=TIMEOUT)
        return found

    def _complete(self, report: dict[str, Any], subtitles: dict[str, list[str]]) -> dict[str, Any]:
        """A report with what the path says."""
        path = report["path"]
        report["subtitles"] = subtitles_of(path, subtitles)
        if report["error"] is None:
            del report["error"]
        report["identity"] = identity = identify(path, self._namer.identity(path), report.get("probe"))
        if "error" not in report and identity["kind"] in ("movie", "episode"):
            report["pictures"] = self._picture_files.of_file(path, identity["title"], identity["season"])
        return report
