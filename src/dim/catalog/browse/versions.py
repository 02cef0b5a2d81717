"""The versions of a movie or episode: most are one file, some are in several parts that are played one after another. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from dim.media import Chapter, MediaFile, Version

_WORDS = re.compile(r"\d+|[^\W\d_]+")
_LETTERS = dict(enumerate("abcdefghijklmnopqrst", start=1))
_ROMAN = dict(enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), start=1))
_COUNTED = dict(enumerate(("one", "two", "three", "four", "five", "six"), start=1))
"""How names count parts, beside numbers."""
_PART_FOLDER = re.compile(r"(?<![^/])(?:cd|dis[ck]|dvd|part|pt)[ ._-]?\d{1,2}/$", re.IGNORECASE)


def versions(files: Sequence[MediaFile]) -> list[Version]:
    """An item's files by version, in the order of their first files.

    Parts belong together where they lie together, are all there, and each is there once; others are versions of their own. Where
    several versions in parts lie in one folder, those parts belong together whose names differ in nothing but the part, else those
    with the same label.
    """
    by_folder: dict[tuple[str, str], list[MediaFile]] = defaultdict(list)
    for file in files:
        if file.part is not None:
            by_folder[file.root, _version_folder(file.path)].append(file)
    joined: dict[int, Version] = {}
    for (_, folder), parts in by_folder.items():
        for group in _groups(parts, folder):
            version = Version(tuple(sorted(group, key=lambda file: file.part or 0)))
            joined |= {file.id: version for file in group}
    found = {version.id: version for file in files for version in [joined.get(file.id, Version((file,)))]}
    return list(found.values())


def _groups(parts: Sequence[MediaFile], folder: str) -> Iterator[list[MediaFile]]:
    """Those of the parts in a folder that make up a version each."""
    if _is_complete(parts):
        yield list(parts)
        return
    left = {file.id: file for file in parts}
    by_name: dict[tuple[str, ...], list[MediaFile]] = defaultdict(list)
    for file in parts:
        for name in _names_without_part(file, folder):
            by_name[name].append(file)
    for group in by_name.values():
        if all(file.id in left for file in group) and _is_complete(group):
            yield group
            for file in group:
                del left[file.id]
    rest = list(left.values())
    for group in [rest] if _is_complete(rest) else _by_label(rest):
        if _is_complete(group):
            yield group


def _names_without_part(file: MediaFile, folder: str) -> Iterator[tuple[str, ...]]:
    """The words of a file's name without the one that may say which part it is, for each of them: ("film", "cd", "")."""
    stem = file.path[len(folder) :].rpartition(".")[0]
    words = _WORDS.findall(stem.casefold())
    number = file.part or 0
    said = {str(number), *(names.get(number) for names in (_LETTERS, _ROMAN, _COUNTED))}
    for place, word in enumerate(words):
        if word.lstrip("0") in said:
            yield (*words[:place], "", *words[place + 1 :])


def longest(files: Sequence[MediaFile]) -> tuple[float, tuple[Chapter, ...]]:
    """The duration (seconds) of an item's longest version, and that version's chapters (none of one in several files)."""
    version = max(versions(files), key=lambda version: version.duration, default=None)
    return (version.duration, version.chapters) if version else (0.0, ())


def _version_folder(path: str) -> str:
    """The folder of a version, with a "/" at its end: the one around those of its parts, if they have one each."""
    return _PART_FOLDER.sub("", path.rpartition("/")[0] + "/").lstrip("/")


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
