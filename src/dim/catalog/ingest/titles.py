"""The rows of titles, seasons and episodes: creating them, and following the names of their files."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, insert, select, update

from dim.catalog import provenance
from dim.catalog.ingest.matching import Candidate, TitleIdentity, find_title
from dim.catalog.lookup import matches
from dim.catalog.metadata import layers
from dim.db import Transaction
from dim.db.tables import episode, external_id, item, media, other_title, season
from dim.metadata.model import Facts
from dim.naming import fold, sort_title


def title_values(title: str, original_title: str | None = None) -> dict[str, object]:
    """The columns that follow from a title."""
    names = dict.fromkeys([fold(title), fold(original_title or "")])
    return {"title": title, "sort_title": sort_title(title), "search_text": " ".join(names).strip()}


def identity_values(identity: TitleIdentity) -> dict[str, object]:
    """The columns by which a title is matched."""
    return {"match_key": identity.key, "match_year": identity.year, "identity": identity.stored}


def new_item(transaction: Transaction, kind: str, manual: bool = False) -> int:
    """A new id for a title, season or episode. `manual`: it is shown without a file."""
    number: int | None = transaction.scalar(insert(item).returning(item.c.id), {"kind": kind, "manual": manual})
    assert number is not None
    return number


def new_title(
    transaction: Transaction, library_id: int, kind: str, identity: TitleIdentity, *, manual: bool = False, apart: bool = False
) -> int:  # fmt: skip
    """A new movie or show. `apart`: also where the library has one of that identity; its id is its identity then."""
    title_id = new_item(transaction, kind, manual)
    row = {"id": title_id, "library_id": library_id, "kind": kind, "visible": False, "added_at": time.time()}
    named = {**title_values(identity.title), "year": identity.year, **identity_values(identity)}
    if apart:
        named["identity"] = f"item:{title_id}"
    transaction.execute(insert(media), {**row, **named})
    add_ids(transaction, title_id, identity.ids)
    add_others(transaction, title_id, identity.others)
    return title_id


def new_titles(transaction: Transaction, library_id: int, kind: str, identities: Sequence[TitleIdentity]) -> list[int]:
    """New titles that no other is merged with, whatever their names are; their ids in the same order."""
    if not identities:
        return []
    statement = insert(item).returning(item.c.id, sort_by_parameter_order=True)
    made = transaction.execute(statement, [{"kind": kind, "manual": False} for _ in identities])
    numbers = [row.id for row in made]
    now = time.time()
    rows = [
        {
            "id": number, "library_id": library_id, "kind": kind, "visible": False, "added_at": now, "year": one.year,
            **title_values(one.title), **identity_values(one), "identity": f"item:{number}",
        }
        for number, one in zip(numbers, identities, strict=True)
    ]  # fmt: skip
    transaction.execute(insert(media), rows)
    return numbers


def ensure_title(transaction: Transaction, library_id: int, kind: str, identity: TitleIdentity) -> int:
    """The movie or show of an identity; made if there is none yet."""
    found = find_title(transaction, library_id, kind, identity)
    if found is None or found.id is None:
        return new_title(transaction, library_id, kind, identity)
    learn(transaction, found, identity)
    return found.id


def learn(transaction: Transaction, known: Candidate, identity: TitleIdentity) -> None:
    """A file of a stored title says more of its identity than was known: its year, explicit ids, or other titles."""
    assert known.id is not None
    if identity.ids.keys() - known.ids.keys() and "ids" in provenance.of_item(transaction, known.id):
        identity = replace(identity, ids={})  # a better source said which ids it has
    before = known.identity
    new = learned(known, identity)
    add_others(transaction, known.id, new.others)
    if new.year is None and not new.ids:
        known.identity = before
        return
    values: dict[str, object] = {}
    if new.year is not None:
        values["match_year"] = new.year
        if provenance.claim(transaction, known.id, ["year"], provenance.NAME):
            values["year"] = new.year
    if known.identity != before:
        known.identity = free_identity(transaction, known.id, TitleIdentity(known.key, known.year, known.ids))
        values["identity"] = known.identity
    if values:
        transaction.execute(update(media).where(media.c.id == known.id).values(**values))
    add_ids(transaction, known.id, new.ids)


def free_identity(transaction: Transaction, title_id: int, identity: TitleIdentity) -> str:
    """The identity that a stored title gets: its explicit id, else its name, else its own id.

    Another title may have the explicit id, since people edit ids.
    """
    mine = select(media.c.library_id, media.c.kind).where(media.c.id == title_id).subquery()
    same = (media.c.library_id == mine.c.library_id, media.c.kind == mine.c.kind, media.c.id != title_id)
    for stored in dict.fromkeys([identity.stored, TitleIdentity(identity.title, identity.year).stored]):
        if transaction.scalar(select(media.c.id).where(*same, media.c.identity == stored)) is None:
            return stored
    return f"item:{title_id}"


def learned(known: Candidate, identity: TitleIdentity) -> TitleIdentity:
    """What of an identity is new to a candidate, which takes it up. The main title of the result is the candidate's."""
    called = {identity.key: identity.title, **identity.others}
    shares_title = known.key in called or identity.key in known.others
    year = identity.year if known.year is None and shares_title else None
    ids = {provider: value for provider, value in identity.ids.items() if provider not in known.ids}
    others = {key: title for key, title in called.items() if key != known.key and key not in known.others}
    known.year = known.year if year is None else year
    known.ids |= ids
    known.others |= others.keys()
    if known.is_known_by_name:
        known.identity = TitleIdentity(known.key, known.year, known.ids).stored
    return TitleIdentity(known.key, year, ids, tuple(others.values()))


