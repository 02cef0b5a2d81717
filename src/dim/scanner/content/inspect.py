"""Looks into files, several at a time, in workers: a file that crashes libav costs its worker."""

import asyncio
import os
from collections.abc import AsyncGenerator, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dim.media import MediaInfo
from dim.media.json_values import text
from dim.media.limits import within_limits
from dim.scanner.content.artwork_files import ArtworkFiles
from dim.scanner.content.identify import Namer, identify
from dim.scanner.content.local_metadata import LocalMetadata, Said, Tags
from dim.scanner.content.sidecars import SidecarFinder
from dim.scanner.disk.walk import TOO_LONG, Found
from dim.scanner.messages import FileReport, LibraryType
from dim.scanner.subtitles.beside import SubtitleFinder
from dim.workers import Pool, WorkerError

TIMEOUT = 10.0
CALLS = 3
"""Calls that wait for a worker, so that none is ever idle."""
FILES_A_CALL = 16
MAX_SUBTITLES = 200
MAX_ARTWORK, MAX_PEOPLE = 20, 40
LOOK = "dim.metadata.local.look:look_into"


@dataclass(frozen=True, slots=True)
class _Content:
    """What a worker found in a file."""

    fingerprint: str | None = None
    info: MediaInfo | None = None
    error: str | None = None
    tags: Tags | None = None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "_Content":
        probe = values.get("probe")
        info = MediaInfo.from_json(probe) if isinstance(probe, Mapping) else None
        tags = values.get("tags")
        return cls(
            text(values, "fingerprint"), info, text(values, "error"), Tags.from_json(tags) if isinstance(tags, Mapping) else None
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Looked:
    """A file, and what a worker found in it."""

    report: FileReport
    tags: Tags | None


class Inspector:
    """Makes reports of files."""

    def __init__(self, root: str, library: LibraryType, pool: Pool) -> None:
        self._root, self._library, self._pool = root, library, pool
        self._namer, self._artwork_files = Namer(root, library), ArtworkFiles(root, library)
        self._local, self._said = LocalMetadata(library), dict[str, Said]()
        self.gone: list[str] = []
        """The files that went away while they were looked at."""

    async def inspect(
        self, files: list[Found], subtitles: SubtitleFinder, sidecars: SidecarFinder, again: Collection[str]
    ) -> AsyncGenerator[FileReport, None]:
        """The report of each file, in order; of one that is not there any more none, it is in `gone` then.

        `again`: the files of which the server may know something that is not there any more.
        """
        self.gone = []
        self._namer = Namer(self._root, self._library)  # folders are listed anew
        self._artwork_files = ArtworkFiles(self._root, self._library)
        self._local, self._said = LocalMetadata(self._library), {}
        running: list[asyncio.Task[list[_Looked]]] = []
        groups = iter([files[start : start + FILES_A_CALL] for start in range(0, len(files), FILES_A_CALL)])
        try:
            while True:
                while len(running) < CALLS and (group := next(groups, None)):
                    running.append(asyncio.create_task(self._look(group, sidecars)))
                if not running:
                    return
                for looked in await running.pop(0):
                    report = looked.report
                    # moved on, or its disk was unplugged: not the file's fault
                    if (
                        report.error
                        and report.error != TOO_LONG
                        and not os.path.lexists(os.path.join(self._root, report.path))
                    ):
                        self.gone.append(report.path)
                    else:
                        yield self._complete(looked, subtitles, sidecars, report.path in again)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _look(self, files: list[Found], sidecars: SidecarFinder) -> list[_Looked]:
        """Look into some files with one call; each by itself where that fails, so that only the bad one is lost."""
        readable = [one.path for one in files if one.error is None]
        beside = {path: sidecars.of(path).paths for path in readable}
        contents = dict(zip(readable, await self._contents(readable, beside), strict=True))
        looked = []
        for one in files:
            content = contents.get(one.path, _Content(error=one.error))
            report = FileReport(
                path=one.path, size=one.size, mtime_ns=one.mtime_ns, inode=one.inode or None,
                fingerprint=content.fingerprint, info=content.info, error=content.error,
            )  # fmt: skip
            looked.append(_Looked(report, content.tags))
        return looked

    async def _contents(self, paths: list[str], beside: Mapping[str, tuple[str, ...]]) -> list[_Content]:
        """What is in files; what the files beside them say is in `_said` then."""
        if not paths:
            return []
        others = [one for one in dict.fromkeys(one for path in paths for one in beside[path]) if one not in self._said]
        try:
            return await self._call(paths, others)
        except WorkerError as error:
            if len(paths) > 1:
                return [(await self._contents([path], beside))[0] for path in paths]
            if not others:
                return [_Content(error=f"Looking into it failed: {error}.")]
        for one in others:
            try:
                await self._call([], [one])
            except WorkerError as error:
                self._said[one] = Said(note=f"cannot be read: {error}")
        return await self._contents(paths, beside)

    async def _call(self, videos: list[str], others: list[str]) -> list[_Content]:
        """Have a worker look into videos, and read the files beside them. Raises WorkerError."""
        full = {os.path.join(self._root, path): path for path in (*videos, *others)}
        found: dict[str, Any] = await self._pool.call(LOOK, paths=list(full), videos=len(videos), timeout=TIMEOUT)
        self._said |= {full[path]: Said.from_json(values) for path, values in found["sidecars"].items()}
        return [_Content.from_json(values) for values in found["videos"]]

    def _complete(self, looked: _Looked, subtitles: SubtitleFinder, sidecars: SidecarFinder, again: bool) -> FileReport:
        """A report with what the path and the files beside it say."""
        report = looked.report
        path = report.path
        near = sidecars.of(path)
        identity = self._local.identity(path, identify(path, self._namer.identity(path), report.info), near, self._said)
        facts, wrong = (
            self._local.facts(path, identity, near, self._said, looked.tags, again)
            if report.error is None and identity.kind in ("movie", "episode")
            else ((), None)
        )
        artwork = (
            tuple(self._artwork_files.of_file(path, identity.title, identity.season))
            if report.error is None and identity.kind in ("movie", "episode")
            else ()
        )
        cast = [
            one.name for said in facts if said.facts is not None and said.source == "nfo" for one in said.facts.people
        ]
        artwork = artwork[:MAX_ARTWORK] + tuple(self._artwork_files.of_people(path, cast)[:MAX_PEOPLE])
        beside = subtitles.of(path)
        info, note = within_limits(report.info) if report.info else (None, None)
        if len(beside) > MAX_SUBTITLES:
            note = f"{note or ''} Only {MAX_SUBTITLES:,} of its {len(beside):,} subtitle files are kept.".lstrip()
        note = " ".join(one for one in (wrong, note) if one) or None
        return replace(
            report, info=info, identity=identity, subtitles=tuple(beside[:MAX_SUBTITLES]), artwork=artwork,
            facts=facts, sidecars=sidecars.times(path), note=note,
        )  # fmt: skip
