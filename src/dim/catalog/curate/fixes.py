"""Fixes: what a person says of files. They identify, accept, ignore or forget them; every fix can be undone.

A fixed file is pinned (`media_file.pinned`): no scan and no rename changes what it plays, since a file that moves is the same row.
Items that a fix leaves without files stay hidden until the next day's clean-up, so that undoing it brings back the very same item.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from dim.catalog.curate import review, snapshots
from dim.catalog.curate.review import HIDDEN_ROLES
from dim.catalog.curate.snapshots import Snapshot
from dim.catalog.ingest import artwork_queue, derived, moves, titles
from dim.catalog.ingest.matching import TitleIdentity
from dim.catalog.ingest.model import Identification
from dim.catalog.items import LAUNCHER_ROLE
from dim.db import Transaction
from dim.db.tables import fix, item_file, library, media, media_file
from dim.events import Event

LATEST = 50


class FixError(Exception):
    """The fix cannot be made; the text says why."""


@dataclass(frozen=True, slots=True)
class FixSummary:
    """A fix in the history: of how many files, when (UTC seconds), and whether it was undone."""

    id: int
    action: str
    title: str
    files: int
    created_at: float
    undone: bool


@dataclass(frozen=True, slots=True)
class Target:
    """What a file is. `title_id`: an existing title; else `title` and `year` name one. `season` and `episodes`: of a show."""

    title_id: int | None = None
    title: str = ""
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()


def identify(
    transaction: Transaction,
    library_id: int,
    targets: Mapping[int, Target],
    user_id: int | None,
    *,
    apart: bool = False,
) -> int:
    """Say what files are; the fix's id. `apart`: each movie becomes one of its own, also where one of that name is there.

    Raises FixError.
    """
    kind = _kind(transaction, library_id)
    before = _snapshot(transaction, library_id, targets)
    hidden = [entry.file_id for entry in before if entry.role in HIDDEN_ROLES]  # their titles are not what they play
    transaction.execute(delete(item_file).where(item_file.c.file_id.in_(hidden)))
    for file_id, target in targets.items():
        _assign(transaction, library_id, kind, file_id, target, apart)
    _pin(transaction, targets, role="main")
    first = next(iter(targets.values()))
    name = first.title or transaction.scalar(select(media.c.title).where(media.c.id == first.title_id)) or "?"
    return _done(transaction, library_id, "split" if apart else "identify", name, before, user_id)


def merge(transaction: Transaction, library_id: int, files: Sequence[int], user_id: int | None) -> int:
    """Make files versions of one movie or episode: what the first one plays; the fix's id. Raises FixError."""
    before = _snapshot(transaction, library_id, files)
    of_file = {entry.file_id: entry.plays for entry in before}
    if any(len(entry.plays) != 1 or entry.role in HIDDEN_ROLES for entry in before):
        raise FixError("Each of the files has to play one movie or one episode of this library.")
    target = of_file[files[0]][0].item_id
    for file_id in files:
        old = of_file[file_id][0].item_id
        moves.link(transaction, file_id, [target])
        moves.hand_over_all(transaction, file_id, [old], [target], copy=True)  # kept there for when this is undone
    _pin(transaction, files, role="main")
    return _done(transaction, library_id, "merge", of_file[files[0]][0].title, before, user_id)


def ignore(transaction: Transaction, library_id: int, files: Sequence[int], user_id: int | None) -> int:
    """Leave files out of the catalog; the fix's id. Raises FixError."""
    before = _snapshot(transaction, library_id, files)
    transaction.execute(delete(item_file).where(item_file.c.file_id.in_(files)))
    _pin(transaction, files, role="ignored")
    return _done(transaction, library_id, "ignore", "", before, user_id)


def accept(transaction: Transaction, library_id: int, files: Sequence[int], user_id: int | None) -> int:
    """Say that files are what they are taken for; the fix's id. Raises FixError."""
    before = _snapshot(transaction, library_id, files)
    if any(not entry.plays for entry in before):
        raise FixError("Some of the files are not identified: say what they are.")
    transaction.execute(update(media_file).where(media_file.c.id.in_(files)).values(pinned=True, doubt=None))
    return _done(transaction, library_id, "accept", "", before, user_id)


def release(transaction: Transaction, library_id: int, files: Sequence[int], user_id: int | None) -> int:
    """Give files back to the scanner, which looks at them anew with its next scan; the fix's id. Raises FixError."""
    before = _snapshot(transaction, library_id, files)
    mine = media_file.c.id.in_(files)
    transaction.execute(update(media_file).where(mine).values(pinned=False, mtime_ns=0))
    transaction.execute(update(media_file).where(mine, media_file.c.role == "ignored").values(role="main"))
    return _done(transaction, library_id, "release", "", before, user_id)


def forget(transaction: Transaction, library_id: int, files: Sequence[int], user_id: int | None) -> int:
    """Give missing files up, as if they had been deleted; the fix's id. Raises FixError."""
    before = _snapshot(transaction, library_id, files)
    if any(entry.status != "missing" for entry in before):
        raise FixError("Only files that are missing can be forgotten.")
    gone = {"status": "deleted", "gone_at": time.time()}
    transaction.execute(update(media_file).where(media_file.c.id.in_(files)).values(**gone))
    return _done(transaction, library_id, "forget", "", before, user_id)


