"""Changes to items: writing down, correcting and removing movies, shows, seasons and episodes. Files are never touched.

What a person wrote is kept from scans and providers until it is unlocked (`provenance`).
"""

from collections.abc import Iterable
from typing import Any, TypedDict

from sqlalchemy import delete, select, update

from dim.catalog import provenance
from dim.catalog.certification import age_of
from dim.catalog.ingest import derived, titles
from dim.catalog.ingest.matching import TitleIdentity, find_title
from dim.catalog.items import Item, VanishedError
from dim.catalog.metadata import layers, relations
from dim.catalog.metadata.apply import apply
from dim.db import Transaction
from dim.db.tables import episode, item, item_file, media, media_file, season
from dim.events import Event
from dim.media.kinds import KINDS, TITLE_KINDS


class ItemFields(TypedDict, total=False):
    """Fields of an item to set; which ones it has, `dim.media.kinds` says. Omitted fields stay, None clears one."""

    title: str | None
    original_title: str | None
    year: int | None
    overview: str | None
    tagline: str | None
    certification: str | None
    rating: float | None
    genres: list[str] | None
    ids: dict[str, str] | None
    air_date: str | None
    number: int
    """Of a season or an episode."""


TABLES = {**dict.fromkeys(TITLE_KINDS, media), "season": season, "episode": episode}


class NumberTakenError(Exception):
    """Another season of the show, or episode of the season, has that number."""

    def __init__(self, kind: str, number: int) -> None:
        super().__init__(f"There is {'a season' if kind == 'season' else 'an episode'} {number} already.")


def add_title(transaction: Transaction, library_id: int, kind: str, values: ItemFields, *, source: str) -> int:
    """Add a movie or a show, or change the one of that identity; its id."""
    identity = TitleIdentity(values["title"] or "", values.get("year"), values.get("ids") or {})
    known = find_title(transaction, library_id, kind, identity)
    if known is None or known.id is None:
        title_id = titles.new_title(transaction, library_id, kind, identity, manual=True)
    else:
        title_id = known.id
        titles.learn(transaction, known, identity)
    change(transaction, Item(title_id, kind, library_id, title_id), values, source=source)
    return title_id


def add_season(transaction: Transaction, show: Item, number: int, values: ItemFields, *, source: str) -> int:
    """Add a season of a show, or change the one of that number; its id."""
    season_id = titles.ensure_season(transaction, show.id, number, manual=True)
    change(transaction, Item(season_id, "season", show.library_id, show.id), values, source=source)
    return season_id


def add_episode(transaction: Transaction, of: Item, number: int, values: ItemFields, *, source: str) -> int:
    """Add an episode of a season, or change the one of that number; its id."""
    found = titles.find_episode(transaction, of.id, number)
    if found is None:
        found = titles.new_episode(transaction, of.id, number, None, None, manual=True)
    change(transaction, Item(found, "episode", of.library_id, of.title_id), values, source=source)
    return found


def change(
    transaction: Transaction, what: Item, values: ItemFields, unlock: Iterable[str] = (), *, source: str
) -> None:
    """Set fields of an item, as far as their sources let `source` (see `provenance`) replace them.

    `unlock` names fields that a person gives back to the other sources. `number` moves a season or an episode.

    Raises VanishedError: the item is gone. NumberTakenError: another season or episode has that number.
    """
    if transaction.scalar(select(item.c.id).where(item.c.id == what.id)) is None:
        raise VanishedError
    if "number" in values:
        _renumber(transaction, what, values["number"])
    released = set(unlock) if source == provenance.PERSON else set()
    known = KINDS[what.kind].fields
    given: dict[str, Any] = {name: value for name, value in values.items() if name in known}
    taken = provenance.claim(transaction, what.id, given, source)
    fields = {name: value for name, value in given.items() if name in taken}
    if released:
        provenance.release(transaction, what.id, released)
    if "genres" in fields:
        relations.set_genres(transaction, {what.id: fields.pop("genres") or []})
    if "ids" in fields:
        relations.set_ids(transaction, {what.id: fields.pop("ids") or {}})
    if "certification" in fields:
        fields["age"] = age_of(fields["certification"])
    table = TABLES[what.kind]
    if table is media and ("title" in fields or "original_title" in fields):
        row = transaction.execute(select(media.c.title, media.c.original_title).where(media.c.id == what.id)).one()
        fields |= titles.title_values(fields.get("title", row.title), fields.get("original_title", row.original_title))
    if fields:
        transaction.execute(update(table).where(table.c.id == what.id).values(**fields))
    if released and layers.of_item(transaction.connection, what.id):
        apply(transaction, what.library_id, [what.id])  # what other sources say of these fields
    _publish(transaction, what)


def _renumber(transaction: Transaction, what: Item, number: int) -> None:
    """Give a season or an episode another number. Raises NumberTakenError."""
    if what.kind not in ("season", "episode"):
        return
    table, parent = (season, season.c.media_id) if what.kind == "season" else (episode, episode.c.season_id)
    mine = select(parent).where(table.c.id == what.id).scalar_subquery()
    taken = select(table.c.id).where(parent == mine, table.c.number == number, table.c.id != what.id)
    if transaction.scalar(taken) is not None:
        raise NumberTakenError(what.kind, number)
    transaction.execute(update(table).where(table.c.id == what.id).values(number=number))


def _publish(transaction: Transaction, what: Item) -> None:
    derived.refresh(transaction, [what.title_id])
    transaction.announce(Event("media", {"library_id": what.library_id, "ids": [what.title_id]}, what.library_id))


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
    _publish(transaction, what)
