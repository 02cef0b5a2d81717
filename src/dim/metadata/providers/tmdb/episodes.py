"""Seasons, episodes and episode groups of TMDB's shows."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from dim.media.json_values import integer, number, objects
from dim.metadata.model import EpisodeFacts, EpisodeOrder, Facts, Picture, SeasonFacts
from dim.metadata.providers.reading import date, key, line, member, paragraphs, rating, seconds, year_of
from dim.metadata.providers.tmdb.people import cast, crew
from dim.metadata.providers.tmdb.pictures import PictureBase, location

MOST_GUESTS = 20
ORDERS: Mapping[int, str] = {1: "aired", 2: "absolute", 3: "dvd"}
"""Types of episode groups that we know."""


def episodes_of(values: Mapping[str, Any], base: PictureBase) -> tuple[EpisodeFacts, ...]:
    """The episodes of all seasons that were appended ("season/1")."""
    found = [
        episode(one, base)
        for name, season in values.items()
        if name.startswith("season/") and isinstance(season, Mapping)
        for one in objects(season.get("episodes"))[:5000]
    ]
    return tuple(sorted(found, key=lambda one: (one.season, one.number)))


def episode(values: Mapping[str, Any], base: PictureBase) -> EpisodeFacts:
    """Of an entry of a season or of an episode group."""
    still = location(values, "still_path", "still", base)
    people = [
        *cast(objects(values.get("guest_stars"))[:MOST_GUESTS], base, "guest"), *crew(objects(values.get("crew")), base)
    ]  # fmt: skip
    facts = Facts(
        title=line(values, "name"), overview=paragraphs(values, "overview"), released=date(values, "air_date"),
        year=year_of(date(values, "air_date")), runtime=seconds(values, "runtime"), rating=rating(number(values, "vote_average")),
        people=tuple(people), ids={"tmdb": found} if (found := key(values)) else {},
        pictures=_one_picture(still, "still"),
    )  # fmt: skip
    return EpisodeFacts(integer(values, "season_number"), integer(values, "episode_number"), facts)


def orders(values: Mapping[str, Any]) -> tuple[EpisodeOrder, ...]:
    """The episode groups whose type we know."""
    entries = objects(member(values, "episode_groups").get("results"))
    return tuple(
        EpisodeOrder(ORDERS[integer(one, "type")], found)
        for one in entries
        if integer(one, "type") in ORDERS and (found := key(one))
    )


def group_episodes(values: Mapping[str, Any], order: str, base: PictureBase) -> list[EpisodeFacts]:
    """The episodes of an episode group, numbered by it. Its group 0 holds specials; absolute numbers run on over the others."""
    found: list[EpisodeFacts] = []
    absolute = 0
    for group in sorted(objects(values.get("groups"))[:500], key=lambda one: integer(one, "order")):
        season = integer(group, "order")
        for place, one in enumerate(objects(group.get("episodes"))[:5000], 1):
            absolute += season > 0
            here = (1, absolute) if order == "absolute" and season > 0 else (season, place)
            found.append(
                replace(episode(one, base), season=here[0], number=here[1], absolute=absolute if season > 0 else None)
            )
    return found


def lacks_texts(values: Iterable[EpisodeFacts]) -> bool:
    """Whether a translation is missing: TMDB leaves its fields empty."""
    return any(not one.facts.title or not one.facts.overview for one in values)


def fill_texts(first: Iterable[EpisodeFacts], second: Iterable[EpisodeFacts]) -> tuple[EpisodeFacts, ...]:
    """The first with titles and overviews of the second where it has none."""
    others = {(one.season, one.number): one.facts for one in second}
    return tuple(
        replace(one, facts=replace(
            one.facts, title=one.facts.title or other.title, overview=one.facts.overview or other.overview,
        )) if (other := others.get((one.season, one.number))) else one
        for one in first
    )  # fmt: skip


def season(values: Mapping[str, Any], base: PictureBase) -> SeasonFacts:
    """Of an entry of a show's seasons."""
    poster = location(values, "poster_path", "poster", base)
    return SeasonFacts(
        integer(values, "season_number"),
        Facts(
            title=line(values, "name"), overview=paragraphs(values, "overview"), released=date(values, "air_date"),
            year=year_of(date(values, "air_date")), ids={"tmdb": found} if (found := key(values)) else {},
            pictures=_one_picture(poster, "poster"),
        ),
    )  # fmt: skip


def _one_picture(url: str | None, kind: Literal["still", "poster"]) -> tuple[Picture, ...]:
    return (Picture(kind, url),) if url else ()
