"""Which title of a library a file belongs to. One matcher for reports, fixes and edits; it changes nothing.

A title's identity is its explicit id where a name has one ("[tmdbid-603]"), else its folded title and year. It is unique among the
titles of its kind in a library (`media.identity`); titles of equal names with different ids are different titles. Names may give a
title in several languages ("ナルト / Naruto"): the others (`other_title`) match too, but with more caution.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeVar

from sqlalchemy import Select, func, or_, select, tuple_

from dim.catalog.ingest.model import Identification
from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.tables import episode, external_id, item_file, media, media_file, other_title, season
from dim.naming import fold

LONGEST_KEY = 500
"""Characters of a folded title; some characters fold to many, and the indexes of PostgreSQL take 2,704 bytes."""
_PROVIDERS = ("tmdb", "imdb", "tvdb")
"""In the order in which their ids become a title's identity."""
_BY_NAME = "name:"


@dataclass(frozen=True, slots=True)
class TitleIdentity:
    """What says which title is meant."""

    title: str
    year: int | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    """Explicit ids by provider."""
    titles: tuple[str, ...] = field(default=(), compare=False)
    """The same title in other languages and scripts."""

    @classmethod
    def of(cls, identification: Identification) -> Self:
        """That of a file's movie or show."""
        return cls(identification.title, identification.year, identification.ids, identification.titles)

    @property
    def key(self) -> str:
        """The folded title."""
        return fold(self.title)

    @property
    def others(self) -> dict[str, str]:
        """The other titles by their folded form."""
        folded = {fold(title): title for title in self.titles}
        return {key: title for key, title in folded.items() if 0 < len(key) <= LONGEST_KEY and key != self.key}

    @property
    def stored(self) -> str:
        """As the database has it: "tmdb:603", or "name:the matrix:1999"."""
        known = [name for name in _PROVIDERS if name in self.ids] or sorted(self.ids)
        return f"{known[0]}:{self.ids[known[0]]}" if known else f"{_BY_NAME}{self.key}:{self.year or ''}"


@dataclass(slots=True)
class Candidate:
    """A title that may be meant; without an id it is not stored yet."""

    id: int | None
    key: str
    year: int | None
    ids: dict[str, str] = field(default_factory=dict)
    identity: str = ""
    """As the database has it."""
    others: set[str] = field(default_factory=set)
    """The folded titles that it has beside `key`."""

    @property
    def is_known_by_name(self) -> bool:
        """Whether it has no explicit id."""
        return self.identity.startswith(_BY_NAME)

    def shares_id(self, identity: TitleIdentity) -> bool:
        """Whether both have the same id of a provider."""
        return any(
            self.ids.get(provider) == value or self.identity == f"{provider}:{value}"
            for provider, value in identity.ids.items()
        )

    def contradicts(self, identity: TitleIdentity) -> bool:
        """Whether a provider has different ids for both."""
        return any(self.ids.get(provider, value) != value for provider, value in identity.ids.items())


C = TypeVar("C", bound=Candidate)


def choose(candidates: Sequence[C], identity: TitleIdentity) -> C | None:
    """The title that is meant, of candidates in the order of their age. Pure.

    By id, else by title and year. Where one side has no year, the only title of that name is meant. Titles in other languages
    are compared in the same way, where no title of the main name may be meant.
    """
    if found := next((one for one in candidates if one.shares_id(identity)), None):
        return found
    possible = [one for one in candidates if not one.contradicts(identity)]
    named = [one for one in possible if one.key == identity.key]
    exact = [one for one in named if one.year == identity.year]
    if exact:
        return max(exact, key=lambda one: one.is_known_by_name)
    loose = _without_other_year(named, identity)
    if not loose:
        others = [one for one in possible if one.key != identity.key and _has_common_title(one, identity)]
        loose = [one for one in others if one.year == identity.year] or _without_other_year(others, identity)
    return loose[0] if len(loose) == 1 else None


def _without_other_year(candidates: Sequence[C], identity: TitleIdentity) -> list[C]:
    """Those whose year is not another one: one side has none."""
    return [one for one in candidates if identity.year is None or one.year is None]


def _has_common_title(one: Candidate, identity: TitleIdentity) -> bool:
    """Whether a title and a name that call their work differently may mean the same one.

    One of them names the other's main title. Two that share no more than a further title ("Der Pate / The Godfather",
    "Le Parrain / The Godfather") have to have the same year as well.
    """
    others = identity.others
    if one.key in others or identity.key in one.others:
        return True
    return one.year is not None and one.year == identity.year and not one.others.isdisjoint(others)


