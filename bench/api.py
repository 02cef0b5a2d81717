"""Reading a page of 100 cards of a library of 20,000 titles: inline on the loop, as Dim does, and on a pool of threads, as usual."""

import asyncio
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.common import folder, show
from dim.accounts import users
from dim.catalog import cards, libraries, reports
from dim.catalog.model import FileReport, Identification, Report
from dim.db import Database
from dim.db.migrate import migrate

TITLES = 20_000
REQUESTS = 400
AT_ONCE = 32
PROBE = {"container": "mp4", "duration": 90.0, "streams": [{"index": 0, "type": "video", "width": 1280, "height": 720}]}


def filled(path: Path) -> Database:
    """A database with a library of many movies."""
    database = Database(f"sqlite:///{path / 'dim.sqlite3'}")
    migrate(database, path)
    database.write_now(users.create, "me", "password1", "hash")
    library = database.write_now(libraries.create, "Films", "movie", "/films", "builtin")
    for start in range(0, TITLES, 500):
        files = tuple(
            FileReport(f"{n}.mp4", n, 1, f"{n:032x}", Identification("movie", f"Film {n}", 1950 + n % 70), PROBE)
            for n in range(start, start + 500)
        )
        database.write_now(reports.apply, library, Report(files=files))
    return database


async def measure(database: Database, threads: int) -> list[float]:
    """Milliseconds of each of many requests, so many at once; `threads` 0: on the loop itself."""
    ids = database.read(cards.ids, 1, "title", True)
    pool = ThreadPoolExecutor(threads) if threads else None
    times: list[float] = []
    pending = iter(range(REQUESTS))

    def read(page: list[int]) -> None:
        database.read(cards.cards, 1, page)

    async def client() -> None:
        for number in pending:
            page = ids[number * 40 % TITLES :][:100]
            began = time.perf_counter()
            if pool is None:
                read(page)
                await asyncio.sleep(0)
            else:
                await asyncio.get_running_loop().run_in_executor(pool, read, page)
            times.append((time.perf_counter() - began) * 1000)

    await asyncio.gather(*(client() for _ in range(AT_ONCE)))
    return times


def main() -> bool:
    """Measure and print."""
    with folder() as path:
        database = filled(path)
        for threads in (40, 1, 0):
            began = time.perf_counter()
            times = asyncio.run(measure(database, threads))
            rate = len(times) / (time.perf_counter() - began)
            name = f"{threads} threads" if threads else "inline"
            print(
                f"{f'page of 100 cards, {name}':44} {rate:8.0f} /s, p99 {statistics.quantiles(times, n=100)[-1]:.1f} ms"
            )
        listed = []
        for _ in range(7):
            began = time.perf_counter()
            database.read(cards.ids, 1, "title", True)
            listed.append((time.perf_counter() - began) * 1000)
        good = show(f"the ids of {TITLES:,} titles, sorted", listed, "ms", 60)
        database.close()
    return good


if __name__ == "__main__":
    sys.exit(not main())
