"""Observers of a scan: memory and CPU time, a client that browses, a client that plays a movie."""

import http.client
import json
import re
import threading
import time
from contextlib import closing

import psutil

from bench.common import Api, RunningServer

BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']


class ResourceSampler(threading.Thread):
    """Samples peak memory (PSS, in MiB) and CPU time of a server and of its scanners, with their workers."""

    def __init__(self, server: RunningServer) -> None:
        super().__init__(daemon=True)
        self._server, self.over = server, threading.Event()
        self.peak_server = self.peak_scanner = 0.0
        self.seconds: dict[int, tuple[str, float]] = {}
        """CPU seconds of each process so far, with its role."""

    def run(self) -> None:
        """Sample until `over` is set, and once more then."""
        is_over = False
        while not is_over:
            is_over = self.over.wait(2)
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
        """Return CPU seconds by role."""
        found: dict[str, float] = {}
        for what, seconds in self.seconds.values():
            found[what] = found.get(what, 0.0) + seconds
        return found


def pss(process: psutil.Process) -> float:
    """Return the memory (PSS) of a process in MiB."""
    found: float = process.memory_full_info().pss / 2**20
    return found


class BrowsingObserver(threading.Thread):
    """Requests pages of cards, titles and searches, ten requests per second in all."""

    def __init__(self, server: RunningServer, library: int) -> None:
        super().__init__(daemon=True)
        self._server, self._library, self.over = server, library, threading.Event()
        self.times: list[float] = []
        self.failed = 0

    def run(self) -> None:
        """Browse until `over` is set."""
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


class PlaybackObserver(threading.Thread):
    """Plays a remuxed movie in real time, one segment ahead, in a loop."""

    def __init__(self, server: RunningServer, film: int) -> None:
        super().__init__(daemon=True)
        self._server, self._film, self.over = server, film, threading.Event()
        self.times: list[float] = []
        """Milliseconds of each segment request."""
        self.stalled = 0.0
        """Seconds without a frame to show."""

    def run(self) -> None:
        """Play until `over` is set."""
        with self._server.sign_in() as api:
            while not self.over.is_set():
                opened = api.ask(
                    "POST", "/api/v1/stream-session/", json={"media_id": self._film, "supported_codecs": BROWSER}
                )
                assert opened["mode"] == "remux", opened["reasons"]
                self._watch(api, opened["url"])

    def _watch(self, api: Api, url: str) -> None:
        names = [line for line in api.ask("GET", url).text.splitlines() if line and not line.startswith("#")]
        playlist = f"{url.rpartition('/')[0]}/{names[0]}"
        text = api.ask("GET", playlist).text
        segments = re.findall(r"#EXTINF:([\d.]+),[^\n]*\n(?:#[^\n]*\n)*([^#\n]+)", text)
        shown_until = time.perf_counter()
        for length, name in segments:
            self.over.wait(max(shown_until - time.perf_counter() - float(length), 0))
            if self.over.is_set():
                return
            began = time.perf_counter()
            api.ask("GET", f"{playlist.rpartition('/')[0]}/{name}")
            now = time.perf_counter()
            self.times.append((now - began) * 1000)
            if len(self.times) > 1:
                self.stalled += max(now - shown_until, 0)
            shown_until = max(shown_until, now) + float(length)
