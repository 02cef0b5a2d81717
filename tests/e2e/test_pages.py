"""The pages of the UI: watched marks, search, offline, what moves, and what every page has."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Route, expect

from e2e.house import House, visitor

NETWORK = ("ERR_INTERNET_DISCONNECTED", "WebSocket", "This part of Dim could not be loaded")
SHIFTS = """() => new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value; })
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""


def box(of: Locator) -> dict[str, float]:
    """Where something is on the page."""
    found = of.bounding_box()
    assert found is not None
    return {"x": found["x"], "right": found["x"] + found["width"]}


def test_watched_marks_and_the_pages_of_seasons_and_episodes(browser: Browser, house: House, axe: Any) -> None:
    show = house.titles["Winter Garden"]
    house.owner.ask("POST", f"/api/v1/user/watched/{show}", 201, json={"watched": False})  # other tests play it
    with visitor(browser, house) as page:
        page.goto(f"{house.url}/media/{show}")
        expect(page.get_by_text("2 seasons and specials")).to_be_visible()
        first = page.get_by_role("button", name="Watched: Episode 1")
        first.click()
        expect(first).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_role("link", name="Play S01E02")).to_be_visible()
        page.get_by_role("button", name="Watched: Season 1").click()
        expect(page.get_by_role("link", name="Play S02E01")).to_be_visible()
        axe.check(page)
        page.get_by_role("button", name="Mark show as watched").click()
        again = page.get_by_role("link", name="Play again from S01E01")
        expect(again).to_have_attribute("href", re.compile(r"/play/\d+\?start=0"))
        page.get_by_role("button", name="Watched", exact=True).click()
        expect(page.get_by_role("link", name="Play S01E01")).to_be_visible()

        page.get_by_role("link", name="About Episode 2").click()
        expect(page.get_by_role("heading", name="Episode 2")).to_be_visible()
        expect(page).to_have_title("S01E02 Episode 2 · Winter Garden – Dim")
        expect(page.get_by_role("listitem").filter(has_text="1280×544 H.264")).to_contain_text("720p")
        page.get_by_role("button", name="Mark as watched").click()
        expect(page.get_by_role("link", name="Play again")).to_be_visible()
        axe.check(page)
        page.get_by_role("link", name="Season 1").click()
        expect(page.get_by_role("heading", name="Season 1")).to_be_visible()
        expect(page.get_by_role("button", name="Watched: Episode 2")).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="Mark season as watched").click()
        expect(page.get_by_role("link", name="Play again from S01E01")).to_be_visible()
        page.get_by_role("button", name="Watched", exact=True).click()
        expect(page.get_by_role("link", name="Play S01E01")).to_be_visible()
        axe.check(page)
        page.get_by_role("link", name="Season 2").click()
        expect(page.get_by_role("heading", name="Season 2")).to_be_visible()
        page.get_by_role("link", name="Winter Garden").click()
        page.wait_for_url(f"**/media/{show}")


def test_the_search_box_follows_the_url(browser: Browser, house: House) -> None:
    with visitor(browser, house) as page:
        page.goto(house.url)
        search = page.get_by_role("searchbox", name="Search")
        search.press_sequentially("glass", delay=20)
        expect(page.get_by_role("link", name="Glass River")).to_be_visible()
        expect(search).to_have_value("glass")
        expect(page).to_have_title("“glass” – Dim")
        page.get_by_role("navigation", name="Libraries").get_by_role("link", name="Films").click()
        expect(search).to_have_value("")
        page.go_back()
        expect(search).to_have_value("glass")
        page.goto(f"{house.url}/search?q=winter")
        expect(search).to_have_value("winter")


