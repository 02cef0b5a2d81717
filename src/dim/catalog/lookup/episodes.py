"""Which of a provider's episodes each episode of a show is: by season and number, else by date or the number over all seasons."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from dim.db.tables import episode, media, season
from dim.metadata.model import EpisodeFacts, Facts, TitleFacts

FIRST_YEAR = 1900
"""Seasons from here on are years: a daily show counts its days (0621 for June 21st)."""


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
    query = select(episode.c.id, season.c.number.label("season"), episode.c.number).join(season)
    wanted = {
        row.id: (row.season, row.number) for row in connection.execute(query.where(season.c.media_id == title_id))
    }
    return found | assign(wanted, episodes)


def assign(wanted: Mapping[int, tuple[int, int]], episodes: Sequence[EpisodeFacts]) -> dict[int, Facts]:
    """The facts of episodes, given by item as (season, number). Pure."""
    by_number = {(one.season, one.number): one.facts for one in episodes}
    by_date = {one.facts.released: one.facts for one in reversed(episodes) if one.facts.released}
    in_order = sorted((one for one in episodes if one.season > 0), key=lambda one: (one.season, one.number))
    absolute = {place: one.facts for place, one in enumerate(in_order, 1)}
    absolute |= {one.absolute: one.facts for one in episodes if one.absolute}
    seasons = {number for number, _ in wanted.values() if number}
    found: dict[int, Facts] = {}
    for item_id, (of_season, number) in wanted.items():
        facts = by_number.get((of_season, number))
        if facts is None and of_season > FIRST_YEAR:
            facts = by_date.get(f"{of_season}-{number // 100:02}-{number % 100:02}")
        if facts is None and seasons <= {1}:
            facts = absolute.get(number)
        if facts is not None:
            found[item_id] = facts
    return found
