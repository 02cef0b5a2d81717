"""How many names are matched to the right title: `python -m bench.match [--provider imdb|tmdb] [--held-out] [--filler N] [--apart N] [--misses]`.

The names of tests/support/metadata/names.py are parsed as the scanner does, and matched by `dim.metadata.matching` with a provider
that knows the world of tests/support/metadata/world.py: the IMDb index (among N invented titles), or a server that speaks TMDB's
protocol. A name is right if the title that would be applied, certain or doubtful, is the one that was meant; a name that means
nothing is right if nothing is certain.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bench.common import folder  # which also finds tests/support
from bench.naming import Limits
from dim.metadata.http import HttpClient
from dim.metadata.imdb import ImdbIndex, import_datasets
from dim.metadata.matching import Match, match
from dim.metadata.model import Candidate, Locale, TitleKind, TitleQuery
from dim.metadata.provider import PopularTitles, Provider
from dim.metadata.registry import ProviderSettings, load, services_of
from dim.naming import Identity, parse, parse_folder
from support.metadata import imdb_files
from support.metadata.fake_tmdb import KEY, FakeTmdb
from support.metadata.names import HELD_OUT, TUNED, ReleaseName, names
from support.metadata.world import world

LEAST_RIGHT, MOST_REQUESTS_MOVIE = 0.98, 3
FILLER = 50_000


class Counted:
    """A provider whose requests are counted."""

    def __init__(self, provider: Provider) -> None:
        """Start at none."""
        self._provider, self.requests = provider, 0

    def __getattr__(self, name: str) -> Any:
        """Count the questions that take a request."""
        if name in ("find", "search", "details"):
            self.requests += 1
        return getattr(self._provider, name)

    async def popular(self, kind: TitleKind, year: int, locale: Locale) -> Sequence[Candidate] | None:
        """Count it where the provider has it."""
        if not isinstance(self._provider, PopularTitles):
            return None
        self.requests += 1
        return await self._provider.popular(kind, year, locale)


def query_of(name: ReleaseName) -> TitleQuery:
    """Return what is asked for, as the scanner and the catalog make it of names."""
    if name.kind == "movie":
        found = parse(name.paths[0], "movie")
        return TitleQuery(
            kind="movie", titles=titles_of([found]), year=found.year, runtime=name.runtime, ids=found.ids, country=found.country
        )  # fmt: skip
    parsed = [one for one in parse_folder(list(name.paths), "show") if one.kind == "episode"]
    episodes: dict[int, set[int]] = {}
    titles: dict[tuple[int, int], str] = {}
    for one in parsed:
        season = one.season if one.season is not None else 1
        if one.date is None:
            episodes.setdefault(season, set()).update(one.episodes or one.absolute)
        if one.episode_title and one.episodes:
            titles[season, one.episodes[0]] = one.episode_title
    ids = {key: value for one in parsed for key, value in one.ids.items()}
    years = Counter(
        one.year
        for one in parsed
        if one.year and one.year != one.season and not (one.date or "").startswith(str(one.year))
    )
    return TitleQuery(
        kind="show", titles=titles_of(parsed), year=years.most_common(1)[0][0] if years else None, ids=ids,
        episodes={season: frozenset(numbers) for season, numbers in episodes.items()}, episode_titles=titles,
        air_dates=frozenset(one.date for one in parsed if one.date), country=next((one.country for one in parsed if one.country), None),
    )  # fmt: skip


def titles_of(parsed: Sequence[Identity]) -> tuple[str, ...]:
    """Return all titles, the most frequent first one first."""
    first = Counter(one.title for one in parsed).most_common(1)
    return tuple(
        dict.fromkeys((*(title for title, _ in first), *(title for one in parsed for title in one.titles)))
    ) or ("?",)


@asynccontextmanager
async def imdb_index(path: Path, filler: int, apart: int) -> AsyncIterator[Provider]:
    """Import the world among invented titles."""
    paths = imdb_files.write(path / "files", world(), filler, apart=apart)
    import_datasets(paths, path / "imdb.sqlite3", lambda _what, _done, _total: None)
    index = ImdbIndex(path / "imdb.sqlite3")
    try:
        yield index
    finally:
        index.close()


@asynccontextmanager
async def fake_tmdb(path: Path) -> AsyncIterator[Provider]:
    """Run a server on loopback that speaks TMDB's protocol and knows the world, with decoys of its own."""
    with FakeTmdb(world()) as server:
        settings = ProviderSettings(tmdb_key=KEY, tmdb_url=server.url, in_flight=20)
        async with HttpClient(services_of(settings), path / "http") as http:
            yield load(http, settings).providers["tmdb"]


