"""What a person does with a player, and sees of it."""

import time

from playwright.sync_api import Page

from support.matrix.films import BITS, TONES
from support.matrix.watch import PROBE

VIDEO = "document.querySelector('video')"


def watching(page: Page, url: str) -> None:
    """Open the player; what it shows is noted from now on."""
    page.goto(url)
    page.evaluate(f"({PROBE})({BITS}, {list(TONES)})")
    page.wait_for_function(f"() => {VIDEO}?.videoWidth > 0 && {VIDEO}.currentTime > 0.5")
    page.evaluate("() => matrix.attach()")
    page.wait_for_function("() => matrix.frames.length > 5")


def advancing(page: Page, width: int, height: int) -> float:
    """Wait until frames advance in a picture of this size; the seconds since this was called."""
    began = time.monotonic()
    page.wait_for_function(f"() => {VIDEO} && {VIDEO}.readyState >= 2 && !{VIDEO}.seeking")
    start = page.evaluate(f"() => {VIDEO}.currentTime")
    page.wait_for_function(f"start => {VIDEO}.currentTime > start + 0.3", arg=start)
    assert page.evaluate(f"() => [{VIDEO}.videoWidth, {VIDEO}.videoHeight]") == [width, height]
    frames = page.evaluate(f"() => {VIDEO}.getVideoPlaybackQuality().totalVideoFrames")
    page.wait_for_function(f"frames => {VIDEO}.getVideoPlaybackQuality().totalVideoFrames > frames", arg=frames)
    return time.monotonic() - began


def time_of(page: Page) -> float:
    """Where the player is, in seconds."""
    return float(page.evaluate(f"() => {VIDEO}.currentTime"))


def seek(page: Page, seconds: float) -> None:
    """Seek with the seek bar's slider, as the keyboard does, and wait for the picture."""
    page.evaluate(f"seconds => {{ {VIDEO}.currentTime = seconds }}", seconds)
    page.wait_for_function(
        f"seconds => !{VIDEO}.seeking && {VIDEO}.currentTime > seconds + 0.1 && {VIDEO}.readyState >= 3", arg=seconds
    )


def leave(page: Page) -> None:
    """Back to where one came from."""
    page.mouse.move(200, 200)
    page.get_by_role("button", name="Back", exact=True).click()
    page.wait_for_url(lambda url: "/play/" not in url)
