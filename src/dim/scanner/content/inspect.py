"""Looks into files, several at a time, in workers: a file that crashes libav costs its worker."""

import asyncio
import os
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dim.media import MediaInfo
from dim.media.json_values import text
from dim.media.limits import within_limits
from dim.scanner.content.artwork_files import ArtworkFiles
from dim.scanner.content.identify import Namer, identify
from dim.scanner.disk.walk import TOO_LONG, Found
from dim.scanner.messages import FileReport, LibraryType
from dim.scanner.subtitles.beside import SubtitleFinder
from dim.workers import Pool, WorkerError

TIMEOUT = 10.0
CALLS = 3
"""Calls that wait for a worker, so that none is ever idle."""
FILES_A_CALL = 16
MAX_SUBTITLES = 200
MAX_ARTWORK = 20


@dataclass(frozen=True, slots=True)
class _Content:
    """What a worker found in a file."""

    fingerprint: str | None = None
    info: MediaInfo | None = None
    error: str | None = None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "_Content":
        probe = values.get("probe")
        info = MediaInfo.from_json(probe) if isinstance(probe, Mapping) else None
        return cls(text(values, "fingerprint"), info, text(values, "error"))


class Inspector:
    """Makes reports of files."""

    def __init__(self, root: str, library: LibraryType, pool: Pool) -> None:
        self._root, self._library, self._pool = root, library, pool
        self._namer, self._artwork_files = Namer(root, library), ArtworkFiles(root, library)
        self.gone: list[str] = []
        """The files that went away while they were looked at."""

    async def inspect(self, files: list[Found], subtitles: SubtitleFinder) -> AsyncGenerator[FileReport, None]:
        """The report of each file, in order; of one that is not there any more none, it is in `gone` then."""
        self.gone = []
        self._namer = Namer(self._root, self._library)  # folders are listed anew
        self._artwork_files = ArtworkFiles(self._root, self._library)
        running: list[asyncio.Task[list[FileReport]]] = []
        groups = iter([files[start : start + FILES_A_CALL] for start in range(0, len(files), FILES_A_CALL)])
        try:
            while True:
                while len(running) < CALLS and (group := next(groups, None)):
                    running.append(asyncio.create_task(self._look(group)))
                if not running:
                    return
                for report in await running.pop(0):
                    # moved on, or its disk was unplugged: not the file's fault
                    if (
                        report.error
                        and report.error != TOO_LONG
                        and not os.path.lexists(os.path.join(self._root, report.path))
                    ):
                        self.gone.append(report.path)
                    else:
                        yield self._complete(report, subtitles)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _look(self, files: list[Found]) -> list[FileReport]:
        """Look into some files with one call; each by itself where that fails, so that only the bad one is lost."""
        readable = [one.path for one in files if one.error is None]
        contents = dict(zip(readable, await self._contents(readable), strict=True))
        reports = []
        for one in files:
            content = contents.get(one.path, _Content(error=one.error))
            reports.append(
                FileReport(
                    path=one.path, size=one.size, mtime_ns=one.mtime_ns, inode=one.inode or None,
                    fingerprint=content.fingerprint, info=content.info, error=content.error,
                )
            )  # fmt: skip
        return reports

    async def _contents(self, paths: list[str]) -> list[_Content]:
        if not paths:
            return []
        full = [os.path.join(self._root, path) for path in paths]
        try:
            found: list[dict[str, Any]] = await self._pool.call(
                "dim.probe.batch:probe_files", paths=full, timeout=TIMEOUT
            )
        except WorkerError as error:
            if len(paths) == 1:
                return [_Content(error=f"Looking into it failed: {error}.")]
            return [(await self._contents([path]))[0] for path in paths]
        return [_Content.from_json(values) for values in found]

    def _complete(self, report: FileReport, subtitles: SubtitleFinder) -> FileReport:
        """A report with what the path says."""
        path = report.path
        identity = identify(path, self._namer.identity(path), report.info)
        artwork = (
            tuple(self._artwork_files.of_file(path, identity.title, identity.season))
            if report.error is None and identity.kind in ("movie", "episode")
            else ()
        )
        beside = subtitles.of(path)
        info, note = within_limits(report.info) if report.info else (None, None)
        if len(beside) > MAX_SUBTITLES:
            note = f"{note or ''} Only {MAX_SUBTITLES:,} of its {len(beside):,} subtitle files are kept.".lstrip()
        return replace(
            report, info=info, identity=identity, subtitles=tuple(beside[:MAX_SUBTITLES]), artwork=artwork[:MAX_ARTWORK], note=note,
        )  # fmt: skip
