"""Playback with the sandbox on, where nothing lies where one expects it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import psutil
from PIL import Image

from sandbox.test_containers import big
from support import media
from support.server import RunningServer, add_library, titles, until

BROWSER = ["mp4", "h264", "aac"]


def test_links_and_odd_names_are_played(start_server: Callable[..., RunningServer], tmp_path: Path) -> None:
    """The data folder and the library are links, the film is a link inside the library, ffmpeg a script that runs it."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "elsewhere")
    real = tmp_path / "disk, with a: comma"
    film = real / ".store" / "film.mkv"
    media.place(media.made("h264.mkv", audio=("aac", "aac"), subtitles=True), film)
    (real / "Film (2001)").mkdir()
    (real / "Film (2001)" / "Film (2001).mkv").symlink_to(film)
    Image.new("RGB", (400, 600), "teal").save(real / "Film (2001)" / "poster.jpg")
    media.place(big(tmp_path, 8192, copies=3), real / "Huge (2002)" / "Huge (2002).mkv")
    media.place(big(tmp_path, 16_000), real / "Bomb (2003)" / "Bomb (2003).mkv")
    media.place(media.made("hevc.mkv", video="hevc", audio=("ac3",)), real / "Other (2004)" / "Other (2004).mkv")
    (real / "List (2005)").mkdir()
    (real / "List (2005)" / "List (2005).mkv").write_text(f"ffconcat version 1.0\nfile '{film}'\n")
    media.settle(real / "List (2005)" / "List (2005).mkv")
    (tmp_path / "films").symlink_to(real)
    script = tmp_path / "my ffmpeg"
    script.write_text(f'#!/bin/sh\nexec {media.FFMPEG} "$@"\n')
    script.chmod(0o755)
    server = start_server(DIM_FFMPEG=str(script))
    with server.set_up() as owner:
        library = add_library(owner, tmp_path / "films")
        cards = titles(owner, library)
        assert {"Film (2001)", "Huge (2002)", "Other (2004)"} <= set(cards)
        failed = str(owner.ask("GET", f"/api/v1/library/{library}/files", params={"state": "failed"}))
        assert "16000 x 16000 pixels" in failed
        assert "It is not a media file" in failed
        until(lambda: "poster" in titles(owner, library)["Film (2001)"]["pictures"], 20, "the poster")
        assert list((tmp_path / "elsewhere" / "artwork").rglob("*.jpeg"))
        for name in ("Film (2001)", "Huge (2002)", "Other (2004)"):
            body = {
                "media_id": cards[name]["id"],
                "supported_codecs": BROWSER,
                "as_file": False,
                "copy_video": name == "Film (2001)",
            }
            base = owner.ask("POST", "/api/v1/stream-session/", json=body)["url"].rpartition("/")[0]
            variants = re.findall(r"^video/([^/\s]+)/", owner.get(f"{base}/master.m3u8").text, re.MULTILINE)
            assert variants, name
            for rendition in {variants[0], variants[-1]}:
                answer = owner.get(f"{base}/video/{rendition}/0.m4s", timeout=60)
                assert answer.status_code == 200, (name, rendition, answer.text)
                assert max(process.memory_info().rss for process in family(server)) < 1 << 30
    shutil.rmtree(real)


def family(server: RunningServer) -> list[psutil.Process]:
    return [process for process in server.family() if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
