"""What is known of a title without asking anyone: its names, years, ids, episodes and runtime."""

import re
from collections import defaultdict

from sqlalchemy import Connection, select

from dim.catalog import provenance
from dim.catalog.metadata import layers
from dim.catalog.metadata.preferences import LAUNCHER, LOCAL
from dim.db.tables import episode, game, item, media, other_title, season
from dim.metadata.model import Facts, TitleQuery

_COUNTRY = re.compile(r"\s*\(([A-Z]{2,3})\)$")
_EXPLICIT = (*LOCAL, layers.NAME)
"""Sources whose ids decide."""


def title_query(connection: Connection, media_id: int) -> TitleQuery | None:
    """What is known of a title; None: it is gone."""
    query = select(media, item.c.provenance).join(item, item.c.id == media.c.id).where(media.c.id == media_id)
    row = connection.execute(query).first()
    if row is None:
        return None
    known = layers.of_item(connection, media_id)
    written = row.provenance or {}
    title, year = _title_and_year(row.title, row.year, row.match_key, row.match_year, known, written)
    country = _COUNTRY.search(title)
    titles = [_COUNTRY.sub("", title) or title]
    local = [known[name] for name in _EXPLICIT if name in known]
    titles += [one for facts in local for one in (facts.title, facts.original_title) if one]
    titles += connection.scalars(
        select(other_title.c.title).where(other_title.c.media_id == media_id).order_by(other_title.c.title)
    )
    ids: dict[str, str] = {}
    for facts in reversed(local):
        ids |= facts.ids
    provider, _, value = row.identity.partition(":")
    if provider not in ("name", "item"):
        ids.setdefault(provider, value)
    platforms = connection.scalar(select(game.c.platforms).where(game.c.id == media_id)) if row.kind == "game" else None
    episodes, names, dates = _episodes(connection, media_id) if row.kind == "show" else ({}, {}, frozenset())
    return TitleQuery(
        kind=row.kind, titles=tuple(dict.fromkeys(titles)), year=year or next((one.year for one in local if one.year), None),
        runtime=row.duration, ids=ids, episodes=episodes, episode_titles=names, air_dates=dates,
        country=country[1] if country else None, platforms=frozenset(platforms or ()),
    )  # fmt: skip


def _title_and_year(
    title: str,
    year: int | None,
    match_key: str,
    match_year: int | None,
    known: dict[str, Facts],
    written: dict[str, str],
) -> tuple[str, int | None]:
    """The title and year that people or names gave, not those of the providers that are about to be asked."""
    named = known.get(LAUNCHER, known.get(layers.NAME, Facts()))  # a game is called what its launcher says now
    if written.get("title") not in (None, provenance.PERSON):
        title = named.title or match_key
    if written.get("year") not in (None, provenance.PERSON):
        year = named.year or match_year
    return title, year


def _episodes(
    connection: Connection, show_id: int
) -> tuple[dict[int, frozenset[int]], dict[tuple[int, int], str], frozenset[str]]:
    """The numbers of a show's episodes by season, the titles that names give, and air dates."""
    query = (
        select(season.c.number.label("season"), episode.c.number, episode.c.id, episode.c.title, episode.c.air_date)
        .add_columns(item.c.provenance)
        .join(season, season.c.id == episode.c.season_id)
        .join(item, item.c.id == episode.c.id)
        .where(season.c.media_id == show_id, episode.c.visible)
    )
    rows = connection.execute(query).all()
    numbers: dict[int, set[int]] = defaultdict(set)
    names: dict[tuple[int, int], str] = {}
    others = [row.id for row in rows if "title" in (row.provenance or {})]
    known = layers.of_items(connection, others)
    for row in rows:
        numbers[row.season].add(row.number)
        title = row.title if row.id not in known else known[row.id].get(layers.NAME, Facts()).title
        if title:
            names[row.season, row.number] = title
    dates = frozenset(row.air_date for row in rows if row.air_date and row.season > 1900)
    return {number: frozenset(found) for number, found in numbers.items()}, names, dates
