"""What each source says of an item: one row for an item and source, which no other source changes."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select

from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.tables import item_facts
from dim.metadata.model import Facts

NAME = "name"
"""The source of what names say, kept so that it can come back when a stronger source goes."""
WRITTEN = "written"
"""What Dim wrote into NFO files itself (`dim.catalog.write_back.own`); it is never merged."""
LOCAL = ("nfo", "tags", "launcher", NAME, WRITTEN)
"""Sources that scanners report; all others are providers that were asked."""


def of_items(connection: Connection, items: Iterable[int]) -> dict[int, dict[str, Facts]]:
    """What the sources say of items: facts by source, by item; items that none knows are left out."""
    found: dict[int, dict[str, Facts]] = {}
    for part in chunks(sorted(set(items))):
        for row in connection.execute(select(item_facts).where(item_facts.c.item_id.in_(part))):
            found.setdefault(row.item_id, {})[row.source] = Facts.from_json(row.facts or {})
    return found


def of_item(connection: Connection, item_id: int) -> dict[str, Facts]:
    """What the sources say of one item."""
    return of_items(connection, [item_id]).get(item_id, {})


def store(transaction: Transaction, source: str, facts: Mapping[int, Facts | None]) -> None:
    """Replace what a source says of items, by their ids; None: it says nothing of one any more."""
    for part in chunks(sorted(facts)):
        mine = (item_facts.c.source == source, item_facts.c.item_id.in_(part))
        transaction.execute(delete(item_facts).where(*mine))
        now = time.time()
        rows = [
            {"item_id": number, "source": source, "facts": values, "stored_at": now}
            for number in part
            if (one := facts[number]) is not None and (values := one.to_json())
        ]
        if rows:
            transaction.execute(insert(item_facts), rows)


def keep_only(transaction: Transaction, items: Sequence[int], sources: Iterable[str]) -> None:
    """Forget what other providers than some said of items."""
    kept = [*sources, *LOCAL]
    for part in chunks(items):
        mine = (item_facts.c.item_id.in_(part), item_facts.c.source.not_in(kept))
        transaction.execute(delete(item_facts).where(*mine))


def note_name(transaction: Transaction, item_id: int, facts: Facts) -> None:
    """Note what the name of an item says; values that it does not give stay as they were noted."""
    known = of_item(transaction.connection, item_id).get(NAME, Facts())
    given = {name: getattr(facts, name) for name in facts.to_json()}
    store(transaction, NAME, {item_id: replace(known, **given)})


def add_named_ids(transaction: Transaction, item_id: int, ids: Mapping[str, str]) -> None:
    """Note explicit ids that the name of an item gives beside those that were noted."""
    known = of_item(transaction.connection, item_id).get(NAME, Facts())
    store(transaction, NAME, {item_id: replace(known, ids={**known.ids, **ids})})
