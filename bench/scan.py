"""A scan from nothing: time, memory, and what viewers feel of it, beside minidlna on the same tree.

`python -m bench.scan [FILES] [--alone]`. 10,000 small real mkv files: a fifth are movies, a folder and a folder.jpg each, the others episodes of
shows, with a poster a show. Measured until both libraries are complete and every picture that lies beside a file is shown. During the scan
a page, a title and a search are asked for ten times a second. `--alone` leaves minidlna out.
"""

import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
from PIL import Image

from bench.common import Api, RunningServer, folder, media, running, until

SEASONS, EPISODES = 4, 10
MINIDLNA = "/usr/sbin/minidlnad"


def tree(path: Path, files: int) -> tuple[int, int]:
    """Make the tree; how many movies and shows it has."""
    content = tiny().read_bytes()
    poster = path.parent / "poster.jpg"
    Image.effect_mandelbrot((1000, 1500), (-3, -2.5, 2, 2.5), 100).convert("RGB").save(poster, quality=90)
    picture = poster.read_bytes()
    number = 0

    def own_picture(number: int) -> bytes:
        return (
            picture[:2] + b"\xff\xfe\x00\x0a" + f"{number:08}".encode() + picture[2:]
        )  # with a comment: JPEG's COM segment

    def add(target: Path) -> None:
        nonlocal number
        number += 1
        mark = f"{number:012}".encode()
        target.write_bytes(content + b"\xec" + bytes([0x80 | len(mark)]) + mark)  # a Void element at the end
        os.utime(target, (1_600_000_000, 1_600_000_000))

    movies = files // 5
    for index in range(movies):
        name = f"Film {index:05} ({1950 + index % 70})"
        place = path / "movies" / name
        place.mkdir(parents=True)
        add(place / f"{name}.mkv")
        (place / "folder.jpg").write_bytes(own_picture(number))
    shows = 0
    while number < files:
        show = path / "shows" / f"Show {shows:04} ({1980 + shows % 40})"
        shows += 1
        for season in range(1, SEASONS + 1):
            place = show / f"Season {season}"
            place.mkdir(parents=True)
            for episode in range(1, EPISODES + 1):
                if number < files:
                    add(place / f"{show.name[:9]} S{season:02}E{episode:02} A Name.mkv")
        (show / "folder.jpg").write_bytes(own_picture(number))
    return movies, shows


def tiny() -> Path:
    """A film of two seconds with sound."""
    made = media.made("tiny.mp4", seconds=2)
    target = made.with_name("tiny.mkv")
    media.ffmpeg("-i", str(made), "-c", "copy", str(target))
    return target


class Sampler(threading.Thread):
    """Peaks of memory (MiB, what is shared counted by halves: PSS) of a server and of each of its scanners with their workers."""

    def __init__(self, server: RunningServer) -> None:
        super().__init__(daemon=True)
        self._server, self.over = server, threading.Event()
        self.peak_server = self.peak_scanner = 0.0
        self.seconds: dict[int, tuple[str, float]] = {}
        """CPU seconds of each process so far, with what it is."""

    def run(self) -> None:
        """Sample until it is over."""
        while not self.over.wait(2):
            try:
                assert self._server.process is not None
                top = psutil.Process(self._server.process.pid)
                scanners = [child for child in top.children() if "scanner" in child.cmdline()]
                workers = [child for child in top.children() if "scanner" not in child.cmdline()]
                self._note("server", top)
                self._note("its workers", *workers)
                self._note("scanners", *scanners)
                self._note("their workers", *(child for scanner in scanners for child in scanner.children()))
                self.peak_server = max(self.peak_server, sum(map(pss, [top, *workers])))
                for scanner in scanners:
                    self.peak_scanner = max(
                        self.peak_scanner, sum(map(pss, [scanner, *scanner.children(recursive=True)]))
                    )
            except psutil.Error:
                continue

    def _note(self, what: str, *processes: psutil.Process) -> None:
        for process in processes:
            times = process.cpu_times()
            self.seconds[process.pid] = (what, times.user + times.system)

    def by_kind(self) -> dict[str, float]:
        """CPU seconds by what spent them."""
        found: dict[str, float] = {}
        for what, seconds in self.seconds.values():
            found[what] = found.get(what, 0.0) + seconds
        return found


def pss(process: psutil.Process) -> float:
    """The memory of a process in MiB."""
    found: float = process.memory_full_info().pss / 2**20
    return found


