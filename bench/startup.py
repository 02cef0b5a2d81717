"""Idle memory with 1,000 titles; time from start to the first response with 5,000; time to scan them."""

import sys
import time

import psutil

from bench.common import RunningServer, add_library, folder, many_movies, running, show

IDLE_SECONDS = 30
RUNS = 5


def memory(server: RunningServer) -> tuple[float, float]:
    """Return the unique memory (USS, in MB) of the server and of the scanner, each with its workers."""
    scanners = set()
    for process in server.processes("scanner"):
        scanners |= {process, *process.children(recursive=True)}
    sizes = {process: process.memory_full_info().uss / 1e6 for process in server.family()}
    return sum(size for process, size in sizes.items() if process not in scanners), sum(
        sizes[process] for process in scanners
    )


def resident(server: RunningServer) -> tuple[float, float]:
    """Return the resident memory (RSS, in MB) of the server and of the scanner, as `top` shows it."""
    assert server.process is not None
    scanner = server.processes("scanner")[0]
    return psutil.Process(server.process.pid).memory_info().rss / 1e6, scanner.memory_info().rss / 1e6


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    good = True
    with folder() as path:
        many_movies(path / "films", 1000)
        with running(path) as (server, owner):
            began = time.monotonic()
            add_library(owner, path / "films")
            print(f"{'scan of 1,000 small films':44} {time.monotonic() - began:8.2f} s")
            while owner.ask("GET", "/api/v1/home")["recently_added"][-1]["pictures"] == {} or server.processes(
                "dim.workers"
            ):
                time.sleep(1)
            time.sleep(IDLE_SECONDS)
            used, seen = memory(server), resident(server)
        good &= show("idle server, 1,000 titles (RSS)", [seen[0]], "MB", 150)
        good &= show("idle scanner, 1,000 titles (RSS)", [seen[1]], "MB", 70)
        print(f"{'  of which unique (USS)':44} {used[0]:8.2f} MB and {used[1]:.2f} MB")
    with folder() as path:
        many_movies(path / "films", 5000)
        with running(path) as (server, owner):
            began = time.monotonic()
            add_library(owner, path / "films")
            print(f"{'scan of 5,000 small films':44} {time.monotonic() - began:8.2f} s")
            times = []
            for _ in range(RUNS):
                server.stop()
                began = time.monotonic()
                server.start()
                times.append(time.monotonic() - began)
            good &= show("start to first response, 5,000 titles", times, "s", 2)
    return good


if __name__ == "__main__":
    sys.exit(not main())
