"""Shared by the benchmarks: a real server, many real files, a table of medians."""

import atexit
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support import media
from support.server import Api, RunningServer, add_library, scanned, titles, until

__all__ = [
    "Api",
    "RunningServer",
    "add_library",
    "folder",
    "many_movies",
    "media",
    "running",
    "scanned",
    "show",
    "titles",
    "until",
]


atexit.register(media.forget)


@contextmanager
def folder() -> Iterator[Path]:
    """Provide a temporary folder."""
    path = Path(tempfile.mkdtemp(prefix="dim-bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def running(path: Path) -> Iterator[tuple[RunningServer, Api]]:
    """Run a new server; yield it and its owner's client."""
    server = RunningServer(path / "data").start()
    try:
        with server.set_up() as owner:
            yield server, owner
    finally:
        server.stop()


def many_movies(path: Path, number: int) -> None:
    """Create small real movies, each in its own folder and with unique content."""
    content = media.made("tiny.mp4", seconds=1, size="64x64").read_bytes()
    for index in range(number):
        name = f"Film {index:05} ({1950 + index % 70})"
        target = path / name / f"{name}.mp4"
        target.parent.mkdir(parents=True)
        target.write_bytes(content + (8 + 8).to_bytes(4, "big") + b"free" + f"{index:08}".encode())
        os.utime(target, (1_600_000_000, 1_600_000_000))


def show(name: str, values: list[float], unit: str, limit: float) -> bool:
    """Print a median and its limit; return whether the limit holds."""
    median = statistics.median(values)
    good = median <= limit
    print(
        f"{name:44} {median:8.2f} {unit:3} (limit {limit:g}, {min(values):.2f} to {max(values):.2f}, n={len(values)}) {'ok' if good else 'TOO MUCH'}"
    )
    return good
