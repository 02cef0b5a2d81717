"""Texts of TMDB in the wanted language, field by field: a missing translation leaves a field empty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dim.media.json_values import objects, text
from dim.metadata.model import Locale, TitleKind, Translation
from dim.metadata.providers.reading import line, member, paragraphs


@dataclass(frozen=True, slots=True)
class Texts:
    """What a person reads first."""

    title: str | None
    overview: str | None
    tagline: str | None


def texts(values: Mapping[str, Any], kind: TitleKind, locale: Locale, translated: tuple[Translation, ...]) -> Texts:
    """Title, overview and tagline: in the wanted language, else in English, else in the original one."""
    original_language = text(values, "original_language") or ""
    wanted = _in_language(translated, locale.language, locale.country)
    english = _in_language(translated, "en", "US")
    choice = [one for one in (wanted, english, _in_language(translated, original_language, "")) if one]
    title, original_title = line(values, title_member(kind)), line(values, f"original_{title_member(kind)}")
    # TMDB answers with the original title where it has no translation. A translation without a title means that it is the same.
    is_original = original_language == locale.language.partition("-")[0]
    if wanted is None and not is_original and title == original_title and english and english.title:
        title = english.title
    return Texts(
        title or next((one.title for one in choice if one.title), original_title),
        paragraphs(values, "overview") or next((one.overview for one in choice if one.overview), None),
        line(values, "tagline") or next((one.tagline for one in choice if one.tagline), None),
    )


def read_translations(values: Mapping[str, Any], kind: TitleKind) -> Iterable[Translation]:
    """Of details with appended translations."""
    for one in objects(member(values, "translations").get("translations"))[:200]:
        language, country, data = text(one, "iso_639_1"), text(one, "iso_3166_1"), member(one, "data")
        if language and len(language) <= 8:
            yield Translation(
                f"{language}-{country}" if country else language, line(data, title_member(kind)),
                paragraphs(data, "overview"), line(data, "tagline"),
            )  # fmt: skip


def _in_language(translated: tuple[Translation, ...], language: str, country: str) -> Translation | None:
    plain = language.partition("-")[0]
    best = (language if "-" in language else f"{plain}-{country}", f"{plain}-{plain.upper()}")
    same = [one for one in translated if one.language.partition("-")[0] == plain]
    return next((one for wanted in best for one in same if one.language == wanted), same[0] if same else None)


def by_language(translated: tuple[Translation, ...], locale: Locale) -> tuple[Translation, ...]:
    """Those in the wanted language first."""
    return tuple(
        sorted(translated, key=lambda one: one.language.partition("-")[0] != locale.language.partition("-")[0])
    )


def title_member(kind: TitleKind) -> Literal["title", "name"]:
    """The member that holds a title."""
    return "title" if kind == "movie" else "name"
