"""How the UI loads: a small first page, the player's code after it, skeletons, and a part that cannot be loaded."""

import re
from pathlib import Path

from playwright.sync_api import Page, Request, Route, expect

from e2e.test_administration import signed_in
from support import media
from support.server import Api, RunningServer, add_library

LARGEST_FIRST_PAGE = 150_000
LIBRARY_CHUNK = re.compile(r"/assets/LibraryPage-.*\.js")


def script_sizes(page: Page, url: str) -> dict[str, int]:
    """Load a page; the scripts that it loads before the browser is idle, with their bytes as sent."""
    loaded: list[Request] = []
    page.on("requestfinished", lambda request: loaded.append(request) if request.resource_type == "script" else None)
    page.goto(url, wait_until="networkidle")
    names = {request.url.rpartition("/")[2]: request.sizes()["responseBodySize"] for request in loaded}
    prefetched = [name for name in names if re.match("PlayerPage|prefetch|UserMenu|Toaster", name)]
    after = list(names).index(prefetched[0]) if prefetched else len(names)
    return dict(list(names.items())[:after])


def test_the_first_page_is_small_and_the_player_is_prefetched(
    server: RunningServer, owner: Api, page: Page, tmp_path: Path
) -> None:
    media.place(media.made("short.mp4", seconds=10), tmp_path / "films" / "Film (2003).mp4")
    add_library(owner, tmp_path / "films", name="Films")
    login = script_sizes(page, f"{server.url}/login")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert 50_000 < sum(login.values()) <= LARGEST_FIRST_PAGE, login
    assert not [name for name in login if name.startswith("PlayerPage")]
    home = script_sizes(signed_in(page, owner, server), server.url)
    expect(page.get_by_role("link", name="Film", exact=True)).to_be_visible()
    assert sum(home.values()) <= LARGEST_FIRST_PAGE, home
    page.wait_for_function(
        "() => performance.getEntriesByType('resource').some(entry => entry.name.includes('/PlayerPage-'))"
    )


def test_a_page_shows_its_skeleton_until_its_code_is_there(
    server: RunningServer, owner: Api, page: Page, tmp_path: Path
) -> None:
    (tmp_path / "films").mkdir()
    add_library(owner, tmp_path / "films", name="Films")
    held: list[Route] = []
    page.route(LIBRARY_CHUNK, lambda route: held.append(route))
    signed_in(page, owner, server).goto(server.url)
    page.get_by_role("navigation", name="Libraries").get_by_role("link", name="Films").click()
    expect(page.locator("[aria-busy=true] .skeleton").first).to_be_visible()
    expect(page.get_by_role("navigation", name="Libraries")).to_be_visible()
    for route in held:
        route.continue_()
    expect(page.get_by_role("heading", name="Films")).to_be_visible()


def test_a_part_that_cannot_be_loaded_offers_to_reload(
    server: RunningServer, owner: Api, page: Page, tmp_path: Path
) -> None:
    """As after an upgrade: the page asks for a file that the new server does not have."""
    (tmp_path / "films").mkdir()
    add_library(owner, tmp_path / "films", name="Films")
    signed_in(page, owner, server).goto(server.url)
    page.route(LIBRARY_CHUNK, lambda route: route.fulfill(status=404))
    page.get_by_role("navigation", name="Libraries").get_by_role("link", name="Films").click()
    expect(page.get_by_role("alert")).to_contain_text("This part of Dim could not be loaded.")
    expect(page.get_by_role("navigation", name="Libraries")).to_be_visible()
    page.unroute(LIBRARY_CHUNK)
    page.get_by_role("button", name="Reload the page").click()
    expect(page.get_by_role("heading", name="Films")).to_be_visible()
