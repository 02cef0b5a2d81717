"""Holding back files that still grow."""

import os
import time
from dataclasses import dataclass

from dim.scanner.disk.walk import EMPTY, Found


@dataclass(slots=True)
class _Watched:
    size: int
    mtime_ns: int
    since: float


class Settling:
    """Files that changed a moment ago, until they stay the same for `seconds`."""

    def __init__(self, root: str, seconds: float) -> None:
        self._root, self._seconds = root, seconds
        self._files: dict[str, _Watched] = {}

    def hold(self, found: Found) -> bool:
        """Whether to wait with this file; from now on it is watched."""
        if found.error not in (None, EMPTY):
            return False
        age = time.time() - found.mtime_ns / 1e9
        watched = self._files.get(found.path)
        if watched is not None:
            return True
        if abs(age) >= self._seconds:
            return False
        self._files[found.path] = _Watched(found.size, found.mtime_ns, time.monotonic())
        return True

    def settled(self) -> set[str]:
        """The files that stayed the same long enough, or are gone; they are not watched any more."""
        ready: set[str] = set()
        now = time.monotonic()
        for path, watched in list(self._files.items()):
            try:
                facts = os.stat(os.path.join(self._root, path))
                current = (facts.st_size, facts.st_mtime_ns)
            except OSError:
                current = (-1, -1)
            if current[0] >= 0 and current != (watched.size, watched.mtime_ns):
                self._files[path] = _Watched(*current, now)
            elif current[0] < 0 or now - watched.since >= self._seconds:
                ready.add(path)
                del self._files[path]
        return ready

    def __bool__(self) -> bool:
        return bool(self._files)
