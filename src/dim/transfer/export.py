"""Reads what users did out of a catalog."""

import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Connection, select

from dim.artwork.store import ArtworkStore
from dim.catalog.items import Item, fields_of, find
from dim.catalog.provenance import PERSON
from dim.db.chunks import chunks
from dim.db.tables import (
    artwork,
    chosen_episode,
    collection,
    collection_member,
    episode,
    external_id,
    item,
    item_file,
    library,
    media,
    media_file,
    playback_preference,
    progress,
    season,
    title_match,
    user,
)
from dim.media.kinds import KINDS
from dim.transfer.document import (
    ALL_IMAGES,
    LARGEST_IMAGE,
    MOST_FILES,
    ArtworkEntry,
    CollectionEntry,
    Document,
    EditEntry,
    FileMark,
    ItemMark,
    MatchEntry,
    ProgressEntry,
    UserEntry,
)

ReadImage = Callable[[str], bytes | None]
"""The content of a stored image by its digest; None: it is not there."""
_COLUMNS = {"season": season, "episode": episode}


class _Marks:
    """The items that an export names, each once."""

    def __init__(self) -> None:
        self.places: dict[int, int] = {}

    def place(self, item_id: int) -> int:
        """The place of an item in the export."""
        return self.places.setdefault(item_id, len(self.places))


def to_bytes(connection: Connection, store: ArtworkStore) -> bytes:
    """Everything that users did in a catalog, as one JSON file."""
    return orjson.dumps(export(connection, partial(_read_image, store)).to_json())


def _read_image(store: ArtworkStore, digest: str) -> bytes | None:
    try:
        with store.path(digest).open("rb") as file:
            return file.read(LARGEST_IMAGE + 1)
    except OSError:
        return None


def export(connection: Connection, read_image: ReadImage) -> Document:
    """Everything that users did in a catalog. 20,000 entries of progress take 2 seconds."""
    marks = _Marks()
    users = tuple(_users(connection, marks))
    edits = tuple(_edits(connection, marks))
    matches = tuple(_matches(connection, marks))
    images = tuple(_artwork(connection, marks, read_image))
    collections = tuple(_collections(connection, marks))
    return Document(
        exported_at=time.time(), items=_described(connection, list(marks.places)), users=users, edits=edits, matches=matches,
        artwork=images, collections=collections,
    )  # fmt: skip


def _users(connection: Connection, marks: _Marks) -> Iterable[UserEntry]:
    rows: dict[int, list[ProgressEntry]] = {}
    for row in connection.execute(select(progress).order_by(progress.c.user_id, progress.c.updated_at)):
        entry = ProgressEntry(marks.place(row.item_id), row.seconds, row.watched, row.updated_at)
        rows.setdefault(row.user_id, []).append(entry)
    preferred: dict[int, dict[str, Any]] = {
        row.user_id: row.preferences for row in connection.execute(select(playback_preference))
    }
    for row in connection.execute(select(user.c.id, user.c.username).order_by(user.c.id)):
        wanted = preferred.get(row.id) or {}
        yield UserEntry(
            row.username, tuple(rows.get(row.id, ())), tuple(wanted.get("languages") or ()), wanted.get("audio"),
            wanted.get("subtitles"),
        )  # fmt: skip


def _edits(connection: Connection, marks: _Marks) -> Iterable[EditEntry]:
    rows = connection.execute(select(item.c.id, item.c.kind, item.c.provenance).where(item.c.provenance.is_not(None)))
    for row in rows.all():
        names = [name for name, source in (row.provenance or {}).items() if source == PERSON]
        if names and row.kind in KINDS:
            values = _values(connection, row.id, row.kind)
            yield EditEntry(marks.place(row.id), {name: values[name] for name in names if name in values})


def _values(connection: Connection, item_id: int, kind: str) -> dict[str, Any]:
    """The fields of an item as they are now."""
    if KINDS[kind].is_title:
        of = find(connection, item_id)
        return fields_of(connection, of)[0] if isinstance(of, Item) else {}
    table = _COLUMNS[kind]
    row = connection.execute(select(table).where(table.c.id == item_id)).mappings().first()
    return {name: row[name] for name in KINDS[kind].fields} if row is not None else {}


def _matches(connection: Connection, marks: _Marks) -> Iterable[MatchEntry]:
    rows = connection.execute(
        select(title_match).where(title_match.c.locked.is_(True)).order_by(title_match.c.media_id)
    )
    for row in rows:
        yield MatchEntry(marks.place(row.media_id), row.provider, row.value, row.order)
    for one in connection.execute(select(chosen_episode).order_by(chosen_episode.c.episode_id)):
        yield MatchEntry(marks.place(one.episode_id), None, None, episode=(one.season, one.number))