def rename(transaction: Transaction, title_id: int, identity: TitleIdentity, *, keep_names: bool = False) -> None:
    """The files of a title have this name now. Values from better sources than names stay.

    `keep_names`: the names that it had stay as other titles, since more files may have them, or the new one is one of them.
    """
    matches.check_ids(transaction, title_id, identity.ids)
    layers.note_name(transaction, title_id, Facts(title=identity.title, year=identity.year, ids=identity.ids))
    columns = (media.c.title, media.c.original_title, media.c.identity, media.c.match_key)
    row = transaction.execute(select(*columns).where(media.c.id == title_id)).one()
    values = identity_values(identity)
    keeps_id = not identity.ids and not row.identity.startswith("name:")
    values["identity"] = row.identity if keeps_id else free_identity(transaction, title_id, identity)
    named = ["title", "year", *(["ids"] if identity.ids else [])]
    taken = provenance.claim(transaction, title_id, named, provenance.NAME)
    if "title" in taken:
        values |= title_values(identity.title, row.original_title)
    if "year" in taken:
        values["year"] = identity.year
    transaction.execute(update(media).where(media.c.id == title_id).values(**values))
    if "ids" in taken:
        mine = (external_id.c.item_id == title_id, external_id.c.provider.in_(list(identity.ids)))
        transaction.execute(delete(external_id).where(*mine))
        add_ids(transaction, title_id, identity.ids)
    others = identity.others
    if keep_names:
        before = {fold(title): title for title in others_of(transaction, title_id)}
        before[row.match_key] = row.title if fold(row.title) == row.match_key else row.match_key
        others = {key: title for key, title in (before | others).items() if key != identity.key}
    transaction.execute(delete(other_title).where(other_title.c.media_id == title_id))
    add_others(transaction, title_id, others)


def add_ids(transaction: Transaction, item_id: int, ids: Mapping[str, str]) -> None:
    """Note explicit ids of an item, by provider."""
    if ids:
        layers.add_named_ids(transaction, item_id, ids)
        rows = [{"item_id": item_id, "provider": provider, "value": value} for provider, value in ids.items()]
        transaction.execute(insert(external_id), rows)


def add_others(transaction: Transaction, title_id: int, others: Mapping[str, str]) -> None:
    """Note new titles of a movie or show in other languages, by their folded form."""
    if others:
        rows = [{"media_id": title_id, "match_key": key, "title": title} for key, title in others.items()]
        transaction.execute(insert(other_title), rows)


def others_of(transaction: Transaction, title_id: int) -> tuple[str, ...]:
    """The titles of a movie or show in other languages."""
    mine = other_title.c.media_id == title_id
    return tuple(transaction.connection.scalars(select(other_title.c.title).where(mine).order_by(other_title.c.title)))


def ensure_season(transaction: Transaction, show_id: int, number: int, manual: bool = False) -> int:
    """A show's season by number; made if there is none yet."""
    mine = (season.c.media_id == show_id, season.c.number == number)
    found: int | None = transaction.scalar(select(season.c.id).where(*mine))
    if found is None:
        found = new_item(transaction, "season", manual)
        transaction.execute(insert(season), {"id": found, "media_id": show_id, "number": number})
    return found


def find_episode(transaction: Transaction, season_id: int, number: int) -> int | None:
    """A season's episode by number."""
    mine = (episode.c.season_id == season_id, episode.c.number == number)
    found: int | None = transaction.scalar(select(episode.c.id).where(*mine))
    return found


def new_episode(
    transaction: Transaction, season_id: int, number: int, title: str | None, air_date: str | None, manual: bool = False
) -> int:
    """A new episode."""
    found = new_item(transaction, "episode", manual)
    row = {"id": found, "season_id": season_id, "number": number, "visible": False, "added_at": time.time()}
    transaction.execute(insert(episode), {**row, "title": title, "air_date": air_date})
    return found
