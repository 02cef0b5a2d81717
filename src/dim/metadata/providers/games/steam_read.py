"""Reads the answers of Steam's store: from JSON to candidates and facts. Pure. https://wiki.teamfortress.com/wiki/User:RJackson/StorefrontAPI"""

from collections.abc import Mapping
from typing import Any

from dim.media.json_values import integer, number, objects, text
from dim.metadata.model import Candidate, Facts, Locale, Picture, PictureKind, Rating, TitleFacts
from dim.metadata.providers.games.ratings import certifications, from_age
from dim.metadata.providers.games.steam_dates import read_date
from dim.metadata.providers.reading import distinct, key, line, member, names, paragraphs, rating, strings

ASSETS = "/store_item_assets/steam/apps"
MOST_SCREENSHOTS = 30
_SYSTEMS = {"esrb": "ESRB", "pegi": "PEGI", "usk": "USK"}
_LIBRARY_ART: tuple[tuple[PictureKind, str, int | None, int | None], ...] = (
    ("poster", "library_600x900_2x.jpg", 600, 900), ("backdrop", "library_hero.jpg", 1920, 620), ("logo", "logo.png", None, None),
)  # fmt: skip
"""What Steam's library shows of a game; the store's answer does not name it, but it is at a known place."""
_PLATFORMS = ("windows", "mac", "linux")


def candidate(item: Mapping[str, Any], assets: str) -> Candidate | None:
    """Of an item of a search; None: it is no app, or has no name. `assets`: the origin of Steam's pictures."""
    number_, title = key(item), line(item, "name")
    if not number_ or not number_.isdecimal() or not title or text(item, "type") not in (None, "app"):
        return None
    return Candidate(
        provider="steam", id=number_, kind="game", title=title, poster=f"{assets}{ASSETS}/{number_}/library_600x900.jpg",
        platforms=_platforms(item), ids={"steam": number_},
    )  # fmt: skip


def title_facts(data: Mapping[str, Any], app: str, locale: Locale, assets: str) -> TitleFacts:
    """Of the details of an app."""
    release = member(data, "release_date")
    released, year = read_date(line(release, "date") or "")
    score = rating((number(member(data, "metacritic"), "score") or 0.0) / 10)
    certification, by_country = _certifications(data, locale.country)
    facts = Facts(
        title=line(data, "name"), overview=paragraphs(data, "short_description", is_html=True), year=year, released=released,
        status="planned" if release.get("coming_soon") is True else None, rating=score,
        ratings=(Rating("metacritic", score),) if score else (), certification=certification, certifications=by_country,
        genres=names(objects(data.get("genres"))[:50], "description"), studios=distinct(strings(data.get("developers"))),
        publishers=distinct(strings(data.get("publishers"))), ids={"steam": app}, pictures=_pictures(data, app, assets),
    )  # fmt: skip
    return TitleFacts(facts, platforms=_platforms(data))


def _platforms(values: Mapping[str, Any]) -> frozenset[str]:
    known = member(values, "platforms")
    return frozenset(name for name in _PLATFORMS if known.get(name) is True)


def _certifications(data: Mapping[str, Any], country: str) -> tuple[str | None, dict[str, str]]:
    """By the systems' ratings; in Germany else by the store's own rating for it, elsewhere by the age that the store asks for."""
    rated = member(data, "ratings")
    ratings = {system: _value(member(rated, name), "rating") for name, system in _SYSTEMS.items()}
    certification, by_country = certifications(ratings, country)
    german = from_age(_age(member(rated, "steam_germany"), "rating"))
    if german and "DE" not in by_country:
        by_country["DE"] = german
        certification = german if country == "DE" else certification
    return certification or from_age(_age(data, "required_age")), by_country


def _value(values: Mapping[str, Any], name: str) -> str:
    """A text or a number as text: the store writes both."""
    found = values.get(name)
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else (text(values, name) or "")[:40]


def _age(values: Mapping[str, Any], name: str) -> int:
    digits = _value(values, name).removesuffix("+")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 3 else 0


def _pictures(data: Mapping[str, Any], app: str, assets: str) -> tuple[Picture, ...]:
    art = [Picture(kind, f"{assets}{ASSETS}/{app}/{name}", width, height) for kind, name, width, height in _LIBRARY_ART]
    found = {one.location: one for one in art}
    for kind, name in (("landscape", "header_image"), ("backdrop", "background_raw")):
        if url := _url(data, name):
            found.setdefault(url, Picture("landscape" if kind == "landscape" else "backdrop", url))
    for one in objects(data.get("screenshots"))[:MOST_SCREENSHOTS]:
        if url := _url(one, "path_full"):
            found.setdefault(
                url, Picture("backdrop", url, integer(one, "width") or None, integer(one, "height") or None)
            )
    return tuple(found.values())


def _url(values: Mapping[str, Any], name: str) -> str | None:
    found = text(values, name) or ""
    return found if found.startswith(("https://", "http://")) and len(found) < 1000 else None
