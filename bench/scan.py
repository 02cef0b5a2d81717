"""A first scan: time, memory and response times of other clients, compared with minidlna on the same tree; then a rescan without
changes, compared with a bare walk, and a new file.

`python -m bench.scan [FILES] [--no-minidlna] [--playback]`: 10,000 small real mkv files, until both libraries are complete and all
artwork beside the files is shown. Meanwhile a client requests pages, titles and searches, ten requests per second; with `--playback`,
another one plays a remuxed movie.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from bench.common import Api, RunningServer, add_library, folder, media, running, titles, until
from bench.observers import BrowsingObserver, PlaybackObserver, ResourceSampler
from bench.scan_tree import tiny, tree

MINIDLNA = "/usr/sbin/minidlnad"
RUNS = 3


def with_poster(api: Api, library: int) -> int:
    """Return how many titles of a library have a poster."""
    after, found = None, 0
    while True:
        page = api.ask(
            "GET", f"/api/v1/library/{library}/cards", params={"limit": 200, **({"after": after} if after else {})}
        )
        found += sum("poster" in card["pictures"] for card in page["cards"])
        after = page["next"]
        if after is None:
            return found


def dim(path: Path, place: Path, movies: int, shows: int, files: int, with_film: bool) -> dict[str, Any]:
    """Measure Dim: seconds until complete, until all artwork is shown, of a rescan, and until a new file is listed; peak memory;
    response times.
    """
    with running(place) as (server, owner):
        film = PlaybackObserver(server, only_film(owner, place / "cinema")) if with_film else None
        sampler, began = ResourceSampler(server), time.perf_counter()
        libraries = {kind: owner.ask("POST", "/api/v1/library", 201, json={"name": kind, "path": str(path / f"{kind}s"), "type": kind})["id"]
                     for kind in ("movie", "show")}  # fmt: skip
        viewer = BrowsingObserver(server, libraries["movie"])
        watchers: list[ResourceSampler | BrowsingObserver | PlaybackObserver] = [
            sampler,
            viewer,
            *([film] if film else []),
        ]
        for watcher in watchers:
            watcher.start()

        def complete() -> bool:
            scans = [owner.ask("GET", f"/api/v1/library/{library}")["scan"] for library in libraries.values()]
            return all(scan and scan["state"] == "done" for scan in scans)

        while not complete():
            time.sleep(0.5)  # polling costs CPU time too
        scanned = time.perf_counter() - began
        while with_poster(owner, libraries["movie"]) != movies or with_poster(owner, libraries["show"]) != shows:
            time.sleep(0.5)
        whole = time.perf_counter() - began
        for watcher in watchers:
            watcher.over.set()
        for watcher in watchers:
            watcher.join()
        with_files = sum(owner.ask("GET", f"/api/v1/library/{library}")["files"] for library in libraries.values())
        assert with_files == files, f"{with_files} of {files} files are there"
        return {
            "scanned": scanned, "whole": whole, "server": sampler.peak_server, "scanner": sampler.peak_scanner,
            "times": viewer.times, "cpu": sampler.by_kind(), "failed": viewer.failed, "film": film,
            "again": sum(scan_again(owner, library) for library in libraries.values()),
            "walk": statistics.median(bare_walk(path) for _ in range(RUNS)),
            "new": [new_file(server, owner, path / "movies", number) for number in range(RUNS)],
        }  # fmt: skip


def only_film(owner: Api, path: Path) -> int:
    """Create a library with one 1080p movie of ten minutes that needs remuxing; return its id."""
    half_a_minute = media.made("1080.mkv", size="1920x1080")
    path.mkdir()
    film = path / "Cinema (2001).mkv"
    media.ffmpeg("-stream_loop", "19", "-i", str(half_a_minute), "-map", "0", "-c", "copy", str(film))
    os.utime(film, (1_600_000_000, 1_600_000_000))
    found: int = next(iter(titles(owner, add_library(owner, path)).values()))["id"]
    return found


def scan_again(owner: Api, library: int) -> float:
    """Return the seconds of a rescan without changes (median)."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        run = owner.ask("POST", f"/api/v1/library/{library}/run", 201, json={"flag": "scan"})["run_id"]
        while owner.ask("GET", f"/api/v1/library/{library}/run/{run}")["state"] != "done":
            time.sleep(0.02)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def bare_walk(path: Path) -> float:
    """Return the seconds to list all folders and stat every file."""
    began = time.perf_counter()
    for folder_path, _, names in os.walk(path):
        for name in names:
            os.stat(os.path.join(folder_path, name))
    return time.perf_counter() - began


