"""Which items want artwork, and storing the artwork that scanners find."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, literal, select

from dim.artwork.store import StoredImage
from dim.catalog.browse import cards
from dim.catalog.ingest import visibility
from dim.catalog.ingest.model import FileReport
from dim.catalog.libraries import Folder
from dim.catalog.metadata import options, preferences
from dim.catalog.metadata.choosing import choose
from dim.catalog.write_back import own
from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.tables import (
    artwork,
    artwork_wanted,
    credit,
    episode,
    game,
    item,
    item_file,
    media,
    media_file,
    person,
    season,
)
from dim.events import Event
from dim.media.kinds import KINDS, Kind
from dim.naming import fold


@dataclass(frozen=True, slots=True)
class WantedArtwork:
    """An item that wants artwork of some kinds, and its files: look beside all of them, and into the first."""

    item_id: int
    kind: str
    kinds: list[str]
    season: int | None
    paths: list[str]
    duration: float | None
    source: str | None = None
    source_id: str | None = None
    """Of a game: where it comes from, and its id there; it has no paths."""


@dataclass(frozen=True, slots=True)
class _Files:
    """The usable files of an item."""

    season: int | None
    duration: float | None
    paths: list[str]
    source: str | None = None
    source_id: str | None = None


def wanted(connection: Connection, folder: Folder, after: int, limit: int) -> list[WantedArtwork]:
    """Items with files in a folder that want artwork, by id, after an id."""
    found: list[WantedArtwork] = []
    while len(found) < limit:
        mine = (artwork_wanted.c.library_id == folder.library_id, artwork_wanted.c.item_id > after)
        query = (
            select(item.c.id, item.c.kind, artwork_wanted.c.again)
            .join(artwork_wanted)
            .where(*mine)
            .order_by(item.c.id)
            .limit(limit - len(found))
        )
        rows = connection.execute(query).all()
        if not rows:
            break
        after = rows[-1].id
        by_kind: dict[str, list[int]] = {}
        for row in rows:
            by_kind.setdefault(row.kind, []).append(row.id)
        files = {
            number: entry
            for kind, numbers in by_kind.items()
            for number, entry in _files(connection, folder.id, kind, numbers).items()
        }
        known = _known_kinds(connection, [row.id for row in rows if not row.again])
        found += [
            WantedArtwork(
                row.id, row.kind, _kinds(row.kind, row.again, known.get(row.id, set())),
                files[row.id].season, files[row.id].paths, files[row.id].duration, files[row.id].source, files[row.id].source_id,
            )
            for row in rows
            if row.id in files
        ]  # fmt: skip
    return found


def _kinds(of: str, again: bool, known: Collection[str]) -> list[str]:
    """The kinds of artwork that a kind of item wants: `again` all that it can have, else the main ones that are not known."""
    return [kind for kind in (KINDS[of].artwork if again else KINDS[of].main_artwork) if kind not in known]


def _known_kinds(connection: Connection, items: Sequence[int]) -> dict[int, set[str]]:
    """The kinds of artwork that items have, or are known to lack."""
    found: dict[int, set[str]] = {}
    for part in chunks(items):
        for row in connection.execute(select(artwork.c.item_id, artwork.c.kind).where(artwork.c.item_id.in_(part))):
            found.setdefault(row.item_id, set()).add(row.kind)
    return found


_USABLE = (media_file.c.status == "present", media_file.c.role == "main", media_file.c.error.is_(None))


def _files(connection: Connection, folder_id: int, kind: str, items: Sequence[int]) -> dict[int, _Files]:
    """The usable files of items: all versions of a movie, the first by path of anything else. Items without one are left out.

    Games have none; they are given if they are in the folder.
    """
    if kind == "game":
        query_games = select(game).where(game.c.folder_id == folder_id, game.c.id.in_(items), game.c.gone_at.is_(None))
        rows = connection.execute(query_games)
        return {row.id: _Files(None, None, [], row.source, row.source_id) for row in rows}
    owner: Any = {
        "movie": item_file.c.item_id,
        "episode": item_file.c.item_id,
        "season": season.c.id,
        "show": season.c.media_id,
    }[kind]
    path: Any = media_file.c.path if kind == "movie" else func.min(media_file.c.path)
    query = select(owner.label("owner"), path.label("path"), func.max(media_file.c.duration).label("duration"))
    if kind in ("season", "show"):
        query = query.add_columns(
            func.max(season.c.number).label("season") if kind == "season" else literal(None).label("season")
        )
        query = query.select_from(
            season.join(episode, episode.c.season_id == season.c.id)
            .join(item_file, item_file.c.item_id == episode.c.id)
            .join(media_file)
        )
    else:
        query = query.add_columns(literal(None).label("season")).select_from(item_file.join(media_file))
    mine = (owner.in_(items), media_file.c.folder_id == folder_id, *_USABLE)
    grouped = query.where(*mine).group_by(owner, *([media_file.c.path] if kind == "movie" else []))
    found: dict[int, _Files] = {}
    for row in connection.execute(grouped.order_by(owner, path)):
        found.setdefault(row.owner, _Files(row.season, row.duration, [])).paths.append(row.path)
    return found


@dataclass(frozen=True, slots=True)
class FoundArtwork:
    """What a scanner found of an item's artwork of a kind; no image: there is none."""

    item_id: int
    kind: str
    source: str
    image: StoredImage | None