def verdict(name: ReleaseName, found: Match, provider: str) -> str:
    """Return "right", "doubtful" (but right), "none", "wrong", or "certain and wrong"."""
    wanted = name.meant.id(provider) if name.meant else None
    got = found.candidate.id if found.candidate and found.state != "none" else None
    if not name.is_clear:  # a runtime may still tell
        return "certain and wrong" if found.state == "certain" and got != wanted else "right"
    if got is None:
        return "none"
    if got != wanted:
        return "certain and wrong" if found.state == "certain" else "wrong"
    return "right" if found.state == "certain" else "doubtful"


async def measure(provider: Provider, cases: Sequence[ReleaseName], misses: bool) -> bool:
    """Match all names one after another, and print what came out."""
    limits = Limits()
    verdicts: dict[str, Counter[str]] = {}
    requests: dict[str, list[int]] = {"movie": [], "show": []}
    missed: list[str] = []
    spent = 0.0
    for name in cases:
        query = query_of(name)
        counted = Counted(provider)
        began = time.perf_counter()
        found = await match(query, [counted], Locale())
        spent += time.perf_counter() - began
        requests[name.kind].append(counted.requests)
        said = verdict(name, found, provider.info.name)
        verdicts.setdefault(name.style, Counter())[said] += 1
        if said not in ("right", "doubtful"):
            missed.append(miss(name, query, found, said))
    total = sum(verdicts.values(), Counter())
    print(f"{'':26}{'right':>8}{'doubtful':>9}{'none':>7}{'wrong':>7}{'certain and wrong':>19}")
    for style, counts in sorted(verdicts.items()):
        print(row(style, counts))
    print(row("all", total))
    for kind, numbers in requests.items():
        print(f"requests of a {kind}: {statistics.mean(numbers):.2f} on average, at most {max(numbers)}")
    print(f"{len(cases) / spent:,.0f} names/s")
    share = (total["right"] + total["doubtful"]) / total.total()
    limits.check(f"right: {share:.1%} of {total.total():,} (at least {LEAST_RIGHT:.0%})", share >= LEAST_RIGHT)
    limits.check(f"certain and wrong: {total['certain and wrong']} (at most 0)", not total["certain and wrong"])
    most = max(requests["movie"])
    limits.check(f"requests of a movie: {most} (at most {MOST_REQUESTS_MOVIE})", most <= MOST_REQUESTS_MOVIE)
    for line in missed if misses else [line for line in missed if line.startswith("certain")]:
        print(line)
    return not limits.failed


def row(style: str, counts: Counter[str]) -> str:
    """Return a line of the table."""
    numbers = [counts[name] for name in ("right", "doubtful", "none", "wrong", "certain and wrong")]
    return f"{style:26}" + "".join(f"{number:{width}}" for number, width in zip(numbers, (8, 9, 7, 7, 19), strict=True))


def miss(name: ReleaseName, query: TitleQuery, found: Match, said: str) -> str:
    """Return a miss in one line."""
    meant = f"{name.meant.title} ({name.meant.details.facts.year})" if name.meant else "nothing"
    got = f"{found.candidate.title} ({found.candidate.year}) {found.candidate.id}" if found.candidate else "nothing"
    return f"{said} [{name.style}] {name.paths[0]} read as {query.titles} {query.year}: meant {meant}, got {got}; {'; '.join(found.reasons)}"


async def run(given: argparse.Namespace) -> bool:
    """Run with the options of the command line."""
    cases = names(HELD_OUT if given.held_out else TUNED, given.number)
    with folder() as path:
        opened = fake_tmdb(path) if given.provider == "tmdb" else imdb_index(path, given.filler, given.apart)
        async with opened as provider:
            return await measure(provider, cases, given.misses)


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--provider", choices=("imdb", "tmdb"), default="imdb")
    parser.add_argument("--held-out", action="store_true", help="the other thousand names")
    parser.add_argument("--number", type=int, default=1_000)
    parser.add_argument("--filler", type=int, default=FILLER, help="invented titles around the known ones")
    parser.add_argument(
        "--apart", type=int, default=4, help="years between a title and its invented namesakes, if not the same"
    )
    parser.add_argument("--misses", action="store_true", help="list all that is wrong")
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(not main())
