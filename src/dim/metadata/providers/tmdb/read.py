"""Reads TMDB's answers: from JSON to candidates and facts. Pure.

https://developer.themoviedb.org/reference/movie-details
"""

from collections.abc import Mapping
from typing import Any

from dim.media.json_values import integer, number, objects, text
from dim.metadata.model import (
    Candidate,
    CollectionLink,
    Facts,
    Locale,
    Rating,
    TitleFacts,
    TitleKind,
    Trailer,
    Translation,
)  # fmt: skip
from dim.metadata.providers.reading import (
    date,
    distinct,
    key,
    line,
    member,
    names,
    paragraphs,
    rating,
    seconds,
    strings,
    year_of,
)  # fmt: skip
from dim.metadata.providers.tmdb.episodes import episodes_of, orders, season
from dim.metadata.providers.tmdb.people import people
from dim.metadata.providers.tmdb.pictures import PictureBase, location, pictures
from dim.metadata.providers.tmdb.texts import by_language, read_translations, texts, title_member

_STATUS: Mapping[str, str] = {
    "Returning Series": "continuing", "In Production": "continuing", "Pilot": "continuing", "Ended": "ended",
    "Canceled": "cancelled", "Planned": "planned",
}  # fmt: skip


def candidate(values: Mapping[str, Any], kind: TitleKind, base: PictureBase) -> Candidate | None:
    """Of an entry of a search; None: it has no id or no title."""
    name = title_member(kind)
    number_, title = key(values), line(values, name) or line(values, f"original_{name}")
    if not number_ or not title:
        return None
    return Candidate(
        provider="tmdb", id=number_, kind=kind, title=title, original_title=line(values, f"original_{name}"),
        year=year_of(_released(values, kind)), overview=paragraphs(values, "overview"),
        poster=location(values, "poster_path", "poster", base, 342), popularity=number(values, "popularity") or 0.0,
        ids={"tmdb": number_}, countries=distinct(strings(values.get("origin_country"))),
    )  # fmt: skip


def title_facts(values: Mapping[str, Any], kind: TitleKind, locale: Locale, base: PictureBase) -> TitleFacts:
    """Of the details of a movie or show, with whatever was appended."""
    translated = tuple(read_translations(values, kind))
    read = texts(values, kind, locale, translated)
    certifications = _certifications(values, kind)
    facts = Facts(
        title=read.title, overview=read.overview, tagline=read.tagline, translations=by_language(translated, locale),
        original_title=line(values, f"original_{title_member(kind)}"), other_titles=_other_titles(values, kind, translated),
        year=year_of(_released(values, kind)), released=_released(values, kind),
        ended=date(values, "last_air_date") if text(values, "status") in ("Ended", "Canceled") else None,
        status=_STATUS.get(text(values, "status") or "") if kind == "show" else None,
        runtime=_runtime(values, kind), rating=rating(number(values, "vote_average")), ratings=_ratings(values),
        certification=next((certifications[one] for one in (locale.country, "US", *certifications) if one in certifications), None),
        certifications=certifications, genres=names(objects(values.get("genres"))),
        studios=names(objects(values.get("production_companies"))), networks=names(objects(values.get("networks"))),
        countries=distinct((*strings(values.get("origin_country")), *_codes(values, "production_countries", "iso_3166_1"))),
        languages=distinct((line(values, "original_language"), *_codes(values, "spoken_languages", "iso_639_1"))),
        keywords=names(objects(member(values, "keywords").get("keywords" if kind == "movie" else "results"))),
        trailers=_trailers(values, locale), people=people(values, kind, base), collection=_collection(values, base),
        ids=_ids(values), pictures=pictures(values, locale, base),
    )  # fmt: skip
    if kind == "movie":
        return TitleFacts(facts)
    return TitleFacts(
        facts,
        tuple(season(one, base) for one in objects(values.get("seasons"))[:500]),
        episodes_of(values, base),
        orders(values),
    )


def _other_titles(values: Mapping[str, Any], kind: TitleKind, translated: tuple[Translation, ...]) -> tuple[str, ...]:
    entries = objects(member(values, "alternative_titles").get("titles" if kind == "movie" else "results"))
    return distinct((*names(entries, "title"), *(one.title for one in translated)))


def _certifications(values: Mapping[str, Any], kind: TitleKind) -> dict[str, str]:
    found: dict[str, str] = {}
    if kind == "show":
        for one in objects(member(values, "content_ratings").get("results"))[:200]:
            if (country := line(one, "iso_3166_1")) and (value := line(one, "rating")):
                found.setdefault(country, value[:50])
        return found
    for one in objects(member(values, "release_dates").get("results"))[:200]:
        # The one for theatres (3) first: premieres and discs are often rated otherwise, or not at all.
        releases = sorted(objects(one.get("release_dates")), key=lambda release: integer(release, "type") != 3)
        value = next((value for release in releases if (value := line(release, "certification"))), None)
        if (country := line(one, "iso_3166_1")) and value:
            found.setdefault(country, value[:50])
    return found


def _trailers(values: Mapping[str, Any], locale: Locale) -> tuple[Trailer, ...]:
    videos = [
        one for one in objects(member(values, "videos").get("results"))[:200]
        if text(one, "site") == "YouTube" and text(one, "type") in ("Trailer", "Teaser") and _is_video_key(text(one, "key"))
    ]  # fmt: skip
    wanted = locale.language.partition("-")[0]
    videos.sort(
        key=lambda one: (
            text(one, "iso_639_1") != wanted,
            text(one, "type") != "Trailer",
            one.get("official") is not True,
        )
    )
    return tuple(
        Trailer(f"https://www.youtube.com/watch?v={text(one, 'key')}", line(one, "name"), text(one, "iso_639_1"))
        for one in videos[:10]
    )


def _is_video_key(value: str | None) -> bool:
    return value is not None and 6 <= len(value) <= 20 and value.replace("-", "").replace("_", "").isalnum()


def _collection(values: Mapping[str, Any], base: PictureBase) -> CollectionLink | None:
    found = member(values, "belongs_to_collection")
    name, number_ = line(found, "name"), key(found)
    if not name:
        return None
    return CollectionLink(
        name, {"tmdb": number_} if number_ else {}, paragraphs(found, "overview"),
        location(found, "poster_path", "poster", base), location(found, "backdrop_path", "backdrop", base),
    )  # fmt: skip


def _ids(values: Mapping[str, Any]) -> dict[str, str]:
    external = member(values, "external_ids")
    found = {
        "tmdb": key(values), "imdb": key(external, "imdb_id") or key(values, "imdb_id"),
        "tvdb": key(external, "tvdb_id"), "wikidata": key(external, "wikidata_id"),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _runtime(values: Mapping[str, Any], kind: TitleKind) -> float | None:
    if kind == "movie":
        return seconds(values, "runtime")
    times = values.get("episode_run_time")
    listed = [found for one in times[:20] if (found := seconds({"": one}, ""))] if isinstance(times, list) else []
    return listed[0] if listed else seconds(member(values, "last_episode_to_air"), "runtime")


def _ratings(values: Mapping[str, Any]) -> tuple[Rating, ...]:
    value = rating(number(values, "vote_average"))
    return (Rating("tmdb", value, integer(values, "vote_count") or None),) if value else ()


def _released(values: Mapping[str, Any], kind: TitleKind) -> str | None:
    return date(values, "release_date" if kind == "movie" else "first_air_date")


def _codes(values: Mapping[str, Any], name: str, code: str) -> tuple[str, ...]:
    return names(objects(values.get(name)), code)
