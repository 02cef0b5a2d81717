"""A file that was renamed or moved is the same file, and its movie or episode goes with it: id, progress and artwork stay."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from dim.catalog import provenance
from dim.catalog.absent_files import Place
from dim.catalog.ingest import filing, titles, visibility
from dim.catalog.ingest.matching import TitleIdentity, find_title
from dim.catalog.ingest.model import FileReport, Identification
from dim.catalog.libraries import Folder
from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.tables import (
    artwork,
    artwork_option,
    artwork_wanted,
    episode,
    item,
    item_file,
    library,
    library_folder,
    media,
    media_file,
    progress,
    season,
)
from dim.events import Event


def places_to_check(connection: Connection, folder: Folder, kind: str, files: Sequence[FileReport]) -> list[Place]:
    """Where the disk must be asked before a report is applied: files of the same content that the catalog has elsewhere, and
    other files of the titles they play in other libraries. Missing files stay out: their disk is away, and its mount point empty.
    """
    prints = sorted({file.fingerprint for file in files if file.fingerprint})
    paths = {file.path for file in files}
    columns = (
        select(
            media_file.c.id, media_file.c.path, media_file.c.library_id, media_file.c.folder_id,
            library_folder.c.path.label("root"),
        )
        .join(library_folder, library_folder.c.id == media_file.c.folder_id)
        .where(media_file.c.status == "present")
    )  # fmt: skip
    found: dict[int, Place] = {}
    foreign: list[int] = []
    for part in chunks(prints):
        same = columns.join(library, library.c.id == media_file.c.library_id)
        for row in connection.execute(same.where(media_file.c.fingerprint.in_(part), library.c.kind == kind)):
            if row.folder_id != folder.id or row.path not in paths:
                found[row.id] = Place(row.id, row.root, row.path)
            if row.library_id != folder.library_id:
                foreign.append(row.id)
    for files_part in chunks(foreign):
        for title_id in visibility.titles_of_files(connection, files_part):
            others = columns.join(item_file, item_file.c.file_id == media_file.c.id).where(_plays(title_id))
            found |= {row.id: Place(row.id, row.root, row.path) for row in connection.execute(others)}
    return list(found.values())


def _plays(title_id: int) -> Any:
    """Whether a row of `item_file` is of a title or of one of its episodes."""
    seasons = select(season.c.id).where(season.c.media_id == title_id)
    episodes = select(episode.c.id).where(episode.c.season_id.in_(seasons))
    return or_(item_file.c.item_id == title_id, item_file.c.item_id.in_(episodes))


def known_contents(transaction: Transaction, files: Iterable[FileReport]) -> set[str]:
    """Which of the fingerprints of new files are known already."""
    prints = sorted({file.fingerprint for file in files if file.fingerprint})
    found: set[str] = set()
    for part in chunks(prints):
        mine = media_file.c.fingerprint.in_(part)
        found.update(row.fingerprint for row in transaction.execute(select(media_file.c.fingerprint).where(mine)))
    return found


def find_moved(
    transaction: Transaction, folder: Folder, kind: str, report: FileReport, taken: set[int], gone: frozenset[int]
) -> int | None:
    """The row of a file that is gone and had the same content; best of this folder, then of this library, else of another one of
    its kind.

    Of those one whose name stayed is preferred. The report of the new place may come before that of the old one: `gone` are the
    files that are absent from the disk (`absent`).
    """
    if report.fingerprint is None:
        return None
    columns = (
        media_file.c.id, media_file.c.path, media_file.c.status, media_file.c.library_id, media_file.c.folder_id,
    )  # fmt: skip
    rows = transaction.execute(
        select(*columns)
        .join(library, library.c.id == media_file.c.library_id)
        .where(
            media_file.c.fingerprint == report.fingerprint, media_file.c.size == report.size, library.c.kind == kind,
            (media_file.c.path != report.path) | (media_file.c.folder_id != folder.id),
        ).order_by(media_file.c.id)
    ).all()  # fmt: skip
    name = report.path.rpartition("/")[2]
    free = [row for row in rows if row.id not in taken and _is_free(row, folder, gone)]
    free.sort(
        key=lambda row: (
            row.library_id != folder.library_id, row.folder_id != folder.id, row.path.rpartition("/")[2] != name
        )
    )  # fmt: skip
    return int(free[0].id) if free else None


def _is_free(row: Any, folder: Folder, gone: frozenset[int]) -> bool:
    """Whether a file left its place. One in another folder, whose disk may be away, may still be there."""
    if row.status == "deleted" or (row.status != "present" and row.folder_id == folder.id):
        return True
    return row.id in gone


def adopt(transaction: Transaction, folder: Folder, file_id: int, path: str, gone: frozenset[int]) -> None:
    """Give a file its new path, where it lies in another folder now that folder, and its title the other library as soon as none
    of its files is left behind.
    """
    old = transaction.execute(
        select(media_file.c.library_id, media_file.c.folder_id).where(media_file.c.id == file_id)
    ).one()
    values = {"library_id": folder.library_id, "folder_id": folder.id, "path": path}
    transaction.execute(update(media_file).where(media_file.c.id == file_id).values(**values))
    if old.library_id == folder.library_id:
        return
    played = list(transaction.connection.scalars(select(item_file.c.item_id).where(item_file.c.file_id == file_id)))
    for title_id in visibility.titles_of(transaction, played):
        others = select(media_file.c.id).join(item_file)
        left = transaction.connection.scalars(
            others.where(_plays(title_id), media_file.c.library_id == old.library_id, media_file.c.status != "deleted")
        )
        if gone.issuperset(left):
            _move_title(transaction, title_id, folder.library_id)
        if transaction.scalar(select(media.c.library_id).where(media.c.id == title_id)) != folder.library_id:
            # what a person said of the file is about a title that stays: its name decides anew
            transaction.execute(update(media_file).where(media_file.c.id == file_id).values(pinned=False))
        event = Event("media", {"library_id": old.library_id, "ids": [title_id]}, old.library_id)
        transaction.announce(event)


def unlink_foreign(transaction: Transaction, library_id: int, files: Sequence[int]) -> None:
    """Unlink files from items of other libraries, which other users may see; a pinned file is not pinned to them any more."""
    of_title = select(media.c.id).where(media.c.library_id != library_id)
    seasons = select(season.c.id).where(season.c.media_id.in_(of_title))
    episodes = select(episode.c.id).where(episode.c.season_id.in_(seasons))
    foreign = or_(item_file.c.item_id.in_(of_title), item_file.c.item_id.in_(episodes))
    for part in chunks(files):
        mine = select(item_file.c.file_id).where(item_file.c.file_id.in_(part), foreign)
        transaction.execute(update(media_file).where(media_file.c.id.in_(mine)).values(pinned=False))
        transaction.execute(delete(item_file).where(item_file.c.file_id.in_(part), foreign))


def _move_title(transaction: Transaction, title_id: int, library_id: int) -> None:
    """Give a title to another library, unless that has one of its identity: then its files find that one."""
    row = transaction.execute(select(media.c.kind, media.c.identity).where(media.c.id == title_id)).one()
    if transaction.scalar(
        select(media.c.id).where(
            media.c.library_id == library_id, media.c.kind == row.kind, media.c.identity == row.identity
        )
    ):
        return
    transaction.execute(update(media).where(media.c.id == title_id).values(library_id=library_id))
    seasons = select(season.c.id).where(season.c.media_id == title_id)
    episodes = select(episode.c.id).where(episode.c.season_id.in_(seasons))
    wanted = or_(
        artwork_wanted.c.item_id == title_id,
        artwork_wanted.c.item_id.in_(seasons),
        artwork_wanted.c.item_id.in_(episodes),
    )
    transaction.execute(update(artwork_wanted).where(wanted).values(library_id=library_id))


def rename_titles(
    transaction: Transaction, library_id: int, kind: str, moved: list[tuple[int, Identification]]
) -> None:
    """Where every file of a movie or show moved to one other title that does not exist yet, the title itself was renamed."""
    by_title: dict[int, dict[int, Identification]] = defaultdict(dict)
    titles_of = (
        select(media.c.id)
        .distinct()
        .select_from(item_file.join(media_file).outerjoin(episode, episode.c.id == item_file.c.item_id))
        .outerjoin(season, season.c.id == episode.c.season_id)
        .join(media, media.c.id == func.coalesce(season.c.media_id, item_file.c.item_id))
        .where(media.c.library_id == library_id, media_file.c.pinned.is_(False))
    )
    for file_id, identity in moved:
        for title_id in transaction.connection.scalars(titles_of.where(item_file.c.file_id == file_id)):
            by_title[title_id][file_id] = identity
    for title_id, files in by_title.items():
        new = next(iter(files.values()))
        left = (
            select(media_file.c.id)
            .join(item_file, item_file.c.file_id == media_file.c.id)
            .where(_plays(title_id), media_file.c.status != "deleted", media_file.c.role == "main")
            .where(media_file.c.id.not_in(list(files)))
        )
        every = tuple(dict.fromkeys(title for other in files.values() for title in other.titles))
        renamed = replace(TitleIdentity.of(new), titles=every)
        agree = all(TitleIdentity.of(other) == renamed for other in files.values())
        if not agree or transaction.scalar(left.limit(1)) is not None:
            continue
        if find_title(transaction, library_id, kind, renamed) is None:
            titles.rename(transaction, title_id, renamed)


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
    hand_over_all(transaction, file_id, old, new, copy=copy)
    return new


def hand_over_all(
    transaction: Transaction, file_id: int, old: Sequence[int], new: Sequence[int], *, copy: bool = False
) -> None:
    """Progress and artwork go with a file that plays other items now, where nothing else plays what it played (`hand_over`)."""
    for before, after in zip(old, new, strict=False):
        if before != after and not other_files(transaction, before, file_id):
            hand_over(transaction, before, after, copy=copy)


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
    transaction: Transaction, library_id: int, title_id: int, file_id: int, identity: Identification
) -> bool:
    """Rename a movie in place if the file is all it has and no other movie has that name."""
    named = TitleIdentity.of(identity)
    found = find_title(transaction, library_id, "movie", named)
    others = other_files(transaction, title_id, file_id)
    if (found is None and not others) or (found is not None and found.id == title_id):
        is_other_title = found is not None and named.key in found.others
        titles.rename(transaction, title_id, named, keep_names=others > 0 or is_other_title)
        return True
    return False


def _move_episodes(
    transaction: Transaction, library_id: int, old: list[int], file_id: int, identity: Identification
) -> None:
    """Give episodes their new show, season and number, where no episode is there yet and no other file holds them back."""
    number, episodes = identity.numbers
    if len(episodes) != len(old):
        return
    show_id = titles.ensure_title(transaction, library_id, "show", TitleIdentity.of(identity))
    season_id = titles.ensure_season(transaction, show_id, number)
    for item_id, episode_number in zip(old, episodes, strict=True):
        there = titles.find_episode(transaction, season_id, episode_number)
        if there is None and not other_files(transaction, item_id, file_id):
            values: dict[str, object] = {"season_id": season_id, "number": episode_number}
            if provenance.claim(transaction, item_id, ["title"], provenance.NAME):
                values["title"] = identity.episode_title if len(episodes) == 1 else None
            transaction.execute(update(episode).where(episode.c.id == item_id).values(**values))
            transaction.execute(update(progress).where(progress.c.item_id == item_id).values(media_id=show_id))


def hand_over(transaction: Transaction, old: int, new: int, *, copy: bool = False) -> None:
    """Progress and artwork of an item that lost its last file go to the item that has the file now, where it has none.

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
    same = artwork_option.alias("same")
    columns = (
        same.c.kind == artwork_option.c.kind, same.c.source == artwork_option.c.source, same.c.url == artwork_option.c.url,
    )  # fmt: skip
    there_too = select(same.c.id).where(same.c.item_id == new, *columns)
    mine = (artwork_option.c.item_id == old, ~there_too.exists())
    transaction.execute(update(artwork_option).where(*mine).values(item_id=new))
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
