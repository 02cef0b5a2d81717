"""What a title shares with others: genres, studios, people, collections, external ids."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Table, delete, insert, select, update

from dim.catalog.metadata import options
from dim.catalog.metadata.choosing import choose
from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.tables import (
    collection,
    collection_member,
    credit,
    external_id,
    genre,
    item,
    media_genre,
    media_studio,
    person,
    studio,
)
from dim.metadata.model import CollectionLink, Credit, Picture
from dim.naming import fold

COMMON = "tmdb"
"""The provider by whose ids most sources, and NFO files, name people."""


def set_genres(transaction: Transaction, genres: Mapping[int, Iterable[str]]) -> None:
    """Give titles these genres, by the titles' ids."""
    _set_names(transaction, genre, media_genre, genres)


def set_studios(transaction: Transaction, studios: Mapping[int, Iterable[str]]) -> None:
    """Give titles these studios and networks, by the titles' ids."""
    _set_names(transaction, studio, media_studio, studios)


def _set_names(
    transaction: Transaction, names_table: Table, links: Table, by_title: Mapping[int, Iterable[str]]
) -> None:
    wanted = {
        title_id: list(dict.fromkeys(name.strip() for name in names if name.strip()))
        for title_id, names in by_title.items()
    }
    every = list(dict.fromkeys(name for names in wanted.values() for name in names))
    known: dict[str, int] = {}
    for part in chunks(every):
        query = select(names_table.c.id, names_table.c.name).where(names_table.c.name.in_(part))
        known |= {row.name: row.id for row in transaction.execute(query)}
    new = [{"name": name} for name in every if name not in known]
    if new:
        made = insert(names_table).returning(names_table.c.id, sort_by_parameter_order=True)
        known |= {row["name"]: one.id for row, one in zip(new, transaction.execute(made, new), strict=True)}
    for titles in chunks(sorted(wanted)):
        transaction.execute(delete(links).where(links.c.media_id.in_(titles)))
    reference = f"{names_table.name}_id"
    rows = [{"media_id": title_id, reference: known[name]} for title_id, names in wanted.items() for name in names]
    if rows:
        transaction.execute(insert(links), rows)


def set_ids(transaction: Transaction, ids: Mapping[int, Mapping[str, str]]) -> None:
    """Give items these external ids, by the items' ids and by provider."""
    for part in chunks(sorted(ids)):
        transaction.execute(delete(external_id).where(external_id.c.item_id.in_(part)))
    rows = [
        {"item_id": item_id, "provider": provider, "value": value}
        for item_id, by_provider in ids.items()
        for provider, value in sorted(by_provider.items())
    ]
    if rows:
        transaction.execute(insert(external_id), rows)


def set_people(transaction: Transaction, people: Mapping[int, tuple[str, Sequence[Credit]]]) -> None:
    """Give items these credits, by the items' ids, each with the source that names them. Those that stay are not written again."""
    named = [one for _, cast in people.values() for one in cast]
    known = _find_people(transaction, named)
    _note_ids(transaction, {known[_identity(one)]: one for one in named if one.ids})
    after = {
        item_id: [(known[_identity(one)], one.job[:50], one.character, place) for place, one in enumerate(cast)]
        for item_id, (_, cast) in people.items()
    }
    before: dict[int, list[tuple[int, str, str | None, int]]] = {}
    for part in chunks(sorted(after)):
        for row in transaction.execute(select(credit).where(credit.c.item_id.in_(part)).order_by(credit.c.position)):
            before.setdefault(row.item_id, []).append((row.person_id, row.job, row.character, row.position))
    different = [item_id for item_id, cast in after.items() if cast != before.get(item_id, [])]
    for part in chunks(sorted(different)):
        transaction.execute(delete(credit).where(credit.c.item_id.in_(part)))
    rows = [
        {"item_id": item_id, "person_id": person_id, "job": job, "character": character, "position": place}
        for item_id in different
        for person_id, job, character, place in after[item_id]
    ]
    if rows:
        transaction.execute(insert(credit), rows)
    pictures = {
        known[_identity(one)]: [(source, Picture("profile", one.picture))]
        for source, cast in people.values()
        for one in cast
        if one.picture and one.picture.startswith("http")
    }
    options.offer_first(transaction, pictures)


def _identity(one: Credit) -> str:
    """What makes a person unique: one of their ids, else the name."""
    provider = min(one.ids, key=lambda name: (name != COMMON, name), default=None)
    return f"{provider}:{one.ids[provider]}" if provider else f"name:{fold(one.name)}"


def _find_people(transaction: Transaction, named: Sequence[Credit]) -> dict[str, int]:
    """The ids of people by their identity; made where they are new.

    Who is known only by name, as from an NFO file, is the same as who has that name and an id.
    """
    wanted = {_identity(one): one for one in named}
    found: dict[str, int] = {}
    for part in chunks(sorted(wanted)):
        rows = transaction.execute(select(person.c.id, person.c.identity).where(person.c.identity.in_(part)))
        found |= {row.identity: row.id for row in rows}
    missing = {identity: one for identity, one in wanted.items() if identity not in found}
    by_name: dict[str, tuple[int, str]] = {}
    for part in chunks(sorted({fold(one.name) for one in missing.values()})):
        same = select(person.c.id, person.c.search_text, person.c.identity).where(person.c.search_text.in_(part))
        for row in transaction.execute(same.order_by(person.c.id.desc())):
            by_name[row.search_text] = (row.id, row.identity)
    taken: set[int] = set()
    for identity, one in missing.items():
        known = by_name.get(fold(one.name))
        if known is None or known[0] in taken:
            continue
        if identity.startswith("name:"):
            found[identity] = known[0]
        elif known[1].startswith("name:"):
            found[identity] = known[0]
            taken.add(known[0])
            transaction.execute(update(person).where(person.c.id == known[0]).values(identity=identity))
    return found | _new_people(transaction, [(key, one) for key, one in missing.items() if key not in found])


