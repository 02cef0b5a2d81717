"""Checks images and stores them by the digest of their content. Runs in a worker."""

import hashlib
import os
from pathlib import Path

from dim.artwork.atomic_write import write_once
from dim.artwork.images import LARGEST_PIXELS, LARGEST_UPLOAD_PIXELS, NotAnImageError, normalise, open_stored, to_webp
from dim.artwork.placeholder import placeholder
from dim.artwork.poster import compose
from dim.sandbox.files import descriptor

LARGEST = 32 << 20
"""Bytes of an image file."""


def store(folder: str, kind: str, blob: bytes = b"", max_pixels: int = LARGEST_UPLOAD_PIXELS) -> dict[str, object]:
    """Store an image: {digest, width, height, placeholder}. Raises NotAnImageError; OSError: the disk does not take it."""
    facts, image = normalise(blob, kind, max_pixels)
    image = image or blob  # empty: stored unchanged
    digest = _write(folder, image, facts.format)
    return {"digest": digest, "width": facts.width, "height": facts.height, "placeholder": facts.placeholder}


def store_poster(folder: str, title: str, year: int | None, path: str = "") -> dict[str, object] | None:
    """Compose a poster of a stored still (`path`; empty: there is none) and store it, as `store`. None: there is nothing to show.

    Raises NotAnImageError, OSError: the still cannot be read, or the disk does not take the poster.
    """
    poster = compose(open_stored(path) if path else None, title, year)
    if poster is None:
        return None
    digest = _write(folder, to_webp(poster, 88), "webp")
    return {"digest": digest, "width": poster.width, "height": poster.height, "placeholder": placeholder(poster)}


def _write(folder: str, image: bytes, form: str) -> str:
    """Write an image; its digest."""
    digest = hashlib.blake2b(image, digest_size=16).hexdigest()
    write_once(Path(folder, digest[:2], f"{digest}.{form}"), image)
    return digest


def store_files(folder: str, paths: list[str], kinds: list[str]) -> list[dict[str, object] | None]:
    """Store image files, each of a kind; None for each that is not an image. Raises OSError: the disk does not take them."""
    return [_store_file(folder, path, kind) for path, kind in zip(paths, kinds, strict=True)]


def _store_file(folder: str, path: str, kind: str) -> dict[str, object] | None:
    blob = _read(path)
    try:
        return store(folder, kind, blob, LARGEST_PIXELS) if blob else None
    except NotAnImageError:
        return None


def _read(path: str) -> bytes | None:
    try:
        with descriptor(path) as file:
            size = os.fstat(file).st_size
            return os.pread(file, size, 0) if 0 < size <= LARGEST else None
    except OSError:
        return None
