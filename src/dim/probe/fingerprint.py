"""A file's content fingerprint: the same after a rename or a move, another after a change."""

import hashlib
import os

from dim.sandbox.files import descriptor

BLOCK = 4096
BLOCKS = 5


def fingerprint(path: str | bytes) -> str:
    """Hash of the size and five sampled blocks of 4 KiB (start, end, and evenly between): 32 hex digits.

    Raises OSError: the file cannot be read.
    """
    with descriptor(path) as handle:
        size = os.fstat(handle).st_size
        digest = hashlib.blake2b(size.to_bytes(8, "big"), digest_size=16)
        for index in range(BLOCKS if size > BLOCK else 1):
            digest.update(os.pread(handle, BLOCK, max(size - BLOCK, 0) * index // (BLOCKS - 1)))
    return digest.hexdigest()


def content_hash(path: str) -> str:
    """Hash of all of a file: 32 hex digits. Raises OSError: the file cannot be read."""
    with descriptor(path) as handle, open(handle, "rb", closefd=False) as file:
        file.seek(0)
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
