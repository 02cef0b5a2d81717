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