def load(transaction: Transaction, library_id: int, kind: str, identities: Iterable[TitleIdentity]) -> list[Candidate]:
    """The titles of a library that any of some identities may mean, the oldest first."""
    wanted = list(identities)
    keys = sorted({key for one in wanted for key in (one.key, *one.others)})
    ids = sorted({pair for one in wanted for pair in one.ids.items()})
    mine = select(media.c.id, media.c.match_key, media.c.match_year, media.c.identity).where(
        media.c.library_id == library_id, media.c.kind == kind
    )
    queries = [
        *(mine.where(media.c.match_key.in_(part)) for part in chunks(keys)),
        *(mine.join(other_title).where(other_title.c.match_key.in_(part)) for part in chunks(keys)),
        *(_with_id(mine, part) for part in chunks(ids)),
    ]
    rows = {row.id: row for query in queries for row in transaction.execute(query)}
    numbers = sorted(rows)
    ids_of, others = _ids_of(transaction, numbers), _others_of(transaction, numbers)
    return [
        Candidate(
            row.id, row.match_key, row.match_year, ids_of.get(row.id, {}), row.identity, others.get(row.id, set())
        )
        for row in map(rows.__getitem__, numbers)
    ]


_Columns = tuple[int, str, int | None, str]
"""Id, match_key, match_year, identity."""


def _with_id(mine: Select[_Columns], ids: Sequence[tuple[str, str]]) -> Select[_Columns]:
    """Of titles, those that have one of some explicit ids."""
    named = select(external_id.c.item_id).where(tuple_(external_id.c.provider, external_id.c.value).in_(ids))
    return mine.where(or_(media.c.id.in_(named), media.c.identity.in_([f"{name}:{value}" for name, value in ids])))


def _ids_of(transaction: Transaction, titles: Sequence[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for part in chunks(titles):
        for row in transaction.execute(select(external_id).where(external_id.c.item_id.in_(part))):
            found.setdefault(row.item_id, {})[row.provider] = row.value
    return found


def _others_of(transaction: Transaction, titles: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for part in chunks(titles):
        for row in transaction.execute(select(other_title).where(other_title.c.media_id.in_(part))):
            found.setdefault(row.media_id, set()).add(row.match_key)
    return found


def find_title(transaction: Transaction, library_id: int, kind: str, identity: TitleIdentity) -> Candidate | None:
    """The stored title that is meant; None: there is none."""
    return choose(load(transaction, library_id, kind, [identity]), identity)


def plays_otherwise(transaction: Transaction, names: Mapping[int, Identification]) -> set[int]:
    """Which files, by id, play another title or episode than their names say. What a person said holds; an explicit id decides."""
    show = media.alias("show")
    query = (
        select(
            item_file.c.file_id, func.coalesce(media.c.id, show.c.id).label("title_id"), season.c.number.label("season"),
            episode.c.number, func.coalesce(media.c.match_key, show.c.match_key).label("key"),
            func.coalesce(media.c.match_year, show.c.match_year).label("year"),
        )
        .select_from(
            item_file.join(media_file)
            .outerjoin(media, media.c.id == item_file.c.item_id)
            .outerjoin(episode, episode.c.id == item_file.c.item_id)
            .outerjoin(season, season.c.id == episode.c.season_id)
            .outerjoin(show, show.c.id == season.c.media_id)
        )
        .where(media_file.c.role == "main", media_file.c.pinned.is_(False))
    )  # fmt: skip
    found: set[int] = set()
    for part in chunks(sorted(names)):
        rows = transaction.execute(query.where(item_file.c.file_id.in_(part))).all()
        ids = _ids_of(transaction, sorted({row.title_id for row in rows if names[row.file_id].ids}))
        others = _others_of(transaction, sorted({row.title_id for row in rows}))
        for row in rows:
            said = TitleIdentity.of(names[row.file_id])
            if said.ids:
                known = ids.get(row.title_id, {})
                if any(known.get(provider, value) != value for provider, value in said.ids.items()):
                    found.add(row.file_id)
                continue
            season_number, episodes = names[row.file_id].numbers
            same_year = None in (said.year, row.year) or said.year == row.year
            is_called_so = said.key == row.key or said.key in others.get(row.title_id, ())
            is_numbered_so = row.number is None or (row.season == season_number and row.number in episodes)
            if not (same_year and is_called_so and is_numbered_so):
                found.add(row.file_id)
    return found
