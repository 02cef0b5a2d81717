"""Which of a provider's episodes each episode of a show is.

The one that a person chose, else the one with its season and number, its date, or its number over all seasons.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.tables import chosen_episode, episode, media, season
from dim.metadata.model import EpisodeFacts, Facts, TitleFacts

FIRST_YEAR = 1900
"""Seasons from here on are years: a daily show counts its days (0621 for June 21st)."""


@dataclass(frozen=True, slots=True, order=True)
class EpisodeNumber:
    """An episode of a provider, by its number in its season."""

    season: int
    number: int


def by_item(
    connection: Connection, title_id: int, details: TitleFacts, episodes: Sequence[EpisodeFacts]
) -> dict[int, Facts]:
    """What a provider says of a title, its seasons and its episodes, by the ids of these items."""
    found = {title_id: details.facts}
    if connection.scalar(select(media.c.kind).where(media.c.id == title_id)) != "show":
        return found
    seasons = {one.number: one.facts for one in details.seasons}
    rows = connection.execute(select(season.c.id, season.c.number).where(season.c.media_id == title_id)).all()
    found |= {row.id: seasons[row.number] for row in rows if row.number in seasons}
    chosen = chosen_of(connection, title_id)
    return found | {
        item_id: one.facts for item_id, one in assign(numbers(connection, title_id), episodes, chosen).items()
    }


def numbers(connection: Connection, title_id: int) -> dict[int, EpisodeNumber]:
    """The numbers of a show's episodes in this library, by item."""
    query = select(episode.c.id, season.c.number.label("season"), episode.c.number).join(season)
    rows = connection.execute(query.where(season.c.media_id == title_id))
    return {row.id: EpisodeNumber(row.season, row.number) for row in rows}


def assign(
    wanted: Mapping[int, EpisodeNumber], episodes: Sequence[EpisodeFacts], chosen: Mapping[int, EpisodeNumber]
) -> dict[int, EpisodeFacts]:
    """The provider's episodes of items. `chosen`: what a person said of some of them. Pure."""
    by_number = {EpisodeNumber(one.season, one.number): one for one in episodes}
    by_date = {one.facts.released: one for one in reversed(episodes) if one.facts.released}
    in_order = sorted((one for one in episodes if one.season > 0), key=lambda one: (one.season, one.number))
    absolute = dict(enumerate(in_order, 1)) | {one.absolute: one for one in episodes if one.absolute}
    seasons = {one.season for one in wanted.values() if one.season}
    found: dict[int, EpisodeFacts] = {}
    for item_id, own in wanted.items():
        facts = by_number.get(chosen.get(item_id, own), by_number.get(own))
        if facts is None and own.season > FIRST_YEAR:
            facts = by_date.get(f"{own.season}-{own.number // 100:02}-{own.number % 100:02}")
        if facts is None and seasons <= {1}:
            facts = absolute.get(own.number)
        if facts is not None:
            found[item_id] = facts
    return found


def chosen_of(connection: Connection, title_id: int) -> dict[int, EpisodeNumber]:
    """What a person said of episodes of a show, by item."""
    query = select(chosen_episode).join_from(chosen_episode, episode).join(season, season.c.id == episode.c.season_id)
    rows = connection.execute(query.where(season.c.media_id == title_id))
    return {row.episode_id: EpisodeNumber(row.season, row.number) for row in rows}


def choose(transaction: Transaction, episode_id: int, to: EpisodeNumber | None) -> None:
    """Note which of its provider's episodes an episode is; None: Dim finds it by itself."""
    forget_chosen(transaction, [episode_id])
    if to is not None:
        transaction.execute(
            insert(chosen_episode), {"episode_id": episode_id, "season": to.season, "number": to.number}
        )


def forget_chosen(transaction: Transaction, item_ids: Iterable[int]) -> None:
    """Forget what a person said of episodes: their show is another one now."""
    for part in chunks(sorted(set(item_ids))):
        transaction.execute(delete(chosen_episode).where(chosen_episode.c.episode_id.in_(part)))
