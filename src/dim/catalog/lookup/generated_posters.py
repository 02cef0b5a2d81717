"""Composes posters of movies and shows that have none of their own, in the background; a title that is renamed gets a new one."""

import asyncio
import hashlib
import logging
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


def wanted(connection: Connection, titles: Iterable[int] | None = None) -> list[Wanted]:
    """Titles that want a poster, of some or of all: those without one of their own whose composed one is missing or outdated."""
    if titles is None:
        mine = and_(artwork.c.kind == "poster", artwork.c.source.in_(_OWN))
        titles = connection.scalars(select(artwork.c.item_id).join(media, media.c.id == artwork.c.item_id).where(mine))
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


def store(transaction: Transaction, one: Wanted, image: StoredImage) -> None:
    """Offer a composed poster instead of the one before, and show it where it is the best."""
    if transaction.scalar(select(media.c.id).where(media.c.id == one.id)) is None:
        return  # removed meanwhile
    mine = (artwork_option.c.item_id == one.id, artwork_option.c.kind == "poster", artwork_option.c.source == GENERATED)
    transaction.execute(delete(artwork_option).where(*mine))
    row = {"item_id": one.id, "kind": "poster", "source": GENERATED, "url": one.url, **options.image_columns(image)}
    transaction.execute(insert(artwork_option), row)
    picture_fetch.show(transaction, one.id)


class GeneratedPosters:
    """Composes what is wanted at the start, and after each change of titles."""

    def __init__(self, database: Database, hub: Hub, artwork_store: ArtworkStore) -> None:
        self._database, self._store = database, artwork_store
        self._changed: set[int] | None = None  # None: look at all
        self._later: set[int] = set()
        self._wake = asyncio.Event()
        hub.follow(self._note)

    def _note(self, event: Event) -> None:
        """A change of titles: of their names, or of what they show."""
        if event.type == "refresh":
            self._changed = None
        elif event.type == "media":
            ids = event.data.get("ids", ())
            if len(ids) >= MOST_NAMED:
                self._changed = None
            elif self._changed is not None:
                self._changed.update(ids)
        else:
            return
        self._wake.set()

    async def run(self) -> None:
        """Compose posters until cancelled."""
        self._changed = None
        while True:
            self._wake.clear()
            changed: set[int] | None = None if self._changed is None else self._changed | self._later
            self._changed, self._later = set(), set()
            for one in await self._database.read_slow(wanted, changed):
                if one.waits:
                    self._later.add(one.id)
                else:
                    await self._compose(one)
            with suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_SECONDS if self._later else None):
                    await self._wake.wait()

    async def _compose(self, one: Wanted) -> None:
        try:
            image = await self._store.compose_poster(one.still, one.title, one.year)
        except (WorkerError, OSError) as error:
            log.warning("A poster of “%s” was not composed: %s", one.title, error)
            return
        if image is not None:
            await self._database.write(store, one, image)
