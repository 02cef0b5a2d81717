"""Reads AniList's answers: from JSON to candidates and facts. Pure. https://docs.anilist.co/"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dim.media.json_values import integer, number, objects, text
from dim.metadata.model import (
    Candidate,
    Credit,
    EpisodeFacts,
    Facts,
    Locale,
    Picture,
    Rating,
    SeasonFacts,
    TitleFacts,
    TitleKind,
    Trailer,
    Translation,
)  # fmt: skip
from dim.metadata.providers.anilist_chain import Part
from dim.metadata.providers.reading import distinct, html_to_text, key, line, member, names, rating, seconds, strings

MOST_EPISODES, MOST_PEOPLE = 3000, 50
_SPOILER = re.compile(r"~!.{0,4000}?!~", re.DOTALL)
_EPISODE = re.compile(r"(?:Episode|Ep\.?|E)\s*(\d{1,4})\s*(?:[-–—:]\s*(.{1,300}))?", re.IGNORECASE)
_STATUS: Mapping[str, str] = {
    "FINISHED": "ended", "RELEASING": "continuing", "HIATUS": "continuing", "NOT_YET_RELEASED": "planned", "CANCELLED": "cancelled",
}  # fmt: skip
_ROLES: tuple[tuple[str, str], ...] = (
    ("Original Creator", "creator"), ("Original Story", "creator"), ("Director", "director"), ("Series Composition", "writer"),
    ("Script", "writer"), ("Screenplay", "writer"), ("Music", "composer"),
)  # fmt: skip
_ADULT = "R18+"


def candidate(media: Mapping[str, Any], locale: Locale) -> Candidate | None:
    """Of an entry; None: it has no id or no title."""
    number_, titles = key(media), member(media, "title")
    title = _title(titles, locale)
    if not number_ or not title:
        return None
    kind = kind_of(media)
    count = episode_count(media)
    return Candidate(
        provider="anilist", id=number_, kind=kind, title=title, original_title=line(titles, "native"),
        other_titles=_other_titles(media), year=integer(member(media, "startDate"), "year") or integer(media, "seasonYear") or None,
        overview=_description(media), poster=text(member(media, "coverImage"), "large"),
        popularity=number(media, "popularity") or 0.0, runtime=seconds(media, "duration"), ids=_ids(media),
        countries=distinct([line(media, "countryOfOrigin")]), episodes={1: count} if kind == "show" and count else {},
        ended=integer(member(media, "endDate"), "year") or None,
    )  # fmt: skip


def kind_of(media: Mapping[str, Any]) -> TitleKind:
    """Whether an entry is a movie or a show."""
    return "movie" if text(media, "format") == "MOVIE" else "show"


def title_facts(media: Mapping[str, Any], parts: Iterable[Part], locale: Locale) -> TitleFacts:
    """Of an entry, with the seasons and episodes of the series that it is part of."""
    titles, start, end = member(media, "title"), member(media, "startDate"), member(media, "endDate")
    value = rating((number(media, "averageScore") or 0.0) / 10)
    translations = tuple(
        Translation(language, title)
        for language, name in (("en", "english"), ("ja", "native"), ("ja-Latn", "romaji"))
        if (title := line(titles, name))
    )
    is_adult, country = media.get("isAdult") is True, line(media, "countryOfOrigin")
    language = {"JP": "ja", "KR": "ko", "CN": "zh", "TW": "zh"}.get(country or "")
    facts = Facts(
        title=_title(titles, locale), original_title=line(titles, "native"), other_titles=_other_titles(media),
        overview=_description(media), year=integer(start, "year") or None, released=_day(start), ended=_day(end),
        status=_STATUS.get(text(media, "status") or "") if kind_of(media) == "show" else None,
        runtime=seconds(media, "duration"), rating=value, ratings=(Rating("anilist", value),) if value else (),
        certification=_ADULT if is_adult else None, certifications={"JP": _ADULT} if is_adult else {},
        genres=distinct(strings(media.get("genres"))), studios=names(objects(member(media, "studios").get("nodes"))),
        countries=(country,) if country else (), languages=(language,) if language else (),
        keywords=names(one for one in objects(media.get("tags"))[:100] if one.get("isMediaSpoiler") is not True),
        trailers=_trailers(media), people=_people(media), translations=translations, ids=_ids(media),
        pictures=_pictures(media, with_banner=True),
    )  # fmt: skip
    if kind_of(media) == "movie":
        return TitleFacts(facts)
    seasons: dict[int, SeasonFacts] = {}
    episodes: list[EpisodeFacts] = []
    for part in parts:
        season = SeasonFacts(part.season, _season_facts(part.media, locale))
        seasons.setdefault(part.season, season)
        episodes += _episodes(part)
    return TitleFacts(facts, tuple(seasons.values()), tuple(episodes))


def episode_count(media: Mapping[str, Any]) -> int:
    """How many episodes an entry has; of one that is on the air, how many were shown."""
    count = integer(media, "episodes") or integer(member(media, "nextAiringEpisode"), "episode") - 1
    return max(0, min(count, MOST_EPISODES))


def _episodes(part: Part) -> list[EpisodeFacts]:
    streamed = _streamed(part.media)
    found = []
    for at in range(1, episode_count(part.media) + 1):
        title, still = streamed.get(at, (None, None))
        facts = Facts(
            title=title, runtime=seconds(part.media, "duration"), pictures=(Picture("still", still),) if still else ()
        )
        found.append(EpisodeFacts(part.season, part.offset + at, facts, part.absolute + at))
    return found


def _streamed(media: Mapping[str, Any]) -> dict[int, tuple[str | None, str | None]]:
    """Title and still by number. Services count on over seasons, so that a second season may start with episode 26."""
    found: dict[int, tuple[str | None, str | None]] = {}
    for one in objects(media.get("streamingEpisodes"))[:MOST_EPISODES]:
        read = _EPISODE.fullmatch(line(one, "title") or "")
        still = text(one, "thumbnail") or ""
        if read:
            found.setdefault(int(read[1]), (read[2], still if still.startswith("http") else None))
    count = episode_count(media)
    first = min(found, default=1) - 1
    return {at - first: value for at, value in found.items()} if count and max(found, default=0) > count else found


def _season_facts(media: Mapping[str, Any], locale: Locale) -> Facts:
    start = member(media, "startDate")
    return Facts(
        title=_title(member(media, "title"), locale), overview=_description(media), year=integer(start, "year") or None,
        released=_day(start), ids=_ids(media), pictures=_pictures(media, with_banner=False),
    )  # fmt: skip


def _title(titles: Mapping[str, Any], locale: Locale) -> str | None:
    wanted = "native" if locale.language.partition("-")[0] == "ja" else "english"
    return next((found for name in (wanted, "english", "romaji", "native") if (found := line(titles, name))), None)


def _other_titles(media: Mapping[str, Any]) -> tuple[str, ...]:
    titles = member(media, "title")
    return distinct(
        (*(line(titles, name) for name in ("english", "romaji", "native")), *strings(media.get("synonyms")))
    )


def _description(media: Mapping[str, Any]) -> str | None:
    """Plain text: descriptions hold HTML even where AniList is asked for none, and spoilers between ~! and !~."""
    found = text(media, "description")
    return html_to_text(_SPOILER.sub("", found[:40_000]))[:20_000] or None if found else None


def _ids(media: Mapping[str, Any]) -> dict[str, str]:
    found = {"anilist": key(media), "mal": key(media, "idMal")}
    return {name: value for name, value in found.items() if value}


def _day(value: Mapping[str, Any]) -> str | None:
    year, month, day = (integer(value, name) for name in ("year", "month", "day"))
    if not (0 < year < 10_000 and 0 < month <= 12 and 0 < day <= 31):
        return None
    return f"{year:04}-{month:02}-{day:02}"


def _trailers(media: Mapping[str, Any]) -> tuple[Trailer, ...]:
    trailer = member(media, "trailer")
    number_ = text(trailer, "id") or ""
    if text(trailer, "site") != "youtube" or not re.fullmatch(r"[\w-]{6,20}", number_):
        return ()
    return (Trailer(f"https://www.youtube.com/watch?v={number_}"),)


def _people(media: Mapping[str, Any]) -> tuple[Credit, ...]:
    found = []
    for edge in objects(member(media, "characters").get("edges"))[:MOST_PEOPLE]:
        character = line(member(edge, "node", "name"), "full")
        found += [_credit(voice, "actor", character) for voice in objects(edge.get("voiceActors"))[:1]]
    for edge in objects(member(media, "staff").get("edges"))[:MOST_PEOPLE]:
        role = line(edge, "role") or ""
        job = next((job for name, job in _ROLES if role == name or role.startswith(f"{name} (")), None)
        found += [_credit(member(edge, "node"), job, None)] if job else []
    return tuple(one for one in found if one)


def _credit(person: Mapping[str, Any], job: str, character: str | None) -> Credit | None:
    name = line(member(person, "name"), "full")
    picture = text(member(person, "image"), "large") or ""
    ids = {"anilist": found} if (found := key(person)) else {}
    return Credit(name, job, character, picture if picture.startswith("http") else None, ids) if name else None


def _pictures(media: Mapping[str, Any], *, with_banner: bool) -> tuple[Picture, ...]:
    cover = member(media, "coverImage")
    poster = text(cover, "extraLarge") or text(cover, "large") or ""
    banner = (text(media, "bannerImage") or "") if with_banner else ""
    found = [Picture("poster", poster)] if poster.startswith("http") else []
    # 1900 x 400: too flat for a backdrop, but a banner.
    return (*found, *([Picture("banner", banner)] if banner.startswith("http") else []))
