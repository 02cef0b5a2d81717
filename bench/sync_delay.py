"""Time from a change on disk to the catalog, in a library of 1,000 movies: a file renamed, deleted, copied in."""

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.common import Api, add_library, folder, many_movies, running, show, titles, until

RUNS = 5
LIMIT = 5.0


def seconds(change: Callable[[], object], happened: Callable[[], bool]) -> float:
    """Return the seconds from a change until the catalog has it."""
    change()
    began = time.monotonic()
    until(happened, 60)
    return time.monotonic() - began


def is_there(owner: Api, library: int, title: str, expected: bool) -> bool:
    """Whether a title is in the catalog, or absent, as expected."""
    return (title in titles(owner, library)) is expected


def measure(owner: Api, library: int, films: Path) -> dict[str, list[float]]:
    """Measure each kind of change several times."""
    found: dict[str, list[float]] = {"renamed": [], "deleted": [], "copied in": []}
    content = next(films.rglob("*.mp4")).read_bytes()
    for run in range(RUNS):
        name = f"Film {run:05} ({1950 + run})"
        old, new, copy = (
            films / name / f"{name}.mp4",
            films / f"Renamed {run} (2000).mp4",
            films / f"Copied {run} (2001).mp4",
        )
        mark = (16).to_bytes(4, "big") + b"free" + os.urandom(8)
        for kind, change, title, there in (
            ("renamed", partial(old.rename, new), new.stem, True),
            ("deleted", new.unlink, new.stem, False),
            ("copied in", partial(copy.write_bytes, content + mark), copy.stem, True),
        ):
            found[kind].append(seconds(change, partial(is_there, owner, library, title, there)))
    return found


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    with folder() as path:
        many_movies(path / "films", 1000)
        with running(path) as (_, owner):
            library = add_library(owner, path / "films")
            found = measure(owner, library, path / "films")
    print("  (here, a new file must be unchanged for 1 s first)")
    return not [
        kind for kind, times in found.items() if not show(f"{kind}, until the catalog has it", times, "s", LIMIT)
    ]


if __name__ == "__main__":
    sys.exit(not main())
