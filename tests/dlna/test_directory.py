"""The catalog as a ContentDirectory, in the database: the tree, pages, order, search, and what is hidden."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from dim.accounts import users
from dim.accounts.rights import CHILD, MEMBER, User
from dim.catalog import items, libraries
from dim.catalog.curate import edits
from dim.catalog.ingest import reports
from dim.catalog.ingest.model import Report
from dim.db import Database
from dim.dlna.devices import UNKNOWN
from dim.dlna.directory import search
from dim.dlna.directory.browse import MOST, SORTS, Browser
from dim.dlna.directory.object_ids import parse
from dim.dlna.links import Links
from dim.dlna.resources import Place
from dim.dlna.viewer import Viewer, viewer
from dim.playback.sessions import progress
from dim.runtime_settings import RuntimeValues
from dim.upnp.criteria import parse_search, parse_sort
from dim.upnp.didl import MOVIE, STORAGE_FOLDER, VIDEO, Object
from dim.upnp.errors import UpnpError
from support.catalog import episode, movie
from support.postgresql import Databases

PLACE = Place("http://10.0.0.1:8008", Links(b"x" * 32), UNKNOWN)
OWNER = Viewer(User(1, "me", "owner", None), True)
MARKED = Viewer(User(0, "DLNA", MEMBER, frozenset({1})), False)
NAMED = ("The Matrix", "Amélie", "100% Wolf", "Up_Down")
PLAIN = 620


@pytest.fixture(scope="module")
def directory(databases: Databases) -> Iterator[Database]:
    """Films (library 1), shows (library 2), and a library that is not shared (3)."""
    url = databases.migrated()
    opened = Database(url)
    opened.write_now(users.create, "me", "password1", "hash")
    for name, kind in (("Films", "movie"), ("Shows", "show"), ("Private", "movie")):
        opened.write_now(libraries.create, name, kind, [f"/{name}"], "builtin")
    films = [movie(f"{name}.mkv", name, 1999 + number) for number, name in enumerate(NAMED)]
    films += [movie(f"Film {number:03}.mkv", f"Film {number:03}", 1950 + number % 20) for number in range(PLAIN)]
    for number in (1, 2):
        report = movie(f"Parted cd{number}.mkv", "Parted", None)
        assert report.identity is not None
        films.append(replace(report, identity=replace(report.identity, part=number)))
    opened.write_now(reports.apply, 1, Report(files=tuple(films)))
    shows = [
        episode(f"Lost S{season}E{number}.mkv", "Lost", season, number, name=f"Part {number}")
        for season in (0, 1, 2)
        for number in (1, 2, 10)
    ]
    opened.write_now(reports.apply, 2, Report(files=tuple(shows)))
    opened.write_now(reports.apply, 3, Report(files=(movie("Secret.mkv", "Secret", 2000),)))
    for title, values in (
        ("The Matrix", edits.ItemFields(genres=["Action"], certification="R")),
        ("Amélie", edits.ItemFields(genres=["Romance", "Drama"], certification="G")),
    ):
        film = find(opened, OWNER, f'dc:title = "{title}"')[0]
        item = opened.read(items.find, int(film.rpartition(".")[2]))
        assert item is not None
        opened.write_now(edits.change, item, values, source="person")
    yield opened
    opened.close()
    databases.remove(url)


def browser(database: Database, who: Viewer = OWNER) -> Browser:
    return Browser(database, who, PLACE, "Dim")


def children(
    database: Database, where: str, sort: str = "", start: int = 0, count: int = 0, who: Viewer = OWNER
) -> tuple[list[Object], int]:
    found = asyncio.run(browser(database, who).children(parse(where), parse_sort(sort, SORTS), start, count))
    return list(found.objects), found.total


def names(database: Database, where: str, sort: str = "", who: Viewer = OWNER) -> list[str]:
    return [one.title for one in children(database, where, sort, who=who)[0]]


def find(database: Database, who: Viewer, criteria: str, sort: str = "", where: str = "0") -> list[str]:
    keys = parse_sort(sort, SORTS)
    page = database.read(search.find, who.user, parse(where), parse_search(criteria), keys, 0, 1000)
    assert page.total == len(page.ids)
    return [str(one) for one in page.ids]


def found_names(database: Database, criteria: str, sort: str = "", where: str = "0", who: Viewer = OWNER) -> list[str]:
    ids = [parse(one) for one in find(database, who, criteria, sort, where)]
    return [one.title for one in asyncio.run(browser(database, who).describe(ids))]


def test_the_tree(directory: Database) -> None:
    assert names(directory, "0") == ["Continue watching", "Films", "Private", "Shows"]
    assert names(directory, "l1") == ["All", "Recently added", "Genres", "Years"]
    assert names(directory, "l1.genres") == ["Action", "Drama", "Romance"]
    assert names(directory, "l1.years")[:3] == ["2002", "2001", "2000"]
    assert names(directory, "l1.years.1999") == ["The Matrix"]
    drama = next(one.id for one in children(directory, "l1.genres")[0] if one.title == "Drama")
    assert names(directory, drama) == ["Amélie"]
    show = children(directory, "l2.all")[0][0]
    assert (show.title, show.upnp_class, show.children) == ("Lost", STORAGE_FOLDER, 3)
    seasons = children(directory, show.id)[0]
    assert [(one.title, one.children) for one in seasons] == [("Season 1", 3), ("Season 2", 3), ("Specials", 3)]
    episodes = children(directory, seasons[0].id)[0]
    assert [one.title for one in episodes] == ["01. Part 1", "02. Part 2", "10. Part 10"]
    assert {(one.upnp_class, one.series, one.season) for one in episodes} == {(VIDEO, "Lost", 1)}


@pytest.mark.parametrize("where", ["0", "l1", "l1.genres", "l1.years", "l2.all"])
def test_every_child_is_found_by_its_id_with_the_same_parent(directory: Database, where: str) -> None:
    asked = browser(directory)
    for child in children(directory, where)[0]:
        assert child.parent_id == where
        assert asked.metadata(parse(child.id)) == child
    assert asked.metadata(parse(where)).children in (None, children(directory, where)[1])


def test_pages(directory: Database) -> None:
    everything, total = children(directory, "l1.all")
    assert (len(everything), total) == (MOST, PLAIN + len(NAMED) + 1)
    paged: list[Object] = []
    while len(paged) < total:
        some, again = children(directory, "l1.all", start=len(paged), count=200)
        assert again == total
        paged += some
    assert paged[:MOST] == everything
    assert len({one.id for one in paged}) == total
    assert children(directory, "l1.all", start=10_000) == ([], total)
    assert children(directory, "l1.all", start=4294967295, count=4294967295)[0] == []
    assert len(children(directory, "l1.new")[0]) == 100
    assert [one.title for one in children(directory, "0", start=1, count=2)[0]] == ["Films", "Private"]


@pytest.mark.parametrize(
    ("where", "sort", "first"),
    [
        ("l1.all", "", "100% Wolf"), ("l1.all", "-dc:title", "Up_Down"), ("l1.all", "+upnp:class,+dc:title", "100% Wolf"),
        ("l1.years", "+dc:title", "1950"), ("l1.genres", "-dc:title", "Romance"), ("0", "-dc:title", "Shows"),
        ("l1.years.1950", "-dc:title", "Film 600"),
    ],
)  # fmt: skip
def test_order(directory: Database, where: str, sort: str, first: str) -> None:
    assert names(directory, where, sort)[0] == first


def test_order_of_dates(directory: Database) -> None:
    dates = [one.date for one in children(directory, "l1.all", "+dc:date,-dc:title", count=400)[0] if one.date]
    assert dates == sorted(dates)
    assert dates[0] == "1950-01-01"


def test_order_of_episodes(directory: Database) -> None:
    season = children(directory, children(directory, "l2.all")[0][0].id)[0][0].id
    assert names(directory, season, "-upnp:episodeNumber") == ["10. Part 10", "02. Part 2", "01. Part 1"]


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ('dc:title contains "matrix"', ["The Matrix"]), ('dc:title contains "AMELIE"', ["Amélie"]), ('dc:title contains "100% w"', ["100% Wolf"]),
        ('dc:title contains "p_d"', ["Up_Down"]), ('dc:title contains "%"', []), ('dc:title = "the matrix"', ["The Matrix"]),
        ('dc:title contains "part"', [*["01. Part 1"] * 3, *["10. Part 10"] * 3, *["02. Part 2"] * 3, "Parted"]),
        ('upnp:class = "object.container.storageFolder"', ["Lost"]),
        (f'upnp:class = "{MOVIE}" and dc:date >= "2001"', ["100% Wolf", "Up_Down"]),
        ('upnp:genre = "Drama"', ["Amélie"]), ('upnp:genre contains "roma" or upnp:genre = "action"', ["Amélie", "The Matrix"]),
        ('upnp:genre exists true and upnp:genre != "Drama"', ["The Matrix"]), ('upnp:actor contains "nobody"', []),
        ('dc:title contains "matrix" and @refID exists false', ["The Matrix"]), ('dc:title contains "matrix" and @refID exists true', []),
        ('@parentID = "l2.all"', ["Lost"]), ('@id = "nonsense"', []),
        ('upnp:class derivedfrom "object.item.audioItem"', []), ('upnp:class derivedfrom "object.item.video"', []),
        ("dc:title contains \"' OR 1=1 --\"", []), ('dc:title contains "\\\\"', []),
    ],
)  # fmt: skip
def test_search(directory: Database, criteria: str, expected: list[str]) -> None:
    assert sorted(found_names(directory, criteria)) == sorted(expected)


def test_search_of_all_videos(directory: Database) -> None:
    page = directory.read(
        search.find, OWNER.user, parse("0"), parse_search('upnp:class derivedfrom "object.item.videoItem"'), (), 0, 10
    )
    assert (len(page.ids), page.total) == (10, PLAIN + len(NAMED) + 1 + 1 + 9)


def test_search_inside_containers(directory: Database) -> None:
    show = children(directory, "l2.all")[0][0].id
    season = children(directory, show)[0][0].id
    assert len(find(directory, OWNER, 'dc:title contains "part"', where=show)) == 9
    assert len(find(directory, OWNER, 'dc:title contains "part"', where=season)) == 3
    assert found_names(directory, 'dc:title contains "matrix"', where="l1.years.1999") == ["The Matrix"]
    assert found_names(directory, 'dc:title contains "matrix"', where="l1.years.2000") == []
    assert found_names(directory, 'dc:title contains "part"', "-upnp:episodeNumber", season) == [
        "10. Part 10",
        "02. Part 2",
        "01. Part 1",
    ]


@pytest.mark.parametrize("criteria", ['upnp:album = "x"', 'dc:title derivedfrom "x"', 'upnp:class < "x"'])
def test_search_for_what_is_not_supported(directory: Database, criteria: str) -> None:
    with pytest.raises(UpnpError) as caught:
        find(directory, OWNER, criteria)
    assert caught.value.code == 708


def test_a_film_in_parts_is_a_container_of_them(directory: Database) -> None:
    where = find(directory, OWNER, 'dc:title = "Parted"')[0]
    film = browser(directory).metadata(parse(where))
    assert (film.upnp_class, film.children, film.resources) == (STORAGE_FOLDER, 2, ())
    parts, total = children(directory, where)
    assert [(one.title, one.upnp_class, one.parent_id) for one in parts] == [
        ("Parted (part 1)", MOVIE, where), ("Parted (part 2)", MOVIE, where)
    ]  # fmt: skip
    assert total == 2
    assert len({one.resources[0].url for one in parts}) == 2
    assert [browser(directory).metadata(parse(one.id)) for one in parts] == parts


def test_a_film_has_one_id_of_its_own_and_others_that_refer_to_it(directory: Database) -> None:
    own = find(directory, OWNER, 'dc:title contains "matrix"')[0]
    asked = browser(directory)
    assert asked.metadata(parse(own)).ref_id is None
    elsewhere = children(directory, "l1.years.1999")[0][0]
    assert (elsewhere.id, elsewhere.ref_id) == (own.replace("all", "years.1999"), own)
    assert elsewhere.resources == asked.metadata(parse(own)).resources


@pytest.mark.parametrize(
    "where",
    ["l3", "l3.all", "l2", "l1.genres.999", "l1.years.1900", "l1.all.999999", "l9.all", "continue", "l1.all.{show}", "l2.all.{film}", "l1.all.{secret}",
     "l3.all.{secret}", "l1.all.{film}.{season}", "l2.all.{show}.{season}", "l2.all.{show}.{season}.{film}", "l1.all.{film}.f1"],
)  # fmt: skip
def test_what_is_hidden_is_not_there(directory: Database, where: str) -> None:
    """Of the libraries only the first is marked."""
    film, secret = (
        find(directory, OWNER, f'dc:title = "{title}"')[0].rpartition(".")[2] for title in ("The Matrix", "Secret")
    )
    show = children(directory, "l2.all")[0][0].id
    season = children(directory, show)[0][0].id.rpartition(".")[2]
    filled = where.format(film=film, secret=secret, show=show.rpartition(".")[2], season=season)
    for act in (
        lambda: browser(directory, MARKED).metadata(parse(filled)),
        lambda: children(directory, filled, who=MARKED),
    ):
        with pytest.raises(UpnpError) as caught:
            act()
        assert caught.value.code == 701
    assert find(directory, MARKED, 'dc:title = "Secret" or dc:title contains "part 1"') == []


def test_an_age_limit_holds_everywhere(directory: Database) -> None:
    child = Viewer(User(1, "child", CHILD, frozenset({1}), 6), True)
    assert names(directory, "l1.all", who=child) == ["Amélie"]
    assert names(directory, "l1.genres", who=child) == ["Drama", "Romance"]
    assert names(directory, "l1.years", who=child) == ["2000"]
    assert browser(directory, child).metadata(parse("l1.all")).children == 1
    assert found_names(directory, 'upnp:class derivedfrom "object"', who=child) == ["Amélie"]
    film = find(directory, OWNER, 'dc:title contains "matrix"')[0]
    with pytest.raises(UpnpError):
        browser(directory, child).metadata(parse(film))


def test_where_the_account_stopped(directory: Database) -> None:
    season = children(directory, children(directory, "l2.all")[0][0].id)[0][0].id
    chosen = children(directory, season)[0][1]
    number = int(chosen.id.rpartition(".")[2])
    item = directory.read(items.find, number)
    assert item is not None
    directory.write_now(progress.record_position, 1, progress.PlayedItem(number, item.title_id, 2, 100.0), 42.0)
    again = browser(directory).metadata(parse(chosen.id))
    assert (again.bookmark, chosen.bookmark) == (42, 0)
    listed = children(directory, "continue")[0]
    assert [(one.title, one.ref_id, one.bookmark) for one in listed] == [("Lost · S01E02 · Part 2", chosen.id, 42)]
    assert "Continue watching" not in names(directory, "0", who=MARKED)


@pytest.mark.parametrize(
    ("values", "libraries_seen", "has_account"),
    [
        (RuntimeValues(dlna=True), set(), False),
        (RuntimeValues(dlna=True, dlna_libraries=(1, 3)), {1, 3}, False),
        (RuntimeValues(dlna=True, dlna_user=1, dlna_libraries=(1,)), {1, 2, 3}, True),
        (RuntimeValues(dlna=True, dlna_user=77, dlna_libraries=(1,)), set(), False),
    ],
)
def test_the_viewer(directory: Database, values: RuntimeValues, libraries_seen: set[int], has_account: bool) -> None:
    found = directory.read(viewer, values)
    assert {number for number in (1, 2, 3) if found.user.sees(number)} == libraries_seen
    assert found.has_account is has_account
