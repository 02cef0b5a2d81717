"""The Range header (RFC 9110, section 14)."""

import re

MAX_RANGES = 100
"""More are not answered one by one: the whole file is sent."""
_SET = re.compile(r"\s*bytes\s*=(.*)", re.IGNORECASE | re.DOTALL)
_RANGE = re.compile(r"(\d{1,4000})-(\d{0,4000})|-(\d{1,4000})", re.ASCII)


def read_ranges(header: str, size: int) -> list[tuple[int, int]] | None:
    """The parts of a file of `size` bytes that are asked for, as (start, end) in order, overlapping ones joined.

    None: the header is malformed or of another unit and is ignored (section 14.2). Empty: no part can be satisfied (416).
    """
    match = _SET.fullmatch(header)
    parts = [part.strip(" \t") for part in match[1].split(",")] if match else []
    parts = [part for part in parts if part]
    if not parts or len(parts) > MAX_RANGES:
        return None
    found = []
    for part in parts:
        numbers = _RANGE.fullmatch(part)
        if numbers is None or (numbers[2] and int(numbers[2]) < int(numbers[1])):
            return None
        if numbers[3]:
            start, end = max(size - int(numbers[3]), 0), size
        else:
            start, end = int(numbers[1]), min(int(numbers[2]) + 1, size) if numbers[2] else size
        if start < end:
            found.append((start, end))
    return _joined(sorted(found))


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    result: list[tuple[int, int]] = []
    for start, end in ranges:
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result
