"""The scanner's main loop: scan everything once, then what changed, until cancelled."""

import asyncio
import logging
import os
from contextlib import aclosing

from dim.artwork.local_files import FOLDERS, is_image
from dim.media.kinds import VIDEO_EXTENSIONS
from dim.metadata.local.nfo_files import is_sidecar
from dim.scanner.client import Client, RejectedError, UnprocessedError
from dim.scanner.content.artwork_upload import ArtworkUploader
from dim.scanner.content.identify import is_subtitle
from dim.scanner.content.inspect import MAX_SUBTITLES, Inspector
from dim.scanner.content.sidecars import SidecarFinder
from dim.scanner.disk import ignore
from dim.scanner.disk.compare import compare, outermost
from dim.scanner.disk.settle import Settling
from dim.scanner.disk.walk import Listing, extension, walk
from dim.scanner.disk.watch import watch
from dim.scanner.messages import Batch, LibraryType
from dim.scanner.progress import Progress
from dim.scanner.reporter import Reporter
from dim.scanner.subtitles.beside import SubtitleFinder, is_subtitle_folder
from dim.scanner.watchdog import Watchdog
from dim.workers import Pool

log = logging.getLogger(__name__)
LOST_SECONDS = 1.0
RETRY_SECONDS = 60.0
"""After which the scanner tries again what the server did not do."""


