"""The fix screen says why a name was read as it was, and lists what is hidden; with the keyboard, on a phone and on a TV."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from e2e.house import House, visitor
from support import media
from support.server import titles

PATH = "Some Show (2009)/Some Show 409 118.mp4"
READING = {
    "kind": "episode", "title": "Some Show", "titles": ["Some Show", "Eine Show"], "year": 2009, "season": 4, "episodes": [9],
    "absolute": [], "date": None, "episode_title": None, "part": None, "edition": None, "extra": None, "score": 6.5,
    "confidence": {"title": 0.98, "season": 0.74, "episodes": 0.55},
}  # fmt: skip


def evidence(field: str, says: str, because: str, text: str | None, weight: float) -> dict[str, Any]:
    start = PATH.rindex(text) if text else None
    return {"field": field, "says": says, "because": because, "start": start, "end": start + len(text) if text and start else None, "weight": weight}  # fmt: skip


CHOSEN = {
    **READING,
    "evidence": [
        evidence("title", "Some Show", "the folder and the file agree", "Some Show", 4.1),
        evidence("year", "2009", "a year in brackets after the title", "2009", 3.2),
        evidence("episodes", "season 4, episode 9", "a number of three digits after the title", "409", 2.1),
        evidence("season", "season 4", "the files beside it have season 4", None, 1.2),
        evidence("episodes", "not episode 118", "a second number was left over", "118", -0.8),
        evidence("absolute", "118 over all seasons", "a number after the episode", "118", 0.6),
        evidence("kind", "an episode", "the library has shows", None, 0.4),
    ],
}
RUNNER_UP = {
    **READING, "season": 1, "episodes": [118], "score": 4.0,
    "evidence": [evidence("episodes", "episode 118", "the last number of the name", "118", 1.9)],
}  # fmt: skip


@dataclass(frozen=True)
class Shelf:
    """A library of the house whose scanner is the test: a doubtful episode, a sample, and a trailer."""

    house: House
    library: int

    @property
    def url(self) -> str:
        return f"{self.house.url}/library/{self.library}/fix"


@pytest.fixture(scope="module")
def shelf(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    disk = tmp_path_factory.mktemp("why")
    body = {"name": "Named oddly", "path": str(disk), "type": "show", "scanner": "external"}
    library = house.owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    try:
        token = house.owner.ask("POST", f"/api/v1/library/{library}/scanner-token", 201, json={"name": "test"})["token"]
        show = {"title": "Some Show", "year": 2009}
        files = [
            (
                PATH,
                {
                    **show,
                    "kind": "episode",
                    "season": 4,
                    "episodes": [9],
                    "doubt": "“409” was read as season 4, episode 9.",
                },
            ),
            ("Some Show (2009)/Some Show S04E10-sample.mp4", {**show, "kind": "sample"}),
            ("Some Show (2009)/Trailers/First look.mp4", {**show, "kind": "extra"}),
        ]
        with house.server.client() as scanner:
            scanner.headers["Authorization"] = f"Bearer {token}"
            for path, identity in files:
                found = media.place(media.made("tiny.mp4", seconds=1, size="64x64", audio=()), disk / path).stat()
                entry = {"path": path, "size": found.st_size, "mtime_ns": found.st_mtime_ns, "identity": identity}
                scanner.ask("POST", "/api/v1/scanner/reports", 201, json={"files": [entry]})
        yield Shelf(house, library)
    finally:
        house.owner.ask("DELETE", f"/api/v1/library/{library}", 201)


def explain(page: Page, chosen: dict[str, Any], runner_up: dict[str, Any] | None, pinned: bool = False) -> None:
    """Have the server's explanation replaced."""
    body = json.dumps({"path": PATH, "pinned": pinned, "chosen": chosen, "runner_up": runner_up})
    page.unroute("**/why")
    page.route("**/why", lambda route: route.fulfill(body=body, content_type="application/json"))


def fits(page: Page) -> None:
    """Nothing is cut off: neither the page nor the dialog is wider than the window."""
    assert page.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth")
    dialog = page.get_by_role("dialog")
    assert dialog.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    box = dialog.bounding_box()
    size = page.viewport_size
    assert box is not None and size is not None
    assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"] and box["y"] >= 0
    assert box["y"] + box["height"] <= size["height"] + 1


