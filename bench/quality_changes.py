"""Quality changes in Chromium: the longest time between two frames during thirty changes."""

import itertools
import sys

from playwright.sync_api import sync_playwright

from bench.common import add_library, folder, media, running, titles
from e2e.conftest import FLAGS
from e2e.player import watching
from e2e.test_playback import RATE, SWITCHES, frames_while_switching, numbered_film

LONGEST_STALL = 250.0
"""Milliseconds between two frames."""


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    with folder() as place, running(place) as (server, owner), sync_playwright() as playwright:
        media.place(numbered_film(), place / "films" / "Film (2003).mkv")
        item = titles(owner, add_library(owner, place / "films"))["Film (2003)"]["id"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        context = browser.new_context(bypass_csp=True, viewport={"width": 960, "height": 540})
        token = owner.headers["Authorization"][7:]
        context.add_cookies([{"name": "dim_session", "value": token, "url": server.url}])
        page = context.new_page()
        watching(page, f"{server.url}/play/{item}")
        seen = frames_while_switching(page, SWITCHES)
        browser.close()
    gap = max(after["at"] - before["at"] for before, after in itertools.pairwise(seen))
    step = max(after["number"] - before["number"] for before, after in itertools.pairwise(seen))
    print(f"{'longest time between two frames':44} {gap:8.0f} ms (limit {LONGEST_STALL:.0f})")
    print(f"{'most frames between two that were shown':44} {step:8} (limit {LONGEST_STALL / 1000 * RATE:.0f})")
    return bool(gap <= LONGEST_STALL and step <= LONGEST_STALL / 1000 * RATE)


if __name__ == "__main__":
    sys.exit(not main())