def store_found(transaction: Transaction, library_id: int, found: Sequence[FoundArtwork]) -> None:
    """Store artwork of several items, and show it. Items that were removed meanwhile are left out."""
    changed = take(transaction, library_id, found)
    shown = sorted(visibility.titles_of(transaction, changed))
    if shown:
        cards.rebuild(transaction, shown)
        transaction.announce(Event("media", {"library_id": library_id, "ids": shown}, library_id))


def take_reported(transaction: Transaction, folder: Folder, files: Iterable[FileReport]) -> None:
    """Store artwork that files were reported with, of what they play and its season and show, where these have none beside
    a file: it replaces a frame that the scanner of another folder took.
    """
    by_path = {file.path: file.artwork for file in files if file.artwork}
    paths = sorted(by_path)
    found: dict[tuple[int, str], FoundArtwork] = {}
    for start in range(0, len(paths), 500):
        query = (
            select(media_file.c.path, item_file.c.item_id, season.c.id.label("season_id"), season.c.media_id)
            .select_from(item_file.join(media_file).outerjoin(episode, episode.c.id == item_file.c.item_id))
            .outerjoin(season, season.c.id == episode.c.season_id)
            .where(media_file.c.folder_id == folder.id, media_file.c.path.in_(paths[start : start + 500]))
        )
        for row in transaction.execute(query):
            owners = {"file": row.item_id, "season": row.season_id, "show": row.media_id}
            for one in by_path[row.path]:
                if (owner := owners.get(one.of)) is not None:
                    found.setdefault((owner, one.kind), FoundArtwork(owner, one.kind, "beside", one.image))
    known: set[tuple[int, str]] = set()
    for part in chunks(sorted({item_id for item_id, _ in found})):
        mine = (artwork.c.item_id.in_(part), artwork.c.source == "beside")
        rows = transaction.execute(select(artwork.c.item_id, artwork.c.kind).where(*mine))
        known |= {(row.item_id, row.kind) for row in rows}
    take(transaction, folder.library_id, [one for key, one in found.items() if key not in known])


def take_people(transaction: Transaction, folder: Folder, files: Iterable[FileReport]) -> None:
    """Store the pictures that files were reported with of people who act in what they play, once these are known."""
    by_path = {
        file.path: {fold(one.name): one.image for one in file.artwork if one.of == "person" and one.name}
        for file in files
    }
    found: dict[int, StoredImage] = {}
    for part in chunks(sorted(path for path, images in by_path.items() if images)):
        played = (
            select(media_file.c.path, person.c.id, person.c.search_text)
            .select_from(item_file.join(media_file).outerjoin(episode, episode.c.id == item_file.c.item_id))
            .outerjoin(season, season.c.id == episode.c.season_id)
            .join(credit, credit.c.item_id.in_((item_file.c.item_id, season.c.id, season.c.media_id)))
            .join(person, person.c.id == credit.c.person_id)
            .where(media_file.c.folder_id == folder.id, media_file.c.path.in_(part))
        )
        for row in transaction.execute(played):
            if (image := by_path[row.path].get(row.search_text)) is not None:
                found.setdefault(row.id, image)
    options.take_found(transaction, [(number, "profile", options.BESIDE, image) for number, image in found.items()])
    choose(transaction, found, ())


