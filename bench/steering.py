"""Two windows of Chromium, one plays, the other steers it by the buttons of the remote page: from the click to the effect on the video,
and to what the remote shows of it. `python -m bench.steering [--clicks N]`.
"""

import argparse
import itertools
import statistics
import sys

from playwright.sync_api import Page, sync_playwright

from bench.api import p99
from bench.common import add_library, folder, media, running, titles, until
from bench.together import FLAGS
from e2e.player import VIDEO

CLICKS = 120
MEDIAN, WORST = 150.0, 400.0
# In the window that plays: when the video obeyed. Both windows share the machine's clock.
EFFECTS = f"""() => {{
  window.effects = {{}};
  const note = (name) => () => {{ window.effects[name] = Date.now(); }};
  for (const name of ["pause", "play", "seeking"]) {VIDEO}.addEventListener(name, note(name));
}}"""
# In the window that steers: clicks a button, and says when, and when the status or the position changed.
CLICK = """(label) => new Promise((resolve) => {
  const panel = document.querySelector("[aria-label='Now playing']");
  const before = panel.querySelector("[role=status]").textContent + panel.querySelector("input[type=range]")?.value;
  const button = panel.querySelector(`button[aria-label='${label}']`);
  const clicked = Date.now();
  const look = () => {
    const now = panel.querySelector("[role=status]").textContent + panel.querySelector("input[type=range]")?.value;
    if (now !== before || Date.now() - clicked > 3000) { observer.disconnect(); resolve([clicked, Date.now()]); }
  };
  const observer = new MutationObserver(look);
  observer.observe(panel, { subtree: true, childList: true, characterData: true, attributes: true });
  button.click();
})"""


def click(remote: Page, screen: Page, label: str, event: str) -> tuple[float, float]:
    """Click a button; milliseconds until the video obeyed, and until the remote shows it."""
    screen.evaluate("name => { delete window.effects[name]; }", event)
    clicked, shown = remote.evaluate(CLICK, label)
    screen.wait_for_function("name => window.effects[name]", arg=event)
    return float(screen.evaluate("name => window.effects[name]", event) - clicked), float(shown - clicked)


def main() -> bool:
    """Measure, print, and return whether all limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clicks", type=int, default=CLICKS)
    given = parser.parse_args()
    with folder() as path, sync_playwright() as playwright:
        media.place(media.made("long.mp4", seconds=300, size="1280x720"), path / "films" / "Film (2001).mp4")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        with running(path) as (server, owner):
            item = next(iter(titles(owner, add_library(owner, path / "films")).values()))["id"]
            pages = []
            for _ in range(2):
                context = browser.new_context()
                context.add_cookies(
                    [{"name": "dim_session", "value": owner.headers["Authorization"][7:], "url": server.url}]
                )
                pages.append(context.new_page())
            screen, remote = pages
            screen.goto(f"{server.url}/play/{item}?start=60")
            screen.wait_for_function(f"() => {VIDEO}?.currentTime > 60.3")
            screen.evaluate(EFFECTS)
            until(lambda: owner.ask("GET", "/api/v1/player")[0]["state"], 10, "the player")
            remote.goto(f"{server.url}/remote")
            remote.get_by_role("heading", name="Film").wait_for()
            steps = itertools.cycle((("Pause", "pause"), ("Forward 30 seconds", "seeking"), ("Play", "play"), ("Back 10 seconds", "seeking"),
                                     ("Back 10 seconds", "seeking"), ("Back 10 seconds", "seeking")))  # fmt: skip
            found = []
            for label, event in itertools.islice(steps, given.clicks):
                found.append(click(remote, screen, label, event))
                screen.wait_for_function(f"() => !{VIDEO}.seeking")
                remote.wait_for_timeout(120)
        browser.close()
    good = True
    for name, values in (("effect", [one[0] for one in found]), ("shown on the remote", [one[1] for one in found])):
        median, worst = statistics.median(values), p99(values)
        holds = median <= MEDIAN and worst <= WORST
        print(
            f"{name:20} median {median:5.0f} ms (limit {MEDIAN:.0f}), p99 {worst:5.0f} ms (limit {WORST:.0f}) {'ok' if holds else 'TOO MUCH'}"
        )
        good &= holds
    return good


if __name__ == "__main__":
    sys.exit(not main())
