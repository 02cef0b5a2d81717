"""Taking in what a scanner reports: one batch, one transaction, the same however often it is sent."""

import time
from typing import Any

from sqlalchemy import delete, insert, select, update

from dim.catalog import identity as identities
from dim.catalog import moves, upkeep, visibility, wanted_pictures
from dim.catalog.model import FileReport, Report
from dim.db import Transaction
from dim.db.tables import episode, item_file, library, media_file, season
from dim.events import Event

CHUNK = 500


class UnknownLibraryError(Exception):
    """The library was removed."""


def apply(transaction: Transaction, library_id: int, report: Report) -> None:
    """Bring the catalog in step with a report. Raises UnknownLibraryError."""
    kind = transaction.scalar(select(library.c.kind).where(library.c.id == library_id))
    if kind is None:
        raise UnknownLibraryError
    touched: set[int] = set()
    for status, paths in (("deleted", report.vanished), ("missing", report.unplugged), ("present", report.returned)):
        touched |= _set_status(transaction, library_id, paths, status)
    moved = _moves(transaction, library_id, report.files)
    if kind == "show":
        renamed = [
            (moved[file.path], file.identity)
            for file in report.files
            if file.path in moved and file.identity and file.identity.kind == "episode"
        ]
        moves.rename_shows(transaction, library_id, renamed)
    for file in report.files:
        touched |= _take_in(transaction, library_id, kind, file, moved.get(file.path))
    touched |= _attach_extras(transaction, library_id)
    shown = visibility.media_of(transaction, touched)
    upkeep.refresh(transaction, shown)
    for folder in report.pictures:
        _want_pictures(transaction, library_id, folder)
    if report.vanished or moved:
        visibility.sweep(transaction)
    if shown:
        transaction.announce(Event("media", {"library_id": library_id, "ids": sorted(shown)[:200]}, library_id))
    if report != Report():
        transaction.announce(Event("files", {"library_id": library_id}, library_id))


def _set_status(transaction: Transaction, library_id: int, paths: tuple[str, ...], status: str) -> set[int]:
    """Note that files went or came back; the items they play."""
    items: set[int] = set()
    for start in range(0, len(paths), CHUNK):
        part = paths[start : start + CHUNK]
        mine = (media_file.c.library_id == library_id, media_file.c.path.in_(part), media_file.c.status != status)
        linked = select(item_file.c.item_id).join(media_file).where(*mine)
        items.update(transaction.connection.scalars(linked))
        gone_at = None if status == "present" else time.time()
        transaction.execute(update(media_file).where(*mine).values(status=status, gone_at=gone_at))
    return items


def _moves(transaction: Transaction, library_id: int, files: tuple[FileReport, ...]) -> dict[str, int]:
    """Which of the new files are old ones at another place: row id by new path."""
    moved: dict[str, int] = {}
    for file in files:
        known = select(media_file.c.id).where(media_file.c.library_id == library_id, media_file.c.path == file.path)
        row = transaction.scalar(known.where(media_file.c.status == "present"))
        if row is None and (found := moves.find_moved(transaction, library_id, file, set(moved.values()))) is not None:
            # a deleted row may still hold this very path
            transaction.execute(
                delete(media_file).where(media_file.c.id == (transaction.scalar(known) or 0), media_file.c.id != found)
            )
            moved[file.path] = found
    return moved


def _values(file: FileReport) -> dict[str, Any]:
    """The columns of a file's row."""
    probe, identity = file.probe or {}, file.identity
    role = {"extra": "extra", "sample": "sample"}.get(identity.kind, "main") if identity else "main"
    return {
        "path": file.path, "size": file.size, "mtime_ns": file.mtime_ns, "fingerprint": file.fingerprint, "status": "present",
        "gone_at": None, "role": role, "error": file.error, "subtitles": file.subtitles,
        "label": (identity.episode_title if role == "extra" else identity.label) if identity else None,
        **{name: probe.get(name) for name in ("duration", "container", "bit_rate", "streams", "chapters")},
    }  # fmt: skip


