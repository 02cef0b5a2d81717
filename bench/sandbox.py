"""What the sandbox costs: scans, remuxed segments, and the start of an encode, with it and without it, in turns. On a busy machine, read
the CPU time.

`python -m bench.sandbox [FILES] [--before CHECKOUT]`: servers run side by side on the same files, one of them with DIM_SANDBOX=off,
and one of another checkout with a virtual environment in .venv, such as of a revision before a change.
"""

import statistics
import sys
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import psutil

from bench.common import Api, RunningServer, add_library, folder, titles, until
from bench.long_movies import long_movie
from bench.observers import ResourceSampler
from bench.scan_tree import tree
from bench.segments import fetch, open_session, timed

MODES = ["auto", "off"]
BEFORE = "before"
SCANS, SEGMENTS, ROUNDS, ENCODES = 5, 40, 6, 7
LIMIT = 1.05
IDLE_SECONDS, IDLE_SHARE = 1.0, 0.05


def server(place: Path, mode: str, stack: ExitStack) -> tuple[RunningServer, Api]:
    """Start a new server with or without the sandbox; return it and its owner's client."""
    place.mkdir(exist_ok=True)
    started = RunningServer(place / f"data {mode}", DIM_SANDBOX="off" if mode == BEFORE else mode)
    if mode == BEFORE:
        started.python = str(Path(sys.argv[sys.argv.index("--before") + 1]).absolute() / ".venv/bin/python")
    started.start()
    stack.callback(started.stop)
    return started, stack.enter_context(started.set_up())


def scan(place: Path, mode: str, number: int) -> tuple[float, float]:
    """Scan the tree with a new server; return seconds, and seconds of CPU time of all its processes."""
    with ExitStack() as stack:
        started, owner = server(place / f"{number}", mode, stack)
        until(partial(is_idle, started), 60, "the end of its start")
        at_start = cpu_seconds(started)
        sampler = ResourceSampler(started)
        sampler.start()
        libraries = [
            owner.ask("POST", "/api/v1/library", 201, json={"name": kind, "path": str(place / f"media/{kind}s"), "type": kind})["id"]
            for kind in ("movie", "show")
        ]  # fmt: skip

        def complete() -> bool:
            scans = [owner.ask("GET", f"/api/v1/library/{library}")["scan"] for library in libraries]
            return all(scan and scan["state"] == "done" for scan in scans)

        seconds = timed(lambda: until(complete, 900, "the scan")) / 1000
        sampler.over.set()
        sampler.join()
        used = sum(sampler.by_kind().values())
        return seconds, used - sum(at_start[number] for number in sampler.seconds.keys() & at_start.keys())


def cpu_seconds(started: RunningServer) -> dict[int, float]:
    """CPU seconds so far of each process of a server, by its id."""
    used = {}
    for process in started.family():
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:  # a worker that was idle for long
            continue
        used[process.pid] = times.user + times.system
    return used


def cpu_since(started: RunningServer, before: dict[int, float]) -> float:
    """CPU seconds of the processes that are there now, since `cpu_seconds` was called."""
    return sum(seconds - before.get(number, 0.0) for number, seconds in cpu_seconds(started).items())


def is_idle(started: RunningServer) -> bool:
    """Whether a server does next to nothing: after its start, it warms up workers and tries encoders."""
    before = cpu_seconds(started)
    time.sleep(IDLE_SECONDS)
    return cpu_since(started, before) < IDLE_SECONDS * IDLE_SHARE


def compare(name: str, found: dict[str, list[float]], unit: str) -> bool:
    """Print the medians and their ratios; return whether they are within the limit."""
    with_it, *others = (statistics.median(found[mode]) for mode in MODES)
    ratios = ", ".join(
        f"{other:.2f} {mode}: {with_it / other:.3f}" for mode, other in zip(MODES[1:], others, strict=True) if other
    )
    spread = ", ".join(f"{min(found[mode]):.2f} to {max(found[mode]):.2f} {mode}" for mode in MODES)
    print(f"{name:30} {with_it:8.2f} {unit} with the sandbox, {ratios} (limit {LIMIT}; {spread})")
    return all(with_it <= LIMIT * other for other in others)


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    if "--before" in sys.argv:
        MODES.append(BEFORE)
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    with folder() as place:
        tree(place / "media", numbers[0] if numbers else 2000)
        seconds: dict[str, list[float]] = {mode: [] for mode in MODES}
        cpu: dict[str, list[float]] = {mode: [] for mode in MODES}
        for number in range(SCANS):
            for mode in MODES if number % 2 else reversed(MODES):
                one = scan(place, mode, number)
                seconds[mode].append(one[0])
                cpu[mode].append(one[1])
        good = compare("scan", seconds, "s")
        good &= compare("scan, CPU time", cpu, "s")
        long_movie(place / "films" / "Long (2001)" / "Long (2001).mkv", place, 20)
        with ExitStack() as stack:
            servers = {mode: server(place / "play", mode, stack) for mode in MODES}
            owners = {mode: owner for mode, (_, owner) in servers.items()}
            items = {
                mode: next(iter(titles(owner, add_library(owner, place / "films")).values()))["id"]
                for mode, owner in owners.items()
            }
            bases = {mode: open_session(owner, items[mode])["url"].rpartition("/")[0] for mode, owner in owners.items()}
            for started, _ in servers.values():
                until(partial(is_idle, started), 60, "the end of its start")
            good &= segments({mode: started for mode, (started, _) in servers.items()}, owners, bases)
            return good & encodes(owners, bases)


def segments(servers: dict[str, RunningServer], owners: dict[str, Api], bases: dict[str, str]) -> bool:
    """Measure remuxed segments, some from each server in turns."""
    times: dict[str, list[float]] = {mode: [] for mode in MODES}
    cpu: dict[str, list[float]] = {mode: [] for mode in MODES}
    for turn in range(ROUNDS):
        for mode in MODES if turn % 2 else reversed(MODES):
            fetch(owners[mode], f"{bases[mode]}/video/original/1.m4s")  # a worker is there
            before = cpu_seconds(servers[mode])
            for number in range(SEGMENTS):
                path = f"{bases[mode]}/video/original/{5 + number * 6 + turn}.m4s"
                times[mode].append(timed(partial(fetch, owners[mode], path)))
            cpu[mode].append(cpu_since(servers[mode], before) / SEGMENTS * 1000)
    return compare("remuxed segment", times, "ms") & compare("remuxed segment, CPU time", cpu, "ms")


def encodes(owners: dict[str, Api], bases: dict[str, str]) -> bool:
    """Measure the first encoded segment at a place where no ffmpeg works yet."""
    times: dict[str, list[float]] = {mode: [] for mode in MODES}
    for number in range(20, 20 + ENCODES * 30, 30):
        for mode in MODES if number % 60 else reversed(MODES):
            times[mode].append(timed(partial(fetch, owners[mode], f"{bases[mode]}/video/720p/{number}.m4s")))
    return compare("first encoded segment, 720p", times, "ms")


if __name__ == "__main__":
    sys.exit(not main())
