"""Whether a file is still the one that a session was opened with. A file that only grew, as a recording does, still
is.
"""

import hashlib
import os
from dataclasses import dataclass

TAIL_BYTES = 64 << 10
"""Bytes at the end of a file by which it is recognised after it has grown."""


class FileChangedError(Exception):
    """The file is no longer the one that the session was opened with."""


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """Modification time (nanoseconds since 1970), inode, size (bytes), and a hash of the last bytes."""

    modified_ns: int
    inode: int
    size: int
    tail_hash: bytes


def identify(path: str) -> FileIdentity:
    """The identity of a file. Raises OSError: it cannot be read."""
    status = os.stat(path)
    return FileIdentity(status.st_mtime_ns, status.st_ino, status.st_size, _tail_hash(path, status.st_size))


def check_unchanged(path: str, identity: FileIdentity) -> None:
    """Raises FileChangedError: the file was replaced, moved or deleted since it was identified."""
    try:
        status = os.stat(path)
        if status.st_mtime_ns == identity.modified_ns and status.st_size == identity.size:
            return
        has_grown = status.st_ino == identity.inode and status.st_size >= identity.size
        if has_grown and _tail_hash(path, identity.size) == identity.tail_hash:
            return
    except OSError:
        pass
    raise FileChangedError("The file was replaced, moved or deleted while it was played. Start it again.")


def _tail_hash(path: str, size: int) -> bytes:
    """The hash of the last bytes of the first `size` bytes."""
    with open(path, "rb", buffering=0) as file:
        file.seek(max(size - TAIL_BYTES, 0))
        return hashlib.blake2b(file.read(min(TAIL_BYTES, size)), digest_size=16).digest()
