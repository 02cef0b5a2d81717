"""kill -9 of the scanner and of the server at random moments of a scan of 500 files: the catalog ends up equal to the disk."""

import random
import signal
import sys
import time

from bench.common import folder, many_films, running, titles, until

FILES = 500
MOMENTS = 20


def main() -> bool:
    """Kill, wait, compare."""
    chance = random.Random(7)
    with folder() as path:
        many_films(path / "films", FILES)
        expected = {f"Film {index:05} ({1950 + index % 70})" for index in range(FILES)}
        with running(path) as (server, owner):
            library = owner.ask(
                "POST", "/api/v1/library", 201, json={"name": "Many", "path": str(path / "films"), "type": "movie"}
            )["id"]
            first = until(lambda: titles(owner, library), 20)
            number = next(iter(first.values()))["id"]
            owner.ask("POST", f"/api/v1/user/stopped-at/{number}", 201, json={"secs_offset": 0.5})
            killed = {"scanner": 0, "server": 0}
            for moment in range(MOMENTS):
                victim = "scanner" if moment % 2 else "server"
                time.sleep(chance.uniform(0.02, 0.6))
                if victim == "server":
                    server.stop(signal.SIGKILL)  # asserts that no process of it is left
                    server.start()
                else:
                    for process in server.processes("scanner"):
                        process.kill()
                killed[victim] += 1
                print(f"  killed the {victim}; {len(titles(owner, library))} of {FILES} titles", flush=True)
            until(lambda: set(titles(owner, library)) == expected, 90, "the whole catalog")
            found = titles(owner, library)  # asserts that nothing is there twice
            kept = owner.ask("GET", f"/api/v1/user/stopped-at/{number}")["secs_offset"]
    print(f"after {killed}: {len(found)} of {FILES} titles, each once; progress kept: {kept == 0.5}")
    return set(found) == expected and kept == 0.5


if __name__ == "__main__":
    sys.exit(not main())
