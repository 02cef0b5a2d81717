"""Keyframe indexes of files: read once by a worker, then stored."""

import asyncio
import json
from collections import Counter

from dim.playback.storage import Key, Storage
from dim.probe.keyframe_index import KeyframeIndex
from dim.workers import Pool

INDEX_VERSION = 3
"""Of stored indexes; another number has them read again."""
READ_SECONDS = 120.0
"""How long reading a container's own index may take."""
SCAN_SECONDS = 120.0
"""How long reading all packets of a file without an index may take."""
MAX_SCANS = 2
"""Such scans at a time: they never occupy the workers that read indexes quickly."""
KEYFRAMES = "dim.probe.keyframes:video_keyframes"


class KeyframeIndexes:
    """Clients that open the same file at the same time wait for the same reading of it."""

    def __init__(self, pool: Pool, storage: Storage) -> None:
        """`pool`: workers that no segment needs."""
        self._pool, self._storage = pool, storage
        self._scans = asyncio.Semaphore(MAX_SCANS)
        self._readings: dict[Key, asyncio.Task[KeyframeIndex]] = {}
        self._waiting: Counter[Key] = Counter()

    async def get(self, path: str, fingerprint: str, stream: int) -> KeyframeIndex:
        """The index of a video stream (of an audio stream: its beginning and end).

        Raises dim.workers.WorkerError: the file cannot be read.
        """
        key = ("index", f"{fingerprint}-{stream}-{INDEX_VERSION}.json")
        if (stored := await self._stored(key)) is not None:
            return stored
        reading = self._readings.get(key)
        if reading is None or reading.cancelling():
            reading = self._readings[key] = asyncio.create_task(self._read(key, path, stream))
            reading.add_done_callback(lambda done: self._finish(key, done))
        self._waiting[key] += 1
        try:
            return await asyncio.shield(reading)  # it goes on for others, and is stored
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]
                reading.cancel()  # nobody waits for it any more

    async def close(self) -> None:
        """Cancel all readings."""
        readings = list(self._readings.values())
        for reading in readings:
            reading.cancel()
        if readings:
            await asyncio.wait(readings)

    def _finish(self, key: Key, reading: asyncio.Task[KeyframeIndex]) -> None:
        if self._readings.get(key) is reading:
            del self._readings[key]
        if not reading.cancelled():
            reading.exception()  # whoever waited has it; perhaps nobody does any more

    async def _stored(self, key: Key) -> KeyframeIndex | None:
        data = await self._storage.read(key)
        try:
            return None if data is None else KeyframeIndex.from_json(json.loads(data))
        except (ValueError, KeyError, TypeError):
            return None  # a damaged file is made again

    async def _read(self, key: Key, path: str, stream: int) -> KeyframeIndex:
        found = await self._pool.call(KEYFRAMES, path=path, stream=stream, may_scan=False, timeout=READ_SECONDS)
        if found is None:
            async with self._scans:
                found = await self._pool.call(KEYFRAMES, path=path, stream=stream, timeout=SCAN_SECONDS)
        index = KeyframeIndex.from_json(found)
        await self._storage.write(key, json.dumps(index.to_json()).encode())
        return index