def _artwork(connection: Connection, marks: _Marks, read_image: ReadImage) -> Iterable[ArtworkEntry]:
    query = select(artwork.c.item_id, artwork.c.kind, artwork.c.digest, item.c.kind.label("of")).join(item)
    left = ALL_IMAGES
    for row in connection.execute(query.where(artwork.c.source == PERSON).order_by(artwork.c.item_id)).all():
        if row.digest is None or row.of not in KINDS or row.kind not in KINDS[row.of].artwork:
            continue
        image = read_image(row.digest)
        if image is None:
            note = "the image is not in Dim's data folder any more"
        elif len(image) > min(LARGEST_IMAGE, left):
            image, note = None, "the image is too large for an export; choose it again after the import"
        else:
            left, note = left - len(image), None
        yield ArtworkEntry(marks.place(row.item_id), row.kind, image, note)


def _collections(connection: Connection, marks: _Marks) -> Iterable[CollectionEntry]:
    query = select(collection_member).order_by(collection_member.c.position, collection_member.c.media_id)
    for row in connection.execute(
        select(collection).where(collection.c.identity.is_(None)).order_by(collection.c.id)
    ).all():
        members = connection.execute(query.where(collection_member.c.collection_id == row.id))
        yield CollectionEntry(row.name, row.overview, tuple(marks.place(one.media_id) for one in members))


def _described(connection: Connection, numbers: list[int]) -> tuple[ItemMark, ...]:
    """The marks of items, in their order."""
    titles: dict[int, tuple[int, str, int | None, int | None]] = {}
    """The title, kind, season and number of each item."""
    for part in chunks(numbers):
        for row in connection.execute(select(media.c.id, media.c.kind).where(media.c.id.in_(part))):
            titles[row.id] = row.id, row.kind, None, None
        for row in connection.execute(select(season).where(season.c.id.in_(part))):
            titles[row.id] = row.media_id, "season", row.number, None
        query = select(episode.c.id, episode.c.number, season.c.number.label("season"), season.c.media_id).join(season)
        for found_episode in connection.execute(query.where(episode.c.id.in_(part))):
            numbered = found_episode.season, found_episode.number
            titles[found_episode.id] = (found_episode.media_id, "episode", *numbered)
    wanted = sorted({entry[0] for entry in titles.values()})
    names: dict[int, Any] = {}
    ids: dict[int, dict[str, str]] = {}
    for part in chunks(wanted):
        named = select(media.c.id, media.c.title, media.c.year, library.c.name).join(library)
        names |= {entry.id: entry for entry in connection.execute(named.where(media.c.id.in_(part)))}
        for one in connection.execute(select(external_id).where(external_id.c.item_id.in_(part))):
            ids.setdefault(one.item_id, {})[one.provider] = one.value
    files = _files(connection, numbers, wanted)
    found = []
    for number in numbers:
        if number not in titles or titles[number][0] not in names:
            found.append(ItemMark(kind="", title=""))  # removed while this reads
            continue
        title, kind, of_season, place = titles[number]
        name = names[title]
        found.append(
            ItemMark(
                kind=kind, title=name.title, year=name.year, ids=ids.get(title, {}), season=of_season, number=place,
                library=name.name, files=tuple((files.get(number) or files.get(title, []))[:MOST_FILES]),
            )
        )  # fmt: skip
    return tuple(found)


def _files(connection: Connection, numbers: list[int], titles: list[int]) -> dict[int, list[FileMark]]:
    """The files of items, and some of the episodes of shows and seasons, by item."""
    found: dict[int, list[FileMark]] = {}
    query = select(item_file.c.item_id, media_file.c.path, media_file.c.size).join(media_file)
    mine = (media_file.c.role == "main", media_file.c.status != "deleted")
    for part in chunks(numbers):
        for row in connection.execute(query.where(*mine, item_file.c.item_id.in_(part)).order_by(media_file.c.path)):
            found.setdefault(row.item_id, []).append(FileMark(row.path, row.size))
    below = (
        select(season.c.media_id, media_file.c.path, media_file.c.size)
        .select_from(item_file.join(media_file).join(episode, episode.c.id == item_file.c.item_id).join(season))
        .order_by(media_file.c.path)
    )
    for part in chunks(titles):
        for row in connection.execute(below.where(*mine, season.c.media_id.in_(part))):
            some = found.setdefault(row.media_id, [])
            if len(some) < MOST_FILES:
                some.append(FileMark(row.path, row.size))
    return found
