"""Plays mutated files with everything that the API has for them."""

import itertools
import re
import threading
import time
from types import TracebackType
from typing import Any

import httpx
import psutil

from support import media
from support.server import Api, RunningServer, titles

ANSWERS = {200, 206, 404, 410, 416, 422, 503}
BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']
LONGEST_SECONDS = 10.0
"""Without a byte of an answer, or of the rest of it: one that is encoded as it is sent may take longer in all."""
SUFFIXES = (".mkv", ".mp4", ".mkv", ".ts", ".avi", ".webm", ".flv")
SAMPLE_SECONDS = 0.1


def sources() -> list[bytes]:
    """Good files of several kinds, in the order of SUFFIXES."""
    made = [
        media.made("h264.mkv", audio=("aac", "aac"), subtitles=True), media.made("h264.mp4"),
        media.made("hevc.mkv", video="hevc", audio=("ac3",)), media.made("mpeg2.ts", video="mpeg2", audio=("mp2",)),
    ]  # fmt: skip
    found = [path.read_bytes() for path in made]
    for suffix in SUFFIXES[len(made) :]:
        path = made[0].with_name(f"mutant{suffix}")
        options = {
            ".webm": ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"), ".avi": ("-c:v", "mpeg4", "-c:a", "libmp3lame"),
        }.get(suffix, ("-c", "copy"))  # fmt: skip
        media.ffmpeg("-i", str(made[0]), "-map", "0:v:0", "-map", "0:a:0", "-t", "8", *options, str(path))
        found.append(path.read_bytes())
    return found


class Watch:
    """Watches the memory of every process of a server while it is entered."""

    def __init__(self, server: RunningServer) -> None:
        self._server, self._over = server, threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.largest = 0
        """Bytes of the largest process at any time."""

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            for process in self._server.family():
                try:
                    self.largest = max(self.largest, process.memory_info().rss)
                except psutil.Error:
                    continue

    @property
    def longest_silence(self) -> tuple[float, str]:
        """Seconds of the longest silence so far, and of which request it was."""
        return max(silences, default=(0.0, ""))


silences: list[tuple[float, str]] = []
"""The longest time without a byte, in seconds, of each request."""


def asked(api: Api, method: str, path: str, **options: Any) -> httpx.Response:
    """Send a request; the answer has a status that a session may give, and an error says in words what is wrong."""
    last, longest, content = time.monotonic(), 0.0, []
    with api.stream(method, path, timeout=120, **options) as answer:
        for chunk in itertools.chain([b""], answer.iter_bytes()):
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
            content.append(chunk)
    longest = max(longest, time.monotonic() - last)
    silences.append((longest, f"{method} {path}: {answer.status_code} {str(options.get('json', ''))[:200]}"))
    answer = httpx.Response(answer.status_code, content=b"".join(content))
    assert answer.status_code in ANSWERS, (method, path, answer.status_code, answer.text[:300])
    if answer.status_code >= 400:
        assert answer.json()["detail"]
        assert "Traceback" not in answer.text
    return answer


def play_all(owner: Api, library: int) -> tuple[int, int]:
    """Play every file of a library in two ways; how many files there were, and how many answers."""
    played = answers = 0
    for card in titles(owner, library).values():
        for file in owner.ask("GET", f"/api/v1/media/{card['id']}")["files"]:
            played += 1
            answers += walk(owner, card["id"], file["id"])
            answers += walk(owner, card["id"], file["id"], as_file=False, copy_video=False)
    return played, answers


def walk(api: Api, item: int, file: int, **options: object) -> int:
    """Open a session for a file and ask for everything that it has; how many answers there were."""
    body = {"media_id": item, "file_id": file, "supported_codecs": BROWSER, **options}
    opened = asked(api, "POST", "/api/v1/stream-session/", json=body)
    if opened.status_code != 200:
        return 1
    session = opened.json()
    base = f"/api/v1/stream-session/{session['stream_key']}"
    answers = [opened, asked(api, "GET", f"{base}", headers={"Range": "bytes=0-999"})]
    if session["mode"] != "direct":
        master = asked(api, "GET", f"{base}/master.m3u8")
        answers.append(master)
        variants = re.findall(r"^video/\S+", master.text, re.MULTILINE)
        others = re.findall(r'URI="(audio/[^"]+|subtitles/[^"]+)"', master.text)
        for playlist in [*variants[:1], *variants[-1:], *others]:
            listed = asked(api, "GET", f"{base}/{playlist}")
            segments = [line for line in listed.text.splitlines() if line and not line.startswith("#")]
            wanted = segments[:1] if playlist.startswith("subtitles") else ["init.mp4", *segments[:1], *segments[-1:]]
            folder = playlist.rpartition("/")[0]
            answers += [listed, *(asked(api, "GET", f"{base}/{folder}/{name}") for name in wanted)]
    answers += [asked(api, "GET", f"{track['url']}/0.json") for track in session["subtitle_tracks"]]
    answers += [asked(api, "GET", f"{base}/fonts"), asked(api, "GET", f"{base}/trickplay")]
    api.delete(base)
    return len(answers)
