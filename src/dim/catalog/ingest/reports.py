"""Applies scanner reports: each is one transaction, and the same however often it is sent."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, case, delete, insert, literal, select, update

from dim.catalog import absent_files, libraries
from dim.catalog.ingest import artwork_queue, derived, extras, filing, moves, visibility
from dim.catalog.ingest.matching import plays_otherwise
from dim.catalog.ingest.model import FileReport, Report
from dim.catalog.libraries import Folder
from dim.catalog.lookup import matches
from dim.catalog.metadata import local
from dim.db import Database, Transaction
from dim.db.conditions import inside_folder
from dim.db.tables import episode, item_file, library, media_file, season
from dim.events import Event
from dim.media.kinds import holds_games

CHUNK = 500


class UnknownFolderError(Exception):
    """The library, or its folder, was removed."""


class HoldsGamesError(Exception):
    """The library holds games: their launcher tells of them, not files."""


async def receive(database: Database, folder_id: int, report: Report) -> None:
    """Apply a report, after asking the disk what the database can't know. Raises UnknownFolderError, HoldsGamesError."""
    places = await database.read_slow(places_to_check, folder_id, report)
    gone = await absent_files.find_absent(places) if places else frozenset[int]()
    await database.write(apply, folder_id, report, gone)


def places_to_check(connection: Connection, folder_id: int, report: Report) -> list[absent_files.Place]:
    """Where the disk must be asked before a report is applied: see `absent_files`."""
    folder, kind = _folder(connection, folder_id)
    return moves.places_to_check(connection, folder, kind, report.files) if report.files else []


def _folder(connection: Connection, folder_id: int) -> tuple[Folder, str]:
    """A folder and the kind of its library. Raises UnknownFolderError, HoldsGamesError."""
    folder = libraries.folder(connection, folder_id)
    if folder is None:
        raise UnknownFolderError
    kind = connection.scalars(select(library.c.kind).where(library.c.id == folder.library_id)).one()
    if holds_games(kind):
        raise HoldsGamesError
    return folder, kind


def apply(transaction: Transaction, folder_id: int, report: Report, gone: frozenset[int] = frozenset()) -> None:
    """Bring the catalog in step with a report on a folder. `gone`: see `absent_files`. Raises UnknownFolderError."""
    folder, kind = _folder(transaction.connection, folder_id)
    library_id = folder.library_id
    touched: set[int] = set()
    for status, paths in (("deleted", report.vanished), ("missing", report.unplugged), ("present", report.returned)):
        touched |= _set_status(transaction, folder_id, paths, status)
    files = tuple({file.path: file for file in report.files}.values())
    known = _known(transaction, folder_id, files)
    moved, left = _moves(transaction, folder, kind, files, known, gone)
    touched |= left
    moved |= _read_anew(transaction, files, known, moved)
    main = "movie" if kind == "movie" else "episode"
    renamed = [
        (moved[file.path], file.identity)
        for file in files
        if file.path in moved and file.identity and file.identity.kind == main
    ]
    moves.rename_titles(transaction, library_id, kind, renamed)
    touched |= _store_files(transaction, folder, kind, files, known, moved)
    touched |= extras.attach(
        transaction, folder,
        [file.path for file in files if file.identity and file.identity.kind == "extra"],
        [*report.vanished, *(file.path for file in files if file.identity and file.identity.kind in ("movie", "episode"))],
    )  # fmt: skip
    artwork_queue.take_reported(transaction, folder, files)
    shown = visibility.titles_of(transaction, touched) | local.take_reported(transaction, folder, files)
    artwork_queue.take_people(transaction, folder, files)
    matches.note_new_episodes(transaction, shown)
    derived.refresh(transaction, shown)
    for path in report.artwork:
        _want_artwork(transaction, folder, path)
    if report.vanished or moved:
        visibility.sweep(transaction, touched)
    if shown:
        transaction.announce(Event("media", {"library_id": library_id, "ids": sorted(shown)[:200]}, library_id))
    if report != Report():
        transaction.announce(Event("files", {"library_id": library_id}, library_id))


def mark_vanished(transaction: Transaction, library_id: int, files: Sequence[int]) -> None:
    """Dim itself deleted or moved files of a library: they are gone, as if their scanners had reported it."""
    query = select(media_file.c.folder_id, media_file.c.path).where(media_file.c.id.in_(files))
    by_folder: dict[int, list[str]] = defaultdict(list)
    for row in transaction.execute(query.where(media_file.c.library_id == library_id)):
        by_folder[row.folder_id].append(row.path)
    for folder_id, paths in by_folder.items():
        apply(transaction, folder_id, Report(vanished=tuple(paths)))


def _set_status(transaction: Transaction, folder_id: int, paths: tuple[str, ...], status: str) -> set[int]:
    """Set the status of files that left or came back; gives the items they play."""
    items: set[int] = set()
    for start in range(0, len(paths), CHUNK):
        part = paths[start : start + CHUNK]
        mine = (media_file.c.folder_id == folder_id, media_file.c.path.in_(part), media_file.c.status != status)
        linked = select(item_file.c.item_id).join(media_file).where(*mine)
        items.update(transaction.connection.scalars(linked))
        gone_at = None if status == "present" else time.time()
        transaction.execute(update(media_file).where(*mine).values(status=status, gone_at=gone_at))
    return items


