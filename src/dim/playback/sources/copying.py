"""Whether the streams of a file can be copied into segments, tried before its first session, and noted where it fails later.

What libav cannot copy, ffmpeg can often decode: a stream that failed once is encoded from then on.
"""

import json
import logging

from dim.playback.sources.source import SegmentSource
from dim.playback.storage import Key, Storage
from dim.workers import WorkerError

VERSION = 1
"""Of stored results; another number has them tried again."""
PASSING = frozenset({"TimeoutError", "UnusableError"})
"""Failures of the disk and not of the stream."""
CRASHES = frozenset({"Crash", "MemoryError"})
"""Failures that may be the machine's fault: the next session tries again."""
log = logging.getLogger(__name__)


class CopyTrials:
    """Knows which streams cannot be copied, by a file's fingerprint."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def problem(self, path: str, fingerprint: str, stream: int, source: SegmentSource) -> str | None:
        """Why a stream cannot be copied; None: it can, as far as its first segment shows.

        Raises WorkerError: the file cannot be read in time.
        """
        key = _key(fingerprint, stream)
        if (data := await self._storage.read(key)) is not None:
            try:
                stored = json.loads(data)["problem"]
                return None if stored is None else str(stored)
            except (ValueError, KeyError, TypeError):
                pass  # a damaged file is made again
        try:
            await source.initialisation(0, "trial")
            (await source.segment(0, "trial")).file.close()
        except WorkerError as error:
            if error.kind in PASSING:
                raise
            return await self.note(path, fingerprint, stream, error)
        await self._storage.write(key, b'{"problem": null}')
        return None

    async def note(self, path: str, fingerprint: str, stream: int, error: WorkerError) -> str:
        """Remember that a stream cannot be copied, unless its worker only crashed; the reason, for people."""
        problem = f"Stream {stream} of the file cannot be copied ({error}), so it is encoded."
        log.warning("%s: %s", path, problem)
        if error.kind not in CRASHES:
            await self._storage.write(_key(fingerprint, stream), json.dumps({"problem": problem}).encode())
        return problem


def _key(fingerprint: str, stream: int) -> Key:
    return "index", f"{fingerprint}-{stream}-copy-{VERSION}.json"
