"""Composes posters of movies and shows that have none of their own, in the background; a title that is renamed gets a new one."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, insert, select

from dim.artwork.store import ArtworkStore, StoredImage
from dim.catalog.lookup import picture_fetch
from dim.catalog.metadata import options
from dim.catalog.metadata.options import FRAME, GENERATED, NONE, generated_url
from dim.db import Database, Transaction
from dim.db.chunks import chunks
from dim.db.tables import artwork, artwork_option, media
from dim.events import Event, Hub
from dim.workers import WorkerError

log = logging.getLogger(__name__)
DESIGN = 1
"""Changes with the look of the posters (`artwork.poster`): then all are composed anew."""
AGAIN_SECONDS = 30.0
"""How long to wait for a better poster that is about to be fetched, before looking again."""
MOST_NAMED = 200
"""Titles that one event names; there may be more."""
PAGE = 200
MOST_AT_ONCE, STORE_SECONDS = 100, 10.0
"""Posters that are stored together, and how long the first of them waits at most."""
QUIET_SECONDS = 15.0
"""How long after a large change all titles are looked at."""
_OWN = (FRAME, GENERATED, NONE)
"""What a title shows that has no poster of its own."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A title that wants a poster: the digest of its still, if any; `url` says of what the poster will be made."""

    id: int
    title: str
    year: int | None
    still: str | None
    url: str
    waits: bool
    """A better one is about to be fetched."""


def page(connection: Connection, after: int) -> list[int]:
    """The next titles by id that show no poster of their own."""
    mine = and_(artwork.c.kind == "poster", artwork.c.source.in_(_OWN), artwork.c.item_id > after)
    query = select(artwork.c.item_id).join(media, media.c.id == artwork.c.item_id).where(mine)
    return list(connection.scalars(query.order_by(artwork.c.item_id).limit(PAGE)))


def wanted(connection: Connection, titles: Iterable[int]) -> list[Wanted]:
    """Of some titles, those that want a poster: without one of their own, and the composed one is missing or outdated."""
    return [one for part in chunks(sorted(set(titles))) for one in _wanted(connection, part)]


def _wanted(connection: Connection, titles: Sequence[int]) -> list[Wanted]:
    query = (
        select(media.c.id, media.c.title, media.c.year)
        .join(artwork, artwork.c.item_id == media.c.id)
        .where(media.c.id.in_(titles), artwork.c.kind == "poster", artwork.c.source.in_(_OWN))
    )
    columns = (artwork_option.c[name] for name in ("item_id", "source", "url", "digest", "wanted"))
    offered = select(*columns).where(artwork_option.c.item_id.in_(titles), artwork_option.c.kind == "poster")
    stills: dict[int, str] = {}
    made: dict[int, str] = {}
    waiting: set[int] = set()
    for row in connection.execute(offered):
        if row.source == FRAME and row.digest:
            stills[row.item_id] = row.digest
        elif row.source == GENERATED:
            made[row.item_id] = row.url
        elif row.wanted and not row.digest:
            waiting.add(row.item_id)
    found = []
    for row in connection.execute(query):
        still = stills.get(row.id)
        url = generated_url(still, _of_text(row.title, row.year))
        if made.get(row.id) != url:
            found.append(Wanted(row.id, row.title, row.year, still, url, row.id in waiting))
    return found


def _of_text(title: str, year: int | None) -> str:
    return hashlib.blake2b(f"{DESIGN}\0{title}\0{year}".encode(), digest_size=8).hexdigest()


def store(transaction: Transaction, composed: Sequence[tuple[Wanted, StoredImage]]) -> None:
    """Offer composed posters instead of those before, and show each where it is the best. Titles that were removed are left out."""
    last = {one.id: (one, image) for one, image in composed}
    there = set(transaction.connection.scalars(select(media.c.id).where(media.c.id.in_(list(last)))))
    mine = (artwork_option.c.item_id.in_(there), artwork_option.c.kind == "poster")
    transaction.execute(delete(artwork_option).where(*mine, artwork_option.c.source == GENERATED))
    rows = [
        {"item_id": one.id, "kind": "poster", "source": GENERATED, "url": one.url, **options.image_columns(image)}
        for one, image in last.values()
        if one.id in there
    ]
    if rows:
        transaction.execute(insert(artwork_option), rows)
        picture_fetch.show(transaction, there)


class GeneratedPosters:
    """Composes what is wanted after each change of titles, and of all titles once the server, or a large change, is over."""

    def __init__(self, database: Database, hub: Hub, artwork_store: ArtworkStore) -> None:
        self._database, self._store = database, artwork_store
        self._changed: set[int] = set()
        self._all_at: float | None = time.monotonic() + QUIET_SECONDS
        """When to look at all titles; None: not again."""
        self._composed: list[tuple[Wanted, StoredImage]] = []
        self._stored_at = 0.0
        self._wake = asyncio.Event()
        hub.follow(self._note)

    def _note(self, event: Event) -> None:
        """A change of titles: of their names, or of what they show."""
        ids = event.data.get("ids", ()) if event.type == "media" else ()
        if event.type == "refresh" or len(ids) >= MOST_NAMED:
            self._all_at = time.monotonic() + QUIET_SECONDS  # one pass when it is over, not one after each report
        elif event.type == "media":
            self._changed.update(ids)
        else:
            return
        self._wake.set()

    async def run(self) -> None:
        """Compose posters until cancelled."""
        while True:
            self._wake.clear()
            if self._all_at is not None and self._all_at <= time.monotonic():
                self._all_at = None
                await self._look_at_all()
            changed, self._changed = self._changed, set()
            later = await self._look_at(changed)
            await self._flush()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds(bool(later))):
                    await self._wake.wait()
            self._changed |= later

    def _seconds(self, has_later: bool) -> float | None:
        """How long to wait for the next change; None: for as long as there is none."""
        until_all = None if self._all_at is None else max(self._all_at - time.monotonic(), 0.0)
        known = [seconds for seconds in (until_all, AGAIN_SECONDS if has_later else None) if seconds is not None]
        return min(known, default=None)

    async def _look_at_all(self) -> None:
        after = 0
        while titles := await self._database.read_slow(page, after):
            self._changed |= await self._look_at(titles)
            await self._flush()  # else what changed meanwhile would be composed twice
            after = titles[-1]

    async def _look_at(self, titles: Iterable[int]) -> set[int]:
        """Compose the posters of titles; those that may get a better one soon come back."""
        later: set[int] = set()
        for one in await self._database.read_slow(wanted, titles):
            if one.waits:
                later.add(one.id)
            elif (image := await self._compose(one)) is not None:
                self._composed.append((one, image))
                if len(self._composed) >= MOST_AT_ONCE or time.monotonic() - self._stored_at >= STORE_SECONDS:
                    await self._flush()
        return later

    async def _flush(self) -> None:
        """Store what was composed: many at once, since each change has clients load their pages again."""
        composed, self._composed = self._composed, []
        if composed:
            await self._database.write(store, composed)
        self._stored_at = time.monotonic()

    async def _compose(self, one: Wanted) -> StoredImage | None:
        try:
            return await self._store.compose_poster(one.still, one.title, one.year)
        except (WorkerError, OSError) as error:
            log.warning("A poster of “%s” was not composed: %s", one.title, error)
            return None
