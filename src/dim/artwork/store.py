"""Pictures on disk: kept in full by the digest of their content, made smaller on demand."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dim.artwork.atomic_write import write_once
from dim.workers import Pool, WorkerError

DISK_ERRORS = ("OSError", "PermissionError", "FileNotFoundError", "NotADirectoryError")
WIDTHS = (160, 320, 480, 640, 960, 1280, 1920)


class PictureStore:
    """Keeps pictures under one folder and their smaller copies under another, which may be emptied at any time."""

    def __init__(self, pool: Pool, behind: Pool, folder: Path, cache: Path) -> None:
        """`behind` does what nobody waits for, at a lower priority than `pool`."""
        self._pool, self._behind, self._folder, self._cache = pool, behind, folder, cache

    def path(self, digest: str) -> Path:
        """Where a picture is kept."""
        folder = self._folder / digest[:2]
        jpeg = folder / f"{digest}.jpeg"
        return jpeg if jpeg.exists() else folder / f"{digest}.webp"

    async def add(self, data: bytes, kind: str) -> dict[str, Any]:
        """Check and keep a picture: {digest, width, height, placeholder}.

        Raises WorkerError: it is not a picture. OSError: the disk does not take it.
        """
        facts: dict[str, Any] = await self._ask(self._pool, "dim.artwork.storing:keep", kind=kind, blob=data)
        return facts

    async def add_files(self, files: Sequence[tuple[str, str]]) -> list[dict[str, Any] | None]:
        """Check and keep picture files, given as (path, kind), with one call of a worker; None for each that is not a picture.

        Raises OSError: the disk does not take them.
        """
        try:
            found: list[dict[str, Any] | None] = await self._ask(
                self._behind, "dim.artwork.storing:keep_files", files=list(files)
            )
        except WorkerError:  # one of them crashed it, or took too long
            if len(files) == 1:
                return [None]
            return [(await self.add_files([one]))[0] for one in files]
        return found

    async def _ask(self, pool: Pool, function: str, **arguments: Any) -> Any:
        try:
            return await pool.call(function, folder=str(self._folder), **arguments)
        except WorkerError as error:
            if error.kind in DISK_ERRORS:
                raise OSError(str(error)) from None
            raise

    async def sized(self, digest: str, width: int) -> Path:
        """The path of a copy that is at least `width` pixels wide, where the picture is.

        Raises WorkerError, OSError: the picture is gone or broken, or the disk takes no copy.
        """
        step = next((known for known in WIDTHS if known >= width), WIDTHS[-1])
        copy = self._cache / digest[:2] / f"{digest}-{step}.webp"
        if not copy.exists():
            _, picture = await self._pool.call_for_bytes(
                "dim.artwork.images:resize", path=str(self.path(digest)), width=step
            )
            try:
                write_once(copy, picture)
            except OSError:
                return self.path(digest)
        return copy
