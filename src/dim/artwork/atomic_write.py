"""Writes a file completely or not at all."""

import os
from pathlib import Path


def write_once(path: Path, data: bytes) -> None:
    """Write a file whose name is a hash of its content, unless it exists. Raises OSError: the disk is full."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    partial.write_bytes(data)
    partial.replace(path)
