"""The player's controls: gestures, phones, what is remembered, how it plays, the end."""

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect

from e2e.house import House, visitor
from e2e.player import VIDEO, choose_quality, show_controls, time_of
from support.server import until

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def play(page: Page, house: House, item: int, search: str = "") -> None:
    """Open the player and wait until it plays."""
    page.goto(f"{house.url}/play/{item}{search}")
    page.wait_for_function(f"() => {VIDEO}?.videoWidth > 0 && {VIDEO}.currentTime > 0.2")


def is_paused(page: Page, paused: bool) -> None:
    """Wait until the video is paused, or plays."""
    page.wait_for_function(f"paused => {VIDEO}.paused === paused", arg=paused)


def remembered(page: Page) -> Any:
    """What happens next is remembered by the server: wait for its answer."""
    return page.expect_response(lambda response: response.url.endswith("/choice"))


def choose(page: Page, menu: str, option: str | re.Pattern[str]) -> None:
    """Choose something in a menu of the player."""
    show_controls(page)
    page.get_by_role("button", name=menu, exact=True).click()
    page.get_by_role("menuitemradio", name=option).click()


def test_clicks_and_double_clicks_on_the_video(browser: Browser, house: House) -> None:
    with visitor(browser, house) as page:
        play(page, house, house.titles["Glass River"])
        show_controls(page)
        expect(page.get_by_role("button", name="Pause")).to_be_visible()
        page.mouse.click(640, 300)
        is_paused(page, True)
        page.mouse.click(640, 420)  # paused: the controls are visible
        is_paused(page, False)
        page.mouse.dblclick(640, 300)
        page.wait_for_function("() => document.fullscreenElement !== null")
        page.mouse.dblclick(640, 300)
        page.wait_for_function("() => document.fullscreenElement === null")
        is_paused(page, False)


def test_taps_on_a_phone_where_every_control_fits(browser: Browser, house: House, axe: Any) -> None:
    with visitor(browser, house, **PHONE) as page:
        play(page, house, house.episodes()[0])
        page.touchscreen.tap(195, 200)
        is_paused(page, True)
        for name in ("Back", "Playback information", "Play", "Back 10 seconds", "Forward 10 seconds", "Next episode", "Mute", "Audio",
                     "Subtitles", "Quality", "Speed", "Full screen"):  # fmt: skip
            box = page.get_by_role("button", name=name, exact=True).bounding_box()
            assert box is not None
            assert box["x"] >= 0, name
            assert box["x"] + box["width"] <= 390, name
            assert min(box["width"], box["height"]) >= 40, name
        page.get_by_role("button", name="Quality", exact=True).click()
        menu = page.get_by_role("menu").bounding_box()
        assert menu is not None
        assert menu["x"] >= 0
        assert menu["x"] + menu["width"] <= 390
        axe.check(page)
        page.keyboard.press("Escape")
        page.touchscreen.tap(195, 200)
        is_paused(page, False)
        before = time_of(page)
        for _ in range(2):
            page.touchscreen.tap(350, 250)
        page.wait_for_function(f"before => {VIDEO}.currentTime > before + 9", arg=before)
        for _ in range(3):  # the third goes on
            page.touchscreen.tap(40, 250)
        page.wait_for_function(f"() => {VIDEO}.currentTime < 8")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_choices_hold_for_the_next_episode_and_the_next_film(browser: Browser, house: House) -> None:
    first, second, _ = house.episodes()
    with visitor(browser, house) as page:
        play(page, house, first)
        with remembered(page):
            choose(page, "Audio", re.compile("日本語|Japanese"))
        with remembered(page):
            choose(page, "Subtitles", re.compile("^English"))
        with remembered(page):
            choose(page, "Speed", "1.25×")
        choose_quality(page, re.compile("^480p"))
        page.get_by_role("slider", name="Volume").press("PageDown")
        page.wait_for_function(f"() => {VIDEO}.volume < 0.96")
        for item in (second, house.titles["Glass River"]):
            play(page, house, item, "?start=0")
            assert page.evaluate(f"() => {VIDEO}.playbackRate") == 1.25
            assert page.evaluate(f"() => {VIDEO}.volume") < 0.96
            page.wait_for_function("() => document.querySelector('[data-rendition]')?.dataset.rendition === '480p'")
            show_controls(page)
            for menu, chosen in (("Audio", "日本語|Japanese"), ("Subtitles", "^English"), ("Quality", "^480p")):
                page.get_by_role("button", name=menu, exact=True).click()
                expect(page.get_by_role("menuitemradio", name=re.compile(chosen))).to_be_checked()
                page.keyboard.press("Escape")
        with remembered(page):
            page.keyboard.press("c")
        play(page, house, house.titles["Glass River"], "?start=0")
        show_controls(page)
        page.get_by_role("button", name="Subtitles", exact=True).click()
        expect(page.get_by_role("menuitemradio", name="Off")).to_be_checked()


