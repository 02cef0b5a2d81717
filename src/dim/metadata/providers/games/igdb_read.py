"""Reads IGDB's answers: from JSON to candidates and facts. Pure. https://api-docs.igdb.com/#endpoints"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from dim.games.rom.platforms import platform_of_folder
from dim.media.json_values import integer, number, objects, text
from dim.metadata.model import Candidate, Facts, Locale, Picture, PictureKind, Rating, TitleFacts, Trailer
from dim.metadata.providers.games.ratings import certifications
from dim.metadata.providers.reading import distinct, key, line, member, names, paragraphs, rating, year_of

SOURCES: Mapping[str, int] = {"steam": 1, "gog": 5, "epic": 26}
"""The ids of shops at IGDB (`external_game_source`), by what Dim calls them."""
_IMAGE_ID = re.compile(r"[a-z0-9_]{1,60}", re.ASCII)
_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{6,20}", re.ASCII)
_COUNTED = re.compile(r"--\d+$")
"""The end of a slug that another platform had before: "ps4--1"."""
_COMPUTERS = {"win": "windows", "mac": "mac", "linux": "linux"}
_SIZES: Mapping[str, tuple[PictureKind, str, int]] = {
    "cover": ("poster", "t_cover_big_2x", 528), "artworks": ("backdrop", "t_1080p", 1920),
    "screenshots": ("backdrop", "t_1080p", 1920),
}  # fmt: skip
"""The kind of each group of pictures, the size that is fetched, and its largest width."""
MOST_PICTURES_OF_A_GROUP = 20


def candidate(game: Mapping[str, Any], images: str) -> Candidate | None:
    """Of a game of a search; None: it has no id or no name. `images`: where pictures are."""
    number_, title = key(game), line(game, "name")
    if not number_ or not title:
        return None
    covers = _pictures(game, "cover", images)
    return Candidate(
        provider="igdb", id=number_, kind="game", title=title, other_titles=_other_titles(game),
        year=year_of(_released(game)), overview=_overview(game), poster=covers[0].location if covers else None,
        popularity=number(game, "total_rating_count") or 0.0, platforms=_platforms(game), ids=_ids(game),
    )  # fmt: skip


def title_facts(game: Mapping[str, Any], locale: Locale, images: str) -> TitleFacts:
    """Of a game with everything that Dim asks for."""
    released = _released(game)
    score = rating((number(game, "total_rating") or 0.0) / 10)
    companies = objects(game.get("involved_companies"))[:100]
    certification, by_country = certifications(_age_ratings(game), locale.country)
    votes = integer(game, "total_rating_count") or None
    facts = Facts(
        title=line(game, "name"), other_titles=_other_titles(game), overview=_overview(game), year=year_of(released),
        released=released, rating=score, ratings=(Rating("igdb", score, votes),) if score else (),
        certification=certification, certifications=by_country, genres=names(objects(game.get("genres"))[:50]),
        studios=_companies(companies, "developer"), publishers=_companies(companies, "publisher"),
        keywords=names(objects(game.get("themes"))[:50]), trailers=_trailers(game), ids=_ids(game),
        pictures=tuple(one for group in _SIZES for one in _pictures(game, group, images)),
    )  # fmt: skip
    return TitleFacts(facts, platforms=_platforms(game))


def game_of(rows: Iterable[Mapping[str, Any]], source: str, value: str) -> str | None:
    """The id of the game that an id of a shop stands for, by rows of `external_games`."""
    for one in rows:
        if text(one, "uid") == value and one.get("external_game_source", SOURCES[source]) == SOURCES[source]:
            return key(one, "game")
    return None


def _ids(game: Mapping[str, Any]) -> dict[str, str]:
    """Its own, and those of shops that have it once: several are editions, of which nobody knows which is meant."""
    found: dict[str, set[str]] = defaultdict(set)
    names_of = {number_: name for name, number_ in SOURCES.items()}
    for one in objects(game.get("external_games"))[:500]:
        of = integer(one, "external_game_source") or integer(one, "category")
        value = key(one, "uid")
        if of in names_of and value:
            found[names_of[of]].add(value)
    return {**{name: min(values) for name, values in found.items() if len(values) == 1}, "igdb": key(game) or ""}


def _released(game: Mapping[str, Any]) -> str | None:
    """The first release of all platforms; IGDB has Unix times, which may be before 1970."""
    seconds = game.get("first_release_date")
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not -1_000_000_000 < seconds < 10_000_000_000:
        return None
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _overview(game: Mapping[str, Any]) -> str | None:
    return paragraphs(game, "summary") or paragraphs(game, "storyline")


def _other_titles(game: Mapping[str, Any]) -> tuple[str, ...]:
    return names(objects(game.get("alternative_names"))[:200])


def _companies(companies: Iterable[Mapping[str, Any]], role: str) -> tuple[str, ...]:
    return distinct(line(member(one, "company"), "name") for one in companies if one.get(role) is True)


def _platforms(game: Mapping[str, Any]) -> frozenset[str]:
    found = set()
    for one in objects(game.get("platforms"))[:200]:
        slug, name = line(one, "slug") or "", line(one, "name") or ""
        slug = _COUNTED.sub("", slug)
        known = _COMPUTERS.get(slug) or platform_of_folder(slug) or platform_of_folder(name)
        found.add(known or slug)
    return frozenset(found - {""})


def _age_ratings(game: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in objects(game.get("age_ratings"))[:50]:
        system = line(member(one, "organization"), "name") or ""
        value = line(member(one, "rating_category"), "rating") or ""
        if system and value:
            found.setdefault(system.upper(), value)
    return found


def _trailers(game: Mapping[str, Any]) -> tuple[Trailer, ...]:
    return tuple(
        Trailer(f"https://www.youtube.com/watch?v={number_}", line(one, "name"))
        for one in objects(game.get("videos"))[:10]
        if _VIDEO_ID.fullmatch(number_ := text(one, "video_id") or "")
    )


def _pictures(game: Mapping[str, Any], group: str, images: str) -> list[Picture]:
    kind, size, most = _SIZES[group]
    entries = [member(game, group)] if group == "cover" else objects(game.get(group))[:MOST_PICTURES_OF_A_GROUP]
    found = []
    for one in entries:
        name, width, height = text(one, "image_id") or "", integer(one, "width"), integer(one, "height")
        if _IMAGE_ID.fullmatch(name):
            if width > most:
                width, height = most, round(height * most / width)
            found.append(Picture(kind, f"{images}/{size}/{name}.jpg", width or None, height or None))
    return found
