"""Files on disk that can be made again (segments, subtitles), within a size budget: the least recently used leave first."""

import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from dim.workers.memory_file import anonymous_file

MEMORY = 64 << 20
"""Bytes of entries that a full disk did not take: enough for those who are playing to go on."""
log = logging.getLogger(__name__)


class DiskCache:
    """Files under one folder. A name is made of parts that the program chose, never of text from outside."""

    def __init__(self, folder: Path, budget: int) -> None:
        """`budget` in bytes. What is there from before stays; unfinished files are removed."""
        self._folder, self._budget = folder, budget
        self._memory: dict[str, bytes] = {}
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.rglob("*.partial"):
            path.unlink(missing_ok=True)
        self._size = sum(entry.stat().st_size for entry in self._files())

    def path(self, *parts: str) -> Path:
        """Where an entry is or would be."""
        return self._folder.joinpath(*parts)

    def get(self, *parts: str) -> bytes | None:
        """An entry's content, or None; marks it as used."""
        path = self.path(*parts)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return self._memory.get(str(path))
        return data

    def open(self, *parts: str) -> BinaryIO | None:
        """An entry, open for reading, or None; marks it as used."""
        path = self.path(*parts)
        try:
            file = path.open("rb", buffering=0)
            os.utime(path)
        except OSError:
            data = self._memory.get(str(path))
            return None if data is None else anonymous_file(data)
        return cast("BinaryIO", file)

    def put(self, data: bytes, *parts: str) -> bool:
        """Keep an entry: complete or not at all. False when the disk would not take it: then it is in memory for a while."""
        path = self.path(*parts)
        partial = path.with_name(path.name + ".partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(data)
            partial.replace(path)
        except OSError as error:
            log.warning("The cache could not keep %s: %s", path.name, error)
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            self._remember(str(path), data)
            return False
        self._size += len(data)
        if self._size > self._budget:
            self._shrink()
        return True

    def _remember(self, name: str, data: bytes) -> None:
        self._memory[name] = data
        while len(self._memory) > 1 and sum(map(len, self._memory.values())) > MEMORY:
            self._memory.pop(next(iter(self._memory)))

    def _files(self) -> Iterator[os.DirEntry[str]]:
        folders = [str(self._folder)]
        while folders:
            with suppress(OSError), os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        yield entry

    def _shrink(self) -> None:
        """Remove the least recently used until a tenth of the budget is free."""
        found = sorted((entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in self._files())
        self._size = sum(size for _, size, _ in found)
        for _, size, path in found:
            if self._size <= self._budget * 0.9:
                break
            with suppress(OSError):
                os.unlink(path)
                self._size -= size
