"""The files of one kind of a launcher, from one reading to the next."""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, Protocol, TypeVar

from dim.games.files import FailedFile
from dim.games.known_files import FileReader, KnownFile

T = TypeVar("T")
RETRY_SECONDS = 0.2


class Rereadable(Protocol):
    """Files, or a database, that are read again and again."""

    @property
    def may_be_half_written(self) -> bool:
        """Whether reading it again a little later may go better."""

    @property
    def failed(self) -> list[FailedFile]:
        """What cannot be used as it is."""

    def retry(self) -> None:
        """Read what may have been half-written once more."""


class RereadFiles(Generic[T]):
    """Files of one kind. `begin` starts a reading; then each file is read once."""

    def __init__(
        self,
        parse: Callable[[bytes], T],
        limit: int,
        *,
        expected: bool = True,
        check: Callable[[str, T], None] | None = None,
    ) -> None:
        """The arguments are those of `FileReader`."""
        self._parse, self._limit, self._expected, self._check = parse, limit, expected, check
        self._reader = self._new({})

    def _new(self, known: Mapping[str, KnownFile[T]]) -> FileReader[T]:
        return FileReader(self._parse, self._limit, known, expected=self._expected, check=self._check)

    def begin(self) -> None:
        """A new reading begins: each file may have changed."""
        self._previous = tuple(self._reader.known)
        self._reader = self._new(self._reader.known)

    def read(self, path: str) -> None:
        """Read a file if it changed."""
        self._reader.read(path)

    def read_all(self, folder: str, names: Iterable[str]) -> None:
        """Read files of a folder; if the folder is away, what its files said holds."""
        if os.path.isdir(folder):
            for name in names:
                self._reader.read(os.path.join(folder, name))
        else:
            self._reader.hold(path for path in self._previous if os.path.dirname(path) == folder)

    def value(self, path: str) -> T | None:
        """What a file says, or said when it was last good; None: nothing is known of it."""
        return self._reader.value(path)

    @property
    def values(self) -> list[tuple[str, T]]:
        """What the files say, with their paths."""
        return [(path, known.value) for path, known in self._reader.known.items() if known.value is not None]

    @property
    def may_be_half_written(self) -> bool:
        """Whether reading the broken files again a little later may go better."""
        return bool(self._reader.broken)

    @property
    def failed(self) -> list[FailedFile]:
        """The files that cannot be used as they are."""
        return self._reader.failed

    def retry(self) -> None:
        """Read the broken files once more."""
        self._reader.retry()


def retry_all(files: Iterable[Rereadable], wait: float) -> tuple[FailedFile, ...]:
    """Read what may have been half-written once more, after some seconds; what failed then, by path."""
    every = list(files)
    half_written = [one for one in every if one.may_be_half_written]
    if half_written:
        time.sleep(wait)
    for one in half_written:
        one.retry()
    return tuple(sorted((failed for one in every for failed in one.failed), key=lambda failed: failed.path))
