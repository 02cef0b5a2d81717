"""Starts a scanner for every folder, restarts one that ends, stops them all on shutdown; and hands them their tasks."""

import asyncio
import logging
import os
import sys
import time
from contextlib import suppress
from functools import partial

from dim.accounts import keys
from dim.catalog import libraries
from dim.catalog.libraries import Folder
from dim.db import Database
from dim.media.kinds import library_kind
from dim.server.tasks import TaskSupervisor

log = logging.getLogger(__name__)
FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0
STABLE_SECONDS = 30.0
"""A scanner that ran this long before it ended is restarted after the shortest delay again."""
STOP_SECONDS = 3.0
OFFLINE_SECONDS = 90.0
"""A scanner that sent no request for so long counts as offline."""


class Supervisor:
    """The scanners of this server, one for each folder. Those of libraries with external scanners are not started."""

    def __init__(self, database: Database, settle_seconds: float) -> None:
        self._database, self._settle_seconds = database, settle_seconds
        self._endpoint = ""
        self._scanners = TaskSupervisor(FIRST_DELAY, LONGEST_DELAY)
        self._folders: dict[int, Folder] = {}
        """The folders that a scanner was started for, by their ids."""
        self._pending: dict[int, list[str]] = {}
        self._changed = asyncio.Condition()
        self._last_seen: dict[int, float] = {}
        self._watching: dict[int, str] = {}
        self._stopping = False

    async def start(self, endpoint: str) -> None:
        """Start a scanner for every folder; `endpoint` is this server's address for them."""
        self._endpoint = endpoint
        for library in self._database.read(libraries.everything):
            await self.library_changed(library.id)

    async def library_changed(self, library_id: int) -> None:
        """Start, stop and restart scanners so that each folder of a library has one, unless they are external."""
        library = self._database.read(libraries.find, library_id)
        wanted = {folder.id: folder for folder in library.folders} if library else {}
        await asyncio.gather(*(self._stop(known) for known in self._of(library_id) if wanted.get(known.id) != known))
        library = self._database.read(libraries.find, library_id)  # it may have changed again meanwhile
        if library is None or library.scanner != "builtin" or not self._endpoint:
            return
        for folder in library.folders:
            if not self._scanners.running(_task_name(folder.id)):
                self._folders[folder.id] = folder
                scanner = library_kind(library.kind).scanner
                self._scanners.start(_task_name(folder.id), partial(self._keep_running, folder, scanner))

    async def library_removed(self, library_id: int) -> None:
        """Stop its scanners."""
        await asyncio.gather(*(self._stop(folder) for folder in self._of(library_id)))

    def _of(self, library_id: int) -> list[Folder]:
        return [folder for folder in self._folders.values() if folder.library_id == library_id]

    async def _stop(self, folder: Folder) -> None:
        self._folders.pop(folder.id, None)
        self._last_seen.pop(folder.id, None)
        self._watching.pop(folder.id, None)
        self._pending.pop(folder.id, None)
        await self._scanners.stop(_task_name(folder.id), 2 * STOP_SECONDS)

    async def begin_shutdown(self) -> None:
        """The server is about to stop: answer the scanners that wait for a task, and restart none."""
        self._stopping = True
        async with self._changed:
            self._changed.notify_all()

    async def stop(self) -> None:
        """Stop every scanner, all at once."""
        await self.begin_shutdown()
        await self._scanners.close()

    async def _keep_running(self, folder: Folder, scanner: str) -> None:
        """Run a folder's scanner, and restart it whenever it ends."""
        delay = FIRST_DELAY
        while True:
            started = time.monotonic()
            code = await self._run_once(folder, scanner)
            if self._stopping:
                return
            if time.monotonic() - started > STABLE_SECONDS:
                delay = FIRST_DELAY
            log.warning("The scanner of %s ended (%s); restarting it in %.0f s.", folder.path, code, delay)
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def _run_once(self, folder: Folder, scanner: str) -> int:
        """Run the scanner until it ends. It ends by itself when this end of its standard input is closed, however that happens."""
        token = await self._database.write(keys.give_scanner, folder.library_id, folder.id, keys.BUILTIN)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "dim", "scanner", scanner, "--endpoint", self._endpoint, "--path", folder.path,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, "DIM_AUTH_TOKEN": token, "DIM_SUPERVISED": "1", "DIM_SETTLE_SECONDS": str(self._settle_seconds)},
        )  # fmt: skip
        try:
            return await process.wait()
        finally:
            if process.returncode is None:
                assert process.stdin is not None
                process.stdin.close()
                try:
                    async with asyncio.timeout(STOP_SECONDS):
                        await process.wait()
                except TimeoutError:
                    process.kill()
                    await process.wait()

    async def request_task(self, library_id: int, task: str) -> None:
        """Hand a task to the library's scanners as soon as they ask for one."""
        for folder_id in self._folder_ids(library_id):
            tasks = self._pending.setdefault(folder_id, [])
            if task not in tasks:
                tasks.append(task)
        async with self._changed:
            self._changed.notify_all()

    def _folder_ids(self, library_id: int) -> list[int]:
        library = self._database.read(libraries.find, library_id)
        return [folder.id for folder in library.folders] if library else []

    async def next_task(self, folder_id: int, wait: float) -> str | None:
        """The next task of a folder's scanner; None after `wait` seconds without any."""
        with suppress(TimeoutError):
            async with asyncio.timeout(wait), self._changed:
                await self._changed.wait_for(lambda: bool(self._pending.get(folder_id)) or self._stopping)
        tasks = self._pending.get(folder_id)
        return tasks.pop(0) if tasks else None

    async def stop_scan(self, library_id: int) -> set[int]:
        """Have its scanners stop their scan; the folders whose scanners may have started it, and will report its end."""
        begun = set()
        active = self.active_folders(library_id)
        for folder_id in self._folder_ids(library_id):
            tasks = self._pending.setdefault(folder_id, [])
            if "scan" in tasks:
                tasks.remove("scan")
            elif folder_id in active:
                begun.add(folder_id)
                if "stop" not in tasks:
                    tasks.append("stop")
        async with self._changed:
            self._changed.notify_all()
        return begun

    def note_watching(self, folder_id: int, mode: str) -> None:
        """A folder's scanner says how it notices changes."""
        self._watching[folder_id] = mode

    def watching(self, library_id: int) -> str | None:
        """How its scanners notice changes: "events", or "polling" where one of them polls; None: none said it."""
        modes = {self._watching.get(folder_id) for folder_id in self._folder_ids(library_id)} - {None}
        return "polling" if "polling" in modes else next(iter(modes), None)

    def note_request(self, folder_id: int) -> None:
        """A folder's scanner sent a request."""
        self._last_seen[folder_id] = time.monotonic()

    def online(self, library_id: int) -> bool:
        """Whether all its scanners sent a request lately."""
        folder_ids = self._folder_ids(library_id)
        return bool(folder_ids) and all(map(self._is_online, folder_ids))

    def active_folders(self, library_id: int) -> set[int]:
        """The folders whose scanners this server runs, or that sent a request lately."""
        return {number for number in self._folder_ids(library_id) if number in self._folders or self._is_online(number)}

    def _is_online(self, folder_id: int) -> bool:
        at = self._last_seen.get(folder_id)
        return at is not None and time.monotonic() - at < OFFLINE_SECONDS


def _task_name(folder_id: int) -> str:
    return f"scanner of folder {folder_id}"
