"""What is to be written for a title: the facts of each item as pages show them, and where their files belong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection, select

from dim.artwork.local_files import season_folder
from dim.catalog import items, provenance
from dim.catalog.items import Item
from dim.catalog.lookup import matches
from dim.catalog.metadata import layers, preferences
from dim.db.chunks import chunks
from dim.db.tables import artwork, episode, item, item_file, library_folder, media_file, season
from dim.media.kinds import KINDS
from dim.metadata.local.nfo import Written
from dim.metadata.merge import merge
from dim.metadata.model import Facts, PictureKind

MOST_VERSIONS = 10
"""Files of a movie beside which an NFO file is written."""
_FACT = {"air_date": "released"}
_FOUND = ("beside", "embedded", "frame", "generated", "none")
"""Sources of artwork that is on the disk already, or is no more than a frame, or composed of one."""
_IMAGES: tuple[tuple[PictureKind, str], ...] = (("poster", "poster"), ("backdrop", "fanart"))


@dataclass(frozen=True, slots=True)
class Image:
    """An image to write: its digest in Dim's store, and the path without extension, relative to the folder."""

    kind: PictureKind
    digest: str
    stem: str


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be written for one item. Paths are relative to `root`, the library's folder."""

    item_id: int
    root: str
    video: str
    """A video of the item; whether its folder is there says whether the disk is."""
    nfo: str | None
    what: Written
    known: Facts
    """What Dim wrote before."""
    must_exist: bool = False
    """Whether the NFO file is only changed, not made."""
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    root: str
    path: str
    part: int | None
    sidecars: tuple[str, ...]
    is_shared: bool
    """Whether it plays several items."""


def plan(connection: Connection, title_id: int) -> list[Target]:
    """What is to be written for a title; nothing where its library does not ask for it, or Dim is not sure what the title is."""
    of = items.find(connection, title_id)
    if (
        of is None
        or of.kind not in ("movie", "show")
        or not preferences.of_library(connection, of.library_id).write_back
    ):
        return []
    match = matches.of_title(connection, title_id)
    if match is not None and match.state == "doubtful" and not match.locked:
        return []
    below = _below(connection, title_id) if of.kind == "show" else []
    numbers = [title_id, *(number for number, *_ in below)]
    known = layers.of_items(connection, numbers)
    files = _files(connection, numbers)
    images = _images(connection, title_id)
    if of.kind == "movie":
        return _of_movie(connection, of, known.get(title_id, {}), files.get(title_id, []), images)
    return _of_show(connection, of, below, known, files, images)


def _of_movie(
    connection: Connection, of: Item, known: Mapping[str, Facts], files: Sequence[_File], images: Sequence[tuple[PictureKind, str]]
) -> list[Target]:  # fmt: skip
    facts = _facts(connection, of, known)
    first = [file for file in files if file.part in (None, 1) and not _is_disc(file.path)]
    if facts is None or not first:
        return []
    targets = []
    for place, file in enumerate(first[:MOST_VERSIONS]):
        stem = file.path.rpartition(".")[0]
        nfo = next((one for one in file.sidecars if one.lower().endswith(".nfo")), f"{stem}.nfo")
        wanted = tuple(Image(kind, digest, f"{stem}-{_name(kind)}") for kind, digest in images) if place == 0 else ()
        what = Written(kind="movie", facts=facts)
        targets.append(
            Target(of.id, file.root, file.path, nfo, what, known.get(layers.WRITTEN, Facts()), images=wanted)
        )
    return targets


def _of_show(
    connection: Connection, of: Item, below: Sequence[tuple[int, str, int, int | None]], known: Mapping[int, Mapping[str, Facts]],
    files: Mapping[int, Sequence[_File]], images: Sequence[tuple[PictureKind, str]],
) -> list[Target]:  # fmt: skip
    targets: list[Target] = []
    folders: dict[int, tuple[_File, str]] = {}
    """Of each season: a file of it, and its folder."""
    for number, kind, of_season, place in below:
        if kind != "episode":
            continue
        for file in [
            one
            for one in files.get(number, ())
            if one.part in (None, 1) and not one.is_shared and not _is_disc(one.path)
        ]:
            folders.setdefault(of_season, (file, file.path.rpartition("/")[0]))
            mine = known.get(number, {})
            facts = _facts(connection, Item(number, "episode", of.library_id, of.id), mine)
            if facts is not None:
                what = Written(kind="episode", facts=facts, season=of_season, number=place)
                nfo = f"{file.path.rpartition('.')[0]}.nfo"
                targets.append(Target(number, file.root, file.path, nfo, what, mine.get(layers.WRITTEN, Facts())))
    for number, kind, of_season, _ in below:
        if kind == "season" and of_season in folders:
            file, folder = folders[of_season]
            mine = known.get(number, {})
            facts = _facts(connection, Item(number, "season", of.library_id, of.id), mine)
            if facts is not None and folder:
                what = Written(kind="season", facts=facts, season=of_season)
                targets.append(
                    Target(
                        number,
                        file.root,
                        file.path,
                        f"{folder}/season.nfo",
                        what,
                        mine.get(layers.WRITTEN, Facts()),
                        True,
                    )
                )
    facts = _facts(connection, of, known.get(of.id, {}))
    if facts is not None and folders:
        file, folder = folders[min(folders)]
        outer = folder.rpartition("/")[0] if season_folder(folder.rpartition("/")[2]) else folder
        if outer:  # else several shows lie in the library's own folder
            what = Written(kind="show", facts=facts)
            wanted = tuple(Image(kind, digest, f"{outer}/{_name(kind)}") for kind, digest in images)
            mine = known.get(of.id, {})
            targets.append(
                Target(
                    of.id,
                    file.root,
                    file.path,
                    f"{outer}/tvshow.nfo",
                    what,
                    mine.get(layers.WRITTEN, Facts()),
                    images=wanted,
                )
            )
    return targets


