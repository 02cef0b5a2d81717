"""NFO files that Dim writes, and those of others that it changes."""

import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dim.metadata.local.nfo import NotWrittenError, Written, read_nfo, save_nfo, update_nfo, write_nfo
from dim.metadata.model import CollectionLink, Credit, Facts, Picture, Rating, SeasonFacts, Trailer, Translation

letters = st.sampled_from("aZé中ß0-'\"&<>[]/;.,😀И")
words = st.text(letters, min_size=1, max_size=12)
names = st.lists(words, min_size=1, max_size=4).map(" ".join).filter(lambda name: " / " not in f" {name} ")
texts = st.lists(words, min_size=1, max_size=20).map(" ".join) | st.sampled_from(
    ["One.\n\nTwo & three.", "<b>Not bold</b> &amp; [B]raw[/B]", "5 < 6 > 4"]
)
dates = st.dates().filter(lambda day: 1880 < day.year < 2100).map(lambda day: day.isoformat())
urls = st.integers(1, 10**6).map(lambda number: f"https://image.example/t/{number}.jpg?a=1&b=2")
digits = st.integers(1, 10**8).map(str)
ids = st.fixed_dictionaries(
    {},
    optional={
        "tmdb": digits,
        "tvdb": digits,
        "imdb": st.integers(10**6, 10**8).map(lambda n: f"tt{n}"),
        "anidb": digits,
    },
)
tenths = st.integers(1, 100).map(lambda n: n / 10)
some = st.none()


def several(of: st.SearchStrategy[str], most: int = 4) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(of, max_size=most, unique=True).map(tuple)