def test_every_page_has_a_title_and_a_clean_console(browser: Browser, house: House) -> None:
    """The visitor fails on errors in the console, also before anyone has signed in."""
    with visitor(browser, house, token=None) as page:
        page.goto(house.url)
        expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
        expect(page).to_have_title("Sign in – Dim")
    with visitor(browser, house) as page:
        for path, title in (
            ("/", "Home"), (f"/library/{house.films}", "Films"), (f"/media/{house.titles['Glass River']}", "Glass River (1990)"),
            ("/search", "Search"), ("/settings", "Libraries · Settings"), ("/settings?tab=users", "Users · Settings"),
            ("/profile?tab=devices", "Devices · Your account"), (f"/library/{house.films}/fix", "Filter and fix · Films"),
            ("/no/such/page", "Page not found"), (f"/play/{house.titles['Glass River']}", "Glass River"),
        ):  # fmt: skip
            page.goto(house.url + path)
            expect(page).to_have_title(f"{title} – Dim")
        page.goto(f"{house.url}/setup")
        expect(page.get_by_text("unless you delete or move one in Dim")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390, 1920])
def test_home_keeps_still_and_its_shelves_are_aligned(browser: Browser, house: House, width: int) -> None:
    """Also with a slow server; and the focus ring is around the card."""
    house.owner.ask("POST", f"/api/v1/user/stopped-at/{house.titles['Glass River']}", 201, json={"secs_offset": 9})

    def late(route: Route) -> None:
        page.wait_for_timeout(250)
        route.continue_()

    with visitor(browser, house, viewport={"width": width, "height": 900}, has_touch=width < 600) as page:
        page.route("**/api/v1/home", late)
        page.route("**/api/v1/library", late)
        for _ in range(2):  # the second time, the page knows its shape
            page.goto(house.url)
            expect(page.get_by_role("heading", name="Recently added")).to_be_visible()
            assert page.evaluate(SHIFTS) < 0.05
        for name in ("Continue watching", "Recently added"):
            heading = page.get_by_role("heading", name=name)
            shelf = page.locator("section", has=heading)
            frame = shelf.locator("li > div").first
            forward = shelf.get_by_role("button", name="forward")
            if page.evaluate("list => list.scrollWidth > list.clientWidth + 1", shelf.locator("ul").element_handle()):
                expect(forward).to_be_visible(visible=width >= 768)
            else:
                expect(forward).to_be_hidden()
            link = frame.get_by_role("link")
            assert abs(box(heading)["x"] - box(frame)["x"]) < 1, name
            link.focus()
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("Tab")
            expect(link).to_be_focused()
            styles = "element => [getComputedStyle(element).outlineStyle, getComputedStyle(element).outlineWidth]"
            assert frame.evaluate(styles) == ["solid", "2px"]
            assert link.evaluate(styles)[0] == "none"
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_a_library_keeps_still_and_a_phone_shows_all_of_a_show(browser: Browser, house: House) -> None:
    def late(route: Route) -> None:
        page.wait_for_timeout(250)
        route.continue_()

    def counted(route: Route) -> None:
        page.wait_for_timeout(400)
        route.fulfill(json={"unidentified": 0, "doubtful": 2, "missing": 0, "failed": 0, "ignored": 0})

    with visitor(browser, house) as page:
        page.route("**/api/v1/library", late)
        page.route("**/files/counts", counted)
        page.goto(f"{house.url}/library/{house.films}")
        expect(page.get_by_role("link", name="2 files need review")).to_be_visible()
        expect(page.get_by_role("link", name="Film 00", exact=True)).to_be_visible()
        assert page.evaluate(SHIFTS) < 0.01
    with visitor(browser, house, viewport={"width": 390, "height": 844}, has_touch=True) as page:
        page.goto(f"{house.url}/media/{house.titles['Winter Garden']}")
        expect(page.get_by_role("tab", name=re.compile(r"^Season 1 \(\d unwatched\)$"))).to_be_visible()
        # text that only screen readers get took part in the width of the page
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_scroll_positions_come_back_and_backdrops_reach_the_edge(browser: Browser, house: House) -> None:
    with visitor(browser, house) as page:
        page.goto(f"{house.url}/library/{house.films}")
        expect(page.get_by_role("link", name="Film 00")).to_be_visible()
        page.mouse.wheel(0, 900)
        page.wait_for_function("() => window.scrollY === 900")
        page.reload()
        page.wait_for_function("() => window.scrollY === 900")
        page.get_by_role("link", name="Film 2").first.click()
        expect(page.get_by_role("heading", name=re.compile("^Film 2"))).to_be_visible()
        assert page.evaluate("() => window.scrollY") == 0
        page.go_back()
        page.wait_for_function("() => window.scrollY === 900")
        page.goto(f"{house.url}/media/{house.titles['Paper Orbit']}")
        assert box(page.get_by_role("article").locator("> div").first)["right"] == page.evaluate(
            "() => window.innerWidth"
        )


