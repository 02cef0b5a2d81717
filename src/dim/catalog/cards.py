"""Cards: what a grid shows of a movie, a show or an episode, for many at once."""

from typing import Any

from sqlalchemy import Connection, func, literal, select

from dim.catalog import pictures
from dim.db.tables import episode, item_file, media, media_file, progress, season

MOST = 200
SORTS = {
    "title": media.c.sort_title, "year": media.c.year, "added_at": media.c.added_at, "rating": media.c.rating, "id": media.c.id,
}  # fmt: skip


def ids(connection: Connection, library_id: int, sort: str, ascending: bool) -> list[int]:
    """The ids of a library's titles in order; ties by title, missing values last. Raises KeyError: no such attribute."""
    column = SORTS[sort]
    ordered = column.asc() if ascending else column.desc()
    query = select(media.c.id).where(media.c.library_id == library_id, media.c.visible)
    return list(connection.scalars(query.order_by(column.is_(None), ordered, media.c.sort_title, media.c.id)))


def cards(connection: Connection, user_id: int, item_ids: list[int]) -> list[dict[str, Any]]:
    """The cards of movies, shows and episodes, in the order asked for; unknown and hidden ones are left out."""
    rows = {row["id"]: dict(row) for row in connection.execute(_media(item_ids)).mappings()}
    rows |= {row["id"]: dict(row) for row in connection.execute(_episodes(item_ids)).mappings()}
    shows = [row["id"] for row in rows.values() if row["kind"] == "show"]
    parents = [row["media_id"] for row in rows.values()]
    found = pictures.of_items(connection, list({*rows, *parents}))
    watched = {
        row.item_id: row
        for row in connection.execute(
            select(progress).where(progress.c.user_id == user_id, progress.c.item_id.in_(list(rows)))
        )
    }
    lengths = _lengths(connection, [number for number in rows if number not in shows])
    unwatched = _unwatched(connection, user_id, shows)
    gone = _missing_shows(connection, shows)
    for number, row in rows.items():
        seen, (duration, present) = watched.get(number), lengths.get(number, (None, number not in gone))
        row["pictures"] = {**found.get(row["media_id"], {}), **found.get(number, {})}
        row["watched"] = unwatched.get(number, 0) == 0 if row["kind"] == "show" else bool(seen and seen.watched)
        row["unwatched"] = unwatched.get(number, 0)
        row["seconds"] = seen.seconds if seen else 0.0
        row["duration"] = duration
        row["missing"] = not present
    return [rows[number] for number in dict.fromkeys(item_ids) if number in rows]


def _media(item_ids: list[int]) -> Any:
    columns = (media.c.id, media.c.kind, media.c.library_id, media.c.id.label("media_id"), media.c.title, media.c.year)
    return select(*columns).where(media.c.id.in_(item_ids), media.c.visible)


def _episodes(item_ids: list[int]) -> Any:
    return (
        select(
            episode.c.id, media.c.library_id, media.c.id.label("media_id"), media.c.title, media.c.year,
            episode.c.title.label("episode_title"), season.c.number.label("season"), episode.c.number.label("episode"),
            literal("episode").label("kind"),
        )
        .select_from(episode.join(season, season.c.id == episode.c.season_id).join(media, media.c.id == season.c.media_id))
        .where(episode.c.id.in_(item_ids), episode.c.visible)
    )  # fmt: skip


def _lengths(connection: Connection, items: list[int]) -> dict[int, tuple[float | None, bool]]:
    """Duration, and whether a file is there, of movies and episodes."""
    there = func.count().filter(media_file.c.status == "present")
    query = select(item_file.c.item_id, func.max(media_file.c.duration), there)
    query = query.join(media_file).where(
        item_file.c.item_id.in_(items), media_file.c.role == "main", media_file.c.status != "deleted"
    )
    return {row[0]: (row[1], bool(row[2])) for row in connection.execute(query.group_by(item_file.c.item_id))}


def _unwatched(connection: Connection, user_id: int, shows: list[int]) -> dict[int, int]:
    """How many episodes of each show a user has not watched."""
    seen = select(progress.c.item_id).where(progress.c.user_id == user_id, progress.c.watched)
    query = (
        select(season.c.media_id, func.count())
        .join(episode, episode.c.season_id == season.c.id)
        .where(season.c.media_id.in_(shows), episode.c.visible, season.c.number > 0, episode.c.id.not_in(seen))
    )
    return {row[0]: row[1] for row in connection.execute(query.group_by(season.c.media_id))}


def _missing_shows(connection: Connection, shows: list[int]) -> set[int]:
    """The shows that have no file that is there."""
    query = (
        select(season.c.media_id)
        .join(episode, episode.c.season_id == season.c.id)
        .join(item_file, item_file.c.item_id == episode.c.id)
        .join(media_file, media_file.c.id == item_file.c.file_id)
        .where(season.c.media_id.in_(shows), media_file.c.status == "present")
    )
    return set(shows) - set(connection.scalars(query))
