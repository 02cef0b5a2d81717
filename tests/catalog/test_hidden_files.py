"""Extras and samples: hidden, but listed and counted, and what a person makes of them."""

from dataclasses import replace
from typing import Literal

import pytest
from sqlalchemy import select

from dim.catalog.curate import fixes, hidden, review, why
from dim.catalog.curate.fixes import FixError, Target
from dim.catalog.ingest.model import FileReport, Identification
from dim.db.tables import media_file
from dim.naming import Evidence, Explanation, Identity, Reading
from support.catalog import PROBE, Catalog, episode, movie


def extra(path: str, kind: Literal["extra", "sample"] = "extra") -> FileReport:
    return FileReport(path, 10, 1, path.encode().hex().ljust(32, "0")[:64], Identification(kind, "x"), PROBE)


def number_of(catalog: Catalog, path: str) -> int:
    query = select(media_file.c.id).where(media_file.c.path == path)
    found: int = catalog.database.read(lambda connection: connection.scalars(query).one())
    return found


def listed(catalog: Catalog) -> list[review.ReviewFile]:
    return catalog.database.read(review.listed, catalog.library, "extras", "", 100)


def identify(catalog: Catalog, path: str, target: Target) -> int:
    return catalog.database.write_now(fixes.identify, catalog.library, {number_of(catalog, path): target}, 1)


REASONS: list[tuple[str, str, str]] = [
    ("One/one.more-sample.mkv", "sample", "Read as a sample because its name ends in “sample”."),
    ("One/one.more.[SAMPLE].mkv", "sample", "Read as a sample because its name has “SAMPLE” in it."),
    ("One/sample-one.more.mkv", "sample", "Read as a sample because its name begins with “sample”."),
    ("One/Sample.mkv", "sample", "Read as a sample because its name is “Sample”."),
    ("One/Sample/abc.mkv", "sample", "Read as a sample because it lies in the folder “Sample”."),
    ("One/Trailers/abc.mkv", "extra", "Read as a trailer because it lies in the folder “Trailers”."),
    ("One/One (2011)-trailer.mkv", "extra", "Read as a trailer because its name ends in “trailer”."),
    ("One/One.2011.Trailer.1080p.mkv", "extra", "Read as a trailer because its name has “Trailer” in it."),
    ("One/One (2011) Official Trailer.mkv", "extra", "Read as a trailer because its name ends in “Trailer”."),
    (
        "One/One (2011) - Making of.mkv",
        "extra",
        "Read as a look behind the scenes because its name ends in “Making of”.",
    ),
    ("One/One NCOP1.mkv", "extra", "Read as an extra because its name ends in “NCOP1”."),
    ("One/Interviews/a.mkv", "extra", "Read as an interview because it lies in the folder “Interviews”."),
    ("One/Extras/a.mkv", "extra", "Read as an extra because it lies in the folder “Extras”."),
    ("One/a.mkv", "extra", "Its scanner reported it as an extra."),
    ("One/a-trailer.mkv", "sample", "Its scanner reported it as a sample."),
]


@pytest.mark.parametrize(("path", "role", "expected"), REASONS)
def test_reasons(path: str, role: str, expected: str) -> None:
    assert hidden.reason(path, role, "movie") == expected


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ((), "Read as a sample by its name and folders."),
        ((Evidence("kind", "a movie", "against it", None, -9.0),), "Read as a sample by its name and folders."),
        (
            (Evidence("kind", "a sample", "a word at its end", None, 1.0),),
            "Read as a sample because of a word at its end.",
        ),
    ],
)
def test_reasons_without_a_place(
    monkeypatch: pytest.MonkeyPatch, evidence: tuple[Evidence, ...], expected: str
) -> None:
    reading = Reading(Identity("sample", "X", extra="sample"), evidence, 1.0)
    monkeypatch.setattr(hidden, "explain", lambda path, library: Explanation(reading, None))
    assert hidden.reason("X.mkv", "sample", "movie") == expected


