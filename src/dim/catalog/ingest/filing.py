"""The movies and episodes that many files play, found or made at once: a handful of statements for a batch, not for each file."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Table, insert, select, update

from dim.catalog import provenance
from dim.catalog.ingest.matching import Candidate, TitleIdentity, choose, load
from dim.catalog.ingest.model import Identification
from dim.catalog.ingest.titles import add_ids, add_others, identity_values, learn, learned, title_values
from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.tables import artwork_wanted, episode, item, media, season


@dataclass(slots=True)
class _Node:
    """A season or an episode; without an id it is new."""

    kind: str
    id: int | None = None
    values: dict[str, object] = field(default_factory=dict)
    parent: "_Title | _Node | None" = None
    children: dict[int, "_Node"] = field(default_factory=dict)
    """Episodes by number."""
    has_title: bool = True


@dataclass(slots=True)
class _Title(Candidate):
    """A movie or a show; without an id it is new."""

    kind: str = ""
    values: dict[str, object] = field(default_factory=dict)
    children: dict[int, _Node] = field(default_factory=dict)
    """Seasons by number."""
    other_titles: dict[str, str] = field(default_factory=dict)
    """Of a new title: those in other languages, by their folded form."""


def ensure_items(
    transaction: Transaction, library_id: int, library_kind: str, identifications: Sequence[Identification]
) -> list[list[int]]:
    """The items that each main file plays: a movie, or episodes; made where there are none. Empty: it names no episode."""
    return _Filing(transaction, library_id, library_kind).ensure(identifications)


class _Filing:
    def __init__(self, transaction: Transaction, library_id: int, kind: str) -> None:
        self._transaction, self._library_id, self._kind = transaction, library_id, kind
        self._titles: list[_Title] = []
        self._by_key: dict[str, list[_Title]] = defaultdict(list)
        """By each of their folded titles."""
        self._by_id: dict[tuple[str, str], list[_Title]] = defaultdict(list)
        self._new: list[_Title | _Node] = []

    def ensure(self, identifications: Sequence[Identification]) -> list[list[int]]:
        """The ids of the items of each file."""
        usable = {place: one for place, one in enumerate(identifications) if self._is_usable(one)}
        self._load(list(usable.values()))
        # names with several titles first: they join those that have one of them each
        order = sorted(usable, key=lambda place: len(usable[place].titles) < 2)
        nodes = {place: self._items(usable[place]) for place in order}
        self._insert()
        return [
            [node.id for node in nodes.get(place, []) if node.id is not None] for place in range(len(identifications))
        ]

    def _is_usable(self, identification: Identification) -> bool:
        """Whether a file is a movie, or names an episode."""
        return self._kind == "movie" or bool(identification.numbers[1])

    def _load(self, identifications: Sequence[Identification]) -> None:
        """Read what is stored of the titles, seasons and episodes that are named."""
        identities = [TitleIdentity.of(one) for one in identifications]
        for known in load(self._transaction, self._library_id, self._kind, identities):
            self._add(_Title(known.id, known.key, known.year, known.ids, known.identity, known.others, self._kind))
        if self._kind == "movie":
            return
        shows = {title.id: title for title in self._titles if title.id is not None}
        seasons: dict[int, _Node] = {}
        numbers = {one.numbers[0] for one in identifications}
        for part in chunks(sorted(shows)):
            found = select(season.c.id, season.c.media_id, season.c.number).where(season.c.media_id.in_(part))
            for row in self._transaction.execute(found):
                if row.number in numbers:
                    seasons[row.id] = shows[row.media_id].children[row.number] = _Node("season", row.id)
        for part in chunks(sorted(seasons)):
            found = select(episode.c.id, episode.c.season_id, episode.c.number, episode.c.title)
            for row in self._transaction.execute(found.where(episode.c.season_id.in_(part))):
                node = _Node("episode", row.id, has_title=row.title is not None)
                seasons[row.season_id].children[row.number] = node

    def _add(self, title: _Title) -> None:
        self._titles.append(title)
        self._index(title)

    def _index(self, title: _Title) -> None:
        for key in (title.key, *title.others):
            if not any(one is title for one in self._by_key[key]):
                self._by_key[key].append(title)
        for pair in title.ids.items():
            if title not in self._by_id[pair]:
                self._by_id[pair].append(title)
        provider, _, value = title.identity.partition(":")
        if not title.is_known_by_name and title not in self._by_id[provider, value]:
            self._by_id[provider, value].append(title)

    def _items(self, identification: Identification) -> list[_Title | _Node]:
        """What a file plays; new items are noted."""
        title = self._title(TitleIdentity.of(identification))
        if self._kind == "movie":
            return [title]
        number, episodes = identification.numbers
        of_season = title.children.get(number)
        if of_season is None:
            of_season = _Node("season", parent=title, values={"number": number})
            title.children[number] = of_season
            self._new.append(of_season)
        name = identification.episode_title if len(episodes) == 1 else None
        return [self._episode(of_season, one, name, identification.date) for one in dict.fromkeys(episodes)]

    def _episode(self, of_season: _Node, number: int, title: str | None, air_date: str | None) -> _Node:
        node = of_season.children.get(number)
        if node is None:
            values: dict[str, object] = {
                "number": number,
                "title": title,
                "air_date": air_date,
                "visible": False,
                "added_at": time.time(),
            }
            node = _Node("episode", parent=of_season, values=values, has_title=title is not None)
            of_season.children[number] = node
            self._new.append(node)
        elif title and not node.has_title:
            node.has_title = True
            if node.id is None:
                node.values["title"] = title
            elif provenance.claim(self._transaction, node.id, ["title"], provenance.NAME):
                self._transaction.execute(update(episode).where(episode.c.id == node.id).values(title=title))
        return node

    def _title(self, identity: TitleIdentity) -> _Title:
        """The movie or show of an identity, stored, noted or new."""
        called = [one for key in (identity.key, *identity.others) for one in self._by_key.get(key, ())]
        with_id = [one for pair in identity.ids.items() for one in self._by_id[pair]]
        known = choose(list({id(one): one for one in (*called, *with_id)}.values()), identity)
        if known is None:
            known = _Title(
                None, identity.key, identity.year, dict(identity.ids), identity.stored, set(identity.others), self._kind,
                other_titles=identity.others,
                values={
                    "library_id": self._library_id, "kind": self._kind, "visible": False, "added_at": time.time(),
                    **title_values(identity.title), "year": identity.year, **identity_values(identity),
                },
            )  # fmt: skip
            self._add(known)
            self._new.append(known)
        elif known.id is not None:
            learn(self._transaction, known, identity)
            self._index(known)
        else:
            new = learned(known, replace(identity, year=None) if self._takes_identity(known, identity) else identity)
            known.values |= {"match_year": known.year, "identity": known.identity}
            known.values |= {"year": new.year} if new.year is not None else {}
            known.other_titles |= new.others
            self._index(known)
        return known

    def _takes_identity(self, known: _Title, identity: TitleIdentity) -> bool:
        """Whether a title without a year, found by another of its titles, would get the identity of one that has that year."""
        return known.key != identity.key and any(
            one is not known and one.key == known.key and one.year == identity.year for one in self._by_key[known.key]
        )

    def _insert(self) -> None:
        """Write the new items: an id each, then their rows, parents before children."""
        if not self._new:
            return
        statement = insert(item).returning(item.c.id, sort_by_parameter_order=True)
        ids = self._transaction.execute(statement, [{"kind": node.kind, "manual": False} for node in self._new])
        for node, row in zip(self._new, ids, strict=True):
            node.id = row.id
        wanted = [{"item_id": node.id, "library_id": self._library_id, "again": False} for node in self._new]
        self._transaction.execute(insert(artwork_wanted), wanted)
        tables: tuple[tuple[Table, tuple[str, ...], str], ...] = (
            (media, ("movie", "show"), ""), (season, ("season",), "media_id"), (episode, ("episode",), "season_id"),
        )  # fmt: skip
        for table, kinds, parent_column in tables:
            nodes = [node for node in self._new if node.kind in kinds]
            rows = [{"id": node.id, **node.values, **_parent(node, parent_column)} for node in nodes]
            if rows:
                self._transaction.execute(insert(table), rows)
        for node in self._new:
            if isinstance(node, _Title) and node.id is not None:
                add_ids(self._transaction, node.id, node.ids)
                add_others(self._transaction, node.id, node.other_titles)


def _parent(node: _Title | _Node, column: str) -> dict[str, int | None]:
    return {column: node.parent.id} if isinstance(node, _Node) and node.parent is not None else {}
