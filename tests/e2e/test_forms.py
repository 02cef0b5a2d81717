"""Forms of the UI: changes are not lost, and the password is asked for again where the server wants it."""

import json
import re
from typing import Any

from playwright.sync_api import Browser, Dialog, Page, Route, expect

from e2e.house import House, visitor


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


def test_the_password_is_asked_for_again(browser: Browser, house: House, axe: Any) -> None:
    problem = {
        "type": "urn:dim:problem:sign-in-again",
        "title": "Sign in again",
        "status": 403,
        "detail": "Sign in again.",
    }

    def refuse(route: Route) -> None:
        route.fulfill(status=403, content_type="application/problem+json", body=json.dumps(problem))

    def add(page: Page, name: str) -> None:
        page.get_by_role("button", name="Add a user").click()
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill("long enough")
        page.route(
            re.compile("/api/v1/users$"),
            lambda route: refuse(route) if route.request.method == "POST" else route.continue_(),
            times=1,
        )
        page.get_by_role("button", name="Add user").click()

    with visitor(browser, house, expected=("403", "401")) as page:
        page.goto(f"{house.url}/settings?tab=users")
        expect(page.get_by_role("listitem").first).to_be_visible()
        add(page, "Noa")
        dialog = page.get_by_role("dialog", name="Enter your password")
        dialog.get_by_label("Your password").fill("wrong")
        dialog.get_by_role("button", name="Continue").click()
        expect(dialog).to_contain_text("That password is wrong.")
        axe.check(page)
        dialog.get_by_label("Your password").fill("correct horse")
        dialog.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("listitem").filter(has_text="Noa")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
        add(page, "Una")
        dialog.get_by_role("button", name="Cancel").click()
        expect(page.get_by_role("dialog", name="Add a user")).to_contain_text("Sign in again.")
