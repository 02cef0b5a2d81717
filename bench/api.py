"""The API on 100,000 titles: pages of cards, search as you type, the sorted list of ids, a 304; compared with an empty handler.

The server is `dim serve` (one process); separate processes generate the load. `python -m bench.api [TITLES]`.
"""

import asyncio
import json
import multiprocessing
import random
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select

from bench.common import RunningServer, folder, show
from dim.accounts import users
from dim.accounts.passwords import hash_password
from dim.catalog import libraries
from dim.catalog.browse import cards
from dim.catalog.ingest import reports
from dim.catalog.ingest.model import FileReport, Identification, Report
from dim.db import Database, Transaction
from dim.db.migrate import migrate
from dim.db.tables import artwork, media
from dim.media import MediaInfo, VideoStream
from support.server import OWNER

TITLES = 100_000
CONNECTIONS = 32
SECONDS = 8.0
PROBE = MediaInfo(
    container="mp4", duration=5400.0, streams=(VideoStream(index=0, codec="h264", width=1280, height=720),)
)
ARTWORK = {
    "kind": "poster", "source": "frame", "digest": "0" * 32, "width": 400, "height": 600,
    "placeholder": "data:image/webp;base64," + "A" * 160,
}  # fmt: skip
CONSONANTS, VOWELS = "bcdfghjklmnprstvwz", "aeiou"


def word(number: int) -> str:
    """Return a pronounceable word, the same for the same number."""
    syllables = []
    for _ in range(2 + number % 3):
        number, consonant = divmod(number, len(CONSONANTS))
        syllables.append(CONSONANTS[consonant] + VOWELS[(number + consonant) % 5])
    return "".join(syllables)


def title(number: int) -> str:
    """Return two to four words; some words occur in very many titles."""
    chance = random.Random(number)
    words = [word(int(30_000 * chance.random() ** 2)) for _ in range(chance.randint(1, 3))]
    return " ".join([*(["The"] if chance.random() < 0.3 else []), *words]).title()


def fill(path: Path, titles: int) -> None:
    """Create a database with a library of many movies with posters, and a user who has watched some of them."""
    database = Database(f"sqlite:///{path / 'dim.sqlite3'}")
    migrate(database, path)
    database.write_now(users.create, *OWNER, hash_password(OWNER[1]))
    library_id = database.write_now(libraries.create, "Films", "movie", [str(path)], "external")
    library = database.read(libraries.find, library_id)
    assert library is not None
    for start in range(0, titles, 1000):
        files = tuple(
            FileReport(f"{n}.mp4", n, 1, f"{n:032x}", Identification("movie", title(n), 1900 + n % 120), PROBE)
            for n in range(start, min(start + 1000, titles))
        )
        database.write_now(reports.apply, library.folders[0].id, Report(files=files))
    database.write_now(_add_artwork)
    database.close()


def _add_artwork(transaction: Transaction) -> None:
    numbers = list(transaction.connection.scalars(select(media.c.id)))
    for start in range(0, len(numbers), 1000):
        rows = [{"item_id": number, **ARTWORK} for number in numbers[start : start + 1000]]
        transaction.execute(insert(artwork), rows)
    cards.rebuild(transaction, numbers)


@dataclass(frozen=True)
class Load:
    """Request these URLs over many connections, one request after another on each."""

    port: int
    token: str
    paths: tuple[str, ...]
    connections: int
    seconds: float
    headers: str = ""


def run(load: Load) -> tuple[list[float], int]:
    """Return the times of all requests in milliseconds and the number of wrong responses. Runs in its own process."""
    return asyncio.run(_run(load))


async def _run(load: Load) -> tuple[list[float], int]:
    times: list[float] = []
    wrong = 0
    end = time.perf_counter() + load.seconds

    async def client(number: int) -> None:
        nonlocal wrong
        reader, writer = await asyncio.open_connection("127.0.0.1", load.port)
        place = number * 37
        while time.perf_counter() < end:
            path = load.paths[place % len(load.paths)]
            place += 1
            began = time.perf_counter()
            writer.write(
                f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {load.token}\r\n{load.headers}\r\n".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
            )
            if length:
                await reader.readexactly(length)
            times.append((time.perf_counter() - began) * 1000)
            wrong += not head.startswith((b"HTTP/1.1 2", b"HTTP/1.1 3"))
        writer.close()

    await asyncio.gather(*(client(number) for number in range(load.connections)))
    return times, wrong


