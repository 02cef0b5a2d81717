"""Recomputes derived rows (visibility, search index, cards) in the transaction that changed files, edits or artwork."""

from collections.abc import Iterable

from dim.catalog.browse import cards, search
from dim.catalog.ingest import visibility
from dim.db import Transaction


def refresh(transaction: Transaction, title_ids: Iterable[int]) -> None:
    """Recompute the derived rows of titles."""
    numbers = sorted(set(title_ids))
    visibility.refresh(transaction, numbers)
    search.index(transaction, numbers)
    cards.rebuild(transaction, numbers)
