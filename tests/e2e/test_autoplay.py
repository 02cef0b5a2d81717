"""A browser that wants a touch before it plays with sound: it says so to both sides, asks for one, and plays then."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import FLAGS
from e2e.house import House, visitor
from e2e.player import VIDEO
from support.server import until


@pytest.fixture(scope="module")
def strict(browser: Browser) -> Iterator[Browser]:
    """Chromium as people have it: without a flag that lets every page play."""
    flags = [flag for flag in FLAGS if not flag.startswith("--autoplay-policy")]
    running = browser.browser_type.launch(executable_path="/usr/bin/chromium", args=flags)
    yield running
    running.close()


def appears(house: House, page: Page) -> int:
    """Open the home page; the id of the player that it is."""

    def connected() -> set[int]:
        return {one["id"] for one in house.owner.ask("GET", "/api/v1/player") if one["connected"]}

    before = connected()
    page.goto(house.url)
    return next(iter(until(lambda: connected() - before, 20, "the player")))


def command(house: House, player: int, name: str, status: int = 200, **values: Any) -> dict[str, Any]:
    answer: dict[str, Any] = house.owner.ask(
        "POST", f"/api/v1/player/{player}/command", status, json={"command": name, **values}
    )
    return answer


def test_a_screen_that_nobody_touched_asks_for_a_touch(strict: Browser, house: House, axe: Any) -> None:
    film = house.titles["Glass River"]
    with visitor(strict, house) as screen:
        target = appears(house, screen)
        refused = command(house, target, "play_item", 409, item_id=film, position=3)
        assert refused["detail"] == "The browser on that screen wants a touch or a key there before it plays."
        prompt = screen.get_by_role("dialog", name="Glass River")
        expect(prompt).to_contain_text("wants to play here")
        axe.check(screen)
        expect(prompt.get_by_role("button", name="Play", exact=True)).to_be_focused()
        screen.keyboard.press("Enter")  # a key is what the browser wants
        screen.wait_for_url(re.compile(f"/play/{film}"))
        screen.wait_for_function(f"() => {VIDEO} && !{VIDEO}.paused && !{VIDEO}.muted && {VIDEO}.currentTime > 3")
        expect(prompt).to_have_count(0)
        command(house, target, "stop")


def test_a_move_to_such_a_screen_goes_on_where_it_played(browser: Browser, strict: Browser, house: House) -> None:
    film = house.titles["Glass River"]
    with visitor(strict, house) as screen, visitor(browser, house) as source:
        target, player = appears(house, screen), appears(house, source)
        command(house, player, "play_item", item_id=film, position=0)
        source.wait_for_function(f"() => {VIDEO} && !{VIDEO}.paused && {VIDEO}.currentTime > 0.2")
        command(house, player, "move", 409, to=target)
        source.wait_for_function(f"() => !{VIDEO}.paused")
        screen.get_by_role("button", name="Not now").click()
        expect(screen.get_by_role("dialog")).to_have_count(0)
        command(house, player, "stop")
