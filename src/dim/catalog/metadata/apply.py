"""Writes what the sources of items say, merged, where pages read it. A field that a person wrote stays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Table, bindparam, select, update

from dim.catalog import provenance
from dim.catalog.certification import age_of
from dim.catalog.ingest import titles
from dim.catalog.metadata import layers, options, preferences, relations
from dim.catalog.metadata.choosing import choose
from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.tables import episode, item, media, season
from dim.media.kinds import KINDS, TITLE_KINDS
from dim.metadata.merge import Merged, merge
from dim.metadata.model import Facts

MOST_GUESTS = 12
"""People of an episode that are kept: its directors, writers and guests."""
_TABLES = {**dict.fromkeys(TITLE_KINDS, media), "season": season, "episode": episode}
_COLUMN = {"air_date": "released", "ids": "ids"}
"""Fields of items that have another name among facts."""
_NOT_STORED = ("pictures", "people", "translations", "locked", "certifications")
"""Merged facts that are kept elsewhere, or are needed only while merging."""
_NOTHING: tuple[object, ...] = (None, (), {})


@dataclass(frozen=True, slots=True)
class _Row:
    """An item as it is now."""

    id: int
    kind: str
    provenance: Mapping[str, str]
    facts: Mapping[str, Any]
    values: Mapping[str, Any]
    """Its columns."""


@dataclass(slots=True)
class _Writes:
    """What is written for many items, with a statement for all that are alike."""

    named: dict[int, Facts] = field(default_factory=dict)
    genres: dict[int, Sequence[str]] = field(default_factory=dict)
    studios: dict[int, Sequence[str]] = field(default_factory=dict)
    ids: dict[int, Mapping[str, str]] = field(default_factory=dict)
    _rows: dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]] = field(default_factory=dict)

    def update(self, table: Table, number: int, values: Mapping[str, Any]) -> None:
        """Set columns of the row of an id."""
        names = tuple(sorted(values))
        row = {"row_id": number, **{f"new_{name}": values[name] for name in names}}
        self._rows.setdefault((table, names), []).append(row)

    def execute(self, transaction: Transaction) -> None:
        """Write everything."""
        layers.store(transaction, layers.NAME, self.named)
        for (table, names), rows in self._rows.items():
            values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
            transaction.execute(update(table).where(table.c.id == bindparam("row_id")).values(values), rows)
        relations.set_genres(transaction, self.genres)
        relations.set_studios(transaction, self.studios)
        relations.set_ids(transaction, self.ids)


def items_of_titles(transaction: Transaction, title_ids: Iterable[int]) -> list[int]:
    """The ids of titles, their seasons and their episodes."""
    found: list[int] = []
    for part in chunks(sorted(set(title_ids))):
        seasons = list(transaction.connection.scalars(select(season.c.id).where(season.c.media_id.in_(part))))
        found += [*part, *seasons]
        for some in chunks(seasons):
            found += transaction.connection.scalars(select(episode.c.id).where(episode.c.season_id.in_(some)))
    return found


def apply(transaction: Transaction, library_id: int, item_ids: Iterable[int]) -> set[int]:
    """Merge what the sources say of items of a library and write it; gives the items that changed.

    The caller recomputes derived rows.
    """
    wanted = preferences.of_library(transaction.connection, library_id)
    order = wanted.sources
    numbers = sorted(set(item_ids))
    known = layers.of_items(transaction.connection, numbers)
    changed: set[int] = set()
    people: dict[int, tuple[str, Sequence[Any]]] = {}
    pictures: dict[int, Sequence[tuple[str, Any]]] = {}
    writes = _Writes()
    for row in _rows(transaction, numbers):
        of_item = known.get(row.id, {})
        if not of_item and not row.provenance and not row.facts:
            continue
        of_item = _with_name(writes, row, of_item)
        merged = merge(of_item, [*order, layers.NAME], wanted.locale)
        if _write(transaction, writes, row, merged):
            changed.add(row.id)
        cast = merged.facts.people if KINDS[row.kind].is_title else merged.facts.people[:MOST_GUESTS]
        people[row.id] = merged.sources.get("people", layers.NAME), cast
        pictures[row.id] = [entry for entry in merged.pictures if entry[1].location.startswith(("http://", "https://"))]
    writes.execute(transaction)
    relations.set_people(transaction, people)
    options.offer(transaction, pictures)
    return changed | choose(transaction, pictures, order)


def _rows(transaction: Transaction, numbers: Sequence[int]) -> list[_Row]:
    found: list[_Row] = []
    for part in chunks(numbers):
        for table, kinds in ((media, TITLE_KINDS), (season, ("season",)), (episode, ("episode",))):
            columns = (item.c.kind.label("item_kind"), item.c.provenance, item.c.facts, *table.c)
            query = select(*columns).join(table, table.c.id == item.c.id)
            for row in transaction.execute(query.where(item.c.id.in_(part), item.c.kind.in_(kinds))):
                values = dict(row._mapping)
                found.append(
                    _Row(values["id"], values["item_kind"], values["provenance"] or {}, values["facts"] or {}, values)
                )
    return found


def _with_name(writes: "_Writes", row: _Row, known: dict[str, Facts]) -> dict[str, Facts]:
    """The sources of an item with what its name says, which is noted before another source replaces it. That of a game is a
    source itself: its launcher.
    """
    if row.kind == "game":
        return known
    named = known.get(layers.NAME, Facts())
    given: dict[str, Any] = {}
    for name in KINDS[row.kind].fields:
        fact = _COLUMN.get(name, name)
        if name in ("genres", "ids") or name in row.provenance or getattr(named, fact) is not None:
            continue
        if (value := row.values.get(name)) is not None:
            given[fact] = value
    if not given:
        return known
    named = replace(named, **given)
    writes.named[row.id] = named
    return {**known, layers.NAME: named}


def _write(transaction: Transaction, writes: "_Writes", row: _Row, merged: Merged) -> bool:
    """Write the merged facts of one item; whether anything changed."""
    sources = dict(row.provenance)
    fields: dict[str, Any] = {}
    for name in KINDS[row.kind].fields:
        if provenance.is_written(sources.get(name)):
            continue
        fact = _COLUMN.get(name, name)
        value, source = getattr(merged.facts, fact), merged.sources.get(fact, layers.NAME)
        if value in _NOTHING and (name == "title" or name not in sources):
            continue  # no source knows it; none did
        fields[name] = value if value not in _NOTHING else None
        if source == layers.NAME:
            sources.pop(name, None)
        else:
            sources[name] = source
    changed = _set_fields(writes, row, fields)
    facts = _stored_facts(row, merged.facts)
    values: dict[str, Any] = {}
    if facts != row.facts:
        values["facts"] = facts or None
    if sources != row.provenance:
        values["provenance"] = dict(sorted(sources.items())) or None
    if values:
        writes.update(item, row.id, values)
    if KINDS[row.kind].is_title and ("facts" in values or "genres" in fields):
        writes.studios[row.id] = (*merged.facts.studios, *merged.facts.networks)
        if row.kind == "movie":
            source = merged.sources.get("collection", layers.NAME)
            relations.set_collection(transaction, row.id, merged.facts.collection, source)
    return changed or bool(values)


def _stored_facts(row: _Row, facts: Facts) -> dict[str, object]:
    """The merged facts that have no column of their own."""
    columns = {_COLUMN.get(name, name) for name in KINDS[row.kind].fields}
    return {name: value for name, value in facts.to_json().items() if name not in _NOT_STORED and name not in columns}


def _set_fields(writes: "_Writes", row: _Row, fields: Mapping[str, Any]) -> bool:
    """Write the fields of an item; whether any is another than before."""
    values = dict(fields)
    changed = False
    if "genres" in values:
        writes.genres[row.id] = values.pop("genres") or ()
    if "ids" in values:
        writes.ids[row.id] = values.pop("ids") or {}
    different = {name: value for name, value in values.items() if row.values.get(name) != value}
    if "certification" in different:
        different["age"] = age_of(different["certification"])
    table = _TABLES[row.kind]
    if table is media and ("title" in different or "original_title" in different):
        title = different.get("title", row.values["title"])
        original = different.get("original_title", row.values["original_title"])
        different |= titles.title_values(title, original)
    if different:
        writes.update(table, row.id, different)
        changed = True
    return changed
