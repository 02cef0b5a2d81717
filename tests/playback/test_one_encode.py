"""What a client may not multiply, or leave behind: one ffmpeg for each progressive session, in an encoder slot; and the
work of a client that left ends.
"""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from support import media
from support.server import Api, RunningServer, add_library, titles, until

Streams = Callable[[Api, str], httpx.Response]
HALF = {"supported_codecs": ["mp4", "h264", "aac"]}


@pytest.fixture
def film() -> Path:
    return media.made("hevc.mkv", video="hevc", audio=("ac3",))


@pytest.fixture
def endless(tmp_path: Path) -> str:
    """A program in ffmpeg's place that never ends, and costs nothing."""
    script = tmp_path / "endless"
    script.write_text("#!/bin/sh\nwhile :; do head -c 300000 /dev/zero; sleep 0.3; done\n")
    script.chmod(0o755)
    return str(script)


def place(owner: Api, folder: Path, film: Path) -> int:
    media.place(film, folder / "films" / "Film (2001).mkv")
    return int(titles(owner, add_library(owner, folder / "films"))["Film (2001)"]["id"])


def opened(owner: Api, item: int) -> str:
    body = {"media_id": item, **HALF}
    return f"/api/v1/stream-session/{owner.ask('POST', '/api/v1/stream-session/', json=body)['stream_key']}"


@pytest.fixture
def streams() -> Iterator[Streams]:
    """Open responses, whose bytes are not read."""
    open_ones: list[httpx.Response] = []

    def start(api: Api, path: str) -> httpx.Response:
        response = api.send(api.build_request("GET", path, timeout=30), stream=True)
        open_ones.append(response)
        return response

    yield start
    for response in open_ones:
        response.close()


def status_of(api: Api, path: str) -> httpx.Response:
    """The response without an endless body."""
    with api.stream("GET", path, timeout=30) as response:
        if response.status_code != 200:
            response.read()
        return response


@pytest.mark.waits
def test_one_ffmpeg_for_each_session_and_one_slot_for_each_ffmpeg(
    start_server: Callable[..., RunningServer], tmp_path: Path, film: Path, endless: str, streams: Streams
) -> None:
    server = start_server(DIM_TRANSCODES="1", DIM_FFMPEG=endless)
    with server.set_up() as owner:
        item = place(owner, tmp_path, film)
        first, second = opened(owner, item), opened(owner, item)
        running = streams(owner, first)
        assert running.status_code == 200
        chunks = running.iter_raw()
        assert next(chunks)
        with ThreadPoolExecutor(2) as pool:
            waiting = [pool.submit(status_of, owner, path) for path in (first, second)]
            while not all(one.done() for one in waiting):  # it is read, and keeps its slot
                assert next(chunks)
        assert len(server.processes("endless")) == 1
        for refused in (one.result() for one in waiting):
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
            assert "urn:dim:problem:busy" in refused.text
        running.close()
        until(lambda: not server.processes("endless"), 10, "the end of ffmpeg")
        assert streams(owner, first).status_code == 200
        assert len(server.processes("endless")) == 1


@pytest.mark.waits
def test_a_client_that_reads_nothing_holds_no_slot(
    start_server: Callable[..., RunningServer], tmp_path: Path, film: Path, endless: str, streams: Streams
) -> None:
    server = start_server(DIM_TRANSCODES="1", DIM_FFMPEG=endless)
    with server.set_up() as owner:
        item = place(owner, tmp_path, film)
        first, second = opened(owner, item), opened(owner, item)
        assert streams(owner, first).status_code == 200
        assert streams(owner, second).status_code == 200  # after some seconds, in which the first one is not read


def test_a_server_that_stops_logs_no_mistake_for_what_it_cuts(
    start_server: Callable[..., RunningServer], tmp_path: Path, film: Path, endless: str, streams: Streams
) -> None:
    """A stream, and a request that waits for an encoder."""
    server = start_server(DIM_TRANSCODES="1", DIM_FFMPEG=endless)
    with server.set_up() as owner, ThreadPoolExecutor(1) as pool:
        item = place(owner, tmp_path, film)
        first, second = opened(owner, item), opened(owner, item)
        chunks = streams(owner, first).iter_raw()
        assert next(chunks)
        waiting = pool.submit(status_of, owner, second)
        for _ in range(3):  # the second request is there by now, and the first one keeps its slot
            assert next(chunks)
        server.stop()
        waiting.exception()  # it was cut, or got the slot of the first one in its last moment
    assert "Traceback" not in server.log.read_text()
    assert "ERROR" not in server.log.read_text()


def test_the_work_of_a_client_that_left_ends(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    """A whole subtitle track of a file that takes long to read."""
    film = media.made("h264.mkv", audio=("aac", "aac"), subtitles=True)
    item = place(owner, tmp_path, film)
    slow = tmp_path / "films" / "Film (2001).mkv"
    assert slow.exists()
    body = {"media_id": item, "supported_codecs": ["mp4", "h264", "aac"], "as_file": False}
    session = owner.ask("POST", "/api/v1/stream-session/", json=body)
    track = session["subtitle_tracks"][0]["url"]
    assert owner.get(f"{track}/0.vtt").status_code == 200
    workers = {process.pid for process in server.processes("dim.workers")}
    for process in server.processes("dim.workers"):
        process.suspend()
    try:
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(f"GET {track}/1.vtt HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.5)
        until(
            lambda: workers - {process.pid for process in server.processes("dim.workers")}, 3, "the end of its worker"
        )
    finally:
        for process in server.processes("dim.workers"):
            process.resume()
    began = time.monotonic()
    assert owner.get(f"{track}/0.vtt").status_code == 200
    assert time.monotonic() - began < 8


@pytest.mark.waits
def test_frozen_workers_delay_the_next_play_by_seconds(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    film = media.made("h264.mkv", audio=("aac", "aac"), subtitles=True)
    item = place(owner, tmp_path, film)
    for process in server.processes("dim.workers"):
        process.suspend()
    began = time.monotonic()
    body: dict[str, Any] = {"media_id": item, "supported_codecs": ["mp4", "h264", "aac"], "as_file": False}
    session = owner.ask("POST", "/api/v1/stream-session/", json=body)
    base = session["url"].rpartition("/")[0]
    assert owner.get(f"{base}/video/original/init.mp4").status_code == 200
    assert time.monotonic() - began < 20
