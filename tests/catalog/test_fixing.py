"""What a person says of files holds, and can be taken back."""

from typing import Any

import pytest
from sqlalchemy import select

from dim.catalog import items, libraries
from dim.catalog.curate import edits, fixes, review
from dim.catalog.curate.fixes import FixError, Target
from dim.catalog.ingest import reports
from dim.catalog.ingest.model import FileReport, Identification, Report
from dim.db.tables import media_file
from support.catalog import PROBE, Catalog, episode, movie


def number_of(catalog: Catalog, path: str) -> int:
    query = select(media_file.c.id).where(media_file.c.path == path)
    found: int | None = catalog.database.read(lambda connection: connection.scalar(query))
    assert found is not None
    return found


def fix(catalog: Catalog, path: str, *arguments: Any, **target: Any) -> int:
    assert not arguments
    return catalog.database.write_now(fixes.identify, catalog.library, {number_of(catalog, path): Target(**target)}, 1)


def undo(catalog: Catalog, number: int) -> None:
    assert catalog.database.write_now(fixes.undo, catalog.library, number)


def listed(catalog: Catalog, state: review.State) -> list[review.ReviewFile]:
    return catalog.database.read(review.listed, catalog.library, state, "", 100)


def paths(catalog: Catalog, state: review.State) -> list[str]:
    return [row.path for row in listed(catalog, state)]


def doubtful(path: str, title: str, doubt: str) -> FileReport:
    report = movie(path, title, None)
    return FileReport(
        path, report.size, 1, report.fingerprint, Identification("movie", title, None, doubt=doubt), PROBE
    )


def test_a_movie_is_given_its_name_and_keeps_its_id_and_progress(movies: Catalog) -> None:
    movies.report(doubtful("00012.mkv", "00012", "Hardly a title."))
    number = movies.titles()["00012"]
    movies.watch(number, 30)
    assert [(row.path, row.reason) for row in listed(movies, "doubtful")] == [("00012.mkv", "Hardly a title.")]
    said = fix(movies, "00012.mkv", title="Alien", year=1979)
    assert movies.titles() == {"Alien (1979)": number}
    assert paths(movies, "doubtful") == []
    movies.report(doubtful("00012.mkv", "00012", "Hardly a title."))  # scanned again: the fix stays
    assert movies.titles() == {"Alien (1979)": number}
    assert paths(movies, "doubtful") == []
    undo(movies, said)
    assert movies.titles() == {"00012": number}
    assert movies.stopped_at(number) == 30
    assert paths(movies, "doubtful") == ["00012.mkv"]


def test_a_fix_survives_another_name(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "A", None, content="same"))
    fix(movies, "a.mkv", title="Alien", year=1979)
    movies.report(movie("b.mkv", "B", 2001, content="same"), vanished=("a.mkv",))
    assert list(movies.titles()) == ["Alien (1979)"]


def test_a_fix_of_a_show_survives_another_name(shows: Catalog) -> None:
    shows.report(episode("a S01E01.mkv", "A", 1, 1, content="same"))
    fix(shows, "a S01E01.mkv", title="Lost", season=1, episodes=(1,))
    shows.report(episode("b S01E01.mkv", "B", 1, 1, content="same"), vanished=("a S01E01.mkv",))
    assert list(shows.titles()) == ["Lost"]


def test_a_file_becomes_a_version_of_what_is_there_and_the_other_comes_back(movies: Catalog) -> None:
    movies.report(movie("Alien (1979).mkv", "Alien", 1979), movie("x.mkv", "X", None))
    before = movies.titles()
    movies.watch(before["X"], 40)
    said = fix(movies, "x.mkv", title_id=before["Alien (1979)"])
    assert movies.titles() == {"Alien (1979)": before["Alien (1979)"]}
    assert movies.stopped_at(before["Alien (1979)"]) == 40
    undo(movies, said)
    assert movies.titles() == before
    assert movies.stopped_at(before["X"]) == 40


def test_versions_are_split_and_put_together_again(movies: Catalog) -> None:
    movies.report(movie("A (2000).mkv", "A", 2000), movie("A (2000) - other.mkv", "A", 2000))
    one = movies.titles()["A (2000)"]
    other = number_of(movies, "A (2000) - other.mkv")
    target = {other: Target(title="A", year=2000)}
    said = movies.database.write_now(fixes.identify, movies.library, target, 1, apart=True)
    plays = movies.database.read(review.played, [number_of(movies, "A (2000).mkv"), other])
    assert [[play.item_id == one for play in found] for found in plays.values()] == [[True], [False]]
    undo(movies, said)
    plays = movies.database.read(review.played, [other])
    assert [play.item_id for play in plays[other]] == [one]
    merged = movies.database.write_now(fixes.merge, movies.library, [other, number_of(movies, "A (2000).mkv")], 1)
    assert merged > said