def undo(transaction: Transaction, library_id: int, fix_id: int) -> bool:
    """Put files back to what they were before a fix; False: there is none. Raises FixError: a later fix has to be undone first."""
    row = transaction.execute(select(fix).where(fix.c.id == fix_id, fix.c.library_id == library_id)).mappings().first()
    if row is None:
        return False
    if row["undone_at"] is not None:
        return True
    before = [Snapshot.from_json(entry) for entry in row["before"]]
    files = {entry.file_id for entry in before}
    later = select(fix.c.before).where(fix.c.library_id == library_id, fix.c.id > fix_id, fix.c.undone_at.is_(None))
    if any(files & {entry["file_id"] for entry in entries} for entries in transaction.connection.scalars(later)):
        raise FixError("Some of the files were changed again later. Undo that first.")
    kind = _kind(transaction, library_id)
    there = set(
        transaction.connection.scalars(
            select(media_file.c.id).where(media_file.c.id.in_(files), media_file.c.library_id == library_id)
        )
    )
    shown = _titles_of(transaction, sorted(there))
    for entry in before:
        if entry.file_id in there:
            snapshots.restore(transaction, library_id, kind, entry)
    transaction.execute(update(fix).where(fix.c.id == fix_id).values(undone_at=time.time()))
    _publish(transaction, library_id, shown | _titles_of(transaction, sorted(there)))
    return True


def latest(connection: Connection, library_id: int) -> list[FixSummary]:
    """The latest fixes, the newest first."""
    query = select(fix).where(fix.c.library_id == library_id).order_by(fix.c.id.desc()).limit(LATEST)
    return [
        FixSummary(row.id, row.action, row.title, len(row.before), row.created_at, row.undone_at is not None)
        for row in connection.execute(query)
    ]


def _kind(transaction: Transaction, library_id: int) -> str:
    return str(transaction.scalar(select(library.c.kind).where(library.c.id == library_id)))


def _snapshot(transaction: Transaction, library_id: int, files: Iterable[int]) -> list[Snapshot]:
    """What files are now. Raises FixError: some are not there, or a launcher of games keeps them."""
    numbers = list(dict.fromkeys(files))
    found = snapshots.take(transaction, library_id, numbers)
    if len(found) < len(numbers):
        raise FixError("Some of the files are not there any more. Look at the list again.")
    if any(entry.role == LAUNCHER_ROLE for entry in found):
        raise FixError("A launcher keeps these files. Correct them there: the next scan reads them again.")
    return found


def _titles_of(transaction: Transaction, files: Sequence[int]) -> set[int]:
    """The movies and shows that files play."""
    plays = review.played(transaction.connection, files)
    return {play.title_id for of_file in plays.values() for play in of_file}


def _assign(transaction: Transaction, library_id: int, kind: str, file_id: int, target: Target, apart: bool) -> None:
    """Let a file play what a person says."""
    if kind == "show" and not target.episodes:
        raise FixError("Say which season and episode each file is.")
    if target.title_id is None and not apart:
        moves.follow(transaction, library_id, kind, file_id, _identification(kind, target), copy=True)
        return
    linked = select(item_file.c.item_id).where(item_file.c.file_id == file_id).order_by(item_file.c.item_id)
    old = list(transaction.connection.scalars(linked))
    title_id = target.title_id
    if title_id is None:
        title_id = titles.new_title(transaction, library_id, kind, TitleIdentity(target.title, target.year), apart=True)
    elif transaction.scalar(select(media.c.library_id).where(media.c.id == title_id)) != library_id:
        raise FixError("That title is not in this library.")
    new = [title_id] if kind == "movie" else _episodes(transaction, title_id, target)
    moves.link(transaction, file_id, new)
    moves.hand_over_all(transaction, file_id, old, new, copy=True)
    artwork_queue.want(transaction, library_id, new)


def _identification(kind: str, target: Target) -> Identification:
    if kind == "movie":
        return Identification("movie", target.title, target.year)
    return Identification("episode", target.title, target.year, target.season, target.episodes)


def _episodes(transaction: Transaction, show_id: int, target: Target) -> list[int]:
    season_id = titles.ensure_season(transaction, show_id, 1 if target.season is None else target.season)
    found = []
    for number in dict.fromkeys(target.episodes):
        there = titles.find_episode(transaction, season_id, number)
        found.append(there or titles.new_episode(transaction, season_id, number, None, None))
    return found


def _pin(transaction: Transaction, files: Iterable[int], role: str) -> None:
    values = {"pinned": True, "doubt": None, "role": role}
    transaction.execute(update(media_file).where(media_file.c.id.in_(list(files))).values(**values))


def _done(
    transaction: Transaction, library_id: int, action: str, title: str, before: Sequence[Snapshot], user_id: int | None
) -> int:  # fmt: skip
    values = {
        "library_id": library_id, "user_id": user_id, "action": action, "title": title,
        "before": [entry.to_json() for entry in before], "created_at": time.time(),
    }  # fmt: skip
    number: int = transaction.scalar(insert(fix).returning(fix.c.id), values)
    old = {play.title_id for entry in before for play in entry.plays}
    _publish(transaction, library_id, old | _titles_of(transaction, [entry.file_id for entry in before]))
    return number


def _publish(transaction: Transaction, library_id: int, titles: set[int]) -> None:
    derived.refresh(transaction, titles)
    transaction.announce(
        Event("media", {"library_id": library_id, "ids": sorted(titles)[:200]}, library_id),
        Event("files", {"library_id": library_id}, library_id),
    )