def new_file(server: RunningServer, owner: Api, path: Path, number: int) -> float:
    """Return the seconds from a settled new file to the WebSocket event."""
    url = f"{server.url.replace('http', 'ws')}/api/v1/events"
    with connect(url, additional_headers={"Authorization": owner.headers["Authorization"]}, proxy=None) as socket:
        target = path / f"Arrival {number} (2020)" / f"Arrival {number} (2020).mkv"
        target.parent.mkdir()
        target.write_bytes(tiny().read_bytes() + os.urandom(8))
        settled = time.perf_counter() + float(server.environment["DIM_SETTLE_SECONDS"])
        return max(_event_time(socket, owner, f"Arrival {number}") - settled, 0.0)


def _event_time(socket: ClientConnection, owner: Api, title: str) -> float:
    """Return the time of the first event after which search finds a title."""
    end = time.perf_counter() + 60
    while (now := time.perf_counter()) < end:
        message = json.loads(socket.recv(timeout=60))
        now = time.perf_counter()
        if message["type"] == "media":
            found = owner.ask("GET", "/api/v1/search", params={"q": title})
            if any(card["title"] == title for card in found):
                return now
    raise AssertionError(f"{title} did not appear")


def minidlna(path: Path, place: Path) -> float | None:
    """Return the seconds that minidlna takes for the same tree; None if it is not installed."""
    if not Path(MINIDLNA).exists():
        return None
    data = place / "minidlna"
    data.mkdir()
    config = data / "minidlna.conf"
    config.write_text(
        f"media_dir={path}\ndb_dir={data}\nlog_dir={data}\nport=18200\ninotify=no\nlog_level=general,artwork,database,inotify,scanner,metadata,http,ssdp,tivo=warn\n"
    )
    began = time.perf_counter()
    log = (data / "log").open("w")
    process = subprocess.Popen(
        [MINIDLNA, "-d", "-R", "-f", str(config), "-P", str(data / "pid")], stdout=log, stderr=log
    )
    try:
        until(lambda: "finished" in (data / "log").read_text(errors="replace"), 3600, "minidlna's scan")
        return time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(20)


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    files = numbers[0] if numbers else 10_000
    with folder() as place:
        movies, shows = tree(place / "media", files)
        subprocess.run(["sync"], check=True)
        found = dim(place / "media", place, movies, shows, files, "--playback" in sys.argv)
        peer = None if "--no-minidlna" in sys.argv else minidlna(place / "media", place)
        shutil.rmtree(place / "media")
    p99 = statistics.quantiles(found["times"], n=100)[-1]
    print(f"{f'{files:,} files, complete':44} {found['scanned']:8.1f} s")
    print(
        f"{'... and all artwork beside files shown':44} {found['whole']:8.1f} s, {1000 * found['whole'] / files:.2f} ms a file"
    )
    if peer is not None:
        print(
            f"{'minidlna, the same files':44} {peer:8.1f} s; Dim takes {found['whole'] / peer:.2f} of it (at most 0.5)"
        )
    spent = ", ".join(f"{what} {seconds:.1f}" for what, seconds in found["cpu"].items())
    print(f"{'CPU seconds':44} {sum(found['cpu'].values()):8.1f}: {spent}")
    print(f"{'peak memory: server, a scanner':44} {found['server']:8.0f} MiB (250), {found['scanner']:.0f} MiB (200)")
    print(f"{'requests meanwhile, 10 per second':44} {statistics.median(found['times']):8.1f} ms, p99 {p99:.1f} ms (50), {found['failed']} failed")  # fmt: skip
    if (film := found["film"]) is not None:
        print(
            f"{'a remuxed movie meanwhile, a segment':44} {statistics.median(film.times):8.1f} ms, the longest {max(film.times):.0f} ms; it stalled for {film.stalled:.1f} s"
        )
    print(
        f"{'rescan without changes':44} {found['again']:8.2f} s, {found['again'] / found['walk']:.1f} times a bare walk (3)"
    )
    print(f"{'a new file, from settled to WebSocket event':44} {statistics.median(found['new']):8.2f} s (2)")
    good = (
        found["again"] <= 3 * found["walk"]
        and statistics.median(found["new"]) <= 2
        and (film is None or not film.stalled)
    )
    good = good and p99 <= 50 and not found["failed"] and found["server"] <= 250 and found["scanner"] <= 200
    return good and (peer is None or found["whole"] <= peer / 2)


if __name__ == "__main__":
    sys.exit(not main())
