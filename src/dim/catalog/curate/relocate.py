"""Moving files from one library's folder to another's, with what belongs to them: subtitles and pictures of the same name."""

import os
from collections.abc import Sequence

from dim.catalog.paths import FileGoneError, OutsideLibraryError, resolve_inside


class NotMovableError(Exception):
    """The files stay where they are; the text says why."""


def move(source: str, target: str, paths: Sequence[str]) -> None:
    """Move files (paths relative to the folder `source`) to the same places below `target`: all of them or none.

    Raises NotMovableError: one is not there, something is at its new place, or the folders are on different disks.
    """
    pairs = [pair for path in paths for pair in _with_companions(source, target, path)]
    for _, new in pairs:
        if os.path.lexists(new):
            raise NotMovableError(f"{new} is there already. Rename one of them.")
    done: list[tuple[str, str]] = []
    try:
        for old, new in pairs:
            os.makedirs(os.path.dirname(new), exist_ok=True)
            os.rename(old, new)
            done.append((old, new))
    except OSError as error:
        for old, new in reversed(done):
            os.rename(new, old)
        if os.stat(source).st_dev != os.stat(target).st_dev:
            raise NotMovableError(
                f"{target} is on another disk. Move the files there yourself; Dim finds them, and knows them again."
            ) from None
        raise NotMovableError(f"The files cannot be moved to {target}: {error.strerror}.") from None
    for folder in sorted({os.path.dirname(old) for old, _ in done}, key=len, reverse=True):
        _remove_empty(folder, source)


def _with_companions(source: str, target: str, path: str) -> list[tuple[str, str]]:
    """Where a file and what has its name are, and where they go."""
    try:
        real = resolve_inside(source, path)
    except (FileGoneError, OutsideLibraryError) as error:
        raise NotMovableError(f"{path}: {error}") from None
    folder, name = os.path.split(os.path.join(os.path.realpath(source), path))
    if os.path.join(folder, name) != real:
        raise NotMovableError(f"{path} is reached by a link. Move what it leads to.")
    stem = name.rpartition(".")[0]
    own = [other for other in sorted(os.listdir(folder)) if other == name or other.startswith((stem + ".", stem + "-"))]
    below = os.path.join(os.path.realpath(target), os.path.dirname(path))
    files = [other for other in own if os.path.isfile(os.path.join(folder, other))]
    return [(os.path.join(folder, other), os.path.join(below, other)) for other in files]


def _remove_empty(folder: str, source: str) -> None:
    """Remove a folder that nothing is left in, and those around it, up to the library's own."""
    base = os.path.realpath(source)
    while folder.startswith(base + os.sep):
        try:
            os.rmdir(folder)
        except OSError:
            return
        folder = os.path.dirname(folder)
