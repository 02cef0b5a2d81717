"""Which items still want pictures, and which picture an item has. The files themselves are `dim.artwork`'s."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, exists, func, insert, select

from dim.catalog import visibility
from dim.db import Transaction
from dim.db.tables import artwork, episode, item_file, media, media_file, season
from dim.events import Event

KINDS = ("poster", "backdrop", "still", "logo")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was stored: its digest (name on disk), size in pixels, and a `data:` URL of a few pixels."""

    digest: str
    width: int
    height: int
    placeholder: str


def wanted(connection: Connection, library_id: int, limit: int) -> list[dict[str, Any]]:
    """Items whose pictures were not looked for yet: id, kind, season number, and the files to look beside and into."""
    found: list[dict[str, Any]] = []
    for kind, query in _wanted_queries(library_id):
        if len(found) < limit:
            found += [{**row, "kind": kind} for row in connection.execute(query.limit(limit - len(found))).mappings()]
    return [{**row, "paths": _paths(connection, row)} for row in found]


def _paths(connection: Connection, row: dict[str, Any]) -> list[str]:
    """The files to look beside: all versions of a movie, one file of anything else."""
    if row["kind"] != "movie":
        return [row["path"]]
    query = select(media_file.c.path).join(item_file).where(item_file.c.item_id == row["item_id"], *_USABLE)
    return list(connection.scalars(query.order_by(media_file.c.path)))


_USABLE = (media_file.c.status == "present", media_file.c.role == "main", media_file.c.error.is_(None))


def _wanted_queries(library_id: int) -> list[tuple[str, Select[Any]]]:
    def looked_for(item_id: Any, kind: str) -> Any:
        return exists().where(artwork.c.item_id == item_id, artwork.c.kind == kind, artwork.c.source != "stale")

    # the first file by path stands for the item
    file = (func.min(media_file.c.path).label("path"), func.max(media_file.c.duration).label("duration"))
    of_episode = (
        item_file.join(episode, episode.c.id == item_file.c.item_id)
        .join(media_file)
        .join(season, season.c.id == episode.c.season_id)
    )
    in_library = season.c.media_id.in_(select(media.c.id).where(media.c.library_id == library_id))
    movies = select(media.c.id.label("item_id"), *file).select_from(
        media.join(item_file, item_file.c.item_id == media.c.id).join(media_file)
    )
    shows = select(season.c.media_id.label("item_id"), *file).select_from(of_episode)
    seasons = select(season.c.id.label("item_id"), season.c.number.label("season"), *file).select_from(of_episode)
    episodes = select(episode.c.id.label("item_id"), *file).select_from(of_episode)
    return [
        (
            "movie",
            movies.where(media.c.library_id == library_id, *_USABLE, ~looked_for(media.c.id, "poster")).group_by(
                media.c.id
            ),
        ),
        (
            "show",
            shows.where(in_library, *_USABLE, ~looked_for(season.c.media_id, "poster")).group_by(season.c.media_id),
        ),
        (
            "season",
            seasons.where(in_library, *_USABLE, ~looked_for(season.c.id, "poster")).group_by(
                season.c.id, season.c.number
            ),
        ),
        ("episode", episodes.where(in_library, *_USABLE, ~looked_for(episode.c.id, "still")).group_by(episode.c.id)),
    ]


def set_picture(
    transaction: Transaction, library_id: int, item_id: int, kind: str, source: str, picture: Picture | None
) -> None:
    """Give an item its picture of a kind; None: there is none to be had."""
    transaction.execute(delete(artwork).where(artwork.c.item_id == item_id, artwork.c.kind == kind))
    values = {"digest": None, "width": None, "height": None, "placeholder": None} if picture is None else {
        "digest": picture.digest, "width": picture.width, "height": picture.height, "placeholder": picture.placeholder,
    }  # fmt: skip
    transaction.execute(
        insert(artwork), {"item_id": item_id, "kind": kind, "source": source if picture else "none", **values}
    )
    if picture:
        shown = sorted(visibility.media_of(transaction, [item_id]))
        transaction.announce(Event("media", {"library_id": library_id, "ids": shown}, library_id))


def digest(connection: Connection, item_id: int, kind: str) -> str | None:
    """The stored picture of an item."""
    return connection.scalar(select(artwork.c.digest).where(artwork.c.item_id == item_id, artwork.c.kind == kind))


def of_items(connection: Connection, items: list[int]) -> dict[int, dict[str, dict[str, Any]]]:
    """The pictures of several items: {item: {kind: {digest, width, height, placeholder}}}."""
    columns = (
        artwork.c.item_id,
        artwork.c.kind,
        artwork.c.digest,
        artwork.c.width,
        artwork.c.height,
        artwork.c.placeholder,
    )
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for row in connection.execute(
        select(*columns).where(artwork.c.item_id.in_(items), artwork.c.digest.is_not(None))
    ).mappings():
        picture = dict(row)
        found.setdefault(picture.pop("item_id"), {})[picture.pop("kind")] = picture
    return found
