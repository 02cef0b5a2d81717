"""The movies and episodes that many files belong to, found or made at once: a handful of statements a batch, not a file."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, insert, select, update

from dim.catalog.ingest.matching import locked_fields, rename, title_values
from dim.catalog.ingest.model import Identification
from dim.db import Transaction
from dim.db.tables import episode, external_id, item, media, picture_wanted, season
from dim.naming import fold

CHUNK = 400


@dataclass(slots=True)
class _Node:
    """A movie, show, season or episode; without an id it is new."""

    kind: str
    id: int | None = None
    year: int | None = None
    titled: bool = True
    values: dict[str, Any] = field(default_factory=dict)
    above: "_Node | None" = None
    below: dict[int, "_Node"] = field(default_factory=dict)
    """Seasons or episodes by number."""


def ensure_items(
    transaction: Transaction, library_id: int, library_kind: str, identities: Sequence[Identification]
) -> list[list[int]]:
    """The items that each main file plays: a movie, or episodes; made where there are none. Empty: it tells no episode."""
    return _Filing(transaction, library_id, library_kind).ensure(identities)


class _Filing:
    def __init__(self, transaction: Transaction, library_id: int, kind: str) -> None:
        self._transaction, self._library_id, self._kind = transaction, library_id, kind
        self._media: dict[str, list[_Node]] = {}
        """Movies or shows by folded title."""
        self._new: list[_Node] = []
        self._ids: list[tuple[_Node, dict[str, str]]] = []

    def ensure(self, identities: Sequence[Identification]) -> list[list[int]]:
        """The ids of the items of each identity."""
        self._load([one for one in identities if self._usable(one)])
        nodes = [self._items(one) if self._usable(one) else [] for one in identities]
        self._insert()
        return [[node.id for node in found if node.id is not None] for found in nodes]

    def _usable(self, identity: Identification) -> bool:
        """Whether an identity names a movie, or an episode."""
        return self._kind == "movie" or bool(identity.numbers[1])

    def _load(self, identities: Sequence[Identification]) -> None:
        """Read what is there of the titles, seasons and episodes that are named."""
        keys = {fold(one.title) for one in identities}
        mine = (media.c.library_id == self._library_id, media.c.kind == self._kind)
        shows: dict[int, _Node] = {}
        for part in _parts(sorted(keys)):
            query = select(media.c.id, media.c.match_key, media.c.match_year).where(*mine, media.c.match_key.in_(part))
            for row in self._transaction.execute(query.order_by(media.c.id)):
                shows[row.id] = node = _Node(self._kind, row.id, row.match_year)
                self._media.setdefault(row.match_key, []).append(node)
        if self._kind == "movie":
            return
        seasons: dict[int, _Node] = {}
        numbers = {one.numbers[0] for one in identities}
        for part in _parts(sorted(shows)):
            found = select(season.c.id, season.c.media_id, season.c.number).where(season.c.media_id.in_(part))
            for row in self._transaction.execute(found):
                if row.number in numbers:
                    seasons[row.id] = shows[row.media_id].below[row.number] = _Node("season", row.id)
        for part in _parts(sorted(seasons)):
            found = select(episode.c.id, episode.c.season_id, episode.c.number, episode.c.title)
            for row in self._transaction.execute(found.where(episode.c.season_id.in_(part))):
                node = _Node("episode", row.id, titled=row.title is not None)
                seasons[row.season_id].below[row.number] = node

    def _items(self, identity: Identification) -> list[_Node]:
        """The nodes that a file plays; new ones are noted."""
        top = self._find(identity)
        if self._kind == "movie":
            return [top]
        number, episodes = identity.numbers
        of_season = top.below.get(number)
        if of_season is None:
            of_season = top.below[number] = self._note(_Node("season", above=top, values={"number": number}))
        title = identity.episode_title if len(episodes) == 1 else None
        return [self._episode(of_season, one, title, identity.date) for one in dict.fromkeys(episodes)]

    def _episode(self, of_season: _Node, number: int, title: str | None, air_date: str | None) -> _Node:
        node = of_season.below.get(number)
        if node is None:
            values = {"number": number, "title": title, "air_date": air_date, "visible": False, "added_at": time.time()}
            node = self._note(_Node("episode", above=of_season, values=values, titled=title is not None))
            of_season.below[number] = node
        elif title and not node.titled:
            node.titled = True
            if node.id is None:
                node.values["title"] = title
            elif "title" not in locked_fields(self._transaction, node.id):
                self._transaction.execute(update(episode).where(episode.c.id == node.id).values(title=title))
        return node

    def _find(self, identity: Identification) -> _Node:
        """The movie or show of a title and year. Where one side has no year, the only title of that name is meant."""
        key = fold(identity.title)
        known = self._media.setdefault(key, [])
        for node in known:
            if node.year == identity.year:
                return node
        loose = known if identity.year is None else [node for node in known if node.year is None]
        if len(loose) == 1:
            node = loose[0]
            if identity.year is not None:
                self._give_year(node, identity)
            return node
        values = {
            "library_id": self._library_id, "kind": self._kind, "visible": False, "added_at": time.time(),
            **title_values(identity.title), "year": identity.year, "match_key": key, "match_year": identity.year,
        }  # fmt: skip
        node = self._note(_Node(self._kind, year=identity.year, values=values))
        known.append(node)
        if identity.ids:
            self._ids.append((node, identity.ids))
        return node

    def _give_year(self, node: _Node, identity: Identification) -> None:
        """A title that was known without a year has one now."""
        node.year = identity.year
        if node.id is not None:
            rename(self._transaction, node.id, identity.title, identity.year)
        else:
            node.values |= {**title_values(identity.title), "year": identity.year, "match_year": identity.year}

    def _note(self, node: _Node) -> _Node:
        self._new.append(node)
        return node

    def _insert(self) -> None:
        """Write the new ones: an id each, then their rows, the outer before the inner."""
        if not self._new:
            return
        statement = insert(item).returning(item.c.id, sort_by_parameter_order=True)
        ids = self._transaction.execute(statement, [{"kind": node.kind, "manual": False} for node in self._new])
        for node, row in zip(self._new, ids, strict=True):
            node.id = row.id
        wanted = [{"item_id": node.id, "library_id": self._library_id, "again": False} for node in self._new]
        self._transaction.execute(insert(picture_wanted), wanted)
        tables: tuple[tuple[Table, tuple[str, ...], str], ...] = (
            (media, ("movie", "show"), ""), (season, ("season",), "media_id"), (episode, ("episode",), "season_id"),
        )  # fmt: skip
        for table, kinds, above in tables:
            rows = [
                {"id": node.id, **node.values, **({above: node.above.id} if node.above is not None else {})}
                for node in self._new
                if node.kind in kinds
            ]
            if rows:
                self._transaction.execute(insert(table), rows)
        named = [(node.id, name, value) for node, known in self._ids for name, value in known.items()]
        if named:
            rows = [{"item_id": number, "provider": name, "value": value} for number, name, value in named]
            self._transaction.execute(insert(external_id), rows)


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
