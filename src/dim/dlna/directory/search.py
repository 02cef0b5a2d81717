"""The action Search: criteria as conditions of a query over movies, shows and episodes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    and_,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from dim.accounts.rights import User
from dim.catalog.access import visible_to
from dim.db.tables import credit, episode, genre, media, media_genre, person, season
from dim.dlna.directory import lists
from dim.dlna.directory.lists import Page
from dim.dlna.directory.object_ids import ROOT, ObjectId, parse
from dim.naming import fold
from dim.upnp.criteria import Expression, Relation, SortKey
from dim.upnp.didl import MOVIE, STORAGE_FOLDER, VIDEO
from dim.upnp.errors import BAD_SEARCH, UpnpError

CAPABILITIES = ("@id", "@parentID", "@refID", "dc:date", "dc:title", "upnp:actor", "upnp:class", "upnp:genre")
"""The properties that can be searched for."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of object among which is searched: its class, and its properties as columns."""

    upnp_class: str
    id: ColumnElement[Any]
    title: ColumnElement[Any]
    folded: ColumnElement[Any]
    """The title for comparisons without regard to case."""
    date: ColumnElement[Any]
    depth: int
    """How many ids of items its own id has."""


_YEAR = cast(media.c.year, Text) + "-01-01"
_MOVIES = _Kind(MOVIE, media.c.id, media.c.sort_title, media.c.search_text, _YEAR, 1)
_SHOWS = _Kind(STORAGE_FOLDER, media.c.id, media.c.sort_title, media.c.search_text, _YEAR, 1)
_EPISODES = _Kind(
    VIDEO, episode.c.id, func.coalesce(episode.c.title, ""), func.lower(func.coalesce(episode.c.title, "")), episode.c.air_date, 3
)  # fmt: skip


NO_NUMBER = cast(null(), Integer)


def find(
    connection: Connection, user: User, where: ObjectId, wanted: Expression, keys: Sequence[SortKey], start: int, count: int
) -> Page:  # fmt: skip
    """The objects in a container, at any depth, that criteria match; by title unless `keys` say otherwise.

    Raises UpnpError 708: the criteria name a property that is not supported.
    """
    everything = union_all(*(_among(user, where, kind, wanted) for kind in (_MOVIES, _SHOWS, _EPISODES))).subquery()
    columns = {
        "dc:title": everything.c.title, "dc:date": everything.c.date, "upnp:class": everything.c.upnp_class,
        "upnp:episodeNumber": everything.c.number, "upnp:episodeSeason": everything.c.season,
    }  # fmt: skip
    order = [*(lists.ordered(columns[key.property], key) for key in keys), everything.c.title, everything.c.id]
    ids = (everything.c.library_id, everything.c.title_id, everything.c.season_id, everything.c.episode_id)
    rows = connection.execute(select(*ids).order_by(*order).offset(start).limit(count))
    found = [ObjectId(row[0], "all", None, tuple(number for number in row[1:] if number is not None)) for row in rows]
    return Page(found, int(connection.scalar(select(func.count()).select_from(everything)) or 0))


def _among(user: User, where: ObjectId, kind: _Kind, wanted: Expression) -> Select[Any]:
    """The query of one kind of objects."""
    is_episode = kind is _EPISODES
    season_id, season_number = (season.c.id, season.c.number) if is_episode else (NO_NUMBER, NO_NUMBER)
    episode_id, number = (episode.c.id, episode.c.number) if is_episode else (NO_NUMBER, NO_NUMBER)
    columns = (
        kind.id.label("id"), media.c.library_id, media.c.id.label("title_id"), season_id.label("season_id"),
        episode_id.label("episode_id"), kind.title.label("title"), kind.date.label("date"),
        literal(kind.upnp_class, literal_execute=True).label("upnp_class"), number.label("number"), season_number.label("season"),
    )  # fmt: skip
    query = select(*columns)
    if is_episode:
        joined = episode.join(season, season.c.id == episode.c.season_id).join(media, media.c.id == season.c.media_id)
        query = query.select_from(joined).where(episode.c.visible)
    else:
        query = query.select_from(media).where(media.c.kind == ("movie" if kind is _MOVIES else "show"))
    return query.where(*_inside(user, where, kind), _condition(wanted, kind))


def _inside(user: User, where: ObjectId, kind: _Kind) -> list[ColumnElement[Any]]:
    """What is in a container, at any depth."""
    if where == ROOT:
        return visible_to(user)
    if where.library is None or where.part is not None:
        return [false()]
    found = lists.conditions(user, ObjectId(where.library, where.folder, where.value))
    if not where.items:
        return found
    if kind is not _EPISODES or len(where.items) > 2:
        return [false()]
    return [*found, media.c.id == where.items[0], *([season.c.id == where.items[1]] if len(where.items) == 2 else [])]