def test_what_is_ignored_is_nowhere_and_stays_so(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "A", None), movie("b.mkv", "B", None))
    before = movies.titles()
    said = movies.database.write_now(fixes.ignore, movies.library, [number_of(movies, "a.mkv")], 1)
    assert list(movies.titles()) == ["B"]
    movies.report(movie("a.mkv", "A", None))
    assert list(movies.titles()) == ["B"]
    assert paths(movies, "ignored") == ["a.mkv"]
    undo(movies, said)
    assert movies.titles() == before
    assert paths(movies, "ignored") == []


def test_an_unidentified_file_becomes_an_episode(shows: Catalog) -> None:
    shows.report(
        episode("Lost/Season 1/Lost S01E01.mkv", "Lost", 1, 1),
        FileReport("Lost/Season 1/The Raft.mkv", 1, 1, "cc" * 16, Identification("episode", "Lost"), PROBE),
    )
    assert paths(shows, "unidentified") == ["Lost/Season 1/The Raft.mkv"]
    said = fix(shows, "Lost/Season 1/The Raft.mkv", title_id=shows.titles()["Lost"], season=1, episodes=(2, 3))
    assert list(shows.episodes("Lost")) == [(1, 1), (1, 2), (1, 3)]
    undo(shows, said)
    assert list(shows.episodes("Lost")) == [(1, 1)]
    assert paths(shows, "unidentified") == ["Lost/Season 1/The Raft.mkv"]


def test_episodes_are_put_right_and_back(shows: Catalog) -> None:
    shows.report(episode("Foo/a S01E01.mkv", "Foo", 1, 1), episode("Foo/a S01E02.mkv", "Foo", 1, 2))
    before = shows.episodes("Foo")
    shows.watch(before[1, 2], 20)
    said = fix(shows, "Foo/a S01E02.mkv", title="Bar", season=4, episodes=(9,))
    assert shows.episodes("Bar") == {(4, 9): before[1, 2]}
    assert list(shows.episodes("Foo")) == [(1, 1)]
    undo(shows, said)
    assert shows.episodes("Foo") == before
    assert shows.stopped_at(before[1, 2]) == 20
    assert list(shows.titles()) == ["Foo"]


def test_what_is_right_is_accepted(movies: Catalog) -> None:
    movies.report(doubtful("9.mkv", "9", "No year."))
    said = movies.database.write_now(fixes.accept, movies.library, [number_of(movies, "9.mkv")], 1)
    assert paths(movies, "doubtful") == []
    undo(movies, said)
    assert paths(movies, "doubtful") == ["9.mkv"]


def test_what_is_missing_is_forgotten_and_comes_back(movies: Catalog) -> None:
    movies.report(movie("disk/a.mkv", "A", None))
    movies.report(unplugged=("disk/a.mkv",))
    assert paths(movies, "missing") == ["disk/a.mkv"]
    said = movies.database.write_now(fixes.forget, movies.library, [number_of(movies, "disk/a.mkv")], 1)
    assert movies.titles() == {}
    undo(movies, said)
    assert list(movies.titles()) == ["A"]
    assert paths(movies, "missing") == ["disk/a.mkv"]


def test_the_later_fix_is_undone_first(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "A", None))
    first = fix(movies, "a.mkv", title="B")
    second = fix(movies, "a.mkv", title="C")
    with pytest.raises(FixError):
        undo(movies, first)
    undo(movies, second)
    assert list(movies.titles()) == ["B"]
    undo(movies, first)
    assert list(movies.titles()) == ["A"]
    assert [(row.action, row.undone) for row in movies.database.read(fixes.latest, movies.library)] == [
        ("identify", True),
        ("identify", True),
    ]


def test_neighbours_are_those_beside_that_are_open(shows: Catalog) -> None:
    for name in ("One", "Two", "Three"):
        shows.report(FileReport(f"Lost/{name}.mkv", 1, 1, None, Identification("episode", "Lost"), PROBE))
    shows.report(
        FileReport("Lost/Further in/Four.mkv", 1, 1, None, Identification("episode", "Lost"), PROBE),
        episode("Lost/S01E07.mkv", "Lost", 1, 7),
    )
    one = number_of(shows, "Lost/One.mkv")
    fix(shows, "Lost/One.mkv", title="Lost", season=1, episodes=(1,))
    found = shows.database.read(review.neighbours, shows.library, [one])
    assert [row.path for row in found] == ["Lost/Three.mkv", "Lost/Two.mkv"]


