"""What is in a container, a page at a time: the ids of its children in order, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, select

from dim.accounts.rights import User
from dim.catalog.access import visible_to
from dim.db.tables import episode, genre, library, media, media_genre, season
from dim.dlna.directory.object_ids import ObjectId
from dim.media.kinds import holds_games
from dim.upnp.criteria import SortKey

NEWEST = 100
"""Titles in "Recently added"."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a container's children, and how many there are in all."""

    ids: Sequence[ObjectId]
    total: int


@dataclass(frozen=True, slots=True)
class LibraryName:
    """A library that the viewer sees."""

    id: int
    name: str
    kind: str


def libraries(connection: Connection, user: User) -> list[LibraryName]:
    """The libraries that the user sees, by name; those of games have nothing that a player plays."""
    rows = connection.execute(
        select(library.c.id, library.c.name, library.c.kind).order_by(library.c.name, library.c.id)
    )
    return [LibraryName(*row) for row in rows if user.sees(row.id) and not holds_games(row.kind)]


def genres(connection: Connection, user: User, library_id: int) -> dict[int, tuple[str, int]]:
    """The genres of a library by id: their names, and how many titles have them; by name."""
    query = (
        select(genre.c.id, genre.c.name, func.count())
        .join(media_genre, media_genre.c.genre_id == genre.c.id)
        .join(media, media.c.id == media_genre.c.media_id)
        .where(media.c.library_id == library_id, *visible_to(user))
        .group_by(genre.c.id, genre.c.name)
        .order_by(genre.c.name)
    )
    return {number: (name, titles) for number, name, titles in connection.execute(query)}


def years(connection: Connection, user: User, library_id: int) -> dict[int, int]:
    """The years of a library's titles, the latest first, each with how many titles are of it."""
    mine = (media.c.library_id == library_id, media.c.year.is_not(None), *visible_to(user))
    query = select(media.c.year, func.count()).where(*mine).group_by(media.c.year).order_by(media.c.year.desc())
    return {row[0]: row[1] for row in connection.execute(query)}


def conditions(user: User, where: ObjectId) -> list[ColumnElement[Any]]:
    """Which titles are in a folder of a library, as conditions on `media`."""
    found = [media.c.library_id == where.library, *visible_to(user)]
    if where.folder == "new":
        newest = select(media.c.id).where(*found).order_by(media.c.added_at.desc(), media.c.id.desc()).limit(NEWEST)
        found.append(media.c.id.in_(newest))
    elif where.folder == "genres":
        found.append(media.c.id.in_(select(media_genre.c.media_id).where(media_genre.c.genre_id == where.value)))
    elif where.folder == "years":
        found.append(media.c.year == where.value)
    return found


def count_titles(connection: Connection, user: User, where: ObjectId) -> int:
    """How many titles a folder of a library has."""
    return int(connection.scalar(select(func.count()).select_from(media).where(*conditions(user, where))) or 0)


def titles(
    connection: Connection, user: User, where: ObjectId, keys: Sequence[SortKey], start: int, count: int
) -> Page:
    """The titles in a folder of a library; by title, or those of "new" by when they were added, the latest first."""
    columns = {"dc:title": media.c.sort_title, "dc:date": media.c.year}
    own = [media.c.added_at.desc()] if where.folder == "new" else []
    order = [
        *(ordered(columns[key.property], key) for key in keys if key.property in columns),
        *own,
        media.c.sort_title,
        media.c.id,
    ]
    query = select(media.c.id).where(*conditions(user, where)).order_by(*order).offset(start).limit(count)
    return Page([where.child(number) for number in connection.scalars(query)], count_titles(connection, user, where))


def seasons(connection: Connection, show_id: int) -> list[int]:
    """The seasons of a show with a visible episode, in watching order: specials last."""
    there = exists().where(episode.c.season_id == season.c.id, episode.c.visible)
    query = select(season.c.id).where(season.c.media_id == show_id, there)
    return list(connection.scalars(query.order_by(season.c.number == 0, season.c.number)))


def episodes(connection: Connection, where: ObjectId, keys: Sequence[SortKey], start: int, count: int) -> Page:
    """The episodes of a season, by their numbers."""
    columns = {"dc:title": episode.c.number, "upnp:episodeNumber": episode.c.number, "dc:date": episode.c.air_date}
    order = [*(ordered(columns[key.property], key) for key in keys if key.property in columns), episode.c.number]
    mine = (episode.c.season_id == where.items[-1], episode.c.visible)
    rows = connection.scalars(select(episode.c.id).where(*mine).order_by(*order).offset(start).limit(count))
    total = connection.scalar(select(func.count()).select_from(episode).where(*mine)) or 0
    return Page([where.child(number) for number in rows], total)


def ordered(column: ColumnElement[Any], key: SortKey) -> ColumnElement[Any]:
    """A column in the direction of a sort key; without a value comes last, in every database."""
    return (column.asc() if key.ascending else column.desc()).nulls_last()
