"""A file that was renamed or moved is the same file, and its movie or episode goes with it: id, progress and pictures stay."""

import os
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, distinct, func, insert, select, update

from dim.catalog.ingest import filing, visibility
from dim.catalog.ingest import matching as identities
from dim.catalog.ingest.model import FileReport, Identification
from dim.db import Transaction
from dim.db.tables import (
    artwork,
    episode,
    item,
    item_file,
    library,
    media,
    media_file,
    picture_wanted,
    progress,
    season,
)
from dim.events import Event

CHUNK = 400


def known_contents(transaction: Transaction, files: Iterable[FileReport]) -> set[str]:
    """Which of the fingerprints of new files are known already."""
    prints = sorted({file.fingerprint for file in files if file.fingerprint})
    found: set[str] = set()
    for start in range(0, len(prints), CHUNK):
        mine = media_file.c.fingerprint.in_(prints[start : start + CHUNK])
        found.update(row.fingerprint for row in transaction.execute(select(media_file.c.fingerprint).where(mine)))
    return found


def find_moved(transaction: Transaction, library_id: int, kind: str, report: FileReport, taken: set[int]) -> int | None:
    """The row of a file that is gone and had the same content; best of this library, else of another one of its kind.

    Of those one whose name stayed is preferred. Word of the new place may come before word of the old one: then the disk is asked
    whether something is still there.
    """
    if report.fingerprint is None:
        return None
    rows = transaction.execute(
        select(media_file.c.id, media_file.c.path, media_file.c.status, media_file.c.library_id, library.c.path.label("root"))
        .join(library)
        .where(
            media_file.c.fingerprint == report.fingerprint, media_file.c.size == report.size, library.c.kind == kind,
            (media_file.c.path != report.path) | (media_file.c.library_id != library_id),
        ).order_by(media_file.c.id)
    ).all()  # fmt: skip
    name = report.path.rpartition("/")[2]
    free = [row for row in rows if row.id not in taken and _is_free(row, library_id)]
    free.sort(key=lambda row: (row.library_id != library_id, row.path.rpartition("/")[2] != name))
    return int(free[0].id) if free else None


def _is_free(row: Any, library_id: int) -> bool:
    """Whether a file is gone from its place. One on another library's disk that is not connected may still be there."""
    if row.status == "deleted" or (row.status != "present" and row.library_id == library_id):
        return True
    return _left(row.root, row.path)


def _left(root: str, path: str) -> bool:
    """Whether nothing is at a path any more although the library's folder is there."""
    return os.path.isdir(root) and not os.path.lexists(os.path.join(root, path))


def adopt(transaction: Transaction, library_id: int, file_id: int, path: str) -> None:
    """Take a file over from another library, at its new path, and its movie or show as soon as nothing of it is left there."""
    old = transaction.scalar(select(media_file.c.library_id).where(media_file.c.id == file_id))
    if old == library_id:
        return
    transaction.execute(update(media_file).where(media_file.c.id == file_id).values(library_id=library_id, path=path))
    played = list(transaction.connection.scalars(select(item_file.c.item_id).where(item_file.c.file_id == file_id)))
    for media_id in visibility.media_of(transaction, played):
        seasons = select(season.c.id).where(season.c.media_id == media_id)
        episodes = select(episode.c.id).where(episode.c.season_id.in_(seasons))
        mine = (item_file.c.item_id == media_id) | item_file.c.item_id.in_(episodes)
        others = select(media_file.c.path, library.c.path.label("root")).join(library).join(item_file)
        there = transaction.execute(
            others.where(mine, media_file.c.library_id == old, media_file.c.status != "deleted")
        )
        if all(_left(row.root, row.path) for row in there):
            transaction.execute(update(media).where(media.c.id == media_id).values(library_id=library_id))
            wanted = (
                (picture_wanted.c.item_id == media_id)
                | picture_wanted.c.item_id.in_(seasons)
                | picture_wanted.c.item_id.in_(episodes)
            )
            transaction.execute(update(picture_wanted).where(wanted).values(library_id=library_id))
        transaction.announce(Event("media", {"library_id": old, "ids": [media_id]}, old))


def rename_shows(transaction: Transaction, library_id: int, moved: list[tuple[int, Identification]]) -> None:
    """Where every file of a show moved to one other show that does not exist yet, the show itself was renamed."""
    by_show: dict[int, dict[int, Identification]] = defaultdict(dict)
    shows = (
        select(item_file.c.file_id, season.c.media_id)
        .join(episode, episode.c.id == item_file.c.item_id)
        .join(season, season.c.id == episode.c.season_id)
    )
    for file_id, identity in moved:
        for row in transaction.execute(shows.where(item_file.c.file_id == file_id)):
            by_show[row.media_id][file_id] = identity
    for show_id, files in by_show.items():
        new = next(iter(files.values()))
        all_files = (
            select(func.count(distinct(item_file.c.file_id)))
            .join(media_file, media_file.c.id == item_file.c.file_id)
            .join(episode, episode.c.id == item_file.c.item_id)
            .join(season, season.c.id == episode.c.season_id)
            .where(season.c.media_id == show_id, media_file.c.status != "deleted", media_file.c.id.not_in(list(files)))
        )
        agree = all((other.title, other.year) == (new.title, new.year) for other in files.values())
        if (
            agree
            and not transaction.scalar(all_files)
            and identities.find_media(transaction, library_id, "show", new.title, new.year) is None
        ):
            identities.rename(transaction, show_id, new.title, new.year)


