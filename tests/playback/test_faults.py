"""What goes wrong while one watches, and how it goes on."""

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from support import media
from support.server import Api, RunningServer, add_library, titles, until

BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']
LENGTH = 60
"""Seconds of the film: more than a head makes ahead of its viewer."""


@pytest.fixture
def film(owner: Api, tmp_path: Path) -> int:
    """A film that has to be encoded."""
    source = media.made("minute.mkv", video="hevc", audio=("ac3",), size="640x360", seconds=LENGTH)
    media.place(source, tmp_path / "films" / "Film (2003).mkv")
    return int(titles(owner, add_library(owner, tmp_path / "films"))["Film (2003)"]["id"])


def opened(api: Api, item: int, **options: Any) -> str:
    """A new session: the beginning of its addresses."""
    session = api.ask(
        "POST", "/api/v1/stream-session/", json={"media_id": item, "supported_codecs": BROWSER, **options}
    )
    return f"/api/v1/stream-session/{session['stream_key']}"


def encoders(server: RunningServer) -> list[psutil.Process]:
    return server.processes("ffmpeg")


def test_a_second_viewer_costs_nothing(server: RunningServer, owner: Api, film: int) -> None:
    first, second = opened(owner, film), opened(owner, film)
    made = [owner.ask("GET", f"{first}/video/360p/{number}.m4s").content for number in range(4)]
    before = {process.pid for process in encoders(server)}
    assert [owner.ask("GET", f"{second}/video/360p/{number}.m4s").content for number in range(4)] == made
    assert {process.pid for process in encoders(server)} <= before
    owner.ask("DELETE", first, 201)
    owner.ask("DELETE", second, 201)
    until(lambda: not encoders(server), 5, "the end of ffmpeg")
    third = opened(owner, film)  # when all have left, what they saw is still there
    assert [owner.ask("GET", f"{third}/video/360p/{number}.m4s").content for number in range(4)] == made
    assert not encoders(server)


@pytest.mark.parametrize("who", ["player", "owner"])
def test_a_stream_that_ends_while_a_segment_is_awaited(
    start_server: Callable[..., RunningServer], tmp_path: Path, who: str
) -> None:
    """Its request is told what every later one is told, not that the file cannot be played, and leaves no ffmpeg."""
    held = tmp_path / "ffmpeg"  # encodes nothing, so that the segment is still awaited when the stream ends
    held.write_text(f'#!/bin/sh\ncase "$*" in *frag_discont*) exec sleep 300;; esac\nexec {media.FFMPEG} "$@"\n')
    held.chmod(0o755)
    server = start_server(DIM_FFMPEG=str(held))
    with server.set_up() as owner, server.client() as player, ThreadPoolExecutor(2) as threads:
        media.place(media.made("hevc.mkv", video="hevc", audio=("ac3",)), tmp_path / "films" / "Film (2003).mkv")
        base = opened(owner, titles(owner, add_library(owner, tmp_path / "films"))["Film (2003)"]["id"])
        asked = [threads.submit(player.get, f"{base}/video/240p/{name}") for name in ("init.mp4", "5.m4s")]
        until(lambda: server.processes("300"), 5, "ffmpeg")
        if who == "player":
            owner.ask("DELETE", base, 201)
            status, text = 404, "That stream has ended"
        else:
            playing = owner.ask("GET", "/api/v1/stream-session")[0]["id"]
            owner.ask("POST", f"/api/v1/stream-session/{playing}/end", 204, json={"message": "Dinner!"})
            status, text = 410, "Dinner!"
        for answer in (one.result() for one in asked):
            assert answer.status_code == status
            assert text in answer.json()["detail"]
        until(lambda: not server.processes("300"), 5, "the end of ffmpeg")


def test_a_seek_ends_what_was_encoded_before_it(server: RunningServer, owner: Api, film: int) -> None:
    base = opened(owner, film)
    owner.ask("GET", f"{base}/video/360p/0.m4s")
    before = {process.pid for process in encoders(server)}
    owner.ask("GET", f"{base}/video/360p/12.m4s")
    until(lambda: not before & {process.pid for process in encoders(server)}, 5, "the end of the first ffmpeg")


def test_ffmpeg_is_killed_in_mid_session(server: RunningServer, owner: Api, film: int) -> None:
    base = opened(owner, film)
    owner.ask("GET", f"{base}/video/360p/0.m4s")
    for number in range(1, 12, 2):
        for process in encoders(server):
            process.kill()
        assert len(owner.ask("GET", f"{base}/video/360p/{number}.m4s").content) > 1000


def test_a_full_disk_under_the_cache(start_server: Callable[..., RunningServer], tmp_path: Path) -> None:
    server = start_server()
    with server.set_up() as owner:
        folder = server.data / "cache" / "streams"
        (folder / "segments").write_bytes(b"")  # as a full disk: nothing can be written below it
        media.place(media.made("hevc.mkv", video="hevc", audio=("ac3",)), tmp_path / "films" / "Film (2003).mkv")
        item = titles(owner, add_library(owner, tmp_path / "films"))["Film (2003)"]["id"]
        base = opened(owner, item)
        names = ["init.mp4", *(f"{number}.m4s" for number in range(6))]
        for rendition in ("video/240p", "audio/1"):
            assert all(len(owner.ask("GET", f"{base}/{rendition}/{name}").content) > 300 for name in names)


def test_a_file_that_goes_while_it_is_watched(owner: Api, film: int, tmp_path: Path) -> None:
    base = opened(owner, film)
    owner.ask("GET", f"{base}/video/360p/0.m4s")
    (tmp_path / "films" / "Film (2003).mkv").unlink()
    answer = owner.get(f"{base}/video/360p/10.m4s")
    assert answer.status_code == 410
    assert "deleted" in answer.json()["detail"]


def test_many_sessions_that_are_left(start_server: Callable[..., RunningServer], tmp_path: Path) -> None:
    """500 are opened, asked something of, and left: nothing of them stays."""
    server = start_server(DIM_STREAM_IDLE_SECONDS="2")
    with server.set_up() as owner:
        media.place(media.made("h264.mkv", audio=("aac",)), tmp_path / "films" / "Film (2003).mkv")
        item = titles(owner, add_library(owner, tmp_path / "films"))["Film (2003)"]["id"]

        def visited(times: int) -> None:
            for number in range(times):
                base = opened(owner, item, device=str(number))
                owner.ask("GET", f"{base}/video/original/{number % 6}.m4s")
            until(lambda: not owner.ask("GET", "/api/v1/stream-session"), 30, "the end of all sessions")

        visited(50)
        assert server.process is not None
        process = psutil.Process(server.process.pid)
        handles, memory = process.num_fds(), process.memory_info().rss
        visited(500)
        assert process.num_fds() <= handles + 5
        assert process.memory_info().rss < memory + (10 << 20)


def test_segments_after_the_server_was_killed(server: RunningServer, owner: Api, film: int) -> None:
    """What was encoded is still there, and no ffmpeg of before."""
    base = opened(owner, film)
    made = owner.ask("GET", f"{base}/video/360p/0.m4s").content
    running = encoders(server)
    server.stop(signal.SIGKILL)
    until(lambda: not any(process.is_running() for process in running), 5, "the end of ffmpeg")
    server.start()
    assert owner.get(f"{base}/video/360p/0.m4s").status_code == 404
    again = opened(owner, film)
    assert owner.ask("GET", f"{again}/video/360p/0.m4s").content == made
    assert not encoders(server)