def _condition(wanted: Expression, kind: _Kind) -> ColumnElement[Any]:
    if isinstance(wanted, Relation):
        compare = _PROPERTIES.get(wanted.property)
        if compare is None:
            raise UpnpError(
                BAD_SEARCH,
                f"Nothing can be searched for by “{wanted.property[:40]}”, but by {', '.join(CAPABILITIES)}.",
            )
        return compare(wanted, kind)
    parts = [_condition(part, kind) for part in wanted.parts]
    return and_(true(), *parts) if wanted.kind == "and" else or_(false(), *parts)


def _title(relation: Relation, kind: _Kind) -> ColumnElement[Any]:
    value = (fold(relation.value) if kind.depth == 1 else "") or relation.value.lower()
    return _text(relation, kind.folded, value)


def _date(relation: Relation, kind: _Kind) -> ColumnElement[Any]:
    return _text(relation, kind.date, relation.value)


def _text(relation: Relation, column: ColumnElement[Any], value: str) -> ColumnElement[Any]:
    """A relation of a column, which may have no value: it contains nothing then, and is not equal to anything."""
    operators: dict[str, Callable[[], ColumnElement[Any]]] = {
        "=": lambda: column == value,
        "!=": lambda: or_(column.is_(None), column != value),
        "<": lambda: column < value,
        "<=": lambda: column <= value,
        ">": lambda: column > value,
        ">=": lambda: column >= value,
        "contains": lambda: column.contains(value, autoescape=True),
        "doesnotcontain": lambda: or_(column.is_(None), ~column.contains(value, autoescape=True)),
        "startswith": lambda: column.startswith(value, autoescape=True),
        "exists": lambda: column.is_not(None) if relation.value == "true" else column.is_(None),
    }
    if relation.operator not in operators:
        raise UpnpError(BAD_SEARCH, f"“{relation.operator}” is for upnp:class only.")
    return operators[relation.operator]()


def _class(relation: Relation, kind: _Kind) -> ColumnElement[Any]:
    own, value = kind.upnp_class, relation.value
    holds = {
        "=": own == value, "!=": own != value, "derivedfrom": own == value or own.startswith(f"{value}."),
        "contains": value in own, "doesnotcontain": value not in own, "startswith": own.startswith(value),
        "exists": value == "true",
    }  # fmt: skip
    if relation.operator not in holds:
        raise UpnpError(BAD_SEARCH, "Classes have no order.")
    return true() if holds[relation.operator] else false()


def _reference(relation: Relation, _kind: _Kind) -> ColumnElement[Any]:
    """Search gives objects in their own place only, which refer to none."""
    return (
        true() if (relation.operator, relation.value) == ("exists", "false") or relation.operator == "!=" else false()
    )


def _id(relation: Relation, kind: _Kind) -> ColumnElement[Any]:
    try:
        wanted = parse(relation.value)
    except UpnpError:
        return false()
    if relation.operator != "=" or len(wanted.items) != kind.depth or wanted.part is not None:
        return false()
    return and_(kind.id == wanted.items[-1], media.c.library_id == wanted.library)


def _parent(relation: Relation, kind: _Kind) -> ColumnElement[Any]:
    try:
        wanted = parse(relation.value)
    except UpnpError:
        return false()
    if relation.operator != "=" or wanted.folder != "all" or len(wanted.items) != kind.depth - 1:
        return false()
    same = season.c.id == wanted.items[-1] if wanted.items else true()
    return and_(media.c.library_id == wanted.library, same)


def _genre(relation: Relation, _kind: _Kind) -> ColumnElement[Any]:
    named = select(media_genre.c.media_id).join(genre, genre.c.id == media_genre.c.genre_id)
    return _any(relation, named, func.lower(genre.c.name), relation.value.lower(), media.c.id)


def _actor(relation: Relation, kind: _Kind) -> ColumnElement[Any]:
    played = select(credit.c.item_id).join(person, person.c.id == credit.c.person_id).where(credit.c.job == "actor")
    return _any(relation, played, person.c.search_text, fold(relation.value), kind.id)


def _any(
    relation: Relation, values: Select[Any], column: ColumnElement[Any], value: str, number: ColumnElement[Any]
) -> ColumnElement[Any]:
    """A relation that one of several values has, or that none has: of "!=" and "doesNotContain"."""
    opposite = {"!=": "=", "doesnotcontain": "contains"}.get(relation.operator)
    if relation.operator == "exists":
        there = number.in_(values)
        return there if relation.value == "true" else ~there
    if opposite is not None:
        return ~_any(Relation(relation.property, opposite, relation.value), values, column, value, number)  # type: ignore[arg-type]
    return number.in_(values.where(_text(relation, column, value)))


_PROPERTIES: Mapping[str, Callable[[Relation, _Kind], ColumnElement[Any]]] = {
    "@id": _id, "@parentID": _parent, "@refID": _reference, "dc:date": _date, "dc:title": _title, "upnp:actor": _actor,
    "upnp:class": _class, "upnp:genre": _genre,
}  # fmt: skip
assert tuple(_PROPERTIES) == CAPABILITIES
