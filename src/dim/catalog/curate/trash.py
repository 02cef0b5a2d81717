"""Deleting files, to the trash where the disk has one. Dim does it only when a person confirms it."""

import os

from send2trash import TrashPermissionError, send2trash


class NoTrashError(Exception):
    """The file's disk has no trash that Dim may use."""


def put_away(path: str) -> None:
    """Move a file to the trash (https://specifications.freedesktop.org/trash-spec). Raises NoTrashError, OSError."""
    try:
        send2trash(path)
    except TrashPermissionError:
        raise NoTrashError from None


def delete(path: str) -> None:
    """Delete a file for good. Raises OSError."""
    os.unlink(path)
