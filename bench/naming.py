"""Accuracy and speed of the name parser, and of guessit and parsett beside it, in one run.

`python -m bench.naming [CORPUS ...]`: the names of Dim's own tests, by kind and half (tests/naming/names/README.md), then each corpus, a file
of JSON lines {"source", "input", "expect": {title, year, season, episodes, absolute, date}}. `--misses` lists what is wrong: of the tuned half,
the held-out half, or the corpora. Expectations that we dispute are in bench/naming_disputed.json: [{"input", "reason"}].
"""

import argparse
import json
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import naming_peers

if TYPE_CHECKING:
    from naming.cases import Case

ROOT = Path(__file__).parents[1]
DISPUTED = ROOT / "bench" / "naming_disputed.json"
sys.path.insert(0, str(ROOT / "tests"))

LEAST_RIGHT = {"corpus": 0.98, "corpus2": 0.95}
"""By the name of a corpus; others are only reported."""
LEAST_A_SECOND, LEAST_TIMES_GUESSIT, MOST_APART, MOST_DISPUTED = 10_000, 100, 0.02, 0.03
ROUNDS, SAMPLE = 5, 500
"""Rounds of the parser, of which the median counts; names on which guessit's speed is measured."""
FIELDS = ("title", "year", "season", "episodes", "absolute", "date")


@dataclass(slots=True)
class Limits:
    """What must hold. Prints each line with its verdict and remembers the failures."""

    failed: list[str] = field(default_factory=list)

    def check(self, text: str, holds: bool) -> None:
        """Print a figure with its limit."""
        print(f"{text}: {'ok' if holds else 'NOT HELD'}")
        if not holds:
            self.failed.append(text)


def fold(text: Any) -> str:
    """Fold a title for comparison."""
    plain = unicodedata.normalize("NFKD", str(text)).casefold().replace("&", " and ")
    return re.sub(r"[\W_]+", "", "".join(char for char in plain if not unicodedata.combining(char)))


def right(case: dict[str, Any], got: Any) -> bool:
    """Whether every stated field is correct. A year or a season may be part of the title; absolute numbers may be given as episodes."""
    expect = case["expect"]
    year, season = got.get("year"), got.get("season")
    episodes, absolute = list(got.get("episodes") or []), list(got.get("absolute") or [])
    if "title" in expect:
        title = fold(got.get("title") or "")
        if fold(expect["title"]) not in (title, title + str(year or ""), title + f"s{season}"):
            return False
    wanted = expect.get("episodes")
    if wanted is not None and case["source"].startswith("jellyfin"):
        wanted, episodes = wanted[:1], (episodes or absolute)[:1]
    return (
        all(got.get(name) == expect[name] for name in ("year", "season") if name in expect)
        and ("date" not in expect or str(got.get("date") or "") == expect["date"])
        and (wanted is None or episodes == wanted)
        and ("absolute" not in expect or expect["absolute"] in (absolute, episodes))
    )


def comparable(case: "Case") -> dict[str, Any]:
    """Return a case of our own as a corpus has it: with the fields that every parser knows."""
    expect: dict[str, Any] = {}
    for name, value in case.fields.items():
        if name in FIELDS and value != "-":
            numbers = [int(part) for part in value.split(",")] if name in ("episodes", "absolute") else value
            expect[name] = int(value) if name in ("year", "season") else numbers
    return {"source": "own", "input": case.path, "expect": expect}


def peers(cases: Sequence[dict[str, Any]]) -> None:
    """Print how many of the cases the other parsers get right."""
    for name in naming_peers.NAMES:
        answers = naming_peers.ask(name, [case["input"] for case in cases])
        good = sum(map(right, cases, answers.found)) if answers else 0
        print(f"  {name:10} {good / len(cases):6.1%}" if answers else f"  {name:10} could not be installed")


