"""Server-side latencies, each compared with a peer in the same run: a remuxed segment, a stored one, the first
encoded one, the index of a long file, a playlist.
"""

import asyncio
import re
import socket
import statistics
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from bench.common import Api, add_library, folder, media, running, show, titles
from bench.long_movies import long_movie
from dim.media.file import MediaInfo
from dim.playback.hls.timeline import timeline_of
from dim.playback.policy.ladder import ladder
from dim.playback.sources.transcode import TranscodeInput
from dim.playback.sources.transcode.command import arguments
from dim.playback.sources.transcode.encoders import SOFTWARE
from dim.probe.keyframes import find_keyframes, video_keyframes
from dim.probe.streams import probe
from dim.workers import Pool

RUNS = 15
MINUTES = 90
BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']
REMUX_MS, PLAYLIST_MS, INDEX_MS = 60, 20, 150
REMUX_SHARE, TRANSCODE_SHARE = 0.5, 1.25
ISOLATION_MS = 5
CACHED_MS = 5


def timed(work: Any) -> float:
    """Return the milliseconds that a call takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def share(name: str, ours: list[float], theirs: list[float], limit: float) -> bool:
    """Print two medians and their ratio; return whether the limit holds."""
    a, b = statistics.median(ours), statistics.median(theirs)
    print(
        f"{name:44} {a:8.1f} ms beside {b:.1f} ms of ffmpeg: {a / b:.2f} (limit {limit:g}) {'ok' if a <= limit * b else 'TOO MUCH'}"
    )
    return a <= limit * b


def fetch(api: Api, path: str) -> None:
    """Receive a response and discard it, like ffmpeg's output: a Python client would cost more than the server."""
    buffer = bytearray(1 << 20)
    with socket.create_connection((api.base_url.host, api.base_url.port or 80)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert connection.recv(12, socket.MSG_PEEK | socket.MSG_WAITALL) == b"HTTP/1.1 200"
        while connection.recv_into(buffer):
            pass


def open_session(api: Api, item: int, **options: Any) -> dict[str, Any]:
    """Open a session."""
    opened: dict[str, Any] = api.ask(
        "POST", "/api/v1/stream-session/", json={"media_id": item, "supported_codecs": BROWSER, **options}
    )
    return opened


def remux(api: Api, item: int, path: Path) -> bool:
    """Measure segments of 4 s, 1080p, 7 MB: from the server, and by one ffmpeg process each."""
    base = open_session(api, item)["url"].rpartition("/")[0]
    ours: list[float] = []
    theirs: list[float] = []
    for turn, number in enumerate(range(20, 20 + RUNS * 7, 7)):
        command = [
            media.FFMPEG, "-v", "error", "-ss", str(number * 4), "-i", str(path), "-t", "4", "-map", "0:v", "-c", "copy", "-f", "mp4",
            "-movflags", "frag_keyframe+empty_moov+default_base_moof", "pipe:1",
        ]  # fmt: skip
        both = [
            (ours, partial(fetch, api, f"{base}/video/original/{number}.m4s")),
            (theirs, partial(subprocess.run, command, check=True, capture_output=True)),
        ]
        for times, work in both if turn % 2 else reversed(both):  # the first one reads from disk
            times.append(timed(work))
    good = show("remuxed segment, 4 s of 1080p", ours, "ms", REMUX_MS)
    return share("remuxed segment", ours, theirs, REMUX_SHARE) and good


def cached(api: Api, item: int) -> bool:
    """Measure an encoded segment that is already stored."""
    base = open_session(api, item)["url"].rpartition("/")[0]
    names = [f"{base}/video/360p/{number}.m4s" for number in range(4)]
    for name in names:
        fetch(api, name)
    times = [timed(partial(fetch, api, name)) for _ in range(RUNS) for name in names]
    return show("stored segment, 360p", times, "ms", CACHED_MS)


def isolation() -> bool:
    """Measure the overhead of a worker: an empty call with an output file."""

    async def measure() -> list[float]:
        pool = Pool(1, warm=1, modules=("dim.playback.worker.remux",))
        await pool.warm_up()
        times = []
        for _ in range(RUNS * 4):
            began = time.perf_counter()
            _, output = await pool.call_for_file("bench.segments:nothing")
            times.append((time.perf_counter() - began) * 1000)
            output.close()
        await pool.close()
        return times

    return show("a worker instead of a function call", asyncio.run(measure()), "ms", ISOLATION_MS)


def nothing(output: int) -> int:
    """Do nothing."""
    return output - output


def transcode(api: Api, item: int, path: Path) -> bool:
    """Measure the first 720p segment at an uncached position, and the same ffmpeg command until it has written it."""
    info = MediaInfo.from_json(probe(str(path)))
    found = find_keyframes(str(path), 0)
    assert info.video is not None
    assert found is not None
    step = next(step for step in ladder(info.video) if step.name == "720p")
    source = TranscodeInput(str(path), "", 0, timeline_of(found), info.container)
    ours, theirs = [], []
    for number in range(40, 40 + 7 * 60, 60):
        opened = open_session(api, item, video_offset=number * 4.0)
        base = opened["url"].rpartition("/")[0]
        ours.append(timed(partial(fetch, api, f"{base}/video/720p/{number}.m4s")))
        api.ask("DELETE", f"/api/v1/stream-session/{opened['stream_key']}", 201)
        time.sleep(1)
        theirs.append(timed(partial(until_segment, arguments(media.FFMPEG, source, step, SOFTWARE["h264"], number))))
    return share("first encoded segment, 720p", ours, theirs, TRANSCODE_SHARE)


def until_segment(command: list[str]) -> None:
    """Run ffmpeg until it has written its first fragment."""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        kind = b""
        while kind != b"mdat":
            head = process.stdout.read(8)
            size, kind = int.from_bytes(head[:4], "big"), head[4:]
            process.stdout.read(size - 8)
        process.kill()


def index(api: Api, films: dict[str, tuple[int, Path]]) -> bool:
    """Measure the keyframe index of a 90-minute movie in a worker, and a playlist."""
    good = True
    for name, (_, path) in films.items():
        times = [timed(partial(video_keyframes, str(path), 0)) for _ in range(RUNS)]
        good &= show(f"keyframe index of {MINUTES} minutes, {name}", times, "ms", INDEX_MS)
    base = open_session(api, next(iter(films.values()))[0])["url"]
    text = api.get(base).text
    names = [base, f"{base.rpartition('/')[0]}/{re.findall(r'^video/original.*$', text, re.MULTILINE)[0]}"]
    times = [timed(partial(api.ask, "GET", name)) for _ in range(RUNS) for name in names]
    return show("playlist", times, "ms", PLAYLIST_MS) and good


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    with folder() as path:
        films = path / "films"
        mkv = long_movie(films / "Long (2001)" / "Long (2001).mkv", path, MINUTES)
        mp4 = long_movie(films / "Other (2002)" / "Other (2002).mp4", path, MINUTES)
        hevc = long_movie(films / "Hevc (2003)" / "Hevc (2003).mkv", path, 35, "hevc")
        with running(path) as (_, owner):
            library = add_library(owner, films)
            cards = {name.partition(" (")[0]: card["id"] for name, card in titles(owner, library).items()}
            good = index(owner, {"mkv": (cards["Long"], mkv), "mp4": (cards["Other"], mp4)})
            good &= remux(owner, cards["Long"], mkv)
            good &= isolation()
            good &= cached(owner, cards["Hevc"])
            good &= transcode(owner, cards["Hevc"], hevc)
            return good


if __name__ == "__main__":
    sys.exit(not main())