def measure(load: Load) -> list[float]:
    """Generate load in a separate process. Raises AssertionError if a response is wrong."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        times, wrong = pool.apply(run, (load,))
    assert not wrong, f"{wrong} of {len(times)} answers were wrong"
    return times


def p99(times: list[float]) -> float:
    """Return the 99th percentile."""
    return statistics.quantiles(times, n=100)[-1]


def typed(titles: int) -> tuple[str, ...]:
    """Return queries as users type them: titles letter by letter, some with a typo, some with words in another order."""
    chance = random.Random(1)
    asked = []
    for _ in range(300):
        text = title(chance.randrange(titles)).lower()
        if chance.random() < 0.15 and len(text) > 6:
            place = chance.randrange(2, len(text) - 1)
            text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        if chance.random() < 0.2:
            text = " ".join(reversed(text.split()))
        asked += [text[:length] for length in range(1, min(len(text), 14) + 1)]
    return tuple("/api/v1/search?limit=30&q=" + text.replace(" ", "+") for text in asked)


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    titles = int(sys.argv[1]) if len(sys.argv) > 1 else TITLES
    with folder() as path:
        (path / "data").mkdir()
        fill(path / "data", titles)
        server = RunningServer(path / "data", module="bench.baseline_server").start()
        try:
            return compare(server, titles)
        finally:
            server.stop()


def compare(server: RunningServer, titles: int) -> bool:
    """Measure the running server; return whether all limits hold."""
    with server.sign_in() as owner:
        token = owner.headers["Authorization"][7:]
        pages, after = [], ""
        for _ in range(40):
            pages.append(f"/api/v1/library/1/cards?limit=100{after}")
            after = f"&after={owner.ask('GET', pages[-1])['next']}"
        listed, found = [], 0
        for _ in range(9):
            began = time.perf_counter()
            answer = owner.get("/api/v1/library/1/media", headers={"If-None-Match": "x"})
            listed.append((time.perf_counter() - began) * 1000)
            found = len(json.loads(answer.content))
        tag = owner.get("/api/v1/library/1/cards").headers["etag"]
        unchanged = []
        for _ in range(50):
            began = time.perf_counter()
            assert owner.get("/api/v1/library/1/media", headers={"If-None-Match": tag}).status_code == 304
            unchanged.append((time.perf_counter() - began) * 1000)
    rates: dict[str, float] = {}
    good = True
    for name, paths, limit, encoding in (
        ("an empty handler", ("/baseline",), None, ""), ("a page of 100 cards", tuple(pages), 60.0, ""),
        ("a page of 100 cards, Brotli", tuple(pages), 60.0, "br, gzip"), ("a page of 100 cards, gzip", tuple(pages), 60.0, "gzip"),
        ("search as you type", typed(titles), 80.0, ""), ("an empty handler, again", ("/baseline",), None, ""),
    ):  # fmt: skip
        headers = f"Accept-Encoding: {encoding}\r\n" if encoding else ""
        times = measure(Load(server.port, token, paths, CONNECTIONS, SECONDS, headers))
        rates[name] = len(times) / SECONDS
        verdict = "" if limit is None else "ok" if p99(times) <= limit else "TOO MUCH"
        print(
            f"{name:44} {rates[name]:8.0f} /s, median {statistics.median(times):6.2f} ms, p99 {p99(times):6.2f} ms "
            f"(limit {limit or '-'}) {verdict}"
        )
        good &= limit is None or p99(times) <= limit
    baseline = (rates["an empty handler"] + rates["an empty handler, again"]) / 2
    ratio = rates["a page of 100 cards"] / baseline
    print(
        f"{'pages of cards to empty handler':44} {ratio:8.2f}     (at least 0.15) {'ok' if ratio >= 0.15 else 'TOO LITTLE'}"
    )
    good &= ratio >= 0.15
    good &= show(f"the ids of {found:,} titles, sorted", listed, "ms", 150)
    return good & show("a 304 for them", unchanged, "ms", 5)


if __name__ == "__main__":
    sys.exit(not main())
