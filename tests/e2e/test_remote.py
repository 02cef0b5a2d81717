"""One browser plays, another one steers it: by REST as scripts do, and by the controls of the remote page on a phone."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.house import House, visitor
from e2e.player import VIDEO, time_of
from support.server import Api, until

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def screen(browser: Browser, house: House) -> Iterator[Page]:
    """The browser that plays."""
    # a stream that is stopped while it loads ends early
    with visitor(browser, house, expected=("ERR_CONTENT_LENGTH_MISMATCH",)) as page:
        page.goto(house.url)
        yield page


@pytest.fixture
def player(house: House, screen: Page) -> int:
    """Its id; nothing plays on it."""
    assert screen.url
    found: dict[str, Any] = until(lambda: connected(house.owner), 20, "the player")
    if found["state"]["state"] != "idle":
        house.owner.ask("POST", f"/api/v1/player/{found['id']}/command", json={"command": "stop"})
    number: int = found["id"]
    return number


OK, GONE = 200, 504


def connected(owner: Api, place: int = 0) -> dict[str, Any] | None:
    """A player that is connected."""
    found = [one for one in owner.ask("GET", "/api/v1/player") if one["connected"]]
    return found[place] if len(found) > place else None


def steer(owner: Api, player: int, command: str, status: int = 200, **parameters: Any) -> dict[str, Any]:
    """Send a command; the state afterwards. Where it was not acknowledged in time, as a page that is loading cannot, once more."""
    body = {"command": command, **parameters}
    if command == "play_item" and status == OK:
        until(lambda: owner.post(f"/api/v1/player/{player}/command", json=body).status_code != GONE, 20, "an answer")
    answer: dict[str, Any] = owner.ask("POST", f"/api/v1/player/{player}/command", status, json=body)
    return answer


def plays(page: Page, item: int) -> None:
    """Wait until the page plays an item."""
    page.wait_for_url(re.compile(f"/play/{item}"))
    page.wait_for_function(f"() => {VIDEO}?.videoWidth > 0 && !{VIDEO}.paused && {VIDEO}.currentTime > 0.1")


def test_every_command(house: House, screen: Page, player: int) -> None:
    owner, film = house.owner, house.titles["Glass River"]
    assert steer(owner, player, "pause", 409)["type"] == "urn:dim:problem:not-possible"
    state = steer(owner, player, "play_item", item_id=film, position=5)
    assert state["item_id"] == film
    plays(screen, film)
    assert time_of(screen) >= 5
    entry = owner.ask("GET", f"/api/v1/player/{player}")
    assert (entry["state"]["title"], entry["mine"], entry["state"]["duration"] > 20) == ("Glass River", True, True)
    assert screen.evaluate("() => [navigator.mediaSession.metadata.title, navigator.mediaSession.playbackState]") == [
        "Glass River", "playing"
    ]  # fmt: skip
    assert steer(owner, player, "pause")["state"] == "paused"
    assert screen.evaluate(f"() => {VIDEO}.paused") is True
    assert abs(steer(owner, player, "seek", position=12)["position"] - 12) < 0.5
    assert abs(steer(owner, player, "skip", seconds=-4)["position"] - 8) < 0.5
    assert abs(time_of(screen) - 8) < 0.5
    assert steer(owner, player, "volume", level=40)["volume"] == 40
    assert (steer(owner, player, "volume_up")["volume"], steer(owner, player, "volume_down")["volume"]) == (45, 40)
    assert steer(owner, player, "mute", on=True)["muted"] is True
    assert screen.evaluate(f"() => [Math.round({VIDEO}.volume * 100), {VIDEO}.muted]") == [40, True]
    assert steer(owner, player, "mute", on=False)["muted"] is False
    steer(owner, player, "volume", level=100)
    assert steer(owner, player, "rate", rate=1.5)["rate"] == 1.5
    assert screen.evaluate(f"() => {VIDEO}.playbackRate") == 1.5
    steer(owner, player, "rate", rate=1)
    tracks = entry["state"]["audio_tracks"]
    assert len(tracks) == 2
    assert steer(owner, player, "audio", track=tracks[1]["id"])["audio"] == tracks[1]["id"]
    subtitle = entry["state"]["subtitle_tracks"][0]["id"]
    assert steer(owner, player, "subtitle", track=subtitle, offset=0.5)["subtitle"] == subtitle
    assert steer(owner, player, "subtitle", track=None)["subtitle"] is None
    steer(owner, player, "subtitle", track=subtitle, offset=1.5, style={"size": "large", "boxed": True})
    kept = until(lambda: screen.evaluate("() => localStorage.getItem('dim.subtitles')"), 5, "the style")
    assert json.loads(kept) == {"size": "large", "boxed": True}
    assert owner.ask("GET", f"/api/v1/player/{player}")["state"]["subtitle_offset"] == 1.5
    steer(owner, player, "subtitle", track=None, offset=0, style={"size": "medium", "boxed": False})
    qualities = [one["id"] for one in entry["state"]["qualities"]]
    assert qualities[0] == "auto"
    assert steer(owner, player, "quality", quality=qualities[-1])["quality"] == qualities[-1]
    until(lambda: owner.ask("GET", f"/api/v1/player/{player}")["state"]["quality"] == qualities[-1], 10, "the quality")
    steer(owner, player, "quality", quality="auto")
    screen.mouse.click(300, 300)  # a browser fills the screen only after a touch
    assert steer(owner, player, "fullscreen")["fullscreen"] is True
    assert screen.evaluate("() => document.fullscreenElement !== null") is True
    assert steer(owner, player, "fullscreen", on=False)["fullscreen"] is False
    assert screen.evaluate("() => document.fullscreenElement") is None
    for command, wrong in (
        ("seek", {"position": -1}), ("seek", {}), ("seek", {"position": "5"}), ("volume", {"level": 101}), ("rate", {"rate": 0}),
        ("audio", {"track": 99}), ("subtitle", {"track": 77}), ("navigate", {"to": "https://example.org"}), ("nod", {}),
        ("pause", {"hard": True}), ("message", {"text": ""}), ("quality", {"quality": "9000p"}), ("queue", {"items": "1"}),
    ):  # fmt: skip
        assert owner.post(f"/api/v1/player/{player}/command", json={"command": command, **wrong}).status_code == 422, (
            command
        )
    steer(owner, player, "play_item", 404, item_id=987_654)
    assert steer(owner, player, "play")["state"] in ("playing", "buffering")
    assert steer(owner, player, "stop")["state"] == "idle"
    screen.wait_for_url(lambda url: "/play/" not in url)
    assert steer(owner, player, "stop")["state"] == "idle"  # again: nothing changes
    steer(owner, player, "message", text="Dinner is ready")
    expect(screen.get_by_text("Dinner is ready")).to_be_visible()
    steer(owner, player, "navigate", to=f"/media/{film}")
    screen.wait_for_url(re.compile(f"/media/{film}"))


def test_a_queue_goes_on_and_survives_a_reload(house: House, screen: Page, player: int) -> None:
    owner, episodes = house.owner, house.episodes()
    version = steer(owner, player, "queue", items=[episodes[0]], mode="now")["queue_version"]
    plays(screen, episodes[0])
    steer(owner, player, "queue", items=[house.titles["Paper Orbit"]], mode="last")
    state = steer(owner, player, "queue", items=[episodes[2]], mode="next")
    assert state["queue_version"] == version + 2
    queued = [episodes[0], episodes[2], house.titles["Paper Orbit"]]
    assert owner.ask("GET", f"/api/v1/player/{player}/queue")["items"] == queued
    assert steer(owner, player, "next")["item_id"] == episodes[2]
    plays(screen, episodes[2])
    screen.reload()
    until(lambda: (connected(owner) or {}).get("id") == player, 20, "the player after the reload")
    assert owner.ask("GET", f"/api/v1/player/{player}/queue")["items"] == queued
    plays(screen, episodes[2])
    steer(owner, player, "next")
    plays(screen, house.titles["Paper Orbit"])
    answer = owner.post(f"/api/v1/player/{player}/command", json={"command": "next"})
    assert (answer.status_code, answer.json()["detail"]) == (409, "Nothing comes after this.")
    assert steer(owner, player, "previous")["item_id"] == episodes[2]


def test_a_phone_steers_by_touch(browser: Browser, house: House, screen: Page, player: int, axe: Any) -> None:
    film = house.titles["Glass River"]
    with visitor(browser, house, **PHONE) as phone:
        phone.goto(f"{house.url}/media/{film}")
        phone.get_by_role("button", name="Play on …").tap()
        phone.get_by_role("menuitem", name="Chrome on Linux", exact=True).tap()
        plays(screen, film)
        expect(phone.get_by_role("heading", name="Glass River")).to_be_visible()
        axe.check(phone)
        phone.get_by_role("button", name="Pause").tap()
        screen.wait_for_function(f"() => {VIDEO}.paused")
        expect(phone.get_by_text("Paused on")).to_be_visible()
        before = time_of(screen)
        phone.get_by_role("button", name="Back 10 seconds").tap()
        screen.wait_for_function(f"before => {VIDEO}.currentTime < before || before < 0.5", arg=before)
        phone.get_by_role("button", name="Speed").tap()
        phone.get_by_role("menuitemradio", name="1.5×").tap()
        screen.wait_for_function(f"() => {VIDEO}.playbackRate === 1.5")
        phone.get_by_role("button", name="Speed").tap()
        phone.get_by_role("menuitemradio", name="Normal").tap()
        phone.get_by_role("button", name="Play", exact=True).tap()
        screen.wait_for_function(f"() => !{VIDEO}.paused")
        expect(phone.get_by_role("button", name="Next", exact=True)).to_be_disabled()
        phone.get_by_label("Search for something to play").fill("paper")
        phone.get_by_role("button", name="Add Paper Orbit to the queue").tap()
        queue = phone.get_by_role("region", name="Up next")
        expect(queue.get_by_role("listitem")).to_have_count(1)
        phone.goto(f"{house.url}/episode/{house.episodes()[1]}")
        phone.get_by_role("button", name="Play on …").tap()
        phone.get_by_role("menuitem", name="Play next").tap()
        phone.goto(f"{house.url}/remote")
        expect(queue.get_by_role("listitem")).to_have_count(2)
        queue.get_by_role("button", name="Move Paper Orbit up").tap()
        expect(queue.get_by_role("listitem").first).to_contain_text("Paper Orbit")
        axe.check(phone)
        queue.get_by_role("button", name=re.compile("^Remove .* from the queue")).nth(1).tap()
        expect(queue.get_by_role("listitem")).to_have_count(1)
        expect(phone.get_by_role("button", name="Next", exact=True)).to_be_enabled()
        phone.goto(house.url)
        bar = phone.get_by_role("complementary", name=re.compile("Playing on"))
        expect(bar).to_be_visible()
        axe.check(phone)
        bar.get_by_role("button", name="Pause").tap()
        screen.wait_for_function(f"() => {VIDEO}.paused")
        bar.get_by_role("link").tap()
        phone.get_by_role("button", name="Move to another screen").tap()
        phone.get_by_role("menuitem", name="This screen").tap()
        phone.wait_for_url(re.compile(f"/play/{film}"))
        screen.wait_for_url(lambda url: "/play/" not in url)
        phone.wait_for_function(f"() => {VIDEO}?.videoWidth > 0")
        assert phone.evaluate(f"() => {VIDEO}.paused") is True
        phone.touchscreen.tap(195, 200)  # shows the controls
        phone.get_by_role("button", name="Move to another screen").tap()
        phone.get_by_role("menuitem", name="Chrome on Linux", exact=True).tap()
        screen.wait_for_url(re.compile(f"/play/{film}"))
        phone.wait_for_url(lambda url: "/play/" not in url)


def test_the_command_line(browser: Browser, house: House, screen: Page, player: int) -> None:
    token = house.owner.ask("POST", "/api/v1/user/tokens", 201, json={"name": "shell", "scopes": ["read", "play"]})[
        "token"
    ]
    film = house.titles["Glass River"]

    def dim(*words: str, status: int = 0, **environment: str) -> str:
        given = {**os.environ, "DIM_URL": house.url, "DIM_TOKEN": token, **environment}
        command = [sys.executable, "-m", "dim", "remote", *words]
        done = subprocess.run(command, env=given, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == status, done.stderr
        return done.stdout if status == 0 else done.stderr

    assert dim("list").startswith(f"{player}\tChrome on Linux\tdesktop\tnothing plays")
    dim("play-item", "chrome", str(film), "--position", "0:05")
    plays(screen, film)
    assert "paused Glass River" in dim("pause", str(player))
    assert "0:12 of 1:00" in dim("seek", "Chrome on Linux", "12")
    assert "volume 70" in dim("volume", "chrome", "70")
    assert "Known: “Chrome on Linux”" in dim("pause", "Kitchen", status=1)
    assert "is no time" in dim("seek", "chrome", "soon", status=1)
    assert "No server answers" in dim("list", status=1, DIM_URL="http://127.0.0.1:1")
    assert "Set DIM_TOKEN" in dim("list", status=1, DIM_TOKEN="")
    assert "valid token" in dim("list", status=1, DIM_TOKEN="dim-wrong")
    assert completed(house.url, token, "dim\nremote\npause\nCh") == ["'Chrome on Linux'"]
    assert completed(house.url, token, "dim\nremote\npause\nChrome\\ on") == ["'Chrome on Linux'"]
    dim("play-item", "chrome", str(house.episodes()[0]))
    assert "Winter Garden" in dim("next", "chrome")
    dim("stop", "chrome")
    steer(house.owner, player, "queue", items=[film, house.titles["Paper Orbit"]], mode="now")
    plays(screen, film)
    dim("next", "chrome")
    plays(screen, house.titles["Paper Orbit"])
    dim("previous", "chrome")
    plays(screen, film)
    assert "paused" in dim("pause", "chrome")
    assert "paused" not in dim("play", "chrome")
    with visitor(browser, house, expected=("ERR_CONTENT_LENGTH_MISMATCH",)) as other:
        other.goto(house.url)
        known = until(lambda: connected(house.owner, 1), 20, "the other player")
        number = next(one["id"] for one in (known, connected(house.owner) or known) if one["id"] != player)
        assert dim("move", str(player), str(number)).startswith("Chrome on Linux: ")
        other.wait_for_url(re.compile(f"/play/{film}"))
        screen.wait_for_url(lambda url: "/play/" not in url)


HANDLERS = """
window.handlers = {};
window.awake = [];
navigator.mediaSession.setActionHandler = (action, handler) => { window.handlers[action] = handler; };
Object.defineProperty(navigator, "wakeLock", { value: { request: async (kind) => {
  window.awake.push(kind);
  return { release: async () => { window.awake.push("released"); } };
} } });
"""
"""Stands for the system: its media keys, and the lock that keeps the screen on."""


def test_media_keys_steer_and_the_screen_stays_on_while_it_plays(browser: Browser, house: House) -> None:
    episodes = house.episodes()
    with visitor(browser, house, expected=("ERR_CONTENT_LENGTH_MISMATCH",)) as page:
        page.add_init_script(HANDLERS)
        page.goto(f"{house.url}/play/{episodes[0]}")
        plays(page, episodes[0])
        page.wait_for_function("() => window.awake.at(-1) === 'screen'")
        page.evaluate("() => handlers.pause({})")
        page.wait_for_function(f"() => {VIDEO}.paused")
        page.wait_for_function("() => window.awake.at(-1) === 'released'")
        for action, details, expected in (
            ("seekto", {"seekTime": 12}, 12), ("seekforward", {}, 22), ("seekbackward", {"seekOffset": 5}, 17),
        ):  # fmt: skip
            page.evaluate("([action, details]) => handlers[action](details)", [action, details])
            page.wait_for_function(f"at => Math.abs({VIDEO}.currentTime - at) < 0.5", arg=expected)
        page.evaluate("() => handlers.play({})")
        page.wait_for_function(f"() => !{VIDEO}.paused")
        page.wait_for_function("() => window.awake.at(-1) === 'screen'")
        page.evaluate("() => handlers.nexttrack({})")
        plays(page, episodes[1])
        page.evaluate("() => handlers.stop({})")
        page.wait_for_url(lambda url: "/play/" not in url)
        page.wait_for_function("() => window.awake.at(-1) === 'released'")


def completed(url: str, token: str, words: str) -> list[str]:
    """What bash completes the last word to, a line each, as the installed program says."""
    given = {
        "DIM_URL": url,
        "DIM_TOKEN": token,
        "_DIM_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": "3",
    }
    program = Path(sys.executable).with_name("dim")
    done = subprocess.run(
        [program], env={**os.environ, **given}, capture_output=True, text=True, timeout=30, check=False
    )
    return done.stdout.splitlines()


def test_a_tab_that_is_closed_is_an_honest_error_at_once(browser: Browser, house: House, screen: Page) -> None:
    assert screen.url  # another one, which the remote must not turn to
    with visitor(browser, house, **PHONE) as phone, visitor(browser, house) as page:
        known = {one["id"] for one in house.owner.ask("GET", "/api/v1/player") if one["connected"]}
        page.goto(house.url)

        def new() -> int:
            entries = house.owner.ask("GET", "/api/v1/player")
            return next((one["id"] for one in entries if one["connected"] and one["id"] not in known), 0)

        number = until(new, 20, "the player")
        phone.goto(f"{house.url}/remote?player={number}")
        expect(phone.get_by_role("heading", name="Nothing plays on Chrome on Linux")).to_be_visible()
        page.close()
        expect(
            phone.get_by_role("heading", name=re.compile("Chrome on Linux.* is not connected any more"))
        ).to_be_visible()
        expect(phone.get_by_role("tab", selected=True)).to_have_count(0)
    until(lambda: not house.owner.ask("GET", f"/api/v1/player/{number}")["connected"], 5, "its end")
    answer = house.owner.post(f"/api/v1/player/{number}/command", json={"command": "pause"})
    assert (answer.status_code, answer.json()["type"]) == (504, "urn:dim:problem:player-gone")
