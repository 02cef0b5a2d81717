"""Two browsers watch together: one begins, the other joins from its home page, and both do the same."""

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect

from e2e.house import House, visitor
from e2e.player import VIDEO, show_controls, time_of
from support.server import OWNER, until


def apart(one: Page, other: Page) -> float:
    """By how many seconds two players are apart, as nearly as they can be asked at once."""
    before = time_of(one)
    there = time_of(other)
    return abs((before + time_of(one)) / 2 - there)


def both_play(*pages: Page) -> None:
    """Wait until all play."""
    for page in pages:
        page.wait_for_function(f"() => {VIDEO} && !{VIDEO}.paused && !{VIDEO}.seeking && {VIDEO}.readyState >= 3")


def test_two_watch_together(browser: Browser, house: House, axe: Any) -> None:
    film = house.titles["Glass River"]
    with visitor(browser, house) as ada, visitor(browser, house) as ben, visitor(browser, house) as kim:
        ada.goto(f"{house.url}/play/{film}?start=2")
        both_play(ada)
        show_controls(ada)
        ada.get_by_role("button", name="Watch together").click()
        axe.check(ada)
        ada.get_by_role("menuitem", name="Watch together").click()
        both_play(ada)
        ben.goto(house.url)
        axe.check(ben)
        expect(ben.get_by_role("region", name="Watching together")).to_contain_text("Glass River")
        ben.get_by_role("link", name="Join").click()
        ben.wait_for_url(re.compile(f"/play/{film}"))
        both_play(ada, ben)
        expect(ada.get_by_text(f"{OWNER[0]} joined.")).to_be_visible()
        until(lambda: apart(ada, ben) < 0.25, 10, "the two to be together")
        ben.keyboard.press("k")  # pauses both
        expect(ada.get_by_text(f"{OWNER[0]} paused.")).to_be_visible()
        for page in (ada, ben):
            page.wait_for_function(f"() => {VIDEO}.paused")
        until(lambda: apart(ada, ben) < 0.05, 5, "the same picture")
        ada.keyboard.press("ArrowRight")
        until(lambda: time_of(ben) > 10 and apart(ada, ben) < 0.05, 10, "the same seek")
        ada.keyboard.press("k")
        both_play(ada, ben)
        kim.goto(house.url)
        kim.get_by_role("link", name="Join").click()
        both_play(kim)
        until(lambda: apart(ada, kim) < 0.3, 10, "the one who came late")
        both_play(ada, ben, kim)
        show_controls(ben)
        ben.get_by_role("button", name="Watch together").click()
        expect(ben.get_by_role("menuitem", name="Leave the group")).to_be_visible()
        expect(ben.get_by_role("list", name="Members").get_by_role("listitem").nth(1)).to_contain_text("(you, host)")
        ben.get_by_role("menuitem", name="Leave the group").click()
        ben.keyboard.press("k")  # for itself alone
        ben.wait_for_function(f"() => {VIDEO}.paused")
        before = time_of(ada)
        until(lambda: time_of(ada) > before + 0.3, 15, "the others to go on")
        assert ben.evaluate(f"() => {VIDEO}.paused") is True
