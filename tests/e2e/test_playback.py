"""Playback through changes of quality, a restart of the server, and the loss of the file."""

import itertools
import re
import signal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from e2e.player import choose_quality, click_seek_bar, watching
from support import media
from support.matrix.films import numbered
from support.server import Api, RunningServer, add_library, titles, until

pytestmark = pytest.mark.alone

RATE = 24
SECONDS = 90
SWITCHES = 30
QUALITIES = ("360p", "Original", "240p", "720p", "480p")


def numbered_film() -> Path:
    """720p in Matroska with its number drawn into each frame; available as it is and in four qualities."""
    target = media.folder() / "numbered-720.mkv"
    if not target.exists():
        source = f"testsrc2=size=1280x720:rate={RATE}:duration={SECONDS},{numbered()}"
        sound = f"sine=frequency=440:duration={SECONDS}:sample_rate=48000"
        coded = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "48", "-pix_fmt", "yuv420p", "-c:a", "aac"]
        media.ffmpeg("-f", "lavfi", "-i", source, "-f", "lavfi", "-i", sound, *coded, str(target))
    return target


@pytest.fixture
def film(owner: Api, tmp_path: Path) -> int:
    """The numbered film's id in a library."""
    media.place(numbered_film(), tmp_path / "films" / "Film (2003).mkv")
    return int(titles(owner, add_library(owner, tmp_path / "films"))["Film (2003)"]["id"])


def frames_while_switching(page: Page, switches: int) -> list[dict[str, Any]]:
    """Change the quality again and again; every frame that was shown meanwhile."""
    seen: list[dict[str, Any]] = []
    for number in range(switches):
        name = QUALITIES[number % 5]
        choose_quality(page, re.compile(f"^{name}"))
        if number < 5:  # the first time, wait until it is shown
            shown = f"() => document.querySelector('[data-rendition]')?.dataset.rendition === '{name.lower()}'"
            page.wait_for_function(shown)
        page.wait_for_timeout(800)  # a user looks for a moment before the next change
        seen += page.evaluate("() => matrix.frames.splice(0)")
    return seen


def test_thirty_changes_of_quality(numbers_page: Page, server: RunningServer, owner: Api, film: int) -> None:
    """Every frame has its own time, and none is shown twice; how smooth it is, `bench.quality_changes` measures."""
    watching(numbers_page, f"{server.url}/play/{film}")
    seen = frames_while_switching(numbers_page, SWITCHES)
    off = [frame["number"] - frame["time"] * RATE for frame in seen]
    assert max(map(abs, off)) <= 1.5
    steps = [after["number"] - before["number"] for before, after in itertools.pairwise(seen)]
    assert min(steps) >= 0


def test_playback_continues_when_the_server_is_back(
    numbers_page: Page, server: RunningServer, owner: Api, film: int
) -> None:
    page = numbers_page
    watching(page, f"{server.url}/play/{film}")
    server.stop(signal.SIGKILL)
    click_seek_bar(page, 70)  # beyond the buffer
    page.wait_for_timeout(1500)  # its requests fail
    server.start()
    page.evaluate("() => { matrix.frames.length = 0 }")
    page.wait_for_function("() => matrix.frames.length > 10", timeout=20_000)
    frames = page.evaluate("() => matrix.frames")
    assert all(abs(frame["number"] - frame["time"] * RATE) <= 1.5 for frame in frames)
    assert frames[-1]["time"] > 69


def test_a_deleted_file_is_reported(
    numbers_page: Page, server: RunningServer, owner: Api, film: int, tmp_path: Path
) -> None:
    page = numbers_page
    watching(page, f"{server.url}/play/{film}")
    (tmp_path / "films" / "Film (2003).mkv").unlink()
    click_seek_bar(page, 70)
    page.get_by_text("The file was replaced, moved or deleted").wait_for(timeout=20_000)
    until(lambda: page.get_by_role("button", name="Back", exact=True).count(), 5, "the back button")
