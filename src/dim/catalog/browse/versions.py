"""The versions of a movie or episode: most are one file, some are in several parts that are played one after another. Pure."""

import re
from collections import defaultdict
from collections.abc import Sequence

from dim.media import Chapter, MediaFile, Version

_PART_FOLDER = re.compile(r"/(?:cd|dis[ck]|dvd|part|pt)[ ._-]?\d{1,2}$", re.IGNORECASE)


def versions(files: Sequence[MediaFile]) -> list[Version]:
    """An item's files by version, in the order of their first files.

    Parts belong together where they lie together, are all there, and each is there once; others are versions of their own.
    """
    by_folder: dict[tuple[str, str], list[MediaFile]] = defaultdict(list)
    for file in files:
        if file.part is not None:
            by_folder[file.root, _version_folder(file.path)].append(file)
    joined: dict[int, Version] = {}
    for parts in by_folder.values():
        for group in [parts] if _is_complete(parts) else _by_label(parts):
            if _is_complete(group):
                version = Version(tuple(sorted(group, key=lambda file: file.part or 0)))
                joined |= {file.id: version for file in group}
    found = {version.id: version for file in files for version in [joined.get(file.id, Version((file,)))]}
    return list(found.values())


def longest(files: Sequence[MediaFile]) -> tuple[float, tuple[Chapter, ...]]:
    """The duration (seconds) of an item's longest version, and that version's chapters (none of one in several files)."""
    version = max(versions(files), key=lambda version: version.duration, default=None)
    return (version.duration, version.chapters) if version else (0.0, ())


def _version_folder(path: str) -> str:
    """The folder of a version: the one around those of its parts, if they have one each."""
    return _PART_FOLDER.sub("", "/" + path.rpartition("/")[0])


def _by_label(parts: Sequence[MediaFile]) -> list[list[MediaFile]]:
    found: dict[str | None, list[MediaFile]] = defaultdict(list)
    for file in parts:
        found[file.label].append(file)
    return list(found.values())


def _is_complete(parts: Sequence[MediaFile]) -> bool:
    """Whether these are the parts 1, 2, ... of something that can be played: all with video, or all without."""
    numbers = sorted(file.part or 0 for file in parts)
    alike = {(file.status, file.pixels > 0) for file in parts}
    return len(parts) > 1 and numbers == list(range(1, len(parts) + 1)) and len(alike) == 1
