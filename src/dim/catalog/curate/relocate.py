"""Moving files from one library's folder to another's, with what belongs to them: subtitles and artwork of the same name."""

import errno
import os
from collections.abc import Sequence

from dim.catalog.paths import FileGoneError, OutsideLibraryError, resolve_inside


class NotMovableError(Exception):
    """The files stay where they are; the text says why."""


def move(files: Sequence[tuple[str, str]], targets: Sequence[str]) -> None:
    """Move files, given as (folder, path in it), to the same places below a target folder: all of them or none.

    `targets` are the folders of the library they go to; of several, one on the disk of the first file is taken.
    Raises NotMovableError: one is not there, something is at its new place, or the folders are on different disks.
    """
    target = _on_same_disk(files[0][0], targets)
    pairs = [pair for folder, path in files for pair in _with_companions(folder, target, path)]
    for _, new in pairs:
        if os.path.lexists(new):
            raise NotMovableError(f"{new} is there already. Rename one of them.")
    done: list[tuple[str, str]] = []
    try:
        for old, new in pairs:
            os.makedirs(os.path.dirname(new), exist_ok=True)
            rename_exclusively(old, new)
            done.append((old, new))
    except OSError as error:
        left = _move_back(done)
        if isinstance(error, FileExistsError):
            reason = f"{new} is there already. Rename one of them."
        elif error.errno == errno.EXDEV:
            reason = (
                f"{target} is on another disk. Move the files there yourself; Dim finds them, and knows them again."
            )
        else:
            reason = f"The files cannot be moved to {target}: {error.strerror}."
        raise NotMovableError(" ".join([reason, *left])) from None
    for folder in dict.fromkeys(folder for folder, _ in files):
        for emptied in sorted({os.path.dirname(old) for old, _ in done}, key=len, reverse=True):
            _remove_empty(emptied, folder)


def _on_same_disk(folder: str, targets: Sequence[str]) -> str:
    """Of several folders, the first on the disk of another one; else the first of all."""
    try:
        disk = os.stat(folder).st_dev
        return next((target for target in targets if os.stat(target).st_dev == disk), targets[0])
    except OSError:
        return targets[0]


def rename_exclusively(old: str, new: str) -> None:
    """Rename a file; what came to its new place meanwhile is never overwritten, as `os.rename` would.

    Raises FileExistsError: something is there. OSError: it cannot be renamed.
    """
    os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # reserves the name
    try:
        os.replace(old, new)
    except OSError:
        os.unlink(new)
        raise


def _move_back(done: Sequence[tuple[str, str]]) -> list[str]:
    """Undo renames; a sentence for each file that has to stay at its new place."""
    left = []
    for old, new in reversed(done):
        try:
            rename_exclusively(new, old)
        except OSError as error:
            left.append(f"{new} could not be moved back: {error.strerror}.")
    return left


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
