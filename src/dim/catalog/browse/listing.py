"""A library, or all games, as a list: sorted by any attribute, filtered, a page at a time, and what there is to filter by.

Where functions take a library, None stands for the games of all libraries, one copy of each.
"""

import base64
import binascii
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

import orjson
from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, or_, select, tuple_

from dim.accounts.rights import User
from dim.catalog.access import AccessScope, access_scope, visible_to
from dim.catalog.browse import cards
from dim.catalog.games import copies, plays
from dim.db.rows import Prepared, fetch_all
from dim.db.tables import game, game_platform, genre, media, media_genre, media_studio, studio

T = TypeVar("T")
SORTS: dict[str, ColumnElement[Any]] = {
    "title": media.c.sort_title, "original_title": media.c.original_title, "year": media.c.year, "added_at": media.c.added_at,
    "rating": media.c.rating, "duration": media.c.duration, "certification": media.c.certification, "age": media.c.age,
    "episodes": media.c.episodes, "kind": media.c.kind, "id": media.c.id,
    "play_time": plays.PLAY_TIME, "last_played": plays.LAST_PLAYED,
    "size": select(game.c.size).where(game.c.id == media.c.id).correlate(media).scalar_subquery(),
}  # fmt: skip


_NEVER_NULL = ("title", "id", "play_time")
"""Attributes that every title has; ties go by id."""


class BadCursorError(ValueError):
    """The cursor is none that a page gave, or that of another order."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which of a library's titles are listed; None: any."""

    genre: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    rating_from: float | None = None
    certification: str | None = None
    watched: bool | None = None
    studio: str | None = None
    platform: str | None = None
    source: str | None = None
    installed: bool | None = None
    favorite: bool | None = None
    controller: bool | None = None
    """Of games: they can be played with one."""
    hidden: bool = False
    """Also hidden games."""

    @property
    def is_personal(self) -> bool:
        """Whether it depends on what the user did."""
        return self.watched is not None or self.favorite is not None

    def conditions(self) -> list[ColumnElement[Any]]:
        """Conditions on rows of `cards.query`."""
        found: list[ColumnElement[Any]] = []
        if self.genre is not None:
            named = select(media_genre.c.media_id).join(genre, genre.c.id == media_genre.c.genre_id)
            found.append(media.c.id.in_(named.where(genre.c.name == self.genre)))
        if self.studio is not None:
            made = select(media_studio.c.media_id).join(studio, studio.c.id == media_studio.c.studio_id)
            found.append(media.c.id.in_(made.where(studio.c.name == self.studio)))
        if self.year_from is not None:
            found.append(media.c.year >= self.year_from)
        if self.year_to is not None:
            found.append(media.c.year <= self.year_to)
        if self.rating_from is not None:
            found.append(media.c.rating >= self.rating_from)
        if self.certification is not None:
            found.append(media.c.certification == self.certification)
        found += self._of_games()
        if self.watched is not None:
            found.append(cards.WATCHED if self.watched else ~cards.WATCHED)
        return found

    def _of_games(self) -> list[ColumnElement[Any]]:
        found: list[ColumnElement[Any]] = []
        if self.platform is not None:
            runs_on = select(game_platform.c.game_id).where(game_platform.c.platform == self.platform)
            found.append(media.c.id.in_(runs_on))
        if self.favorite is not None:
            found.append(plays.FAVORITE if self.favorite else ~plays.FAVORITE)
        conditions = []
        if self.source is not None:
            conditions.append(game.c.source == self.source)
        if self.installed is not None:
            conditions.append(game.c.installed.is_(self.installed))
        if self.controller is not None:
            conditions.append(game.c.controller.is_not(None) if self.controller else game.c.controller.is_(None))
        if conditions:
            found.append(media.c.id.in_(select(game.c.id).where(*conditions)))
        return found


@dataclass(frozen=True, slots=True)
class Page:
    """Cards as JSON, and the cursor of the next page (None: this is the last)."""

    cards: list[str]
    next: str | None


def ids(
    connection: Connection, user: User, library_id: int | None, sort: str, ascending: bool, wanted: Filter = Filter()
) -> list[int]:
    """The ids of a library's titles in order; ties by title and id, missing values last. Raises KeyError: no such attribute."""
    values = {"user_id": user.id, "library_id": library_id}
    found: list[int] = []
    for condition, order in _parts(sort, ascending):
        query = _base(wanted, media.c.id).where(*_mine(access_scope(user), wanted, library_id is None), *condition)
        found += [row[0] for row in fetch_all(connection, query.order_by(*order), values)]
    return found


def _mine(scope: AccessScope, wanted: Filter, all_games: bool) -> list[ColumnElement[Any]]:
    seen = visible_to(scope, hidden=wanted.hidden)
    if all_games:
        return [copies.is_one_of_each([*seen, *replace(wanted, watched=None).conditions()])]  # nobody watches games
    return [media.c.library_id == bindparam("library_id"), *seen, *wanted.conditions()]


def _base(wanted: Filter, *columns: ColumnElement[Any]) -> Select[Any]:
    """A query of columns of titles; the user's progress is joined only where the filter needs it."""
    return select(*columns) if wanted.watched is None else cards.query().with_only_columns(*columns)


@lru_cache(64)
def _parts(sort: str, ascending: bool) -> list[tuple[list[ColumnElement[Any]], list[ColumnElement[Any]]]]:
    """The list in two parts, each a condition and an order that an index serves: titles with the attribute, then the others."""
    column = SORTS[sort]
    first = column.asc() if ascending else column.desc()
    if sort in _NEVER_NULL:
        return [([], [first, media.c.id.asc() if ascending else media.c.id.desc()])]
    ties: list[ColumnElement[Any]] = [media.c.sort_title.asc(), media.c.id.asc()]
    return [([column.is_not(None)], [first, *ties]), ([column.is_(None)], ties)]


