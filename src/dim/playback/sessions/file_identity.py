"""Whether a file is still the one that a session began with. One that only grew, as a recording does, is."""

import hashlib
import os
from dataclasses import dataclass

END = 64 << 10
"""Bytes at the end of a file by which one knows it again when it has grown."""


class FileChangedError(Exception):
    """The file is not what it was when the session began."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file was like: when it was changed (nanoseconds since 1970), its inode, its size, and a hash of its end."""

    modified: int
    inode: int
    size: int
    end: bytes


def look(path: str) -> Seen:
    """Note what a file is like. Raises OSError: it cannot be read."""
    status = os.stat(path)
    return Seen(status.st_mtime_ns, status.st_ino, status.st_size, _end_at(path, status.st_size))


def check(path: str, seen: Seen) -> None:
    """Raises FileChangedError: the file was replaced, moved or deleted since it was seen."""
    try:
        status = os.stat(path)
        if status.st_mtime_ns == seen.modified and status.st_size == seen.size:
            return
        grew = status.st_ino == seen.inode and status.st_size >= seen.size
        if grew and _end_at(path, seen.size) == seen.end:
            return
    except OSError:
        pass
    raise FileChangedError("The file was replaced, moved or deleted while it was played. Start it again.")


def _end_at(path: str, size: int) -> bytes:
    with open(path, "rb", buffering=0) as file:
        file.seek(max(size - END, 0))
        return hashlib.blake2b(file.read(min(END, size)), digest_size=16).digest()
