"""Paths inside a library. Nothing that came from outside is joined to a folder but here."""

import os
from pathlib import Path, PurePosixPath

from dim.media import MediaFile


class OutsideLibraryError(Exception):
    """The path is not one of a file inside the library."""


class FileGoneError(Exception):
    """The file is not on the disk (any more)."""


def check_relative(path: str) -> str:
    """The path itself, if it is relative, normal and of valid Unicode.

    Raises OutsideLibraryError: it is absolute, climbs with "..", holds NUL, or is empty.
    """
    pure = PurePosixPath(path)
    normal = (
        bool(path)
        and "\0" not in path
        and not pure.is_absolute()
        and ".." not in pure.parts
        and str(pure) == path
        and path != "."
    )
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        normal = False
    if not normal or len(path) > 8192:
        raise OutsideLibraryError("A path is relative to the library's folder, with “/” between its parts and no “..”.")
    return path


def resolve_inside(root: str, relative: str) -> str:
    """The real path of a library's file, links resolved.

    Raises OutsideLibraryError: the path, or a link in it, leads out of the library. FileGoneError: there is no such file.
    """
    check_relative(relative)
    base = os.path.realpath(root)
    real = os.path.realpath(os.path.join(base, relative))
    if not Path(real).is_relative_to(base) or real == base:
        raise OutsideLibraryError("The file lies outside of the library.")
    if not os.path.isfile(real):
        raise FileGoneError("The file is not there: it was moved or deleted, or its disk is not connected.")
    return real


def find_inside(root: str, relative: str) -> str | None:
    """As `resolve_inside`; None: there is no such file inside the library."""
    try:
        return resolve_inside(root, relative)
    except (OutsideLibraryError, FileGoneError):
        return None


def locate(file: MediaFile) -> str:
    """The real path of a file of the catalog. Raises as `resolve_inside`."""
    return resolve_inside(file.root, file.path)
