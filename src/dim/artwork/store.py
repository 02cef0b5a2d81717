"""Pictures on disk: kept in full by the digest of their content, made smaller on demand."""

import hashlib
from pathlib import Path
from typing import Any

from dim.workers import Pool

WIDTHS = (160, 320, 480, 640, 960, 1280, 1920)


class PictureStore:
    """Keeps pictures under one folder and their smaller copies under another, which may be emptied at any time."""

    def __init__(self, pool: Pool, folder: Path, cache: Path) -> None:
        self._pool, self._folder, self._cache = pool, folder, cache

    def path(self, digest: str) -> Path:
        """Where a picture is kept."""
        folder = self._folder / digest[:2]
        jpeg = folder / f"{digest}.jpeg"
        return jpeg if jpeg.exists() else folder / f"{digest}.webp"

    async def add(self, data: bytes, kind: str) -> dict[str, Any]:
        """Check and keep a picture: {digest, width, height, placeholder}.

        Raises WorkerError: it is not a picture. OSError: the disk does not take it.
        """
        facts, picture = await self._pool.call_for_bytes("dim.artwork.images:normalise", blob=data, kind=kind)
        picture = picture or data  # it is good as it is
        digest = hashlib.blake2b(picture, digest_size=16).hexdigest()
        _write(self._folder / digest[:2] / f"{digest}.{facts.pop('format')}", picture)
        return {"digest": digest, **facts}

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
                _write(copy, picture)
            except OSError:
                return self.path(digest)
        return copy


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(data)
    partial.replace(path)
