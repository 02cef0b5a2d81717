"""Reading files that other programs write, and that may be anything: pipes, devices, endless, half-written."""

import os
import stat
import time
from dataclasses import dataclass

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_COARSE_NS, _FINE_NS = 2_500_000_000, 20_000_000
_SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be read, with the reason as a sentence."""

    path: str
    reason: str


class UnreadableFileError(Exception):
    """A file cannot be read. The text says why, as a sentence."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What tells whether a file or folder changed: its time of modification (nanoseconds, Unix time) and size (bytes)."""

    modified_ns: int
    size: int

    @classmethod
    def of(cls, facts: os.stat_result) -> "Signature":
        """The signature in what `os.stat` says."""
        return cls(facts.st_mtime_ns, facts.st_size)

    def is_settled(self) -> bool:
        """Whether another change would show in the signature.

        It would not within one tick of the file system's clock: FAT has 2 s, network file systems may have 1 s. A time that is
        far ahead is one of FAT in another time zone.
        """
        tick = _FINE_NS if self.modified_ns % _SECOND_NS else _COARSE_NS
        return abs(time.time_ns() - self.modified_ns) > tick


def check_regular(facts: os.stat_result, limit: int) -> None:
    """Raises UnreadableFileError: it is no regular file, or has more than `limit` bytes."""
    if not stat.S_ISREG(facts.st_mode):
        raise UnreadableFileError("It is not a regular file.")
    if facts.st_size > limit:
        raise UnreadableFileError(f"It has {facts.st_size:,} bytes; files of this kind have at most {limit:,}.")


def open_regular(path: str, limit: int) -> tuple[int, os.stat_result]:
    """Open a regular file of at most `limit` bytes for reading; the descriptor is the caller's to close.

    Nothing else is opened: opening a pipe waits, and opening a device may act on it.

    Raises UnreadableFileError. OSError: there is no such file, or it cannot be opened.
    """
    check_regular(os.stat(path), limit)
    handle = os.open(path, _FLAGS)
    try:
        facts = os.fstat(handle)
        check_regular(facts, limit)
    except BaseException:
        os.close(handle)
        raise
    return handle, facts


def read_regular(path: str, limit: int) -> tuple[bytes, Signature]:
    """The content of a regular file of at most `limit` bytes, and its signature before it was read.

    Raises UnreadableFileError. OSError: there is no such file, or it cannot be read.
    """
    handle, facts = open_regular(path, limit)
    with open(handle, "rb", buffering=0) as file:
        content = bytearray()
        while chunk := file.read(min(max(facts.st_size + 1, 4096), limit + 1 - len(content))):
            content += chunk
            if len(content) > limit:
                raise UnreadableFileError(f"It grew past {limit:,} bytes while it was read.")
            if len(content) == facts.st_size:
                break
    return bytes(content), Signature.of(facts)


def describe(error: OSError) -> str:
    """An error of the operating system as a sentence, without the path."""
    return f"{error.strerror or type(error).__name__}."
