"""kill -9 of the scanner and of the server at random moments of a scan of 500 files, 20 times, each scan from the beginning:
after the restart the catalog equals the disk, nothing is there twice, no progress is lost, no process is left.
"""

import random
import signal
import sys
import time
from pathlib import Path

from bench.common import Api, RunningServer, folder, many_films, running, titles, until

FILES = 500
MOMENTS = 20
SCAN_SECONDS = 1.6
"""About how long such a scan takes, with the start of its scanner."""


def kill(server: RunningServer, victim: str) -> None:
    """End the scanner or the server as a crash would; the server is started again, the scanner by its supervisor."""
    if victim == "server":
        server.stop(signal.SIGKILL)  # asserts that no process of it is left
        server.start()
    else:
        for process in server.processes("scanner"):
            process.kill()


def one_scan(server: RunningServer, owner: Api, films: Path, moment: float, victim: str) -> tuple[int, set[str]]:
    """Scan the films as a new library and kill the victim on the way; how many titles were there then, and those at the end."""
    body = {"name": "Many", "path": str(films), "type": "movie"}
    library = owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    time.sleep(moment)
    before = titles(owner, library)
    watched = {card["id"] for card in before.values()} and next(iter(before.values()))["id"]
    if watched:
        owner.ask("POST", f"/api/v1/user/stopped-at/{watched}", 201, json={"secs_offset": 0.5})
    kill(server, victim)
    until(lambda: len(titles(owner, library)) == FILES, 90, "the whole catalog")
    found = titles(owner, library)  # asserts that nothing is there twice
    if watched:
        kept = owner.ask("GET", f"/api/v1/user/stopped-at/{watched}")["secs_offset"]
        assert kept == 0.5, "progress was lost"
        assert {name: card["id"] for name, card in before.items()}.items() <= {
            name: card["id"] for name, card in found.items()
        }.items()
    owner.ask("DELETE", f"/api/v1/library/{library}", 201)
    return len(before), set(found)


def main() -> bool:
    """Kill, wait, compare."""
    chance = random.Random(7)
    good = 0
    with folder() as path:
        many_films(path / "films", FILES)
        expected = {f"Film {index:05} ({1950 + index % 70})" for index in range(FILES)}
        with running(path) as (server, owner):
            for number in range(MOMENTS):
                victim = "scanner" if number % 2 else "server"
                moment = chance.uniform(0.1, SCAN_SECONDS)
                there, found = one_scan(server, owner, path / "films", moment, victim)
                good += found == expected
                print(
                    f"  {victim:7} killed after {moment:.2f} s at {there:3} titles; in the end {len(found)} of {FILES}",
                    flush=True,
                )
    print(f"{good} of {MOMENTS} times the catalog equals the disk, each title once, with its id and progress")
    return good == MOMENTS


if __name__ == "__main__":
    sys.exit(not main())
