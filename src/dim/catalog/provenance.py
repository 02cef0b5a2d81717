"""Where the value of a field came from, and which source may replace which.

A person's word counts most, then an NFO file, then metadata providers, then tags inside the file, then its name. A source may
replace what it or a lesser one gave:

    >>> accepts("name", "provider:tmdb"), accepts("person", "provider:tmdb"), accepts("provider:tmdb", "name")
    (True, False, False)
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import select, update

from dim.db import Transaction
from dim.db.tables import item

PERSON, NFO, TAGS, NAME = "person", "nfo", "tags", "name"
SCANNER = "provider:scanner"
"""A scanner that edits items over the API: it fetched metadata by itself."""
_RANKS = {PERSON: 4, NFO: 3, "provider": 2, TAGS: 1, NAME: 0}


def rank(source: str) -> int:
    """The higher, the more a source counts; all providers ("tmdb", "provider:scanner") have one rank."""
    return _RANKS.get(source, _RANKS["provider"])


def accepts(current: str | None, new: str) -> bool:
    """Whether a value from one source (None: the name) may be replaced by one from another."""
    return rank(new) >= rank(current or NAME)


def is_written(source: str | None) -> bool:
    """Whether a value was written as it is, by a person or by a scanner over the API: it is not merged from what sources say."""
    return source == PERSON or (source or "").startswith("provider:")


def person_fields(sources: Mapping[str, str]) -> list[str]:
    """The fields that a person wrote, sorted."""
    return sorted(name for name, source in sources.items() if source == PERSON)


def of_item(transaction: Transaction, item_id: int) -> dict[str, str]:
    """The source of each field of an item; fields that are left out came from the name."""
    found: dict[str, str] | None = transaction.scalar(select(item.c.provenance).where(item.c.id == item_id))
    return dict(found or {})


def claim(transaction: Transaction, item_id: int, fields: Iterable[str], source: str) -> frozenset[str]:
    """Of some fields, those that a source may replace; notes it as their source."""
    sources = of_item(transaction, item_id)
    taken = frozenset(name for name in fields if accepts(sources.get(name), source))
    after = {**sources, **dict.fromkeys(taken, source)}
    if source == NAME:
        after = {name: given for name, given in after.items() if given != NAME}
    if after != sources:
        _store(transaction, item_id, after)
    return taken


def release(transaction: Transaction, item_id: int, fields: Iterable[str]) -> None:
    """Give fields that a person wrote back to the other sources; their values stay until one of them has another."""
    sources = of_item(transaction, item_id)
    for name in fields:
        if sources.get(name) == PERSON:
            del sources[name]
    _store(transaction, item_id, sources)


def yield_to_name(transaction: Transaction, item_id: int, fields: Iterable[str]) -> None:
    """Let names set fields again that providers set; what a person wrote stays."""
    sources = of_item(transaction, item_id)
    kept = {name: source for name, source in sources.items() if name not in set(fields) or source == PERSON}
    _store(transaction, item_id, kept)


def _store(transaction: Transaction, item_id: int, sources: Mapping[str, str]) -> None:
    values = {"provenance": dict(sorted(sources.items())) or None}
    transaction.execute(update(item).where(item.c.id == item_id).values(**values))
