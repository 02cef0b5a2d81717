"""Merges what several sources say of an item: each field comes from the first source in the library's order that has it. Pure.

>>> merged = merge({"tmdb": Facts(title="The Matrix", year=1999), "nfo": Facts(title="Matrix")}, ["nfo", "tmdb"])
>>> merged.facts.title, merged.facts.year, merged.sources["year"]
('Matrix', 1999, 'tmdb')
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dim.metadata.json_fields import MOST_NAMES, MOST_PICTURES
from dim.metadata.model import FACTS, Facts, Locale, Picture, Rating

UNITED = frozenset(
    ("ids", "ratings", "certifications", "pictures", "other_titles", "translations", "locked", "certification")
)
"""Fields that every source adds to."""
_FIRST_SAYS = tuple(name for name in FACTS if name not in UNITED)
"""Fields that the strongest source has which knows them."""
NAME = "name"
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Merged:
    """The facts of an item, and the source that gave each field."""

    facts: Facts
    sources: Mapping[str, str]
    pictures: tuple[tuple[str, Picture], ...] = ()
    """All pictures with their sources, in the order of preference."""


def merge(layers: Mapping[str, Facts], order: Sequence[str], locale: Locale | None = None) -> Merged:
    """Merge the facts of sources. `order`: the sources that count, the strongest first; what others say is left out."""
    wanted = locale or Locale()
    ranked = [(name, layers[name]) for name in order if name in layers]
    locking = next((name for name, facts in ranked if facts.locked), None)
    locked = frozenset(layers[locking].locked) if locking is not None else frozenset()
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for field in _FIRST_SAYS:
        for name, facts in _allowed(ranked, field, locked, locking):
            if (value := _value(facts, field)) not in (None, (), {}):
                values[field], sources[field] = value, name
                break
    values |= _united(ranked, locked, locking, sources)
    allowed = _allowed(ranked, "certification", locked, locking)
    if (found := _certification(allowed, wanted.country)) is not None:
        sources["certification"], values["certification"] = found
    pictures = tuple((name, picture) for name, facts in ranked for picture in _in_order(facts.pictures, wanted))
    values["pictures"] = tuple(picture for _, picture in pictures)[:MOST_PICTURES]
    return Merged(Facts(**values), sources, pictures)


def _value(facts: Facts, field: str) -> object:
    """What a source says of a field; its rating may be one of `ratings` only."""
    if field == "rating" and facts.rating is None and facts.ratings:
        return facts.ratings[0].value
    value: object = getattr(facts, field)
    return value


def _allowed(
    ranked: Sequence[tuple[str, Facts]], field: str, locked: frozenset[str], locking: str | None
) -> Sequence[tuple[str, Facts]]:
    """The sources that may set a field: of a locked one, the source that locks it and what the name says."""
    if locking is None or not ("*" in locked or field in locked):
        return ranked
    return [(name, facts) for name, facts in ranked if name in (locking, NAME)]


def _united(
    ranked: Sequence[tuple[str, Facts]], locked: frozenset[str], locking: str | None, sources: dict[str, str]
) -> dict[str, Any]:
    """The fields to which all sources add; their source is the first that has one."""
    ids: dict[str, str] = {}
    ratings: dict[str, Rating] = {}
    titles: dict[str, None] = {}
    translations: dict[str, Any] = {}
    certifications: dict[str, str] = {}
    for name, facts in ranked:
        for field in ("ids", "ratings", "other_titles", "certifications"):
            if getattr(facts, field):
                sources.setdefault(field, name)
        ids = {**facts.ids, **ids}
        ratings = {**{rating.source: rating for rating in facts.ratings}, **ratings}
        titles |= dict.fromkeys(facts.other_titles)
        translations = {**{one.language: one for one in facts.translations}, **translations}
    for _, facts in _allowed(ranked, "certifications", locked, locking):
        certifications = {**facts.certifications, **certifications}
    first = {rating.source: None for _, facts in ranked for rating in facts.ratings}
    return {
        "ids": ids, "ratings": tuple(ratings[name] for name in first), "other_titles": tuple(titles)[:MOST_NAMES],
        "translations": tuple(translations.values()), "certifications": certifications,
    }  # fmt: skip


def _certification(ranked: Sequence[tuple[str, Facts]], country: str) -> tuple[str, str] | None:
    """The certification in a country, where a source that names no country means that one; else the one that the strongest source
    chose: (source, text).
    """
    for name, facts in ranked:
        found = facts.certifications.get(country) if facts.certifications else facts.certification
        if found:
            return name, found
    return next(((name, facts.certification) for name, facts in ranked if facts.certification), None)


def _in_order(pictures: Sequence[Picture], locale: Locale) -> list[Picture]:
    """Those in the wanted language first, then without text or in English; backdrops without text first."""

    def place(entry: tuple[int, Picture]) -> tuple[int, int]:
        number, picture = entry
        if picture.kind in ("backdrop", "still"):
            return int(picture.language is not None), number
        known = {ENGLISH: 2, None: 1, locale.language.partition("-")[0]: 0, locale.language: 0}
        return known.get(picture.language, 3), number

    return [picture for _, picture in sorted(enumerate(pictures), key=place)]
