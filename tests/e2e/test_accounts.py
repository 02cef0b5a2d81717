"""Accounts: an invite, an avatar, a child, a device that is signed out, open registration with a captcha."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from support import media
from support.server import Api, RunningServer, add_library, titles, until


@pytest.fixture
def films(owner: Api, tmp_path: Path) -> int:
    for name in ("Bears (2001)", "Sharks (2002)", "Ghosts (2003)"):
        media.place(media.made("short.mp4", seconds=10), tmp_path / "films" / name / f"{name}.mp4")
        media.picture(tmp_path / "films" / name / "poster.jpg")
    return add_library(owner, tmp_path / "films", name="Films")


@pytest.fixture
def another(browser: Browser) -> Iterator[Page]:
    """A page on another user's device."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    yield opened
    context.close()


def sign_in(page: Page, server: RunningServer, name: str, password: str) -> None:
    page.goto(f"{server.url}/login")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name=re.compile("^Menu of"))).to_be_visible()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).select_option(label=option)


@pytest.mark.timeout(240)
def test_an_invited_child_sees_what_it_may_and_a_device_is_signed_out(
    server: RunningServer, owner: Api, films: int, page: Page, another: Page, axe: Any, tmp_path: Path
) -> None:
    # the owner certifies two films and invites a child
    sign_in(page, server, "Ada Åström", "correct horse")
    cards = titles(owner, films)
    for name, certification in (("Bears (2001)", "G"), ("Sharks (2002)", "R")):
        page.goto(f"{server.url}/media/{cards[name]['id']}")
        page.get_by_role("button", name="Edit", exact=True).click()
        page.get_by_label("Certification").fill(certification)
        axe.check(page)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text(certification, exact=True)).to_be_visible()
    page.goto(f"{server.url}/settings?tab=users")
    page.get_by_role("button", name="Invite someone").click()
    choose(page, "Role", "Child: watches titles certified for their age")
    choose(page, "Age limit", "Up to 6")
    axe.check(page)
    page.get_by_role("button", name="Create link").click()
    link = page.get_by_label("Invite link").input_value()
    assert link.startswith(f"{server.url}/register?invite=")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("1 use left")).to_be_visible()
    axe.check(page)

    # the child registers and chooses an avatar
    another.goto(link)
    expect(another.get_by_text("You were invited.")).to_be_visible()
    axe.check(another)
    another.get_by_label("Username").fill("Kim")
    another.get_by_label("Password", exact=True).fill("long enough")
    another.get_by_label("Confirm password").fill("not the same")
    another.get_by_role("button", name="Create account").click()
    expect(another.get_by_text("The passwords do not match.")).to_be_visible()
    another.get_by_label("Confirm password").fill("long enough")
    another.get_by_role("button", name="Create account").click()
    expect(another.get_by_role("heading", name="Welcome, Kim")).to_be_visible()
    axe.check(another)
    Image.new("RGB", (300, 400), "crimson").save(tmp_path / "me.png")
    another.get_by_label("Avatar file").set_input_files(tmp_path / "me.png")
    expect(another.get_by_role("button", name="Remove")).to_be_visible()
    another.get_by_label("Name", exact=True).fill("Kimmy")
    another.get_by_role("button", name="Save and continue").click()

    # the child sees only what is certified for its age
    expect(another.get_by_role("link", name="Bears")).to_be_visible()
    expect(another.get_by_role("link", name=re.compile("Sharks|Ghosts"))).to_have_count(0)
    picture = another.locator("header img[src*='/user/avatar/']")
    until(lambda: picture.evaluate("image => image.complete && image.naturalWidth > 0"), 10, "the child's avatar")
    another.get_by_role("searchbox").fill("sharks")
    expect(another.get_by_text("No results")).to_be_visible()
    another.goto(f"{server.url}/media/{cards['Sharks (2002)']['id']}")
    expect(another.get_by_role("alert")).to_contain_text("That does not exist")
    another.get_by_role("button", name="Menu of Kim").click()
    expect(another.get_by_role("menuitem", name="Settings")).to_have_count(0)
    another.keyboard.press("Escape")
    until(lambda: owner.ask("GET", "/api/v1/invites") == [], 5, "the invite's end")
    another.goto(link)
    expect(another.get_by_text("This invite is no longer valid")).to_be_visible()

    # a poster as avatar; another device, which is signed out at once
    another.goto(f"{server.url}/profile")
    another.get_by_role("button", name="From the catalog").click()
    another.get_by_role("button", name="Bears").click()
    expect(another.get_by_role("dialog")).to_be_hidden()
    axe.check(another)
    with server.sign_in("Kim", "long enough") as elsewhere:
        another.get_by_role("tab", name="Devices").click()
        devices = another.get_by_role("list", name="Devices").get_by_role("listitem")
        expect(devices).to_have_count(2)
        axe.check(another)
        another.get_by_role("button", name="Sign out all other devices").click()
        expect(devices).to_have_count(1)
        assert elsewhere.get("/api/v1/user").status_code == 401
    with server.sign_in("Kim", "long enough") as elsewhere:
        expect(devices).to_have_count(2)
        current = next(device["id"] for device in elsewhere.ask("GET", "/api/v1/user/devices") if not device["current"])
        elsewhere.ask("DELETE", f"/api/v1/user/devices/{current}", 201)
        expect(another.get_by_role("heading", name="Welcome back")).to_be_visible(timeout=5_000)


