"""Describes objects: containers and items with everything that players show and play."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from dim.artwork.store import StoredImage
from dim.catalog.browse import artwork
from dim.catalog.browse.details import season_name
from dim.catalog.browse.versions import versions
from dim.dlna.directory import lists, rows
from dim.dlna.directory.lists import LibraryName
from dim.dlna.directory.object_ids import CONTINUE, ROOT, ObjectId
from dim.dlna.resources import Place, art, caption, resources
from dim.dlna.viewer import Viewer
from dim.media import MediaFile
from dim.upnp.didl import MOVIE, STORAGE_FOLDER, VIDEO, Object

FOLDER_NAMES = {"all": "All", "new": "Recently added", "genres": "Genres", "years": "Years"}
"""The folders of a library, in this order."""


class Entries:
    """Describes objects for one viewer at one place."""

    def __init__(self, viewer: Viewer, place: Place, server_name: str) -> None:
        self._viewer, self._place, self._server_name = viewer, place, server_name

    def build(self, connection: Connection, ids: Sequence[ObjectId]) -> list[Object]:
        """The objects of some ids, in their order; what is not there, or hidden from the viewer, is left out."""
        names = {one.id: one for one in lists.libraries(connection, self._viewer.user)}
        described = _Items(connection, self._viewer, self._place, [one for one in ids if one.items])
        found = (
            described.object(one) if one.items else self._container(connection, one, names)
            for one in ids
            if one.library is None or one.library in names
        )  # fmt: skip
        return [one for one in found if one is not None]

    def _container(self, connection: Connection, where: ObjectId, names: Mapping[int, LibraryName]) -> Object | None:
        user = self._viewer.user
        if where == ROOT:
            return _folder(where, self._server_name, len(names) + self._viewer.has_account)
        if where == CONTINUE:
            return _folder(where, "Continue watching") if self._viewer.has_account else None
        assert where.library is not None
        if not where.folder:
            return _folder(where, names[where.library].name, len(FOLDER_NAMES))
        if where.folder == "genres":
            genres = lists.genres(connection, user, where.library)
            if where.value is None:
                return _folder(where, FOLDER_NAMES["genres"], len(genres))
            return _folder(where, *genres[where.value]) if where.value in genres else None
        if where.folder == "years":
            years = lists.years(connection, user, where.library)
            if where.value is None:
                return _folder(where, FOLDER_NAMES["years"], len(years))
            return _folder(where, str(where.value), years[where.value]) if where.value in years else None
        return _folder(where, FOLDER_NAMES[where.folder], lists.count_titles(connection, user, where))


def _folder(where: ObjectId, title: str, children: int | None = None) -> Object:
    return Object(
        id=str(where), parent_id=where.parent, title=title, upnp_class=STORAGE_FOLDER, children=children, ref_id=None
    )


class _Items:
    """What was read of the items of a page, all at once."""

    def __init__(self, connection: Connection, viewer: Viewer, place: Place, ids: Sequence[ObjectId]) -> None:
        self._viewer, self._place = viewer, place
        user = viewer.user
        self._titles = rows.titles(connection, user, sorted({one.items[0] for one in ids if len(one.items) == 1}))
        self._seasons = rows.seasons(connection, user, sorted({one.items[1] for one in ids if len(one.items) == 2}))
        last = sorted({one.items[-1] for one in ids if len(one.items) == 3 or one.folder == "continue"})
        self._episodes = rows.episodes(connection, user, last)
        shows = [one.id for one in self._titles.values() if one.kind == "show"]
        shows += [one.show_id for one in self._seasons.values()] + [one.show_id for one in self._episodes.values()]
        shows = sorted(set(shows))
        movies = [one.id for one in self._titles.values() if one.kind == "movie"]
        played = [*movies, *self._episodes]
        self._files = rows.files(connection, played)
        self._season_counts = rows.season_counts(connection, shows)
        self._episode_counts = rows.episode_counts(connection, list(self._seasons))
        self._genres = rows.genres(connection, [*self._titles, *shows])
        self._people = rows.people(connection, played)
        self._positions = rows.positions(connection, user.id, played) if viewer.has_account else {}
        self._images: dict[int, dict[str, StoredImage]] = artwork.of_items(
            connection, [*self._titles, *self._seasons, *self._episodes, *shows]
        )

    def object(self, where: ObjectId) -> Object | None:
        """The object of an id; None: there is none, or not in that place."""
        number, depth = where.items[-1], len(where.items)
        found: Object | None = None
        if where.folder == "continue":
            found = self._episode(where, number) or self._title(where, number)
        elif depth == 1:
            found = self._title(where, number)
        elif depth == 2:
            found = self._season(where, number)
        else:
            found = self._episode(where, number)
        if found is None or where.part is None:
            return found
        file = next((one for one in self._parts(number) if one.id == where.part), None)
        return self._part(where, found, file) if file else None

    def _title(self, where: ObjectId, number: int) -> Object | None:
        row = self._titles.get(number)
        if row is None or where.library not in (None, row.library_id):
            return None
        made = Object(
            id=str(where), parent_id=where.parent, title=row.title, upnp_class=MOVIE if row.kind == "movie" else STORAGE_FOLDER,
            ref_id=_reference(where, ObjectId(row.library_id, "all", None, (number,))),
            date=f"{row.year:04}-01-01" if row.year else None, genres=self._genres.get(number, ()), description=row.overview,
            art=art(self._place, self._images, number),
        )  # fmt: skip
        if row.kind == "show":
            return replace(made, children=self._season_counts.get(number, 0), ref_id=None)
        return self._playable(where, made, number)

    def _season(self, where: ObjectId, number: int) -> Object | None:
        row = self._seasons.get(number)
        if row is None or (row.library_id, row.show_id) != (where.library, where.items[0]):
            return None
        return Object(
            id=str(where), parent_id=where.parent, title=row.title or season_name(row.number), upnp_class=STORAGE_FOLDER,
            children=self._episode_counts.get(number, 0), season=row.number,
            art=art(self._place, self._images, number, row.show_id),
        )  # fmt: skip

    def _episode(self, where: ObjectId, number: int) -> Object | None:
        row = self._episodes.get(number)
        own = None if row is None else ObjectId(row.library_id, "all", None, (row.show_id, row.season_id, number))
        if (
            row is None
            or own is None
            or (where.folder != "continue" and (where.library, where.items) != (own.library, own.items))
        ):
            return None
        title = f"{row.number:02}. {row.title or f'Episode {row.number}'}"
        if where.folder == "continue":
            title = f"{row.show} · S{row.season:02}E{row.number:02}" + (f" · {row.title}" if row.title else "")
        made = Object(
            id=str(where), parent_id=where.parent, title=title, upnp_class=VIDEO, ref_id=_reference(where, own),
            date=row.air_date, genres=self._genres.get(row.show_id, ()), description=row.overview, series=row.show,
            season=row.season, episode=row.number,
            art=art(self._place, self._images, number, row.season_id, row.show_id),
        )  # fmt: skip
        return self._playable(where, made, number)

    def _playable(self, where: ObjectId, made: Object, number: int) -> Object:
        """A movie or an episode with its resources. One in several parts is a container of them."""
        files = self._files.get(number, [])
        whole = [one.files[0] for one in versions(files) if len(one.files) == 1]
        parts = self._parts(number)
        if parts and where.part is None:
            return replace(made, upnp_class=STORAGE_FOLDER, children=len(parts), ref_id=None)
        limit = self._viewer.user.max_bit_rate
        position = self._positions.get(number)
        return replace(
            made, resources=resources(self._place, number, whole, limit), caption_url=caption(self._place, number, whole),
            bookmark=(round(position or 0) if self._viewer.has_account else None), actors=self._people.get((number, "actor"), ()),
            directors=self._people.get((number, "director"), ()),
        )  # fmt: skip

    def _parts(self, number: int) -> Sequence[MediaFile]:
        """The parts of an item of which no version is a single file."""
        found = versions(self._files.get(number, []))
        return () if not found or any(len(one.files) == 1 for one in found) else found[0].files

    def _part(self, where: ObjectId, whole: Object, file: MediaFile) -> Object:
        return replace(
            whole, title=f"{whole.title} (part {file.part})", ref_id=None, bookmark=None,
            resources=resources(self._place, where.items[-1], [file], self._viewer.user.max_bit_rate),
            caption_url=caption(self._place, where.items[-1], [file]),
        )  # fmt: skip

    def parts(self, where: ObjectId) -> list[ObjectId]:
        """The ids of an item's parts."""
        return [replace(where, part=file.id) for file in self._parts(where.items[-1])]


def parts(connection: Connection, viewer: Viewer, place: Place, where: ObjectId) -> list[ObjectId]:
    """The ids of the parts of a movie or an episode; empty: it is one file."""
    return _Items(connection, viewer, place, [where]).parts(where)


def folders(where: ObjectId) -> list[ObjectId]:
    """The folders of a library."""
    return [ObjectId(where.library, folder) for folder in ("all", "new", "genres", "years")]


def _reference(where: ObjectId, own: ObjectId) -> str | None:
    """The id of an item in its own place; None: this is it."""
    return None if where == own or where.part is not None else str(own)
