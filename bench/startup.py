"""Memory at rest with 1,000 titles; time from start to the first answer with 5,000; time to scan them."""

import sys
import time

import psutil

from bench.common import RunningServer, add_library, folder, many_films, running, show

IDLE_SECONDS = 30
RUNS = 5


def memory(server: RunningServer) -> tuple[float, float]:
    """Unique memory (USS), in MB, of the server with its workers, and of the scanner with its."""
    scanners = set()
    for process in server.processes("scanner"):
        scanners |= {process, *process.children(recursive=True)}
    sizes = {process: process.memory_full_info().uss / 1e6 for process in server.family()}
    return sum(size for process, size in sizes.items() if process not in scanners), sum(
        sizes[process] for process in scanners
    )


def resident(server: RunningServer) -> tuple[float, float]:
    """Resident memory (RSS), in MB, of the server's process and of the scanner's: what `top` shows."""
    assert server.process is not None
    scanner = server.processes("scanner")[0]
    return psutil.Process(server.process.pid).memory_info().rss / 1e6, scanner.memory_info().rss / 1e6


def main() -> bool:
    """Measure and print."""
    good = True
    with folder() as path:
        many_films(path / "films", 1000)
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
        good &= show("server at rest, 1,000 titles (RSS)", [seen[0]], "MB", 150)
        good &= show("scanner at rest, 1,000 titles (RSS)", [seen[1]], "MB", 70)
        print(f"{'  of which their own (USS)':44} {used[0]:8.2f} MB and {used[1]:.2f} MB")
    with folder() as path:
        many_films(path / "films", 5000)
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
            good &= show("start to first answer, 5,000 titles", times, "s", 2)
    return good


if __name__ == "__main__":
    sys.exit(not main())
