"""Applies reports of game scanners: each is one transaction, and the same however often it is sent."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from dim.catalog import libraries
from dim.catalog.games import accounts, copies
from dim.catalog.ingest import artwork_queue, derived, titles
from dim.catalog.ingest.matching import LONGEST_KEY, TitleIdentity
from dim.catalog.items import LAUNCHER_ROLE
from dim.catalog.libraries import Folder
from dim.catalog.metadata import layers, preferences
from dim.catalog.metadata.apply import apply
from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.tables import game, game_platform, game_play, library, media, media_file
from dim.events import Event
from dim.games.files import FailedFile
from dim.games.model import Game, GameAccount, KnownGame
from dim.media.kinds import holds_games
from dim.metadata.model import Facts
from dim.naming import fold

_COLUMNS = (
    "type", "installed", "updating", "missing", "size", "install_path", "launch", "store_page", "release_date", "controller",
    "parent", "label",
)  # fmt: skip
Key = tuple[str, str]
"""A game's source and its id there."""


class NoGamesError(Exception):
    """The folder's library holds no games."""


@dataclass(frozen=True, slots=True)
class ReportedGame:
    """A game with a digest of what is reported of it, by which its scanner knows what it said."""

    game: Game
    digest: str


@dataclass(frozen=True, slots=True)
class GameReport:
    """What changed in a folder of games. None: that is as it was."""

    games: Sequence[ReportedGame] = ()
    gone: Sequence[Key] = ()
    accounts: Sequence[GameAccount] | None = None
    failed: Sequence[FailedFile] | None = None
    missing_folders: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A game as it is stored."""

    id: int
    images: Mapping[str, Any]


def known(connection: Connection, folder_id: int) -> dict[Key, str]:
    """The digests of a folder's games that are there, by source and id."""
    mine = (game.c.folder_id == folder_id, game.c.gone_at.is_(None))
    rows = connection.execute(select(game.c.source, game.c.source_id, game.c.digest).where(*mine))
    return {(row.source, row.source_id): row.digest for row in rows}


def known_files(connection: Connection, folder_id: int) -> dict[Key, KnownGame]:
    """The files of a folder's games that have some, by source and id."""
    columns = (game.c.source, game.c.source_id, game.c.files, game.c.size)
    rows = connection.execute(select(*columns).where(game.c.folder_id == folder_id))
    return {
        (row.source, row.source_id): KnownGame(row.source_id, tuple(row.files), row.size) for row in rows if row.files
    }


def receive(transaction: Transaction, folder_id: int, report: GameReport) -> None:
    """Bring the catalog in step with a report. Raises NoGamesError: the folder was removed, or its library holds no games."""
    folder = libraries.folder(transaction.connection, folder_id)
    kind = transaction.scalar(select(library.c.kind).where(library.c.id == folder.library_id)) if folder else None
    if folder is None or kind is None or not holds_games(kind):
        raise NoGamesError
    before = _rows(transaction, folder_id, [(one.game.source, one.game.source_id) for one in report.games])
    shown = _store(transaction, folder, report.games, before) | _mark_gone(transaction, folder_id, report.gone)
    if report.accounts is not None:
        accounts.report(transaction, folder.library_id, report.accounts)
    if folder.path in (report.missing_folders or ()):
        shown |= _mark_missing(transaction, folder_id)
    changed = shown | accounts.update_hidden(transaction, folder.library_id)
    derived.refresh(transaction, changed)
    if report.failed is not None or report.missing_folders is not None:
        _store_problems(transaction, folder, report.failed, report.missing_folders)
        transaction.announce(Event("files", {"library_id": folder.library_id}, folder.library_id))
    if changed:
        event = Event("media", {"library_id": folder.library_id, "ids": sorted(changed)[:200]}, folder.library_id)
        transaction.announce(event)


def _rows(transaction: Transaction, folder_id: int, keys: Sequence[Key]) -> dict[Key, _Row]:
    found: dict[Key, _Row] = {}
    columns = (game.c.id, game.c.source, game.c.source_id, game.c.images)
    for part in chunks([source_id for _, source_id in keys]):
        query = select(*columns).where(game.c.folder_id == folder_id, game.c.source_id.in_(part))
        found |= {(row.source, row.source_id): _Row(row.id, row.images) for row in transaction.execute(query)}
    return found