class Viewer(threading.Thread):
    """Someone who browses: a page of cards, a title and a search, together ten times a second."""

    def __init__(self, server: RunningServer, library: int) -> None:
        super().__init__(daemon=True)
        self._server, self._library, self.over = server, library, threading.Event()
        self.times: list[float] = []
        self.failed = 0

    def run(self) -> None:
        """Browse until it is over."""
        with self._server.sign_in() as api:
            authorization = {"Authorization": api.headers["Authorization"]}
        with closing(http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=30)) as connection:
            item, number = 0, 0
            while not self.over.is_set():
                began = time.perf_counter()
                paths = [
                    f"/api/v1/library/{self._library}/cards?limit=100",
                    "/api/v1/search?q=film%2000",
                    f"/api/v1/media/{item}",
                ]
                path = paths[number % (3 if item else 2)]
                number += 1
                connection.request("GET", path, headers=authorization)
                answer = connection.getresponse()
                body = answer.read()
                self.times.append((time.perf_counter() - began) * 1000)
                self.failed += answer.status != 200
                if not item and "cards" in path and answer.status == 200 and (cards := json.loads(body)["cards"]):
                    item = cards[0]["id"]
                self.over.wait(max(0.1 - (time.perf_counter() - began), 0))


def pictured(api: Api, library: int) -> int:
    """How many titles of a library show a picture."""
    after, found = None, 0
    while True:
        page = api.ask(
            "GET", f"/api/v1/library/{library}/cards", params={"limit": 200, **({"after": after} if after else {})}
        )
        found += sum("poster" in card["pictures"] for card in page["cards"])
        after = page["next"]
        if after is None:
            return found


def dim(path: Path, place: Path, movies: int, shows: int, files: int) -> dict[str, Any]:
    """What a scan of Dim's takes: seconds until complete, until pictured, and of a scan that finds nothing new; peaks of memory; a viewer's times."""
    with running(place) as (server, owner):
        sampler, began = Sampler(server), time.perf_counter()
        sampler.start()
        libraries = {kind: owner.ask("POST", "/api/v1/library", 201, json={"name": kind, "path": str(path / f"{kind}s"), "type": kind})["id"]
                     for kind in ("movie", "show")}  # fmt: skip
        viewer = Viewer(server, libraries["movie"])
        viewer.start()

        def complete() -> bool:
            scans = [owner.ask("GET", f"/api/v1/library/{library}")["scan"] for library in libraries.values()]
            return all(scan and scan["state"] == "done" for scan in scans)

        while not complete():
            time.sleep(0.5)  # asking is work as well
        scanned = time.perf_counter() - began
        while pictured(owner, libraries["movie"]) != movies or pictured(owner, libraries["show"]) != shows:
            time.sleep(0.5)
        whole = time.perf_counter() - began
        viewer.over.set()
        viewer.join()
        with_files = sum(owner.ask("GET", f"/api/v1/library/{library}")["files"] for library in libraries.values())
        assert with_files == files, f"{with_files} of {files} files are there"
        sampler.over.set()
        sampler.join()
        return {"scanned": scanned, "whole": whole, "server": sampler.peak_server, "scanner": sampler.peak_scanner, "times": viewer.times,
                "cpu": sampler.by_kind(), "failed": viewer.failed}  # fmt: skip


def minidlna(path: Path, place: Path) -> float | None:
    """The seconds that minidlna takes for the same tree; None: it is not installed."""
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
    """Measure and print."""
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    files = numbers[0] if numbers else 10_000
    with folder() as place:
        movies, shows = tree(place / "media", files)
        subprocess.run(["sync"], check=True)
        found = dim(place / "media", place, movies, shows, files)
        peer = None if "--alone" in sys.argv else minidlna(place / "media", place)
        shutil.rmtree(place / "media")
    p99 = statistics.quantiles(found["times"], n=100)[-1]
    print(f"{f'{files:,} files, complete':44} {found['scanned']:8.1f} s")
    print(
        f"{'... and every picture beside a file shown':44} {found['whole']:8.1f} s, {1000 * found['whole'] / files:.2f} ms a file"
    )
    if peer is not None:
        print(
            f"{'minidlna, the same files':44} {peer:8.1f} s; Dim takes {found['whole'] / peer:.2f} of it (at most 0.5)"
        )
    spent = ", ".join(f"{what} {seconds:.1f}" for what, seconds in found["cpu"].items())
    print(f"{'CPU seconds':44} {sum(found['cpu'].values()):8.1f}: {spent}")
    print(f"{'peak memory: server, a scanner':44} {found['server']:8.0f} MiB (250), {found['scanner']:.0f} MiB (200)")
    print(f"{'a viewer meanwhile, 10 requests/s':44} {statistics.median(found['times']):8.1f} ms, p99 {p99:.1f} ms (50), {found['failed']} failed")  # fmt: skip
    good = p99 <= 50 and not found["failed"] and found["server"] <= 250 and found["scanner"] <= 200
    return good and (peer is None or found["whole"] <= peer / 2)


if __name__ == "__main__":
    sys.exit(not main())
