"""Watches the folders in which a launcher's files change; not those below them, where games have millions of files."""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Callable, Sequence

from watchfiles import awatch

from dim.scanner.disk.mounts import tells_of_changes

LOOK_MS = 2000
"""How often to look whether folders came or went."""
POLL_SECONDS = 60.0
"""After which files are looked at, although no change was noticed."""
Identities = dict[str, tuple[int, int] | None]


def _identities(folders: Sequence[str]) -> Identities:
    """Device and inode of folders, which change when a drive comes or goes; None: it is not there."""
    found: Identities = {}
    for folder in folders:
        try:
            facts = os.stat(folder)
        except OSError:
            found[folder] = None
        else:
            found[folder] = (facts.st_dev, facts.st_ino)
    return found


def _all_tell_of_changes(folders: Sequence[str]) -> bool:
    return all(map(tells_of_changes, folders))


async def watch(folders: Callable[[], Sequence[str]]) -> AsyncGenerator[None, None]:
    """Yield whenever something in one of the folders may have changed. `folders` says which they are now."""
    while True:
        before = await asyncio.to_thread(_identities, folders())
        there = [path for path, identity in before.items() if identity is not None]
        if not there:
            await asyncio.sleep(LOOK_MS / 1000)
            if await asyncio.to_thread(_identities, folders()) != before:
                yield
            continue
        polling = not await asyncio.to_thread(_all_tell_of_changes, there)
        looked = time.monotonic()
        try:
            async for changes in awatch(
                *there, recursive=False, debounce=400, step=100, rust_timeout=LOOK_MS, yield_on_timeout=True,
                force_polling=polling, poll_delay_ms=LOOK_MS, watch_filter=None,
            ):  # fmt: skip
                same = await asyncio.to_thread(_identities, folders()) == before
                if changes or not same or time.monotonic() - looked > POLL_SECONDS:
                    looked = time.monotonic()
                    yield
                if not same:
                    break
        except OSError:  # a folder went at this moment, or the system has no watches left
            await asyncio.sleep(LOOK_MS / 1000)
            yield
