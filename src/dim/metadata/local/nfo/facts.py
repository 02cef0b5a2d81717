"""From an element of an NFO file to facts."""

import functools
from collections.abc import Callable, Iterable

from dim.metadata.json_fields import LONGEST_LINE, LONGEST_TEXT, MOST_NAMES
from dim.metadata.local import values
from dim.metadata.local.external_ids import clean_ids
from dim.metadata.local.nfo import people_and_pictures
from dim.metadata.local.nfo.ids import ids_of
from dim.metadata.local.nfo.model import NfoKind, UserData
from dim.metadata.local.nfo.tree import Element
from dim.metadata.model import CollectionLink, Facts, Rating, Translation

MOST_RATINGS = 20
_STATUS = {
    "continuing": "continuing", "returning series": "continuing", "in production": "continuing", "running": "continuing",
    "pilot": "continuing", "ended": "ended", "canceled": "cancelled", "cancelled": "cancelled", "planned": "planned",
    "unreleased": "planned", "upcoming": "planned",
}  # fmt: skip
LOCKABLE = {
    "name": "title", "originaltitle": "original_title", "sortname": "sort_title", "overview": "overview", "tagline": "tagline",
    "officialrating": "certification", "genres": "genres", "studios": "studios", "tags": "keywords", "cast": "people",
    "productionlocations": "countries", "runtime": "runtime", "communityrating": "rating",
}  # fmt: skip
"""Names in `lockedfields`, and the facts that they are."""
_RATING_SOURCES = {
    "themoviedb": "tmdb",
    "thetvdb": "tvdb",
    "moviedb": "tmdb",
    "tomatometerallcritics": "rottentomatoes",
}
CRITICS = "rottentomatoes"
"""Jellyfin keeps the share of good reviews there in `criticrating`, 0 to 100."""


def facts_of(root: Element, kind: NfoKind) -> Facts:
    """The facts of a movie, show, season or episode."""
    rating, ratings = _ratings(root)
    dates = ("premiered", "releasedate", "aired")
    released = values.iso_date(root.value(*(reversed(dates) if kind == "episode" else dates)))
    year = values.year(root.value("year"))
    status = _STATUS.get(root.value("status").casefold()) if kind == "show" else None
    spoken = _names(root, "languages", "spokenlanguage", "spokenlanguages")
    certification, by_country = _certifications(root)
    title = _line(root, "title", "localtitle", "name") or (_line(root, "showtitle") if kind == "show" else None)
    return Facts(
        title=title, original_title=_line(root, "originaltitle"), sort_title=_line(root, "sorttitle", "sortname"),
        other_titles=_names(root, "alternativetitle", split=False),
        overview=values.plain_text(root.value("plot", "biography", "outline"))[:LONGEST_TEXT] or None,
        tagline=_line(root, "tagline"),
        year=year or (values.year(released) if released and kind != "episode" else None), released=released,
        ended=values.iso_date(root.value("enddate")), status=status,
        runtime=values.minutes(root.value("runtime")), rating=rating,
        ratings=tuple(ratings), certification=certification, certifications=by_country,
        genres=_names(root, "genre"), studios=_names(root, "studio"), networks=_names(root, "network"),
        countries=_coded(_names(root, "country", "countrycode"), values.country_code),
        languages=_coded(spoken, _language), keywords=_names(root, "tag", "style"),
        trailers=people_and_pictures.trailers(root), people=people_and_pictures.people(root), collection=_collection(root),
        translations=_translations(root), ids=ids_of(root, kind), pictures=people_and_pictures.pictures(root), locked=_locked(root),
    )  # fmt: skip


def user_data(root: Element) -> UserData:
    """What a user did, as the program that wrote the file knows it."""
    plays = values.whole_number(root.value("playcount"))
    watched = root.value("watched").casefold()
    resume = root.first("resume")
    return UserData(
        watched={"true": True, "false": False}.get(watched, bool(plays) if plays is not None else None), plays=plays,
        last_played=root.value("lastplayed")[:30] or None,
        position=(values.number(resume.value("position")) or None) if resume else None,
        favorite={"true": True, "false": False}.get(root.value("isuserfavorite").casefold()),
        rating=values.rating(root.value("userrating")),
    )  # fmt: skip