def _new_people(transaction: Transaction, new: Sequence[tuple[str, Credit]]) -> dict[str, int]:
    if not new:
        return {}
    statement = insert(item).returning(item.c.id, sort_by_parameter_order=True)
    ids = [row.id for row in transaction.execute(statement, [{"kind": "person", "manual": False} for _ in new])]
    rows = [
        {"id": number, "name": one.name, "search_text": fold(one.name), "identity": identity}
        for number, (identity, one) in zip(ids, new, strict=True)
    ]
    transaction.execute(insert(person), rows)
    return {identity: number for number, (identity, _) in zip(ids, new, strict=True)}


def _note_ids(transaction: Transaction, people: Mapping[int, Credit]) -> None:
    """Keep the ids of people that are not known yet."""
    known: set[tuple[int, str]] = set()
    for part in chunks(sorted(people)):
        query = select(external_id.c.item_id, external_id.c.provider).where(external_id.c.item_id.in_(part))
        known |= {(row.item_id, row.provider) for row in transaction.execute(query)}
    rows = [
        {"item_id": number, "provider": provider, "value": value}
        for number, one in people.items()
        for provider, value in one.ids.items()
        if (number, provider) not in known
    ]
    if rows:
        transaction.execute(insert(external_id), rows)


def remove_unused(transaction: Transaction) -> int:
    """Remove people without credits, and collections of sources without titles: some of them at once; how many."""
    people = select(person.c.id).where(~select(credit.c.id).where(credit.c.person_id == person.c.id).exists())
    empty = select(collection.c.id).where(
        collection.c.identity.is_not(None),
        ~select(collection_member.c.media_id).where(collection_member.c.collection_id == collection.c.id).exists(),
    )
    unused = [*transaction.connection.scalars(people.limit(500)), *transaction.connection.scalars(empty.limit(500))]
    for part in chunks(unused):
        transaction.execute(delete(item).where(item.c.id.in_(part)))
    return len(unused)


def set_collection(transaction: Transaction, title_id: int, link: CollectionLink | None, source: str) -> None:
    """Make a movie part of the collection that its sources say; collections that people made keep it."""
    mine = (collection_member.c.media_id == title_id, collection_member.c.source != "person")
    before = set(transaction.connection.scalars(select(collection_member.c.collection_id).where(*mine)))
    after: set[int] = set() if link is None else {_ensure_collection(transaction, link, source)}
    gone = before - after
    if gone:
        transaction.execute(delete(collection_member).where(*mine, collection_member.c.collection_id.in_(gone)))
        remove_empty(transaction, gone)
    there = select(collection_member.c.collection_id).where(collection_member.c.media_id == title_id)
    known = set(transaction.connection.scalars(there))
    rows = [{"collection_id": number, "media_id": title_id, "source": source} for number in after - known]
    if rows:
        transaction.execute(insert(collection_member), rows)


def _ensure_collection(transaction: Transaction, link: CollectionLink, source: str) -> int:
    provider = next(iter(sorted(link.ids)), None)
    identity = f"{provider}:{link.ids[provider]}" if provider else f"name:{fold(link.name)}"
    known: int | None = transaction.scalar(select(collection.c.id).where(collection.c.identity == identity))
    if known is None and provider is None:  # a provider may have named it before
        same = (collection.c.search_text == fold(link.name), collection.c.identity.is_not(None))
        known = transaction.scalar(select(collection.c.id).where(*same).order_by(collection.c.id).limit(1))
    elif known is None:  # an NFO file may have named it before
        by_name = select(collection.c.id).where(collection.c.identity == f"name:{fold(link.name)}")
        known = transaction.scalar(by_name)
        if known is not None:
            transaction.execute(update(collection).where(collection.c.id == known).values(identity=identity))
    if known is None:
        known = transaction.scalar(insert(item).returning(item.c.id), {"kind": "collection", "manual": False})
        assert known is not None
        row = {"id": known, "name": link.name, "search_text": fold(link.name), "identity": identity}
        transaction.execute(insert(collection), {**row, "overview": link.overview})
    images = [("poster", link.poster), ("backdrop", link.backdrop)]
    pictures = [(source, Picture(kind, url)) for kind, url in images if url]  # type: ignore[arg-type]
    if pictures:
        options.offer(transaction, {known: pictures})
        choose(transaction, [known], [source])
    return known


def remove_empty(transaction: Transaction, collections: Iterable[int]) -> None:
    """Remove collections that sources made and no title is part of any more."""
    numbers = sorted(collections)
    used = select(collection_member.c.collection_id).where(collection_member.c.collection_id.in_(numbers))
    automatic = select(collection.c.id).where(collection.c.id.in_(numbers), collection.c.identity.is_not(None))
    transaction.execute(delete(item).where(item.c.id.in_(automatic), item.c.id.not_in(used)))
