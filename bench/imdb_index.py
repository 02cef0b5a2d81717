"""The index of IMDb's datasets at size: `python -m bench.imdb_index [--titles N] [--matched N]`.

Writes N invented titles with akas and half as many episodes as dataset files, imports them in a process of its own, and measures time,
size, peak memory, searches by kind of name, and how many titles a second are matched.
"""

import argparse
import asyncio
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.common import folder  # which also finds tests/support
from bench.naming import Limits
from dim.metadata.imdb import ImdbIndex, import_datasets
from dim.metadata.imdb.datasets import title_number
from dim.metadata.matching import match
from dim.metadata.model import Locale, TitleQuery
from support.metadata import imdb_files
from support.metadata.spelling import slip
from support.metadata.world import world

MOST_MEMORY, LEAST_A_SECOND = 400, 300
MOST_P99_MS, MOST_P99_MS_RARE = 5.0, 20.0
"""The second: for a slip without a year, and words in another order; few names are so, and all years have to be searched."""
RARE = ("a slip, no year", "words in another order")
SEARCHES = 2_000
EPISODES_A_SHOW = 8


def write(path: Path, titles: int) -> list[Path]:
    """Write the files, with episodes for the invented shows."""
    paths = imdb_files.write(path, world(), titles, packed=False)
    basics, episodes = path / "title.basics.tsv", path / "title.episode.tsv"
    number = 100_000_000
    with basics.open("r+", encoding="utf-8") as file, episodes.open("a", encoding="utf-8") as listed:
        shows = [line.split("\t", 1)[0] for line in file if "\ttvSeries\t" in line or "\ttvMiniSeries\t" in line]
        for show in shows:
            if (title_number(show.encode()) or 0) < 30_000_000:
                continue
            for episode in range(1, EPISODES_A_SHOW + 1):
                number += 1
                title = f"Episode #1.{episode}" if number % 2 else f"The Letter {number}"
                file.write(imdb_files.line(f"tt{number}", "tvEpisode", title, title, 0, 2001, None, 45, "Drama"))
                listed.write(imdb_files.line(f"tt{number}", show, 1, episode))
    return paths


def imported(target: Path, paths: list[Path]) -> dict[str, float]:
    """Import in a process of its own, whose memory is measured."""
    command = [sys.executable, "-m", "bench.imdb_index", "--import-to", str(target), *map(str, paths)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def import_here(target: Path, paths: list[Path]) -> None:
    """Import in this process, and print how it went."""
    began = time.perf_counter()
    done = import_datasets(paths, target, lambda _what, _done, _total: None)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps({"seconds": time.perf_counter() - began, "size": done.size, "memory": memory, "titles": done.titles})
    )


def asked(basics: Path, number: int) -> list[tuple[str, int]]:
    """Return titles and years of movies in the file, chosen at random."""
    chosen: list[tuple[str, int]] = []
    generator, seen = random.Random(3), 0
    with basics.open(encoding="utf-8") as file:
        for line in file:
            fields = line.split("\t")
            if fields[1] in ("movie", "video", "tvMovie") and fields[5].isdigit():
                seen += 1
                if len(chosen) < number:
                    chosen.append((fields[2], int(fields[5])))
                elif (place := generator.randrange(seen)) < number:
                    chosen[place] = fields[2], int(fields[5])
    return chosen


async def searches(index: ImdbIndex, titles: list[tuple[str, int]], limits: Limits) -> None:
    """Measure searches for names of several kinds."""
    generator = random.Random(4)
    kinds: dict[str, Callable[[str, int], TitleQuery]] = {
        "as written, with year": lambda title, year: TitleQuery(kind="movie", titles=(title,), year=year),
        "as written, no year": lambda title, _year: TitleQuery(kind="movie", titles=(title,)),
        "a slip, with year": lambda title, year: TitleQuery(kind="movie", titles=(slip(generator, title),), year=year),
        "a slip, no year": lambda title, _year: TitleQuery(kind="movie", titles=(slip(generator, title),)),
        "words in another order": lambda title, year: TitleQuery(
            kind="movie", titles=(" ".join(reversed(title.split())),), year=year
        ),
        "not there": lambda title, year: TitleQuery(kind="movie", titles=(f"Quokka {title[::-1]}",), year=year),
    }
    for kind, make in kinds.items():
        times, found = [], 0
        for title, year in titles[:SEARCHES]:
            query = make(title, year)
            began = time.perf_counter()
            candidates = await index.search(query, Locale(), with_year=query.year is not None)
            times.append((time.perf_counter() - began) * 1000)
            found += any(one.title == title for one in candidates)
        p99 = statistics.quantiles(times, n=100)[98]
        said = f"{kind:26} p50 {statistics.median(times):5.2f} ms, p99 {p99:6.2f} ms, found {found / len(times):6.1%}"
        most = MOST_P99_MS_RARE if kind in RARE else MOST_P99_MS
        limits.check(f"{said} (p99 at most {most:g} ms)", p99 <= most)


async def matched(index: ImdbIndex, titles: list[tuple[str, int]], limits: Limits) -> None:
    """Match titles one after another, as a run over a library does."""
    began, states = time.perf_counter(), {"certain": 0, "doubtful": 0, "none": 0}
    for title, year in titles:
        states[(await match(TitleQuery(kind="movie", titles=(title,), year=year), [index], Locale())).state] += 1
    rate = len(titles) / (time.perf_counter() - began)
    limits.check(
        f"{len(titles):,} titles matched: {rate:,.0f}/s (at least {LEAST_A_SECOND}); {states}", rate >= LEAST_A_SECOND
    )


async def measure(index_path: Path, basics: Path, number: int, limits: Limits) -> None:
    """Measure what the index answers."""
    index = ImdbIndex(index_path)
    titles = asked(basics, number)
    try:
        await searches(index, titles, limits)
        await matched(index, titles, limits)
    finally:
        index.close()


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", type=int, default=1_000_000)
    parser.add_argument("--matched", type=int, default=100_000)
    parser.add_argument("--import-to", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("files", nargs="*", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.import_to:
        import_here(given.import_to, given.files)
        return True
    limits = Limits()
    with folder() as path:
        files = write(path, given.titles)
        read = sum(file.stat().st_size for file in files)
        done = imported(path / "index" / "imdb.sqlite3", files)
        print(
            f"{done['titles']:,.0f} titles of {read / 1e6:,.0f} MB imported in {done['seconds']:.0f} s, index {done['size'] / 1e6:,.0f} MB"
        )
        limits.check(f"peak memory {done['memory']:.0f} MB (at most {MOST_MEMORY})", done["memory"] <= MOST_MEMORY)
        asyncio.run(measure(path / "index" / "imdb.sqlite3", path / "title.basics.tsv", given.matched, limits))
    return not limits.failed


if __name__ == "__main__":
    sys.exit(not main())