def test_offline_pages_say_so_and_go_on_by_themselves(browser: Browser, house: House) -> None:
    with visitor(browser, house, expected=NETWORK) as page:
        page.route(re.compile("/assets/PlayerPage-"), lambda route: route.abort("internetdisconnected"), times=1)
        page.goto(f"{house.url}/media/{house.titles['Paper Orbit']}")
        expect(page.get_by_role("link", name=re.compile("^Play"))).to_be_visible()
        page.context.set_offline(True)
        expect(page.get_by_text("You are offline. What is shown may be out of date.")).to_be_visible()
        page.get_by_role("navigation", name="Libraries").get_by_role("link", name="Shows").click()
        expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
        assert page.url.startswith(house.url)
        page.context.set_offline(False)
        expect(page.get_by_role("link", name="Winter Garden")).to_be_visible()
        page.goto(f"{house.url}/media/{house.titles['Paper Orbit']}")
        play = page.get_by_role("link", name=re.compile("^Play"))
        expect(play).to_be_visible()
        page.context.set_offline(True)
        play.click()
        expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
        assert "/play/" in page.url
        page.context.set_offline(False)
        page.wait_for_function("() => document.querySelector('video')?.currentTime > 0.2")


def test_a_child_and_a_fresh_library_get_their_own_message(browser: Browser, house: House) -> None:
    body = {"username": "Lasse", "password": "long enough", "role": "child", "age_limit": 6}
    house.owner.ask("POST", "/api/v1/users", 201, json=body)
    with house.server.sign_in("Lasse", "long enough") as child:
        token = child.headers["Authorization"][7:]
    with visitor(browser, house, token) as page:
        page.goto(house.url)
        expect(page.get_by_role("heading", name="Nothing for you yet")).to_be_visible()
        expect(page.get_by_text("certified for age 6")).to_be_visible()
        page.goto(f"{house.url}/library/{house.films}")
        expect(page.get_by_role("heading", name="Nothing for you here yet")).to_be_visible()

    def fresh(route: Route) -> None:
        libraries = route.fetch().json()
        route.fulfill(json=[{**library, "scan": None, "online": False} for library in libraries])

    with visitor(browser, house) as page:
        page.route("**/api/v1/library", fresh)
        page.route("**/cards?*", lambda route: route.fulfill(json={"cards": [], "next": None, "total": 0}))
        page.goto(f"{house.url}/library/{house.films}")
        expect(page.get_by_text("Titles appear here as the scan finds them.")).to_be_visible()


def test_duplicates_say_what_would_be_lost(browser: Browser, house: House) -> None:
    with visitor(browser, house) as page:
        page.goto(f"{house.url}/library/{house.films}/fix?tab=duplicates")
        group = page.get_by_role("region", name="Low Tide")
        expect(group.get_by_role("listitem").filter(has_text="Director's Cut.mp4")).to_contain_text(
            "the Director's Cut"
        )


def test_only_pages_are_answered_with_the_page(house: House) -> None:
    with house.server.client() as client:
        manifest = client.ask("GET", "/manifest.webmanifest")
        assert manifest["name"] == "Dim"
        for icon in manifest["icons"]:
            assert client.ask("GET", f"/{icon['src']}").headers["content-type"] == icon["type"]
        for path in (
            "/favicon.ico",
            "/robots.txt",
            "/.env",
            "/.well-known/security.txt",
            "/media/1.mkv",
            "/a.b/c",
            "/assets/x",
            "/sw.js",
        ):
            client.ask("GET", path, 404)
        for path in ("/", "/media/5", "/login", "/library/1/fix", "/no/such/page", "/index.html"):
            assert client.ask("GET", path).headers["content-type"].startswith("text/html")
