"""Names of every kind, each with what it says (names/), and what the files beside a file settle."""

from collections import Counter, defaultdict

import pytest

from dim.naming import parse, parse_folder
from naming.cases import HALVES, Case, Half, load
from naming.misses import known

CASES: dict[tuple[str, Half], list[Case]] = defaultdict(list)
for one in load():
    CASES[one.kind, one.half].append(one)


def test_there_are_enough() -> None:
    """In all, in each half, and of each kind; and no name is in twice."""
    assert sum(map(len, CASES.values())) >= 3_000
    for half in HALVES:
        assert sum(len(cases) for (_, its), cases in CASES.items() if its == half) >= 1_400
    of_kind = Counter(case.kind for cases in CASES.values() for case in cases)
    assert min(of_kind.values()) >= 50, of_kind
    labels = [case.label for cases in CASES.values() for case in cases]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(("kind", "half"), sorted(CASES))
def test_names_are_read_right(kind: str, half: Half) -> None:
    """All but those in known_misses.txt; and those are wrong, so that the list stays true."""
    wrong = {case.label: fields for case in CASES[kind, half] if (fields := case.misses())}
    listed = known().keys() & {case.label for case in CASES[kind, half]}
    new = [f"{label}: read as {fields}" for label, fields in wrong.items() if label not in listed]
    assert not new, "\n".join(["new misses:", *new])
    right = sorted(listed - wrong.keys())
    assert not right, "\n".join(["read right, but listed in known_misses.txt:", *right])


def test_the_list_of_misses_names_cases() -> None:
    labels = {case.label for cases in CASES.values() for case in cases}
    assert sorted(known().keys() - labels) == []


FOLDERS: list[tuple[str, list[str], list[tuple[str, int | None, tuple[int, ...]]]]] = [
    ("numbers over all seasons", ["Bright Sky 098.mkv", "Bright Sky 099.mkv", "Bright Sky 100.mkv", "Bright Sky 101.mkv"],
     [("Bright Sky", None, (98,)), ("Bright Sky", None, (99,)), ("Bright Sky", None, (100,)), ("Bright Sky", None, (101,))]),
    ("season and episode in one number", ["my.show.101.avi", "my.show.102.avi", "my.show.201.avi"],
     [("my show", 1, (1,)), ("my show", 1, (2,)), ("my show", 2, (1,))]),
    ("numbers first", ["1 Arrival.mkv", "2 The boat.mkv", "3 12 Angry Dogs.mkv"],
     [("Arrival", None, (1,)), ("The boat", None, (2,)), ("12 Angry Dogs", None, (3,))]),
    ("numbers last", ["Night Train 1.mkv", "Night Train 2.mkv", "Night Train 3.mkv"],
     [("Night Train", None, (1,)), ("Night Train", None, (2,)), ("Night Train", None, (3,))]),
    ("two are no row", ["Night Train 1.mkv", "Night Train 2.mkv"], [("Night Train 1", None, ()), ("Night Train 2", None, ())]),
    ("the season of the neighbours", ["My Show S02E01.mkv", "My Show S02E02.mkv", "My Show E03.mkv"],
     [("My Show", 2, (1,)), ("My Show", 2, (2,)), ("My Show", 2, (3,))]),
    ("the title of the neighbours", ["My Show S01E01.mkv", "My Show S01E02.mkv", "My Show S01E03.mkv", "S01E04.mkv"],
     [("My Show", 1, (1,)), ("My Show", 1, (2,)), ("My Show", 1, (3,)), ("My Show", 1, (4,))]),
    ("the way most write it", ["My Show S01E01.mkv", "My Show S01E02.mkv", "my show s01e03.mkv"],
     [("My Show", 1, (1,)), ("My Show", 1, (2,)), ("My Show", 1, (3,))]),
    ("films are films", ["Night Train (1998).mkv", "Night Train 2 (2001).mkv", "Night Train 3 (2004).mkv"],
     [("Night Train", None, ()), ("Night Train 2", None, ()), ("Night Train 3", None, ())]),
]  # fmt: skip


@pytest.mark.parametrize(("names", "expected"), [case[1:] for case in FOLDERS], ids=[case[0] for case in FOLDERS])
def test_neighbours_settle_what_a_name_leaves_open(
    names: list[str], expected: list[tuple[str, int | None, tuple[int, ...]]]
) -> None:
    found = parse_folder(names)
    leading = [
        one.episode_title or one.title if one.title == name.rpartition(".")[0] else one.title
        for one, name in zip(found, names, strict=True)
    ]
    assert [(title, one.season, one.episodes) for title, one in zip(leading, found, strict=True)] == expected


def test_the_year_of_the_neighbours() -> None:
    found = parse_folder(["My Show (2010) S01E01.mkv", "My Show S01E02.mkv"])
    assert [one.year for one in found] == [2010, 2010]


def test_places_say_where_a_field_comes_from() -> None:
    path = "My Show (2010)/Season 2/03 - The Boat 720p.mkv"
    identity = parse(path)
    assert {name: path[slice(*span)] for name, span in identity.spans.items()} == {
        "title": "My Show", "year": "2010", "episodes": "03", "season": "Season 2", "episode_title": "The Boat ", "resolution": "720p",
    }  # fmt: skip
