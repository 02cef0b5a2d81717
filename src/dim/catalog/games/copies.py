"""One game, several copies: which games of all libraries are the same one.

Each library keeps its own item, since rights are per library. Copies have the same `work`: a number, at first the id of one of
them. They are joined by ids that shops gave them, else by title, year and platform; what a person says holds.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, case, func, literal, select, update

from dim.accounts.rights import User
from dim.catalog.access import visible_to
from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.tables import external_id, game, library, media
from dim.events import Event

MOST_CANDIDATES = 2000
"""Games of one title that are looked at."""
SHOPS = frozenset(("steam", "epic", "gog", "amazon", "itch"))
"""Sources that give each game an id, the same on every machine."""
INDEXES = frozenset(("igdb", "steamgriddb"))
"""Providers that have editions of a game under several ids: another one says nothing."""
_LATER = 2**40
"""More than any id."""
MOST_STEPS = 5
"""Of games that people joined to games that they joined to others."""


class NoSuchGameError(Exception):
    """There is no game of that id."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a game, in a library that the user sees."""

    id: int
    title: str
    library_id: int
    library: str
    source: str
    installed: bool
    label: str | None
    launch: str | None
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What copies are known by."""

    id: int
    source: str
    source_id: str
    key: str
    year: int | None
    platforms: frozenset[str]
    work: int
    pinned: bool


def of_game(connection: Connection, user: User, game_id: int) -> list[Copy]:
    """The other copies of a game that the user sees, installed ones first."""
    work = connection.scalar(select(game.c.work).where(game.c.id == game_id))
    columns = (
        game.c.id, media.c.title, media.c.library_id, library.c.name, game.c.source, game.c.installed, game.c.label, game.c.launch,
        game.c.size,
    )  # fmt: skip
    query = (
        select(*columns)
        .join(media, media.c.id == game.c.id)
        .join(library, library.c.id == media.c.library_id)
        .where(game.c.work == work, game.c.id != game_id, *visible_to(user))
        .order_by(game.c.installed.desc(), library.c.name, game.c.label, game.c.id)
    )
    return [Copy(*row) for row in connection.execute(query.limit(200))]


def is_one_of_each(conditions: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
    """A condition on `media`: of each game, one of its copies that meet conditions on `media`: an installed one, else the first."""
    rank = case((game.c.installed.is_(True), literal(0, BigInteger)), else_=literal(_LATER, BigInteger)) + game.c.id
    best = select(func.min(rank) % _LATER).select_from(media).join(game, game.c.id == media.c.id).where(*conditions)
    return media.c.id.in_(best.group_by(game.c.work).correlate(None))


def one_of_each(connection: Connection, titles: Sequence[int]) -> list[int]:
    """Titles in their order, with one copy of each game: an installed one, else the first; in the place of the first."""
    rows: dict[int, Any] = {}
    for part in chunks(list(titles)):
        query = select(game.c.id, game.c.work, game.c.installed).where(game.c.id.in_(part))
        rows |= {row.id: row for row in connection.execute(query)}
    if not rows:
        return list(titles)
    best: dict[int, int] = {}
    for number in titles:
        row = rows.get(number)
        if row is not None and (row.work not in best or (row.installed and not rows[best[row.work]].installed)):
            best[row.work] = number
    shown: dict[int, None] = {}
    for number in titles:
        row = rows.get(number)
        shown.setdefault(number if row is None else best[row.work])
    return list(shown)


def said_of(connection: Connection, game_id: int) -> int | None:
    """The id of the game that a game is a copy of by what a person said, its own: of none; None: nobody said anything."""
    found: int | None = connection.scalar(select(game.c.copy_of).where(game.c.id == game_id))
    return found


def join(transaction: Transaction, game_id: int, other_id: int | None) -> None:
    """Say that a game is a copy of another one; None: of none. Raises NoSuchGameError."""
    wanted = {game_id} if other_id is None else {game_id, other_id}
    if set(transaction.connection.scalars(select(game.c.id).where(game.c.id.in_(wanted)))) != wanted:
        raise NoSuchGameError
    _free_labels(transaction, [game_id])
    values = {"copy_of": game_id if other_id is None else other_id, "work": game_id}
    transaction.execute(update(game).where(game.c.id == game_id).values(**values))
    _follow(transaction)
    _announce(transaction, [game_id])


def release(transaction: Transaction, game_id: int) -> None:
    """Let a game be joined by itself again. Raises NoSuchGameError."""
    _free_labels(transaction, [game_id])
    mine = game.c.id == game_id
    if not transaction.execute(update(game).where(mine).values(work=game_id, copy_of=None)).rowcount:
        raise NoSuchGameError
    update_works(transaction, [game_id])
    _announce(transaction, [game_id])


def _free_labels(transaction: Transaction, games: Collection[int]) -> None:
    """Others that have the id of one of some games as their work get one of their own: it is about to leave them."""
    members: dict[int, list[int]] = {}
    for part in chunks(sorted(games)):
        query = select(game.c.id, game.c.work).where(
            game.c.work.in_(part), game.c.id != game.c.work, game.c.copy_of.is_(None)
        )
        for row in transaction.execute(query):
            members.setdefault(row.work, []).append(row.id)
    for numbers in members.values():
        transaction.execute(update(game).where(game.c.id.in_(numbers)).values(work=min(numbers)))


def _follow(transaction: Transaction) -> None:
    """What a person joined to another game has the work of that one, also where that was joined to a third."""
    other = game.alias("other")
    theirs = select(other.c.work).where(other.c.id == game.c.copy_of).scalar_subquery()
    wanted = func.coalesce(theirs, game.c.id)
    joined = (game.c.copy_of.is_not(None), game.c.copy_of != game.c.id, game.c.work != wanted)
    for _ in range(MOST_STEPS):
        if not transaction.execute(update(game).where(*joined).values(work=wanted)).rowcount:
            break


def _announce(transaction: Transaction, games: Iterable[int]) -> None:
    query = select(media.c.library_id).where(media.c.id.in_(list(games))).distinct()
    for library_id in list(transaction.connection.scalars(query)):
        transaction.announce(Event("media", {"library_id": library_id, "ids": sorted(games)[:200]}, library_id))


def update_works(transaction: Transaction, games: Collection[int]) -> None:
    """Join games that changed with the copies that they have now."""
    free = {number: one for number, one in _entries(transaction.connection, games).items() if not one.pinned}
    ids = _ids(transaction.connection, free)
    alike = _alike(transaction.connection, free, ids)
    by_name: dict[str, list[Entry]] = {}
    by_id: dict[tuple[str, str], list[Entry]] = {}
    for one in alike.values():
        if not one.pinned:
            by_name.setdefault(one.key, []).append(one)
            for known in ids.get(one.id, ()):
                by_id.setdefault(known, []).append(one)
    alone: list[int] = []
    works = {one.id: one.work for one in alike.values()}
    for number, one in free.items():
        mine = ids.get(number, set())
        candidates = [*by_name.get(one.key, ()), *(other for known in mine for other in by_id[known])]
        same = {
            other.id
            for other in candidates
            if other.id != number and are_copies(one, other, mine, ids.get(other.id, set()))
        }
        if not same:
            alone.append(number)
            continue
        labels = {works[other] for other in same}
        work = min(labels)
        if len(labels) > 1:
            transaction.execute(update(game).where(game.c.work.in_(labels)).values(work=work))
            works = {other: work if label in labels else label for other, label in works.items()}
        if works[number] != work:  # it comes from elsewhere
            _free_labels(transaction, [number])
            transaction.execute(update(game).where(game.c.id == number).values(work=work))
            works[number] = work
    _free_labels(transaction, alone)
    for part in chunks(alone):
        transaction.execute(update(game).where(game.c.id.in_(part)).values(work=game.c.id))
    _follow(transaction)


def _entries(connection: Connection, games: Collection[int]) -> dict[int, Entry]:
    columns = (
        game.c.id, game.c.source, game.c.source_id, media.c.match_key, media.c.year, game.c.platforms, game.c.work,
        game.c.copy_of,
    )  # fmt: skip
    found: dict[int, Entry] = {}
    for part in chunks(sorted(games)):
        rows = connection.execute(select(*columns).join(media, media.c.id == game.c.id).where(game.c.id.in_(part)))
        found |= {row.id: Entry(*row[:5], frozenset(row.platforms), row.work, row.copy_of is not None) for row in rows}
    return found


def _ids(connection: Connection, games: Collection[int]) -> dict[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = {}
    for part in chunks(sorted(games)):
        for row in connection.execute(select(external_id).where(external_id.c.item_id.in_(part))):
            found.setdefault(row.item_id, set()).add((row.provider, row.value))
    return found


def _alike(
    connection: Connection, games: Mapping[int, Entry], ids: dict[int, set[tuple[str, str]]]
) -> dict[int, Entry]:
    """All games that may be copies of some; `ids` gets theirs."""
    numbers: set[int] = set()
    for part in chunks(sorted({one.key for one in games.values()})):
        query = select(media.c.id).where(media.c.kind == "game", media.c.match_key.in_(part)).limit(MOST_CANDIDATES)
        numbers.update(connection.scalars(query))
    by_provider: dict[str, set[str]] = {}
    for provider, value in {one for known in ids.values() for one in known}:
        by_provider.setdefault(provider, set()).add(value)
    for provider, values in by_provider.items():
        for some in chunks(sorted(values)):
            same = (external_id.c.provider == provider, external_id.c.value.in_(some))
            query = select(external_id.c.item_id).join(game, game.c.id == external_id.c.item_id).where(*same)
            numbers.update(connection.scalars(query.limit(MOST_CANDIDATES)))
    ids |= _ids(connection, numbers - ids.keys())
    return _entries(connection, numbers)


def are_copies(one: Entry, other: Entry, mine: set[tuple[str, str]], theirs: set[tuple[str, str]]) -> bool:
    """Whether two games are the same one: by a shared id; else by name, unless a shop has them as two. Pure.

    Two of one shop are the same by its own id alone: what providers add to them may be the ids of another edition.
    """
    shared = mine & theirs
    if one.source == other.source and one.source in SHOPS:
        return any(provider == one.source for provider, _ in shared)
    if shared:
        return True
    if {provider for provider, _ in mine} & {provider for provider, _ in theirs} - INDEXES:
        return False
    is_rom = "rom" in (one.source, other.source)
    if one.source == other.source and not is_rom:
        return False
    years = {one.year, other.year} - {None}
    platforms = bool(one.platforms & other.platforms) or not ((one.platforms and other.platforms) or is_rom)
    return one.key == other.key and len(years) <= 1 and platforms
