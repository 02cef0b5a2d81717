"""Values as launchers write them, and odd ones."""

from datetime import UTC, datetime

import pytest
from hypothesis import given

from dim.games.launcher import values
from support.games.odd_values import JSON

NOON = int(datetime(2024, 2, 1, 12, tzinfo=UTC).timestamp())
SIZES: list[tuple[object, int]] = [
    (5, 5), ("5", 5), (5.9, 5), ("1.5 GiB", 1_610_612_736), ("1,5 GB", 1_500_000_000), ("2 MiB", 2 << 20), ("3 B", 3), ("7kB", 7_000), ("0", 0),
    (0, 0), (-5, 0), (None, 0), (True, 0), ("x", 0), ("GiB", 0), ("1 XiB", 0), (2**63 - 1, 1 << 50), ("9" * 15 + " TiB", 0), (1e300, 0), ([], 0),
]  # fmt: skip
MOMENTS: list[tuple[object, int | None]] = [
    (NOON, NOON), (float(NOON), NOON), (str(NOON), NOON), ("2024-02-01T12:00:00.000Z", NOON), ("2024-02-01 12:00:00", NOON),
    ("2024-02-01T14:00:00+02:00", NOON), ("2024-02-01 12:00:00+00:00", NOON), (0, None), ("", None), (None, None), (-5, None), (2**60, None),
    ("0001-01-01 00:00:00", None), ("9999-12-31T23:59:59Z", None), ("0001-01-01T00:00:00+14:00", None), ("soon", None), (True, None), ("9" * 40, None),
]  # fmt: skip
DATES: list[tuple[object, str | None]] = [
    ("2024-02-01", "2024-02-01"), ("2024-02-01T12:00:00.000Z", "2024-02-01"), ("2024-02-01 12:00:00+00:00", "2024-02-01"), ("2024", "2024"),
    (2024, "2024"), (NOON, "2024-02-01"), ("2024-02-30", None), ("0001-01-01", None), (0, None), (1, None), (1800, None), (None, None), ("20240201", "1970-08-23"),
    ("Feb 1, 2024", None), (2**62, None), (-1, None), (True, None), ("2024-13", None), ("٢٠٢٤", None),
]  # fmt: skip
NAMES: list[tuple[object, tuple[str, ...]]] = [
    ("A", ("A",)), ("A, B ,A,,", ("A", "B")), (["A, B", " C\n D ", 5, None, "", "A, B"], ("A, B", "C D")), (None, ()), ({"a": "b"}, ()), (5, ()),
]  # fmt: skip
TEXTS: list[tuple[object, str | None]] = [
    ("A  b", "A b"), ("<p>A</p><br/>b", "A b"), ("a < b &amp; c > d", "a d"), ("a\n\n \n b", "a\nb"), ("<<<<a", "<<<<a"), ("", None), ("<p></p>", None), (5, None),
    ("\ud800\0x", "?x"),
]  # fmt: skip
IDS: list[tuple[object, str]] = [
    ("Min", "Min"), (" a ", "a"), (620, "620"), (0, ""), (-1, ""), (True, ""), (1.5, ""), (2**63, ""), ("a\nb", ""), ("x" * 201, ""), (None, ""), ([], ""),
]  # fmt: skip


@pytest.mark.parametrize(("written", "size"), SIZES)
def test_sizes(written: object, size: int) -> None:
    assert values.size(written) == size


@pytest.mark.parametrize(("written", "moment"), MOMENTS)
def test_moments(written: object, moment: int | None) -> None:
    assert values.moment(written) == moment


@pytest.mark.parametrize(("written", "date"), DATES)
def test_dates(written: object, date: str | None) -> None:
    assert values.date(written) == date


@pytest.mark.parametrize(("written", "names"), NAMES)
def test_names(written: object, names: tuple[str, ...]) -> None:
    assert values.names(written) == names


@pytest.mark.parametrize(("written", "text"), TEXTS)
def test_texts(written: object, text: str | None) -> None:
    assert values.plain_text(written) == text


@pytest.mark.parametrize(("written", "found"), IDS)
def test_ids(written: object, found: str) -> None:
    assert values.identifier(written) == found


@given(JSON)
def test_odd_values(value: object) -> None:
    """No error, and nothing that a database cannot store."""
    texts = [
        values.line(value),
        values.identifier(value),
        values.path_text(value),
        values.plain_text(value),
        values.date(value),
        values.page(value, "a.org"),
    ]
    texts += [*values.names(value), *values.systems(value)]
    assert all("\0" not in text.encode().decode() for text in texts if text)
    numbers = [values.size(value), values.seconds(value, 3_600), values.moment(value) or 0]
    assert all(0 <= number < 2**63 for number in numbers)
