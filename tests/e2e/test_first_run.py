"""From an empty data folder to playback, as a user does it."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.player import advancing, leave, seek, time_of
from support import media
from support.server import RunningServer

SMALL = (320, 180)
ODD_NAMES = ["Ποτέ την Κυριακή", "七つの夜", 'What\'s "Up"', "Party 🎉 Time", "Number #1", "100% Sure", "Who Knows?"]


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """Files that are played directly, remuxed and transcoded; odd names, a broken file, extras, a sample, a show."""
    films, shows = tmp_path / "disk" / "Films", tmp_path / "disk" / "Shows"
    media.place(media.made("h264.mp4"), films / "Direct Film (2001)" / "Direct Film (2001).mp4")
    remux = media.made("h264.mkv", audio=("aac", "aac"), subtitles=True)
    media.place(remux, films / "Remux Film (2002)" / "Remux Film (2002).mkv")
    media.place(
        media.made("hevc.mkv", video="hevc", audio=("ac3",)),
        films / "Transcode Film (2003)" / "Transcode Film (2003).mkv",
    )
    short = media.made("short.mp4", seconds=10)
    media.place(short, films / "Direct Film (2001)" / "Trailers" / "Teaser.mp4")
    media.place(short, films / "Remux Film (2002)" / "Sample" / "remux-sample.mp4")
    media.picture(films / "Direct Film (2001)" / "poster.jpg")
    for number, name in enumerate(ODD_NAMES):
        media.place(short, films / f"{name} ({1990 + number}).mp4")
    (films / "Broken Film (2004).mkv").write_bytes(os.urandom(10_000))
    media.settle(films / "Broken Film (2004).mkv")
    show = shows / "Test Show (2010)"
    for path in ("Season 1/Test Show S01E01 Pilot.mp4", "Season 1/Test Show S01E02-E03.mp4", "Season 2/Test Show S02E01.mp4",
                 "Specials/Test Show S00E01 Making of.mp4"):  # fmt: skip
        media.place(short, show / path)
    media.picture(show / "season02-poster.jpg", "orange")
    return tmp_path / "disk"


def choose_folder(page: Page, *names: str) -> None:
    """Walk down the folder browser from the top."""
    page.get_by_role("button", name="/", exact=True).click()
    for name in names:
        page.get_by_role("list", name="Folders").get_by_role("button", name=name, exact=True).click()
        expect(page.locator("output")).to_contain_text(name)


def open_title(page: Page, name: str) -> None:
    """From a grid to a title's page."""
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, exact=True, level=1)).to_be_visible()


def start(page: Page, name: str = r"^(Play|Resume)") -> None:
    """Press play."""
    page.get_by_role("link", name=re.compile(name)).first.click()
    page.wait_for_url("**/play/**")


@pytest.mark.timeout(240)
def test_the_whole_walk(server: RunningServer, disk: Path, page: Page, axe: Any) -> None:
    # the owner's account
    page.goto(server.url)
    expect(page.get_by_role("heading", name="Welcome to Dim")).to_be_visible()
    axe.check(page)
    page.get_by_label("Username").fill("Ada")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_label("Confirm password").fill("short")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("A password has at least 8 characters.")).to_be_visible()
    page.get_by_label("Password", exact=True).fill("a good password")
    page.get_by_label("Confirm password").fill("a good password")
    page.get_by_role("button", name="Create account").click()

    # the first library; its titles appear without a reload
    expect(page.get_by_role("heading", name="Add your first library")).to_be_visible()
    axe.check(page)
    choose_folder(page, *disk.parts[1:], "Films")
    page.get_by_label("Name").fill("Films")
    page.get_by_role("button", name="Add library").click()
    page.wait_for_url("**/library/*")
    for name in ("Direct Film", "Remux Film", "Transcode Film", *ODD_NAMES):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page.get_by_text("10 titles")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Sample|Teaser|Broken"))).to_have_count(0)
    axe.check(page)

    # a second library, from the settings
    page.goto(f"{server.url}/settings")
    page.get_by_role("button", name="Add a library").click()
    page.get_by_role("radio", name="Shows").click()
    choose_folder(page, *disk.parts[1:], "Shows")
    page.get_by_role("button", name="Add library").click()
    expect(page.get_by_role("region", name="Shows")).to_contain_text("1 title")
    page.get_by_role("link", name=re.compile("needs review")).click()
    expect(page.get_by_role("list", name="Files: failed")).to_contain_text("Broken Film (2004).mkv")
    axe.check(page)

    show_is_grouped_right(page, axe)
    direct_play(page, server, axe)
    remux(page, axe)
    transcode(page)

    # a file renamed on disk: the same item, live
    page.get_by_role("link", name="Films", exact=True).click()
    open_title(page, "Transcode Film")
    address = page.url
    folder = disk / "Films" / "Transcode Film (2003)"
    folder.rename(disk / "Films" / "Renamed Film (2013)")
    moved = disk / "Films" / "Renamed Film (2013)"
    (moved / "Transcode Film (2003).mkv").rename(moved / "Renamed Film (2013).mkv")
    expect(page.get_by_role("heading", name="Renamed Film", exact=True)).to_be_visible()
    assert page.url == address
    axe.check(page)

    # what was started is offered on the home page
    page.get_by_role("link", name="Dim, home").click()
    expect(page.get_by_role("heading", name="Continue watching")).to_be_visible()
    expect(page.get_by_role("link", name="Play Direct Film")).to_be_visible()
    axe.check(page)
    page.get_by_role("searchbox").fill("ΠΟΤΕ")
    expect(page.get_by_role("link", name="Ποτέ την Κυριακή")).to_be_visible()
    axe.check(page)

    # sign out and in again
    page.get_by_role("button", name="Menu of Ada").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    axe.check(page)
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill("wrong password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("The name or the password is wrong.")).to_be_visible()
    page.get_by_label("Password").fill("a good password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Continue watching")).to_be_visible()


