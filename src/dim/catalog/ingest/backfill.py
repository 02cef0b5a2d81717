"""Backfill after an update: titles of an older Dim get their cards and search words, a few hundred at a time."""

from sqlalchemy import exists, select

from dim.catalog.ingest import derived
from dim.db import Database, Transaction
from dim.db.tables import media, media_card
from dim.events import Event

AT_ONCE = 200


async def run(database: Database) -> None:
    """Run until every title has a card."""
    while await database.write(some):
        pass


def some(transaction: Transaction) -> bool:
    """Backfill some titles; gives whether there may be more."""
    without = ~exists().where(media_card.c.media_id == media.c.id)
    titles = list(transaction.connection.scalars(select(media.c.id).where(without).limit(AT_ONCE)))
    derived.refresh(transaction, titles)
    if titles:
        transaction.announce(Event("refresh"))
    return len(titles) == AT_ONCE
