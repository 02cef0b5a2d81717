"""Forms of the UI: changes are not lost, and the password is asked for again where the server wants it."""

import sqlite3
from contextlib import closing
from typing import Any

import jwt
from playwright.sync_api import Browser, Dialog, expect

from e2e.house import House, visitor
from support.server import OWNER


def test_a_changed_form_is_not_lost(browser: Browser, house: House, axe: Any) -> None:
    with visitor(browser, house) as page:
        page.goto(house.url)
        page.get_by_role("link", name="Paper Orbit", exact=True).click()
        page.get_by_role("button", name="Edit").click()
        overview = page.get_by_label("Overview")
        overview.press_sequentially("Either/or")
        expect(overview).to_have_value("Either/or")
        question = page.get_by_role("alertdialog", name="Discard your changes?")
        keep = question.get_by_role("button", name="Keep editing")
        page.keyboard.press("Escape")
        axe.check(page)
        keep.click()
        page.get_by_role("button", name="Close").click()
        keep.click()
        page.mouse.click(5, 5)  # beside the dialog
        keep.click()
        page.go_back()
        keep.click()
        expect(overview).to_have_value("Either/or")
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        page.once("dialog", stay)
        page.evaluate("() => window.location.reload()")
        page.wait_for_timeout(200)
        assert asked == ["beforeunload"]
        page.get_by_label("Tagline").fill("Folded once, flown for ever.")
        page.get_by_label("Original title").fill("Papierbahn")
        page.get_by_label("Rating").fill("7.4")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        for text in ("Folded once, flown for ever.", "Papierbahn", "7.4", "Either/or"):
            expect(page.get_by_role("article")).to_contain_text(text)
        page.get_by_role("button", name="Edit").click()
        page.keyboard.press("Escape")  # nothing was changed
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox", name="Search")).to_be_focused()

        page.goto(f"{house.url}/profile")
        page.get_by_label("Name", exact=True).fill("Someone else")
        page.get_by_role("link", name="Dim, home").click()
        question.get_by_role("button", name="Discard").click()
        expect(page.get_by_role("heading", name="Recently added")).to_be_visible()


def age(house: House, token: str) -> None:
    """Let a sign-in be older than what changes of accounts allow."""
    sign_in = jwt.decode(token, options={"verify_signature": False})["sid"]
    with closing(sqlite3.connect(house.server.data / "dim.sqlite3", timeout=10)) as database, database:
        database.execute("UPDATE refresh_token SET password_at = password_at - 1000 WHERE id = ?", [sign_in])
    with house.server.sign_in() as other:  # the end of a sign-in has the server look all of them up again
        other.ask("DELETE", "/api/v1/auth/session", 201)


def signed_in(house: House, username: str, password: str) -> str:
    """The token of a new sign-in."""
    body = {"username": username, "password": password}
    with house.server.client() as client:
        token: str = client.ask("POST", "/api/v1/auth/session", 201, json=body)["jwt"]
    return token


def test_the_password_is_asked_for_again(browser: Browser, house: House, axe: Any) -> None:
    """Against a server that wants it: where the sign-in is older than 15 minutes."""
    token = signed_in(house, *OWNER)
    age(house, token)
    devices = len(house.owner.ask("GET", "/api/v1/user/devices"))
    with visitor(browser, house, token, expected=("403", "401")) as page:
        dialog = page.get_by_role("dialog", name="Enter your password")

        def enter(password: str) -> None:
            dialog.get_by_label("Your password").fill(password)
            dialog.get_by_role("button", name="Continue").click()

        def add(name: str) -> None:
            page.get_by_role("button", name="Add a user").click()
            page.get_by_label("Username").fill(name)
            page.get_by_label("Password").fill("long enough")
            page.get_by_role("button", name="Add user").click()

        def edit(name: str, role: str) -> None:
            page.get_by_role("button", name=f"Edit {name}").click()
            page.get_by_label("Role").select_option(role.lower())
            page.get_by_role("button", name="Save").click()

        # adding a user: cancelled, then with a wrong and the right password
        page.goto(f"{house.url}/settings?tab=users")
        add("Noa")
        dialog.get_by_role("button", name="Cancel").click()
        form = page.get_by_role("dialog", name="Add a user")
        expect(form.get_by_role("alert")).to_be_visible()
        form.get_by_role("button", name="Add user").click()
        enter("wrong")
        expect(dialog).to_contain_text("That password is wrong.")
        axe.check(page)
        enter(OWNER[1])
        noa = page.get_by_role("listitem").filter(has_text="Noa")
        expect(noa).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)

        # just signed in again: nothing is asked. Once that is old, a change of a role and a new token ask
        edit("Noa", "Child")
        expect(noa).to_contain_text("Child")
        age(house, token)
        edit("Noa", "Admin")
        enter(OWNER[1])
        expect(noa).to_contain_text("Admin")
        age(house, token)
        page.goto(f"{house.url}/profile?tab=tokens")
        page.get_by_role("button", name="Create token").click()
        page.get_by_label("Name").fill("Script")
        page.get_by_role("button", name="Create", exact=True).click()
        enter(OWNER[1])
        expect(page.get_by_label("Token", exact=True)).to_be_visible()
    assert len(house.owner.ask("GET", "/api/v1/user/devices")) == devices


def test_an_admin_of_one_library_is_offered_what_they_may_do(browser: Browser, house: House) -> None:
    body = {"username": "Edda", "password": "long enough", "role": "admin", "libraries": [house.films]}
    house.owner.ask("POST", "/api/v1/users", 201, json=body)
    house.owner.ask("POST", "/api/v1/users", 201, json={"username": "Ole", "password": "long enough", "role": "member"})
    with visitor(browser, house, signed_in(house, "Edda", "long enough")) as page:
        page.goto(f"{house.url}/settings?tab=libraries")
        page.get_by_role("button", name="More for Films").click()
        page.get_by_role("menuitem", name="Edit library").click()
        editing = page.get_by_role("dialog", name="Edit library")
        expect(editing.get_by_label("Name")).to_have_value("Films")
        expect(editing.get_by_text("Folders")).to_have_count(0)
        editing.get_by_role("button", name="Save").click()
        expect(editing).to_have_count(0)
        expect(page.get_by_role("button", name="Add a library")).to_have_count(0)
        page.get_by_role("tab", name="Users").click()
        expect(page.get_by_role("listitem").filter(has_text="Ole")).to_be_visible()
        expect(page.get_by_role("button", name="Edit Ole")).to_have_count(0)
        page.get_by_role("button", name="Add a user").click()
        page.get_by_label("Username").fill("Ada-Lou")
        page.get_by_label("Password").fill("long enough")
        expect(page.get_by_label("All, including future libraries")).to_have_count(0)
        page.get_by_role("button", name="Add user").click()
        expect(page.get_by_role("listitem").filter(has_text="Ada-Lou")).to_contain_text("Films")
