"""Many clients at once, each in real time: 50 of remuxed 1080p, 200 of direct play at 10 Mbit/s. None may stall."""

import asyncio
import json
import random
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from bench.common import add_library, folder, running, titles
from bench.long_movies import long_movie
from bench.observers import ResourceSampler
from bench.segments import BROWSER, MINUTES

SECONDS = 60
BUFFER = 8.0
"""Seconds that a player buffers before it starts."""
REMUXED, DIRECT, DIRECT_RATE = 50, 200, 1_250_000
MEMORY_MIB = 400


class BrowsingObserver:
    """One player. `stalled` is the time without a frame to show, in seconds."""

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        self._place = (parts.hostname or "", parts.port or 80)
        self._buffer = bytearray(1 << 20)
        self.stalled = 0.0
        self.slowest = 0.0
        """Seconds of the slowest request."""

    async def _connected(self) -> socket.socket:
        connection = socket.socket()
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, self._place)
        return connection

    async def _head(self, connection: socket.socket, path: str, more: str = "") -> tuple[int, int]:
        """Send a request and read the response's head; return its length and how much of the body came with it."""
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(connection, f"GET {path} HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode())
        data = b""
        while b"\r\n\r\n" not in data:
            part = await loop.sock_recv(connection, 65536)
            assert part, f"no answer to {path}"
            data += part
        head, _, rest = data.partition(b"\r\n\r\n")
        assert head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 206")), head
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        assert length, head
        return int(length[1]), len(rest)

    async def watch_segments(self, base: str, first: int, with_audio: bool) -> None:
        """Play remuxed video and audio, in segments of 4 s."""
        loop = asyncio.get_running_loop()
        with await self._connected() as connection:
            shown_until = time.perf_counter() + random.uniform(0, 4)
            end = time.perf_counter() + SECONDS
            number = first
            while time.perf_counter() < end:
                await asyncio.sleep(max(shown_until - time.perf_counter() - BUFFER, 0))
                began = time.perf_counter()
                for name in (f"video/original/{number}", *([f"audio/1/{number}"] if with_audio else [])):
                    length, got = await self._head(connection, f"{base}/{name}.m4s")
                    while got < length:
                        got += await loop.sock_recv_into(connection, memoryview(self._buffer)[: length - got])
                now = time.perf_counter()
                self.slowest = max(self.slowest, now - began)
                if number > first:
                    self.stalled += max(now - shown_until, 0)
                shown_until = max(shown_until, now) + 4
                number += 1

    async def watch_file(self, path: str, offset: int) -> None:
        """Play the file from a position on, in real time after the first seconds."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(random.uniform(0, 4))
        with await self._connected() as connection:
            _, received = await self._head(connection, path, f"Range: bytes={offset}-\r\n")
            began = time.perf_counter()
            while (now := time.perf_counter() - began) < SECONDS:
                loaded = received / DIRECT_RATE
                self.stalled = max(self.stalled, now - BUFFER / 2 - loaded)
                if loaded > now + BUFFER:
                    await asyncio.sleep(0.5)
                asked = time.perf_counter()
                received += await loop.sock_recv_into(connection, self._buffer)
                self.slowest = max(self.slowest, time.perf_counter() - asked)


async def watch(kind: str, server: str, addresses: list[str], size: int) -> tuple[float, float]:
    """Run all players; return the longest stall and the slowest request, in seconds."""
    viewers = [BrowsingObserver(server) for _ in addresses]
    dice = random.Random(1)
    if kind == "remux":
        work = [
            viewer.watch_segments(base, dice.randrange(1300), True)
            for viewer, base in zip(viewers, addresses, strict=True)
        ]
    else:
        work = [
            viewer.watch_file(path, dice.randrange(size // 2)) for viewer, path in zip(viewers, addresses, strict=True)
        ]
    await asyncio.gather(*work)
    return max(viewer.stalled for viewer in viewers), max(viewer.slowest for viewer in viewers)


def crowd(kind: str, server: str, addresses: list[str], size: int) -> "subprocess.Popen[bytes]":
    """Run the players in a separate process."""
    given = json.dumps([kind, server, addresses, size]).encode()
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.viewers", "--crowd"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(given)
    process.stdin.close()
    return process


def shared_memory() -> float:
    """Return the machine's shared memory in MiB (proc(5), Shmem)."""
    found = re.search(r"^Shmem:\s+(\d+) kB", Path("/proc/meminfo").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    good = True
    with folder() as path:
        films = path / "films"
        long_movie(films / "Remuxed (2001)" / "Remuxed (2001).mkv", path, MINUTES)
        direct = long_movie(films / "Direct (2002)" / "Direct (2002).mp4", path, 60)
        with running(path) as (server, owner):
            library = add_library(owner, films)
            cards = {name.partition(" (")[0]: card["id"] for name, card in titles(owner, library).items()}
            for kind, name, number, size in (
                ("remux", "Remuxed", REMUXED, 0),
                ("direct", "Direct", DIRECT, direct.stat().st_size),
            ):
                opened = [
                    owner.ask("POST", "/api/v1/stream-session/", json={"media_id": cards[name], "supported_codecs": BROWSER, "device": str(n)})
                    for n in range(number)
                ]  # fmt: skip
                assert {session["mode"] for session in opened} == {kind}
                addresses = [session["url"].removesuffix("/master.m3u8") for session in opened]
                process = crowd(kind, server.url, addresses, size)
                sampler = ResourceSampler(server)
                sampler.start()
                before, segments = sum(sampler.by_kind().values()), 0.0
                quiet = shared_memory()
                while process.poll() is None:  # segments being sent are memfds, which belong to no process
                    segments = max(segments, shared_memory() - quiet)
                    time.sleep(0.2)
                sampler.over.set()
                sampler.join()
                assert process.stdout is not None
                stalled, slowest = json.loads(process.stdout.read())
                used = sum(sampler.by_kind().values()) - before
                peak = sampler.peak_server + segments
                holds = stalled <= 0 and peak < MEMORY_MIB
                good &= holds
                print(
                    f"{number} viewers, {kind}: stalled {max(stalled, 0):.2f} s, slowest request {slowest * 1000:.0f} ms, server {peak:.0f} MiB, "
                    f"{used / SECONDS:.2f} of a core {'ok' if holds else 'TOO MUCH'}", flush=True,
                )  # fmt: skip
                for session in opened:
                    owner.ask("DELETE", f"/api/v1/stream-session/{session['stream_key']}", 201)
    return good


if __name__ == "__main__":
    if sys.argv[1:] == ["--crowd"]:
        print(json.dumps(asyncio.run(watch(*json.loads(sys.stdin.read())))))
        sys.exit()
    sys.exit(not main())