def show_is_grouped_right(page: Page, axe: Any) -> None:
    page.get_by_role("link", name="Shows", exact=True).click()
    open_title(page, "Test Show")
    expect(page.get_by_role("tab")).to_have_text(
        [re.compile("Season 1"), re.compile("Season 2"), re.compile("Specials")]
    )
    expect(page.get_by_role("tabpanel").get_by_role("listitem")).to_have_count(3)
    expect(page.get_by_role("link", name="Play Pilot")).to_be_visible()
    expect(page.get_by_text("Next to watch")).to_be_visible()
    axe.check(page)
    page.get_by_role("tab", name=re.compile("Specials")).click()
    expect(page.get_by_role("link", name="Play Making of")).to_be_visible()
    start(page, "^Play S01E01")
    advancing(page, *SMALL)
    expect(page.get_by_role("heading", name="Test Show · S01E01 · Pilot")).to_be_visible()
    seek(page, 9)
    expect(page.get_by_role("region", name="Next episode")).to_contain_text("S01E02")
    page.get_by_role("button", name="Play now").click()
    expect(page.get_by_role("heading", name="Test Show · S01E02")).to_be_visible()
    advancing(page, *SMALL)
    leave(page)
    expect(page.get_by_role("link", name=re.compile("S01E02")).first).to_be_visible()


def direct_play(page: Page, server: RunningServer, axe: Any) -> None:
    page.get_by_role("link", name="Films", exact=True).click()
    open_title(page, "Direct Film")
    expect(page.get_by_role("link", name=re.compile("Teaser"))).to_be_visible()
    start(page)
    advancing(page, *SMALL)
    shows_mode(page, "Direct play")
    axe.check(page)
    seek(page, 20)
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelector('video').currentTime < 15")
    seek(page, 4)
    seek(page, 17)
    page.keyboard.press("m")
    page.wait_for_function("() => document.querySelector('video').muted")
    page.keyboard.press("k")
    page.wait_for_function("() => document.querySelector('video').paused")
    stopped = time_of(page)
    leave(page)
    expect(page.get_by_role("link", name=re.compile("^Resume at 0:1[78]"))).to_be_visible()
    start(page, "^Resume")
    advancing(page, *SMALL)
    assert abs(time_of(page) - stopped) < 2
    leave(page)


def remux(page: Page, axe: Any) -> None:
    page.get_by_role("link", name="Films", exact=True).click()
    open_title(page, "Remux Film")
    start(page)
    advancing(page, *SMALL)
    shows_mode(page, "Remux")
    page.get_by_role("button", name="Subtitles").click()
    page.get_by_role("menuitemradio", name="English").click()
    expect(page.get_by_test_id("subtitles")).to_have_text("The first words")
    axe.check(page)
    seek(page, 22)
    expect(page.get_by_test_id("subtitles")).to_have_text("Later words")
    page.keyboard.press("c")
    expect(page.get_by_test_id("subtitles")).to_have_count(0)
    page.mouse.move(300, 300)
    page.evaluate("() => performance.clearResourceTimings()")  # after 250 entries, browsers note no more
    page.get_by_role("button", name="Audio").click()
    page.get_by_role("menuitemradio", name="Japanese").click()
    page.wait_for_function(
        "() => performance.getEntriesByType('resource').some(entry => /audio\\/2\\/\\d+\\.m4s/.test(entry.name))"
    )
    advancing(page, *SMALL)
    seek(page, 6)
    advancing(page, *SMALL)
    leave(page)
    expect(page.get_by_role("link", name=re.compile("^Resume at"))).to_be_visible()


def transcode(page: Page) -> None:
    page.get_by_role("link", name="Films", exact=True).click()
    open_title(page, "Transcode Film")
    start(page)
    advancing(page, *SMALL)
    shows_mode(page, "Transcode")
    seek(page, 21)
    advancing(page, *SMALL)
    seek(page, 5)
    advancing(page, *SMALL)
    leave(page)


def shows_mode(page: Page, mode: str) -> None:
    """The player shows how it plays the video, and why."""
    page.mouse.move(300, 320)
    page.get_by_role("button", name="Playback information").click()
    expect(page.get_by_role("dialog")).to_contain_text(mode)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
