"""The catalog follows what scanners report."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import event, func, select

from dim.artwork.store import StoredImage
from dim.catalog import items, libraries
from dim.catalog.browse import home
from dim.catalog.browse.search import Search
from dim.catalog.curate import review
from dim.catalog.ingest import artwork_queue, reports, visibility
from dim.catalog.ingest.model import FileArtwork, FileReport, Identification
from dim.db.tables import item, item_file, media_file
from support.catalog import ME, PROBE, Catalog, episode, movie


def test_a_report_twice_is_the_same_as_once(movies: Catalog) -> None:
    files = [movie("a.mkv", "A", 2000), movie("b.mkv", "B", 2001)]
    movies.report(*files)
    before = movies.titles()
    movies.report(*files)
    assert movies.titles() == before == {"A (2000)": before["A (2000)"], "B (2001)": before["B (2001)"]}


def test_two_versions_are_one_movie(movies: Catalog) -> None:
    movies.report(
        movie("A (2000) 720p.mkv", "A", 2000), movie("A (2000) 1080p.mkv", "A", 2000), movie("A.mkv", "À", None)
    )
    assert list(movies.titles()) == ["A (2000)"]


def test_a_remake_is_another_movie(movies: Catalog) -> None:
    movies.report(movie("A (1960).mkv", "A", 1960), movie("A (2000).mkv", "A", 2000))
    assert list(movies.titles()) == ["A (1960)", "A (2000)"]


def test_a_renamed_file_keeps_its_movie(movies: Catalog) -> None:
    movies.report(movie("old.mkv", "Old", 2000, "same"))
    number = movies.titles()["Old (2000)"]
    movies.watch(number, 50)
    movies.report(movie("New (2001)/new.mkv", "New", 2001, "same"), vanished=("old.mkv",))
    assert movies.titles() == {"New (2001)": number}
    assert movies.stopped_at(number) == 50


def test_a_move_that_is_seen_in_two_reports(movies: Catalog) -> None:
    movies.report(movie("old.mkv", "Old", 2000, "same"))
    number = movies.titles()["Old (2000)"]
    movies.report(vanished=("old.mkv",))
    assert movies.titles() == {}
    movies.report(movie("new.mkv", "New", 2001, "same"))
    assert movies.titles() == {"New (2001)": number}


def test_two_files_swap_their_names(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "A", 1, "one"), movie("b.mkv", "B", 2, "two"))
    before = movies.titles()
    movies.report(movie("a.mkv", "A", 1, "two"), movie("b.mkv", "B", 2, "one"))
    assert movies.titles() == before


def test_two_deleted_files_come_back_with_their_names_swapped(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "A", 2001, "one"), movie("b.mkv", "B", 2002, "two"))
    before = movies.titles()
    movies.report(vanished=("a.mkv", "b.mkv"))
    movies.report(movie("a.mkv", "A", 2001, "two"), movie("b.mkv", "B", 2002, "one"))
    assert movies.titles().keys() == before.keys()


def test_a_deleted_file_comes_back_after_a_copy_of_it(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "A", 2001, "one"))
    number = movies.titles()["A (2001)"]
    movies.report(vanished=("a.mkv",))
    movies.report(movie("copy.mkv", "Copy", 2002, "one"), movie("a.mkv", "A", 2001, "one"))
    assert movies.titles()["A (2001)"] == number
    assert set(movies.titles()) == {"A (2001)", "Copy (2002)"}


def test_a_missing_file_that_another_one_replaces_leaves_no_title(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "A", 2001, "one"), movie("b.mkv", "B", 2002, "two"))
    movies.report(unplugged=("a.mkv", "b.mkv"))
    movies.report(movie("a.mkv", "B", 2002, "two"), vanished=("b.mkv",))
    assert set(movies.titles()) == {"B (2002)"}


def test_a_new_name_with_an_id_that_is_taken_loses_nothing(movies: Catalog) -> None:
    movies.report(movie("foo.mkv", "Foo", 2001, "one", ids={"imdb": "tt1"}))
    movies.report(movie("other.mkv", "Other", 2002, "two", ids={"tmdb": "1"}))
    movies.report(movie("foo.mkv", "Foo", 2001, "one", ids={"imdb": "tt1", "tmdb": "1"}))
    movies.report(
        movie("bar.mkv", "Bar", 2003, "one", ids={"tmdb": "1"}), movie("new.mkv", "New", 2004), vanished=("foo.mkv",)
    )
    assert {"Bar (2003)", "Other (2002)", "New (2004)"} == set(movies.titles())


def test_a_file_that_moves_onto_another_movie_takes_its_progress_along(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "A", 2000, "one"), movie("typo.mkv", "Typo", 2000, "two"))
    movies.watch(movies.titles()["Typo (2000)"], 30)
    movies.report(movie("A (2000) 4K.mkv", "A", 2000, "two"), vanished=("typo.mkv",))
    assert list(movies.titles()) == ["A (2000)"]
    assert movies.stopped_at(movies.titles()["A (2000)"]) == 30


def test_one_of_two_versions_renamed_to_another_movie(movies: Catalog) -> None:
    movies.report(movie("A 1.mkv", "A", 2000, "one"), movie("A 2.mkv", "A", 2000, "two"))
    number = movies.titles()["A (2000)"]
    movies.report(movie("B.mkv", "B", 2001, "two"), vanished=("A 2.mkv",))
    assert movies.titles()["A (2000)"] == number
    assert set(movies.titles()) == {"A (2000)", "B (2001)"}


def test_a_replaced_file_keeps_its_movie(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "A", 2000, "one"))
    before = movies.titles()
    movies.report(movie("a.mkv", "A", 2000, "two"))
    assert movies.titles() == before


def test_an_unplugged_folder_marks_and_keeps(movies: Catalog) -> None:
    movies.report(movie("x/a.mkv", "A", 2000))
    number = movies.titles()["A (2000)"]
    movies.report(unplugged=("x/a.mkv",))
    assert movies.card(number).missing is True
    movies.report(returned=("x/a.mkv",))
    assert movies.card(number).missing is False
    assert movies.titles() == {"A (2000)": number}


def test_what_was_deleted_is_hidden_and_forgotten_later(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "A", 2000), movie("b.mkv", "B", 2000))
    movies.report(vanished=("a.mkv",))
    assert list(movies.titles()) == ["B (2000)"]
    movies.database.write_now(visibility.forget, 0.0)
    count = select(func.count()).select_from(media_file)
    assert movies.database.read(lambda c: c.scalar(count)) == 2
    movies.database.write_now(visibility.forget, 1e12)
    assert movies.database.read(lambda c: c.scalar(count)) == 1
    assert movies.database.read(lambda c: c.scalar(select(func.count()).select_from(item))) == 1


def test_what_comes_back_after_a_deletion_is_as_before(movies: Catalog) -> None:
    movies.report(movie("a.mkv", "A", 2000))
    number = movies.titles()["A (2000)"]
    movies.watch(number, 42)
    movies.report(vanished=("a.mkv",))
    movies.report(movie("a.mkv", "A", 2000))
    assert movies.titles() == {"A (2000)": number}
    assert movies.stopped_at(number) == 42


def test_broken_files_are_listed_with_their_reason_and_make_no_title(movies: Catalog) -> None:
    movies.report(FileReport("bad.mkv", 5, 1, error="It is broken."), movie("good.mkv", "Good", 2000))
    assert list(movies.titles()) == ["Good (2000)"]
    failed = movies.database.read(review.listed, movies.library, "failed", "", 10)
    assert [(row.path, row.reason) for row in failed] == [("bad.mkv", "It is broken.")]
    movies.report(movie("bad.mkv", "Bad", 1999))
    assert set(movies.titles()) == {"Good (2000)", "Bad (1999)"}
    assert movies.database.read(review.listed, movies.library, "failed", "", 10) == []


def test_extras_go_to_the_only_film_of_their_folder(movies: Catalog) -> None:
    extra = FileReport(
        "A (2000)/Trailers/Teaser.mkv",
        1,
        1,
        "aa" * 16,
        Identification("extra", "A", 2000, episode_title="Teaser"),
        PROBE,
    )
    sample = FileReport("A (2000)/sample.mkv", 1, 1, "bb" * 16, Identification("sample", "A", 2000), PROBE)
    movies.report(extra, sample)
    assert movies.titles() == {}
    movies.report(movie("A (2000)/A.mkv", "A", 2000))
    number = movies.titles()["A (2000)"]
    linked = movies.database.read(lambda c: c.scalar(select(func.count()).where(item_file.c.item_id == number)))
    assert linked == 2


def test_episodes_are_grouped_and_doubles_are_both(shows: Catalog) -> None:
    shows.report(
        episode("S/S01E01-02.mkv", "Show", 1, 1, 2),
        episode("S/S02E01.mkv", "SHOW", 2, 1),
        episode("S/S00E01.mkv", "Show", 0, 1),
    )
    assert list(shows.titles()) == ["Show"]
    assert list(shows.episodes("Show")) == [(1, 1), (1, 2), (2, 1), (0, 1)]


def test_a_renamed_show_keeps_everything(shows: Catalog) -> None:
    shows.report(*(episode(f"Old/S01E0{n}.mkv", "Old", 1, n, content=f"c{n}") for n in (1, 2, 3)))
    number, before = shows.titles()["Old"], shows.episodes("Old")
    shows.watch(before[1, 2], 33)
    shows.report(
        *(episode(f"New/S01E0{n}.mkv", "New", 1, n, content=f"c{n}") for n in (1, 2, 3)),
        vanished=tuple(f"Old/S01E0{n}.mkv" for n in (1, 2, 3)),
    )
    assert shows.titles() == {"New": number}
    assert shows.episodes("New") == before
    assert shows.stopped_at(before[1, 2]) == 33


def test_an_episode_that_gets_another_number_keeps_its_id(shows: Catalog) -> None:
    shows.report(episode("S01E01.mkv", "Show", 1, 1, content="c"), episode("S01E05.mkv", "Show", 1, 5))
    number = shows.episodes("Show")[1, 1]
    shows.report(episode("S02E03.mkv", "Show", 2, 3, content="c"), vanished=("S01E01.mkv",))
    assert shows.episodes("Show")[2, 3] == number


def test_a_name_that_tells_no_episode_is_unidentified(shows: Catalog) -> None:
    shows.report(FileReport("x.mkv", 1, 1, "cc" * 16, Identification("episode", "X"), PROBE))
    assert shows.titles() == {}
    assert "S01E02" in shows.database.read(review.listed, shows.library, "unidentified", "", 10)[0].reason


def test_a_daily_show_counts_by_its_dates(shows: Catalog) -> None:
    identity = Identification("episode", "News", date="2011-06-21")
    shows.report(FileReport("n.mkv", 1, 1, "dd" * 16, identity, PROBE))
    assert list(shows.episodes("News")) == [(2011, 621)]


def ids(cards: list[str]) -> list[int]:
    return [json.loads(card)["id"] for card in cards]


def test_continue_watching_goes_on_to_the_next_episode(shows: Catalog) -> None:
    shows.report(*(episode(f"S01E0{n}.mkv", "Show", 1, n) for n in (1, 2)))
    found = shows.episodes("Show")
    shows.watch(found[1, 1], 40)
    assert ids(shows.database.read(home.continue_watching, ME)) == [found[1, 1]]
    shows.watch(found[1, 1], 95)  # past nine tenths of 100 s
    assert ids(shows.database.read(home.continue_watching, ME)) == [found[1, 2]]
    shows.watch(found[1, 2], 99)
    assert shows.database.read(home.continue_watching, ME) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [("émile", 1), ("EMILE zoo", 1), ("zoo émile", 1), ("z", 1), ("100%", 1), ("%", 0), ("_", 0), ("  ", 0)],
)
def test_search_forgives_case_and_accents_only(movies: Catalog, text: str, count: int) -> None:
    movies.report(movie("a.mkv", "Émile at the Zoo", 2000), movie("b.mkv", "100% Wolf", 2020))
    assert len(movies.database.read(Search().find, ME, text, 60)) == count


def test_removing_a_library_leaves_nothing(shows: Catalog) -> None:
    shows.report(episode("S01E01.mkv", "Show", 1, 1))
    shows.database.write_now(libraries.remove, shows.library)
    assert shows.database.read(lambda c: c.scalar(select(func.count()).select_from(item))) == 0
    with pytest.raises(reports.UnknownFolderError):
        shows.report(episode("S01E02.mkv", "Show", 1, 2))


def test_an_extra_belongs_to_the_only_title_in_its_folder(movies: Catalog) -> None:
    movies.report(extra("A/Extras/making of.mkv"), extra("B/trailer.mkv"), extra("C/trailer.mkv"), extra("trailer.mkv"))
    movies.report(movie("A/a.mkv", "A", 2000), movie("B/b (1).mkv", "B", 2000), movie("B/b (2).mkv", "B2", 2000))
    assert extras_of(movies, "A (2000)") == ["A/Extras/making of.mkv"]
    assert extras_of(movies, "B (2000)") == []  # two titles share its folder
    movies.report(vanished=("B/b (2).mkv",))
    movies.report(movie("C/sub/c.mkv", "C", 2000))
    assert extras_of(movies, "C (2000)") == ["C/trailer.mkv"]


def test_a_report_looks_at_no_extras_but_its_own(movies: Catalog) -> None:
    """Unattached extras elsewhere cost nothing: the statements of a report do not grow with them."""

    def statements(name: str) -> int:
        count = 0

        def note(*_: object) -> None:
            nonlocal count
            count += 1

        event.listen(movies.database.engine, "before_cursor_execute", note)
        movies.report(movie(f"{name}/{name}.mkv", name, 2000))
        event.remove(movies.database.engine, "before_cursor_execute", note)
        return count

    movies.report(extra("loose 0/trailer.mkv"))
    statements("warm")
    before = statements("A")
    movies.report(*(extra(f"loose {number}/trailer.mkv") for number in range(1, 200)))
    assert statements("B") == before


def extra(path: str) -> FileReport:
    return FileReport(path, 10, 1, path.encode().hex().ljust(32, "0")[:64], Identification("extra", "x"), PROBE)


def extras_of(catalog: Catalog, title: str) -> list[str]:
    return [file.path for file in catalog.database.read(items.extras, catalog.titles()[title])]


@pytest.mark.parametrize("paths", [("a.mkv", "p.mkv"), ("p.mkv", "q.mkv")])
def test_a_file_takes_the_place_of_one_that_moved_while_the_disk_was_away(
    movies: Catalog, paths: tuple[str, str]
) -> None:
    """p.mkv went elsewhere, and x.mkv came to its place."""
    movies.report(movie("p.mkv", "First", 2001, content="first"), movie("x.mkv", "Second", 2002, content="second"))
    first, second = movies.titles()["First (2001)"], movies.titles()["Second (2002)"]
    movies.report(unplugged=("p.mkv", "x.mkv"))
    new = next(path for path in paths if path != "p.mkv")
    files = {new: movie(new, "First", 2001, content="first"), "p.mkv": movie("p.mkv", "Second", 2002, content="second")}
    movies.report(*(files[path] for path in paths), vanished=("x.mkv",))
    assert movies.titles() == {"First (2001)": first, "Second (2002)": second}
    query = select(media_file.c.path, item_file.c.item_id).join(item_file)
    rows = movies.database.read(lambda connection: connection.execute(query).all())
    assert sorted(rows) == sorted([(new, first), ("p.mkv", second)])


def test_artwork_beside_a_file_replaces_a_frame_but_not_other_artwork_beside_one(movies: Catalog) -> None:
    def reported(digest: str) -> FileReport:
        return replace(movie("a.mkv", "A", 2000), artwork=(FileArtwork("file", "poster", image(digest)),))

    def image(digest: str) -> StoredImage:
        return StoredImage(digest, 2, 3, "")

    movies.report(movie("a.mkv", "A", 2000))
    number = movies.titles()["A (2000)"]
    frame = artwork_queue.FoundArtwork(number, "poster", "frame", image("frame"))
    movies.database.write_now(artwork_queue.store_found, movies.library, [frame])
    for digest in ("beside", "other"):
        movies.report(reported(digest))
        assert movies.card(number).artwork["poster"].digest == "beside"


def test_a_movie_whose_name_is_read_anew_keeps_progress(movies: Catalog) -> None:
    """As after an update, whose parser reads more names right."""
    movies.report(movie("a.mkv", "Www Site Com Dune", None))
    number = movies.titles()["Www Site Com Dune"]
    movies.watch(number, 30)
    movies.report(movie("a.mkv", "Dune", 2021))
    assert movies.titles() == {"Dune (2021)": number}
    assert movies.stopped_at(number) == 30
    movies.report(movie("a.mkv", "Dune", None), movie("b.mkv", "Dune", 1984))  # says less, or comes new
    assert movies.titles()["Dune (2021)"] == number


def test_an_episode_whose_name_is_read_anew_keeps_progress(shows: Catalog) -> None:
    shows.report(episode("b.mkv", "Lost", 1, 18), episode("c.mkv", "Lost", 1, 3))
    number = shows.episodes("Lost")[1, 18]
    shows.watch(number, 40)
    shows.report(episode("b.mkv", "Lost", 2, 4))
    assert shows.episodes("Lost").keys() == {(1, 3), (2, 4)}
    assert shows.episodes("Lost")[2, 4] == number
    assert shows.stopped_at(number) == 40
    shows.report(episode("b.mkv", "Lost", 2, 5, content="another film"))
    assert shows.stopped_at(shows.episodes("Lost")[2, 5]) == 0


def test_a_show_whose_name_is_read_anew_stays_one(shows: Catalog) -> None:
    def files(title: str) -> list[FileReport]:
        return [episode(f"The Office US/{number}.mkv", title, 1, number) for number in (1, 2)]

    shows.report(*files("The Office"))
    before = shows.titles()["The Office"], shows.episodes("The Office")
    shows.report(*files("The Office (US)"))
    assert (shows.titles()["The Office (US)"], shows.episodes("The Office (US)")) == before
    assert len(shows.titles()) == 1
    shows.report(*files("The Office (US)"))
    assert (shows.titles()["The Office (US)"], shows.episodes("The Office (US)")) == before


def test_other_titles_are_not_read_anew(movies: Catalog) -> None:
    files = [
        movie("a.mkv", "Der Pate", 1972, titles=("Der Pate", "The Godfather")), movie("b.mkv", "The Godfather", 1972),
        movie("c.mkv", "Il Padrino", 1972, ids={"tmdb": "238"}), movie("d.mkv", "Der Pate", 1972, ids={"tmdb": "238"}),
    ]  # fmt: skip
    for file in files:
        movies.report(file)
    names = movies.titles()
    assert sorted(names) == ["Der Pate (1972)", "Il Padrino (1972)"]
    for file in (*files, *reversed(files)):
        movies.report(file)
    assert movies.titles() == names


def test_a_movie_in_several_files_that_is_renamed_stays_one(movies: Catalog) -> None:
    def part(folder: str, title: str, number: int) -> FileReport:
        report = movie(f"{folder}/{number}.mkv", title, 1979, content=f"part {number}")
        assert report.identity is not None
        return replace(report, identity=replace(report.identity, part=number))

    movies.report(part("a", "Alein", 1), part("a", "Alein", 2))
    number = movies.titles()["Alein (1979)"]
    movies.report(part("b", "Alien", 1), part("b", "Alien", 2), vanished=("a/1.mkv", "a/2.mkv"))
    assert movies.titles() == {"Alien (1979)": number}
    movies.report(part("c", "Aliens", 1), vanished=("b/1.mkv",))  # only one of them: another movie
    assert movies.titles()["Alien (1979)"] == number
    assert len(movies.titles()) == 2
