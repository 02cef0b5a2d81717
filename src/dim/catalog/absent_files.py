"""Which files are gone from their places. This asks the disk: before a transaction, on threads, and with a limit."""

import asyncio
import errno
import logging
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dim.disks import Disk, DiskTimeoutError

log = logging.getLogger(__name__)
CHECK_SECONDS = 30.0
"""How long a folder may take to say whether files are there: a disk may have to spin up; a dead network mount never answers."""
_hanging: dict[str, Disk] = {}
"""Folders that took longer, and have perhaps not answered yet."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the catalog has a file: its id, the library's folder, and its path in it."""

    file_id: int
    root: str
    path: str


async def find_absent(places: Iterable[Place]) -> frozenset[int]:
    """As `absent`, on threads. A folder that does not answer has no file that is gone; until it does, it is not asked again."""
    by_root: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_root[place.root].append(place)
    found = await asyncio.gather(*(_absent_of(root, mine) for root, mine in by_root.items()))
    return frozenset[int]().union(*found)


async def _absent_of(root: str, places: Sequence[Place]) -> frozenset[int]:
    earlier = _hanging.get(root)
    if earlier is not None and earlier.hangs:
        return frozenset()
    disk = Disk(name=root)
    try:
        found = await disk.call_within(CHECK_SECONDS, absent, places)
    except DiskTimeoutError:
        log.warning("The folder %s does not answer: is its disk connected?", root)
        _hanging[root] = disk
        return frozenset()
    _hanging.pop(root, None)
    return found


def absent(places: Iterable[Place]) -> frozenset[int]:
    """The files that are gone from their places although the library's folder is there. Asks the disk: call it on a thread."""
    return frozenset(
        place.file_id
        for place in places
        if os.path.isdir(place.root) and not _is_there(os.path.join(place.root, place.path))
    )


def _is_there(path: str) -> bool:
    """Whether something is at a path. Of one that is too long to be asked for, nothing else is known."""
    try:
        os.lstat(path)
    except OSError as error:
        return error.errno == errno.ENAMETOOLONG
    return True
