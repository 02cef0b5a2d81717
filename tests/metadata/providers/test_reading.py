"""Reading what providers answer: plain text, dates, episode numbers, seasons of a chain. Tables, no network."""

from typing import Any

import pytest

from dim.metadata.model import Locale
from dim.metadata.providers import anilist_read, tvmaze_read, wikidata_read
from dim.metadata.providers.anilist_chain import chain
from dim.metadata.providers.reading import date, html_to_text, key, line, paragraphs
from dim.metadata.providers.tmdb import read
from dim.metadata.providers.tmdb.pictures import PictureBase

ENGLISH = Locale()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<p><b>Breaking Bad</b> follows Walter White.</p><p>He is ill.</p>",
            "Breaking Bad follows Walter White.\n\nHe is ill.",
        ),
        ("Tom &amp; Jerry&nbsp;&#8211; again", "Tom & Jerry – again"),
        ("One<br/>Two<br>Three", "One\nTwo\nThree"),
        ("<script>alert(1)</script>Seen<style>p{}</style>", "Seen"),
        ("I <3 you, 1 < 2", "I <3 you, 1 < 2"),
        ("<img src=x onerror=alert(1)>Text", "Text"),
        ("<<p>b>bold", "<\nb>bold"),
        ("<!-- a --><![CDATA[x]]>rest", "rest"),
        ("unfinished <a href='", "unfinished"),
        ("<p>" * 5000 + "deep", "deep"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Seen &amp;lt;b&amp;gt;twice", "Seen twice"),
    ],
)
def test_html_becomes_text(html: str, expected: str) -> None:
    assert html_to_text(html) == expected


def test_lines_and_paragraphs() -> None:
    assert line({"a": " Love &\n Peace <b>now</b> "}, "a") == "Love & Peace now"
    assert line({"a": "x" * 9000}, "a") == "x" * 500
    assert paragraphs({"a": "Uno & <i>dos</i>"}, "a") == "Uno & dos"
    assert len(paragraphs({"a": "y" * 90_000}, "a") or "") == 20_000
    nothing: list[Any] = [None, 5, [], {}, "", "  "]
    assert [line({"a": one}, "a") for one in nothing] == [None] * len(nothing)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1999-03-31", "1999-03-31"), ("", None), ("1999", None), (19990331, None), ("31.3.1999", None)],
)
def test_dates(value: Any, expected: str | None) -> None:
    assert date({"d": value}, "d") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(603, "603"), ("Q1", "Q1"), (0, None), (-1, None), (True, None), (10**30, None), ("", None), ([], None)],
)
def test_ids(value: Any, expected: str | None) -> None:
    assert key({"id": value}) == expected


NONSENSE: list[Any] = [{}, {"id": "x"}, {"id": 5}, {"id": 5, "title": 3, "name": [], "genres": "Drama", "credits": 7, "_embedded": []}, {
    "id": 5, "title": {"romaji": 1}, "name": "A", "images": {"posters": [1, None, {}], "logos": {}}, "seasons": [None, 5, {}],
    "relations": {"edges": "no"}, "claims": {"P31": [{"mainsnak": 5}, 7], "P577": {}}, "labels": {"en": 5}, "season/1": [],
    "season/x": {"episodes": [{}, 5, {"episode_number": 1e400}]}, "episode_run_time": [None, "x"], "external_ids": [],
    "translations": {"translations": [{"iso_639_1": "de", "data": None}]}, "keywords": [], "videos": {"results": [{"site": "YouTube"}]},
}]  # fmt: skip


@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_is_left_out_and_raises_nothing(value: Any) -> None:
    base = PictureBase()
    for kind in ("movie", "show"):
        read.candidate(value, kind, base)
        read.title_facts(value, kind, ENGLISH, base)
        wikidata_read.title_facts(value, kind, ENGLISH, {})
    tvmaze_read.candidate(value)
    tvmaze_read.title_facts(value, [value])
    anilist_read.candidate(value, ENGLISH)
    anilist_read.title_facts(value, [], ENGLISH)
    wikidata_read.candidate(value, ENGLISH, 1)
    PictureBase.from_configuration(value, "https://api.themoviedb.org/3")


@pytest.mark.parametrize(
    ("kind", "width", "expected"),
    [("poster", 342, "w342"), ("poster", 700, "w780"), ("poster", 4000, "original"), ("logo", 500, "w500"), ("backdrop", None, "original")],
)  # fmt: skip
def test_sizes_of_pictures(kind: Any, width: int | None, expected: str) -> None:
    sizes = {"poster": ["w92", "w342", "w780", "original"], "logo": ["w45", "w500", "wide", "w99999999"]}
    assert (
        PictureBase("https://image.tmdb.org/t/p/", sizes).location("/x.jpg", kind, width)
        == f"https://image.tmdb.org/t/p/{expected}/x.jpg"
    )


def _entry(
    number: int, title: str, form: str = "TV", episodes: int = 12, before: int = 0, after: int = 0
) -> dict[str, Any]:
    edges = [{"relationType": "PREQUEL", "node": {"id": before}}] if before else []
    edges += [{"relationType": "SEQUEL", "node": {"id": after}}] if after else []
    return {
        "id": number,
        "title": {"english": title},
        "format": form,
        "episodes": episodes,
        "relations": {"edges": edges},
    }


@pytest.mark.parametrize(
    ("entries", "start", "expected"),
    [
        ([_entry(1, "Mob Psycho 100")], "1", [(1, 0, 0)]),
        ([_entry(1, "Mob Psycho 100", after=2), _entry(2, "Mob Psycho 100 II", before=1)], "2", [(1, 0, 0), (2, 0, 12)]),
        ([_entry(1, "SPY x FAMILY", after=2), _entry(2, "SPY x FAMILY Cour 2", before=1)], "1", [(1, 0, 0), (1, 12, 12)]),
        ([_entry(1, "Re:ZERO Season 2", after=2), _entry(2, "Re:ZERO Season 2 Part 2", before=1)], "1", [(1, 0, 0), (1, 12, 12)]),
        ([_entry(1, "Demon Slayer", after=2), _entry(2, "Mugen Train", "MOVIE", 1, 1, 3), _entry(3, "Entertainment District Arc", before=2)],
         "1", [(1, 0, 0), (2, 0, 12)]),
        ([_entry(1, "A", after=2), _entry(2, "B", before=1, after=1)], "1", [(1, 0, 0), (2, 0, 12)]),  # a circle
        ([_entry(1, "A", after=9)], "1", [(1, 0, 0)]),  # an end that is not known
        ([_entry(1, "A", after=2), _entry(2, "A: OVA", "OVA", 2, before=1)], "2", [(1, 0, 0)]),
    ],
)  # fmt: skip
def test_seasons_of_a_chain(entries: list[dict[str, Any]], start: str, expected: list[tuple[int, int, int]]) -> None:
    parts = chain(start, {str(one["id"]): one for one in entries}, anilist_read.episode_count)
    assert [(one.season, one.offset, one.absolute) for one in parts] == expected


def test_files_of_commons_are_in_folders_named_by_their_hash() -> None:
    url = wikidata_read.commons_url("Metropolis poster.jpg")
    assert url.startswith("https://upload.wikimedia.org/wikipedia/commons/")
    assert url.endswith("/Metropolis_poster.jpg")
    assert (
        wikidata_read.commons_url("../x?.jpg", "http://127.0.0.1:1")
        == "http://127.0.0.1:1/wiki/Special:FilePath/..%2Fx%3F.jpg"
    )
