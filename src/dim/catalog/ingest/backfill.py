"""After an update: titles of an older Dim get their cards and search words, in the background, a few hundred at a time."""

from sqlalchemy import exists, select

from dim.catalog.ingest import derived
from dim.db import Database, Transaction
from dim.db.tables import media, media_card
from dim.events import Event

AT_ONCE = 200


async def run(database: Database) -> None:
    """Run until no title is without a card."""
    while await database.write(some):
        pass


def some(transaction: Transaction) -> bool:
    """Do some; whether there may be more."""
    without = ~exists().where(media_card.c.media_id == media.c.id)
    behind = list(transaction.connection.scalars(select(media.c.id).where(without).limit(AT_ONCE)))
    derived.refresh(transaction, behind)
    if behind:
        transaction.announce(Event("refresh"))
    return len(behind) == AT_ONCE
