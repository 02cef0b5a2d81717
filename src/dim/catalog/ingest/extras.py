"""Which title an extra (a trailer, a featurette) belongs to: the only one with files in its folder, or in a folder around it."""

from collections.abc import Iterable

from sqlalchemy import exists, func, insert, select

from dim.catalog.libraries import Folder
from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.conditions import inside_folder
from dim.db.tables import episode, item_file, media_file, season


def attach(transaction: Transaction, folder: Folder, extras: Iterable[str], mains: Iterable[str]) -> set[int]:
    """Attach extras that have no owner: those reported now, and those near main files that came or went (both by path).

    Gives the titles that have new extras.
    """
    found = _unattached(transaction, folder, extras, mains)
    owner_of: dict[str, frozenset[int]] = {}
    rows, touched = [], set()
    for file_id, path in found.items():
        owners = _owners(transaction, folder.id, path.rpartition("/")[0], owner_of)
        if len(owners) == 1:
            (title_id,) = owners
            rows.append({"item_id": title_id, "file_id": file_id})
            touched.add(title_id)
    if rows:
        transaction.execute(insert(item_file), rows)
    return touched


def _unattached(
    transaction: Transaction, folder: Folder, extras: Iterable[str], mains: Iterable[str]
) -> dict[int, str]:
    """The paths of extras without an owner, by id."""
    loose = select(media_file.c.id, media_file.c.path).where(
        media_file.c.folder_id == folder.id, media_file.c.role == "extra", media_file.c.status == "present",
        media_file.c.library_id == folder.library_id,  # for the index of its roles
        ~exists().where(item_file.c.file_id == media_file.c.id),
    )  # fmt: skip
    found: dict[int, str] = {}
    if transaction.scalar(loose.limit(1)) is None:
        return found
    for part in chunks(sorted(set(extras))):
        found |= {row.id: row.path for row in transaction.execute(loose.where(media_file.c.path.in_(part)))}
    for top in sorted({path.partition("/")[0] for path in mains if "/" in path}):
        found |= {row.id: row.path for row in transaction.execute(loose.where(inside_folder(media_file.c.path, top)))}
    return found


def _owners(transaction: Transaction, folder_id: int, folder: str, known: dict[str, frozenset[int]]) -> frozenset[int]:
    """The titles, at most two, of the main files in a folder, or of the nearest folder around it that has some."""
    if not folder:
        return frozenset()
    if folder not in known:
        query = (
            select(func.coalesce(season.c.media_id, item_file.c.item_id))
            .select_from(item_file.join(media_file).outerjoin(episode, episode.c.id == item_file.c.item_id))
            .outerjoin(season, season.c.id == episode.c.season_id)
            .where(
                media_file.c.folder_id == folder_id,
                media_file.c.role == "main",
                inside_folder(media_file.c.path, folder),
            )
        )
        mine = frozenset(transaction.connection.scalars(query.distinct().limit(2)))
        known[folder] = mine or _owners(transaction, folder_id, folder.rpartition("/")[0], known)
    return known[folder]