def _store(
    transaction: Transaction, folder: Folder, reported: Sequence[ReportedGame], before: Mapping[Key, _Row]
) -> set[int]:
    """Write games; gives their ids."""
    last = {(one.game.source, one.game.source_id): one for one in reported}
    fresh = [key for key in last if key not in before]
    named = [TitleIdentity(last[key].game.title, _year(last[key].game)) for key in fresh]
    numbers = dict(zip(fresh, titles.new_titles(transaction, folder.library_id, "game", named), strict=True))
    numbers |= {key: row.id for key, row in before.items() if key in last}
    stored: dict[int, Game] = {}
    looked_for: list[int] = []
    new: list[dict[str, object]] = []
    for key, one in last.items():
        of, number = one.game, numbers[key]
        images = {kind: [image.path, image.modified_ns] for kind, image in of.artwork.items()}
        values = {
            **{name: getattr(of, name) for name in _COLUMNS}, "digest": one.digest, "gone_at": None, "images": images,
            "platforms": list(of.platforms), "developers": list(of.developers), "publishers": list(of.publishers),
            "screenshots": [{"path": shot.path, "account": shot.account} for shot in of.screenshots], "files": list(of.files),
        }  # fmt: skip
        if key in before:
            transaction.execute(update(game).where(game.c.id == number).values(**values))
            transaction.execute(
                update(media).where(media.c.id == number).values(match_key=fold(of.title)[:LONGEST_KEY])
            )
        else:
            place = {
                "id": number,
                "folder_id": folder.id,
                "source": of.source,
                "source_id": of.source_id,
                "hidden": False,
                "work": number,
            }
            new.append({**place, **values})
        stored[number] = of
        if key not in before or before[key].images != images:
            looked_for.append(number)
    if new:
        transaction.execute(insert(game), new)
    if stored:
        _store_parts(transaction, stored)
        layers.store(transaction, preferences.LAUNCHER, {number: _facts(of) for number, of in stored.items()})
        apply(transaction, folder.library_id, stored)
        copies.update_works(transaction, stored)
        artwork_queue.want(transaction, folder.library_id, looked_for)
    return set(stored)


def _store_parts(transaction: Transaction, stored: Mapping[int, Game]) -> None:
    for table in (game_platform, game_play):
        for part in chunks(sorted(stored)):
            transaction.execute(delete(table).where(table.c.game_id.in_(part)))
    platforms = [
        {"game_id": number, "platform": name} for number, of in stored.items() for name in dict.fromkeys(of.platforms)
    ]
    plays = [
        {
            "game_id": number, "account": account, "play_time": play.play_time, "last_played": play.last_played,
            "favorite": play.favorite, "hidden": play.hidden,
        }
        for number, of in stored.items()
        for account, play in of.plays.items()
    ]  # fmt: skip
    if platforms:
        transaction.execute(insert(game_platform), platforms)
    if plays:
        transaction.execute(insert(game_play), plays)


def _year(of: Game) -> int | None:
    year = (of.release_date or "")[:4]
    return int(year) if year.isascii() and year.isdigit() and 1800 <= int(year) <= 2200 else None


def _facts(of: Game) -> Facts:
    return Facts(
        title=of.title, year=_year(of), released=of.release_date, overview=of.overview, rating=of.rating, genres=of.genres,
        studios=of.developers, publishers=of.publishers, ids=of.ids,
    )  # fmt: skip


def _mark_gone(transaction: Transaction, folder_id: int, gone: Collection[Key]) -> set[int]:
    """Hide games that their launcher does not know any more; their rows stay, with what people did, for when they come back."""
    found = {row.id for key, row in _rows(transaction, folder_id, list(gone)).items() if key in set(gone)}
    for part in chunks(sorted(found)):
        values = {"gone_at": time.time(), "installed": False, "digest": ""}
        transaction.execute(update(game).where(game.c.id.in_(part)).values(**values))
    return found


def _mark_missing(transaction: Transaction, folder_id: int) -> set[int]:
    """The folder itself is away, and all of its games with it, until they are reported again; gives those that were there."""
    there = (game.c.folder_id == folder_id, game.c.gone_at.is_(None), game.c.missing.is_(False))
    found = set(transaction.connection.scalars(select(game.c.id).where(*there)))
    transaction.execute(update(game).where(*there).values(missing=True, digest=""))
    return found


def _store_problems(
    transaction: Transaction, folder: Folder, failed: Sequence[FailedFile] | None, missing: Sequence[str] | None
) -> None:
    """Note the launcher files that cannot be used, and the folders that are away, in place of those noted before."""
    replaced = []
    if failed is not None:
        replaced.append(media_file.c.status == "present")
    if missing is not None:
        replaced.append(media_file.c.status == "missing")
    mine = (media_file.c.folder_id == folder.id, media_file.c.role == LAUNCHER_ROLE)
    transaction.execute(delete(media_file).where(*mine, or_(*replaced)))
    noted: dict[str, tuple[str, str | None]] = {one.path: ("present", one.reason) for one in failed or ()}
    noted |= {path: ("missing", None) for path in missing or ()}  # noqa: C420 - mypy narrows the type of fromkeys
    common = {
        "library_id": folder.library_id, "folder_id": folder.id, "size": 0, "mtime_ns": 0, "role": LAUNCHER_ROLE,
        "added_at": time.time(),
    }  # fmt: skip
    rows = [
        {**common, "path": path.removeprefix(folder.path + "/"), "status": status, "error": reason}
        for path, (status, reason) in noted.items()
    ]
    if rows:
        transaction.execute(insert(media_file), rows)
