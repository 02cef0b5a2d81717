"""Some films of the matrix (`support.matrix`): played in Chromium from the start, from the middle, after seeks, with another sound and in
another quality. `make matrix` plays all of it.
"""

import pytest

from support.matrix.__main__ import play
from support.matrix.films import CHOSEN, FILMS

pytestmark = pytest.mark.alone


@pytest.mark.timeout(600)
def test_some_films_of_the_matrix() -> None:
    films = [film for film in FILMS if film.name in CHOSEN]
    assert len(films) == len(CHOSEN)
    wrong = {seen.name: seen.wrong for seen in play(films, to_the_end=False) if seen.wrong}
    assert wrong == {}
