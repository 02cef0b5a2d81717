"""Files that are read again and again: unchanged ones are not read, and the last good reading of a broken one holds."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from dim.games.files import FailedFile, Signature, UnreadableFileError, describe, read_regular

T = TypeVar("T")


class BrokenFileError(Exception):
    """The content of a file is damaged. The text says where and how; `readable` is what could be read in spite of it."""

    def __init__(self, reason: str, readable: object | None = None) -> None:
        super().__init__(reason)
        self.readable = readable


@dataclass(frozen=True, slots=True)
class KnownFile(Generic[T]):
    """A reading of a file."""

    signature: Signature | None
    """Of the file that was read; None: read it again."""
    value: T | None
    """What it says: by the last good reading, else what could be read of it."""
    error: str | None = None
    """Why the file as it is now cannot be used, as a sentence."""
    is_whole: bool = True
    """Whether `value` comes from a good reading."""


class FileReader(Generic[T]):
    """Reads files of one kind."""

    def __init__(
        self,
        parse: Callable[[bytes], T],
        limit: int,
        known: Mapping[str, KnownFile[T]],
        *,
        expected: bool = False,
        check: Callable[[str, T], None] | None = None,
    ) -> None:
        """`parse` raises BrokenFileError, and so does `check`, if a value cannot be that of the file with a path.

        Files have at most `limit` bytes. `known`: the previous readings, by path. `expected`: a file that was there must still be
        there; one that is gone counts as failed, and its last reading holds.
        """
        self._parse, self._limit, self._previous, self._expected, self._check = parse, limit, known, expected, check
        self.known: dict[str, KnownFile[T]] = {}
        """The readings, by path, for the next time."""
        self.broken: list[str] = []
        """Files that were read and found damaged; they may have been half-written, so try again a little later."""

    def read(self, path: str, facts: os.stat_result | None = None) -> T | None:
        """What a file says; None: it does not exist, or was never readable. `facts`: what `os.stat` says of it, if known."""
        reading = self._read(path, facts)
        if reading is None:
            return None
        self.known[path] = reading
        return reading.value

    def _read(self, path: str, facts: os.stat_result | None) -> KnownFile[T] | None:
        previous = self._previous.get(path)
        try:
            if previous is not None and previous.signature == Signature.of(facts or os.stat(path)):
                return previous
            content, signature = read_regular(path, self._limit)
        except FileNotFoundError:
            if not self._expected or previous is None:
                return None
            return self._failed(previous, None, "It is gone.")
        except OSError as error:
            return self._failed(previous, None, describe(error))
        except UnreadableFileError as error:
            return self._failed(previous, None, str(error))
        kept = signature if signature.is_settled() else None
        try:
            value = self._parse(content)
            if self._check is not None:
                self._check(path, value)
        except BrokenFileError as error:
            self.broken.append(path)
            return self._failed(previous, kept, str(error), error.readable)
        return KnownFile(kept, value)

    @staticmethod
    def _failed(
        previous: KnownFile[T] | None, signature: Signature | None, reason: str, readable: object | None = None
    ) -> KnownFile[T]:
        if previous is not None and previous.is_whole and previous.value is not None:
            return KnownFile(signature, previous.value, reason)
        value: T | None = readable if readable is not None else previous.value if previous else None  # type: ignore[assignment]
        return KnownFile(signature, value, reason, is_whole=False)

    def value(self, path: str) -> T | None:
        """What a file says that was read or held before, after a retry too; None: nothing is known of it."""
        known = self.known.get(path)
        return known.value if known is not None else None

    def retry(self) -> None:
        """Read the broken files once more."""
        paths, self.broken = self.broken, []
        for path in paths:
            self.read(path)

    def hold(self, paths: Iterable[str]) -> None:
        """Keep the previous readings of files whose folder is away."""
        for path in paths:
            self.known[path] = self._previous[path]

    @property
    def failed(self) -> list[FailedFile]:
        """The files that cannot be used as they are."""
        return [FailedFile(path, known.error) for path, known in self.known.items() if known.error is not None]
