"""Uses the player as a user does, and reads what it shows."""

import re

from playwright.sync_api import Page

from support.matrix.films import BITS, TONES
from support.matrix.watch import PROBE

VIDEO = "document.querySelector('video')"


def watching(page: Page, url: str) -> None:
    """Open the player, and record the frames that it shows."""
    page.goto(url)
    page.evaluate(f"({PROBE})({BITS}, {list(TONES)})")
    page.wait_for_function(f"() => {VIDEO}?.videoWidth > 0 && {VIDEO}.currentTime > 0.5")
    page.evaluate("() => matrix.attach()")
    page.wait_for_function("() => matrix.frames.length > 5")


def advancing(page: Page, width: int, height: int) -> None:
    """Wait until frames of this size advance."""
    page.wait_for_function(f"() => {VIDEO} && {VIDEO}.readyState >= 2 && !{VIDEO}.seeking")
    start = page.evaluate(f"() => {VIDEO}.currentTime")
    page.wait_for_function(f"start => {VIDEO}.currentTime > start + 0.3", arg=start)
    assert page.evaluate(f"() => [{VIDEO}.videoWidth, {VIDEO}.videoHeight]") == [width, height]
    frames = page.evaluate(f"() => {VIDEO}.getVideoPlaybackQuality().totalVideoFrames")
    page.wait_for_function(f"frames => {VIDEO}.getVideoPlaybackQuality().totalVideoFrames > frames", arg=frames)


def time_of(page: Page) -> float:
    """The position of the player, in seconds."""
    return float(page.evaluate(f"() => {VIDEO}.currentTime"))


def show_controls(page: Page) -> None:
    """Move the mouse over the video, so that the controls appear."""
    page.mouse.move(300, 300)
    page.mouse.move(310, 310)


def click_seek_bar(page: Page, seconds: int) -> None:
    """Click on the seek bar at a second; returns before the video has sought."""
    show_controls(page)
    slider = page.get_by_role("slider", name="Seek")
    bar = page.get_by_role("group").filter(has=slider).bounding_box()
    thumb = page.locator("[data-testid=seek-thumb]").bounding_box()
    assert bar is not None
    assert thumb is not None
    end = float(slider.get_attribute("max") or 0)
    page.mouse.click(bar["x"] + bar["width"] * seconds / end, thumb["y"] + thumb["height"] / 2)


def seek(page: Page, seconds: int) -> None:
    """Click on the seek bar and wait until the video plays from there."""
    click_seek_bar(page, seconds)
    page.wait_for_function(
        f"seconds => !{VIDEO}.seeking && Math.abs({VIDEO}.currentTime - seconds - 1) < 1.5 && {VIDEO}.readyState >= 3"
        f" && {VIDEO}.currentTime > seconds + 0.1",
        arg=seconds,
    )


def choose_quality(page: Page, quality: str | re.Pattern[str]) -> None:
    """Choose a quality in the menu."""
    show_controls(page)
    page.get_by_role("button", name="Quality", exact=True).click()
    page.get_by_role("menuitemradio", name=quality).click()


def leave(page: Page) -> None:
    """Go back to the previous page."""
    page.mouse.move(200, 200)
    page.get_by_role("button", name="Back", exact=True).click()
    page.wait_for_url(lambda url: "/play/" not in url)
