"""A library of games at size, on a server: `python -m bench.games [--games N]`.

Writes a Steam installation with N games over three library folders, adds it as a library, and measures the scan, a scan with
nothing changed, and the times of pages of cards and of a game while nothing else runs.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from bench.common import folder, running, until
from bench.naming import Limits
from bench.steam import app
from support.games.steam import SteamTree

MOST_SECONDS, MOST_SECONDS_AGAIN, MOST_PAGE_MS = 5.0, 0.5, 50.0


def write(base: Path, games: int) -> SteamTree:
    """An installation whose files are old, as most are."""
    tree = SteamTree(base / "steam", "linux")
    tree.write([app(number, installed=True) for number in range(games)])
    long_ago = time.time() - 1000
    for top, _, names in os.walk(base):
        for name in [*names, "."]:
            os.utime(os.path.join(top, name), (long_ago, long_ago))
    return tree


def scan_seconds(api: Any, library: int) -> float:
    """The length of the latest scan, as the server says."""

    def over() -> dict[str, Any] | None:
        scan: dict[str, Any] | None = api.ask("GET", f"/api/v1/library/{library}")["scan"]
        return scan if scan and scan["state"] in ("done", "failed") else None

    scan = until(over, 120, "the scan")
    assert scan["state"] == "done", scan
    return float(scan["elapsed"])


def page_ms(api: Any, path: str, times: int = 200) -> list[float]:
    """How long a request takes, in milliseconds, sorted."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        api.ask("GET", path)
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found)


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=5000)
    wanted = parser.parse_args()
    limits = Limits()
    with folder() as base:
        tree = write(base, wanted.games)
        with running(base) as (_, api):
            began = time.perf_counter()
            body = {"name": "Games", "path": str(tree.root), "type": "steam"}
            library = api.ask("POST", "/api/v1/library", 201, json=body)["id"]
            scan_seconds(api, library)
            seconds = time.perf_counter() - began
            assert api.ask("GET", f"/api/v1/library/{library}")["titles"] == wanted.games
            limits.check(
                f"scan of {wanted.games:,} games, from adding the library: {seconds:.2f} s (at most {MOST_SECONDS:g})",
                seconds <= MOST_SECONDS,
            )
            api.ask("POST", f"/api/v1/library/{library}/run", 201, json={"flag": "scan"})
            again = scan_seconds(api, library)
            limits.check(
                f"again, nothing changed: {again:.2f} s (at most {MOST_SECONDS_AGAIN:g})", again <= MOST_SECONDS_AGAIN
            )
            pages = page_ms(api, f"/api/v1/library/{library}/cards?limit=60&sort=play_time&ascending=false")
            slow = pages[int(len(pages) * 0.99)]
            limits.check(
                f"60 cards by play time: median {statistics.median(pages):.1f} ms, p99 {slow:.1f} ms (at most {MOST_PAGE_MS:g})",
                slow <= MOST_PAGE_MS,
            )
    return not limits.failed


if __name__ == "__main__":
    sys.exit(not main())
