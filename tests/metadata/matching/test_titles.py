"""How similar titles are."""

import pytest

from dim.metadata.matching.titles import ALIKE, SAME, similarity

LIKELY = 0.85


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Godfather", "Godfather"), ("Godfather, The", "The Godfather"), ("Rocky II", "Rocky 2"), ("Amélie", "Amelie"),
        ("Fast & Furious", "Fast and Furious"), ("Ocean's Eleven", "Oceans 11"), ("WALL·E", "Wall E"), ("Das Boot", "Boot"),
        ("The Office (US)", "The Office"), ("Dune: Part Two", "Dune Part 2"), ("Mission: Impossible", "mission impossible"),
        ("Москва", "Moskva"), ("I, Robot", "I Robot"), ("V for Vendetta", "v for vendetta"),
    ],
)  # fmt: skip
def test_the_same(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one) == SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kill Bill: Vol. 2", "Kill Bill 2"),
        ("Spider-Man", "Spiderman"),
        ("Pulp Fcition", "Pulp Fiction"),
        ("Shawshank Redemtion", "Shawshank Redemption"),
    ],
)
def test_the_same_but_for_a_slip(one: str, other: str) -> None:
    assert ALIKE <= similarity(one, other) < SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rocky 3", "Rocky 4"), ("Alien", "Aliens in the Attic"), ("The Thing", "The Things We Do"), ("Saw II", "Saw III"),
        ("Iron Man 2", "Iron Man"), ("300", "301"), ("Up", "Us"), ("Heat", "Beat"), ("The Making of Dune", "Dune"),
    ],
)  # fmt: skip
def test_others(one: str, other: str) -> None:
    assert similarity(one, other) < LIKELY


def test_a_part_before_a_colon_may_stand_for_the_whole() -> None:
    assert LIKELY <= similarity("Star Wars: Episode IV - A New Hope", "A New Hope") < ALIKE
    assert LIKELY <= similarity("Dr. Strangelove: How I Learned to Stop Worrying", "Dr Strangelove") < ALIKE
