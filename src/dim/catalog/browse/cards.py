"""Cards of many items at once.

What is the same for everyone stands ready as JSON in `media_card`, so that a page of a hundred is one query and no more work than
joining texts; what is each user's own (watched, where they stopped) is added to it.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    delete,
    false,
    func,
    insert,
    select,
    update,
)

from dim.accounts.rights import User
from dim.catalog import items
from dim.catalog.access import HIDDEN, visible_to
from dim.catalog.browse import artwork, versions
from dim.catalog.browse.card import Card, GameFields, shared_text, with_play, with_progress
from dim.catalog.games import plays
from dim.db import Transaction
from dim.db.rows import Prepared
from dim.db.tables import episode, game, item_file, media, media_card, media_file, progress, season

MOST = 200
CHUNK = 500


def rebuild(transaction: Transaction, titles: Iterable[int]) -> None:
    """Write what follows from the files and artwork of titles: card, duration, number of episodes."""
    numbers = sorted(titles)
    change = update(media).where(media.c.id == bindparam("number"))
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start : start + CHUNK]
        built = _build(transaction.connection, part)
        if built:
            derived = [{"number": card.id, "duration": card.duration, "episodes": card.episodes or 0} for card in built]
            transaction.execute(change, derived)
            transaction.execute(delete(media_card).where(media_card.c.media_id.in_(part)))
            rows = [{"media_id": card.id, "card": shared_text(card), "episodes": card.episodes} for card in built]
            transaction.execute(insert(media_card), rows)


def _build(connection: Connection, titles: Sequence[int]) -> list[Card]:
    """The cards of titles, without what is each user's own."""
    columns = (media.c.id, media.c.kind, media.c.library_id, media.c.title, media.c.year)
    rows = connection.execute(select(*columns).where(media.c.id.in_(titles))).all()
    shows = [row.id for row in rows if row.kind == "show"]
    images = artwork.of_items(connection, list(titles))
    durations = _durations(connection, [row.id for row in rows if row.kind == "movie"])
    episodes, present = _episode_counts(connection, shows), _present_shows(connection, shows)
    games = _games(connection, [row.id for row in rows if row.kind == "game"])
    found = []
    for row in rows:
        is_show = row.kind == "show"
        duration, there = (None, row.id in present) if is_show else durations.get(row.id, (None, False))
        of_game, is_missing = games.get(row.id, (None, not there))
        found.append(
            Card(
                id=row.id, kind=row.kind, library_id=row.library_id, title_id=row.id, title=row.title, year=row.year,
                artwork=images.get(row.id, {}), duration=duration, missing=is_missing, game=of_game,
                episodes=episodes.get(row.id, 0) if is_show else None,
            )
        )  # fmt: skip
    return found


def _games(connection: Connection, numbers: list[int]) -> dict[int, tuple[GameFields, bool]]:
    """What the cards of games have, and whether their drive is away."""
    rows = connection.execute(select(game).where(game.c.id.in_(numbers)))
    return {
        row.id: (
            GameFields(
                row.source, tuple(row.platforms), row.installed and row.gone_at is None, row.updating, row.hidden, row.size,
                row.label,
            ),
            row.missing,
        )
        for row in rows
    }  # fmt: skip


_MINE = progress.alias("mine")
_SEEN = (
    select(func.count())
    .select_from(progress)
    .join(episode, episode.c.id == progress.c.item_id)
    .join(season, season.c.id == episode.c.season_id)
    .where(
        progress.c.user_id == bindparam("user_id"), progress.c.media_id == media.c.id, progress.c.watched.is_(True),
        episode.c.visible.is_(True), season.c.number > 0,
    )
    .correlate(media)
    .scalar_subquery()
)  # fmt: skip
_IS_SHOW = media_card.c.episodes.is_not(None)
WATCHED = case(
    (_IS_SHOW, (media_card.c.episodes > 0) & (media_card.c.episodes - _SEEN <= 0)),
    else_=func.coalesce(_MINE.c.watched, false()),
)
"""Whether the user has seen all of it; for conditions on rows of `query`."""
_COLUMNS = (
    media.c.id, media_card.c.card, media_card.c.episodes, _MINE.c.seconds, _MINE.c.watched,
    case((_IS_SHOW, _SEEN), else_=0).label("seen"), media.c.kind,
)  # fmt: skip


def query(*more: Any) -> Select[Any]:
    """The query of rows for `render`, with more columns if wanted; its parameter is `user_id`."""
    own = and_(_MINE.c.user_id == bindparam("user_id"), _MINE.c.item_id == media.c.id)
    return select(*_COLUMNS, *more).select_from(media.outerjoin(media_card).outerjoin(_MINE, own))


_UNTOUCHED = with_progress("", False, 0, 0.0)
_UNPLAYED = plays.OwnPlay()


def render(connection: Connection, user_id: int, rows: Sequence[Any]) -> list[str]:
    """The JSON of cards for a user from rows of `query`."""
    unbuilt = [row[0] for row in rows if row[1] is None]
    late = {card.id: card for card in _build(connection, unbuilt)} if unbuilt else {}
    games = [row[0] for row in rows if row[6] == "game"]
    played = plays.of_user(connection, user_id, games) if games else {}
    found = []
    for number, text, episodes, seconds, watched, seen, kind, *_ in rows:
        if text is None:
            text, episodes = shared_text(late[number]), late[number].episodes
        if kind == "game":
            own = played.get(number, _UNPLAYED)
            text = with_play(text, own.play_time, own.last_played, own.favorite)
        if episodes is not None:
            left = max(episodes - seen, 0)
            found.append(with_progress(text, bool(episodes and not left), left, 0.0))
        elif seconds is None:
            found.append(text + _UNTOUCHED)
        else:
            found.append(with_progress(text, watched, 0, seconds))
    return found


