"""Every decision can be explained: the reading that was chosen, its evidence, and the runner-up."""

import pytest

from dim.naming import Library, explain, parse_folder

CASES: list[tuple[str, Library | None, tuple[str, ...], tuple[str, str, str | None]]] = [
    ("Stone Field 101.mkv", None, (), ("season 1, episode 1", "a number after the title: season and episode in one", "(101,)")),
    ("Stone Field - 107 - Home.mkv", None, (), ("episode 107", "a number after a dash", "(7,)")),
    ("Stone Field S02E03.mkv", None, (), ("season 2, episode 3", "season and episode, marked", None)),
    ("Stone Field - 2019-05-04.mkv", None, (), ("2019-05-04", "a date", None)),
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
