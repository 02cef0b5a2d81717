"""What is known of an item beyond its fields: facts, people, collections, and which title of a provider it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, select

from dim.catalog.items import Item
from dim.catalog.lookup import matches
from dim.catalog.lookup.matches import StoredMatch
from dim.catalog.metadata import preferences
from dim.db.rows import Prepared
from dim.db.tables import artwork_option, collection, collection_member, credit, external_id, item, item_facts, person
from dim.metadata.model import Facts


@dataclass(frozen=True, slots=True)
class PersonCredit:
    """A person in the credits of an item. `has_picture`: there is one, stored or to be fetched when someone looks."""

    id: int
    name: str
    job: str
    character: str | None
    has_picture: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an item."""

    facts: Facts
    ids: Mapping[str, str]
    """External ids by provider."""
    sources: Mapping[str, str]
    """Of each field that does not come from the name, where it comes from."""
    people: Sequence[PersonCredit]
    collections: Sequence[tuple[int, str]]
    """Ids and names."""
    match: StoredMatch = field(default=matches.NOT_TRIED)


_ITEM = Prepared(select(item.c.facts, item.c.provenance).where(item.c.id == bindparam("number")))
_IDS = Prepared(select(external_id.c.provider, external_id.c.value).where(external_id.c.item_id == bindparam("number")))
_PEOPLE = Prepared(
    select(
        credit.c.person_id, person.c.name, credit.c.job, credit.c.character,
        select(artwork_option.c.id).where(artwork_option.c.item_id == credit.c.person_id).exists().label("has_picture"),
    )
    .join(person, person.c.id == credit.c.person_id)
    .where(credit.c.item_id == bindparam("number"))
    .order_by(credit.c.position)
)  # fmt: skip
_COLLECTIONS = Prepared(
    select(collection.c.id, collection.c.name)
    .join(collection_member, collection_member.c.collection_id == collection.c.id)
    .where(collection_member.c.media_id == bindparam("number"))
    .order_by(collection.c.name)
)
_NFO = Prepared(
    select(item_facts.c.facts).where(
        item_facts.c.item_id == bindparam("number"), item_facts.c.source == preferences.NFO
    )
)


def of_item(connection: Connection, of: Item, can_ask: Callable[[Sequence[str]], bool]) -> Known:
    """What is known of an item; of a season or an episode, the match is its show's.

    `can_ask`: whether any of some sources can be asked.
    """
    number = {"number": of.id}
    row: dict[str, Any] = next(iter(_ITEM.dicts(connection, number)), {})
    people = [
        PersonCredit(one["person_id"], one["name"], one["job"], one["character"], bool(one["has_picture"]))
        for one in _PEOPLE.dicts(connection, number)
    ]
    return Known(
        facts=Facts.from_json(row.get("facts") or {}),
        ids=dict(_IDS.fetch(connection, number)),
        sources=row.get("provenance") or {}, people=people,
        collections=[(found[0], found[1]) for found in _COLLECTIONS.fetch(connection, number)] if of.id == of.title_id else [],
        match=_match(connection, of, can_ask),
    )  # fmt: skip


def _match(connection: Connection, of: Item, can_ask: Callable[[Sequence[str]], bool]) -> StoredMatch:
    """What was found for a title; why nothing was, where it was not looked for."""
    found = matches.of_title(connection, of.title_id)
    if found is not None:
        return found
    for row in _NFO.dicts(connection, {"number": of.title_id}):
        if ids := Facts.from_json(row["facts"] or {}).ids:
            return StoredMatch("certain", "nfo", ids[min(ids)], 1.0, ("its NFO file says what it is",))
    asked = preferences.of_library(connection, of.library_id).asked
    if can_ask(asked):
        return matches.NOT_TRIED
    missing = [name for name in asked if name != "imdb"]  # which is on unless a person says otherwise
    if missing:
        return StoredMatch("none", reasons=(f"Not ready: {', '.join(missing)}. See Settings, Metadata.",))
    return StoredMatch("none", reasons=("No provider is switched on for this library.",))
