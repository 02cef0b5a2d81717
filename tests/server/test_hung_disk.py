"""A disk that hangs under one library: its titles answer 503 with its name, everything else goes on, and it recovers."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import media
from support.hanging_disk import HangingDisk, is_possible
from support.server import RunningServer, add_library, titles, until

BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']

pytestmark = [
    pytest.mark.waits,
    pytest.mark.skipif(not is_possible(), reason="FUSE needs root, /dev/fuse and libfuse3"),
]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[HangingDisk]:
    media.place(media.made("h264.mp4"), tmp_path / "source" / "Far (2001).mp4")
    made = HangingDisk(tmp_path / "source", tmp_path / "nas")
    yield made
    made.close()


@pytest.mark.timeout(240)
def test_one_library_hangs(tmp_path: Path, disk: HangingDisk) -> None:
    media.place(media.made("h264.mp4"), tmp_path / "near" / "Near (2002).mp4")
    server = RunningServer(tmp_path / "data", DIM_HANG_SECONDS="6").start()
    try:
        with server.set_up() as owner:
            far, near = (
                add_library(owner, disk.path, name="Far away"),
                add_library(owner, tmp_path / "near", name="Near"),
            )
            items = {"far": titles(owner, far)["Far (2001)"]["id"], "near": titles(owner, near)["Near (2002)"]["id"]}

            def play(which: str) -> tuple[int, float, str]:
                begun = time.monotonic()
                answer = owner.post(
                    "/api/v1/stream-session/", json={"media_id": items[which], "supported_codecs": BROWSER}
                )
                return answer.status_code, time.monotonic() - begun, answer.text

            running = owner.ask(
                "POST", "/api/v1/stream-session/", json={"media_id": items["far"], "supported_codecs": BROWSER}
            )
            assert owner.get(running["url"], headers={"Range": "bytes=0-99"}).status_code == 206
            disk.hang()
            status, seconds, text = play("far")
            assert (status, "Far away" in text, "disk-not-answering" in text) == (503, True, True)
            assert seconds < 15
            for _ in range(12):  # more than there are threads
                assert play("far")[0] == 503
                assert owner.get(running["url"], headers={"Range": "bytes=0-99"}).status_code == 503
            status, seconds, _ = play("near")
            assert status == 200
            assert seconds < 5
            folders = owner.get("/api/v1/folders", params={"path": str(disk.path)})
            assert (folders.status_code, str(disk.path) in folders.text) == (503, True)
            assert owner.get("/api/v1/folders", params={"path": str(tmp_path)}).status_code == 200
            added = owner.post(
                "/api/v1/library", json={"name": "More", "type": "movie", "path": str(disk.path / "more")}
            )
            assert added.status_code == 503
            media.place(media.made("h264.mp4"), tmp_path / "near" / "Later (2003).mp4")
            until(lambda: "Later (2003)" in titles(owner, near), 30, "the other library's new film")
            asked = owner.post(f"/api/v1/library/{far}/run", json={"flag": "scan"})
            assert (asked.status_code, "Far away" in asked.text) == (503, True)
            until(lambda: not owner.ask("GET", f"/api/v1/library/{far}")["online"], 60, "the end of its scanner")
            disk.recover()
            until(lambda: play("far")[0] == 200, 30, "its return")
            assert titles(owner, far)["Far (2001)"]["id"] == items["far"]
            media.place(media.made("h264.mp4"), tmp_path / "source" / "New (2004).mp4")
            until(lambda: "New (2004)" in titles(owner, far), 60, "the scanner that was started for it")
    finally:
        disk.recover()
        server.stop()
