"""Files without a name."""

import os
import tempfile
from typing import BinaryIO, cast


def anonymous_file(data: bytes = b"") -> BinaryIO:
    """A file without a name: in memory where the system has such files (Linux), else in the temporary folder."""
    file = _in_memory() if hasattr(os, "memfd_create") else cast("BinaryIO", tempfile.TemporaryFile(buffering=0))
    file.write(data)
    return file


def _in_memory() -> BinaryIO:
    return os.fdopen(os.memfd_create("dim", os.MFD_CLOEXEC), "w+b", buffering=0)
