"""HTTPS in the UI: the section of the settings, and the page that explains how a device installs the authority."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.house import WAIT_MS, close
from support.server import OWNER, RunningServer, free_port

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile Safari/604.1"
INSECURE = "Object.defineProperty(window, 'isSecureContext', { value: false })"
"""As at an address of the network; on loopback, browsers grant everything."""


@pytest.fixture
def secure_server(start_server: Any) -> RunningServer:
    found: RunningServer = start_server(DIM_TLS="local", DIM_TLS_PORT=str(free_port()))
    return found


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce", user_agent=IPHONE, ignore_https_errors=True
    )
    context.add_init_script(f"if (location.protocol === 'http:') {INSECURE}")
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    yield page
    close(page.context)


def test_a_phone_is_led_to_https(secure_server: RunningServer, phone: Page, axe: Any) -> None:
    with secure_server.set_up() as owner:
        fingerprint = owner.ask("GET", "/.well-known/dim")["authority"]
    phone.goto(f"{secure_server.url}/secure")  # needs no sign-in
    expect(phone.get_by_role("heading", name="Secure connection")).to_be_visible()
    expect(phone.get_by_text("You opened Dim without HTTPS")).to_be_visible()
    expect(phone.get_by_text("Open Settings, tap “Profile Downloaded”")).to_be_visible()  # its own device is open
    expect(phone.get_by_text("search for “CA certificate”")).to_be_hidden()
    shown = re.sub(
        r"\s", "", phone.locator("section", has_text="Compare the fingerprint").locator(".font-mono").inner_text()
    )
    assert shown.removeprefix("Fingerprint:") == fingerprint.replace(":", "")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe.check(phone)
    profile = phone.get_by_role("link", name="Download the profile")
    assert profile.get_attribute("href") == "/.well-known/dim/ca.mobileconfig"
    phone.get_by_role("link", name="https://127.0.0.1").click()
    phone.wait_for_url(re.compile("^https://127.0.0.1"))
    phone.goto(phone.url.partition("/login")[0].rstrip("/") + "/secure")
    expect(phone.get_by_text("This device already opens Dim by HTTPS.")).to_be_visible()

    phone.goto(f"{secure_server.url}/login")
    phone.get_by_label("Username").fill(OWNER[0])
    phone.get_by_label("Password").fill(OWNER[1])
    phone.get_by_role("button", name="Sign in").click()
    phone.wait_for_url(re.compile(r"/$"))
    phone.goto(f"{secure_server.url}/settings?tab=network")
    section = phone.get_by_role("region", name="Secure connection")
    expect(section.get_by_text("signed by this server’s own authority")).to_be_visible()
    expect(section.get_by_text("You opened Dim without HTTPS")).to_be_visible()
    expect(section.get_by_text(re.compile("^Valid until"))).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe.check(phone)
