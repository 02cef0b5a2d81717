"""Fetches the images of providers that items want: the most wanted first, and at once what someone looks at."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress

from sqlalchemy import select

from dim.artwork.store import ArtworkStore, StoredImage
from dim.catalog import items
from dim.catalog.browse import cards
from dim.catalog.ingest import artwork_queue
from dim.catalog.metadata import options, preferences
from dim.catalog.metadata.choosing import choose
from dim.catalog.metadata.options import Option
from dim.db import Database, Transaction
from dim.db.tables import artwork_option
from dim.events import Event
from dim.metadata.provider import ProviderError, UnavailableError
from dim.workers import WorkerError

log = logging.getLogger(__name__)
AT_A_TIME, LOOKS_AT_A_TIME = 6, 3
"""Images that are fetched at the same time: in the background, and because someone looks at them."""
BATCH = 60
IDLE_SECONDS = 15.0
RETRY_SECONDS, LONGEST_WAIT, DAY = 20.0, 40.0, 86_400.0
LOOK_SECONDS = 10.0
"""How long someone who looks at an image waits for it."""
Fetch = Callable[[str, str], Awaitable[bytes]]
"""Fetches an image of a source from a URL. Raises ProviderError."""


class PictureFetcher:
    """Fetches images, stores them, and shows them."""

    def __init__(self, database: Database, store: ArtworkStore, fetch: Fetch) -> None:
        self._database, self._store, self._fetch = database, store, fetch
        self._running: dict[int, asyncio.Task[StoredImage | None]] = {}
        self._looks = asyncio.Semaphore(LOOKS_AT_A_TIME)
        self._held: dict[str, float] = {}
        """Sources whose service is out of order, and until when (time.monotonic) nothing is asked of them in the background."""
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """There may be more to fetch."""
        self._wake.set()

    async def run(self) -> None:
        """Fetch what is wanted until cancelled."""
        try:
            while True:
                self._wake.clear()
                wanted = self._wanted()
                await self._fetch_all(wanted)
                if len(wanted) < BATCH:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(IDLE_SECONDS):
                            await self._wake.wait()
        finally:
            await self.close()

    async def close(self) -> None:
        """Stop fetching."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _wanted(self) -> list[Option]:
        now = time.monotonic()
        self._held = {source: until for source, until in self._held.items() if until > now}
        return self._database.read(options.wanted, BATCH, without=tuple(self._held))

    async def fetch_posters(self, item_ids: Sequence[int]) -> None:
        """Fetch the posters of titles that want one; returns once each is stored, or could not be fetched. A person asked for it:
        every source is asked again.
        """
        self._held.clear()
        for start in range(0, len(item_ids), BATCH):
            part = item_ids[start : start + BATCH]
            for _ in range(options.MOST_FAILURES):  # where the first one cannot be used, the next is wanted
                wanted = self._database.read(options.wanted, BATCH, part, "poster")
                if not wanted or not any(await self._fetch_all(wanted)):
                    break

    async def look(self, item_id: int, kind: str) -> StoredImage | None:
        """The image of a kind that an item would show, fetched now; None: there is none, or it takes too long."""
        option = self._database.read(options.pending, item_id, kind)
        if option is None:
            return None
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                async with self._looks:
                    return await self.fetch(option)
        return None

    async def _fetch_all(self, wanted: Sequence[Option]) -> list[bool]:
        """Fetch several images, some at a time; which of them were there."""
        left = iter(enumerate(wanted))
        found = [False] * len(wanted)

        async def work() -> None:
            for place, option in left:
                if option.source not in self._held:
                    found[place] = await self.fetch(option) is not None

        async with asyncio.TaskGroup() as group:
            for _ in range(min(AT_A_TIME, len(wanted))):
                group.create_task(work())
        return found

    async def fetch(self, option: Option) -> StoredImage | None:
        """Fetch one image, store it and show it where it is the one to show; None: it cannot be fetched.

        Who asks for the same at the same time waits for the same request, which goes on when one of them leaves.
        """
        if option.image is not None:
            return option.image
        task = self._running.get(option.id)
        if task is None:
            task = asyncio.create_task(self._fetch_one(option), name=f"artwork option {option.id}")
            self._running[option.id] = task
            task.add_done_callback(lambda _: self._running.pop(option.id, None))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled() and not _is_cancelled():
                return None  # the server is stopping
            raise

    async def _fetch_one(self, option: Option) -> StoredImage | None:
        try:
            image = await self._store.add(await self._fetch(option.source, option.url), option.kind)
        except UnavailableError as error:
            log.info("The image %s was not fetched: %s", option.url, error)
            if error.retry_after is not None:  # the service is out of order, not the image
                self._held[option.source] = time.monotonic() + min(max(error.retry_after, 2.0), LONGEST_WAIT)
            else:
                await self._database.write(_fail, option, _retry_at(option))
            return None
        except (ProviderError, WorkerError) as error:
            log.warning("The image %s cannot be used: %s", option.url, error)
            await self._database.write(_fail, option, None)
            return None
        except OSError as error:
            log.warning("The image %s was not stored: %s", option.url, error)
            await self._database.write(_fail, option, time.time() + RETRY_SECONDS)
            return None
        await self._database.write(_stored, option, image)
        return image


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _stored(transaction: Transaction, option: Option, image: StoredImage) -> None:
    if transaction.scalar(select(artwork_option.c.id).where(artwork_option.c.id == option.id)) is None:
        return  # not offered any more
    options.fetched(transaction, option.id, image)
    show(transaction, [option.item_id])


def _retry_at(option: Option) -> float:
    """When an image that fails is fetched again: ever later."""
    return time.time() + min(RETRY_SECONDS * 2.0 ** min(option.failures, 20), DAY)


def _fail(transaction: Transaction, option: Option, retry_at: float | None) -> None:
    options.failed(transaction, option.id, retry_at)
    if retry_at is None or option.failures + 1 == options.MOST_FAILURES:
        show(transaction, [option.item_id])


def show(transaction: Transaction, item_ids: Iterable[int]) -> None:
    """Choose anew which images items show."""
    found = {number: items.find(transaction.connection, number) for number in item_ids}
    by_library: dict[int | None, list[int]] = defaultdict(list)
    for number, of in found.items():
        by_library[of.library_id if of else None].append(number)
    for library_id, numbers in by_library.items():
        # people and collections belong to no library, and have images of one source
        order = preferences.of_library(transaction.connection, library_id).sources if library_id is not None else ()
        changed = choose(transaction, numbers, order)
        artwork_queue.drop_known(transaction, numbers)
        titles = sorted({of.title_id for number in changed if (of := found[number]) is not None})
        if titles and library_id is not None:
            cards.rebuild(transaction, titles)
            transaction.announce(Event("media", {"library_id": library_id, "ids": titles[:200]}, library_id))


def choose_by_person(transaction: Transaction, item_id: int, kind: str, image: StoredImage | None) -> None:
    """A person says which image an item shows; None: the strongest source decides again."""
    options.set_by_person(transaction, item_id, kind, image)
    show(transaction, [item_id])
