"""Three players that watch together, one of them encoded: how far apart what they show is, by the numbers in the pictures, through
random commands and a lost connection. `python -m bench.together [--commands N]`.

Every 100 ms, the latest picture that each player showed gives its position; while a player seeks or waits for data it shows nothing
that counts. The players are three windows of Chromium on this machine, so that they share a clock and its cores.
"""

import argparse
import random
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench.common import Api, RunningServer, add_library, folder, media, running, titles
from e2e.player import VIDEO
from support.matrix.films import BITS, FILMS, SECONDS, made

COMMANDS, EVERY = 50, 2.5
MEDIAN, P95 = 100.0, 250.0
RATE = 24
FILM = "h264-aac.mkv"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
]
# In each page: the number of every picture, and when it was shown by the clock that all pages share.
LOOK = """(bits) => {
  const shown = (window.shown = []), canvas = document.createElement("canvas");
  canvas.width = bits * 10; canvas.height = 4;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let video;
  const look = (_now, frame) => {
    const picture = new VideoFrame(video);
    context.drawImage(picture, 0, 0, picture.displayWidth, picture.displayHeight / 8, 0, 0, canvas.width, canvas.height);
    picture.close();
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
    let number = 0;
    for (let bit = 0; bit < bits; bit++) {
      const at = ((canvas.height / 2) * canvas.width + bit * 10 + 5) * 4;
      if (pixels[at] + pixels[at + 1] + pixels[at + 2] > 384) number += 2 ** bit;
    }
    shown.push([performance.timeOrigin + frame.expectedDisplayTime, number]);
    video.requestVideoFrameCallback(look);
  };
  const states = (window.states = []);
  setInterval(() => {
    const found = document.querySelector("video");
    if (found && found !== video) { video = found; video.requestVideoFrameCallback(look); }
    if (video) states.push([performance.timeOrigin + performance.now(), !video.seeking && video.readyState >= 3 && !video.paused]);
  }, 50);
}"""


def position(shown: list[list[float]], at: float) -> float | None:
    """Where a player is at a moment (milliseconds), in seconds; None: it showed nothing lately."""
    last = next((one for one in reversed(shown) if one[0] <= at), None)
    if last is None or at - last[0] > 250:
        return None
    return last[1] / RATE + (at - last[0]) / 1000


def plays(states: list[list[float]], at: float) -> bool:
    """Whether a player played around a moment."""
    near = [bool(state) for moment, state in states if at - 150 <= moment <= at + 100]
    return bool(near) and all(near)


def steer(pages: list[Page], number: int) -> None:
    """Send random commands by the keyboards of the players, and lose the connection of one on the way."""
    generator = random.Random(7)
    for command in range(number):
        page = generator.choice(pages)
        paused, now = page.evaluate(f"() => [{VIDEO}.paused, {VIDEO}.currentTime]")
        if command == number // 2:
            pages[1].context.set_offline(True)
            time.sleep(1.5)
            pages[1].context.set_offline(False)
        if now > SECONDS - 9:
            page.keyboard.press("ArrowLeft")
        elif paused or generator.random() < 0.4:
            page.keyboard.press("k")
        else:
            page.keyboard.press(generator.choice(("ArrowLeft", "ArrowRight")) if now < 8 else "ArrowLeft")
        time.sleep(EVERY)


def watch(browser: Browser, server: RunningServer, owner: Api, item: int, number: int) -> tuple[list[float], float]:
    """Have three players watch together; how far apart they were (milliseconds), and the share of moments in which all played."""
    pages = []
    token = owner.headers["Authorization"][7:]
    for quality in ("auto", "auto", "240p"):
        context = browser.new_context(viewport={"width": 640, "height": 360})
        context.add_cookies([{"name": "dim_session", "value": token, "url": server.url}])
        page = context.new_page()
        page.add_init_script(f"localStorage.setItem('dim.player.1', JSON.stringify({{quality: '{quality}'}}))")
        page.add_init_script(f"({LOOK})({BITS})")
        pages.append(page)
    pages[0].goto(f"{server.url}/play/{item}?start=1")
    pages[0].wait_for_function(f"() => {VIDEO}?.currentTime > 1.2")
    pages[0].mouse.move(300, 200)
    pages[0].get_by_role("button", name="Watch together").click()
    pages[0].get_by_role("menuitem", name="Watch together").click()
    group = None
    while not group:
        group = owner.ask("GET", "/api/v1/group")
        time.sleep(0.1)
    for page in pages[1:]:
        page.goto(f"{server.url}/play/{item}?group={group[0]['id']}&start=0")
        page.wait_for_function(f"() => {VIDEO}?.readyState >= 3")
    time.sleep(3)
    for page in pages:
        page.evaluate("() => { window.shown.length = 0; window.states.length = 0; }")
    began = time.time() * 1000
    steer(pages, number)
    ended = time.time() * 1000
    found: list[Any] = [page.evaluate("() => [window.shown, window.states]") for page in pages]
    encoded = pages[2].evaluate("() => document.querySelector('[data-rendition]')?.dataset.rendition")
    print(f"the third player shows {encoded}")
    apart, moments = [], 0
    for at in range(int(began) + 500, int(ended) - 500, 100):
        moments += 1
        if not all(plays(states, at) for _, states in found):
            continue
        places = [position(shown, at) for shown, _ in found]
        known = [one for one in places if one is not None]
        if len(known) == len(pages):
            apart.append((max(known) - min(known)) * 1000)
    for page in pages:
        page.context.close()
    return apart, len(apart) / moments


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commands", type=int, default=COMMANDS)
    given = parser.parse_args()
    with folder() as path, sync_playwright() as playwright:
        small = next(film for film in FILMS if film.name == FILM)
        place(made(replace(small, name=f"larger-{FILM}", size="640x360", shown=(640, 360))), path / "films")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        with running(path) as (server, owner):
            library = add_library(owner, path / "films")
            item = next(iter(titles(owner, library).values()))["id"]
            apart, share = watch(browser, server, owner, item, given.commands)
        browser.close()
    values = sorted(apart)
    median, p95 = statistics.median(values), values[int(len(values) * 0.95)]
    print(f"three players, {given.commands} commands: {len(values)} moments, in {share:.0%} of all all three played")
    for name, value, limit in (("apart, median", median, MEDIAN), ("apart, p95", p95, P95)):
        print(f"{name:16} {value:6.0f} ms (limit {limit:.0f}) {'ok' if value <= limit else 'TOO MUCH'}")
    return median <= MEDIAN and p95 <= P95


def place(film: Path, target: Path) -> None:
    """Put the film into a library."""
    target.mkdir(parents=True)
    (target / f"Together (2001){film.suffix}").hardlink_to(film)
    media.settle(target / f"Together (2001){film.suffix}")


if __name__ == "__main__":
    sys.exit(not main())
