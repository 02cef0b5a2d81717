"""Response times for one user under load: slow clients, thousands of WebSockets, many sign-ins, a killed encoder.

`tests/` checks that it answers at all; the limits of time are here.
"""

import signal
import socket
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.common import Api, RunningServer, add_library, folder, media, running, titles

READS = 20
SLOW_CLIENTS, SOCKETS, SIGN_INS, KILLS = 50, 800, 15, 5
READ_LIMIT_MS, SEGMENT_LIMIT_MS = 250.0, 3000.0
BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']


def milliseconds(work: Callable[[], object]) -> float:
    """Return the milliseconds that a call takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


@contextmanager
def connections(server: RunningServer, number: int, sent: bytes) -> Iterator[None]:
    """Open connections that send an incomplete request."""
    with ExitStack() as stack:
        for _ in range(number):
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port))).sendall(sent)
        yield


@contextmanager
def sign_ins(server: RunningServer, number: int) -> Iterator[None]:
    """Sign in many times at once, with wrong passwords."""

    def sign_in(index: int) -> None:
        with server.client() as client:
            client.post("/api/v1/auth/session", json={"username": f"nobody {index}", "password": "some password"})

    threads = [threading.Thread(target=sign_in, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()


def killed_encoder(server: RunningServer, owner: Api, path: Path) -> list[float]:
    """Return the milliseconds until a segment arrives whose ffmpeg was just killed."""
    media.place(
        media.made("minute.mkv", video="hevc", audio=("ac3",), size="640x360", seconds=60), path / "Film (2003).mkv"
    )
    item = titles(owner, add_library(owner, path))["Film (2003)"]["id"]
    wanted = {"media_id": item, "supported_codecs": BROWSER}
    base = f"/api/v1/stream-session/{owner.ask('POST', '/api/v1/stream-session/', json=wanted)['stream_key']}"
    owner.ask("GET", f"{base}/video/360p/0.m4s")
    times = []
    for number in range(1, 2 * KILLS, 2):
        for process in server.processes("ffmpeg"):
            process.send_signal(signal.SIGKILL)
        times.append(milliseconds(lambda number=number: owner.ask("GET", f"{base}/video/360p/{number}.m4s")))  # type: ignore[misc]
    return times


def main() -> bool:
    """Measure, print, and return whether every median is within its limit."""
    within = True

    def show(what: str, times: list[float], limit: float) -> None:
        nonlocal within
        median = statistics.median(times)
        within = within and median <= limit
        print(f"{what:52} {median:8.1f} ms median {max(times):8.1f} ms worst (limit {limit:.0f})")

    with folder() as place, running(place) as (server, owner):

        def reads() -> list[float]:
            return [milliseconds(lambda: owner.ask("GET", "/api/v1/user")) for _ in range(READS)]

        show("a read without load", reads(), READ_LIMIT_MS)
        head = b"POST /api/v1/auth/session HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"
        with connections(server, SLOW_CLIENTS, head):
            show(f"a read, {SLOW_CLIENTS} clients that never finish", reads(), READ_LIMIT_MS)
        with connections(server, SOCKETS, b""):
            show(f"a read, {SOCKETS} open WebSockets", reads(), READ_LIMIT_MS)
        with sign_ins(server, SIGN_INS):
            show(f"a read, {SIGN_INS} sign-ins", reads(), READ_LIMIT_MS)
        show("a segment after its ffmpeg was killed", killed_encoder(server, owner, place / "films"), SEGMENT_LIMIT_MS)
    return within


if __name__ == "__main__":
    sys.exit(not main())
