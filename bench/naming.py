"""Accuracy and speed of the name parser, compared with guessit and parsett, on one core, in one run.

`python -m bench.naming [CORPUS]`. CORPUS is a file of JSON lines {"source", "input", "expect": {title, year, season, episodes,
absolute, date}}; without it, the names in Dim's own tests. The peers are installed into `.local/naming-peers`, only for this benchmark.
"""

import json
import re
import statistics
import subprocess
import sys
import time
import unicodedata
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".local" / "naming-peers"
VERSIONS = ("guessit==4.4.0", "parsett==1.8.5")
LEAST_RIGHT, LEAST_A_SECOND, ROUNDS = 0.97, 10_000, 5
FIELDS = ("title", "year", "season", "episodes", "absolute", "date")
sys.path.insert(0, str(ROOT / "tests"))


def own_cases() -> list[dict[str, Any]]:
    """Return the names in Dim's tests, with the fields that every parser knows."""
    from naming.cases import load

    cases = []
    for path, stated in load():
        expect: dict[str, Any] = {}
        for name, value in stated.items():
            if name in FIELDS and value != "-":
                numbers = [int(part) for part in value.split(",")] if name in ("episodes", "absolute") else value
                expect[name] = int(value) if name in ("year", "season") else numbers
        if expect:
            cases.append({"source": "own", "input": path, "expect": expect})
    return cases


def fold(text: Any) -> str:
    """Fold a title for comparison."""
    plain = unicodedata.normalize("NFKD", str(text)).casefold().replace("&", " and ")
    return re.sub(r"[\W_]+", "", "".join(char for char in plain if not unicodedata.combining(char)))


def right(case: dict[str, Any], got: dict[str, Any]) -> bool:
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


def dim(path: str) -> Any:
    """Parse with Dim."""
    from dim.naming import parse

    return parse(path)


def guessit(path: str) -> Any:
    """Parse with guessit; rename its fields."""
    from guessit import guessit as guess

    found = guess(path)

    def several(name: str) -> list[Any]:
        value = found.get(name)
        return value if isinstance(value, list) else [] if value is None else [value]

    season = several("season")
    return {"title": found.get("title"), "year": found.get("year"), "season": season[0] if season else None,
            "episodes": several("episode"), "absolute": several("absolute_episode"), "date": found.get("date")}  # fmt: skip


def parsett(path: str) -> Any:
    """Parse with parsett; rename its fields."""
    from PTT import parse_title  # type: ignore[import-not-found]

    found = parse_title(path)
    seasons = found.get("seasons") or []
    year = found.get("year")
    return {"title": found.get("title"), "year": int(year) if year else None, "season": seasons[0] if seasons else None,
            "episodes": found.get("episodes") or [], "absolute": [], "date": found.get("date")}  # fmt: skip


PARSERS: dict[str, Callable[[str], Any]] = {"dim": dim, "guessit": guessit, "parsett": parsett}


def measure(name: str, cases: list[dict[str, Any]]) -> dict[str, float]:
    """Return the share of names that a parser gets right, and names per second (median of several rounds)."""
    parser = PARSERS[name]
    good = 0
    for case in cases:
        try:
            good += right(case, parser(case["input"]))
        except Exception:
            continue
    rates = []
    for _ in range(ROUNDS if name == "dim" else 1):
        began = time.perf_counter()
        for case in cases:
            try:
                parser(case["input"])
            except Exception:
                continue
        rates.append(len(cases) / (time.perf_counter() - began))
    return {"right": good / len(cases), "rate": statistics.median(rates)}


def beside(name: str, cases: list[dict[str, Any]]) -> dict[str, float] | None:
    """Measure a peer in a separate environment; None if it cannot be installed."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        venv.create(PEERS, with_pip=True)
        installed = subprocess.run([python, "-m", "pip", "install", "-q", *VERSIONS], capture_output=True, check=False)
        if installed.returncode:
            return None
    command = [str(python), __file__, "--one", name]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    lines = corpus.read_text(encoding="utf-8").splitlines() if corpus else []
    cases = [json.loads(line) for line in lines] if corpus else own_cases()
    found = measure("dim", cases)
    good = found["right"] >= LEAST_RIGHT and found["rate"] >= LEAST_A_SECOND
    least = f"(at least {LEAST_RIGHT:.0%}, {LEAST_A_SECOND:,})"
    print(f"{len(cases)} names of {corpus.name if corpus else 'the tests'}")
    print(f"{'dim':12} {found['right']:7.1%} right {found['rate']:9.0f} names/s {least} {'ok' if good else 'TOO FEW'}")
    for name in ("guessit", "parsett"):
        peer = beside(name, cases)
        said = f"{peer['right']:7.1%} right {peer['rate']:9.0f} names/s" if peer else "could not be installed"
        print(f"{name:12} {said}")
    return good


if __name__ == "__main__":
    if "--one" in sys.argv:
        print(json.dumps(measure(sys.argv[2], json.load(sys.stdin))))
    else:
        sys.exit(not main())
