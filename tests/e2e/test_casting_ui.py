"""Casting in the UI: switched on in the settings, a Chromecast and a renderer are found, played on and steered from the page."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from e2e.house import visitor
from support import media
from support.cast.chromecast import FakeChromecast
from support.cast.renderer import FakeRenderer
from support.server import Api, RunningServer, add_library, titles, until


@dataclass
class Home:
    """A server with one film, and its owner."""

    url: str
    owner: Api
    film: int

    def devices(self) -> set[str]:
        return {one["name"] for one in self.owner.ask("GET", "/api/v1/player")} & {"Attic TV", "Attic stick"}


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    disk = tmp_path_factory.mktemp("home")
    media.place(media.made("short.mp4", seconds=20), disk / "films" / "First (2001).mp4")
    server = RunningServer(disk / "data", DIM_HOST="127.0.0.1").start()
    try:
        with server.set_up() as owner:
            library = add_library(owner, disk / "films")
            yield Home(server.url, owner, titles(owner, library)["First (2001)"]["id"])
    finally:
        server.stop()


def test_a_device_is_found_played_on_and_steered(browser: Browser, home: Home) -> None:
    with (
        FakeRenderer("Attic TV") as tv,
        FakeChromecast("Attic stick") as stick,
        visitor(browser, home, expected=("404",)) as page,
    ):
        page.goto(f"{home.url}/settings?tab=network")
        switch = page.get_by_role("switch", name="Casting")
        expect(switch).not_to_be_checked()
        switch.click()
        expect(switch).to_be_checked()
        until(lambda: len(home.devices()) == 2, 30, "both devices")
        page.goto(f"{home.url}/media/{home.film}")
        page.get_by_role("button", name="Play on …").click()
        expect(page.get_by_role("menuitem", name="Attic TV DLNA renderer")).to_be_visible()
        page.get_by_role("menuitem", name="Attic stick Chromecast").click()
        page.wait_for_url("**/remote**")
        expect(page.get_by_role("status").filter(has_text="Playing on Attic stick (Chromecast)")).to_be_visible()
        expect(page.get_by_role("button", name="Speed")).to_have_count(0)
        page.get_by_role("tabpanel").get_by_role("button", name="Pause", exact=True).click()
        until(lambda: stick.state == "PAUSED", 10, "the pause")
        page.get_by_role("button", name="Move to another screen").click()
        page.get_by_role("menuitem", name="Attic TV DLNA renderer").click()
        until(lambda: tv.state == "PAUSED_PLAYBACK" and stick.app is None, 20, "the move")
        page.get_by_role("tab", name="Attic TV").click()
        expect(page.get_by_role("status").filter(has_text="Paused on Attic TV (DLNA renderer)")).to_be_visible()
