"""Files that a process was given as open descriptors: it may not be able to open them by their paths."""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

_given: dict[str, int] = {}
_errors: dict[str, OSError] = {}


class NotAFileError(OSError):
    """It is a folder, a device, a FIFO or a socket."""


@contextmanager
def given(files: Mapping[str, int | OSError]) -> Iterator[None]:
    """Within it, `descriptor` finds these: by path, each open, or why it could not be opened. They are closed after it."""
    try:
        for path, found in files.items():
            if isinstance(found, OSError):
                _errors[path] = found
            else:
                _given[path] = found
        yield
    finally:
        for one in _given.values():
            os.close(one)
        _given.clear()
        _errors.clear()


@contextmanager
def descriptor(path: str | bytes) -> Iterator[int]:
    """A descriptor of a file, open for reading, for as long as it is used: the one that was given, else it is opened.
    Read with `os.pread`: its position belongs to nobody.

    Raises OSError: it cannot be opened, or is not a regular file.
    """
    name = os.fsdecode(path)
    if name in _errors:
        raise _errors[name]
    if (known := _given.get(name)) is not None:
        yield known
        return
    opened = open_regular(path)
    try:
        yield opened
    finally:
        os.close(opened)


def open_regular(path: str | bytes) -> int:
    """A new descriptor of a regular file; never waits for a FIFO. Raises OSError; NotAFileError."""
    opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise NotAFileError(errno.EINVAL, "it is not a regular file")
    return opened
