"""Images on disk: stored in full by the digest of their content, resized on demand."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dim.artwork.accept import DEFAULT, Format
from dim.artwork.atomic_write import write_once
from dim.workers import Pool, WorkerError
from dim.workers.fair import FairSlots

DISK_ERRORS = ("OSError", "PermissionError", "FileNotFoundError", "NotADirectoryError")
LARGEST_INLINE = 1 << 20
"""Bytes that are read at once, as the database is: a thread takes longer than reading it (bench.pictures)."""
WIDTHS = (160, 320, 480, 640, 960, 1280, 1920)


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An image in the store. `placeholder`: see `artwork.placeholder`; of images stored before thumbhashes, a data: URL."""

    digest: str
    width: int
    height: int
    placeholder: str


class ArtworkStore:
    """Keeps images in one folder and resized copies in another, which may be emptied at any time."""

    def __init__(self, pool: Pool, images: Pool, folder: Path, cache: Path) -> None:
        """`pool` resizes images; the workers of `images` may write to `folder`."""
        self._pool, self._images, self._folder, self._cache = pool, images, folder, cache
        self._uploads = FairSlots(1)
        self._making: dict[Path, asyncio.Task[Path]] = {}
        self._has_avif = True

    @property
    def folder(self) -> Path:
        """Where images are stored in full."""
        return self._folder

    def path(self, digest: str) -> Path:
        """Where an image is stored."""
        folder = self._folder / digest[:2]
        jpeg = folder / f"{digest}.jpeg"
        return jpeg if jpeg.exists() else folder / f"{digest}.webp"

    async def add(self, data: bytes, kind: str) -> StoredImage:
        """Check and store an image.

        Raises WorkerError: it is not an image. OSError: the disk does not take it.
        """
        async with self._uploads.hold():  # one at a time: each takes up to 450 MiB
            return StoredImage(**await self._call("dim.artwork.storing:store", kind=kind, blob=data))

    async def add_files(self, files: Sequence[tuple[str, str]]) -> list[StoredImage | None]:
        """Check and store image files, given as (path, kind), with one call of a worker; None for each that is not an image.

        Raises OSError: the disk does not take them.
        """
        try:
            stored = await self._call(
                "dim.artwork.storing:store_files", paths=[path for path, _ in files], kinds=[kind for _, kind in files]
            )
        except WorkerError:  # one of them crashed it, or took too long
            if len(files) == 1:
                return [None]
            return [(await self.add_files([one]))[0] for one in files]
        return [StoredImage(**one) if one else None for one in stored]

    async def compose_poster(self, still: str | None, title: str, year: int | None) -> StoredImage | None:
        """Compose a poster of a stored still, given by its digest, and store it. None: there is nothing to show.

        Raises WorkerError: the still is gone or broken. OSError: the disk does not take it.
        """
        given = {"path": str(self.path(still))} if still else {}
        stored = await self._call("dim.artwork.storing:store_poster", title=title, year=year, **given)
        return StoredImage(**stored) if stored else None

    async def _call(self, function: str, **arguments: Any) -> Any:
        try:
            return await self._images.call(function, folder=str(self._folder), **arguments)
        except WorkerError as error:
            if error.kind in DISK_ERRORS:
                raise OSError(str(error)) from None
            raise

    async def sized(self, digest: str, width: int, form: Format = DEFAULT) -> Path:
        """The path of a copy that is at least `width` pixels wide, where the image is; its extension says its format.

        Raises WorkerError, OSError: the image is gone or broken, or the disk takes no copy.
        """
        copy = self._copy(digest, width, form)
        if copy.exists():
            return copy
        making = self._making.get(copy)
        if making is None:  # who asks for the same at the same time waits for the same call
            step = width_step(width)
            making = asyncio.create_task(self._make(copy, digest, step, form), name=f"resize {copy.name}")
            self._making[copy] = making
            making.add_done_callback(lambda _: self._making.pop(copy, None))
        return await asyncio.shield(making)

    async def read(self, digest: str, width: int, form: Format = DEFAULT) -> tuple[Path, bytes | None]:
        """A copy as `sized` gives it, with its content; None: it is too large to be read at once.

        Raises WorkerError, OSError: as `sized`.
        """
        copy = self._copy(digest, width, form)
        try:  # most copies exist: one system call fewer, and this is asked for a hundred times a page
            return copy, _read_small(copy)
        except OSError:
            copy = await self.sized(digest, width, form)
            return copy, _read_small(copy)

    def _copy(self, digest: str, width: int, form: Format) -> Path:
        if form == "avif" and not self._has_avif:
            form = "webp"
        return self._cache / digest[:2] / f"{digest}-{width_step(width)}.{form}"

    async def _make(self, copy: Path, digest: str, step: int, form: Format) -> Path:
        try:
            _, image = await self._pool.call_for_bytes(
                "dim.artwork.images:resize", path=str(self.path(digest)), width=step, form=form
            )
        except WorkerError as error:
            if error.kind != "NoEncoderError":
                raise
            self._has_avif = False
            return await self.sized(digest, step, "webp")
        try:
            write_once(copy, image)
        except OSError:
            return self.path(digest)
        return copy


def _read_small(path: Path) -> bytes | None:
    file = os.open(path, os.O_RDONLY)
    try:
        size = os.fstat(file).st_size
        return os.read(file, size) if size <= LARGEST_INLINE else None
    finally:
        os.close(file)


def width_step(width: int) -> int:
    """The width of the copy that serves for a width, so that few of them are made."""
    return next((known for known in WIDTHS if known >= width), WIDTHS[-1])