def _name(kind: PictureKind) -> str:
    return next(name for one, name in _IMAGES if one == kind)


def _is_disc(path: str) -> bool:
    return any(part.casefold() in ("video_ts", "bdmv") for part in path.split("/")[:-1])


def _facts(connection: Connection, of: Item, known: Mapping[str, Facts]) -> Facts | None:
    """The facts of an item as pages show them; None: no one but its files says anything of it."""
    row = connection.execute(select(item.c.provenance).where(item.c.id == of.id)).first()
    sources: Mapping[str, str] = (row.provenance if row else None) or {}
    own = {name for name, source in sources.items() if provenance.is_written(source)}
    if not own and not set(known) - {layers.NAME, layers.WRITTEN, "nfo", "tags"}:
        return None
    wanted = preferences.of_library(connection, of.library_id)
    facts = merge(known, [*wanted.sources, layers.NAME], wanted.locale).facts
    if own:
        names = {one.name for one in fields(Facts)}
        values = _columns(connection, of)
        given: dict[str, Any] = {
            _FACT.get(name, name): values.get(name) for name in own if name in KINDS[of.kind].fields
        }
        lists = {name: tuple(given[name] or ()) for name in ("genres",) if name in given}
        maps = {name: dict(given[name] or {}) for name in ("ids",) if name in given}
        facts = replace(facts, **{name: value for name, value in {**given, **lists, **maps}.items() if name in names})
    return replace(facts, pictures=(), locked=())


def _columns(connection: Connection, of: Item) -> Mapping[str, Any]:
    if KINDS[of.kind].is_title:
        return items.fields_of(connection, of)[0]
    table = season if of.kind == "season" else episode
    row = connection.execute(select(table).where(table.c.id == of.id)).mappings().first()
    return dict(row) if row else {}


def _below(connection: Connection, show: int) -> list[tuple[int, str, int, int | None]]:
    """The seasons and episodes of a show: id, kind, season, number."""
    seasons = connection.execute(select(season.c.id, season.c.number).where(season.c.media_id == show)).all()
    query = select(episode.c.id, season.c.number.label("season"), episode.c.number).join(season)
    rows = connection.execute(query.where(season.c.media_id == show).order_by(season.c.number, episode.c.number))
    return [
        *((row.id, "season", row.number, None) for row in seasons),
        *((row.id, "episode", row.season, row.number) for row in rows),
    ]


def _files(connection: Connection, numbers: Sequence[int]) -> dict[int, list[_File]]:
    found: dict[int, list[_File]] = {}
    shared: dict[int, int] = {}
    columns = (
        media_file.c.id,
        media_file.c.path,
        media_file.c.part,
        media_file.c.sidecars,
        library_folder.c.path.label("root"),
    )
    query = select(item_file.c.item_id, *columns).select_from(item_file.join(media_file).join(library_folder))
    mine = (media_file.c.role == "main", media_file.c.status == "present", media_file.c.error.is_(None))
    rows: list[Any] = []
    for part in chunks(numbers):
        rows += connection.execute(query.where(*mine, item_file.c.item_id.in_(part)).order_by(media_file.c.path)).all()
    for row in rows:
        shared[row.id] = shared.get(row.id, 0) + 1
    for row in rows:
        file = _File(row.root, row.path, row.part, tuple(row.sidecars or ()), shared[row.id] > 1)
        found.setdefault(row.item_id, []).append(file)
    return found


def _images(connection: Connection, title_id: int) -> list[tuple[PictureKind, str]]:
    """The images that a title shows and that are not on its disk."""
    query = select(artwork.c.kind, artwork.c.digest).where(
        artwork.c.item_id == title_id, artwork.c.source.not_in(_FOUND)
    )
    found = {row.kind: row.digest for row in connection.execute(query) if row.digest}
    return [(kind, found[kind]) for kind, _ in _IMAGES if kind in found]