def follow(
    transaction: Transaction, library_id: int, library_kind: str, file_id: int, identity: Identification, *, copy: bool = False
) -> list[int]:  # fmt: skip
    """Let the items of a moved file take its new identity; the items that the file plays now. `copy`: see `hand_over`."""
    linked = select(item_file.c.item_id).where(item_file.c.file_id == file_id).order_by(item_file.c.item_id)
    old = list(transaction.connection.scalars(linked))
    if library_kind == "movie":
        if old and _rename_movie(transaction, library_id, old[0], file_id, identity):
            return old[:1]
    else:
        _move_episodes(transaction, library_id, old, file_id, identity)
    new = filing.ensure_items(transaction, library_id, library_kind, [identity])[0]
    link(transaction, file_id, new)
    for before, after in zip(old, new, strict=False):
        if before != after and not other_files(transaction, before, file_id):
            hand_over(transaction, before, after, copy=copy)
    return new


def link(transaction: Transaction, file_id: int, items: list[int]) -> None:
    """Say which items a file plays, and nothing else."""
    transaction.execute(delete(item_file).where(item_file.c.file_id == file_id, item_file.c.item_id.not_in(items)))
    known = {
        row.item_id for row in transaction.execute(select(item_file.c.item_id).where(item_file.c.file_id == file_id))
    }
    if rows := [{"item_id": number, "file_id": file_id} for number in items if number not in known]:
        transaction.execute(insert(item_file), rows)


def other_files(transaction: Transaction, item_id: int, file_id: int) -> int:
    """How many other files an item has that are not deleted."""
    query = select(func.count()).select_from(item_file.join(media_file)).where(
        item_file.c.item_id == item_id, item_file.c.file_id != file_id,
        media_file.c.status != "deleted", media_file.c.role == "main"
    )  # fmt: skip
    return transaction.scalar(query) or 0


def _rename_movie(
    transaction: Transaction, library_id: int, media_id: int, file_id: int, identity: Identification
) -> bool:
    """Rename a movie in place if the file is all it has and no other movie has that name."""
    found = identities.find_media(transaction, library_id, "movie", identity.title, identity.year)
    if found == media_id or (found is None and not other_files(transaction, media_id, file_id)):
        identities.rename(transaction, media_id, identity.title, identity.year)
        return True
    return False


def _move_episodes(
    transaction: Transaction, library_id: int, old: list[int], file_id: int, identity: Identification
) -> None:
    """Give episodes their new show, season and number, where no episode is there yet and no other file holds them back."""
    number, episodes = identity.numbers
    if len(episodes) != len(old):
        return
    show_id = identities.ensure_media(transaction, library_id, "show", identity)
    season_id = identities.ensure_season(transaction, show_id, number)
    for item_id, episode_number in zip(old, episodes, strict=True):
        there = identities.find_episode(transaction, season_id, episode_number)
        if there is None and not other_files(transaction, item_id, file_id):
            values: dict[str, object] = {"season_id": season_id, "number": episode_number}
            if "title" not in identities.locked_fields(transaction, item_id):
                values["title"] = identity.episode_title if len(episodes) == 1 else None
            transaction.execute(update(episode).where(episode.c.id == item_id).values(**values))
            transaction.execute(update(progress).where(progress.c.item_id == item_id).values(media_id=show_id))


def hand_over(transaction: Transaction, old: int, new: int, *, copy: bool = False) -> None:
    """Progress and pictures of an item that lost its last file go to the item that has the file now, where it has none.

    `copy`: only progress, and the old item keeps it, so that this can be undone.
    """
    shown = transaction.scalar(
        select(func.coalesce(season.c.media_id, media.c.id))
        .select_from(item.outerjoin(media, media.c.id == item.c.id).outerjoin(episode, episode.c.id == item.c.id))
        .outerjoin(season, season.c.id == episode.c.season_id)
        .where(item.c.id == new)
    )
    if copy:
        there = select(progress.c.user_id).where(progress.c.item_id == new)
        rows = select(progress).where(progress.c.item_id == old, progress.c.user_id.not_in(there))
        copies = [{**row, "item_id": new, "media_id": shown} for row in transaction.execute(rows).mappings()]
        if copies:
            transaction.execute(insert(progress), copies)
        return
    for table, key in ((progress, progress.c.user_id), (artwork, artwork.c.kind)):
        taken = select(key).where(table.c.item_id == new).scalar_subquery()
        values = {"item_id": new, "media_id": shown} if table is progress else {"item_id": new}
        transaction.execute(update(table).where(table.c.item_id == old, key.not_in(taken)).values(**values))


def take_back(transaction: Transaction, old: int, new: int) -> None:
    """Undo what `hand_over` copied: progress that both items have, from the same moment."""
    if old == new:
        return
    same = progress.alias("same")
    copied = select(same.c.user_id).where(
        same.c.item_id == old, same.c.user_id == progress.c.user_id, same.c.updated_at == progress.c.updated_at
    )
    transaction.execute(delete(progress).where(progress.c.item_id == new, copied.exists()))
