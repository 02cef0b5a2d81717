"""Whatever follows from files, edits and pictures is brought up to date here, in the transaction that changed them."""

from collections.abc import Iterable

from dim.catalog.browse import cards, search
from dim.catalog.ingest import visibility
from dim.db import Transaction


def refresh(transaction: Transaction, media_ids: Iterable[int]) -> None:
    """What is shown of movies and shows, their cards, and the words they are found by."""
    numbers = sorted(set(media_ids))
    visibility.refresh(transaction, numbers)
    search.index(transaction, numbers)
    cards.rebuild(transaction, numbers)