people_ids = st.fixed_dictionaries({}, optional={"tmdb": digits})
cast = st.lists(
    st.builds(Credit, names, st.sampled_from(["actor", "guest"]), some | names, some | urls, people_ids),
    max_size=4,
    unique_by=lambda one: one.name,
)
crew = st.lists(
    st.builds(Credit, names, st.sampled_from(["director", "writer", "creator", "producer", "composer"]), some, some | urls, people_ids),
    max_size=4, unique_by=lambda one: (one.name, one.job),
)  # fmt: skip
pictures = st.lists(
    st.builds(Picture, st.sampled_from(["poster", "banner", "logo", "landscape", "clearart", "disc"]), urls, some | st.integers(1, 9000), some | st.integers(1, 9000), st.sampled_from([None, "en", "pt-BR"])),
    max_size=4, unique_by=lambda one: one.location,
)  # fmt: skip
backdrops = st.lists(st.builds(Picture, st.just("backdrop"), urls), max_size=3, unique_by=lambda one: one.location)
ratings = st.lists(
    st.builds(Rating, st.sampled_from(["imdb", "tmdb", "metacritic"]), tenths, some | st.integers(1, 10**7)),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one.source,
)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    by_country = draw(
        st.dictionaries(
            st.sampled_from(["US", "DE", "GB", "JP"]),
            st.sampled_from(["PG-13", "TV-MA", "12", "16", "R18+"]),
            max_size=3,
        )
    )
    rated = draw(st.just(()) | ratings.map(tuple))
    return Facts(
        title=draw(some | names), original_title=draw(some | names), sort_title=draw(some | names), other_titles=draw(several(names)),
        overview=draw(some | texts), tagline=draw(some | names), year=(year := draw(some | st.integers(1880, 2100))),
        released=draw(some | dates) if year else None, ended=draw(some | dates),
        status=draw(st.sampled_from([None, "continuing", "ended", "planned", "cancelled"])), runtime=draw(some | st.integers(1, 900).map(lambda n: n * 60.0)),
        rating=rated[0].value if rated else draw(some | tenths), ratings=rated,
        certification=next(iter(by_country.values()), None) or draw(st.sampled_from([None, "PG-13", "TV-14", "NC-17"])), certifications=by_country,
        genres=draw(several(names)), studios=draw(several(names)), networks=draw(several(names)), keywords=draw(several(names)),
        countries=draw(several(st.sampled_from(["US", "DE", "JP", "KR", "BW"]))), languages=draw(several(st.sampled_from(["en", "de", "ja"]))),
        trailers=tuple(Trailer(url, name) for url, name in draw(st.dictionaries(st.sampled_from(["https://www.youtube.com/watch?v=vKQi3bBA1y8", "https://a.example/t.mp4"]), some | names)).items()),
        people=(*draw(cast), *draw(crew)), ids=draw(ids), pictures=(*draw(pictures), *draw(backdrops)),
        collection=draw(some | st.builds(CollectionLink, names, st.fixed_dictionaries({}, optional={"tmdb": digits}), some | texts, some | urls, some | urls)),
        translations=tuple(draw(st.lists(st.builds(Translation, st.sampled_from(["de", "fr", "pt-BR"]), names, some | texts, some | names), max_size=2, unique_by=lambda one: one.language))),
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(facts())
def test_what_is_written_is_read_as_the_same(of: Facts) -> None:
    written = write_nfo(Written(kind="show", facts=of))
    file = read_nfo(written)
    assert (file.facts, file.note) == (of, None)
    assert update_nfo(written, Written(kind="show", facts=of)) == written


@settings(max_examples=20, deadline=None)
@given(facts(), facts())
def test_an_update_says_what_is_new_and_keeps_the_rest(first: Facts, second: Facts) -> None:
    blob = update_nfo(write_nfo(Written(kind="show", facts=first)), Written(kind="show", facts=second))
    before, after, wanted = first.to_json(), read_nfo(blob).facts.to_json(), second.to_json()
    for name in wanted.keys() - {
        "ids",
        "rating",
        "ratings",
        "certification",
        "certifications",
        "year",
        "people",
        "pictures",
        "collection",
    }:
        assert after[name] == wanted[name], name
    for name in before.keys() - wanted.keys() - {"rating", "ratings", "certification", "certifications"}:
        assert after[name] == before[name], name
    assert read_nfo(blob).facts.ids == {**first.ids, **second.ids}


FOREIGN = """<?xml version="1.0" encoding="utf-8"?>
<!-- created on 2023-03-01 by tinyMediaManager 4.3.9 -->
<movie xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <!-- by hand -->
  <title>Matrix</title>
  <source>BLURAY</source>
  <edition id="7">NONE</edition>
  <genre>Akcja</genre>
  <genre>Dramat</genre>
  <original_filename>matrix.mkv</original_filename>
  <actor>
    <name>Keanu Reeves</name>
    <role>Thomas</role>
    <profile>https://www.themoviedb.org/person/6384</profile>
  </actor>
  <uniqueid type="trakt" default="true">481</uniqueid>
  <thumb>/media/poster.jpg</thumb>
  <playcount>3</playcount>
</movie>
https://www.themoviedb.org/movie/603
"""


def test_a_foreign_file_keeps_what_dim_does_not_know() -> None:
    new = Facts(
        title="The Matrix",
        genres=("Action",),
        people=(Credit("Keanu Reeves", character="Neo"),),
        ids={"tmdb": "603"},
        overview="A choice.",
    )
    text = update_nfo(FOREIGN.encode(), Written(kind="movie", facts=new)).decode()
    assert (
        text
        == """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<!-- created on 2023-03-01 by tinyMediaManager 4.3.9 -->
<movie>
  <!-- by hand -->
  <title>The Matrix</title>
  <source>BLURAY</source>
  <edition id="7">NONE</edition>
  <genre>Action</genre>
  <original_filename>matrix.mkv</original_filename>
  <actor>
    <name>Keanu Reeves</name>
    <role>Neo</role>
    <profile>https://www.themoviedb.org/person/6384</profile>
    <order>0</order>
  </actor>
  <uniqueid type="trakt" default="true">481</uniqueid>
  <thumb>/media/poster.jpg</thumb>
  <playcount>3</playcount>
  <plot>A choice.</plot>
  <uniqueid type="tmdb">603</uniqueid>
</movie>
https://www.themoviedb.org/movie/603
"""
    )


def test_one_of_several_episodes_is_changed() -> None:
    both = b"<episodedetails><title>One</title><season>1</season><episode>1</episode></episodedetails>\n<episodedetails><title>Two</title><season>1</season><episode>2</episode><epbookmark>1300</epbookmark></episodedetails>"
    blob = update_nfo(both, Written(kind="episode", facts=Facts(title="The Second"), season=1, number=2))
    assert [one.facts.title for one in read_nfo(blob).episodes] == ["One", "The Second"]
    assert b"<epbookmark>1300</epbookmark>" in blob
    with pytest.raises(NotWrittenError, match="not episode 3 of season 1"):
        update_nfo(both, Written(kind="episode", facts=Facts(title="?"), season=1, number=3))


@pytest.mark.parametrize(
    ("blob", "reason"),
    [
        (b"<movie><title>Heat</title><lockdata>true</lockdata></movie>", "is locked"),
        (b"https://www.imdb.com/title/tt0113277/", "is no XML"),
        (b"\xb0\xb1\xb2 scene art", "is no XML"),
        (b"<movie><title>Heat</movie>", "is broken at line 1"),
        (b"<tvshow><title>Heat</title></tvshow>", "is of a show, not of a movie"),
        (b"<!DOCTYPE movie [<!ENTITY a 'b'>]><movie><title>&a;</title></movie>", "declares entities"),
        ("<movie><title>Амели</title><plot>Амели из Монмартра".encode() + b"\xff</plot></movie>", "characters that cannot be read"),
        (b"<movie><title>Heat</title></movie>" + b" " * (1 << 20), "is larger than 1 MiB"),
    ],
)  # fmt: skip
def test_what_is_left_alone(tmp_path: Path, blob: bytes, reason: str) -> None:
    path = tmp_path / "movie.nfo"
    path.write_bytes(blob)
    with pytest.raises(NotWrittenError, match=reason):
        save_nfo(str(path), Written(kind="movie", facts=Facts(title="Heat", year=1995)))
    assert path.read_bytes() == blob
    assert os.listdir(tmp_path) == ["movie.nfo"]


def test_a_file_is_replaced_at_once_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "Heat (1995).nfo"
    first, second = (
        Written(kind="movie", facts=Facts(title="Heat", year=1995)),
        Written(kind="movie", facts=Facts(title="Heat", overview="x" * 9000)),
    )
    assert save_nfo(str(path), first)
    assert not save_nfo(str(path), first)
    path.chmod(0o664)
    ended, seen = threading.Event(), set()

    def read() -> None:
        while not ended.is_set():
            seen.add(read_nfo(path.read_bytes()).note)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(100):
        save_nfo(str(path), Written(kind="movie", facts=Facts(title=f"Heat {number}", overview="x" * (number * 90))))
    save_nfo(str(path), second)
    ended.set()
    reader.join()
    assert seen == {None}
    assert stat.S_IMODE(path.stat().st_mode) == 0o664
    assert read_nfo(path.read_bytes()).facts == Facts(title="Heat", year=1995, overview="x" * 9000)
    assert os.listdir(tmp_path) == ["Heat (1995).nfo"]


def test_seasons_of_a_show() -> None:
    seasons = (
        SeasonFacts(1, Facts(title="Book One: Water", pictures=(Picture("poster", "https://a.example/1.jpg"),))),
        SeasonFacts(2, Facts(title="Book Two: Earth")),
    )
    file = read_nfo(write_nfo(Written(kind="show", facts=Facts(title="Avatar"), seasons=seasons)))
    assert file.seasons == seasons
    assert read_nfo(write_nfo(Written(kind="season", facts=Facts(title="Book Two: Earth"), season=2))).season == 2
