"""The scanner's main loop: scan everything once, then what changed, until it is told to end."""

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Coroutine
from typing import Any, Literal

from dim.artwork.beside import is_picture
from dim.naming import VIDEO_EXTENSIONS
from dim.scanner import ignore
from dim.scanner.client import Client, RejectedError
from dim.scanner.compare import Changes, compare, outermost
from dim.scanner.identify import is_subtitle, subtitles_of
from dim.scanner.inspect import Inspector
from dim.scanner.pictures import Pictures
from dim.scanner.settle import Settling
from dim.scanner.walk import Listing, extension, walk
from dim.scanner.watch import watch
from dim.workers import Pool

log = logging.getLogger(__name__)
FIRST_BATCH, BATCH = 20, 150
"""Files a report: few at first, so that something is there at once; more later, since each costs a transaction."""
BATCH_SECONDS = 1.0
MOVED_BATCH = 500
PATHS_BATCH = 5000
LOST_SECONDS = 1.0
TASK_WAIT = 30.0


class Daemon:
    """Keeps one library in step with one folder."""

    def __init__(
        self,
        client: Client,
        root: str,
        library: Literal["movie", "show"],
        pool: Pool,
        frames: Pool,
        settle_seconds: float,
    ) -> None:
        self._client, self._root = client, root
        self._inspector = Inspector(root, library, pool)
        self._pictures = Pictures(root, library, frames, client)
        self._settling = Settling(root, settle_seconds)
        self._whole, self._retry_failed, self._scanning, self._stopped = True, False, True, False
        self._dirty: set[str] = set()
        self._dirty_pictures: set[str] = set()
        self._wake, self._pictures_wanted = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Run until cancelled. Raises dim.scanner.client.RefusedError: the server does not take this scanner any more."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen_to_disk())
            await asyncio.sleep(0)  # the watch stands before the first scan, so that nothing falls between
            self._wake.set()
            self._pictures_wanted.set()
            group.create_task(self._listen_to_server())
            group.create_task(self._wait_for_growing())
            group.create_task(self._fetch_pictures())
            group.create_task(self._scan_what_changed())

    async def _listen_to_disk(self) -> None:
        async for paths in watch(self._root, self._client.watching):
            if paths is None:
                self._whole = self._retry_failed = True
            for path in paths or ():
                self._note(path)
            if paths is None or paths:
                self._wake.set()

    def _note(self, path: str) -> None:
        """A path changed: a picture, a subtitle file (its film is looked at again), a film or a folder."""
        if path.rpartition("/")[2] in ignore.FILES:
            folder = path.rpartition("/")[0]
            if folder:
                self._dirty.add(folder)
            else:
                self._whole = True
        elif is_picture(path):
            self._dirty_pictures.add(path.rpartition("/")[0])
        elif is_subtitle(path):
            self._dirty.update(self._films_beside(path))
        elif (
            extension(path) in VIDEO_EXTENSIONS
            or "." not in path.rpartition("/")[2][-6:]
            or os.path.isdir(os.path.join(self._root, path))
        ):
            self._dirty.add(path)

    def _films_beside(self, path: str) -> set[str]:
        folder = path.rpartition("/")[0]
        if folder.rpartition("/")[2].casefold() in ("subs", "subtitles"):
            folder = folder.rpartition("/")[0]
        try:
            names = os.listdir(os.path.join(self._root, folder))
        except OSError:
            return set()
        return {f"{folder}/{name}".lstrip("/") for name in names if extension(name) in VIDEO_EXTENSIONS}

    async def _listen_to_server(self) -> None:
        while True:
            began = time.monotonic()
            task = await self._client.task(TASK_WAIT)
            if task == "scan":
                self._whole = self._retry_failed = True
                self._wake.set()
            elif task == "stop":
                self._stopped = True
            elif task == "fetch_metadata":
                self._pictures_wanted.set()
            elif time.monotonic() - began < 1:
                await asyncio.sleep(1)  # a server that is ending answers at once

    async def _wait_for_growing(self) -> None:
        while True:
            await asyncio.sleep(0.5)
            if self._settling and (ready := self._settling.settled()):
                self._dirty |= ready
                self._wake.set()

    async def _fetch_pictures(self) -> None:
        while True:
            await self._pictures_wanted.wait()
            self._pictures_wanted.clear()
            if not self._scanning:
                await self._pictures.fetch_all()

    async def _scan_what_changed(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            if self._whole:
                retry = self._retry_failed
                self._whole = self._retry_failed = False
                self._dirty.clear()
                self._scanning = True
                await self.scan(None, retry)
                self._scanning = False
                self._pictures_wanted.set()
            elif self._dirty:
                paths, self._dirty = outermost(self._dirty), set()
                await self.scan(paths)
            if self._dirty_pictures:
                folders, self._dirty_pictures = self._dirty_pictures, set()
                await self._report({"pictures": sorted(folders)[:500]})

    async def scan(self, under: list[str] | None, retry_failed: bool = False) -> None:
        """Bring the server in step with the disk: everything, or some files and folders (relative paths)."""
        if not os.path.isdir(self._root):
            under = None
        self._stopped = False
        listing, known = await asyncio.gather(
            asyncio.to_thread(walk, self._root, under), self._client.known_files(under)
        )
        if under is None and not listing.entries and not listing.videos:
            listing.unreadable.add("")  # an empty library folder is an unmounted disk more often than a wish
        changes = compare(
            listing, known, lambda path: [entry["path"] for entry in subtitles_of(path, listing.subtitles)],
            lambda folder: os.path.isdir(os.path.join(self._root, folder)), retry_failed,
        )  # fmt: skip
        changes.files = [found for found in changes.files if not self._settling.hold(found)]
        changes.likely_moved = min(changes.likely_moved, len(changes.files))
        progress = Progress(self._client, under is None)
        await progress.begin(len(changes.files))
        await self._report_gone(changes)
        await self._report_files(changes, listing, progress)
        if listing.lost:
            asyncio.get_running_loop().call_later(LOST_SECONDS, self._look_again, listing.lost)
        if self._inspector.gone:  # while they were looked at; whatever became of them is seen by looking again
            self._whole = self._whole or under is None
            self._dirty.update(self._inspector.gone)
            self._wake.set()
        reason = None
        if under is None and "" in listing.unreadable and (known or not os.path.isdir(self._root)):
            reason = "The library's folder is not there, or empty: is its disk connected? Nothing was removed."
        await progress.end(reason, self._stopped)

    def _look_again(self, folders: set[str]) -> None:
        """Look at folders again that went while they were looked at. Of the library's own the watch tells when it is back."""
        if "" not in folders:
            self._dirty |= folders
        elif os.path.isdir(self._root):
            self._whole = self._retry_failed = True
        self._wake.set()

    async def _report_gone(self, changes: Changes) -> None:
        """Say what went or came back; files that may only have moved go along with the first batch of new ones."""
        for name in ("unplugged", "returned", "vanished"):
            paths = getattr(changes, name)
            if name == "vanished" and changes.likely_moved:
                continue
            for start in range(0, len(paths), PATHS_BATCH):
                await self._report({name: paths[start : start + PATHS_BATCH]})

    async def _report_files(self, changes: Changes, listing: Listing, progress: "Progress") -> None:
        """Look into the new and changed files and report them: moved ones together, so that a folder moves as one."""
        batch: list[dict[str, Any]] = []
        sent = time.monotonic()
        gone = {"vanished": changes.vanished[:PATHS_BATCH]} if changes.likely_moved else {}
        moved = changes.likely_moved
        for start in range(PATHS_BATCH, len(changes.vanished) if moved else 0, PATHS_BATCH):
            await self._report({"vanished": changes.vanished[start : start + PATHS_BATCH]})
        sending = InTurn()

        async def report_and_say(batch: dict[str, Any], state: dict[str, Any]) -> None:
            await self._report(batch)
            await progress.tell(state)

        async with contextlib.aclosing(self._inspector.inspect(changes.files, listing.subtitles)) as reports, sending:
            async for report in reports:
                if self._stopped:
                    break
                batch.append(report)
                progress.count(report)
                still_moved = progress.done < moved
                full = len(batch) >= (MOVED_BATCH if still_moved else min(FIRST_BATCH + progress.done // 4, BATCH))
                if full or progress.done == moved or (not still_moved and time.monotonic() - sent > BATCH_SECONDS):
                    await sending.do(report_and_say({**gone, "files": batch}, progress.state()))
                    batch, gone, sent = [], {}, time.monotonic()
            if batch or gone:
                await sending.do(self._report({**gone, "files": batch}))

    async def _report(self, batch: dict[str, Any]) -> None:
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
                await self._report({"files": [file]})
        self._pictures_wanted.set()


class InTurn:
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

    async def __aenter__(self) -> "InTurn":
        return self

    async def __aexit__(self, kind: object, error: object, _trace: object) -> None:
        if error is None:
            await self._done()
        elif self._under_way is not None:
            self._under_way.cancel()


class Progress:
    """How far a scan is; said to the server for scans of the whole library."""

    def __init__(self, client: Client, spoken: bool) -> None:
        self._client, self._spoken = client, spoken
        self.found = self.done = self.failed = 0
        self.current: str | None = None

    async def begin(self, found: int) -> None:
        """The number of files to look into is known."""
        self.found = found
        await self.tell(self.state())

    def count(self, report: dict[str, Any]) -> None:
        """One file was looked into."""
        self.done += 1
        self.failed += "error" in report
        self.current = report["path"][:2000]

    def state(self, name: str = "running", error: str | None = None) -> dict[str, Any]:
        """How far it is now."""
        current = self.current if name == "running" else None
        return {
            "state": name,
            "found": self.found,
            "done": self.done,
            "failed": self.failed,
            "current": current,
            "error": error,
        }

    async def tell(self, state: dict[str, Any]) -> None:
        """Tell the server how far it was."""
        if self._spoken:
            await self._client.progress(**state)

    async def end(self, error: str | None, stopped: bool) -> None:
        """The scan is over."""
        await self.tell(self.state("failed" if error else "stopped" if stopped else "done", error))
