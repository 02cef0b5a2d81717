"""From a click on Play to the first frame, in Chromium over loopback, in each mode."""

import re
import sys
import time

from playwright.sync_api import Page, sync_playwright

from bench.common import add_library, folder, media, running, show, titles

RUNS = 7
LIMITS = {"Direct": 0.5, "Remux": 1.2, "Transcode": 3.0}
FRAME = """() => new Promise(resolve => {
  const look = () => {
    const video = document.querySelector("video");
    if (video && video.videoWidth > 0) video.requestVideoFrameCallback(() => resolve(true));
    else requestAnimationFrame(look);
  };
  look();
})"""


def click(page: Page, address: str) -> float:
    """Seconds from the click to the first frame that is shown."""
    page.goto(address)
    button = page.get_by_role("link", name=re.compile("^(Play|From the start|Resume)")).last
    button.wait_for()
    began = time.monotonic()
    button.click()
    page.evaluate(FRAME)
    taken = time.monotonic() - began
    page.goto("about:blank")
    return taken


def main() -> bool:
    """Measure and print."""
    good = True
    with folder() as path:
        films = path / "films"
        size = {"size": "1280x720", "seconds": 60}
        media.place(media.made("720.mp4", **size), films / "Direct (2001).mp4")
        media.place(media.made("720.mkv", audio=("aac", "aac"), **size), films / "Remux (2002).mkv")
        for number in range(RUNS):  # a new file each time, so that no segment is in the cache
            media.place(
                media.made("720h.mkv", video="hevc", audio=("ac3",), **size), films / f"Transcode {number} (2003).mkv"
            )
        with running(path) as (server, owner), sync_playwright() as playwright:
            library = add_library(owner, films)
            cards = {name.split(" (")[0]: card["id"] for name, card in titles(owner, library).items()}
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium",
                args=[
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--autoplay-policy=no-user-gesture-required",
                    "--mute-audio",
                ],
            )
            context = browser.new_context()
            token = owner.headers["Authorization"][7:]
            context.add_cookies([{"name": "dim_session", "value": token, "url": server.url}])
            page = context.new_page()
            click(page, f"{server.url}/media/{cards['Direct']}")  # the first run loads the player's code
            for mode, limit in LIMITS.items():
                names = [f"{mode} {number}" for number in range(RUNS)] if mode == "Transcode" else [mode] * RUNS
                times = []
                for name in names:
                    times.append(click(page, f"{server.url}/media/{cards[name]}"))
                    time.sleep(0.5)
                good &= show(f"click to first frame, 720p, {mode.lower()}", times, "s", limit)
            browser.close()
    return good


if __name__ == "__main__":
    sys.exit(not main())
