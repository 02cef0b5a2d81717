"""Starts a scanner for every library, restarts one that dies, stops them all at the end; and hands them their tasks."""

import asyncio
import logging
import os
import sys
import time
from contextlib import suppress

from dim.accounts import keys
from dim.catalog import libraries
from dim.db import Database

log = logging.getLogger(__name__)
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
WELL_AFTER = 30.0
"""A scanner that ran so long before it died is restarted at once again."""
STOP_SECONDS = 3.0
SILENT_SECONDS = 90.0


class Supervisor:
    """The scanners of this server. Those of libraries that have a scanner of their own are not started."""

    def __init__(self, database: Database, settle_seconds: float) -> None:
        self._database, self._settle_seconds = database, settle_seconds
        self._endpoint = ""
        self._keepers: dict[int, asyncio.Task[None]] = {}
        self._pending: dict[int, list[str]] = {}
        self._changed = asyncio.Condition()
        self._heard: dict[int, float] = {}
        self._watching: dict[int, str] = {}
        self._stopping = False

    async def start(self, endpoint: str) -> None:
        """Start a scanner for every library; `endpoint` is this server's address for them."""
        self._endpoint = endpoint
        for library in self._database.read(libraries.everything):
            await self.library_added(library["id"])

    async def library_added(self, library_id: int) -> None:
        """Start a scanner for a library, unless it has one of its own."""
        library = self._database.read(libraries.find, library_id)
        if self._endpoint and library and library["scanner"] == "builtin" and library_id not in self._keepers:
            kind = "movie" if library["kind"] == "movie" else "tv"
            self._keepers[library_id] = asyncio.create_task(self._keep(library_id, kind, library["path"]))

    async def library_removed(self, library_id: int) -> None:
        """Stop its scanner."""
        keeper = self._keepers.pop(library_id, None)
        self._heard.pop(library_id, None)
        self._watching.pop(library_id, None)
        if keeper is not None:
            keeper.cancel()
            with suppress(asyncio.CancelledError):
                await keeper

    async def let_go(self) -> None:
        """The server is about to stop: answer the scanners that wait for a task, and start none again."""
        self._stopping = True
        async with self._changed:
            self._changed.notify_all()

    async def stop(self) -> None:
        """Stop every scanner, all at once."""
        await self.let_go()
        await asyncio.gather(*(self.library_removed(library_id) for library_id in list(self._keepers)))

    async def _keep(self, library_id: int, kind: str, path: str) -> None:
        """Run a library's scanner, again and again."""
        wait = FIRST_WAIT
        while True:
            began = time.monotonic()
            code = await self._run_once(library_id, kind, path)
            if self._stopping:
                return
            if time.monotonic() - began > WELL_AFTER:
                wait = FIRST_WAIT
            log.warning("The scanner of library %s ended (%s); starting it again in %.0f s.", library_id, code, wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _run_once(self, library_id: int, kind: str, path: str) -> int:
        """Run the scanner until it ends. It ends by itself when this end of its standard input is closed, however that happens."""
        token = await self._database.write(keys.give_scanner, library_id, keys.BUILTIN)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "dim", "scanner", kind, "--endpoint", self._endpoint, "--path", path,
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

    async def ask_for(self, library_id: int, task: str) -> None:
        """Have something done as soon as the library's scanner listens."""
        tasks = self._pending.setdefault(library_id, [])
        if task not in tasks:
            tasks.append(task)
        async with self._changed:
            self._changed.notify_all()

    async def next_task(self, library_id: int, wait: float) -> str | None:
        """What the library's scanner should do; None after `wait` seconds without anything."""
        with suppress(TimeoutError):
            async with asyncio.timeout(wait), self._changed:
                await self._changed.wait_for(lambda: bool(self._pending.get(library_id)) or self._stopping)
        tasks = self._pending.get(library_id)
        return tasks.pop(0) if tasks else None

    async def stop_scan(self, library_id: int) -> bool:
        """Have its scanner stop its scan; False: it had not begun, and will not."""
        tasks = self._pending.get(library_id, [])
        if "scan" in tasks:
            tasks.remove("scan")
            return False
        await self.ask_for(library_id, "stop")
        return True

    def note_watching(self, library_id: int, mode: str) -> None:
        """Its scanner says how it notices changes."""
        self._watching[library_id] = mode

    def watching(self, library_id: int) -> str | None:
        """How its scanner notices changes: events, or polling; None: it did not say."""
        return self._watching.get(library_id)

    def heard_of(self, library_id: int) -> None:
        """Its scanner sent a request."""
        self._heard[library_id] = time.monotonic()

    def running(self, library_id: int) -> bool:
        """Whether its scanner was heard of lately."""
        return time.monotonic() - self._heard.get(library_id, -SILENT_SECONDS) < SILENT_SECONDS
