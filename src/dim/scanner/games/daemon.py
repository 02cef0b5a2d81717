"""The main loop of a scanner of games: read everything once, then whenever something changed, until cancelled."""

import asyncio
import logging
import os
from collections.abc import Mapping, Sequence
from contextlib import aclosing

from dim.games.model import Game, GameReader, GameReading, KeepsIds
from dim.scanner.client import Client, RejectedError, UnprocessedError
from dim.scanner.games.compare import GameBatch, State, batches, digests
from dim.scanner.games.images import send_images
from dim.scanner.games.watch import watch
from dim.scanner.messages import ScanProgress, ScanState
from dim.scanner.watchdog import Watchdog

log = logging.getLogger(__name__)
RETRY_SECONDS = 60.0
"""After which the scanner tries again what the server did not do."""
AWAY = "The library's folder is not there, or empty: is its disk connected? Nothing was removed."
Key = tuple[str, str]


class GameDaemon:
    """Keeps one library of games in step with one folder."""

    def __init__(self, client: Client, root: str, reader: GameReader, watchdog: Watchdog) -> None:
        self._client, self._root, self._reader, self._watchdog = client, root, reader, watchdog
        self._known: dict[Key, str] | None = None
        """The digests of what the server has; None: it is to be asked."""
        self._told: State | None = None
        self._reading = GameReading(games=())
        self._games: Mapping[Key, Game] = {}
        self._digests: Mapping[Key, str] = {}
        self._is_away = False
        """Whether the server was told that the folder is away."""
        self._was_whole = False
        """Whether everything could be read once, so that last good readings are known."""
        self._asked = self._is_first = True
        """Whether the next scan is reported as a run, and whether it is the first one."""
        self._wake, self._images_wanted = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Run until cancelled. Raises dim.scanner.client.RefusedError: the server does not take this scanner any more."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watchdog.run())
            group.create_task(self._listen_to_disk())
            group.create_task(self._listen_to_server())
            group.create_task(self._send_images())
            group.create_task(self._scan_what_changed())
            self._wake.set()

    def _watched(self) -> Sequence[str]:
        return self._reading.watched + self._reading.missing_folders or (self._root,)

    async def _listen_to_disk(self) -> None:
        await self._client.watching("events")
        async with aclosing(watch(self._watched)) as changes:
            async for _ in changes:
                self._wake.set()

    async def _listen_to_server(self) -> None:
        async for task in self._client.tasks():
            if task == "scan":
                self._asked = True
                self._known = None
                self._wake.set()
            elif task == "fetch_metadata":
                self._images_wanted.set()

    async def _send_images(self) -> None:
        while True:
            await self._images_wanted.wait()
            self._images_wanted.clear()
            try:
                await send_images(self._client, self._games)
            except (RejectedError, UnprocessedError) as error:
                log.warning("The server did not answer about artwork: %s", error)
                self._later(self._images_wanted)

    async def _scan_what_changed(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            asked, self._asked = self._asked, False
            try:
                await self.scan(asked)
            except (RejectedError, UnprocessedError) as error:
                log.error("The server does not take what changed: %s", error)
                self._known = self._told = None
                if asked:
                    await self._say("failed", error=f"The server failed: {error}")
                self._later(self._wake)

    def _later(self, what: asyncio.Event) -> None:
        asyncio.get_running_loop().call_later(RETRY_SECONDS, what.set)

    async def scan(self, asked: bool) -> None:
        """Read the folder and report what differs. `asked`: people see it as a run. Raises ClientError."""
        if self._is_first and isinstance(self._reader, KeepsIds):
            self._reader.recall(await self._client.known_files_of_games())
        self._is_first = False
        if self._known is None:
            self._known = await self._client.known_games()
        if not await asyncio.to_thread(os.path.isdir, self._root):
            await self._away(asked)
            return
        with self._watchdog.working():
            reading = await asyncio.to_thread(self._reader.read)
        if not reading.games and self._known:
            await self._away(asked)
            return
        self._is_away = False
        if reading.games is not self._reading.games:
            self._digests = await asyncio.to_thread(digests, reading.games)
            self._games = {(one.source, one.source_id): one for one in reading.games}
        self._reading = reading
        self._was_whole = self._was_whole or not reading.failed
        found = len([one for one in reading.games if one.is_listed])
        if asked:
            await self._say("running", found)
        unsure = frozenset[str]() if self._was_whole else reading.unsure
        sent = batches(reading, self._digests, self._known, told=self._told, unsure=unsure)
        for batch in list(sent):
            await self._send(batch)
        if asked:
            await self._say("done", found, done=found, failed=len(reading.failed))
        self._images_wanted.set()

    async def _away(self, asked: bool) -> None:
        self._later(self._wake)
        if self._known and not self._is_away:
            await self._send(GameBatch(away=self._root))
            self._told, self._is_away = None, True
            self._known = dict.fromkeys(self._known, "")
        if asked or self._reading.games:
            await self._say("failed", error=AWAY)

    async def _send(self, batch: GameBatch) -> None:
        """Send a batch; a game that the server does not take is left out. Raises ClientError."""
        assert self._known is not None
        try:
            await self._client.report_games(batch)
        except (RejectedError, UnprocessedError) as error:
            if len(batch.games) <= 1:
                if not batch.games:
                    raise
                log.warning("The server does not take %s: %s", batch.games[0].title, error)
                return
            for one in batch.games:
                await self._send(GameBatch(games=(one,), digests=batch.digests))
            return
        for game in batch.games:
            key = (game.source, game.source_id)
            self._known[key] = batch.digests[key]
        for key in batch.gone:
            self._known.pop(key, None)
        if batch.state is not None:
            self._told = batch.state

    async def _say(
        self, state: ScanState, found: int = 0, done: int = 0, failed: int = 0, error: str | None = None
    ) -> None:
        await self._client.progress(ScanProgress(state, found, done, failed, None, error))