class Daemon:
    """Keeps one library in sync with one folder."""

    def __init__(
        self,
        client: Client,
        root: str,
        library: LibraryType,
        pool: Pool,
        frames: Pool,
        settle_seconds: float,
        watchdog: Watchdog,
    ) -> None:
        self._watchdog = watchdog
        self._client, self._root, self._library = client, root, library
        self._inspector = Inspector(root, library, pool)
        self._uploader = ArtworkUploader(root, library, frames, client)
        self._settling = Settling(root, settle_seconds)
        self._whole, self._retry_failed, self._scanning, self._stopped = True, False, True, False
        self._dirty: set[str] = set()
        self._dirty_artwork: set[str] = set()
        self._wake, self._artwork_wanted = asyncio.Event(), asyncio.Event()
        self._reporter = Reporter(client, self._artwork_wanted.set)

    async def run(self) -> None:
        """Run until cancelled. Raises dim.scanner.client.RefusedError: the server does not take this scanner any more."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watchdog.run())
            group.create_task(self._listen_to_disk())
            await asyncio.sleep(0)  # the watch stands before the first scan, so that nothing falls between
            self._wake.set()
            self._artwork_wanted.set()
            group.create_task(self._listen_to_server())
            group.create_task(self._wait_for_growing())
            group.create_task(self._upload_artwork())
            group.create_task(self._scan_what_changed())

    async def _listen_to_disk(self) -> None:
        async with aclosing(watch(self._root, self._client.watching)) as changes:
            async for paths in changes:
                if paths is None:
                    self._whole = self._retry_failed = True
                for path in paths or ():
                    self._note(path)
                if paths is None or paths:
                    self._wake.set()

    def _note(self, path: str) -> None:
        """A path changed: an image, a subtitle or NFO file (its videos are looked at again), a video or a folder."""
        if path.rpartition("/")[2] in ignore.FILES:
            folder = path.rpartition("/")[0]
            if folder:
                self._dirty.add(folder)
            else:
                self._whole = True
        elif is_image(path):
            folder = path.rpartition("/")[0]
            above, _, name = folder.rpartition("/")
            self._dirty_artwork.add(above if name.casefold() in FOLDERS else folder)
        elif is_sidecar(path.rpartition("/")[2]):
            folder = path.rpartition("/")[0]  # what lies below it may be meant; only what differs is looked into
            self._dirty.update({folder} if folder else self._videos_beside(path))
        elif is_subtitle(path):
            self._dirty.update(self._videos_beside(path))
        elif (
            extension(path) in VIDEO_EXTENSIONS
            or "." not in path.rpartition("/")[2][-6:]
            or os.path.isdir(os.path.join(self._root, path))
        ):
            self._dirty.add(path)

    def _videos_beside(self, path: str) -> set[str]:
        folder = path.rpartition("/")[0]
        parts = folder.split("/")
        depth = next((number for number, part in enumerate(parts) if is_subtitle_folder(part)), len(parts))
        folder = "/".join(parts[:depth]) if len(parts) - depth <= 2 else folder
        try:
            names = os.listdir(os.path.join(self._root, folder))
        except OSError:
            return set()
        return {f"{folder}/{name}".lstrip("/") for name in names if extension(name) in VIDEO_EXTENSIONS}

    async def _listen_to_server(self) -> None:
        async for task in self._client.tasks():
            if task == "scan":
                self._whole = self._retry_failed = True
                self._wake.set()
            elif task == "stop":
                self._stopped = True
            elif task == "fetch_metadata":
                self._artwork_wanted.set()

    async def _wait_for_growing(self) -> None:
        while True:
            await asyncio.sleep(0.5)
            if self._settling and (ready := self._settling.settled()):
                self._dirty |= ready
                self._wake.set()

    async def _upload_artwork(self) -> None:
        while True:
            await self._artwork_wanted.wait()
            self._artwork_wanted.clear()
            if self._scanning:
                continue
            try:
                await self._uploader.upload_all()
            except (RejectedError, UnprocessedError) as error:
                log.warning("The server did not answer about artwork: %s", error)
                asyncio.get_running_loop().call_later(RETRY_SECONDS, self._artwork_wanted.set)

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
                self._artwork_wanted.set()
            elif self._dirty:
                paths, self._dirty = outermost(self._dirty), set()
                await self.scan(paths)
            if self._dirty_artwork:
                folders, self._dirty_artwork = self._dirty_artwork, set()
                await self._reporter.send(Batch(artwork_folders=tuple(sorted(folders)[:500])))
            if unreported := self._reporter.take_unreported():
                asyncio.get_running_loop().call_later(RETRY_SECONDS, self._look_again, unreported)

    async def scan(self, under: list[str] | None, retry_failed: bool = False) -> None:
        """Update the server from the disk: everything, or some files and folders (relative paths)."""
        if not os.path.isdir(self._root):
            under = None
        self._stopped = False
        try:
            listing, known = await asyncio.gather(self._walk(under), self._client.known_files(under))
        except (RejectedError, UnprocessedError) as error:
            log.error("The server does not say which files it knows: %s", error)
            await Progress(self._client, under is None).end(f"The server failed: {error}", stopped=False)
            asyncio.get_running_loop().call_later(RETRY_SECONDS, self._look_again, set(under or [""]))
            return
        if under is None and not listing.entries and not listing.videos:
            listing.unreadable.add("")  # an empty library folder is more often an unmounted disk than intended
        sidecars = SidecarFinder(listing, self._library)
        finder = SubtitleFinder(listing.subtitles, listing.neighbours, self._library)
        changes = compare(
            listing, known, lambda path: [file.path for file in finder.of(path)[:MAX_SUBTITLES]],
            lambda folder: os.path.isdir(os.path.join(self._root, folder)), retry_failed, sidecars.times,
        )  # fmt: skip
        changes.files = [found for found in changes.files if not self._settling.hold(found)]
        changes.likely_moved = min(changes.likely_moved, len(changes.files))
        progress = Progress(self._client, under is None)
        await progress.begin(len(changes.files))
        await self._reporter.gone(changes)
        made = self._inspector.inspect(changes.files, finder, sidecars, changes.again)
        await self._reporter.files(changes, made, progress, lambda: self._stopped and under is None)
        if listing.lost:
            asyncio.get_running_loop().call_later(LOST_SECONDS, self._look_again, listing.lost)
        if self._inspector.gone:  # they vanished while they were probed: look again
            self._whole = self._whole or under is None
            self._dirty.update(self._inspector.gone)
            self._wake.set()
        reason = None
        if under is None and "" in listing.unreadable and (known or not os.path.isdir(self._root)):
            reason = "The library's folder is not there, or empty: is its disk connected? Nothing was removed."
        await progress.end(reason, self._stopped)

    async def _walk(self, under: list[str] | None) -> Listing:
        with self._watchdog.working() as beat:
            return await asyncio.to_thread(walk, self._root, under, beat)

    def _look_again(self, folders: set[str]) -> None:
        """Look at folders and files again. The library's own ("") only where it is there; `watch` notices when it comes back."""
        if "" not in folders:
            self._dirty |= folders
        elif os.path.isdir(self._root):
            self._whole = self._retry_failed = True
        self._wake.set()
