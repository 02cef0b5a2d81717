"""Parts of long lists, for statements."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

CHUNK = 400
T = TypeVar("T")


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Values in parts that fit into one statement."""
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