def _line(root: Element, *names: str) -> str | None:
    return " ".join(values.plain_text(root.value(*names)).split())[:LONGEST_LINE] or None


def _names(root: Element, *names: str, split: bool = True) -> tuple[str, ...]:
    """The names in repeated elements, which may hold several, or an element `name`."""
    found: list[str] = []
    for element in root.all(*names):
        inner = element.first("name")
        text = values.plain_text((inner or element).text)
        found += values.names(text) if split else [" ".join(text.split())]
    return tuple(dict.fromkeys(name[:LONGEST_LINE] for name in found if name))[:MOST_NAMES]


def _coded(names: Iterable[str], code: Callable[[str], str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known for name in names for one in name.split(", ") if (known := code(one))))


@functools.lru_cache(256)
def _language(name: str) -> str | None:
    """The BCP 47 tag of a language's name or code; None: it is not known."""
    if len(name) > 40:
        return None
    import langcodes  # 10 MB and 50 ms, for the few files that name languages

    try:
        if langcodes.tag_is_valid(name):
            return langcodes.standardize_tag(name)
        return str(langcodes.find(name).to_tag())
    except (LookupError, ValueError):
        return None


def _ratings(root: Element) -> tuple[float | None, list[Rating]]:
    """The rating (the default one, else that of `rating`, else the first), and the ratings by source in the order of the file."""
    found: list[Rating] = []
    main: float | None = None
    for element in [one for group in root.all("ratings") for one in group.all("rating")][:MOST_RATINGS]:
        value = _rating(element)
        name = element.attributes.get("name", "").strip().casefold()[:50]
        if value is None:
            continue
        if main is None and element.attributes.get("default", "").casefold() == "true":
            main = value
        found.append(
            Rating(_RATING_SOURCES.get(name, name), value, values.whole_number(element.value("votes"), 2**40) or None)
        )
    old = root.first("rating")
    main = main or (_rating(old) if old else None) or values.rating(root.value("communityrating"))
    critics = values.rating(root.value("criticrating"), 100)
    if critics is not None:
        found.append(Rating(CRITICS, critics))
    return main or (found[0].value if found else None), [one for one in found if one.source]


def _rating(of: Element) -> float | None:
    return values.rating(of.value("value") or of.text, values.number(of.attributes.get("max", "10")) or 10)


def _certifications(root: Element) -> tuple[str | None, dict[str, str]]:
    """The certification in `mpaa`; by country those of `certification` too, which tinyMediaManager writes."""
    first, by_country = values.certifications(root.value("customrating") or root.value("mpaa"))
    other, more = values.certifications(root.value("certification"))
    return first or other, {**by_country, **more} if not first or by_country else more or by_country


def _collection(root: Element) -> CollectionLink | None:
    element = root.first("set")
    if element is None:
        return None
    name = element.value("name") or ("".join(element.pieces).strip())
    if not name:
        return None
    stated = (element.attributes.get("tmdbcolid", ""), *(one.text for one in root.all("tmdbcolid", "collectionnumber")))
    return CollectionLink(
        " ".join(values.plain_text(name).split())[:LONGEST_LINE], clean_ids(("tmdb", value) for value in stated),
        values.plain_text(element.value("overview"))[:LONGEST_TEXT] or None,
        people_and_pictures.http_url(element.value("poster")), people_and_pictures.http_url(element.value("backdrop")),
    )  # fmt: skip


def _translations(root: Element) -> tuple[Translation, ...]:
    """Texts in other languages, an element of Dim's own."""
    return tuple(
        Translation(
            language[:20],
            _line(one, "title"),
            values.plain_text(one.value("plot"))[:LONGEST_TEXT] or None,
            _line(one, "tagline"),
        )
        for one in root.all("translation")[:MOST_NAMES]
        if (language := one.attributes.get("language", "").strip())
    )


def _locked(root: Element) -> tuple[str, ...]:
    if root.value("lockdata").casefold() in ("true", "1"):
        return ("*",)
    fields = [name.strip().casefold() for name in root.value("lockedfields").split("|")[:MOST_NAMES]]
    return tuple(dict.fromkeys(LOCKABLE[name] for name in fields if name in LOCKABLE))
