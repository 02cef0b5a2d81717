"""Media files that a process keeps open: opening one costs more than reading a segment of it."""

import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from dim.probe.streams import UnusableError, open_input
from dim.workers.idle import when_quiet

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


def seek_to(source: InputContainer, seconds: Fraction, position: int | None = None) -> None:
    """Go to a time, or to a position in bytes where there is no index. By the video's index, since many containers have none for
    other streams and would read from the start.
    """
    video = guide_of(source)
    if position is not None:
        source.seek(position, unsupported_byte_offset=True)
    elif video is not None and video.time_base is not None:
        source.seek(max(round(seconds / video.time_base), video.start_time or 0), stream=video, backward=True)
    else:
        source.seek(max(int(seconds * 1_000_000), 0), backward=True)


def guide_of(source: InputContainer) -> VideoStream | None:
    """The video, by which one finds one's way in a file; a cover is none."""
    return next((stream for stream in source.streams.video if not stream.disposition & Disposition.attached_pic), None)


def close_all() -> None:
    """Close every file: a disk may want to leave."""
    while _kept:
        _kept.popitem()[1].close()


when_quiet.append(close_all)
