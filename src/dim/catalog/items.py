"""Items by id: what kind, and in which library, so that access can be checked before anything is told of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from dim.db.rows import Prepared
from dim.db.tables import episode, item, item_file, media, media_file, season


class VanishedError(Exception):
    """An item was removed between looking at it and changing it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A movie, show, season or episode, with the movie or show it belongs to, and from which age on that may be seen."""

    id: int
    kind: str
    library_id: int
    media_id: int
    age: int | None = None


_FIND = Prepared(
    select(item.c.kind, media.c.library_id, media.c.id, media.c.age)
    .select_from(
        item.outerjoin(episode, episode.c.id == item.c.id)
        .outerjoin(season, season.c.id == func.coalesce(episode.c.season_id, item.c.id))
        .join(media, media.c.id == func.coalesce(season.c.media_id, item.c.id))
    )
    .where(item.c.id == bindparam("number"))
)


def find(connection: Connection, item_id: int) -> Item | None:
    """The item of an id."""
    rows = _FIND.fetch(connection, {"number": item_id})
    return Item(item_id, *rows[0]) if rows else None


def of_library(connection: Connection, library_id: int, item_ids: Sequence[int]) -> set[int]:
    """Which of some items belong to a library."""
    query = (
        select(item.c.id)
        .outerjoin(episode, episode.c.id == item.c.id)
        .outerjoin(season, season.c.id == func.coalesce(episode.c.season_id, item.c.id))
        .join(media, media.c.id == func.coalesce(season.c.media_id, item.c.id))
    )
    return set(connection.scalars(query.where(media.c.library_id == library_id, item.c.id.in_(item_ids))))


_FILES = Prepared(
    select(media_file)
    .join(item_file, item_file.c.file_id == media_file.c.id)
    .where(item_file.c.item_id == bindparam("item_id"), media_file.c.error.is_(None))
    .order_by(media_file.c.path)
)


def files(connection: Connection, item_id: int) -> list[dict[str, Any]]:
    """An item's files that can be used, of every role and status, by path."""
    return _FILES.dicts(connection, {"item_id": item_id})


def main_files(connection: Connection, item_id: int) -> list[dict[str, Any]]:
    """The versions of a movie or episode that are not deleted, the best first: there, then more pixels."""
    return mains(files(connection, item_id))


def mains(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of files, the versions that are not deleted, the best first."""
    rows = [row for row in found if row["role"] == "main" and row["status"] != "deleted"]
    return sorted(rows, key=lambda row: (row["status"] != "present", -pixels(row["streams"])))


def extras(connection: Connection, item_id: int) -> list[dict[str, Any]]:
    """The extras of a movie or show that are there."""
    return extras_of(files(connection, item_id))


def extras_of(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of files, the extras that are there."""
    return [row for row in found if row["role"] == "extra" and row["status"] == "present"]


def pixels(streams: list[dict[str, Any]] | None) -> int:
    """How many pixels a file's picture has."""
    video: dict[str, Any] = next((stream for stream in streams or [] if stream["type"] == "video"), {})
    return int(video.get("width", 0)) * int(video.get("height", 0))


def described(file: dict[str, Any], version: int | None = None, part: int | None = None) -> dict[str, Any]:
    """A version of a movie or episode as a person sees it, or a part of one (`version`: the id of its first)."""
    names = ("id", "path", "size", "status", "label", "duration", "container", "bit_rate", "chapters")
    return {
        **{name: file[name] for name in names},
        "version": version or file["id"],
        "part": part,
        "streams": file["streams"] or [],
        "subtitles": file["subtitles"] or [],
    }


def file(connection: Connection, library_id: int, file_id: int) -> dict[str, Any] | None:
    """A file of a library that is not deleted."""
    mine = (media_file.c.id == file_id, media_file.c.library_id == library_id, media_file.c.status != "deleted")
    row = connection.execute(select(media_file).where(*mine)).mappings().first()
    return dict(row) if row else None