def own(limits: Limits, misses: str | None, compare: bool) -> None:
    """Report the names of our tests by kind and half."""
    from naming.cases import HALVES, load

    cases = load()
    number = Counter((case.kind, case.half) for case in cases)
    wrong = {case.label: case.misses() for case in cases}
    good = Counter((case.kind, case.half) for case in cases if not wrong[case.label])
    print(f"{'':32}{'tuned':>12}{'held-out':>12}")
    for kind in sorted({case.kind for case in cases}):
        print(f"{kind:32}" + "".join(f"{good[kind, half]:>6}/{number[kind, half]:<5}" for half in HALVES))
    share = {half: sum(good[key] for key in number if key[1] == half) / sum(number[key] for key in number if key[1] == half)
             for half in HALVES}  # fmt: skip
    print(f"{'all ' + str(len(cases)):32}" + "".join(f"{share[half]:12.1%}" for half in HALVES))
    limits.check(
        f"held-out half at most {MOST_APART:.0%} below the tuned one", share["tuned"] - share["held-out"] <= MOST_APART
    )
    for case in cases:
        if case.half == misses and (fields := wrong[case.label]):
            said = "; ".join(f"{name}={value} (not {case.fields[name]})" for name, value in fields.items())
            print(f"  {case.kind}: {case.path} => {said}")
    alone = [entry for case in cases if not case.folder and (entry := comparable(case))["expect"]]
    if compare:
        from dim.naming import parse

        print(f"the {len(alone)} that are read alone, in the fields that all parsers know:")
        print(f"  {'dim':10} {sum(right(case, parse(case['input'])) for case in alone) / len(alone):6.1%}")
        peers(alone)
    speed(limits, [case["input"] for case in alone], compare)


def speed(limits: Limits, paths: list[str], compare: bool) -> None:
    """Measure names per second of processor time, on one core."""
    from dim.naming import parse

    rates = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for path in paths:
            parse(path)
        rates.append(len(paths) / (time.process_time() - began))
    rate = statistics.median(rates)
    limits.check(f"{rate:,.0f} names/s (at least {LEAST_A_SECOND:,})", rate >= LEAST_A_SECOND)
    answers = naming_peers.ask("guessit", paths[:: max(1, len(paths) // SAMPLE)]) if compare else None
    if answers:
        times = rate / answers.rate
        limits.check(
            f"{times:.0f} times guessit's {answers.rate:.0f} (at least {LEAST_TIMES_GUESSIT})",
            times >= LEAST_TIMES_GUESSIT,
        )


def corpus(limits: Limits, path: Path, disputed: dict[str, str], misses: bool, compare: bool) -> None:
    """Report a corpus, without what is disputed."""
    from dim.naming import parse

    everything = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    cases = [case for case in everything if case["input"] not in disputed]
    away = len(everything) - len(cases)
    wrong = [case for case in cases if not right(case, parse(case["input"]))]
    share = 1 - len(wrong) / len(cases)
    print(f"{path.name}: {len(cases)} names, {away} more are disputed; {len(wrong)} wrong")
    least = LEAST_RIGHT.get(path.stem)
    limits.check(f"  dim {share:.1%} (at least {least or 0:.0%})", share >= (least or 0))
    limits.check(
        f"  disputed {away / len(everything):.1%} (at most {MOST_DISPUTED:.0%})",
        away / len(everything) <= MOST_DISPUTED,
    )
    if compare:
        peers(cases)
    for case in wrong if misses else ():
        got = parse(case["input"])
        print(
            f"  {case['source']}: {case['input']} => {case['expect']}; got",
            {name: got.get(name) for name in case["expect"]},
        )


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="*", type=Path, metavar="CORPUS")
    parser.add_argument("--misses", choices=("tuned", "held-out", "corpora"), help="list what is wrong")
    parser.add_argument("--disputed", type=Path, default=DISPUTED, help="expectations that do not count")
    parser.add_argument("--alone", action="store_true", help="without the other parsers")
    given = parser.parse_args()
    entries = json.loads(given.disputed.read_text(encoding="utf-8")) if given.disputed.exists() else []
    disputed = {entry["input"]: entry["reason"] for entry in entries}
    limits = Limits()
    own(limits, given.misses, not given.alone)
    for path in given.corpora:
        corpus(limits, path, disputed, given.misses == "corpora", not given.alone)
    return not limits.failed


if __name__ == "__main__":
    sys.exit(not main())
