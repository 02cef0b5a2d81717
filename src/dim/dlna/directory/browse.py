"""The action Browse: an object, or a page of a container's children."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import orjson
from sqlalchemy import Connection

from dim.catalog import items
from dim.catalog.browse import home
from dim.db import Database
from dim.dlna.directory import entries, lists
from dim.dlna.directory.entries import Entries
from dim.dlna.directory.lists import Page
from dim.dlna.directory.object_ids import CONTINUE, ROOT, ObjectId, no_such_object
from dim.dlna.resources import Place
from dim.dlna.viewer import Viewer
from dim.upnp.criteria import SortKey
from dim.upnp.didl import Object

MOST = 500
"""Objects of an answer, whatever is asked for; players ask for the next ones."""
CHUNK = 100
"""Objects that are described in one go, before other requests have their turn."""
SORTS = ("dc:date", "dc:title", "upnp:class", "upnp:episodeNumber", "upnp:episodeSeason")
"""What lists can be sorted by."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Objects, and how many there are in all."""

    objects: Sequence[Object]
    total: int


class Browser:
    """Answers for one viewer at one place."""

    def __init__(self, database: Database, viewer: Viewer, place: Place, server_name: str) -> None:
        self._database, self._viewer, self._place = database, viewer, place
        self._entries = Entries(viewer, place, server_name)

    def metadata(self, where: ObjectId) -> Object:
        """One object. Raises UpnpError 701: there is none, or it is hidden."""
        found = self._database.read(self._entries.build, [where])
        if not found:
            raise no_such_object()
        return found[0]

    async def children(self, where: ObjectId, keys: Sequence[SortKey], start: int, count: int) -> Listing:
        """A page of a container's children; `count` 0: as many as possible. Raises UpnpError 701: there is no such container."""
        if not self.metadata(where).is_container:
            raise no_such_object()
        count = min(count or MOST, MOST)
        few = self._database.read(_few, self._viewer, self._place, where)
        if few is not None and keys:
            objects = _sorted(await self.describe(few), keys)
            return Listing(objects[start : start + count], len(objects))
        if few is not None:
            return Listing(await self.describe(few[start : start + count]), len(few))
        page = self._database.read(partial(_page, user=self._viewer, where=where, keys=keys, start=start, count=count))
        return Listing(await self.describe(page.ids), page.total)

    async def describe(self, ids: Sequence[ObjectId]) -> list[Object]:
        """The objects of some ids, a part after another: a page of five hundred takes a while."""
        found: list[Object] = []
        for start in range(0, len(ids), CHUNK):
            if start:
                await asyncio.sleep(0)
            found += self._database.read(self._entries.build, ids[start : start + CHUNK])
        return found


def _few(connection: Connection, viewer: Viewer, place: Place, where: ObjectId) -> list[ObjectId] | None:
    """The children of a container that has few, in its own order; None: it has many, which are paged by the database."""
    user = viewer.user
    if where == ROOT:
        own = [ObjectId(one.id) for one in lists.libraries(connection, user)]
        return [CONTINUE, *own] if viewer.has_account else own
    if where == CONTINUE:
        return [CONTINUE.child(orjson.loads(card)["id"]) for card in home.continue_watching(connection, user)]
    if where.library is None or not where.folder:
        return entries.folders(where) if not where.items else entries.parts(connection, viewer, place, where)
    if where.folder == "genres" and where.value is None:
        return [ObjectId(where.library, "genres", number) for number in lists.genres(connection, user, where.library)]
    if where.folder == "years" and where.value is None:
        return [ObjectId(where.library, "years", year) for year in lists.years(connection, user, where.library)]
    if len(where.items) == 1 and _kind(connection, where) == "show":
        return [where.child(number) for number in lists.seasons(connection, where.items[0])]
    if len(where.items) in (1, 3):
        return entries.parts(connection, viewer, place, where)
    return None


def _kind(connection: Connection, where: ObjectId) -> str | None:
    found = items.find(connection, where.items[-1])
    return found.kind if found else None


def _page(
    connection: Connection, user: Viewer, where: ObjectId, keys: Sequence[SortKey], start: int, count: int
) -> Page:
    if where.items:
        return lists.episodes(connection, where, keys, start, count)
    return lists.titles(connection, user.user, where, keys, start, count)


_KEYS: dict[str, Callable[[Object], str | int]] = {
    "dc:title": lambda one: one.title.casefold(),
    "dc:date": lambda one: one.date or "",
    "upnp:class": lambda one: one.upnp_class,
    "upnp:episodeNumber": lambda one: one.episode or 0,
    "upnp:episodeSeason": lambda one: one.season or 0,
}


def _sorted(objects: Sequence[Object], keys: Sequence[SortKey]) -> list[Object]:
    found = list(objects)
    for key in reversed(keys):
        found.sort(key=_KEYS[key.property], reverse=not key.ascending)
    return found