@dataclass(frozen=True, slots=True)
class _KnownRow:
    """The row of a reported path."""

    id: int
    status: str
    fingerprint: str | None


def _known(transaction: Transaction, folder_id: int, files: tuple[FileReport, ...]) -> dict[str, _KnownRow]:
    """The rows of the reported paths, by path."""
    columns = (media_file.c.id, media_file.c.path, media_file.c.status, media_file.c.fingerprint)
    found: dict[str, _KnownRow] = {}
    for start in range(0, len(files), CHUNK):
        paths = [file.path for file in files[start : start + CHUNK]]
        mine = (media_file.c.folder_id == folder_id, media_file.c.path.in_(paths))
        rows = transaction.execute(select(*columns).where(*mine))
        found |= {row.path: _KnownRow(row.id, row.status, row.fingerprint) for row in rows}
    return found


def _moves(
    transaction: Transaction, folder: Folder, kind: str, files: tuple[FileReport, ...], known: dict[str, _KnownRow],
    gone: frozenset[int],
) -> tuple[dict[str, int], set[int]]:  # fmt: skip
    """Which of the new files are old ones at another place: row id by new path; and the items of rows that they replace."""
    new = [file for file in files if file.path not in known or known[file.path].status != "present"]
    contents = moves.known_contents(transaction, new)
    same = {
        known[file.path].id for file in new if file.path in known and known[file.path].fingerprint == file.fingerprint
    }
    moved: dict[str, int] = {}
    for file in new:
        if file.fingerprint not in contents or (file.path in known and known[file.path].id in same):
            continue
        found = moves.find_moved(transaction, folder, kind, file, same.union(moved.values()), gone)
        if found is not None:
            moved[file.path] = found
    left = _free_paths(transaction, known, moved)
    for path, found in moved.items():
        moves.adopt(transaction, folder, found, path, gone)
    return moved, left


def _read_anew(
    transaction: Transaction, files: Sequence[FileReport], known: Mapping[str, _KnownRow], moved: Mapping[str, int]
) -> dict[str, int]:
    """Files of known content whose names say something else than before, as after an update: their items follow as if they had
    been renamed. Row id by path.
    """
    same = {}
    for file in files:
        row = known.get(file.path)
        if row is None or file.path in moved or file.error is not None or file.identity is None:
            continue
        if (
            file.fingerprint is not None
            and row.fingerprint == file.fingerprint
            and file.identity.kind in ("movie", "episode")
        ):
            same[row.id] = file
    anew = plays_otherwise(transaction, {number: file.identity for number, file in same.items() if file.identity})
    return {same[number].path: number for number in anew}


def _free_paths(transaction: Transaction, known: dict[str, _KnownRow], moved: dict[str, int]) -> set[int]:
    """Take the paths of moved files from the rows that have them; gives the items of the rows that this removes.

    Those rows may be of files that move as well: two files may swap names.
    """
    taken = set(moved.values())
    removed: list[int] = []
    for path, row in list(known.items()):
        if row.id in taken and moved.get(path) != row.id:
            elsewhere = {"path": f"/{row.id}"}  # no path in a folder starts so; the row gets its own when it is adopted
            transaction.execute(update(media_file).where(media_file.c.id == row.id).values(**elsewhere))
        elif path in moved and row.id != moved[path]:
            removed.append(row.id)
        else:
            continue
        del known[path]
    items = _items_of(transaction, removed)
    for start in range(0, len(removed), CHUNK):
        transaction.execute(delete(media_file).where(media_file.c.id.in_(removed[start : start + CHUNK])))
    return {number for of_row in items.values() for number in of_row}


def _values(file: FileReport) -> dict[str, object]:
    """The columns of a file's row."""
    info, identity = file.info, file.identity
    role = {"extra": "extra", "sample": "sample"}.get(identity.kind, "main") if identity else "main"
    return {
        "path": file.path, "size": file.size, "mtime_ns": file.mtime_ns, "inode": file.inode,
        "fingerprint": file.fingerprint, "status": "present",
        "gone_at": None, "role": role, "error": file.error, "note": file.note, "doubt": identity.doubt if identity else None,
        "subtitles": [subtitle.to_json() for subtitle in file.subtitles], "sidecars": dict(file.sidecars) or None,
        "part": identity.part if identity else None,
        "label": (identity.episode_title if role == "extra" else identity.label) if identity else None,
        "duration": info.duration if info else None, "container": info.container if info else None,
        "bit_rate": info.bit_rate if info else None,
        "streams": [stream.to_json() for stream in info.streams] if info else None,
        "chapters": [chapter.to_json() for chapter in info.chapters] if info else None,
    }  # fmt: skip