def _take_in(transaction: Transaction, library_id: int, kind: str, file: FileReport, moved: int | None) -> set[int]:
    """Write one file's row and say which items it plays; all items concerned, before and after."""
    known = select(media_file.c.id).where(media_file.c.library_id == library_id, media_file.c.path == file.path)
    file_id = moved or transaction.scalar(known)
    values = _values(file)
    if file_id is None:
        file_id = transaction.scalar(
            insert(media_file).returning(media_file.c.id), {**values, "library_id": library_id, "added_at": time.time()}
        )
        assert file_id is not None
    else:
        changed = (media_file.c.id == file_id, media_file.c.fingerprint.is_distinct_from(file.fingerprint))
        transaction.execute(update(media_file).where(*changed).values(content=None))
        transaction.execute(update(media_file).where(media_file.c.id == file_id).values(**values))
    before = set(transaction.connection.scalars(select(item_file.c.item_id).where(item_file.c.file_id == file_id)))
    identity = file.identity
    pinned = bool(before) and transaction.scalar(select(media_file.c.pinned).where(media_file.c.id == file_id))
    if identity is None or file.error is not None or pinned:
        return before
    if identity.kind in ("extra", "sample"):
        transaction.execute(delete(item_file).where(item_file.c.file_id == file_id))
        return before
    if moved is not None:
        after = moves.follow(transaction, library_id, kind, file_id, identity)
    else:
        after = identities.ensure_items(transaction, library_id, kind, identity)
        moves.link(transaction, file_id, after)
    if not after:
        reason = "Its name does not tell which episode it is. Name it like “Show S01E02”."
        transaction.execute(update(media_file).where(media_file.c.id == file_id).values(error=reason))
    return before | set(after)


def _attach_extras(transaction: Transaction, library_id: int) -> set[int]:
    """Extras belong to the only movie or show that has files in their folder, or in the folder around it."""
    touched: set[int] = set()
    loose = select(media_file.c.id, media_file.c.path).where(
        media_file.c.library_id == library_id, media_file.c.role == "extra", media_file.c.status == "present",
        media_file.c.id.not_in(select(item_file.c.file_id)),
    )  # fmt: skip
    for row in transaction.execute(loose).all():
        folder = row.path.rpartition("/")[0]
        while folder:
            prefix = folder + "/"
            mains = select(item_file.c.item_id).join(media_file).where(
                media_file.c.library_id == library_id, media_file.c.role == "main",
                media_file.c.path.startswith(prefix, autoescape=True),
            ).limit(CHUNK)  # fmt: skip
            owners = visibility.media_of(transaction, transaction.connection.scalars(mains))
            if len(owners) == 1:
                transaction.execute(insert(item_file), {"item_id": next(iter(owners)), "file_id": row.id})
                touched |= owners
            if owners:
                break
            folder = folder.rpartition("/")[0]
    return touched


def _want_pictures(transaction: Transaction, library_id: int, folder: str) -> None:
    """Forget the pictures of what lies in a folder, so that the scanner looks for them again."""
    inside = [media_file.c.library_id == library_id]
    if folder:
        inside.append(media_file.c.path.startswith(folder + "/", autoescape=True))
    items = set(
        transaction.connection.scalars(
            select(item_file.c.item_id).distinct().join(media_file).where(*inside).limit(5000)
        )
    )
    shows = visibility.media_of(transaction, items)
    seasons = set(
        transaction.connection.scalars(select(season.c.id).join(episode).where(episode.c.id.in_(list(items)[:5000])))
    )
    wanted_pictures.want_again(transaction, items | shows | seasons)


def known_files(connection: Any, library_id: int, under: list[str], after: str, limit: int) -> list[dict[str, Any]]:
    """What the catalog knows of a library's files (deleted ones left out), by path, from behind `after` on.

    `under` narrows it to these files and what lies in these folders.
    """
    columns = (
        media_file.c.path,
        media_file.c.size,
        media_file.c.mtime_ns,
        media_file.c.status,
        media_file.c.subtitles,
        media_file.c.error,
    )
    query = select(*columns).where(
        media_file.c.library_id == library_id, media_file.c.status != "deleted", media_file.c.path > after
    )
    if under:
        inside = [
            media_file.c.path.startswith(path + "/", autoescape=True) | (media_file.c.path == path) for path in under
        ]
        condition = inside[0]
        for other in inside[1:]:
            condition = condition | other
        query = query.where(condition)
    rows = connection.execute(query.order_by(media_file.c.path).limit(limit)).mappings()
    return [
        {
            **row,
            "failed": row["error"] is not None,
            "subtitles": [subtitle["path"] for subtitle in row["subtitles"] or []],
        }
        for row in rows
    ]
