"""Which items are visible: those with a usable file that is present or missing, games that their launcher knows and nobody hid, and
those that were written down by hand.

Items whose files were deleted are hidden, until the rows of their files are removed as well.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, delete, exists, func, select, update

from dim.db import Transaction
from dim.db.tables import episode, game, item, item_file, media, media_file, season
from dim.games.model import LISTED_TYPES

CHUNK = 500


def titles_of(transaction: Transaction, items: Iterable[int]) -> set[int]:
    """The movies and shows that items are or belong to."""
    numbers = list(items)
    found: set[int] = set()
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start : start + CHUNK]
        found.update(transaction.connection.scalars(select(media.c.id).where(media.c.id.in_(part))))
        shows = (
            select(season.c.media_id).join(episode, episode.c.season_id == season.c.id).where(episode.c.id.in_(part))
        )
        found.update(transaction.connection.scalars(shows))
        found.update(transaction.connection.scalars(select(season.c.media_id).where(season.c.id.in_(part))))
    return found


def titles_of_files(connection: Connection, files: Sequence[int]) -> set[int]:
    """The movies and shows that files play."""
    query = (
        select(func.coalesce(season.c.media_id, item_file.c.item_id))
        .select_from(item_file.outerjoin(episode, episode.c.id == item_file.c.item_id))
        .outerjoin(season, season.c.id == episode.c.season_id)
    )
    return set(connection.scalars(query.where(item_file.c.file_id.in_(files))))


def titles_of_folders(connection: Connection, folders: Sequence[int]) -> set[int]:
    """The movies and shows that files in folders of libraries play."""
    query = (
        select(func.coalesce(season.c.media_id, item_file.c.item_id))
        .select_from(item_file.join(media_file, media_file.c.id == item_file.c.file_id))
        .outerjoin(episode, episode.c.id == item_file.c.item_id)
        .outerjoin(season, season.c.id == episode.c.season_id)
    )
    return set(connection.scalars(query.where(media_file.c.folder_id.in_(folders))))


def refresh(transaction: Transaction, title_ids: Iterable[int]) -> None:
    """Set `visible` of movies, shows and their episodes from the state of their files, of games from what launchers know."""
    numbers = list(title_ids)
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start : start + CHUNK]
        playable = (
            exists().where(
                item_file.c.file_id == media_file.c.id, media_file.c.status != "deleted",
                media_file.c.role == "main", media_file.c.error.is_(None),
            )
        )  # fmt: skip
        seasons = select(season.c.id).where(season.c.media_id.in_(part))
        transaction.execute(
            update(episode)
            .where(episode.c.season_id.in_(seasons))
            .values(visible=playable.where(item_file.c.item_id == episode.c.id) | _manual(episode.c.id))
        )
        any_episode = exists().where(
            season.c.media_id == media.c.id, episode.c.season_id == season.c.id, episode.c.visible
        )
        transaction.execute(
            update(media)
            .where(media.c.id.in_(part), media.c.kind == "show")
            .values(visible=any_episode | _manual(media.c.id))
        )
        transaction.execute(
            update(media)
            .where(media.c.id.in_(part), media.c.kind == "movie")
            .values(visible=playable.where(item_file.c.item_id == media.c.id) | _manual(media.c.id))
        )
        listed = exists().where(
            game.c.id == media.c.id, game.c.gone_at.is_(None), game.c.hidden.is_(False), game.c.type.in_(LISTED_TYPES)
        )
        transaction.execute(
            update(media)
            .where(media.c.id.in_(part), media.c.kind == "game")
            .values(visible=listed | _manual(media.c.id))
        )


def forget(transaction: Transaction, before: float) -> None:
    """Remove the rows of files deleted before a time (UTC seconds), and of items that no file is left of."""
    transaction.execute(delete(media_file).where(media_file.c.status == "deleted", media_file.c.gone_at < before))
    sweep(transaction)


def _manual(item_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether an item was written down by hand or over the API: it is visible without a file."""
    return exists().where(item.c.id == item_id, item.c.manual.is_(True))


def sweep(transaction: Transaction, among: Iterable[int] | None = None) -> None:
    """Remove items that nothing refers to any more: episodes and movies without a file row, empty seasons and shows.

    `among`: only of these movies and episodes, and what they belong to; else of everything. What was written down by hand stays.
    """
    if among is None:
        _sweep(transaction, None, None, None)
        return
    numbers = sorted(among)
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start : start + CHUNK]
        rows = transaction.execute(
            select(episode.c.season_id, season.c.media_id).join(season).where(episode.c.id.in_(part)).distinct()
        ).all()
        _sweep(transaction, part, [row.season_id for row in rows], sorted({row.media_id for row in rows}))


def _sweep(
    transaction: Transaction, items: list[int] | None, seasons: list[int] | None, shows: list[int] | None
) -> None:
    manual = select(item.c.id).where(item.c.manual.is_(True))
    for identity, numbers, lost in (
        (episode.c.id, items, ~exists().where(item_file.c.item_id == episode.c.id)),
        (media.c.id, items, (media.c.kind == "movie") & ~exists().where(item_file.c.item_id == media.c.id)),
        (season.c.id, seasons, ~exists().where(episode.c.season_id == season.c.id)),
        (media.c.id, shows, (media.c.kind == "show") & ~exists().where(season.c.media_id == media.c.id)),
    ):
        query = select(identity).where(lost)
        if numbers is not None:
            query = query.where(identity.in_(numbers))
        transaction.execute(delete(item).where(item.c.id.in_(query), item.c.id.not_in(manual)))
