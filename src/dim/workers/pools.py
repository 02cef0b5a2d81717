"""The pools of a server. Work that someone waits for never shares workers with bulk work."""

import logging
from dataclasses import dataclass

from dim.workers.pool import Pool, WorkerError

INTERACTIVE_WORKERS = 4
INTERACTIVE_SECONDS = 10.0
"""How long a call that a client waits for may take."""
INDEX_WORKERS = 4
BACKGROUND_WORKERS = 2
IMAGE_WORKERS = 2
BACKGROUND_NICENESS = 10
IMPORT_SECONDS = 120.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WorkerPools:
    """One pool for each kind of work."""

    interactive: Pool
    """Short calls that a client waits for: segments, windows of subtitles, resized artwork."""
    index: Pool
    """Keyframe indexes: a client waits for them, but reading a large file without an index may take minutes."""
    background: Pool
    """Bulk work at low priority: thumbnails, whole subtitle tracks, what scanners send."""
    images: Pool
    """Checks images and stores them: the only workers that write files."""

    async def warm_up(self) -> None:
        """Start the workers that always run, one after the other, so that their imports do not delay each other or
        the server.
        """
        try:
            await self.interactive.warm_up()
            await self.interactive.call("os:getpid", timeout=IMPORT_SECONDS)  # answered once its modules are imported
            await self.index.warm_up()
        except WorkerError as error:
            log.warning("A worker could not be started in advance: %s", error)

    async def close(self) -> None:
        """End every worker, busy or not."""
        for pool in (self.interactive, self.index, self.background, self.images):
            await pool.close()


def create_pools(
    interactive_modules: tuple[str, ...] = (), index_modules: tuple[str, ...] = (), artwork_folder: str | None = None
) -> WorkerPools:
    """The pools of a server. One interactive and one index worker always run, with these modules already imported.
    Images are written below `artwork_folder`.
    """
    return WorkerPools(
        interactive=Pool(INTERACTIVE_WORKERS, warm=1, modules=interactive_modules, timeout=INTERACTIVE_SECONDS),
        index=Pool(INDEX_WORKERS, warm=1, modules=index_modules),
        background=Pool(BACKGROUND_WORKERS, BACKGROUND_NICENESS),
        images=Pool(IMAGE_WORKERS, BACKGROUND_NICENESS, writable=(artwork_folder,) if artwork_folder else ()),
    )
