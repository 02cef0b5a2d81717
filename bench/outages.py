"""Pages while a provider fails in every way it can: their times, the memory of the server's processes, and whether all recovers.

A library of movies that a fake TMDB knows is looked up; in the middle of each failure, two pages are asked for again and again, as
one viewer does. Then the fake answers properly, and the run must find everything. `python -m bench.outages [MOVIES]`.
"""

import random
import sys
import time
from pathlib import Path

import psutil

from bench.api import p99
from bench.common import Api, RunningServer, folder, media, scanned, show, titles, until
from support.metadata.fake import FAILURES
from support.metadata.fake_tmdb import KEY, FakeTmdb
from support.metadata.world import movies

MOVIES = 60
SECONDS = 5.0
LIMIT, MEMORY = 50.0, 400.0
"""Milliseconds of the 99th percentile of a page, MB of the largest process."""
RECOVERY = 90.0


def make_library(path: Path, number: int) -> None:
    """Create small movies that TMDB knows."""
    content = media.made("tiny.mp4", seconds=1, size="64x64").read_bytes()
    for index, title in enumerate(random.Random(1).sample(movies(), number)):
        name = f"{title.title.replace(':', ' -').replace('/', ' ')} ({title.details.facts.year})"
        target = path / name / f"{name}.mp4"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content + (8 + 8).to_bytes(4, "big") + b"free" + f"{index:08}".encode())


def largest(server: RunningServer) -> float:
    """The resident memory of the largest process of the server, in MB."""
    assert server.process is not None
    main = psutil.Process(server.process.pid)
    found = [0.0]
    for one in (main, *main.children(recursive=True)):
        try:
            found.append(one.memory_info().rss / 1e6)
        except psutil.NoSuchProcess:
            continue
    return max(found)


def measure(server: RunningServer, owner: Api, library: int, item: int) -> tuple[list[float], float]:
    """The times of pages in milliseconds, and the most memory that a process took meanwhile."""
    times, memory = [], 0.0
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        for path in (f"/api/v1/library/{library}/cards?limit=100", f"/api/v1/media/{item}"):
            began = time.perf_counter()
            owner.ask("GET", path)
            times.append((time.perf_counter() - began) * 1000)
        memory = max(memory, largest(server))
    return times, memory


def run(owner: Api, library: int) -> str:
    """A run of `fetch_metadata` to its end; its state."""
    number = owner.ask("POST", f"/api/v1/library/{library}/run", 201, json={"flag": "fetch_metadata"})["run_id"]

    def ended() -> str | None:
        state: str = owner.ask("GET", f"/api/v1/library/{library}/run/{number}")["state"]
        return state if state not in ("waiting", "running") else None

    return until(ended, RECOVERY, "the run")


def compare(server: RunningServer, owner: Api, fake: FakeTmdb, path: Path, number: int) -> bool:
    """Measure all failures; whether all limits hold."""
    body = {"name": "Movies", "path": str(path), "type": "movie", "providers": ["nfo", "tmdb"]}
    library = owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    scanned(owner, library)
    good = run(owner, library) == "done"
    item = next(iter(titles(owner, library).values()))["id"]
    known = owner.ask("GET", f"/api/v1/media/{item}")["overview"]
    quiet, memory = measure(server, owner, library, item)
    print(f"{'no failure':20} p99 {p99(quiet):6.1f} ms, largest process {memory:4.0f} MB")
    for failure in FAILURES:
        fake.fail(failure)
        owner.ask("POST", f"/api/v1/library/{library}/run", 201, json={"flag": "fetch_metadata"})
        times, memory = measure(server, owner, library, item)
        kept = owner.ask("GET", f"/api/v1/media/{item}")["overview"] == known
        fake.recover()
        holds = p99(times) <= LIMIT and memory <= MEMORY and kept
        print(
            f"{failure:20} p99 {p99(times):6.1f} ms (limit {LIMIT:.0f}), largest process {memory:4.0f} MB (limit {MEMORY:.0f}), "
            f"{'nothing is emptied' if kept else 'EMPTIED'} {'ok' if holds else 'TOO MUCH'}"
        )
        good &= holds
    began = time.perf_counter()
    until(lambda: run(owner, library) == "done", RECOVERY, "the recovery")
    good &= show(f"until {number} movies are refreshed after it", [time.perf_counter() - began], "s", RECOVERY)
    return good


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else MOVIES
    with folder() as path, FakeTmdb(movies()) as fake:
        make_library(path / "Movies", number)
        server = RunningServer(path / "data", DIM_TMDB_URL=fake.url, DIM_TMDB_KEY=KEY).start()
        try:
            with server.set_up() as owner:
                return compare(server, owner, fake, path / "Movies", number)
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(not main())
