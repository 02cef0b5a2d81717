"""NFO files that Dim writes, and those of others that it changes."""

import os
import random
import stat
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from dim.metadata.local.nfo import NotWrittenError, Written, read_nfo, save_nfo, update_nfo, write_nfo
from dim.metadata.model import (
    CollectionLink,
    Credit,
    Facts,
    Picture,
    PictureKind,
    Rating,
    SeasonFacts,
    Trailer,
    Translation,
)

T = TypeVar("T")
LETTERS = "aZé中ß0-'\"&<>[]/;.,😀И"
TEXTS = ("One.\n\nTwo & three.", "<b>Not bold</b> &amp; [B]raw[/B]", "5 < 6 > 4", "]]> <!-- &#x41; -->")


class Generator:
    """Facts of all kinds, always the same for a seed; each field is left out now and then."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def facts(self) -> Facts:
        chance, name = self._chance, self.name
        by_country = {
            country: chance.choice(("PG-13", "TV-MA", "12", "R18+")) for country in self.some(("US", "DE", "GB", "JP"))
        }
        ratings = tuple(
            Rating(one, chance.randint(1, 100) / 10, self.maybe(chance.randint(1, 10**7)))
            for one in self.some(("imdb", "tmdb", "metacritic"))
        )
        year = self.maybe(chance.randint(1880, 2100))
        return Facts(
            title=self.maybe(name()), original_title=self.maybe(name()), sort_title=self.maybe(name()), other_titles=self.names(),
            overview=self.maybe(self.text()), tagline=self.maybe(name()), year=year, released=self.maybe(self.date()) if year else None,
            ended=self.maybe(self.date()), status=self.maybe(chance.choice(("continuing", "ended", "planned", "cancelled"))),
            runtime=self.maybe(chance.randint(1, 900) * 60.0), rating=ratings[0].value if ratings else self.maybe(chance.randint(1, 100) / 10),
            ratings=ratings, certification=next(iter(by_country.values()), None) or self.maybe("TV-14"), certifications=by_country,
            genres=self.names(), studios=self.names(), networks=self.names(), keywords=self.names(),
            countries=self.some(("US", "DE", "JP", "KR", "BW")), languages=self.some(("en", "de", "ja", "pt-BR")),
            trailers=tuple(Trailer(url, self.maybe(name())) for url in self.some(("https://www.youtube.com/watch?v=vKQi3bBA1y8", "https://a.example/t.mp4"))),
            people=self.people(), collection=self.maybe(CollectionLink(name(), self.ids("tmdb"), self.maybe(self.text()), self.maybe(self.url()), None)),
            translations=tuple(Translation(one, name(), self.maybe(self.text()), self.maybe(name())) for one in self.some(("de", "fr", "pt-BR"))),
            ids=self.ids("tmdb", "tvdb", "anidb") | ({"imdb": f"tt{chance.randint(10**6, 10**8)}"} if chance.random() < 0.5 else {}), pictures=self.pictures(),
        )  # fmt: skip

    def maybe(self, value: T) -> T | None:
        return value if self._chance.random() < 0.7 else None

    def some(self, values: Sequence[T]) -> tuple[T, ...]:
        return tuple(self._chance.sample(values, self._chance.randint(0, len(values))))

    def name(self) -> str:
        return " ".join(part for _ in range(self._chance.randint(1, 4)) if (part := self.word()) != "/") or "Heat"

    def word(self) -> str:
        return "".join(self._chance.choices(LETTERS, k=self._chance.randint(1, 8)))

    def names(self) -> tuple[str, ...]:
        return tuple({self.name(): None for _ in range(self._chance.randint(0, 4))})

    def text(self) -> str:
        return self._chance.choice((*TEXTS, self.name()))

    def date(self) -> str:
        return date.fromordinal(self._chance.randint(700_000, 760_000)).isoformat()

    def url(self) -> str:
        return f"https://image.example/t/{self._chance.randint(1, 10**9)}.jpg?a=1&b=2"

    def ids(self, *providers: str) -> dict[str, str]:
        return {one: str(self._chance.randint(1, 10**8)) for one in self.some(providers)}

    def people(self) -> tuple[Credit, ...]:
        cast = [
            Credit(
                name,
                self._chance.choice(("actor", "guest")),
                self.maybe(self.name()),
                self.maybe(self.url()),
                self.ids("tmdb"),
            )
            for name in self.names()
        ]
        jobs = ("director", "writer", "creator", "producer", "composer")
        return (
            *cast,
            *(
                Credit(name, self._chance.choice(jobs), None, self.maybe(self.url()), self.ids("tmdb"))
                for name in self.names()
            ),
        )

    def pictures(self) -> tuple[Picture, ...]:
        kinds: tuple[PictureKind, ...] = (
            "poster",
            "banner",
            "logo",
            "landscape",
            "clearart",
            "disc",
            "backdrop",
        )  # as files have them: backdrops last
        size = self._chance.randint(1, 9000)
        return tuple(
            Picture(kind, self.url(), self.maybe(size), self.maybe(size), self.maybe("en"), self.maybe(8.5))
            for kind in kinds
            if self._chance.random() < 0.4
        )


@pytest.mark.parametrize("seed", range(150))
def test_what_is_written_is_read_as_the_same(seed: int) -> None:
    of = Generator(seed).facts()
    written = write_nfo(Written(kind="show", facts=of))
    file = read_nfo(written)
    assert (file.facts, file.note) == (of, None)
    assert update_nfo(written, Written(kind="show", facts=of)) == written


TOGETHER = {"rating", "ratings", "certification", "certifications", "year"}
"""Of which one follows from another where an element is not there."""
MERGED = {"ids", "people", "pictures", "collection", "trailers"}
"""Whose elements keep what they say besides, where they are of the same."""


@pytest.mark.parametrize("seed", range(100))
def test_an_update_says_what_is_new_and_keeps_the_rest(seed: int) -> None:
    generator = Generator(seed)
    first, second = generator.facts(), generator.facts()
    blob = update_nfo(write_nfo(Written(kind="show", facts=first)), Written(kind="show", facts=second))
    before, after, wanted = first.to_json(), read_nfo(blob).facts.to_json(), second.to_json()
    for name in wanted.keys() - TOGETHER - MERGED:
        assert after[name] == wanted[name], name
    for name in before.keys() - wanted.keys() - TOGETHER:
        assert after[name] == before[name], name
    read = read_nfo(blob).facts
    assert read.ids == {**first.ids, **second.ids}
    assert [(one.name, one.job) for one in read.people] == [
        (one.name, one.job) for one in second.people or first.people
    ]
    assert [one.location for one in read.pictures] == [one.location for one in second.pictures or first.pictures]
    assert [one.url for one in read.trailers] == [one.url for one in second.trailers or first.trailers]
    collection = second.collection or first.collection
    assert (read.collection and read.collection.name) == (collection and collection.name)


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
