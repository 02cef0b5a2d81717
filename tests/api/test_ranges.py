"""The Range header: what is malformed is ignored, what lies beyond the file is refused."""

import pytest

from dim.api.requests.ranges import read_ranges

SIZE = 1000


@pytest.mark.parametrize(("header", "expected"), [
    ("bytes=0-9", [(0, 10)]), ("bytes=990-", [(990, 1000)]), ("bytes=-5", [(995, 1000)]), ("bytes=-5000", [(0, 1000)]),
    ("bytes=0-5000", [(0, 1000)]), ("Bytes = 0-9", [(0, 10)]), ("bytes=0-9,5-20, -1", [(0, 21), (999, 1000)]),
    ("bytes=0-9,,2000-", [(0, 10)]), ("bytes=" + "0" * 100 + "1-2", [(1, 3)]),
    ("bytes=1000-", []), ("bytes=-0", []), ("bytes=" + "9" * 400 + "-", []),
    ("bytes=9-0", None), ("bytes=a-b", None), ("bytes=", None), ("bytes", None), ("", None), ("=0-9", None), ("items=0-9", None),
    ("bytes=0-9;1", None), ("bytes=0-9,x", None), ("bytes=--5", None), ("bytes=-", None), ("bytes=0x10-", None), ("bytes=١-٢", None),
    ("bytes=1.5-2", None), ("bytes=" + "9" * 5000 + "-", None), ("bytes=" + ",".join(["0-1"] * 101), None), ("bytes=+1-2", None),
])  # fmt: skip
def test_ranges(header: str, expected: list[tuple[int, int]] | None) -> None:
    assert read_ranges(header, SIZE) == expected
