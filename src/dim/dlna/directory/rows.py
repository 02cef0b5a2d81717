"""What is read of items to describe them, for all of a page at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from dim.accounts.rights import User
from dim.catalog import items
from dim.catalog.access import visible_to
from dim.db.tables import (
    credit,
    episode,
    genre,
    item_file,
    library_folder,
    media,
    media_file,
    media_genre,
    person,
    progress,
    season,
)
from dim.media import MediaFile

MOST_PEOPLE = 5
"""Actors of a title that are named."""


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A movie or a show."""

    id: int
    kind: str
    library_id: int
    title: str
    year: int | None
    overview: str | None


@dataclass(frozen=True, slots=True)
class SeasonRow:
    """A season, with the show that it belongs to."""

    id: int
    show_id: int
    library_id: int
    number: int
    title: str | None


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """An episode, with its season and show."""

    id: int
    season_id: int
    show_id: int
    library_id: int
    show: str
    season: int
    number: int
    title: str | None
    overview: str | None
    air_date: str | None


def titles(connection: Connection, user: User, ids: Sequence[int]) -> dict[int, TitleRow]:
    """Movies and shows by id; those that the user may not see are left out."""
    columns = (media.c.id, media.c.kind, media.c.library_id, media.c.title, media.c.year, media.c.overview)
    rows = connection.execute(select(*columns).where(media.c.id.in_(ids), *visible_to(user))) if ids else ()
    return {row.id: TitleRow(*row) for row in rows}


def seasons(connection: Connection, user: User, ids: Sequence[int]) -> dict[int, SeasonRow]:
    """Seasons by id; those of shows that the user may not see are left out."""
    columns = (season.c.id, media.c.id.label("show_id"), media.c.library_id, season.c.number, season.c.title)
    query = select(*columns).join(media, media.c.id == season.c.media_id).where(season.c.id.in_(ids), *visible_to(user))
    return {row.id: SeasonRow(*row) for row in (connection.execute(query) if ids else ())}


def episodes(connection: Connection, user: User, ids: Sequence[int]) -> dict[int, EpisodeRow]:
    """Episodes by id; those that the user may not see are left out."""
    columns: tuple[ColumnElement[Any], ...] = (
        episode.c.id, season.c.id, media.c.id, media.c.library_id, media.c.title, season.c.number, episode.c.number,
        episode.c.title, episode.c.overview, episode.c.air_date,
    )  # fmt: skip
    query = (
        select(*columns)
        .select_from(
            episode.join(season, season.c.id == episode.c.season_id).join(media, media.c.id == season.c.media_id)
        )
        .where(episode.c.id.in_(ids), episode.c.visible, *visible_to(user))
    )
    return {row[0]: EpisodeRow(*row) for row in (connection.execute(query) if ids else ())}


def season_counts(connection: Connection, show_ids: Sequence[int]) -> dict[int, int]:
    """How many seasons with a visible episode shows have, by the ids of the shows."""
    query = (
        select(season.c.media_id, func.count(season.c.id.distinct()))
        .join(episode, episode.c.season_id == season.c.id)
        .where(season.c.media_id.in_(show_ids), episode.c.visible)
        .group_by(season.c.media_id)
    )
    return {row[0]: row[1] for row in (connection.execute(query) if show_ids else ())}


def episode_counts(connection: Connection, season_ids: Sequence[int]) -> dict[int, int]:
    """How many visible episodes seasons have, by their ids."""
    mine = (episode.c.season_id.in_(season_ids), episode.c.visible)
    query = select(episode.c.season_id, func.count()).where(*mine).group_by(episode.c.season_id)
    return {row[0]: row[1] for row in (connection.execute(query) if season_ids else ())}


def files(connection: Connection, ids: Sequence[int]) -> dict[int, list[MediaFile]]:
    """The files of movies and episodes that are there and can be used, the best first, by the ids of the items."""
    if not ids:
        return {}
    query = (
        select(*items.FILE_COLUMNS, item_file.c.item_id)
        .join(item_file, item_file.c.file_id == media_file.c.id)
        .join(library_folder, library_folder.c.id == media_file.c.folder_id)
        .where(
            item_file.c.item_id.in_(ids),
            media_file.c.error.is_(None),
            media_file.c.status == "present",
            media_file.c.role == "main",
        )
        .order_by(media_file.c.path)
    )
    found: dict[int, list[MediaFile]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        found[row["item_id"]].append(MediaFile.from_row(row))
    return {number: items.mains(of_item) for number, of_item in found.items()}


def genres(connection: Connection, title_ids: Sequence[int]) -> dict[int, list[str]]:
    """The genres of titles, by the ids of the titles."""
    query = (
        select(media_genre.c.media_id, genre.c.name)
        .join(genre, genre.c.id == media_genre.c.genre_id)
        .where(media_genre.c.media_id.in_(title_ids))
        .order_by(genre.c.name)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for number, name in connection.execute(query) if title_ids else ():
        found[number].append(name)
    return found


def people(connection: Connection, ids: Sequence[int]) -> dict[tuple[int, str], list[str]]:
    """Actors and directors of items, in their order, by the id of the item and the job."""
    query = (
        select(credit.c.item_id, credit.c.job, person.c.name)
        .join(person, person.c.id == credit.c.person_id)
        .where(
            credit.c.item_id.in_(ids),
            or_(credit.c.job == "director", (credit.c.job == "actor") & (credit.c.position < 2 * MOST_PEOPLE)),
        )
        .order_by(credit.c.position, credit.c.id)
    )
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for number, job, name in connection.execute(query) if ids else ():
        names = found[number, job]
        if len(names) < MOST_PEOPLE and name not in names:
            names.append(name)
    return found


def positions(connection: Connection, user_id: int, ids: Sequence[int]) -> dict[int, float]:
    """Seconds at which a user stopped in items, by their ids; items that they watched to the end are left out."""
    mine = (
        progress.c.user_id == user_id,
        progress.c.item_id.in_(ids),
        progress.c.watched.is_(False),
        progress.c.seconds > 0,
    )
    rows = connection.execute(select(progress.c.item_id, progress.c.seconds).where(*mine)) if ids else ()
    return {row[0]: row[1] for row in rows}
