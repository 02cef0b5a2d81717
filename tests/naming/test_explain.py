"""Every decision can be explained: the reading that was chosen, its evidence, and the runner-up."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dim.naming import Library, explain, parse_folder
from naming.cases import Case, load

CASES: list[tuple[str, Library | None, tuple[str, ...], tuple[str, str, str | None]]] = [
    ("Stone Field 101.mkv", None, (), ("season 1, episode 1", "a number after the title: season and episode in one", "(101,)")),
    ("Stone Field - 107 - Home.mkv", None, (), ("episode 107", "a number after a dash", "(7,)")),
    ("Stone Field S02E03.mkv", None, (), ("season 2, episode 3", "season and episode, marked", None)),
    ("Stone Field - 2019-05-04.mkv", None, (), ("the date 2019-05-04", "a date", None)),
    ("Stone Field/Season 3/07.mkv", "show", (), ("episode 7", "a number before the title", None)),
]  # fmt: skip


@pytest.mark.parametrize(("path", "library", "beside", "expected"), CASES, ids=[case[0] for case in CASES])
def test_the_evidence_of_a_reading(
    path: str, library: Library | None, beside: tuple[str, ...], expected: tuple[str, str, str | None]
) -> None:
    says, because, rival = expected
    explanation = explain(path, library, beside)
    found = {one.because: one for one in explanation.chosen.evidence}
    assert found[because].says.startswith(says)
    assert found[because].weight > 0
    assert explanation.chosen.identity == parse_folder([path, *beside], library)[0]
    if rival is not None:
        assert explanation.runner_up is not None
        assert str(explanation.runner_up.identity.episodes) == rival


def test_the_files_beside_it_are_evidence() -> None:
    beside = [f"Stone Field {number}.mkv" for number in (98, 99, 100)]
    alone, together = explain("Stone Field 101.mkv"), explain("Stone Field 101.mkv", None, beside)
    assert alone.chosen.identity.season == 1
    assert together.chosen.identity.episodes == (101,)
    reasons = [one.because for one in together.chosen.evidence]
    assert "the files beside it are numbered the same way" in reasons
    assert together.runner_up is not None
    assert together.runner_up.identity.season == 1


def test_evidence_lies_in_the_path_and_the_strongest_is_first() -> None:
    path = "Stone Field (2009)/Season 3/Stone Field - 3x07 - Home 720p.mkv"
    explanation = explain(path, "show")
    weights = [abs(one.weight) for one in explanation.chosen.evidence]
    assert weights == sorted(weights, reverse=True)
    spans = {one.field: path[slice(*one.span)] for one in explanation.chosen.evidence if one.span is not None}
    assert spans == {"title": "Stone Field", "year": "2009", "episodes": "3x07"}


@pytest.mark.parametrize("path", ["", "x", "Stone Field (2009).mkv", "Stone Field (2009)-trailer.mkv"])
def test_what_has_no_numbers_is_explained_too(path: str) -> None:
    explanation = explain(path, "movie")
    assert explanation.chosen.identity.title
    assert explanation.runner_up is None or explanation.runner_up.identity != explanation.chosen.identity


EVIDENCE: list[tuple[str, Library, tuple[str, ...], tuple[str, str, str | None]]] = [
    # what a second numbering says in its reading, not what it would say alone
    ("Stone Field S04E09 118.mkv", "show", (), ("number 118 over all seasons", "a number after the title", "118")),
    ("Stone Field 21-25 (146-150).mkv", "show", (), ("numbers 146 to 150 over all seasons", "a range of numbers", "146-150")),
    ("Stone Field [Cap.207].mkv", "show", (), ("season 2, episode 7", "a chapter: season and episode in one number", "Cap.207")),
    # where title, season and part are from
    ("Stone Field/x/Stone.Field.1x05.720p.mkv", "show", (), ("the title “x”", "the name of a folder above the file", "x")),
    ("Stone.Field.1x05.720p.mkv", "show", (), ("the title “Stone Field”", "the words before the numbers", "Stone.Field")),
    ("Stone.Field.2009.720p.mkv", "movie", (), ("the title “Stone Field”", "the words before the year", "Stone.Field")),
    ("Stone.Field.720p.mkv", "movie", (), ("the title “Stone Field”", "the words before the tags", "Stone.Field")),
    ("Stone Field.mkv", "movie", (), ("the title “Stone Field”", "the words of its name", "Stone Field")),
    ("01 - Stone Field.mkv", "show", (), ("the title “Stone Field”", "the words after the numbers", "Stone Field")),
    ("Stone Field/Season 3/07.mkv", "show", (), ("season 3", "the name of a folder above the file", "Season 3")),
    ("Stone Field E05.mkv", "show", (), ("season 1", "an episode without a season counts as one of the first", None)),
    ("x/Stone Field E03.mkv", "show", ("x/Stone Field S02E01.mkv",), ("season 2", "the files beside it are of this season", None)),
    ("y/S01E04.mkv", "show", ("y/S01E05.mkv",), ("season 1, episode 4", "season and episode, marked", "S01E04")),
    ("Stone Field (2009) cd2.mkv", "movie", (), ("part 2", "a word for a part, and its number", "cd2")),
    ("Stone Field S06E01a.mkv", "show", (), ("season 6, episode 1, part 1", "season and episode, marked", "S06E01a")),
    ("Stone Field B.mkv", "movie", ("Stone Field A.mkv",), ("part 2", "a letter, and the files beside it have the others", "B")),
    ("Stone/Field B.mkv", "show", ("Stone/Field A.mkv",), ("episode 2", "a letter, and the files beside it have the others", "B")),
    ("[04] Stone Field.mkv", "show", (), ("the title “Stone Field”", "the words after the numbers", "Stone Field")),
    # what makes an extra
    ("Stone Field (2009)/Trailers/one.mkv", "movie", (), ("a trailer", "the name of its folder", "Trailers")),
    ("Stone Field (2009)-trailer.mkv", "movie", (), ("a trailer", "a word in its name", "trailer")),
    ("Stone Field (2009) [sample].mkv", "movie", (), ("a sample", "a word in its name", "sample")),
    ("Stone Field (2009) - Interview with X.mkv", "movie", (), ("an interview", "a word in its name", "Interview")),
    ("Stone Field NCOP1.mkv", "show", (), ("an extra", "a word in its name", "NCOP1")),
]  # fmt: skip


@pytest.mark.parametrize(("path", "library", "beside", "expected"), EVIDENCE, ids=[case[0] for case in EVIDENCE])
def test_what_evidence_says_and_where_it_is(
    path: str, library: Library, beside: tuple[str, ...], expected: tuple[str, str, str | None]
) -> None:
    chosen = explain(path, library, beside).chosen
    found = [(one.says, one.because, path[slice(*one.span)] if one.span else None) for one in chosen.evidence]
    assert expected in found


@pytest.mark.parametrize(
    ("path", "library", "expected"),
    [
        ("One More-sample.mkv", "movie", ("movie", "One More-sample", None)),
        ("Stone Field (2009)/Trailers/The Boat (2011).mkv", "movie", ("movie", "The Boat", 2011)),
        ("Stone Field/Extras/Stone Field S01E02.mkv", "show", ("episode", "Stone Field", None)),
    ],
)
def test_the_runner_up_of_an_extra_is_no_extra(
    path: str, library: Library, expected: tuple[str, str, int | None]
) -> None:
    explanation = explain(path, library)
    assert explanation.chosen.identity.kind in ("extra", "sample")
    assert explanation.runner_up is not None
    identity = explanation.runner_up.identity
    assert (identity.kind, identity.title, identity.year) == expected
    assert explanation.runner_up.evidence


TUNED = load("tuned")


@settings(max_examples=300, deadline=None)
@given(case=st.sampled_from(TUNED), library=st.sampled_from((None, "show", "movie")))
@example(case=next(case for case in TUNED if case.path == "Apollo 13 (1995).mkv"), library="show")
def test_evidence_of_any_name(case: Case, library: Library | None) -> None:
    """Both readings have evidence in words, which lies in the path; a season has some too."""
    explanation = explain(case.path, library, case.folder)
    for reading in filter(None, (explanation.chosen, explanation.runner_up)):
        assert all(one.says and one.because for one in reading.evidence)
        places = [one.span for one in reading.evidence if one.span is not None]
        assert all(0 <= start < end <= len(case.path) for start, end in places)
        if reading.identity.season is not None and reading.identity.kind == "episode":
            assert any(re.search(r"season|special", one.says) for one in reading.evidence)
