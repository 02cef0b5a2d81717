"""Anonymous files: they have no name, and vanish when they are closed."""

import os
import tempfile
from typing import BinaryIO, cast


def anonymous_file(data: bytes = b"") -> BinaryIO:
    """An anonymous file: in memory where the system supports that (Linux), else in the temporary folder."""
    file = _open()
    file.write(data)
    return file


def _open() -> BinaryIO:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("dim", os.MFD_CLOEXEC), "w+b", buffering=0)
    return cast("BinaryIO", tempfile.TemporaryFile(buffering=0))
