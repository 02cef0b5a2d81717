"""Parts of long lists, for statements."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

CHUNK = 400
T = TypeVar("T")


def chunks(values: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """Values in parts that fit into one statement, or of another size."""
    return (values[start : start + size] for start in range(0, len(values), size))
