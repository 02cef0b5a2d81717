"""Storage of derived files (segments, keyframe indexes, subtitles, thumbnails): everything here can be made again.

`Storage` is what the rest of playback sees; `LocalStorage` keeps the files on a local disk. Nothing blocks the event
loop: disk operations run on a few threads of their own.
"""

import asyncio
import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol, TypeVar, cast

from dim.workers.memory_file import anonymous_file

MEMORY_BYTES = 64 << 20
"""Entries that a full disk did not take stay in memory up to this size, so that running streams go on."""
THREADS = 4
FREE_SHARE = 0.1
"""Share of the budget that is free after old entries were removed."""
log = logging.getLogger(__name__)
T = TypeVar("T")
Key = tuple[str, ...]
"""Names an entry, from general to specific. The program chooses every part; none is text from outside."""


class Storage(Protocol):
    """Keeps derived files by key. Implementations may drop any entry at any time; callers make it again."""

    async def read(self, key: Key) -> bytes | None:
        """An entry's content; None if it is not stored."""

    async def open(self, key: Key) -> BinaryIO | None:
        """An entry, open for reading; None if it is not stored. The caller closes it."""

    async def exists(self, key: Key) -> bool:
        """Whether an entry is stored."""

    async def write(self, key: Key, data: bytes) -> bool:
        """Store an entry, completely or not at all. False: it could not be stored for long."""


class LocalStorage:
    """Files in a folder within a size budget. The least recently used entries are removed first.

    >>> storage = LocalStorage(Path("/var/cache/dim/streams"), budget=4 << 30)
    >>> await storage.write(("segments", fingerprint, "0.m4s"), data)
    True
    """

    def __init__(self, folder: Path, budget: int) -> None:
        """`budget` in bytes. Existing entries stay; unfinished files are removed."""
        self._folder, self._budget = folder, budget
        self._memory: dict[Key, bytes] = {}
        self._lock = threading.Lock()
        self._shrinking = threading.Lock()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="storage")
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.rglob("*.partial"):
            path.unlink(missing_ok=True)
        self._size = sum(entry.stat().st_size for entry in self._entries())

    def path(self, key: Key) -> Path:
        """Where an entry is or would be."""
        return self._folder.joinpath(*key)

    async def read(self, key: Key) -> bytes | None:
        """An entry's content; None if it is not stored. Marks it as used."""
        return await self._run(self._read, key)

    async def exists(self, key: Key) -> bool:
        """Whether an entry is stored."""
        return await self._run(lambda: self.path(key).exists() or key in self._memory)

    async def write(self, key: Key, data: bytes) -> bool:
        """Store an entry. False: the disk did not take it; it stays in memory for a while."""
        return await self._run(self._write, key, data)

    async def open(self, key: Key) -> BinaryIO | None:
        """An entry, open for reading; None if it is not stored. Marks it as used. The caller closes it."""
        opening = asyncio.get_running_loop().run_in_executor(self._threads, self._open, key)
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(_close_result)  # nobody else would
            raise

    def close(self) -> None:
        """End the threads; operations under way finish."""
        self._threads.shutdown(wait=False)

    async def _run(self, function: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)

    def _read(self, key: Key) -> bytes | None:
        path = self.path(key)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return self._memory.get(key)
        return data

    def _open(self, key: Key) -> BinaryIO | None:
        path = self.path(key)
        try:
            file = path.open("rb", buffering=0)
        except OSError:
            data = self._memory.get(key)
            return None if data is None else anonymous_file(data)
        with suppress(OSError):
            os.utime(path)
        return cast("BinaryIO", file)

    def _write(self, key: Key, data: bytes) -> bool:
        path = self.path(key)
        partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}.partial")  # two threads may write one entry
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(data)
            partial.replace(path)
        except OSError as error:
            log.warning("The cache could not store %s: %s", path.name, error)
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            self._write_to_memory(key, data)
            return False
        with self._lock:
            self._size += len(data)
            is_full = self._size > self._budget
        if is_full:
            self._shrink()
        return True

    def _write_to_memory(self, key: Key, data: bytes) -> None:
        with self._lock:
            self._memory[key] = data
            while len(self._memory) > 1 and sum(map(len, self._memory.values())) > MEMORY_BYTES:
                self._memory.pop(next(iter(self._memory)))

    def _entries(self) -> Iterator[os.DirEntry[str]]:
        folders = [str(self._folder)]
        while folders:
            with suppress(OSError), os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        yield entry

    def _shrink(self) -> None:
        """Remove the least recently used entries until a share of the budget is free."""
        if not self._shrinking.acquire(blocking=False):
            return  # another thread does it
        try:
            found = []
            for entry in self._entries():
                with suppress(OSError):
                    status = entry.stat()
                    found.append((status.st_mtime, status.st_size, entry.path))
            size = sum(length for _, length, _ in found)
            for _, length, path in sorted(found):
                if size <= self._budget * (1 - FREE_SHARE):
                    break
                with suppress(OSError):
                    os.unlink(path)
                    size -= length
            with self._lock:
                self._size = size
        finally:
            self._shrinking.release()


def _close_result(opening: "asyncio.Future[BinaryIO | None]") -> None:
    if not opening.cancelled() and opening.exception() is None and (file := opening.result()) is not None:
        file.close()
