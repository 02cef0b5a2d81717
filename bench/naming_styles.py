"""Real titles in usual names: 3,000 films of each of two public lists in eight styles, and shows of many countries in ten layouts.

`python -m bench.naming_styles [--misses N]` prints the share that the parser reads right, and N wrong names of each kind. A film is right if its
title and year are, an episode if its show, season and number (or date) are.
"""

import argparse
import subprocess
import sys
from collections import Counter, defaultdict

from bench import naming_films, naming_shows
from bench.naming import Limits, fold
from dim.naming import Identity, parse, parse_folder

LEAST_FILMS, LEAST_EPISODES = 0.997, 0.995


class Tally:
    """Counts what is right by kind, and keeps what is wrong."""

    def __init__(self) -> None:
        """Start empty."""
        self.number: Counter[str] = Counter()
        self.wrong: dict[str, list[str]] = defaultdict(list)

    def add(self, kind: str, good: bool, said: str) -> None:
        """Count one name; `said` describes a miss."""
        self.number[kind] += 1
        if not good:
            self.wrong[kind].append(said)

    def report(self, limits: Limits, what: str, least: float, misses: int) -> None:
        """Print the share of each kind and of all."""
        for kind, number in self.number.items():
            print(f"  {kind:28} {1 - len(self.wrong[kind]) / number:7.2%} of {number:,}")
            step = max(1, len(self.wrong[kind]) // max(1, misses))
            for line in self.wrong[kind][::step][:misses]:
                print(f"    {line}")
        share = 1 - sum(map(len, self.wrong.values())) / self.number.total()
        limits.check(f"{what}: {share:.2%} of {self.number.total():,} (at least {least:.1%})", share >= least)


def films(limits: Limits, what: str, listed: list[naming_films.Film], misses: int) -> None:
    """Measure one list of films."""
    tally = Tally()
    for style, film, path in naming_films.names(listed):
        got = parse(path)
        good = fold(got.title) == fold(film.title) and got.year == film.year
        tally.add(style, good, f"{path} => {got.title} | {got.year}")
    tally.report(limits, what, LEAST_FILMS, misses)


def is_right(episode: naming_shows.Episode, show: naming_shows.Show, got: Identity) -> bool:
    """Whether show, season and number or date are right."""
    return (
        fold(got.title) == fold(show.title)
        and got.date == episode.date
        and (episode.season is None or got.season == episode.season)
        and (episode.number is None or got.episodes == (episode.number,))
    )


def episodes(limits: Limits, misses: int) -> None:
    """Measure all shows."""
    tally = Tally()
    for layout, show, files in naming_shows.folders():
        for file, got in zip(files, parse_folder([file.path for file in files]), strict=True):
            said = f"{file.path} => {got.title} | {got.season} | {got.episodes or got.date}"
            tally.add(layout, is_right(file, show, got), said)
    tally.report(limits, "episodes", LEAST_EPISODES, misses)


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="print N wrong names of each kind")
    misses = parser.parse_args().misses
    limits = Limits()
    for what, source in (
        ("films, American list", naming_films.american),
        ("films, international list", naming_films.international),
    ):
        try:
            listed = source()
        except (OSError, subprocess.CalledProcessError) as error:
            limits.check(f"{what}: could not be installed ({error})", holds=False)
            continue
        films(limits, what, listed, misses)
    episodes(limits, misses)
    return not limits.failed


if __name__ == "__main__":
    sys.exit(not main())
