"""Media files that a process keeps open: opening one costs more than reading a segment of it."""

import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from av.container import InputContainer

from dim.probe.streams import UnusableError, open_input
from dim.workers.quiet import when_quiet

MOST = 12
"""Files that are kept open. One costs a few MiB, chiefly for its index."""

_Key = tuple[str, int, int, int]
_kept: OrderedDict[_Key, InputContainer] = OrderedDict()


@contextmanager
def kept_open(path: str) -> Iterator[InputContainer]:
    """The container of a file, wherever it was read last: seek before reading. It is closed when reading it raised something,
    when the file changed, or when others were used since.

    Raises UnusableError: it cannot be read, or is not a media file.
    """
    try:
        status = os.stat(path)
    except OSError as error:
        raise UnusableError(f"It cannot be read: {error.strerror}.") from None
    key = (path, status.st_ino, status.st_size, status.st_mtime_ns)
    container = _kept.pop(key, None)
    if container is None:
        for other in [other for other in _kept if other[0] == path]:
            _kept.pop(other).close()
        container = open_input(path)
    try:
        yield container
    except BaseException:
        container.close()
        raise
    _kept[key] = container
    while len(_kept) > MOST:
        _kept.popitem(last=False)[1].close()


def close_all() -> None:
    """Close every file: a disk may want to leave."""
    while _kept:
        _kept.popitem()[1].close()


when_quiet.append(close_all)
