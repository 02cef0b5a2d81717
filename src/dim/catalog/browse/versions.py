"""The versions of a movie or episode: most are one file, some are in several parts that are played one after another. Pure."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from dim.catalog.items import pixels

_FOLDER_OF_A_PART = re.compile(r"/(?:cd|dis[ck]|dvd|part|pt)[ ._-]?\d{1,2}$", re.IGNORECASE)


def versions(files: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """An item's files, by version, each version's files in the order in which they are played.

    Parts belong together where they lie together, are all there, and each is there once; others are versions of their own.
    """
    by_folder: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for file in files:
        if file["part"] is not None:
            by_folder[_folder(file["path"])].append(file)
    joined: dict[int, list[dict[str, Any]]] = {}
    for parts in by_folder.values():
        for version in [parts] if _complete(parts) else _by_label(parts):
            if _complete(version):
                joined |= {file["id"]: sorted(version, key=lambda file: file["part"]) for file in version}
    found, seen = [], set()
    for file in files:
        version = joined.get(file["id"], [file])
        if version[0]["id"] not in seen:
            seen.add(version[0]["id"])
            found.append(version)
    return found


def duration(version: Sequence[dict[str, Any]]) -> float:
    """Seconds of a version, of all its parts."""
    return sum(float(file["duration"] or 0.0) for file in version)


def longest(files: Sequence[dict[str, Any]]) -> tuple[float, list[dict[str, Any]]]:
    """How long an item is, by its longest version, and that version's chapters (none of one in several files)."""
    version = max(versions(files), key=duration, default=[])
    return duration(version), (version[0]["chapters"] or []) if len(version) == 1 else []


def _folder(path: str) -> str:
    """Where a version lies: the folder around those of its parts, if they have one each."""
    return _FOLDER_OF_A_PART.sub("", "/" + path.rpartition("/")[0])


def _by_label(parts: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    found: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for file in parts:
        found[file["label"]].append(file)
    return list(found.values())


def _complete(parts: list[dict[str, Any]]) -> bool:
    """Whether these are the parts 1, 2, ... of something that can be played: all with a picture, or all without one."""
    numbers = sorted(file["part"] for file in parts)
    alike = {(file["status"], pixels(file["streams"]) > 0) for file in parts}
    return len(parts) > 1 and numbers == list(range(1, len(parts) + 1)) and len(alike) == 1
