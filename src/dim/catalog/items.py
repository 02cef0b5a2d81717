"""Items by id: their kind and library, so that access is checked before anything else, and their files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from dim.db.chunks import chunks
from dim.db.rows import Prepared
from dim.db.tables import (
    episode,
    external_id,
    genre,
    item,
    item_file,
    library_folder,
    media,
    media_file,
    media_genre,
    season,
)
from dim.media import MediaFile
from dim.media.file import best_first

LAUNCHER_ROLE = "launcher"
"""The role of what a launcher of games keeps: it is noted while it cannot be used. It is no medium, and Dim never changes it."""


class VanishedError(Exception):
    """An item was removed between reading and changing it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A movie, show, season or episode, with the movie or show it belongs to, and from which age on that may be seen."""

    id: int
    kind: str
    library_id: int
    title_id: int
    age: int | None = None


_OF_TITLE = ("title", "original_title", "year", "overview", "tagline", "certification", "rating")
_ITEMS = select(item.c.kind, media.c.library_id, media.c.id, media.c.age).select_from(
    item.outerjoin(episode, episode.c.id == item.c.id)
    .outerjoin(season, season.c.id == func.coalesce(episode.c.season_id, item.c.id))
    .join(media, media.c.id == func.coalesce(season.c.media_id, item.c.id))
)
_FIND = Prepared(_ITEMS.where(item.c.id == bindparam("number")))


def find(connection: Connection, item_id: int) -> Item | None:
    """The item of an id."""
    rows = _FIND.fetch(connection, {"number": item_id})
    return Item(item_id, *rows[0]) if rows else None


def find_all(connection: Connection, item_ids: Sequence[int]) -> dict[int, Item]:
    """The items of some ids that are there, with one query for many of them."""
    found: dict[int, Item] = {}
    for part in chunks(list(dict.fromkeys(item_ids))):
        query = _ITEMS.add_columns(item.c.id.label("number")).where(item.c.id.in_(part))
        found |= {row.number: Item(row.number, *row[:4]) for row in connection.execute(query)}
    return found


def fields_of(connection: Connection, of: Item) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields of a title as they are now, those of its facts too, and where they come from."""
    query = select(media, item.c.facts, item.c.provenance).join(item, item.c.id == media.c.id)
    row = connection.execute(query.where(media.c.id == of.title_id)).mappings().one()
    genres = select(genre.c.name).join(media_genre, media_genre.c.genre_id == genre.c.id)
    names = list(connection.scalars(genres.where(media_genre.c.media_id == of.title_id).order_by(genre.c.name)))
    ids = connection.execute(select(external_id).where(external_id.c.item_id == of.title_id))
    values = {**(row["facts"] or {}), **{name: row[name] for name in _OF_TITLE}}
    return {**values, "genres": names, "ids": {one.provider: one.value for one in ids}}, row["provenance"] or {}


def episode_ids(connection: Connection, of: Item) -> list[int]:
    """The visible episodes of a show or a season in watching order: specials last."""
    query = select(episode.c.id).join(season, season.c.id == episode.c.season_id).where(episode.c.visible)
    mine = season.c.media_id == of.id if of.kind == "show" else season.c.id == of.id
    return list(connection.scalars(query.where(mine).order_by(season.c.number == 0, season.c.number, episode.c.number)))


def of_library(connection: Connection, library_id: int, item_ids: Sequence[int]) -> set[int]:
    """Which of some items belong to a library."""
    query = (
        select(item.c.id)
        .outerjoin(episode, episode.c.id == item.c.id)
        .outerjoin(season, season.c.id == func.coalesce(episode.c.season_id, item.c.id))
        .join(media, media.c.id == func.coalesce(season.c.media_id, item.c.id))
    )
    return set(connection.scalars(query.where(media.c.library_id == library_id, item.c.id.in_(item_ids))))


FILE_COLUMNS = (*media_file.c, library_folder.c.path.label("root"))
"""What `MediaFile.from_row` reads, of a join of `media_file` and `library_folder`."""
_FILES = Prepared(
    select(*FILE_COLUMNS)
    .join(item_file, item_file.c.file_id == media_file.c.id)
    .join(library_folder, library_folder.c.id == media_file.c.folder_id)
    .where(item_file.c.item_id == bindparam("item_id"), media_file.c.error.is_(None))
    .order_by(media_file.c.path)
)


def files(connection: Connection, item_id: int) -> list[MediaFile]:
    """An item's files that can be used, of every role and status, by path."""
    return [MediaFile.from_row(row) for row in _FILES.dicts(connection, {"item_id": item_id})]


def main_files(connection: Connection, item_id: int) -> list[MediaFile]:
    """The files of the versions of a movie or episode that are not deleted, the best first: there, then more pixels."""
    return mains(files(connection, item_id))


def mains(found: Sequence[MediaFile]) -> list[MediaFile]:
    """Of files, those of versions that are not deleted, the best first."""
    return best_first([file for file in found if file.role == "main" and file.status != "deleted"])


def extras(connection: Connection, item_id: int) -> list[MediaFile]:
    """The extras of a title that are there."""
    return extras_of(files(connection, item_id))


def extras_of(found: Sequence[MediaFile]) -> list[MediaFile]:
    """Of files, the extras that are there."""
    return [file for file in found if file.role == "extra" and file.status == "present"]


def file(connection: Connection, library_id: int, file_id: int) -> MediaFile | None:
    """A file of a library that is not deleted; none of a launcher, which Dim never changes."""
    mine = (
        media_file.c.id == file_id, media_file.c.library_id == library_id, media_file.c.status != "deleted",
        media_file.c.role != LAUNCHER_ROLE,
    )  # fmt: skip
    row = connection.execute(select(*FILE_COLUMNS).join(library_folder).where(*mine)).mappings().first()
    return MediaFile.from_row(row) if row else None
