"""The format of an image by the client's `Accept`."""

import pytest

from dim.artwork.accept import choose_format

CASES = [
    ("", "webp"),
    ("*/*", "webp"),
    ("image/*", "webp"),
    ("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", "avif"),  # Chromium
    ("image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5", "avif"),  # Firefox
    ("image/webp,image/avif,video/*;q=0.8,image/png,image/*;q=0.8,*/*;q=0.5", "avif"),  # Safari
    ("image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5", "webp"),
    ("image/jpeg", "jpeg"),
    ("image/jpeg, image/png", "jpeg"),
    ("IMAGE/AVIF", "avif"),
    ("image/avif;q=0.5, image/webp", "webp"),
    ("image/avif; q=0.5 , image/webp; q=0.4", "avif"),
    ("image/avif;q=0, image/webp;q=0, */*", "jpeg"),
    ("image/webp;q=0, image/*", "jpeg"),
    ("image/jpeg;q=0.9, */*;q=0.1", "jpeg"),
    ("application/json", "webp"),
    ("image/avif;q=0, image/webp;q=0, image/jpeg;q=0", "webp"),
    ("image/avif;q=2, image/webp", "webp"),
    ("image/avif;q=nan, image/jpeg;q=0.1", "jpeg"),
    ("image/avif;q=1e9", "webp"),
    ("image/avif;q=-1", "webp"),
    ("image/avif;q=", "webp"),
    (";;;,,,;q=1,/,\0\xff", "webp"),
    ("a," * 100_000 + "image/jpeg", "webp"),
    ("image/jpeg," + "x;" * 100_000, "jpeg"),
]


@pytest.mark.parametrize(("accept", "expected"), CASES, ids=[accept[:40] for accept, _ in CASES])
def test_the_format_that_a_client_gets(accept: str, expected: str) -> None:
    assert choose_format(accept) == expected
