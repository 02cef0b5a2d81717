"""Which of an item's images is shown, and which is fetched."""

import pytest

from dim.artwork.store import StoredImage
from dim.catalog.metadata.choosing import pick
from dim.catalog.metadata.options import MOST_FAILURES, UNUSABLE, Option

IMAGE = StoredImage("ab" * 16, 400, 600, "")


def option(
    number: int, source: str, stored: bool = False, failures: int = 0, url: str = "https://image.example/1.jpg"
) -> Option:
    return Option(
        number,
        1,
        "poster",
        source,
        "" if stored and source == "beside" else url,
        None,
        400,
        600,
        IMAGE if stored else None,
        failures,
    )


@pytest.mark.parametrize(
    ("options", "shown", "fetched"),
    [
        ([], None, None),
        ([option(1, "tmdb")], None, 1),
        ([option(1, "beside", stored=True), option(2, "tmdb")], 1, None),
        ([option(1, "tmdb"), option(2, "frame", stored=True)], 2, 1),
        ([option(1, "tmdb", failures=MOST_FAILURES), option(2, "tmdb")], None, 2),  # another one is tried first
        ([option(1, "tmdb", failures=MOST_FAILURES)], None, 1),  # never given up
        ([option(1, "tmdb", failures=UNUSABLE), option(2, "frame", stored=True)], 2, None),  # it is no image
        ([option(1, "nfo"), option(2, "tmdb")], None, 2),  # addresses in NFO files are not fetched by themselves
        ([option(1, "tmdb", stored=True), option(2, "tmdb")], 1, None),
    ],
)
def test_what_is_picked(options: list[Option], shown: int | None, fetched: int | None) -> None:
    best, following = pick(options)
    assert (best.id if best else None, following.id if following else None) == (shown, fetched)
