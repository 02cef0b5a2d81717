"""Search over everything at once: titles, episodes, people, collections, genres; each group by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from dim.accounts.rights import User
from dim.catalog.access import visible_to
from dim.catalog.browse import cards
from dim.catalog.browse.card import Card
from dim.catalog.browse.search import Search
from dim.catalog.discover import collections, people
from dim.catalog.discover.collections import Collection
from dim.catalog.discover.people import FoundPerson
from dim.catalog.games import copies
from dim.db.tables import episode, genre, media, media_genre, season
from dim.naming import fold

SHORTEST = 2
"""Characters from which on episodes, people and genres are searched."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, the best of each group first."""

    titles: Sequence[Card]
    episodes: Sequence[Card]
    people: Sequence[FoundPerson]
    collections: Sequence[Collection]
    genres: Sequence[str]


def search(connection: Connection, user: User, titles: Search, text: str, limit: int) -> Found:
    """Everything that a text may mean. `limit`: of each group."""
    folded = fold(text)[:100] if text.strip() else ""
    found = cards.cards(connection, user, copies.one_of_each(connection, titles.find(connection, user, text, limit)))
    if len(folded) < SHORTEST:
        return Found(found, (), (), (), ())
    return Found(
        titles=found, episodes=_episodes(connection, user, text.strip()[:100], limit),
        people=people.find(connection, user, folded, limit), collections=collections.everything(connection, user, folded, limit),
        genres=_genres(connection, user, text, limit),
    )  # fmt: skip


def _episodes(connection: Connection, user: User, text: str, limit: int) -> Sequence[Card]:
    named = func.lower(episode.c.title).contains(text.lower(), autoescape=True)
    query = (
        select(episode.c.id)
        .join(season, season.c.id == episode.c.season_id)
        .join(media, media.c.id == season.c.media_id)
        .where(episode.c.visible, named, *visible_to(user))
    )
    numbers = list(connection.scalars(query.order_by(func.length(episode.c.title), episode.c.id).limit(limit)))
    return cards.cards(connection, user, numbers)


def _genres(connection: Connection, user: User, text: str, limit: int) -> Sequence[str]:
    begins = func.lower(genre.c.name).startswith(text.strip().lower(), autoescape=True)
    query = (
        select(genre.c.name)
        .distinct()
        .join(media_genre, media_genre.c.genre_id == genre.c.id)
        .join(media, media.c.id == media_genre.c.media_id)
        .where(begins, *visible_to(user))
    )
    return list(connection.scalars(query.order_by(genre.c.name).limit(limit)))
