"""The order in which a show is watched: its episodes with specials last, and where a user goes on."""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from dim.accounts.rights import User
from dim.catalog import items
from dim.catalog.browse import cards
from dim.catalog.browse.card import Card
from dim.db.rows import Prepared
from dim.db.tables import episode, progress, season


class ListedEpisode(NamedTuple):
    """An episode in watching order, with its season and that season's number."""

    id: int
    season_id: int
    season: int


_EPISODES = Prepared(
    select(episode.c.id, episode.c.season_id, season.c.number)
    .join(season, season.c.id == episode.c.season_id)
    .where(season.c.media_id == bindparam("media_id"), episode.c.visible)
    .order_by(season.c.number == 0, season.c.number, episode.c.number)
)
_LAST = Prepared(
    select(progress.c.item_id, progress.c.watched)
    .where(progress.c.user_id == bindparam("user_id"), progress.c.media_id == bindparam("media_id"))
    .order_by(progress.c.updated_at.desc())
)


def episodes(connection: Connection, show_id: int) -> list[ListedEpisode]:
    """A show's visible episodes in watching order: specials last."""
    return [ListedEpisode(*row) for row in _EPISODES.fetch(connection, {"media_id": show_id})]


def watched_ids(connection: Connection, user_id: int, show_id: int) -> set[int]:
    """The episodes of a show that a user has watched."""
    return {item_id for item_id, watched in _touched(connection, user_id, show_id) if watched}


def _touched(connection: Connection, user_id: int, show_id: int) -> list[tuple[int, bool]]:
    """The episodes that a user has begun, with whether they were watched, the latest first."""
    rows = _LAST.fetch(connection, {"user_id": user_id, "media_id": show_id})
    return [(item_id, bool(watched)) for item_id, watched in rows]


def next_episode_ids(connection: Connection, user: User, show_id: int) -> list[int]:
    """The episode to continue with: the one started last, or the one after the last watched, or the first. Empty at the end."""
    listed = episodes(connection, show_id)
    if not listed:
        return []
    touched = _touched(connection, user.id, show_id)
    places = {row.id: place for place, row in enumerate(listed)}
    place = next((places[number] + (1 if watched else 0) for number, watched in touched if number in places), 0)
    watched = {number for number, is_watched in touched if is_watched}
    while place < len(listed) and listed[place].season == 0 and listed[place].id in watched:
        place += 1  # specials that were watched are not in the way
    return [row.id for row in listed[place : place + 1]]


def next_episode(connection: Connection, user: User, show_id: int) -> Card | None:
    """The card of the episode to continue with."""
    return next(iter(cards.cards(connection, user, next_episode_ids(connection, user, show_id))), None)


def first_episode(connection: Connection, user: User, show_id: int) -> Card | None:
    """The card of a show's first episode that the user has not watched; of one that they watched completely, of the first."""
    listed = episodes(connection, show_id)
    watched = watched_ids(connection, user.id, show_id)
    found = [row.id for row in listed if row.season != 0 and row.id not in watched] or [row.id for row in listed]
    return next(iter(cards.cards(connection, user, found[:1])), None)


def following(connection: Connection, user: User, of: items.Item) -> Card | None:
    """The episode after one, as a card; None at the end, and for movies."""
    if of.kind != "episode":
        return None
    ordered = [row.id for row in episodes(connection, of.title_id)]
    place = ordered.index(of.id) + 1 if of.id in ordered else len(ordered)
    return next(iter(cards.cards(connection, user, ordered[place : place + 1])), None)
