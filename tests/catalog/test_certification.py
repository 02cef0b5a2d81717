"""What certifications mean."""

import pytest

from dim.catalog.certification import age_of


@pytest.mark.parametrize(("certification", "age"), [
    ("G", 0), ("PG", 8), ("PG-13", 13), ("pg-13", 13), ("R", 17), ("Rated R", 17), ("NC-17", 18), ("TV-Y7", 7), ("TV-MA", 17), ("TV-14", 14),
    ("U", 0), ("12A", 12), ("15", 15), ("18", 18), ("FSK 0", 0), ("FSK 12", 12), ("FSK-16", 16), ("de:16", 16), ("DE/6", 6), ("us:PG-13", 13),
    ("16+", 16), ("R18+", 18), ("MA15+", 15), ("6", 6), (" 12 ", 12), ("Not Rated", None), ("NR", None), ("", None), (None, None), ("99", None),
    ("7777", None), ("R\n" * 9, None),
])  # fmt: skip
def test_ages(certification: str | None, age: int | None) -> None:
    assert age_of(certification) == age


@pytest.mark.parametrize(("certification", "age"), [
    ("PEGI 3", 3), ("PEGI 7", 7), ("PEGI 12", 12), ("PEGI 16", 16), ("PEGI 18", 18), ("pegi-16", 16), ("PEGI: 18+", 18), ("PEGI16", 16),
    ("USK 0", 0), ("USK 6", 6), ("USK 12", 12), ("USK 16", 16), ("USK 18", 18), ("USK ab 16", 16), ("USK ab 12 Jahren", 12),
    ("Ab 12 Jahren freigegeben", 12), ("USK keine Jugendfreigabe", 18), ("DE:USK 12", 12),
    ("ESRB EC", 3), ("ESRB E", 0), ("ESRB E10+", 10), ("ESRB E 10+", 10), ("ESRB T", 13), ("ESRB M", 17), ("ESRB M17+", 17), ("ESRB AO", 18),
    ("ESRB K-A", 6), ("esrb: t", 13), ("ESRB-M", 17), ("US:ESRB T", 13), ("ESRB Rating: Teen", 13),
    ("Early Childhood", 3), ("Everyone", 0), ("Everyone 10+", 10), ("Everyone 10 and older", 10), ("Teen", 13), ("Teen (13+)", 13),
    ("Mature", 17), ("Mature 17+", 17), ("ESRB Mature 17+", 17), ("Adults Only", 18), ("Adults Only 18+", 18), ("ESRB Adults Only 18+", 18),
    ("ESRB RP", None), ("ESRB Rating Pending", None), ("ESRB", None), ("ESRB G", None), ("PEGI", None), ("PEGI !", None), ("USK", None),
    ("ESRB " + "T" * 5000, None),
])  # fmt: skip
def test_ages_of_games(certification: str, age: int | None) -> None:
    assert age_of(certification) == age


@pytest.mark.parametrize(
    ("letter", "of_a_movie", "of_a_game"),
    [("M", 15, 17), ("T", None, 13), ("E", None, 0), ("AO", None, 18), ("EC", None, 3)],
)
def test_letters_of_esrb_count_with_its_name_only(letter: str, of_a_movie: int | None, of_a_game: int) -> None:
    assert (age_of(letter), age_of(f"ESRB {letter}")) == (of_a_movie, of_a_game)
