"""Movies in several files, and files without video."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from e2e.player import VIDEO, choose_quality, click_seek_bar, seek, show_controls, watching
from support import media
from support.matrix.films import FILMS, SECONDS, made
from support.server import Api, RunningServer, add_library, titles

RATE = 24
BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']


def matrix_film(name: str) -> Path:
    return made(next(film for film in FILMS if film.name == name))


@pytest.fixture
def in_two(owner: Api, tmp_path: Path) -> dict[str, Any]:
    """A movie in two files."""
    folder = tmp_path / "films" / "Long (2004)"
    media.place(matrix_film("h264-aac.mkv"), folder / "Long (2004) cd1.mkv")
    media.place(matrix_film("h264-short-gop.mkv"), folder / "Long (2004) cd2.mkv")
    card: dict[str, Any] = titles(owner, add_library(owner, tmp_path / "films"))["Long (2004)"]
    return card


def test_a_movie_in_two_files(server: RunningServer, owner: Api, in_two: dict[str, Any], tmp_path: Path) -> None:
    number = in_two["id"]
    files = owner.ask("GET", f"/api/v1/media/{number}")["files"]
    assert [file["part"] for file in files] == [1, 2]
    assert in_two["duration"] == pytest.approx(sum(file["duration"] for file in files))
    assert files[0]["version"] == files[1]["version"] == files[0]["id"]
    session = owner.ask("POST", "/api/v1/stream-session/", json={"media_id": number, "supported_codecs": BROWSER})
    assert (session["mode"], session["reasons"]) == ("remux", ["It comes in 2 files, which are played as one."])
    assert session["duration"] == pytest.approx(2 * SECONDS, abs=0.3)
    assert [chapter["title"] for chapter in session["chapters"]] == ["Part 1", "Part 2"]
    command = [media.FFMPEG, "-v", "warning", "-i", server.url + session["url"], "-map", "0:v:0", "-map", "0:a:0", "-f", "framecrc", "-"]  # fmt: skip
    played = subprocess.run(command, capture_output=True, text=True, check=True)
    pictures = [line for line in played.stdout.splitlines() if line.startswith("0,")]
    assert len(pictures) == 2 * SECONDS * RATE
    assert "error" not in played.stderr.lower()
    base = session["url"].rpartition("/")[0]
    cues = owner.ask("GET", f"{base}/subtitles/0/0.json")["cues"]
    assert [cue["text"] for cue in cues] == ["The first words", "Later words"]
    pictures_of_both = owner.ask("GET", f"{base}/trickplay")["files"]
    assert [round(one["start"]) for one in pictures_of_both] == [0, SECONDS]
    owner.ask("POST", f"/api/v1/user/stopped-at/{number}", 201, json={"secs_offset": 0.95 * SECONDS})
    assert not owner.ask("GET", f"/api/v1/media/{number}")["watched"]  # the end of the first file only
    owner.ask("POST", f"/api/v1/user/stopped-at/{number}", 201, json={"secs_offset": 1.98 * SECONDS})
    assert owner.ask("GET", f"/api/v1/media/{number}")["watched"]
    assert owner.ask("GET", f"/api/v1/library/{in_two['library_id']}/duplicates") == []
    (tmp_path / "films" / "Long (2004)" / "Long (2004) cd2.mkv").unlink()
    assert owner.get(f"{base}/video/original/0.m4s").status_code == 410


def test_playback_continues_from_one_file_to_the_next(
    numbers_page: Page, server: RunningServer, in_two: dict[str, Any]
) -> None:
    page = numbers_page
    watching(page, f"{server.url}/play/{in_two['id']}")
    for quality in ("original", "240p"):
        click_seek_bar(page, SECONDS - 2)
        page.wait_for_function(f"() => !{VIDEO}.seeking && {VIDEO}.currentTime > {SECONDS + 2}")
        frames = page.evaluate("() => matrix.frames.splice(0)")
        later = [frame for frame in frames if frame["time"] > SECONDS + 0.1]
        assert len(later) > 10
        off = [frame["number"] - (frame["time"] - SECONDS) * RATE for frame in later]
        assert max(map(abs, off)) <= 1.5, (quality, off)
        if quality == "original":
            choose_quality(page, re.compile("^240p"))
            page.keyboard.press("Escape")
            page.wait_for_function("() => document.querySelector('[data-rendition]')?.dataset.rendition === '240p'")


@pytest.mark.parametrize(("codec", "mode"), [("aac", "direct"), ("ac3", "transcode")])
def test_a_file_without_video(
    numbers_page: Page, server: RunningServer, owner: Api, tmp_path: Path, codec: str, mode: str
) -> None:
    target = tmp_path / "films" / "Concert (2005).mp4"
    target.parent.mkdir()
    tones = "sine=frequency={}:duration=60:sample_rate=48000"
    sounds = ["-f", "lavfi", "-i", tones.format(1000), "-f", "lavfi", "-i", tones.format(600)]
    named = ["-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=jpn"]
    media.ffmpeg(*sounds, "-map", "0", "-map", "1", "-c:a", codec, *named, str(target))
    media.settle(target)
    card = titles(owner, add_library(owner, tmp_path / "films"))["Concert (2005)"]
    page = numbers_page
    page.goto(f"{server.url}/play/{card['id']}")
    page.wait_for_function(f"() => {VIDEO}?.currentTime > 1")
    page.get_by_text("Concert").first.wait_for()
    session = owner.ask("GET", "/api/v1/stream-session")[0]
    assert (session["mode"], session["video"]) == (mode, "none")
    seek(page, 40)
    show_controls(page)
    page.get_by_role("button", name="Audio", exact=True).click()
    page.get_by_role("menuitemradio").nth(1).click()
    page.keyboard.press("Escape")
    page.wait_for_function(f"() => {VIDEO}.currentTime > 43 && !{VIDEO}.seeking")
