"""Changes of where a library's metadata comes from."""

from collections.abc import Sequence

from sqlalchemy import select, update

from dim.catalog.ingest import derived
from dim.catalog.lookup import matches
from dim.catalog.metadata import preferences
from dim.catalog.metadata.apply import apply, items_of_titles
from dim.db import Transaction
from dim.db.tables import media, title_match
from dim.events import Event


def change(
    transaction: Transaction, library_id: int, *, sources: Sequence[str] | None = None, language: str | None = None,
    country: str | None = None, write_back: bool | None = None,
) -> None:  # fmt: skip
    """Change the preferences of a library; None: a value stays. What is known is merged anew in the new order at once; titles that
    a new provider may know, or that are wanted in another language, are looked up again.
    """
    before = preferences.of_library(transaction.connection, library_id)
    preferences.change(
        transaction, library_id, sources=sources, language=language, country=country, write_back=write_back
    )
    after = preferences.of_library(transaction.connection, library_id)
    mine = select(media.c.id).where(media.c.library_id == library_id)
    titles = list(transaction.connection.scalars(mine))
    if set(after.asked) - set(before.asked) or after.locale != before.locale:
        transaction.execute(update(title_match).where(title_match.c.media_id.in_(mine)).values(due_at=0.0))
        matches.forget_none(transaction, library_id)
    if after.sources != before.sources or after.locale != before.locale:
        changed = apply(transaction, library_id, items_of_titles(transaction, titles))
        if changed:
            derived.refresh(transaction, titles)
            transaction.announce(Event("media", {"library_id": library_id, "ids": titles[:200]}, library_id))
    transaction.announce(Event("library", {"id": library_id}, library_id))
