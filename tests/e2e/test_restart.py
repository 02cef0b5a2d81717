"""The server is started again while one browser plays and another one steers it: nobody reloads a page."""

import signal
from typing import Any

from playwright.sync_api import Browser, expect

from e2e.house import House, visitor
from e2e.player import VIDEO, time_of
from support.server import until

OFFLINE = (
    "ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "ERR_INCOMPLETE_CHUNKED", "ERR_CONTENT_LENGTH",
    "WebSocket connection", "status of 404",
)  # fmt: skip
"""What a browser says while nobody answers; 404: the stream session ended with the server, and is opened again."""


def test_two_browsers_come_back_and_one_steers_the_other(browser: Browser, house: House) -> None:
    film = house.titles["Glass River"]

    def player() -> dict[str, Any] | None:
        """The one that plays."""
        found = house.owner.ask("GET", "/api/v1/player")
        return next((one for one in found if one["connected"] and one["state"]["item_id"] == film), None)

    with visitor(browser, house, expected=OFFLINE) as screen, visitor(browser, house, expected=OFFLINE) as remote:
        screen.goto(f"{house.url}/play/{film}?start=2")
        screen.wait_for_function(f"() => {VIDEO}?.currentTime > 2.2 && !{VIDEO}.paused")
        before = until(player, 20, "the player")
        # so slowly that the film does not end meanwhile
        house.owner.ask("POST", f"/api/v1/player/{before['id']}/command", json={"command": "rate", "rate": 0.25})
        remote.goto(f"{house.url}/remote")
        playing = remote.get_by_role("heading", name="Glass River")
        expect(playing).to_be_visible()
        for page in (screen, remote):
            page.evaluate("() => { window.isTheSame = true }")
        house.server.stop(signal.SIGKILL)
        position = time_of(screen)
        panel = remote.get_by_role("tabpanel")
        expect(panel.get_by_text("Connecting again …")).to_be_visible()
        expect(panel.get_by_text("Glass River").first).to_be_visible()  # as it was
        expect(remote.get_by_text("The server does not answer.")).to_be_visible()
        house.server.start()
        after = until(player, 30, "the player's return")
        assert after["id"] == before["id"]
        screen.wait_for_function(f"position => {VIDEO}.currentTime > position && !{VIDEO}.paused", arg=position)
        expect(panel.get_by_text("Connecting again …")).to_have_count(0)
        expect(remote.get_by_text("The server does not answer.")).to_have_count(0)
        expect(playing).to_be_visible()
        remote.get_by_role("button", name="Pause").click()
        screen.wait_for_function(f"() => {VIDEO}.paused")
        expect(remote.get_by_text("Paused on")).to_be_visible()
        remote.get_by_role("button", name="Play", exact=True).click()
        screen.wait_for_function(f"() => !{VIDEO}.paused")
        there = time_of(screen)
        remote.get_by_role(
            "button", name="Forward 30 seconds"
        ).click()  # to the end: what is not loaded yet, by a new session
        screen.wait_for_function(f"there => {VIDEO}.currentTime > there + 10", arg=there)
        for page in (screen, remote):
            assert page.evaluate("() => window.isTheSame") is True
