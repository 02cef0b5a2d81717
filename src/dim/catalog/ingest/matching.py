"""Finding, or making, the movie or the episodes that a file belongs to."""

import time

from sqlalchemy import insert, select, update

from dim.catalog.ingest.model import Identification
from dim.db import Transaction
from dim.db.tables import episode, external_id, item, media, season
from dim.naming import fold, sort_title


def find_media(transaction: Transaction, library_id: int, kind: str, title: str, year: int | None) -> int | None:
    """The movie or show whose files have that title and year. Where one side has no year, the only title of that name is meant."""
    rows = transaction.execute(
        select(media.c.id, media.c.match_year, media.c.title)
        .where(media.c.library_id == library_id, media.c.kind == kind, media.c.match_key == fold(title))
        .order_by(media.c.id)
    ).all()
    exact = [row.id for row in rows if row.match_year == year]
    if exact:
        return int(exact[0])
    loose = rows if year is None else [row for row in rows if row.match_year is None]
    if len(loose) != 1:
        return None
    if year is not None:
        rename(transaction, loose[0].id, title, year)
    return int(loose[0].id)


def locked_fields(transaction: Transaction, item_id: int) -> frozenset[str]:
    """The fields of an item that a person wrote, which nothing else changes."""
    return frozenset(transaction.scalar(select(item.c.locked).where(item.c.id == item_id)) or ())


def rename(transaction: Transaction, media_id: int, title: str, year: int | None) -> None:
    """The files of a movie or show have this title and year now. What a person wrote stays as it is."""
    locked = locked_fields(transaction, media_id)
    values: dict[str, object] = {"match_key": fold(title), "match_year": year}
    if "year" not in locked:
        values["year"] = year
    if "title" not in locked:
        original = transaction.scalar(select(media.c.original_title).where(media.c.id == media_id))
        values |= title_values(title, original)
    transaction.execute(update(media).where(media.c.id == media_id).values(**values))


def title_values(title: str, original_title: str | None = None) -> dict[str, object]:
    """The columns that follow from a title."""
    names = dict.fromkeys([fold(title), fold(original_title or "")])
    return {"title": title, "sort_title": sort_title(title), "search_text": " ".join(names).strip()}


def new_item(transaction: Transaction, kind: str, manual: bool = False) -> int:
    """A new id for a movie, show, season or episode."""
    number: int | None = transaction.scalar(insert(item).returning(item.c.id), {"kind": kind, "manual": manual})
    assert number is not None
    return number


def new_media(
    transaction: Transaction, library_id: int, kind: str, title: str, year: int | None, manual: bool = False
) -> int:
    """A new movie or show."""
    media_id = new_item(transaction, kind, manual)
    row = {"id": media_id, "library_id": library_id, "kind": kind, "visible": False, "added_at": time.time()}
    named = {**title_values(title), "year": year, "match_key": fold(title), "match_year": year}
    transaction.execute(insert(media), {**row, **named})
    return media_id


def ensure_media(transaction: Transaction, library_id: int, kind: str, identity: Identification) -> int:
    """The movie or show of an identity; made if there is none yet."""
    media_id = find_media(transaction, library_id, kind, identity.title, identity.year)
    if media_id is None:
        media_id = new_media(transaction, library_id, kind, identity.title, identity.year)
        for provider, value in identity.ids.items():
            transaction.execute(insert(external_id), {"item_id": media_id, "provider": provider, "value": value})
    return media_id


def ensure_season(transaction: Transaction, media_id: int, number: int, manual: bool = False) -> int:
    """A show's season by number; made if there is none yet."""
    mine = (season.c.media_id == media_id, season.c.number == number)
    found: int | None = transaction.scalar(select(season.c.id).where(*mine))
    if found is None:
        found = new_item(transaction, "season", manual)
        transaction.execute(insert(season), {"id": found, "media_id": media_id, "number": number})
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
