"""From a click on Play to the first frame in Chromium, in each mode, compared with the same content as static files from nginx; and from a
seek to its frame.
"""

import re
import shutil
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from bench.common import Api, add_library, folder, media, running, show, titles
from bench.nginx import serving
from bench.segments import BROWSER

RUNS = 9
SECONDS = 240
STATIC_SHARE = 1.3
TRANSCODE_LIMIT = 3.0
SEEK_LIMITS = {"Remux": 0.5, "Transcode": 2.5}
HLS_JS = Path(__file__).parents[1] / "web" / "node_modules" / "hls.js" / "dist" / "hls.min.js"
FRAME = """() => new Promise(resolve => {
  const look = () => {
    const video = document.querySelector("video");
    if (video && video.videoWidth > 0) video.requestVideoFrameCallback(() => resolve(true));
    else requestAnimationFrame(look);
  };
  look();
})"""
CLICK = """button => new Promise(resolve => {
  const began = performance.now();
  const look = () => {
    const video = document.querySelector("video");
    // a prefetched first frame is shown with the page's next animation frame; the callback reports only the second one
    if (video?.readyState >= 2) requestAnimationFrame(now => resolve((now - began) / 1000));
    else if (video) video.requestVideoFrameCallback(now => resolve((now - began) / 1000));
    else setTimeout(look, 1);
  };
  button.click();
  look();
})"""
POINTED_MS = 300
"""Seconds of hovering before the click."""
SEEK = """time => new Promise(resolve => {
  const video = document.querySelector("video"), began = performance.now();
  const look = (_now, frame) => {
    if (Math.abs(frame.mediaTime - time) < 2) resolve((performance.now() - began) / 1000);
    else video.requestVideoFrameCallback(look);
  };
  video.currentTime = time;
  video.requestVideoFrameCallback(look);
})"""
STATIC = """<!doctype html><button>Play</button><script src="hls.min.js"></script><script>
document.querySelector("button").onclick = () => {{
  const video = document.body.appendChild(document.createElement("video"));
  if ("{address}".endsWith(".m3u8")) {{
    const hls = new Hls(); hls.loadSource("{address}"); hls.attachMedia(video); hls.on(Hls.Events.MANIFEST_PARSED, () => video.play());
  }} else {{ video.src = "{address}"; video.play(); }}
}};</script>"""


def click(page: Page, address: str) -> float:
    """Return the seconds from a click on Play to the first frame shown."""
    page.goto(address)
    button = page.locator("button", has_text="Play").or_(page.get_by_role("link", name=re.compile("^(Play|Resume)")))
    page.mouse.move(5, 5)
    button.last.hover()
    page.wait_for_timeout(POINTED_MS)
    taken: float = button.last.evaluate(CLICK)
    page.goto("about:blank")
    return taken


def seeks(page: Page, address: str, places: list[float]) -> list[float]:
    """Return the seconds from each seek to an uncached position to its frame."""
    page.goto(address)
    page.evaluate(FRAME)
    page.wait_for_timeout(1500)
    taken = []
    for place in places:
        taken.append(page.evaluate(SEEK, place))
        page.wait_for_timeout(500)
    page.goto("about:blank")
    return taken


def static_copy(api: Api, item: int, root: Path) -> None:
    """Save the remuxed movie as static files, as the server sends it: the original video and its audio."""
    opened = api.ask("POST", "/api/v1/stream-session/", json={"media_id": item, "supported_codecs": BROWSER})
    base = opened["url"].rpartition("/")[0]
    lines = api.ask("GET", opened["url"]).text.splitlines()
    kept = [line for line in lines[:3] if line.startswith("#EXT")] + [line for line in lines if "TYPE=AUDIO" in line]
    at = next(number for number, line in enumerate(lines) if line.startswith("video/original/"))
    (root / "master.m3u8").write_text(
        "\n".join([*kept, lines[at - 1].replace(',SUBTITLES="subtitles"', ""), lines[at], ""])
    )
    for rendition in ("video/original", "audio/1"):
        text = api.ask("GET", f"{base}/{rendition}/playlist.m3u8").text
        target = root / rendition
        target.mkdir(parents=True)
        (target / "playlist.m3u8").write_text(text)
        names = re.findall(r'URI="([^"]+)"', text) + [line for line in text.splitlines() if line and line[0] != "#"]
        for name in names:
            (target / name).write_bytes(api.ask("GET", f"{base}/{rendition}/{name}").content)


def beside(name: str, ours: list[float], theirs: list[float]) -> bool:
    """Print two medians; return whether ours is close enough."""
    a, b = statistics.median(ours), statistics.median(theirs)
    good = a <= b * STATIC_SHARE
    print(
        f"click to first frame, {name}: {a:.3f} s, static files {b:.3f} s: {a / b:.2f} (limit {STATIC_SHARE}) {'ok' if good else 'TOO SLOW'}"
    )
    return good


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    good = True
    with folder() as path:
        films, static = path / "films", path / "static"
        size = {"size": "1280x720", "seconds": SECONDS}
        direct = media.place(media.made("720.mp4", **size), films / "Direct (2001).mp4")
        media.place(media.made("720.mkv", audio=("aac",), **size), films / "Remux (2002).mkv")
        encoded = media.made("720h.mkv", video="hevc", audio=("ac3",), **size)
        for number in range(RUNS):  # a new file each time, so that no segment is cached
            media.place(encoded, films / f"Transcode {number} (2003).mkv")
        static.mkdir()
        shutil.copy(HLS_JS, static)
        shutil.copy(direct, static / "direct.mp4")
        (static / "Direct.html").write_text(STATIC.format(address="direct.mp4"))
        (static / "Remux.html").write_text(STATIC.format(address="master.m3u8"))
        with running(path) as (server, owner), serving(static, path / "nginx") as peer, sync_playwright() as playwright:
            library = add_library(owner, films)
            cards = {name.split(" (")[0]: card["id"] for name, card in titles(owner, library).items()}
            static_copy(owner, cards["Remux"], static)
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium",
                args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--autoplay-policy=no-user-gesture-required", "--mute-audio"],
            )  # fmt: skip
            context = browser.new_context()
            token = owner.headers["Authorization"][7:]
            context.add_cookies([{"name": "dim_session", "value": token, "url": server.url}])
            page = context.new_page()
            for mode in ("Direct", "Remux"):
                ours, theirs = [], []
                for _ in range(RUNS + 1):  # the first loads the player's code
                    ours.append(click(page, f"{server.url}/media/{cards[mode]}"))
                    theirs.append(click(page, f"{peer}/{quote(mode)}.html"))
                good &= beside(mode.lower(), ours[1:], theirs[1:])
            times = []
            for number in range(RUNS):
                times.append(click(page, f"{server.url}/media/{cards[f'Transcode {number}']}"))
                time.sleep(1)
            good &= show("click to first frame, 720p, transcode", times, "s", TRANSCODE_LIMIT)
            for mode, limit in SEEK_LIMITS.items():
                name = mode if mode == "Remux" else "Transcode 0"
                found = seeks(page, f"{server.url}/play/{cards[name]}", [80.0, 160.0, 110.0, 210.0, 50.0])
                good &= show(f"seek, 720p, {mode.lower()}, not cached", found, "s", limit)
            browser.close()
    return good


if __name__ == "__main__":
    sys.exit(not main())
