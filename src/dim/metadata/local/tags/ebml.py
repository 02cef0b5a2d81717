"""Reads EBML (RFC 8794): elements of a file, with bounds on what is read. Our own: ebmlite reads whatever sizes a file states."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

MOST_ELEMENTS = 20_000
"""Of one file."""
MOST_READS = 2_000


class BrokenError(Exception):
    """It is no EBML, or more than is read."""


@dataclass(frozen=True, slots=True)
class Element:
    """Where an element lies: its content from `start` to `end`."""

    id: int
    start: int
    end: int


class Reader:
    """Elements of a file; it counts what it does."""

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor, self.size = descriptor, size
        self._elements = self._reads = 0
        self._block, self._block_start = b"", 0

    def children(self, start: int, end: int) -> Iterator[Element]:
        """The elements from `start` to `end`. Raises BrokenError, OSError."""
        while start < end:
            self._elements += 1
            if self._elements > MOST_ELEMENTS:
                raise BrokenError("too many elements")
            head = self._head(start)
            number, length = _number(head, 4, keep_marker=True)
            size, size_length = _number(head[length:], 8)
            start += length + size_length
            unknown = size == (1 << 7 * size_length) - 1
            stop = end if unknown else min(start + size, end)
            yield Element(number, start, stop)
            start = stop

    def data(self, of: Element, most: int) -> bytes:
        """The content of an element. Raises BrokenError: it has more than `most` bytes, or they are not there. OSError."""
        length = of.end - of.start
        if not 0 <= length <= most:
            raise BrokenError("too large")
        inside = of.start - self._block_start
        if inside >= 0 and inside + length <= len(self._block):
            return self._block[inside : inside + length]
        return self._read(of.start, length)

    def text(self, of: Element, most: int = 20_000) -> str:
        """The text of an element, without what follows a NUL. Raises BrokenError, OSError."""
        return self.data(of, most).partition(b"\0")[0].decode("utf-8", "replace")

    def number(self, of: Element) -> int:
        """The unsigned number in an element. Raises BrokenError, OSError."""
        return int.from_bytes(self.data(of, 8), "big")

    def _head(self, place: int) -> bytes:
        inside = place - self._block_start
        if not (inside >= 0 and inside + 12 <= len(self._block)):
            self._block, self._block_start = self._read(place, 4096), place
            inside = 0
        return self._block[inside : inside + 12]

    def _read(self, place: int, length: int) -> bytes:
        self._reads += 1
        if self._reads > MOST_READS:
            raise BrokenError("too many reads")
        if place < 0 or place > self.size:
            raise BrokenError("outside of the file")
        return os.pread(self._descriptor, length, place)


def _number(data: bytes, longest: int, keep_marker: bool = False) -> tuple[int, int]:
    """A number of variable length (RFC 8794, section 4), and its length."""
    first = data[0] if data else 0
    length = 9 - first.bit_length()
    if not first or length > longest or length > len(data):
        raise BrokenError("no element")
    value = int.from_bytes(data[:length], "big")
    return (value if keep_marker else value & ((1 << 7 * length) - 1)), length
