"""Faults during a scan of 2,000 files: afterwards the catalog equals the disk, without duplicates; ids and progress are kept, and no
process is left.

`python -m bench.crash [MOMENTS]`: kill -9 of the scanner or the server at 50 random moments, each scan from the beginning; then the
library's folder renamed for a while, the scanner stopped (SIGSTOP) for a minute, the server restarted under a scanner of one's own,
and a full disk under the database (as root, which may mount a small one).
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from bench.common import Api, RunningServer, folder, many_movies, running, titles, until

FILES = 2000
MOMENTS = 50
SCAN_SECONDS = 3.0
"""Approximate duration of such a scan, including the start of its scanner."""
DISK_MIB = 96
Disturb = Callable[[RunningServer], None]


def kill_server(server: RunningServer) -> None:
    """Kill the server and start it again."""
    server.stop(signal.SIGKILL)  # asserts that none of its processes is left
    server.start()


def kill_scanner(server: RunningServer) -> None:
    """Kill the scanners; the server restarts them."""
    for process in server.processes("scanner"):
        process.kill()


def stop_scanner(server: RunningServer, seconds: float) -> None:
    """Pause the scanners for a while."""
    for process in server.processes("scanner"):
        process.suspend()
    time.sleep(seconds)
    for process in server.processes("scanner"):
        process.resume()


def restart_server(server: RunningServer) -> None:
    """Shut the server down and start it again."""
    server.stop(seconds=20)
    server.start()


def rename_root(films: Path, seconds: float, _server: RunningServer) -> None:
    """Rename the library's folder for a while, like an unmounted disk."""
    away = films.with_name("away")
    films.rename(away)
    time.sleep(seconds)
    away.rename(films)


def fill_disk(disk: Path, seconds: float, _server: RunningServer) -> None:
    """Fill a disk for a while."""
    ballast = disk / "ballast"
    ballast.touch()
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 12))
    time.sleep(seconds)
    ballast.unlink()


def one_scan(
    server: RunningServer, owner: Api, films: Path, moment: float, disturb: Disturb, scanner: str = "builtin"
) -> int:
    """Scan the movies as a new library and inject a fault meanwhile; return how many titles existed then.

    Raises AssertionError: afterwards the catalog is not what the disk has.
    """
    body = {"name": "Many", "path": str(films), "type": "movie", "scanner": scanner}
    library = owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    with own_scanner(server, owner, library, films, scanner == "external"):
        time.sleep(moment)
        before = titles(owner, library)
        watched = next((card["id"] for card in before.values()), None)
        if watched:
            owner.ask("POST", f"/api/v1/user/stopped-at/{watched}", 201, json={"secs_offset": 0.5})
        disturb(server)
        until(lambda: complete(owner, library), 180, "the whole catalog")
        found = titles(owner, library)  # asserts that there are no duplicates
    assert set(found) == {f"Film {index:05} ({1950 + index % 70})" for index in range(FILES)}
    assert {name: card["id"] for name, card in before.items()}.items() <= {
        name: card["id"] for name, card in found.items()
    }.items()
    if watched:
        assert owner.ask("GET", f"/api/v1/user/stopped-at/{watched}")["secs_offset"] == 0.5, "progress was lost"
    owner.ask("DELETE", f"/api/v1/library/{library}", 201)
    return len(before)


def complete(owner: Api, library: int) -> bool:
    """Whether all files are present, and none is missing or failed."""
    state = owner.ask("GET", f"/api/v1/library/{library}")
    return (state["titles"], state["files"], state["missing"], state["failed"]) == (FILES, FILES, 0, 0)


@contextmanager
def own_scanner(server: RunningServer, owner: Api, library: int, films: Path, wanted: bool) -> Iterator[None]:
    """Run an external scanner, which the server neither starts nor stops."""
    if not wanted:
        yield
        return
    token = owner.ask("POST", f"/api/v1/library/{library}/scanner-token", 201, json={"name": "own"})["token"]
    command = [
        sys.executable,
        "-m",
        "dim",
        "scanner",
        "movie",
        "--endpoint",
        server.url,
        "--auth-token",
        token,
        "--path",
        str(films),
    ]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def small_disk(path: Path) -> Iterator[Path | None]:
    """Mount a disk of a few MiB; None if this user may not."""
    path.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", str(path)], check=False
        ).returncode
    ):
        yield None
        return
    try:
        yield path
    finally:
        subprocess.run(["umount", str(path)], check=True)


def tried(what: str, scan: Callable[[], int]) -> bool:
    """Run one scan and print the result."""
    try:
        there = scan()
    except AssertionError as error:
        print(f"  {what}: {error}", flush=True)
        return False
    print(f"  {what} at {there:4} titles: equal in the end", flush=True)
    return True


def main() -> bool:
    """Inject every fault and compare catalog and disk."""
    chance = random.Random(7)
    moments = int(sys.argv[1]) if len(sys.argv) > 1 else MOMENTS
    good: list[bool] = []

    def moment() -> float:
        return chance.uniform(0.3, SCAN_SECONDS)

    with folder() as path:
        films = path / "films"
        many_movies(films, FILES)
        with running(path) as (server, owner):
            scan = partial(one_scan, server, owner, films)
            for number in range(moments):
                name, victim = (("scanner", kill_scanner), ("server", kill_server))[number % 2]
                good.append(tried(f"{number + 1:2}: {name} killed", partial(scan, moment(), victim)))
            rename = partial(rename_root, films, 5.0)
            good += [tried("folder renamed for 5 s", partial(scan, moment(), rename)) for _ in range(3)]
            good.append(
                tried("scanner stopped for a minute", partial(scan, moment(), partial(stop_scanner, seconds=60.0)))
            )
            restart = "server restarted under a scanner of one's own"
            good += [tried(restart, partial(scan, moment(), restart_server, "external")) for _ in range(3)]
        with small_disk(path / "disk") as disk:
            if disk is None:
                print("  full disk: skipped, because this user may not mount one")
            else:
                with running(disk) as (server, owner):
                    full = partial(fill_disk, disk, 5.0)
                    scan = partial(one_scan, server, owner, films)
                    good += [tried("disk full for 5 s", partial(scan, moment(), full)) for _ in range(3)]
    print(f"{sum(good)} of {len(good)} times the catalog equals the disk, each title once, with its id and progress")
    return all(good)


if __name__ == "__main__":
    sys.exit(not main())
