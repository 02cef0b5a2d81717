"""Media files that a worker keeps open: opening one costs more than reading a segment of it."""

import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

from av.container import InputContainer
from av.video.stream import VideoStream

from dim.probe.open_input import UnusableError, open_again, open_input
from dim.probe.pictures import film_stream
from dim.sandbox.files import descriptor
from dim.workers.idle import idle_callbacks

MAX_OPEN_FILES = 12
"""One costs a few MiB, mostly for its index."""

_Key = tuple[str, int, int, int]
_open: OrderedDict[_Key, InputContainer] = OrderedDict()
_films: dict[int, VideoStream | None] = {}
"""The video that is shown of each open file, by the id of its container."""


@contextmanager
def open_file(path: str, at_start: bool = False) -> Iterator[InputContainer]:
    """The container of a file, positioned wherever it was read last: seek before reading. It stays open for the next
    call, unless reading it fails, the file changes, or other files are used more.

    `at_start`: at its first packet. One cannot seek there in Matroska: its index has the video only, and sound may come first.

    Raises UnusableError: it cannot be read, or is not a media file.
    """
    try:
        with descriptor(path) as file:
            status = os.fstat(file)
    except OSError as error:
        raise UnusableError(f"It cannot be read: {error.strerror}.") from None
    key = (path, status.st_ino, status.st_size, status.st_mtime_ns)
    container = _open.pop(key, None)
    if container is not None and at_start and container.format.name.startswith("matroska"):
        _close(container)
        container = None
    if container is None:
        for other in [other for other in _open if other[0] == path]:
            _close(_open.pop(other))
        container = open_input(path)
    try:
        if id(container) not in _films:
            _films[id(container)] = film_stream(container, lambda: open_again(path))
        yield container
    except BaseException:
        _close(container)
        raise
    _open[key] = container
    while len(_open) > MAX_OPEN_FILES:
        _close(_open.popitem(last=False)[1])


def _close(container: InputContainer) -> None:
    _films.pop(id(container), None)
    container.close()


def seek_to(source: InputContainer, seconds: Fraction, position: int | None = None) -> None:
    """Seek to a time, or to a position in bytes in a file without an index. It uses the video's index, since many
    containers have none for other streams and would read from the start.
    """
    video = reference_video(source)
    if position is not None:
        source.seek(position, unsupported_byte_offset=True)
    elif video is not None and video.time_base is not None:
        source.seek(max(round(seconds / video.time_base), video.start_time or 0), stream=video, backward=True)
    else:
        source.seek(max(int(seconds * 1_000_000), 0), backward=True)


def reference_video(source: InputContainer) -> VideoStream | None:
    """The video stream by which positions in a file are found; a cover is not video. `source` comes from `open_file`."""
    return _films.get(id(source))


def close_all() -> None:
    """Close every file, so that its disk can be removed."""
    while _open:
        _close(_open.popitem()[1])


idle_callbacks.append(close_all)
