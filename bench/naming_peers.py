"""The name parsers that Dim is measured against, each in an environment of its own: guessit and parsett.

They are installed into `.local/naming-peers`, only for benchmarks. `python bench/naming_peers.py NAME` reads paths (JSON) from standard input and
writes what the parser says, and the seconds of processor time that it took.
"""

import json
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENVIRONMENT = Path(__file__).parents[1] / ".local" / "naming-peers"
VERSIONS = ("guessit==4.4.0", "parsett==1.8.5")
NAMES = ("guessit", "parsett")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a parser says of paths: mappings with the names of Dim's fields, in their order; and names per second."""

    found: list[dict[str, Any]]
    rate: float


def ask(name: str, paths: Sequence[str]) -> Answers | None:
    """Have a peer parse all paths; None if it cannot be installed."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        installed = subprocess.run([python, "-m", "pip", "install", "-q", *VERSIONS], capture_output=True, check=False)
        if installed.returncode:
            shutil.rmtree(ENVIRONMENT)
            return None
    command = [str(python), __file__, name]
    done = subprocess.run(command, input=json.dumps(list(paths)), capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    return Answers(answer["found"], len(paths) / answer["seconds"])


def guessit(path: str) -> dict[str, Any]:
    """Parse with guessit; rename its fields."""
    from guessit import guessit as guess

    found = guess(path)

    def several(name: str) -> list[Any]:
        value = found.get(name)
        return value if isinstance(value, list) else [] if value is None else [value]

    season = several("season")
    date = found.get("date")
    return {"title": found.get("title"), "year": found.get("year"), "season": season[0] if season else None,
            "episodes": several("episode"), "absolute": several("absolute_episode"), "date": date and str(date)}  # fmt: skip


def parsett(path: str) -> dict[str, Any]:
    """Parse with parsett; rename its fields."""
    from PTT import parse_title  # type: ignore[import-not-found]

    found = parse_title(path)
    seasons = found.get("seasons") or []
    year = found.get("year")
    return {"title": found.get("title"), "year": int(year) if year else None, "season": seasons[0] if seasons else None,
            "episodes": found.get("episodes") or [], "absolute": [], "date": found.get("date")}  # fmt: skip


PARSERS: dict[str, Callable[[str], dict[str, Any]]] = {"guessit": guessit, "parsett": parsett}


def answer(name: str, paths: list[str]) -> dict[str, Any]:
    """Run in the peer's environment: parse each path; one that it fails on has no fields."""
    parser = PARSERS[name]
    parser("A first call that loads and compiles (2001).mkv")
    found: list[dict[str, Any]] = []
    began = time.process_time()
    for path in paths:
        try:
            found.append(parser(path))
        except Exception:
            found.append({})
    return {"found": found, "seconds": time.process_time() - began}


if __name__ == "__main__":
    print(json.dumps(answer(sys.argv[1], json.load(sys.stdin)), default=str))