def page(
    connection: Connection, user: User, library_id: int | None, sort: str, ascending: bool, wanted: Filter, after: str | None,
    limit: int,
) -> Page:  # fmt: skip
    """A page of cards (keyset paging: no page before it is read, and none shifts when titles come or go).

    Raises KeyError: no such attribute. BadCursorError.
    """
    first, place = _read_cursor(after, sort, ascending) if after else (0, None)
    values: dict[str, object] = {"user_id": user.id, "library_id": library_id}
    rows: list[tuple[Any, ...]] = []
    part_of_last = first
    for part in range(first, len(_parts(sort, ascending))):
        placed = place is not None and part == first
        if placed and place is not None:
            values |= dict(zip(("value", "title", "number"), place, strict=True))
        query = _page_query(sort, ascending, part, placed, wanted, access_scope(user), library_id is None)
        found = query.fetch(connection, {**values, "most": limit + 1 - len(rows)})
        if found and len(rows) < limit:
            part_of_last = part
        rows += found
        if len(rows) > limit:
            break
    shown = rows[:limit]
    following = _cursor(sort, ascending, part_of_last, shown[-1]) if len(rows) > limit else None
    return Page(cards.render(connection, user.id, shown), following)


@lru_cache(256)
def _page_query(
    sort: str, ascending: bool, part: int, placed: bool, wanted: Filter, scope: AccessScope, all_games: bool
) -> Prepared:
    """The query of a page in a part of the list. Cached: building it takes as long as running it."""
    condition, order = _parts(sort, ascending)[part]
    query = cards.query(SORTS[sort], media.c.sort_title).where(*_mine(scope, wanted, all_games), *condition)
    if placed:
        query = query.where(_after(sort, ascending, part))
    return Prepared(query.order_by(*order).limit(bindparam("most")))


def _after(sort: str, ascending: bool, part: int) -> ColumnElement[Any]:
    """The rows after a cursor (parameters value, title, number) in a part of the list."""
    column = SORTS[sort]
    value: Any = bindparam("value")
    number: Any = bindparam("number")
    condition: ColumnElement[Any]
    if sort in _NEVER_NULL:
        pair, place = tuple_(column, media.c.id), tuple_(value, number)
        condition = pair > place if ascending else pair < place
        return condition
    ties: ColumnElement[Any] = tuple_(media.c.sort_title, media.c.id) > tuple_(bindparam("title"), number)
    if part == 1:
        return ties
    same: ColumnElement[Any] = and_(column == value, ties)
    return or_(column > value if ascending else column < value, same)


def _cursor(sort: str, ascending: bool, part: int, row: tuple[Any, ...]) -> str:
    place = [sort, ascending, part, row[-2], row[-1], row[0]]
    return base64.urlsafe_b64encode(orjson.dumps(place)).rstrip(b"=").decode()


def _read_cursor(text: str, sort: str, ascending: bool) -> tuple[int, list[Any]]:
    try:
        place = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        raise BadCursorError from None
    good = (
        isinstance(place, list) and len(place) == 6 and place[:2] == [sort, ascending] and place[2] in (0, 1)
        and isinstance(place[3], str | int | float | None) and isinstance(place[4], str) and type(place[5]) is int
        and -(2**53) < place[5] < 2**53 and (not isinstance(place[3], int) or -(2**53) < place[3] < 2**53)
    )  # fmt: skip
    if not good:
        raise BadCursorError
    return place[2], place[3:]


def total(connection: Connection, user: User, library_id: int | None, wanted: Filter) -> int:
    """How many titles a list has."""
    query = _base(wanted, func.count(media.c.id)).where(*_mine(access_scope(user), wanted, library_id is None))
    return int(fetch_all(connection, query, {"user_id": user.id, "library_id": library_id})[0][0])


@dataclass(frozen=True, slots=True)
class Facet(Generic[T]):
    """A value that titles can be filtered by, and how many have it."""

    value: T
    titles: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What a library's titles can be filtered by. Platforms and sources are of games."""

    genres: list[Facet[str]]
    years: list[Facet[int]]
    certifications: list[Facet[str]]
    platforms: list[Facet[str]]
    sources: list[Facet[str]]


def facets(connection: Connection, user: User, library_id: int | None) -> Facets:
    """What a library's titles can be filtered by, each value with how many titles have it."""
    all_games = library_id is None
    mine = [media.c.kind == "game" if all_games else media.c.library_id == library_id, *visible_to(user)]
    number = func.count(game.c.work.distinct()) if all_games else func.count()

    def counted(column: ColumnElement[Any], order: ColumnElement[Any]) -> list[Facet[Any]]:
        query = select(column.label("value"), number.label("titles")).select_from(media)
        if all_games or column is game.c.source:
            query = query.join(game, game.c.id == media.c.id)
        if column is genre.c.name:
            query = query.join(media_genre, media_genre.c.media_id == media.c.id).join(
                genre, genre.c.id == media_genre.c.genre_id
            )
        if column is game_platform.c.platform:
            query = query.join(game_platform, game_platform.c.game_id == media.c.id)
        rows = connection.execute(query.where(*mine, column.is_not(None)).group_by(column).order_by(order))
        return [Facet(value, titles) for value, titles in rows]

    return Facets(
        genres=counted(genre.c.name, genre.c.name.asc()),
        years=counted(media.c.year, media.c.year.desc()),
        certifications=counted(media.c.certification, number.desc()),
        platforms=counted(game_platform.c.platform, number.desc()),
        sources=counted(game.c.source, number.desc()),
    )
