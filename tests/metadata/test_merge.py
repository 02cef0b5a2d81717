"""Which source gives each field."""

import pytest

from dim.metadata.merge import merge
from dim.metadata.model import Credit, Facts, Locale, Picture, Rating, Translation

NFO = Facts(title="Matrix", genres=("Sci-Fi",), ids={"imdb": "tt0133093"}, certification="16")
TMDB = Facts(
    title="The Matrix", overview="Neo.", year=1999, genres=("Action",), ids={"tmdb": "603", "imdb": "tt999"}, rating=8.2,
    ratings=(Rating("tmdb", 8.2),), certifications={"US": "R", "DE": "FSK 16"}, certification="R", people=(Credit("Keanu Reeves"),),
    translations=(Translation("de", "Matrix"),), other_titles=("Matriks",),
)  # fmt: skip
IMDB = Facts(title="The Matrix", ratings=(Rating("imdb", 8.7, 2_000_000),), year=1999)
NAME = Facts(title="the matrix", year=1998)
LAYERS = {"nfo": NFO, "tmdb": TMDB, "imdb": IMDB, "name": NAME}


@pytest.mark.parametrize(
    ("order", "field", "value", "source"),
    [
        (["nfo", "tmdb", "name"], "title", "Matrix", "nfo"),
        (["tmdb", "nfo", "name"], "title", "The Matrix", "tmdb"),
        (["name"], "title", "the matrix", "name"),
        (["nfo", "name"], "year", 1998, "name"),
        (["nfo", "tmdb"], "genres", ("Sci-Fi",), "nfo"),
        (["nfo", "tmdb"], "ids", {"imdb": "tt0133093", "tmdb": "603"}, "nfo"),
        (["imdb", "tmdb"], "rating", 8.7, "imdb"),
        (["tmdb", "imdb"], "rating", 8.2, "tmdb"),
        (["imdb"], "rating", 8.7, "imdb"),
        (["tmdb", "imdb"], "ratings", (Rating("tmdb", 8.2), Rating("imdb", 8.7, 2_000_000)), "tmdb"),
        (["imdb"], "overview", None, None),
        (["tvmaze"], "title", None, None),
    ],
)
def test_the_first_source_that_has_a_field_gives_it(
    order: list[str], field: str, value: object, source: str | None
) -> None:
    merged = merge(LAYERS, order)
    assert (getattr(merged.facts, field), merged.sources.get(field)) == (value, source)


@pytest.mark.parametrize(
    ("order", "country", "expected"),
    [
        (["tmdb", "nfo"], "US", "R"),
        (["tmdb", "nfo"], "DE", "FSK 16"),
        (["nfo", "tmdb"], "DE", "16"),
        (["nfo", "tmdb"], "FR", "16"),
        (["tmdb"], "FR", "R"),
        (["imdb"], "US", None),
    ],
)
def test_the_certification_of_the_country(order: list[str], country: str, expected: str | None) -> None:
    assert merge(LAYERS, order, Locale("en", country)).facts.certification == expected


def test_a_locked_nfo_file_keeps_all_others_out() -> None:
    merged = merge({**LAYERS, "nfo": Facts(title="Mine", locked=("*",))}, ["tmdb", "nfo", "name"])
    assert (merged.facts.title, merged.facts.overview, merged.facts.year) == ("Mine", None, 1998)
    merged = merge({**LAYERS, "nfo": Facts(title="Mine", locked=("title",))}, ["tmdb", "nfo", "name"])
    assert (merged.facts.title, merged.facts.overview) == ("Mine", "Neo.")


def test_pictures_in_the_wanted_language_come_first() -> None:
    pictures = tuple(Picture("poster", f"/{language}.jpg", language=language) for language in ("fr", "en", None, "de"))
    merged = merge({"tmdb": Facts(pictures=pictures)}, ["tmdb"], Locale("de", "DE"))
    assert [picture.language for _, picture in merged.pictures] == ["de", None, "en", "fr"]
    english = merge({"tmdb": Facts(pictures=pictures)}, ["tmdb"])
    assert [picture.language for _, picture in english.pictures] == ["en", None, "fr", "de"]


def test_facts_survive_json() -> None:
    assert Facts.from_json(TMDB.to_json()) == TMDB
    assert not Facts()


@pytest.mark.parametrize(
    "values",
    [{"title": 5}, {"people": [{"name": ""}, 7]}, {"pictures": [{"kind": "hologram", "location": "x"}]}, {"rating": 99.0}, {"ids": {"tmdb": 7}},
     {"genres": "Action"}, {"trailers": [None]}, {"collection": "Matrix"}],
)  # fmt: skip
def test_values_of_other_types_are_left_out(values: dict[str, object]) -> None:
    assert Facts.from_json(values) == Facts()
