"""Changes by hand: writing down, correcting and removing movies, shows, seasons and episodes. Files are never touched.

What a person wrote is locked: scans and providers leave it alone until it is unlocked. What a scanner writes locks nothing, and
leaves alone what is locked.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update

from dim.catalog.certification import age_of
from dim.catalog.ingest import derived
from dim.catalog.ingest import matching as identities
from dim.catalog.items import Item, VanishedError
from dim.db import Transaction
from dim.db.tables import episode, external_id, genre, item, item_file, media, media_file, media_genre, season
from dim.events import Event

MEDIA_FIELDS = (
    "title", "original_title", "year", "overview", "tagline", "certification", "rating", "genres", "ids",
)  # fmt: skip
SEASON_FIELDS = ("title", "overview")
EPISODE_FIELDS = ("title", "overview", "air_date")
TABLES = {"movie": media, "show": media, "season": season, "episode": episode}
FIELDS = {"movie": MEDIA_FIELDS, "show": MEDIA_FIELDS, "season": SEASON_FIELDS, "episode": EPISODE_FIELDS}


def add_media(
    transaction: Transaction, library_id: int, kind: str, values: Mapping[str, Any], *, by_person: bool
) -> int:
    """Write down a movie or a show; its id. One of that title and year that is there already is corrected instead."""
    title, year = values["title"], values.get("year")
    media_id = identities.find_media(transaction, library_id, kind, title, year)
    if media_id is None:
        media_id = identities.new_media(transaction, library_id, kind, title, year, manual=True)
    change(transaction, Item(media_id, kind, library_id, media_id), values, by_person=by_person)
    return media_id


def add_season(transaction: Transaction, show: Item, number: int, values: Mapping[str, Any], *, by_person: bool) -> int:
    """Write down a season of a show; its id. One of that number that is there already is corrected instead."""
    season_id = identities.ensure_season(transaction, show.id, number, manual=True)
    change(transaction, Item(season_id, "season", show.library_id, show.id), values, by_person=by_person)
    return season_id


def add_episode(transaction: Transaction, of: Item, number: int, values: Mapping[str, Any], *, by_person: bool) -> int:
    """Write down an episode of a season; its id. One of that number that is there already is corrected instead."""
    found = identities.find_episode(transaction, of.id, number)
    if found is None:
        found = identities.new_episode(transaction, of.id, number, None, None, manual=True)
    change(transaction, Item(found, "episode", of.library_id, of.media_id), values, by_person=by_person)
    return found


def change(
    transaction: Transaction, what: Item, values: Mapping[str, Any], unlock: Iterable[str] = (), *, by_person: bool
) -> None:
    """Correct an item. What a person writes is locked from then on; `unlock` names fields that are free again.

    Raises VanishedError.
    """
    known = FIELDS[what.kind]
    if transaction.scalar(select(item.c.id).where(item.c.id == what.id)) is None:
        raise VanishedError
    locked = identities.locked_fields(transaction, what.id)
    fields = {name: values[name] for name in known if name in values}
    if by_person:
        kept = (locked | fields.keys()) - set(unlock)
        transaction.execute(update(item).where(item.c.id == what.id).values(locked=sorted(kept) or None))
    else:
        fields = {name: value for name, value in fields.items() if name not in locked}
    if "genres" in fields:
        _set_genres(transaction, what.id, fields.pop("genres") or [])
    if "ids" in fields:
        _set_ids(transaction, what.id, fields.pop("ids") or {})
    if "certification" in fields:
        fields["age"] = age_of(fields["certification"])
    table = TABLES[what.kind]
    if table is media and ("title" in fields or "original_title" in fields):
        row = transaction.execute(select(media.c.title, media.c.original_title).where(media.c.id == what.id)).one()
        fields |= identities.title_values(
            fields.get("title", row.title), fields.get("original_title", row.original_title)
        )
    if fields:
        transaction.execute(update(table).where(table.c.id == what.id).values(**fields))
    _tell(transaction, what)


def _tell(transaction: Transaction, what: Item) -> None:
    derived.refresh(transaction, [what.media_id])
    transaction.announce(Event("media", {"library_id": what.library_id, "ids": [what.media_id]}, what.library_id))


def _set_genres(transaction: Transaction, media_id: int, names: list[str]) -> None:
    transaction.execute(delete(media_genre).where(media_genre.c.media_id == media_id))
    for name in dict.fromkeys(name.strip() for name in names if name.strip()):
        genre_id = transaction.scalar(select(genre.c.id).where(genre.c.name == name))
        if genre_id is None:
            genre_id = transaction.scalar(insert(genre).returning(genre.c.id), {"name": name})
        transaction.execute(insert(media_genre), {"media_id": media_id, "genre_id": genre_id})


def _set_ids(transaction: Transaction, media_id: int, ids: Mapping[str, str]) -> None:
    transaction.execute(delete(external_id).where(external_id.c.item_id == media_id))
    for provider, value in ids.items():
        transaction.execute(insert(external_id), {"item_id": media_id, "provider": provider, "value": value})


def remove(transaction: Transaction, what: Item) -> None:
    """Take an item out of the catalog with all below it and what is known of its files. Files that are there are found again."""
    seasons = select(season.c.id).where(season.c.media_id == what.id)
    of_seasons = seasons if what.kind in ("movie", "show") else select(season.c.id).where(season.c.id == what.id)
    episodes = select(episode.c.id).where(episode.c.season_id.in_(of_seasons))
    gone = set(transaction.connection.scalars(episodes)) | {what.id}
    if what.kind == "show":
        gone |= set(transaction.connection.scalars(seasons))
    files = set(transaction.connection.scalars(select(item_file.c.file_id).where(item_file.c.item_id.in_(gone))))
    shared = select(item_file.c.file_id).where(item_file.c.file_id.in_(files), item_file.c.item_id.not_in(gone))
    files -= set(transaction.connection.scalars(shared))  # a double episode's file stays with the other one
    transaction.execute(delete(media_file).where(media_file.c.id.in_(files)))
    transaction.execute(delete(item).where(item.c.id.in_(gone)))
    _tell(transaction, what)
