"""Names that people give their files."""

from typing import Any

import pytest

from dim.naming import fold, parse, sort_title, with_country

MOVIES: list[tuple[str, dict[str, Any]]] = [
    ("Big Film (2001)/Big Film (2001).mkv", {"title": "Big Film", "year": 2001}),
    (
        "Big.Film.2001.1080p.BluRay.x264-GROUP.mkv",
        {"title": "Big Film", "year": 2001, "resolution": "1080p", "group": "GROUP"},
    ),
    ("2001 (1968)/2001 (1968).mkv", {"title": "2001", "year": 1968}),
    ("1917 (2019).mkv", {"title": "1917", "year": 2019}),
    ("Future City 2049 (2017).mp4", {"title": "Future City 2049", "year": 2017}),
    ("Quiet Film (1999)/movie.mkv", {"title": "Quiet Film", "year": 1999}),
    ("Le Fabuleux Été (2004).mkv", {"title": "Le Fabuleux Été", "year": 2004}),
    ("七つの夜 (1954).mkv", {"title": "七つの夜", "year": 1954}),
    ("Ποτέ την Κυριακή (1960).mkv", {"title": "Ποτέ την Κυριακή", "year": 1960}),
    ('What\'s "Up", #1 100%? (2012).mkv', {"title": 'What\'s "Up", #1 100%?', "year": 2012}),
    ("Party 🎉 Time (2020).mp4", {"title": "Party 🎉 Time", "year": 2020}),
    ("Old Film (1982) - Director's Cut.mkv", {"title": "Old Film", "year": 1982, "edition": "Director's Cut"}),
    ("Old Film (1982) {tmdb-78}.mkv", {"title": "Old Film", "year": 1982, "ids": {"tmdb": "78"}}),
    ("Old Film [imdbid-tt0083658] (1982).mkv", {"title": "Old Film", "ids": {"imdb": "tt0083658"}}),
    ("Long Film (2003) cd2.avi", {"title": "Long Film", "year": 2003, "part": 2}),
    ("S.H.A.D.E.S.2010.720p.mkv", {"title": "S.H.A.D.E.S.", "year": 2010}),
    ("Film without a year.mkv", {"title": "Film without a year", "year": None}),
]
EPISODES: list[tuple[str, dict[str, Any]]] = [
    (
        "My Show/Season 1/My Show S01E02 The Name.mkv",
        {"title": "My Show", "season": 1, "episodes": (2,), "episode_title": "The Name"},
    ),
    ("My Show/Season 1/My Show S01E01-E02.mkv", {"title": "My Show", "season": 1, "episodes": (1, 2)}),
    ("My.Show.S02E03E04.720p.mkv", {"title": "My Show", "season": 2, "episodes": (3, 4)}),
    ("My Show/Specials/My Show S00E01 Making of.mkv", {"title": "My Show", "season": 0, "episodes": (1,)}),
    (
        "My Show (2005)/Season 02/My Show - 2x07 - Lost.mkv",
        {"title": "My Show", "year": 2005, "season": 2, "episodes": (7,)},
    ),
    ("My Show/Season 3/05.mkv", {"title": "My Show", "season": 3, "episodes": (5,)}),
    ("My Show/Season 3/Episode 6.mkv", {"title": "My Show", "season": 3, "episodes": (6,)}),
    ("My Show/My Show 104.avi", {"title": "My Show", "season": 1, "episodes": (4,)}),
    ("News/News 2011-06-21.mkv", {"title": "News", "date": "2011-06-21"}),
    ("[Group] Bright Sky - 012 [1080p].mkv", {"title": "Bright Sky", "absolute": (12,)}),
    ("Die Serie/Staffel 2/Die Serie S02E01.mkv", {"title": "Die Serie", "season": 2, "episodes": (1,)}),
    ("Η Σειρά/Season 1/Η Σειρά S01E09.mkv", {"title": "Η Σειρά", "season": 1, "episodes": (9,)}),
]
EXTRAS: list[tuple[str, str, str]] = [
    ("Big Film (2001)/Trailers/Teaser.mkv", "trailer", "Big Film"),
    ("Big Film (2001)/Big Film (2001)-trailer.mkv", "trailer", "Big Film"),
    ("Big Film (2001)/Behind The Scenes/Stunts.mkv", "behind the scenes", "Big Film"),
    ("Big Film (2001)/Deleted Scenes/The lift.mkv", "deleted scene", "Big Film"),
    ("Big Film (2001)/Sample/big.film.2001.sample.mkv", "sample", "Big Film"),
    ("Big Film (2001)/big-film-sample.mkv", "sample", "Big Film"),
]


def check(parsed: Any, expected: dict[str, Any]) -> None:
    assert {name: getattr(parsed, name) for name in expected} == expected


@pytest.mark.parametrize(("path", "expected"), MOVIES, ids=[path for path, _ in MOVIES])
def test_movies(path: str, expected: dict[str, Any]) -> None:
    parsed = parse(path, "movie")
    assert parsed.kind == "movie"
    check(parsed, expected)


@pytest.mark.parametrize(("path", "expected"), EPISODES, ids=[path for path, _ in EPISODES])
def test_episodes(path: str, expected: dict[str, Any]) -> None:
    parsed = parse(path, "show")
    assert parsed.kind == "episode"
    check(parsed, expected)


@pytest.mark.parametrize(("path", "extra", "title"), EXTRAS, ids=[path for path, _, _ in EXTRAS])
def test_extras_belong_to_their_film(path: str, extra: str, title: str) -> None:
    parsed = parse(path, "movie")
    assert (parsed.kind, parsed.extra, parsed.title) == ("sample" if extra == "sample" else "extra", extra, title)


@pytest.mark.parametrize(
    "path", ["", "/", ".", "...", ".mkv", "()", "[]", "\x00", "\ud800", "a" * 20_000, "(" * 5_000, "-1x" * 4_000]
)
def test_no_name_is_too_odd(path: str) -> None:
    for library in ("movie", "show", None):
        assert parse(path, library).title is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amélie", "AMELIE"),
        ("Fish & Chips", "Fish and Chips"),
        ("It's", "Its"),
        ("A.B.C", "a b c"),
        ("Straße", "STRASSE"),
    ],
)
def test_titles_that_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("title", ["七つの夜", "🎉", "!!!", "Ποτέ"])
def test_folding_leaves_something(title: str) -> None:
    assert fold(title)


def test_sorting_knows_articles_and_numbers() -> None:
    shown = ["The Zoo", "Film 10", "Émile", "Film 2", "A Bridge"]
    assert sorted(shown, key=sort_title) == ["A Bridge", "Émile", "Film 2", "Film 10", "The Zoo"]


@pytest.mark.parametrize(
    ("title", "country", "expected"),
    [
        ("The Office", "US", "The Office (US)"),
        ("The Office", None, "The Office"),
        ("The Office (US)", "US", "The Office (US)"),
        ("The Office US", "US", "The Office US"),
        ("The Office", "UK", "The Office (UK)"),
        ("US", "US", "US (US)"),
        ("", "US", ""),
    ],
)
def test_a_title_with_its_country(title: str, country: str | None, expected: str) -> None:
    assert with_country(title, country) == expected


@pytest.mark.parametrize("size", ["480p", "576p", "720p", "1080p", "2160p", "1080i"])
def test_a_name_written_backwards(size: str) -> None:
    stem = f"Some.Show.2x07.{size}.HDTV.x264-GRP"
    found = parse(f"{stem[::-1]}.mkv")
    assert (found.title, found.season, found.episodes, found.resolution) == ("Some Show", 2, (7,), size)
