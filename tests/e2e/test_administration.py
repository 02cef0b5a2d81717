"""The owner administers the server while a member watches."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from e2e.player import advancing
from support import media
from support.server import Api, RunningServer, add_library, titles


def signed_in(page: Page, api: Api, server: RunningServer) -> Page:
    """The page, with a user signed in."""
    token = api.headers["Authorization"][7:]
    page.context.add_cookies([{"name": "dim_session", "value": token, "url": server.url}])
    return page


def test_administration(
    server: RunningServer, owner: Api, browser: Browser, page: Page, axe: Any, tmp_path: Path
) -> None:
    media.place(media.made("hevc.mkv", video="hevc", audio=("ac3",)), tmp_path / "films" / "Heavy Film (2003).mkv")
    media.place(media.made("short.mp4", seconds=10), tmp_path / "films" / "Gone Film (2005)" / "Gone Film (2005).mp4")
    (tmp_path / "others").mkdir()
    films = add_library(owner, tmp_path / "films", name="Films")
    add_library(owner, tmp_path / "others", name="Others")
    gone = titles(owner, films)["Gone Film (2005)"]["id"]
    signed_in(page, owner, server).goto(f"{server.url}/settings?tab=users")

    # a user with one of two libraries
    page.get_by_role("button", name="Add a user").click()
    page.get_by_label("Username").fill("Bo")
    page.get_by_label("Password").fill("short")
    page.get_by_role("checkbox", name="All, including future libraries").click()
    page.get_by_role("checkbox", name="Films").click()
    axe.check(page)
    page.get_by_role("button", name="Add user").click()
    expect(page.get_by_text("A password has at least 8 characters.")).to_be_visible()
    page.get_by_label("Password").fill("long enough")
    page.get_by_role("button", name="Add user").click()
    entry = page.get_by_role("listitem").filter(has_text="Bo")
    expect(entry).to_contain_text("Films")

    # the new member sees only that library, and watches
    context = browser.new_context()
    with server.sign_in("Bo", "long enough") as member:
        other = signed_in(context.new_page(), member, server)
        other.goto(server.url)
        expect(other.get_by_role("navigation", name="Libraries").get_by_role("link")).to_have_text(["Home", "Films"])
        other.goto(f"{server.url}/settings")
        expect(other.get_by_text("For owners and admins only")).to_be_visible()
        other.goto(f"{server.url}/play/{titles(owner, films)['Heavy Film (2003)']['id']}")
        advancing(other, 320, 180)

        # the owner sees the stream, and why it is transcoded
        page.get_by_role("tab", name="Playing now").click()
        playing = page.get_by_role("tabpanel").get_by_role("listitem").first
        expect(playing).to_contain_text("Heavy Film")
        expect(playing).to_contain_text("Bo · Chrome on Linux")
        expect(playing).to_contain_text("This device does not play HEVC video.")
        axe.check(page)

        # a removed member is signed out at once
        page.get_by_role("tab", name="Users").click()
        page.get_by_role("button", name="Remove Bo").click()
        page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
        expect(entry).to_have_count(0)
        expect(other.get_by_role("heading", name="Welcome back")).to_be_visible(timeout=10_000)
    context.close()

    # a title whose folder is gone, until the owner removes it
    (tmp_path / "films" / "Gone Film (2005)").rename(tmp_path / "elsewhere")
    page.goto(f"{server.url}/media/{gone}")
    expect(page.get_by_text("The files of this title are missing")).to_be_visible()
    axe.check(page)
    page.get_by_role("button", name="Remove from the catalog").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("heading", name="Films")).to_be_visible()
    expect(page.get_by_role("link", name="Gone Film")).to_have_count(0)
    page.goto(f"{server.url}/settings")

    # a token for an external scanner
    page.get_by_role("tab", name="Libraries").click()
    page.get_by_role("button", name="More for Films").click()
    page.get_by_role("menuitem", name="Scanner tokens").click()
    page.get_by_label("Name").fill("My scanner")
    page.get_by_role("button", name="Create token").click()
    token = page.get_by_label("Token", exact=True).input_value()
    axe.check(page)
    with server.client() as scanner:
        scanner.headers["Authorization"] = f"Bearer {token}"
        assert scanner.ask("GET", "/api/v1/scanner")["library_id"] == films
        page.get_by_role("button", name="Revoke My scanner").click()
        expect(page.get_by_role("list", name="Scanner tokens")).to_have_count(0)
        scanner.ask("GET", "/api/v1/scanner", 401)
    page.keyboard.press("Escape")

    # a library is renamed and removed; its files stay
    page.get_by_role("button", name="More for Films").click()
    page.get_by_role("menuitem", name="Edit library").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Pictures")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="Pictures")).to_be_visible()
    page.get_by_role("region", name="Pictures").get_by_role("button", name="Scan", exact=True).click()
    page.get_by_role("button", name="More for Pictures").click()
    page.get_by_role("menuitem", name="Remove").click()
    axe.check(page)
    page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("region", name="Pictures")).to_have_count(0)
    assert (tmp_path / "films" / "Heavy Film (2003).mkv").exists()


def test_error_pages_lead_home(server: RunningServer, owner: Api, page: Page, axe: Any) -> None:
    page.goto(f"{server.url}/media/12345")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    signed_in(page, owner, server).goto(f"{server.url}/media/12345")
    for path in ("media/12345", "season/12345", "episode/12345", "library/12345", "play/12345"):
        page.goto(f"{server.url}/{path}")
        expect(page.get_by_role("alert")).to_contain_text(re.compile("does not exist|There is no"))
        expect(page).to_have_title("Not found – Dim")
    page.goto(f"{server.url}/no/such/page")
    page.get_by_role("link", name=re.compile("^Home$")).first.click()
    expect(page.get_by_role("heading", name="Add your first library")).to_be_visible()
    axe.check(page)


def test_a_large_grid_scrolls_to_any_position(server: RunningServer, owner: Api, page: Page, tmp_path: Path) -> None:
    content = media.made("tiny.mp4", seconds=1, size="64x64").read_bytes()
    for number in range(400):
        film = tmp_path / "many" / f"Film {number:04} (2000).mp4"
        film.parent.mkdir(exist_ok=True)
        film.write_bytes(content + (16).to_bytes(4, "big") + b"free" + f"{number:08}".encode())
        media.settle(film)
    library = add_library(owner, tmp_path / "many", name="Many")
    signed_in(page, owner, server).goto(f"{server.url}/library/{library}")
    expect(page.get_by_text("400 titles")).to_be_visible()
    expect(page.get_by_role("link", name="Film 0000")).to_be_visible()
    assert page.get_by_role("listitem").count() < 150
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.get_by_role("link", name="Film 0399")).to_be_visible()
    page.wait_for_timeout(300)  # the router saves the scroll position 0.1 s after the last scroll
    page.get_by_role("link", name="Film 0399").click()
    expect(page.get_by_role("heading", name="Film 0399")).to_be_visible()
    page.wait_for_timeout(300)
    page.go_back()
    expect(page.get_by_role("link", name="Film 0399")).to_be_visible()


def choose_folder(page: Page, path: Path) -> None:
    """In the folder picker of the dialog on top, walk down from the root."""
    picker = page.get_by_role("dialog").last
    picker.get_by_role("button", name="/", exact=True).click()
    for name in path.parts[1:]:
        picker.get_by_role("list", name="Folders").get_by_role("button", name=name, exact=True).click()
    expect(picker.locator("output")).to_have_text(str(path))


def add_folder(page: Page, path: Path) -> None:
    """Add a folder in the dialog of a library."""
    page.get_by_role("dialog").last.get_by_role("button", name=re.compile("^Add (another )?folder$")).click()
    expect(page.get_by_role("heading", name="Add folder")).to_be_visible()
    choose_folder(page, path)
    page.get_by_role("button", name="Add this folder").click()
    expect(page.get_by_role("heading", name="Add folder")).to_have_count(0)


def test_a_library_of_two_folders(server: RunningServer, owner: Api, page: Page, axe: Any, tmp_path: Path) -> None:
    disks = tmp_path / "disk 1" / "films", tmp_path / "disk 2" / "films"
    for disk, name in zip(disks, ("Paper Orbit (1986)", "Glass River (1990)"), strict=True):
        media.place(media.made("short.mp4", seconds=10), disk / name / f"{name}.mp4")
        media.place(media.made("short.mp4", seconds=10), disk / "Low Tide (2002)" / "Low Tide (2002).mp4")
    (tmp_path / "disk 1" / "films" / "Empty").mkdir()
    signed_in(page, owner, server).goto(f"{server.url}/settings")

    # one is added with two folders; the picker says which folder the library has already
    page.get_by_role("button", name="Add a library").click()
    choose_folder(page, disks[0])
    add_folder(page, disks[1])
    listed = page.get_by_role("dialog").get_by_role("list", name="Folders").get_by_role("listitem")
    expect(listed).to_have_text([re.compile("disk 1/films"), re.compile("disk 2/films"), "Add folder"])
    page.get_by_role("button", name="Add folder").click()
    choose_folder(page, disks[1])
    expect(page.get_by_role("button", name="Already in this library")).to_be_disabled()
    page.get_by_role("button", name="Close").last.click()

    # a folder inside another one is refused where it is listed
    add_folder(page, disks[0] / "Empty")
    page.get_by_role("button", name="Add library").click()
    expect(listed.nth(2).get_by_role("alert")).to_contain_text("already has the folder")
    axe.check(page)
    listed.nth(2).get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Add library").click()
    library = page.get_by_role("region", name="Movies")
    expect(library).to_contain_text("3 titles · 4 files")
    expect(library.get_by_role("list", name="Folders").get_by_role("listitem")).to_have_text(
        [str(disk) for disk in disks]
    )

    # both are in the library; a title of both says which version lies where
    page.get_by_role("navigation", name="Libraries").get_by_role("link", name="Movies").click()
    for name in ("Paper Orbit", "Glass River", "Low Tide"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    page.get_by_role("link", name="Low Tide", exact=True).click()
    for disk in disks:
        expect(page.get_by_text(str(disk), exact=True)).to_be_visible()
    axe.check(page)

    def edit() -> None:
        page.goto(f"{server.url}/settings")
        page.get_by_role("button", name="More for Movies").click()
        page.get_by_role("menuitem", name="Edit library").click()

    # without the second folder, what only that one has is gone; the last folder stays
    edit()
    page.get_by_role("button", name=f"Remove {disks[1]}").click()
    expect(page.get_by_role("dialog")).to_contain_text("The files stay on the disk")
    expect(page.get_by_role("button", name=f"Remove {disks[0]}")).to_be_disabled()
    axe.check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(library).to_contain_text("2 titles · 2 files")
    page.get_by_role("navigation", name="Libraries").get_by_role("link", name="Movies").click()
    expect(page.get_by_role("link", name="Low Tide", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Glass River", exact=True)).to_have_count(0)

    # added again, it is back
    edit()
    add_folder(page, disks[1])
    expect(listed.nth(1)).to_contain_text("New")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("navigation", name="Libraries").get_by_role("link", name="Movies").click()
    expect(page.get_by_role("link", name="Glass River", exact=True)).to_be_visible()
    expect(page.get_by_text("3 titles")).to_be_visible()
