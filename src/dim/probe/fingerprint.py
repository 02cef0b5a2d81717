"""A file's content fingerprint: the same after a rename or a move, another after a change."""

import hashlib
import os

BLOCK = 16 * 1024
BLOCKS = 5


def fingerprint(path: str | bytes) -> str:
    """Hash of the size and five sampled blocks of 16 KiB (start, end, and evenly between): 32 hex digits.

    Raises OSError: the file cannot be read.
    """
    with open(path, "rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        digest = hashlib.blake2b(size.to_bytes(8, "big"), digest_size=16)
        for index in range(BLOCKS):
            file.seek(max(size - BLOCK, 0) * index // (BLOCKS - 1))
            digest.update(file.read(BLOCK))
            if size <= BLOCK:
                break
    return digest.hexdigest()


def content_hash(path: str) -> str:
    """Hash of all of a file: 32 hex digits. Raises OSError: the file cannot be read."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