def texts(connection: Connection, user: User, item_ids: Sequence[int]) -> list[str]:
    """The cards of movies, shows and episodes as the JSON of API version 1, in the order asked for; those the user may not see are
    left out.
    """
    numbers = list(dict.fromkeys(item_ids))
    size = next((size for size in _SIZES if size >= len(numbers)), len(numbers))
    places = {f"n{place}": number for place, number in enumerate([*numbers, *[0] * (size - len(numbers))])}
    rows = _of_titles(size).fetch(connection, {"user_id": user.id, **places})
    # checked here, not by the query: SQLite would rather read all that is visible than take some by their ids
    shown = {row[0] for row in rows if row[-3]} | _hidden(connection, [row[0] for row in rows if not row[-3]])
    seen = [row for row in rows if row[0] in shown and user.sees(row[-2]) and user.allowed(row[-1])]
    found = dict(zip((row[0] for row in seen), render(connection, user.id, seen), strict=True))
    known = {row[0] for row in rows}
    others = [number for number in numbers if number not in known]
    if others:
        episodes = _episode_cards(connection, user, others)
        found |= {card.id: orjson.dumps(card.to_json()).decode() for card in episodes}
    return [found[number] for number in numbers if number in found]


def _hidden(connection: Connection, numbers: Sequence[int]) -> set[int]:
    """Of titles that lists do not have, the games that an account hid: whoever asks for one by its id sees it."""
    if not numbers:
        return set()
    return set(connection.scalars(select(media.c.id).where(media.c.id.in_(numbers), HIDDEN)))


def cards(connection: Connection, user: User, item_ids: Sequence[int]) -> list[Card]:
    """The cards of movies, shows and episodes, in the order asked for; those the user may not see are left out."""
    return [Card.from_json(orjson.loads(text)) for text in texts(connection, user, item_ids)]


def card(connection: Connection, user: User, item_id: int) -> Card | None:
    """The card of an item; None: the user may not see it, or there is none of that id."""
    return next(iter(cards(connection, user, [item_id])), None)


_SIZES = (1, 8, 32, 64, MOST)


@lru_cache(16)
def _of_titles(size: int) -> Prepared:
    """The query of titles by so many ids."""
    places = [bindparam(f"n{place}", type_=Integer) for place in range(size)]
    return Prepared(query(media.c.visible, media.c.library_id, media.c.age).where(media.c.id.in_(places)))


def _episode_cards(connection: Connection, user: User, item_ids: Sequence[int]) -> list[Card]:
    mine = and_(progress.c.item_id == episode.c.id, progress.c.user_id == user.id)
    rows = connection.execute(
        select(
            episode.c.id, media.c.library_id, media.c.id.label("title_id"), media.c.title, media.c.year,
            episode.c.title.label("episode_title"), season.c.number.label("season"), episode.c.number.label("episode"),
            progress.c.seconds, progress.c.watched,
        )
        .select_from(
            episode.join(season, season.c.id == episode.c.season_id)
            .join(media, media.c.id == season.c.media_id)
            .outerjoin(progress, mine)
        )
        .where(episode.c.id.in_(item_ids), episode.c.visible.is_(True), *visible_to(user))
    ).all()  # fmt: skip
    images = artwork.of_items(connection, list({number for row in rows for number in (row.id, row.title_id)}))
    durations = _durations(connection, [row.id for row in rows])
    found = []
    for row in rows:
        duration, present = durations.get(row.id, (None, False))
        found.append(
            Card(
                id=row.id, kind="episode", library_id=row.library_id, title_id=row.title_id, title=row.title, year=row.year,
                episode_title=row.episode_title, season=row.season, episode=row.episode, duration=duration, missing=not present,
                artwork={**images.get(row.title_id, {}), **images.get(row.id, {})}, watched=bool(row.watched),
                seconds=row.seconds or 0.0,
            )
        )  # fmt: skip
    return found


def _durations(connection: Connection, numbers: list[int]) -> dict[int, tuple[float | None, bool]]:
    """Duration, and whether a file is there, of movies and episodes."""
    there = func.count().filter(media_file.c.status == "present")
    parts = func.count(media_file.c.part)
    lengths = select(item_file.c.item_id, func.max(media_file.c.duration), there, parts).join(media_file)
    mine = (item_file.c.item_id.in_(numbers), media_file.c.role == "main", media_file.c.status != "deleted")
    rows = connection.execute(lengths.where(*mine).group_by(item_file.c.item_id)).all()
    return {
        number: (versions.longest(items.main_files(connection, number))[0] if in_parts > 1 else most, bool(present))
        for number, most, present, in_parts in rows
    }


def _episode_counts(connection: Connection, shows: list[int]) -> dict[int, int]:
    """How many episodes each show has; specials are not counted."""
    counts = select(season.c.media_id, func.count()).join(episode, episode.c.season_id == season.c.id)
    mine = (season.c.media_id.in_(shows), episode.c.visible.is_(True), season.c.number > 0)
    return {row[0]: row[1] for row in connection.execute(counts.where(*mine).group_by(season.c.media_id))}


def _present_shows(connection: Connection, shows: list[int]) -> set[int]:
    """The shows that have a file that is there."""
    there = (
        select(season.c.media_id)
        .distinct()
        .join(episode, episode.c.season_id == season.c.id)
        .join(item_file, item_file.c.item_id == episode.c.id)
        .join(media_file, media_file.c.id == item_file.c.file_id)
        .where(season.c.media_id.in_(shows), media_file.c.status == "present")
    )
    return set(connection.scalars(there))
