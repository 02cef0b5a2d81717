"""JSON is refused by its size, number of values and depth before any object is made of it."""

import json
import time

import pytest

from dim.api.errors import ApiError
from dim.api.requests.bodies import MAX_DEPTH, check_json, parse_json

GOOD = [
    b"", b"{}", b"[1,2,3]", b'"' + b"[{," * 5_000 + b'"', b'{"a": "' + b"\\\\" * 10_000 + b'"}', b"[" * MAX_DEPTH + b"]" * MAX_DEPTH,
    json.dumps([{"title": "a, b, [c]", "path": "d/{e}"}] * 20).encode(), b'"' + b'\\"' * 10_000 + b'"', b'["' + b"," * 50_000 + b'"]',
]  # fmt: skip
REFUSED = [
    (b"[" + b",".join([b'{"a":{}}'] * 500) + b"]", 413), (b"[" * 100 + b"]" * 100, 400), (b'{"a":' * 40, 400),
    (b'["\\"]"' + b",1" * 1_000 + b"]", 413), (b'{"a":"\\\\",' + b'"b":[],' * 600 + b'"c":1}', 413),
]  # fmt: skip


@pytest.mark.parametrize("body", GOOD, ids=lambda body: repr(body[:20]))
def test_what_is_small_passes(body: bytes) -> None:
    check_json(body, 1_000)


@pytest.mark.parametrize(("body", "status"), REFUSED, ids=lambda value: repr(value)[:24])
def test_too_many_values_or_levels(body: bytes, status: int) -> None:
    with pytest.raises(ApiError) as refused:
        check_json(body, 1_000)
    assert refused.value.status == status


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_no_other_encoding_hides_levels(encoding: str) -> None:
    """In UTF-16, half of "∀" is the byte of a quote: what follows looks like a string."""
    with pytest.raises(ValueError, match=r"codec|JSON|Expecting"):
        parse_json(('["∀",' + "[" * 10_000).encode(encoding), 2_000)


def test_utf_8_is_read() -> None:
    assert parse_json('{"a": "∀"}'.encode(), 10) == {"a": "∀"}
    assert parse_json(b"\xef\xbb\xbf[1]", 10) == [1]


@pytest.mark.parametrize("piece", [b'\\"', b'"', b"\\", b'"\\', b"[", b'["', b'{"', b',"', b'\\\\"'])
def test_the_check_is_linear(piece: bytes) -> None:
    """A pass over twice as much that took four times as long would take minutes here."""
    before = time.process_time()
    with pytest.raises(ApiError):
        check_json(b"[" * 50 + b"," * 2_000 + piece * (8_000_000 // len(piece)), 1_000)
    assert time.process_time() - before < 20
