"""The disk cache of answers: hishel's SQLite storage as a private cache (RFC 9111), in a file that only the owner can read.

No secret reaches it: keys are added below it, by the transport. A file that is damaged is thrown away.
"""

import hashlib
import logging
import os
import sqlite3
from pathlib import Path

import httpx
from hishel import AsyncSqliteStorage, CacheOptions
from hishel.httpx import AsyncCacheTransport

log = logging.getLogger(__name__)
LARGEST = 256 << 20
"""Bytes of the file. The entries that were not used for longest leave first."""
LARGEST_ENTRY = 8 << 20
LONGEST = 175 * 86_400.0
"""Seconds for which an answer is kept, revalidated or not: TMDB allows six months."""
_FILE = "metadata-http.sqlite3"


class CacheTransport(httpx.AsyncBaseTransport):
    """Answers from the cache where it may, else passes requests on. Without a folder, it only passes on."""

    def __init__(self, below: httpx.AsyncBaseTransport, folder: Path | None) -> None:
        self._below = below
        self._folder = folder
        self._storage: AsyncSqliteStorage | None = None
        self._cache: AsyncCacheTransport | None = None
        self.generation = 0
        """Counts the files, so that a damaged one is thrown away once."""
        if folder is not None:
            self._open(folder)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """As httpx defines it. Only requests with the extension "caching" look into the cache."""
        if self._cache is None or "caching" not in request.extensions:
            return await self._below.handle_async_request(request)
        return await self._cache.handle_async_request(request)

    async def forget(self, key: str) -> None:
        """Remove the answer under a key, because it turned out to be unreadable."""
        if self._storage is not None:
            for entry in await self._storage.get_entries(key):
                await self._storage.remove_entry(entry.id)

    async def throw_away(self, generation: int) -> None:
        """Replace a damaged file by an empty one, unless another request already did."""
        if self._folder is None or self._storage is None or generation != self.generation:
            return
        self.generation += 1
        storage, self._storage, self._cache = self._storage, None, None
        await storage.close()
        _remove(self._folder / _FILE)
        self._open(self._folder)

    async def aclose(self) -> None:
        """Close the file and what is below."""
        if self._storage is not None:
            await self._storage.close()
        await self._below.aclose()

    def _open(self, folder: Path) -> None:
        path = folder / _FILE
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not _is_sound(path):
                log.warning("The cache of metadata answers at %s is damaged and was thrown away.", path)
                _remove(path)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            path.chmod(0o600)
        except OSError as error:
            log.warning("Answers of metadata providers are not cached: %s", error)
            return
        self._storage = AsyncSqliteStorage(
            database_path=path, max_size=LARGEST, max_stream_size=LARGEST_ENTRY, default_ttl=LONGEST
        )
        self._cache = AsyncCacheTransport(self._below, self._storage, rfc=CacheOptions(shared=False))


def cache_key(url: str, body: bytes | None) -> str:
    """What an answer is stored under: the hash of its address, and of the question where that is a POST."""
    return hashlib.sha256(url.encode() + b"\n" + (body or b"")).hexdigest()


def _is_sound(path: Path) -> bool:
    if not path.exists():
        return True
    try:
        connection = sqlite3.connect(path)
        try:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not tables:
                return True
            connection.execute("SELECT id, cache_key, data, ttl_deadline, tti FROM entries LIMIT 1").fetchall()
            connection.execute("SELECT entry_id, chunk_number FROM streams LIMIT 1").fetchall()
        finally:
            connection.close()
    except sqlite3.Error:
        return False
    return True


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