def test_they_are_listed_and_counted(movies: Catalog) -> None:
    movies.report(
        movie("A (2000)/A (2000).mkv", "A", 2000), extra("A (2000)/A-trailer.mkv"), extra("A (2000)/a-sample.mkv", "sample"),
        replace(extra("A (2000)/broken-trailer.mkv"), error="It is damaged."),
    )  # fmt: skip
    found = movies.database.read(review.counts, movies.library)
    assert found == {"unidentified": 0, "doubtful": 0, "missing": 0, "failed": 1, "extras": 2, "ignored": 0}
    trailer, sample = listed(movies)
    assert (trailer.path, [play.title for play in trailer.plays]) == ("A (2000)/A-trailer.mkv", ["A"])
    assert (sample.path, sample.plays) == ("A (2000)/a-sample.mkv", ())
    assert sample.reason.startswith("Read as a sample ")
    movies.report(vanished=("A (2000)/a-sample.mkv",))
    assert movies.database.read(review.counts, movies.library)["extras"] == 1


def test_a_sample_becomes_a_movie_and_a_sample_again(movies: Catalog) -> None:
    movies.report(movie("A (2000)/A (2000).mkv", "A", 2000), extra("One More-sample.mkv", "sample"))
    said = identify(movies, "One More-sample.mkv", Target(title="One More Sample", year=2011))
    assert sorted(movies.titles()) == ["A (2000)", "One More Sample (2011)"]
    assert listed(movies) == []
    movies.report(extra("One More-sample.mkv", "sample"))  # scanned again: the fix stays
    assert len(movies.titles()) == 2
    assert movies.database.write_now(fixes.undo, movies.library, said)
    assert sorted(movies.titles()) == ["A (2000)"]
    assert [file.path for file in listed(movies)] == ["One More-sample.mkv"]


def test_an_extra_leaves_its_movie_as_it_is(movies: Catalog) -> None:
    movies.report(movie("A (2000)/A (2000).mkv", "A", 2000), extra("A (2000)/B-trailer.mkv"))
    movies.report(vanished=("A (2000)/A (2000).mkv",))
    said = identify(movies, "A (2000)/B-trailer.mkv", Target(title="B Trailer", year=2001))
    movies.report(movie("A (2000)/A (2000).mkv", "A", 2000))
    assert sorted(movies.titles()) == ["A (2000)", "B Trailer (2001)"]
    assert movies.database.write_now(fixes.undo, movies.library, said)
    (trailer,) = listed(movies)
    assert [play.title for play in trailer.plays] == ["A"]


def test_an_extra_of_a_show_becomes_an_episode_and_an_extra_again(shows: Catalog) -> None:
    shows.report(episode("Extras/Extras S01E01.mkv", "Extras", 1, 1), extra("Extras/other/Extras S01E02.mkv"))
    (before,) = listed(shows)
    assert [(play.title, play.episode) for play in before.plays] == [("Extras", None)]
    said = identify(shows, before.path, Target(title="Extras", season=1, episodes=(2,)))
    assert list(shows.episodes("Extras")) == [(1, 1), (1, 2)]
    assert shows.database.write_now(fixes.undo, shows.library, said)
    assert listed(shows) == [before]
    assert list(shows.episodes("Extras")) == [(1, 1)]


def test_what_makes_no_sense_for_an_extra(shows: Catalog) -> None:
    shows.report(episode("Lost/Lost S01E01.mkv", "Lost", 1, 1), extra("Lost/Lost-trailer.mkv"))
    files = [number_of(shows, path) for path in ("Lost/Lost-trailer.mkv", "Lost/Lost S01E01.mkv")]
    with pytest.raises(FixError):
        shows.database.write_now(fixes.merge, shows.library, files, 1)
    shows.database.write_now(fixes.release, shows.library, files[:1], 1)
    assert [file.id for file in listed(shows)] == files[:1]


def test_why_a_name_was_read_so(shows: Catalog) -> None:
    shows.report(episode("Lost/Lost S01E01.mkv", "Lost", 1, 1))
    number = number_of(shows, "Lost/Lost S01E01.mkv")
    found = shows.database.read(why.explained, shows.library, number)
    assert found is not None
    assert (found.path, found.pinned) == ("Lost/Lost S01E01.mkv", False)
    identity = found.explanation.chosen.identity
    assert (identity.title, identity.season, identity.episodes) == ("Lost", 1, (1,))
    identify(shows, found.path, Target(title="Found", season=1, episodes=(1,)))
    again = shows.database.read(why.explained, shows.library, number)
    assert again is not None
    assert again.pinned
    assert shows.database.read(why.explained, shows.library + 1, number) is None
    shows.report(vanished=(found.path,))
    assert shows.database.read(why.explained, shows.library, number) is None
