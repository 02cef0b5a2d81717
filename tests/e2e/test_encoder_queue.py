"""A viewer who waits for a free encoder."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Page

from e2e.player import VIDEO
from support import media
from support.server import RunningServer, add_library, titles, until


def test_a_viewer_who_waits_for_an_encoder_is_told(
    page: Page, start_server: Callable[..., RunningServer], tmp_path: Path
) -> None:
    hold, ffmpeg = tmp_path / "hold", tmp_path / "ffmpeg"
    hold.touch()
    ffmpeg.write_text(
        f'#!/bin/sh\ncase "$*" in *frag_discont*) [ -e {hold} ] && exec sleep 300;; esac\nexec {media.FFMPEG} "$@"\n'
    )
    ffmpeg.chmod(0o755)
    server = start_server(DIM_TRANSCODES="1", DIM_FFMPEG=str(ffmpeg))
    for name in ("Film (2003).mkv", "Other (2004).mkv"):
        media.place(media.made("hevc.mkv", video="hevc"), tmp_path / "films" / name)
    with server.set_up() as owner, server.client() as viewer:
        cards = titles(owner, add_library(owner, tmp_path / "films"))
        wanted = {"media_id": cards["Other (2004)"]["id"], "profile": "web"}
        other = owner.ask("POST", "/api/v1/stream-session", json=wanted)
        address = other["url"].replace("master.m3u8", "video/240p/0.m4s")
        with ThreadPoolExecutor() as threads:
            held = threads.submit(viewer.get, address)
            until(lambda: server.processes("300"), 10, "the other's ffmpeg")
            page.context.add_cookies(
                [{"name": "dim_session", "value": owner.headers["Authorization"][7:], "url": server.url}]
            )
            page.goto(f"{server.url}/play/{cards['Film (2003)']['id']}")
            page.get_by_text("is waiting for its turn").wait_for(timeout=30_000)
            hold.unlink()
            owner.ask("DELETE", f"/api/v1/stream-session/{other['stream_key']}", 201)
            assert held.result().status_code == 404
        page.wait_for_function(f"() => {VIDEO}.currentTime > 0.5", timeout=30_000)
        assert page.get_by_text("is waiting for its turn").count() == 0