def test_languages_of_the_profile(browser: Browser, house: House) -> None:
    house.owner.ask(
        "POST", "/api/v1/users", 201, json={"username": "Kiku", "password": "long enough", "role": "member"}
    )
    with house.server.sign_in("Kiku", "long enough") as kiku:
        token = kiku.headers["Authorization"][7:]
        with visitor(browser, house, token) as page:
            page.goto(f"{house.url}/profile?tab=playback")
            for code in ("ja", "de"):
                with page.expect_response(lambda response: response.url.endswith("/preferences")):
                    page.get_by_label("Languages that I speak").select_option(code)
            with page.expect_response(lambda response: response.url.endswith("/preferences")):
                page.get_by_label("Audio", exact=True).select_option("mine")
            expect(page.get_by_role("list", name="My languages").get_by_role("listitem")).to_have_text(
                ["Japanese", "German"]
            )
            play(page, house, house.titles["Glass River"])
            show_controls(page)
            page.get_by_role("button", name="Audio", exact=True).click()
            expect(page.get_by_role("menuitemradio", name=re.compile("日本語|Japanese"))).to_be_checked()
        # the original, with subtitles in the language that is understood
        kiku.ask("PUT", "/api/v1/user/preferences", 204, json={"languages": ["fr", "en"], "audio": "original"})
        opened = kiku.ask("POST", "/api/v1/stream-session", json={"media_id": house.titles["Glass River"]})
        assert opened["subtitle_track"] is None  # English is understood
        kiku.ask("PUT", "/api/v1/user/preferences", 204, json={"languages": ["en"], "subtitles": "always"})
        opened = kiku.ask("POST", "/api/v1/stream-session", json={"media_id": house.titles["Glass River"]})
        assert opened["subtitle_track"] == 0


def test_how_it_plays_follows_the_quality(browser: Browser, house: House) -> None:
    with visitor(browser, house) as page:
        play(page, house, house.titles["Glass River"], "?start=0")
        choose_quality(page, re.compile("^Original"))
        page.wait_for_function("() => document.querySelector('[data-rendition]')?.dataset.rendition === 'original'")
        info = page.get_by_role("dialog", name="Remux")
        page.get_by_role("button", name="Playback information").click()
        expect(info).to_contain_text("original")
        page.keyboard.press("Escape")
        choose_quality(page, re.compile("^360p"))
        page.wait_for_function("() => document.querySelector('[data-rendition]')?.dataset.rendition === '360p'")
        show_controls(page)
        page.get_by_role("button", name="Playback information").click()
        expect(page.get_by_role("dialog", name="Transcode")).to_contain_text("The player shows the quality 360p.")

        def playing() -> list[tuple[str, str]]:
            sessions = house.owner.ask("GET", "/api/v1/stream-session")
            return [(one["mode"], one["video"]) for one in sessions if one["rendition"] == "360p"]

        assert until(playing, 8, "the report of the player") == [("transcode", "encode")]
        page.keyboard.press("Escape")
        choose_quality(page, re.compile("^Automatic"))


def test_the_end_of_a_film_leads_on(browser: Browser, house: House, axe: Any) -> None:
    film = house.titles["Paper Orbit"]
    with visitor(browser, house) as page:
        page.goto(f"{house.url}/media/{film}")
        page.get_by_role("link", name=re.compile("^Play")).click()
        end = page.get_by_role("region", name="The end")
        expect(end).to_contain_text("Paper Orbit", timeout=20_000)
        axe.check(page)
        end.get_by_role("button", name="Watch again").click()
        expect(end).to_have_count(0)
        is_paused(page, False)
        page.keyboard.press("ArrowRight")
        expect(end).to_be_visible(timeout=20_000)
        end.get_by_role("button", name="Done").click()
        page.wait_for_url(f"**/media/{film}")
        expect(page.get_by_role("link", name="Play again")).to_be_visible()
