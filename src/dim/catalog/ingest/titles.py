"""The rows of titles, seasons and episodes: creating them, and following the names of their files."""

import time
from collections.abc import Mapping

from sqlalchemy import delete, insert, select, update

from dim.catalog import provenance
from dim.catalog.ingest.matching import Candidate, TitleIdentity, find_title
from dim.db import Transaction
from dim.db.tables import episode, external_id, item, media, season
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
    return title_id


def ensure_title(transaction: Transaction, library_id: int, kind: str, identity: TitleIdentity) -> int:
    """The movie or show of an identity; made if there is none yet."""
    found = find_title(transaction, library_id, kind, identity)
    if found is None or found.id is None:
        return new_title(transaction, library_id, kind, identity)
    learn(transaction, found, identity)
    return found.id


def free_identity(transaction: Transaction, title_id: int, wanted: str, otherwise: str) -> str:
    """The identity to store for a title: the wanted one, unless another title of its library has that."""
    mine, other = media.alias("mine"), media
    taken = (
        select(other.c.id)
        .join(mine, (mine.c.library_id == other.c.library_id) & (mine.c.kind == other.c.kind))
        .where(mine.c.id == title_id, other.c.id != title_id, other.c.identity == wanted)
    )
    return wanted if transaction.scalar(taken) is None else otherwise


def learn(transaction: Transaction, known: Candidate, identity: TitleIdentity) -> None:
    """A file of a stored title says more of its identity than was known: its year, or explicit ids."""
    assert known.id is not None
    before = known.identity
    new = learned(known, identity)
    known.identity = free_identity(transaction, known.id, known.identity, before)
    if new.year is not None:
        transaction.execute(
            update(media).where(media.c.id == known.id).values(match_year=new.year, identity=known.identity)
        )
        if provenance.claim(transaction, known.id, ["year"], provenance.NAME):
            transaction.execute(update(media).where(media.c.id == known.id).values(year=new.year))
    if new.ids and "ids" not in provenance.of_item(transaction, known.id):
        add_ids(transaction, known.id, new.ids)
        transaction.execute(update(media).where(media.c.id == known.id).values(identity=known.identity))


def learned(known: Candidate, identity: TitleIdentity) -> TitleIdentity:
    """What of an identity is new to a candidate, which takes it up."""
    year = identity.year if known.year is None and known.key == identity.key else None
    ids = {provider: value for provider, value in identity.ids.items() if provider not in known.ids}
    known.year = known.year if year is None else year
    known.ids |= ids
    if known.is_known_by_name:
        known.identity = TitleIdentity(known.key, known.year, known.ids).stored
    return TitleIdentity(identity.title, year, ids)


def rename(transaction: Transaction, title_id: int, identity: TitleIdentity) -> None:
    """The files of a title have this name now. Values from better sources than names stay."""
    row = transaction.execute(select(media.c.original_title, media.c.identity).where(media.c.id == title_id)).one()
    values = identity_values(identity)
    if not identity.ids and not row.identity.startswith("name:"):
        values["identity"] = row.identity
    named = ["title", "year", *(["ids"] if identity.ids else [])]
    values["identity"] = free_identity(transaction, title_id, str(values["identity"]), f"item:{title_id}")
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


def add_ids(transaction: Transaction, item_id: int, ids: Mapping[str, str]) -> None:
    """Note explicit ids of an item, by provider."""
    if ids:
        rows = [{"item_id": item_id, "provider": provider, "value": value} for provider, value in ids.items()]
        transaction.execute(insert(external_id), rows)


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