SIZES = [(1440, 900), (390, 844), (1920, 1080)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_why_on_every_screen(browser: Browser, shelf: Shelf, axe: Any, width: int, height: int, tmp_path: Path) -> None:
    with visitor(browser, shelf.house, viewport={"width": width, "height": height}) as page:
        explain(page, CHOSEN, RUNNER_UP)
        page.goto(f"{shelf.url}?tab=doubtful")
        why = page.get_by_role("button", name="Why?")
        why.focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Why was it read this way?")
        read = dialog.get_by_role("region", name="Read as")
        expect(read).to_contain_text("Season 4, episode 9 of Some Show (2009)")
        expect(read).to_contain_text("Also called “Eine Show”")
        expect(read.get_by_role("listitem").first).to_contain_text(
            "the folder and the file agree, speaks strongly for it"
        )
        expect(read.get_by_text("speaks slightly against it")).to_have_count(1)
        expect(dialog.get_by_title("Read as the episode", exact=True)).to_have_text("409")
        expect(dialog.get_by_role("region", name="It could also be")).to_contain_text(
            "Season 1, episode 118 of Some Show"
        )
        axe.check(page)
        fits(page)
        page.screenshot(path=tmp_path / "why.png")
        read.get_by_text("2 more reasons").click()
        expect(read.get_by_text("the library has shows")).to_be_visible()
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(why).to_be_focused()


def test_the_other_reading_is_used_and_undone(browser: Browser, shelf: Shelf) -> None:
    with visitor(browser, shelf.house) as page:
        explain(page, CHOSEN, RUNNER_UP)
        page.goto(f"{shelf.url}?tab=doubtful")
        page.get_by_role("button", name="Why?").click()
        page.get_by_role("button", name="Use this reading").click()
        expect(page.get_by_text("No doubtful files")).to_be_visible()
        show = titles(shelf.house.owner, shelf.library)["Some Show (2009)"]["id"]
        season = shelf.house.owner.ask("GET", f"/api/v1/tv/{show}/season")
        cards = [card for one in season for card in shelf.house.owner.ask("GET", f"/api/v1/season/{one}")["episodes"]]
        assert [(card["season"], card["episode"]) for card in cards] == [(1, 118)]
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("button", name="Why?")).to_be_visible()


def test_without_another_reading_and_with_errors(browser: Browser, shelf: Shelf, axe: Any) -> None:
    with visitor(browser, shelf.house, expected=("500",)) as page:
        problem = json.dumps({"detail": "The disk is full.", "status": 500, "title": "x", "type": "about:blank"})
        held: list[Route] = []
        page.route("**/why", lambda route: held.append(route))
        page.goto(f"{shelf.url}?tab=doubtful")
        page.get_by_role("button", name="Why?").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.locator("[aria-busy=true]")).to_contain_text(PATH)
        axe.check(page)
        failed: dict[str, Any] = {"status": 500, "body": problem, "content_type": "application/problem+json"}
        page.route("**/why", lambda route: route.fulfill(**failed))
        held[0].fulfill(**failed)
        expect(dialog.get_by_role("alert")).to_contain_text("The disk is full.")
        explain(page, {**CHOSEN, "evidence": [], "confidence": {}}, None, pinned=True)
        dialog.get_by_role("button", name="Try again").click()
        expect(dialog.get_by_text("No other reading")).to_be_visible()
        expect(dialog.get_by_text("Its name does not decide any more")).to_be_visible()
        expect(dialog.get_by_text("There is no evidence for it")).to_be_visible()
        axe.check(page)
        dialog.get_by_role("button", name="Identify").click()
        expect(page.get_by_role("dialog", name="Identify file")).to_be_visible()
        page.keyboard.press("Escape")
        # one that this library cannot have
        explain(page, CHOSEN, {**RUNNER_UP, "kind": "movie", "episodes": [], "season": None})
        page.reload()
        page.get_by_role("button", name="Why?").click()
        expect(dialog.get_by_text("move the file to a library of movies")).to_be_visible()
        expect(dialog.get_by_role("button", name="Use this reading")).to_have_count(0)


def test_hidden_files_are_listed_and_counted_apart(browser: Browser, shelf: Shelf, axe: Any) -> None:
    with visitor(browser, shelf.house) as page:
        page.goto(f"{shelf.house.url}/library/{shelf.library}")
        page.get_by_role("link", name="1 file needs review").click()
        tab = page.get_by_role("tab", name="Extras and samples")
        expect(tab).to_contain_text("2")
        tab.click()
        listed = page.get_by_role("list", name="Files: extras")
        expect(listed.get_by_role("listitem")).to_have_count(2)
        expect(listed).to_contain_text("Extra of “Some Show”")
        axe.check(page)
        listed.get_by_role("button", name="Why? Some Show S04E10-sample.mp4").click()  # as the server explains it
        expect(page.get_by_role("dialog").get_by_role("region", name="Read as")).to_be_visible()
        page.keyboard.press("Escape")
        listed.get_by_role("button", name="Identify: Some Show S04E10-sample.mp4").click()
        dialog = page.get_by_role("dialog", name="Identify file")
        dialog.get_by_role("textbox", name="Title").fill("Some Show")
        dialog.get_by_role("textbox", name="Year").fill("2009")
        dialog.get_by_label("Season of").fill("4")
        dialog.get_by_label("Episode of").fill("10")
        dialog.get_by_role("button", name="Save", exact=True).click()
        expect(listed.get_by_role("listitem")).to_have_count(1)
        show = titles(shelf.house.owner, shelf.library)["Some Show (2009)"]
        assert show["episodes"] == 2
        page.get_by_role("tab", name="History").click()
        page.get_by_role("tabpanel").get_by_role("button", name="Undo").first.click()
        tab.click()
        expect(listed.get_by_role("listitem")).to_have_count(2)