def _store_files(
    transaction: Transaction, folder: Folder, kind: str, files: tuple[FileReport, ...], known: dict[str, _KnownRow],
    moved: dict[str, int],
) -> set[int]:  # fmt: skip
    """Write the files' rows and link them to the items they play; gives all items concerned, before and after."""
    ids = _write_rows(transaction, folder, files, known, moved)
    old = {row.id for row in known.values()} | set(moved.values())
    before = _items_of(transaction, sorted(old & set(ids.values())))
    touched = {number for items in before.values() for number in items}
    moves.unlink_foreign(transaction, folder.library_id, sorted(old - set(moved.values())))  # its title moved away
    pinned = _pinned(transaction, sorted(old))
    fresh: list[FileReport] = []
    for file in files:
        number, identity = ids[file.path], file.identity
        if identity is None or file.error is not None or number in pinned:
            continue
        if identity.kind in ("extra", "sample"):
            if number in before:
                transaction.execute(delete(item_file).where(item_file.c.file_id == number))
        elif file.path in moved:
            after = moves.follow(transaction, folder.library_id, kind, number, identity)
            touched |= set(after)
            if not after:
                _mark_without_episode(transaction, [number])
        else:
            fresh.append(file)
    moves.unlink_foreign(transaction, folder.library_id, sorted(moved.values()))
    found = filing.ensure_items(
        transaction, folder.library_id, kind, [file.identity for file in fresh if file.identity]
    )
    links = []
    for file, items in zip(fresh, found, strict=True):
        number = ids[file.path]
        touched |= set(items)
        if number in before:
            moves.link(transaction, number, items)
        else:
            links += [{"item_id": item_id, "file_id": number} for item_id in items]
    if links:
        transaction.execute(insert(item_file), links)
    _mark_without_episode(transaction, [ids[file.path] for file, items in zip(fresh, found, strict=True) if not items])
    return touched


def _write_rows(
    transaction: Transaction, folder: Folder, files: tuple[FileReport, ...], known: dict[str, _KnownRow], moved: dict[str, int]
) -> dict[str, int]:  # fmt: skip
    """Write a row for each file; gives their ids by path."""
    ids: dict[str, int] = {}
    new: dict[str, FileReport] = {}
    for file in files:
        row = known.get(file.path)
        number = moved.get(file.path, row.id if row is not None else None)
        if number is None:
            new[file.path] = file
            continue
        changed = (media_file.c.id == number, media_file.c.fingerprint.is_distinct_from(file.fingerprint))
        transaction.execute(update(media_file).where(*changed).values(content=None))
        values = _values(file)
        for name in ("role", "doubt"):  # pinned files keep these
            values[name] = case(
                (media_file.c.pinned, media_file.c[name]), else_=literal(values[name], media_file.c[name].type)
            )
        transaction.execute(update(media_file).where(media_file.c.id == number).values(**values))
        ids[file.path] = number
    if new:
        now = time.time()
        rows = [
            {**_values(file), "library_id": folder.library_id, "folder_id": folder.id, "added_at": now}
            for file in new.values()
        ]
        inserted = transaction.execute(
            insert(media_file).returning(media_file.c.id, sort_by_parameter_order=True), rows
        )
        ids |= {path: row.id for path, row in zip(new, inserted, strict=True)}
    return ids


def _items_of(transaction: Transaction, files: list[int]) -> dict[int, list[int]]:
    """The items that files play now."""
    found: dict[int, list[int]] = {}
    for start in range(0, len(files), CHUNK):
        mine = item_file.c.file_id.in_(files[start : start + CHUNK])
        for row in transaction.execute(select(item_file.c.file_id, item_file.c.item_id).where(mine)):
            found.setdefault(row.file_id, []).append(row.item_id)
    return found


def _pinned(transaction: Transaction, files: list[int]) -> set[int]:
    """The files that a person pinned to what they play."""
    found: set[int] = set()
    for start in range(0, len(files), CHUNK):
        mine = (media_file.c.id.in_(files[start : start + CHUNK]), media_file.c.pinned.is_(True))
        found.update(row.id for row in transaction.execute(select(media_file.c.id).where(*mine)))
    return found


def _mark_without_episode(transaction: Transaction, files: list[int]) -> None:
    """Note that the names of files do not say which episode they are."""
    if files:
        reason = "Its name does not tell which episode it is. Name it like “Show S01E02”, or say it here."
        transaction.execute(update(media_file).where(media_file.c.id.in_(files)).values(doubt=reason))


def _want_artwork(transaction: Transaction, folder: Folder, path: str) -> None:
    """Have the artwork looked for again of what lies at or below a path in a folder."""
    inside = [media_file.c.folder_id == folder.id]
    if path:
        inside.append(inside_folder(media_file.c.path, path))
    items = set(
        transaction.connection.scalars(
            select(item_file.c.item_id).distinct().join(media_file).where(*inside).limit(5000)
        )
    )
    shows = visibility.titles_of(transaction, items)
    seasons = set(
        transaction.connection.scalars(select(season.c.id).join(episode).where(episode.c.id.in_(list(items)[:5000])))
    )
    artwork_queue.want(transaction, folder.library_id, items | shows | seasons)
