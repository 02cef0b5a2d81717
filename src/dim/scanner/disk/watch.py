"""Watches the library's folder for changes."""

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import suppress

from watchfiles import Change, awatch

from dim.metadata.local.nfo_files import PLEXMATCH
from dim.scanner.disk import ignore
from dim.scanner.disk.mounts import tells_of_changes
from dim.scanner.disk.walk import ignored

log = logging.getLogger(__name__)
LOOK_MS = 2000
"""How often to look whether the folder itself is still there."""
POLL_MS = 2000
LINKED_SECONDS = 60.0
"""How often to look at everything where a link leads out of the library: watchfiles would follow it, and watch the whole disk."""


async def _say(say: Callable[[str], Awaitable[None]], polling: bool) -> None:
    await say("polling" if polling else "events")


def _identity(root: str) -> tuple[int, int] | None:
    """Device and inode of the folder, which change when another disk is mounted there or the folder is replaced."""
    try:
        facts = os.stat(root)
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


def _leads_out(base: str, path: str = "") -> bool:
    """Whether a folder is, or holds, a link to a folder outside of the library. Links are not followed."""

    def is_outside(link: str) -> bool:
        return os.path.islink(link) and not f"{os.path.realpath(link)}{os.sep}".startswith(base + os.sep)

    top = os.path.join(base, path)
    if not os.path.isdir(top):
        return False
    return (path != "" and is_outside(top)) or any(
        is_outside(os.path.join(folder, name)) for folder, names, _ in os.walk(top) for name in names
    )


def _any_leads_out(base: str, paths: set[str]) -> bool:
    return any(_leads_out(base, path) for path in paths)


async def watch(root: str, say: Callable[[str], Awaitable[None]]) -> AsyncGenerator[set[str] | None, None]:
    """Sets of changed paths (relative), or None when the folder itself came, went or was replaced: then everything may differ.

    Where the system has no watches left, or none at all, as on network mounts, the folder is polled. `say` gets which
    of the two it is ("events", "polling"). Where a link leads out of the library, everything is looked at now and then.
    """
    base = os.path.realpath(root)
    linked = False
    polling = not await asyncio.to_thread(tells_of_changes, root)
    telling = asyncio.create_task(
        _say(say, polling)
    )  # a task: the server may be away, and changes must not wait for it
    try:
        while True:
            before = _identity(root)
            if before is None:
                await asyncio.sleep(LOOK_MS / 1000)
                if _identity(root) is not None:
                    yield None
                continue
            if await asyncio.to_thread(_leads_out, base):
                if not linked:
                    linked = True
                    log.warning("Links lead out of %s: looking every %.0f s for changes instead.", root, LINKED_SECONDS)
                    await telling
                    telling = asyncio.create_task(_say(say, True))
                await asyncio.sleep(LINKED_SECONDS)
                yield None
                continue
            if linked:
                linked = False
                await telling
                telling = asyncio.create_task(_say(say, polling))
            try:
                async for changes in _changes(root, polling):
                    yield changes
                    if _identity(root) != before or await asyncio.to_thread(_any_leads_out, base, changes):
                        break
            except FileNotFoundError:
                continue
            except OSError as error:
                if polling:
                    raise
                log.warning(
                    "The system gives no watches for %s (%s): looking every %d s instead.", root, error, POLL_MS // 1000
                )
                polling = True
                await telling
                telling = asyncio.create_task(_say(say, polling))
                continue
            yield None
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling


async def _changes(root: str, polling: bool) -> AsyncIterator[set[str]]:
    """Changed paths, and an empty set now and then, so that the caller can check the folder itself."""
    base = os.path.realpath(root)

    def relevant(_change: Change, path: str) -> bool:
        relative = os.path.relpath(path, base)
        *folders, name = relative.split(os.sep)
        return (
            relative != "."
            and not any(map(ignored, folders))
            and (name in ignore.FILES or name == PLEXMATCH or not ignored(name))
        )

    options = {
        "watch_filter": relevant,
        "debounce": 400,
        "step": 100,
        "rust_timeout": LOOK_MS,
        "yield_on_timeout": True,
    }
    async for changes in awatch(base, force_polling=polling, poll_delay_ms=POLL_MS, **options):  # type: ignore[arg-type]
        yield {os.path.relpath(path, base).replace(os.sep, "/") for _, path in changes}
