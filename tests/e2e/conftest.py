"""A real browser: Debian's Chromium, driven by Playwright."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from e2e.house import WAIT_MS, House, build_house, close
from support.server import Api, RunningServer

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--autoplay-policy=no-user-gesture-required", "--mute-audio",
]  # fmt: skip

expect.set_options(timeout=WAIT_MS)  # its own 5 s are too short for a scan on a busy machine


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for the tests of a module: while Playwright runs, no other test can run an event loop."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a new browser profile; an uncaught error in it fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(WAIT_MS)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    close(context)
    assert errors == []


@pytest.fixture(scope="module")
def house(lasting_house: House) -> House:
    """A server with films and shows, for all tests that leave it as it is, but for what its users do."""
    with lasting_house.server.sign_in() as again:  # the server asks for the password after a while
        lasting_house.owner.headers["Authorization"] = again.headers["Authorization"]
    return lasting_house


@pytest.fixture(scope="session")
def lasting_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    disk = tmp_path_factory.mktemp("house")
    server = RunningServer(disk / "data").start()
    try:
        with server.set_up() as owner:
            yield build_house(server, owner, disk)
    finally:
        server.stop()


class Axe:
    """Checks the accessibility of pages."""

    def __init__(self) -> None:
        self.script = AXE.read_text()

    def check(self, page: Page) -> None:
        """Fail on serious and critical violations."""
        page.evaluate(self.script)  # through DevTools, which the content security policy does not restrict
        found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
        serious = [
            f"{violation['id']}: {node['html'][:200]} ({node.get('failureSummary', '')[:200]})"
            for violation in found
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        ]
        assert serious == [], f"{page.url}\n" + "\n".join(serious)


@pytest.fixture(scope="session")
def axe() -> Axe:
    """The accessibility checker."""
    return Axe()


@pytest.fixture
def numbers_page(browser: Browser, server: RunningServer, owner: Api) -> Iterator[Page]:
    """A page with the owner signed in, in which a script of the test may analyse the audio."""
    context = browser.new_context(bypass_csp=True, viewport={"width": 960, "height": 540})
    token = owner.headers["Authorization"][7:]
    context.add_cookies([{"name": "dim_session", "value": token, "url": server.url}])
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    yield page
    close(context)