def test_several_files_at_once_and_back(shows: Catalog) -> None:
    names = [f"Lost/{number} thing.mkv" for number in range(1, 61)]
    shows.report(*(FileReport(name, 1, 1, None, Identification("episode", "Lost"), PROBE) for name in names))
    targets = {
        number_of(shows, name): Target(title="Lost", season=2, episodes=(place,)) for place, name in enumerate(names, 1)
    }
    said = shows.database.write_now(fixes.identify, shows.library, targets, 1)
    assert len(shows.episodes("Lost")) == 60
    undo(shows, said)
    assert shows.titles() == {}
    assert len(paths(shows, "unidentified")) == 60


@pytest.mark.parametrize("target", [{"title": "A"}, {"title_id": 99, "season": 1, "episodes": (1,)}])
def test_what_cannot_be_is_refused_and_changes_nothing(shows: Catalog, target: dict[str, Any]) -> None:
    shows.report(episode("Foo/a S01E01.mkv", "Foo", 1, 1))
    with pytest.raises(FixError):
        fix(shows, "Foo/a S01E01.mkv", **target)
    assert list(shows.episodes("Foo")) == [(1, 1)]
    assert shows.database.read(fixes.latest, shows.library) == []


def edit_title(catalog: Catalog, number: int, title: str) -> None:
    found = catalog.database.read(items.find, number)
    assert found is not None
    catalog.database.write_now(edits.change, found, {"title": title}, source="person")


@pytest.mark.parametrize("other_version", [True, False])
def test_a_file_comes_back_to_a_movie_whose_name_a_person_wrote(movies: Catalog, other_version: bool) -> None:
    movies.report(movie("A 1.mkv", "A", 2000), *([movie("A 2.mkv", "A", 2000)] if other_version else []))
    movies.report(movie("B.mkv", "B", 2001))
    number, other = movies.titles()["A (2000)"], movies.titles()["B (2001)"]
    edit_title(movies, number, "My A")
    undo(movies, fix(movies, "A 1.mkv", title="B", year=2001))
    undo(movies, movies.database.write_now(fixes.accept, movies.library, [number_of(movies, "A 1.mkv")], 1))
    assert movies.titles() == {"My A (2000)": number, "B (2001)": other}


def test_a_file_comes_back_to_a_show_whose_name_a_person_wrote(shows: Catalog) -> None:
    shows.report(episode("S/1.mkv", "S", 1, 1), episode("T/1.mkv", "T", 1, 1), episode("T/2.mkv", "T", 1, 2))
    number = shows.titles()["S"]
    edit_title(shows, number, "My S")
    undo(shows, fix(shows, "S/1.mkv", title="T", season=1, episodes=(1,)))
    assert sorted(shows.titles()) == ["My S", "T"]
    assert shows.titles()["My S"] == number


def test_files_of_the_same_path_in_two_folders_are_all_listed(movies: Catalog) -> None:
    movies.database.write_now(libraries.change, movies.library, None, None, ["/films", "/more"])
    library = movies.database.read(libraries.find, movies.library)
    assert library is not None
    for folder in library.folders:
        report = Report(files=(doubtful("a.mkv", "A", "Why?"), doubtful("b.mkv", "B", "Why?")))
        movies.database.write_now(reports.apply, folder.id, report)
    first = movies.database.read(review.listed, movies.library, "doubtful", "", 1)
    rest = movies.database.read(review.listed, movies.library, "doubtful", first[-1].path, 100)
    assert [file.path for file in first + rest] == ["a.mkv", "a.mkv", "b.mkv", "b.mkv"]


def test_the_first_folder_moves_to_where_a_removed_one_was(movies: Catalog) -> None:
    movies.database.write_now(libraries.change, movies.library, None, None, ["/films", "/more"])
    folders = movies.database.read(libraries.find, movies.library)
    assert folders is not None
    movies.database.write_now(reports.apply, folders.folders[1].id, Report(files=(movie("a.mkv", "A", 2000),)))
    number = movies.titles()["A (2000)"]
    movies.database.write_now(libraries.change, movies.library, None, None, ["/films"])
    movies.database.write_now(libraries.change, movies.library, None, "/more", None)
    assert movies.titles() == {}
    movies.report(movie("a.mkv", "A", 2000))
    assert movies.titles() == {"A (2000)": number}
