"""Checking pictures and keeping them on disk by the digest of their content. Runs in a worker."""

import hashlib
import os
from pathlib import Path
from typing import Any

from dim.artwork.atomic_write import write_once
from dim.artwork.images import NotAPictureError, normalise

LARGEST = 32 << 20
"""Bytes of a picture file."""


def keep(folder: str, kind: str, blob: bytes = b"") -> dict[str, Any]:
    """Keep a picture: {digest, width, height, placeholder}. Raises NotAPictureError; OSError: the disk does not take it."""
    facts, picture = normalise(blob, kind)
    picture = picture or blob  # it is good as it is
    digest = hashlib.blake2b(picture, digest_size=16).hexdigest()
    write_once(Path(folder, digest[:2], f"{digest}.{facts.pop('format')}"), picture)
    return {"digest": digest, **facts}


def keep_files(folder: str, files: list[tuple[str, str]]) -> list[dict[str, Any] | None]:
    """Keep picture files, given as (path, kind); None for each that is none. Raises OSError: the disk does not take them."""
    return [_keep_file(folder, path, kind) for path, kind in files]


def _keep_file(folder: str, path: str, kind: str) -> dict[str, Any] | None:
    blob = _read(path)
    try:
        return keep(folder, kind, blob) if blob else None
    except NotAPictureError:
        return None


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read() if 0 < os.fstat(file.fileno()).st_size <= LARGEST else None
    except OSError:
        return None