def take(transaction: Transaction, library_id: int, found: Sequence[FoundArtwork]) -> set[int]:
    """Store artwork, and that there is none; gives the items that look different now. Their cards are not rebuilt."""
    there: dict[int, Kind] = {}
    for part in chunks([one.item_id for one in found]):
        of_items = select(item.c.id, item.c.kind).where(item.c.id.in_(part))
        there |= {row.id: KINDS[row.kind] for row in transaction.execute(of_items)}
    entries = {(one.item_id, one.kind): one for one in found if one.item_id in there}
    if not entries:
        return set()
    looked = [(one.item_id, one.kind, one.source, one.image) for one in entries.values()]
    options.take_found(transaction, own.without_own_images(transaction, looked))
    order = preferences.of_library(transaction.connection, library_id).sources
    # nobody asks again for other kinds that are not there
    looked_for = {(item_id, kind): kind in there[item_id].main_artwork for item_id, kind in entries}
    changed = choose(transaction, [item_id for item_id, _ in entries], order, looked_for)
    _drop_satisfied(transaction, entries.keys())
    return changed


def _drop_satisfied(transaction: Transaction, entries: Iterable[tuple[int, str]]) -> None:
    """An item wants nothing any more once each kind of artwork is there, or known to be lacking."""
    last: dict[int, str] = dict(entries)
    known = _known_kinds(transaction.connection, list(last))
    query = select(item.c.id, item.c.kind, artwork_wanted.c.again).join(artwork_wanted).where(item.c.id.in_(list(last)))
    over = [
        row.id
        for row in transaction.execute(query)
        if known.get(row.id, set()).issuperset(KINDS[row.kind].main_artwork)
        and (not row.again or last[row.id] == KINDS[row.kind].artwork[-1])  # those it had are looked for in their order
    ]
    transaction.execute(delete(artwork_wanted).where(artwork_wanted.c.item_id.in_(over)))


def drop_known(transaction: Transaction, items: Iterable[int]) -> None:
    """Items that got images from providers: those that lacked artwork and have every main kind now want nothing any more."""
    for part in chunks(sorted(set(items))):
        known = _known_kinds(transaction.connection, part)
        query = (
            select(item.c.id, item.c.kind)
            .join(artwork_wanted)
            .where(item.c.id.in_(part), artwork_wanted.c.again.is_(False))
        )
        over = [
            row.id
            for row in transaction.execute(query)
            if known.get(row.id, set()).issuperset(KINDS[row.kind].main_artwork)
        ]
        transaction.execute(delete(artwork_wanted).where(artwork_wanted.c.item_id.in_(over)))


def want(transaction: Transaction, library_id: int, items: Iterable[int]) -> None:
    """Have the artwork of items looked for; what they have is shown until then."""
    numbers = sorted(set(items))
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        known = set(
            transaction.connection.scalars(select(artwork_wanted.c.item_id).where(artwork_wanted.c.item_id.in_(part)))
        )
        rows = [{"item_id": number, "library_id": library_id, "again": True} for number in part if number not in known]
        if rows:
            transaction.execute(insert(artwork_wanted), rows)


def want_all(transaction: Transaction, library_id: int) -> None:
    """Have all artwork of a library looked for again."""
    shows = select(media.c.id).where(media.c.library_id == library_id)
    seasons = select(season.c.id).where(season.c.media_id.in_(shows))
    episodes = select(episode.c.id).where(episode.c.season_id.in_(seasons))
    for ids in (shows, seasons, episodes):
        want(transaction, library_id, transaction.connection.scalars(ids))


def count(connection: Connection, library_id: int) -> int:
    """How many items of a library want artwork."""
    query = select(func.count()).select_from(artwork_wanted).where(artwork_wanted.c.library_id == library_id)
    return connection.scalar(query) or 0
