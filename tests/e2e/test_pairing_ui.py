"""Pairing in two browsers: a TV shows a code, a phone that is signed in approves or denies it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.house import WAIT_MS, close
from support.server import OWNER, Api, RunningServer

TV_AGENT = (
    "Mozilla/5.0 (Linux; Android 12; BRAVIA 4K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
)


def opened(browser: Browser, width: int, height: int, agent: str | None = None) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce", user_agent=agent
    )
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    return page


@pytest.fixture
def tv(browser: Browser) -> Iterator[Page]:
    page = opened(browser, 1920, 1080, TV_AGENT)
    yield page
    close(page.context)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    page = opened(browser, 390, 844)
    yield page
    close(page.context)


def code_of(tv: Page) -> str:
    """The code that the TV shows."""
    shown = tv.get_by_text(re.compile(r"^[B-Z]{3}-[B-Z]{3}$"))
    expect(shown).to_be_visible()
    return shown.inner_text()


@pytest.mark.timeout(120)
def test_a_phone_signs_in_a_tv(server: RunningServer, owner: Api, tv: Page, phone: Page, axe: Any) -> None:
    # the TV is sent to the page that shows a code; the arrows lead to the other way and back
    tv.goto(f"{server.url}/profile?tab=devices")
    code_of(tv)
    tv.keyboard.press("ArrowDown")
    tv.keyboard.press("Enter")
    expect(tv.get_by_label("Username")).to_be_focused()
    for _ in range(3):
        tv.keyboard.press("ArrowDown")
    expect(tv.get_by_role("link", name="Sign in with your phone")).to_be_focused()
    tv.keyboard.press("Enter")
    code = code_of(tv)
    scanned = tv.get_by_role("img", name=re.compile("^QR code"))
    assert scanned.get_attribute("alt") == f"QR code: {server.url}/pair?code={code}"
    assert scanned.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    expect(tv.get_by_role("timer")).to_contain_text(re.compile(r"(10:00|9:\d\d)"))
    axe.check(tv)

    # the phone opens what the QR code says, and signs in first
    phone.goto(f"{server.url}/pair?code={code}")
    phone.get_by_label("Username").fill(OWNER[0])
    phone.get_by_label("Password").fill(OWNER[1])
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.get_by_text(f"It asks to sign in as {OWNER[0]}.")).to_be_visible()
    expect(phone.get_by_text("Chrome on Android TV")).to_be_visible()
    expect(phone.get_by_text(code, exact=True)).to_be_visible()
    expect(phone.get_by_text("This device is not in your network")).to_have_count(0)
    axe.check(phone)
    phone.get_by_role("button", name="Approve").click()
    expect(phone.get_by_role("heading", name="Approved")).to_be_visible()
    axe.check(phone)

    # the TV is signed in by itself, and gets to where it wanted to go
    expect(tv.get_by_role("list", name="Devices").get_by_text("This device")).to_be_visible()
    phone.get_by_role("link", name="Your devices").click()
    row = phone.get_by_role("list", name="Devices").get_by_role("listitem").filter(has_text="Chrome on Android TV")
    row.get_by_role("button", name="Sign out").click()
    expect(tv.get_by_role("heading", name="Sign in with your phone")).to_be_visible()


def test_a_code_is_typed_and_denied(server: RunningServer, owner: Api, tv: Page, phone: Page, axe: Any) -> None:
    token = owner.headers["Authorization"][7:]
    phone.context.add_cookies([{"name": "dim_session", "value": token, "url": server.url}])
    tv.goto(f"{server.url}/login/phone")
    code = code_of(tv)
    phone.goto(f"{server.url}/profile?tab=devices")
    phone.get_by_role("link", name="Add a device").click()
    phone.get_by_label("Code").fill("bcd fgh")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("No device shows this code, or it has expired.")).to_be_visible()
    axe.check(phone)
    phone.get_by_label("Code").fill(code.replace("-", "").lower())
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Approve this device?")).to_be_visible()
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("button", name="Deny")).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Denied")).to_be_visible()
    expect(tv.get_by_role("alert")).to_have_text("The request was denied on the other device.")
    axe.check(tv)
    tv.keyboard.press("Enter")  # "Try again" has the focus
    assert code_of(tv) != code
    detail = "Too many wrong codes. Try again in 8 seconds."
    answer = {"status": 429, "content_type": "application/problem+json", "body": json.dumps({"detail": detail})}
    phone.route("**/api/v1/auth/device/*", lambda route: route.fulfill(**answer))
    phone.goto(f"{server.url}/pair?code={code_of(tv)}")
    expect(phone.get_by_text(detail)).to_be_visible()
