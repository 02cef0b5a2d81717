"""Folders that are listed again and again: unchanged ones are not listed."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from dim.games.files import Signature

T = TypeVar("T")
MOST_ENTRIES = 200_000
"""Of a folder; what lies beyond is not looked at."""


def entries(path: str) -> Iterator["os.DirEntry[str]"]:
    """What a folder holds; nothing if it does not exist or cannot be listed."""
    with suppress(OSError), os.scandir(path) as found:
        yield from islice(found, MOST_ENTRIES)


@dataclass(frozen=True, slots=True)
class KnownFolder(Generic[T]):
    """What a folder held."""

    signature: Signature | None
    """Of the folder when it was listed; None: list it again."""
    value: T


class FolderReader(Generic[T]):
    """Lists folders of one kind."""

    def __init__(
        self,
        listed: Callable[[str], T],
        known: Mapping[str, KnownFolder[T]],
        is_final: Callable[[T], bool] = lambda _value: True,
    ) -> None:
        """`listed` makes a value of the folder with a path. `known`: the previous values, by path.

        `is_final`: whether a value holds until the folder itself changes, which changes deeper inside do not show.
        """
        self._listed, self._previous, self._is_final = listed, known, is_final
        self.known: dict[str, KnownFolder[T]] = {}
        """The values, by path, for the next time."""

    def read(self, path: str) -> T | None:
        """What a folder holds; None: it does not exist."""
        try:
            signature = Signature.of(os.stat(path))
        except OSError:
            return None
        previous = self._previous.get(path)
        if previous is None or previous.signature != signature:
            value = self._listed(path)
            previous = KnownFolder(signature if signature.is_settled() and self._is_final(value) else None, value)
        self.known[path] = previous
        return previous.value
