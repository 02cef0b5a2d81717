"""What the catalog knows of the files in a folder: a scanner compares it with the disk."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, case, exists, false, or_, select

from dim.db.conditions import inside_folder
from dim.db.tables import item_file, media_file


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as its scanner is told of it. `failed`: it could not be used, or not be identified."""

    path: str
    size: int
    mtime_ns: int
    inode: int | None
    status: str
    failed: bool
    subtitles: list[str]
    """The paths of the subtitle files beside it."""
    sidecars: dict[str, int]
    """The NFO files and `.plexmatch` that were read with it: modification time (ns) by path."""


def in_folder(connection: Connection, folder_id: int, under: Sequence[str], after: str, limit: int) -> list[KnownFile]:
    """What the catalog knows of a folder's files (deleted ones left out), by path, after a path.

    `under` narrows it to these files and what lies in these folders.
    """
    linked = exists().where(item_file.c.file_id == media_file.c.id)
    settled = media_file.c.doubt.is_(None) | media_file.c.pinned
    columns = [
        media_file.c[name] for name in ("path", "size", "mtime_ns", "inode", "status", "subtitles", "sidecars", "error")
    ]
    unidentified = case((settled, false()), else_=~linked).label("unidentified")  # a new neighbour may help it
    query = select(*columns, unidentified).where(
        media_file.c.folder_id == folder_id, media_file.c.status != "deleted", media_file.c.path > after
    )
    if under:
        query = query.where(or_(*(_at_or_below(path) for path in under)))
    return [
        KnownFile(
            row.path, row.size, row.mtime_ns, row.inode, row.status, row.error is not None or bool(row.unidentified),
            [subtitle["path"] for subtitle in row.subtitles or ()], row.sidecars or {},
        )
        for row in connection.execute(query.order_by(media_file.c.path).limit(limit))
    ]  # fmt: skip


def _at_or_below(path: str) -> ColumnElement[bool]:
    return inside_folder(media_file.c.path, path) | (media_file.c.path == path)