def test_a_token_for_a_script(server: RunningServer, owner: Api, page: Page, axe: Any) -> None:
    sign_in(page, server, "Ada Åström", "correct horse")
    page.goto(f"{server.url}/profile?tab=tokens")
    page.get_by_role("button", name="Create token").click()
    page.get_by_label("Name").fill("Backup script")
    axe.check(page)
    page.get_by_role("button", name="Create", exact=True).click()
    token = page.get_by_label("Token", exact=True).input_value()
    with server.client() as script:
        script.headers["Authorization"] = f"Bearer {token}"
        assert script.ask("GET", "/api/v1/user")["scopes"] == ["read"]
        script.ask("POST", "/api/v1/users", 403, json={"username": "x", "password": "password1"})
        page.get_by_role("button", name="Done").click()
        axe.check(page)
        page.get_by_role("button", name="Revoke Backup script").click()
        page.get_by_role("alertdialog").get_by_role("button", name="Revoke").click()
        expect(page.get_by_role("list", name="Access tokens")).to_have_count(0)
        script.ask("GET", "/api/v1/user", 401)
    page.goto(f"{server.url}/api/v1/docs")
    expect(page.get_by_text("/api/v1/auth/session").first).to_be_visible()


def test_open_registration(server: RunningServer, owner: Api, page: Page, another: Page, axe: Any) -> None:
    sign_in(page, server, "Ada Åström", "correct horse")
    page.goto(f"{server.url}/settings?tab=users")
    choose(page, "Who may register?", "Everyone, with a captcha")
    until(lambda: owner.ask("GET", "/api/v1/registration")["mode"] == "open", 5, "open registration")
    another.goto(f"{server.url}/login")
    another.get_by_role("link", name="Create one").click()
    expect(another.get_by_text("Verified that you are human.")).to_be_visible(timeout=30_000)
    axe.check(another)
    another.get_by_label("Username").fill("Visitor")
    another.get_by_label("Password", exact=True).fill("long enough")
    another.get_by_label("Confirm password").fill("long enough")
    another.get_by_role("button", name="Create account").click()
    expect(another.get_by_role("heading", name="Welcome, Visitor")).to_be_visible()
    another.get_by_role("button", name="Later").click()
    expect(page.get_by_role("listitem").filter(has_text="Visitor")).to_be_visible()


def test_a_duplicate_is_resolved(server: RunningServer, owner: Api, page: Page, axe: Any, tmp_path: Path) -> None:
    folder = tmp_path / "films"
    original = media.place(media.made("short.mp4", seconds=10), folder / "Orbit (2001).mp4")
    shutil.copy(original, folder / "Orbit, a copy (2002).mp4")
    media.settle(folder / "Orbit, a copy (2002).mp4")
    library = add_library(owner, folder, name="Films")
    assert len(titles(owner, library)) == 2
    sign_in(page, server, "Ada Åström", "correct horse")
    page.goto(f"{server.url}/library/{library}/fix?tab=duplicates")
    expect(page.get_by_text("No duplicates")).to_be_visible()
    page.get_by_role("button", name="Search for identical files").click()
    expect(page.get_by_text("Identical files", exact=True)).to_be_visible()
    axe.check(page)
    page.get_by_role("button", name="Merge into one title").click()
    expect(page.get_by_role("button", name="Merge into one title")).to_have_count(0)
    assert len(titles(owner, library)) == 1

    # one file is deleted, after two confirmations
    page.get_by_role("button", name="Delete file Orbit, a copy (2002).mp4").click()
    page.get_by_role("alertdialog", name="Delete “Orbit, a copy (2002).mp4”?").get_by_role(
        "button", name="Delete"
    ).click()
    page.get_by_role("alertdialog", name="Are you sure?").get_by_role("button", name="Move to trash").click()
    last = page.get_by_role("alertdialog", name="This disk has no trash")
    gone = page.get_by_text("No duplicates")
    expect(last.or_(gone).first).to_be_visible()
    if last.is_visible():
        last.get_by_role("button", name="Delete permanently").click()
    expect(gone).to_be_visible()
    assert not (folder / "Orbit, a copy (2002).mp4").exists()
    assert original.exists()


def test_a_library_is_filtered(server: RunningServer, owner: Api, films: int, page: Page, axe: Any) -> None:
    for name, card in titles(owner, films).items():
        owner.ask(
            "PATCH",
            f"/api/v1/media/{card['id']}",
            201,
            json={"genres": ["Animals"] if "Ghosts" not in name else ["Horror"]},
        )
    sign_in(page, server, "Ada Åström", "correct horse")
    page.goto(f"{server.url}/library/{films}")
    expect(page.get_by_text("3 titles")).to_be_visible()
    page.get_by_role("button", name="Filter").click()
    choose(page, "Genre", "Animals (2)")
    axe.check(page)
    page.keyboard.press("Escape")
    expect(page.get_by_text("2 titles")).to_be_visible()
    expect(page.get_by_role("link", name="Ghosts")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("2 titles")).to_be_visible()
    page.get_by_role("button", name="Remove filter Animals").click()
    expect(page.get_by_text("3 titles")).to_be_visible()
