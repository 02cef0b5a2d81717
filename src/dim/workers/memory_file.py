"""Files without a name."""

import os
import tempfile
from typing import BinaryIO, cast


def anonymous_file(data: bytes = b"") -> BinaryIO:
    """A file without a name: in memory where the system has such files (Linux), else in the temporary folder."""
    file = _opened()
    file.write(data)
    return file


def _opened() -> BinaryIO:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("dim", os.MFD_CLOEXEC), "w+b", buffering=0)
    return cast("BinaryIO", tempfile.TemporaryFile(buffering=0))
