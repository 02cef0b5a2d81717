"""Which items still want pictures, and taking in the pictures that scanners send."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, delete, exists, func, insert, select, update

from dim.catalog import cards, runs, visibility
from dim.catalog.pictures import Picture
from dim.db import Transaction
from dim.db.tables import artwork, episode, item_file, media, media_file, season
from dim.events import Event

CHUNK = 500


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
    if kind in ("poster", "still"):  # the first that is asked for of each item
        runs.advance(transaction, library_id, runs.FETCH_METADATA)
    if picture:
        shown = sorted(visibility.media_of(transaction, [item_id]))
        cards.rebuild(transaction, shown)
        transaction.announce(Event("media", {"library_id": library_id, "ids": shown}, library_id))


def want_again(transaction: Transaction, items: Iterable[int]) -> None:
    """Have the pictures of items looked for again; those they have are shown until then."""
    numbers = sorted(items)
    for start in range(0, len(numbers), CHUNK):
        part = artwork.c.item_id.in_(numbers[start : start + CHUNK])
        transaction.execute(update(artwork).where(part).values(source="stale"))


def want_all(transaction: Transaction, library_id: int) -> int:
    """Have all pictures of a library looked for again; how many items that concerns."""
    shows = select(media.c.id).where(media.c.library_id == library_id)
    seasons = select(season.c.id).where(season.c.media_id.in_(shows))
    episodes = select(episode.c.id).where(episode.c.season_id.in_(seasons))
    for ids in (shows, seasons, episodes):
        transaction.execute(update(artwork).where(artwork.c.item_id.in_(ids)).values(source="stale"))
    return sum(
        transaction.scalar(select(func.count()).select_from(query.subquery())) or 0
        for _, query in _wanted_queries(library_id)
    )
