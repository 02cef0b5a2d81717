"""Sixty badly named files are identified on the fix pages; the fixes last."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.test_administration import signed_in
from support import media
from support.server import Api, RunningServer, add_library, scanned, titles, until

MOVIES = [f"GX01{number:04}.mp4" for number in range(12)]
EPISODES = [
    f"Lost/Season 1/{first} {second}.mp4"
    for first in ("Quiet", "Bright", "Hollow", "Silver", "Distant")
    for second in ("Harbour", "Garden", "Signal", "River", "Lantern", "Mirror", "Winter", "Anchor")
]
OTHERS = [
    "00012.mp4",
    "video.mp4",
    "MVI_1234.mp4",
    "Foundation.S01E02.mp4",
    "X.mp4",
    "title_t00.mp4",
    "movie.mp4",
    "9.mp4",
]


@pytest.fixture
def badly_named(tmp_path: Path) -> Path:
    """Twenty movies and forty episodes."""
    source = media.made("tiny.mp4", seconds=1, size="64x64", audio=())
    for name in (*MOVIES, *OTHERS):
        media.place(source, tmp_path / "movies" / name)
    for name in EPISODES:
        media.place(source, tmp_path / "shows" / name)
    return tmp_path


def counts(owner: Api, library: int) -> dict[str, int]:
    """How many files need review, by reason."""
    found: dict[str, int] = owner.ask("GET", f"/api/v1/library/{library}/files/counts")
    return found


def test_sixty_files_are_identified(server: RunningServer, owner: Api, page: Page, axe: Any, badly_named: Path) -> None:
    movies = add_library(owner, badly_named / "movies", name="Movies")
    shows = add_library(owner, badly_named / "shows", "show", name="Shows")
    assert counts(owner, movies)["doubtful"] == len(MOVIES) + len(OTHERS)
    assert counts(owner, shows)["unidentified"] == len(EPISODES)
    signed_in(page, owner, server).goto(f"{server.url}/library/{movies}")
    page.get_by_role("link", name=re.compile("20 files need review")).click()
    axe.check(page)

    # one after the other
    page.get_by_role("button", name="Identify: 00012.mp4").click()
    dialog = page.get_by_role("dialog")
    for number in range(5):
        before = dialog.locator("p").first.inner_text()
        dialog.get_by_role("textbox", name="Title").fill(f"Some Film {number}")
        dialog.get_by_role("textbox", name="Year").fill(str(2000 + number))
        if number == 0:
            axe.check(page)
        dialog.get_by_role("button", name="Save and next" if number < 4 else "Save", exact=True).click()
        if number < 4:
            expect(dialog.locator("p").first).not_to_have_text(before)
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("tab", name="Doubtful")).to_contain_text("15")

    # one becomes a version of an existing title; that is undone, and repeated
    page.get_by_role("button", name="Identify: video.mp4").click()
    dialog.get_by_role("textbox", name="Title").fill("some film 3")
    dialog.get_by_role("button", name="Some Film 3").click()
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("tab", name="Doubtful")).to_contain_text("14")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_role("tab", name="Doubtful")).to_contain_text("15")
    page.get_by_role("button", name="Identify: video.mp4").click()
    dialog.get_by_role("textbox", name="Title").fill("Some Film 3")
    dialog.get_by_role("button", name="Some Film 3").click()
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("tab", name="Doubtful")).to_contain_text("14")

    # several at once: four are accepted, the others ignored
    for name in ("title_t00.mp4", "X.mp4", "movie.mp4", "MVI_1234.mp4"):
        box = page.get_by_role("checkbox", name=f"Select {name}")
        if box.count():
            box.click()
    chosen = page.get_by_role("checkbox", checked=True).count()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("tab", name="Doubtful")).to_contain_text(str(14 - chosen))
    page.get_by_role("checkbox", name="Select all shown").click()
    page.get_by_role("button", name="Ignore", exact=True).click()
    expect(page.get_by_text("No doubtful files")).to_be_visible()
    page.get_by_role("tab", name="Ignored").click()
    expect(page.get_by_role("list", name="Files: ignored").get_by_role("listitem")).to_have_count(14 - chosen)

    # forty episodes at once, numbered consecutively
    page.goto(f"{server.url}/library/{shows}/fix")
    page.get_by_role("checkbox", name="Select all shown").click()
    page.get_by_role("button", name="Identify", exact=True).click()
    expect(dialog.get_by_role("textbox", name="Title")).to_have_value("Lost")
    dialog.get_by_role("button", name="Number consecutively").click()
    axe.check(page)
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("No unidentified files")).to_be_visible()
    page.get_by_role("tab", name="History").click()
    expect(page.get_by_text("Identified as “Lost”")).to_be_visible()
    axe.check(page)

    hold(owner, badly_named, movies, shows)


def hold(owner: Api, place: Path, movies: int, shows: int) -> None:
    """Every fix survives a rescan and a rename."""
    found = {library: (titles(owner, library), counts(owner, library)) for library in (movies, shows)}
    assert "Some Film 3 (2003)" in found[movies][0]
    assert found[shows][0]["Lost"]["episodes"] == len(EPISODES)
    for library in (movies, shows):
        owner.ask("POST", f"/api/v1/library/{library}/run", 201, json={"flag": "scan"})
        scanned(owner, library)
        assert (titles(owner, library), counts(owner, library)) == found[library]
    for number, path in enumerate(sorted(place.rglob("*.mp4"))):
        path.rename(path.with_name(f"Renamed {number} (1999).mp4"))

    def renamed() -> bool:
        pages = [owner.ask("GET", f"/api/v1/library/{movies}/files?state=ignored")]
        versions = owner.ask("GET", f"/api/v1/media/{found[movies][0]['Some Film 3 (2003)']['id']}")["files"]
        return all("Renamed" in file["path"] for file in (*pages[0], *versions))

    until(renamed, 30, "the new names")
    for library in (movies, shows):
        owner.ask("POST", f"/api/v1/library/{library}/run", 201, json={"flag": "scan"})
        scanned(owner, library)
        now = titles(owner, library)
        assert {name: card["id"] for name, card in now.items()} == {
            name: card["id"] for name, card in found[library][0].items()
        }
        assert counts(owner, library) == found[library][1]


def test_a_file_is_moved_to_another_library(server: RunningServer, owner: Api, page: Page, tmp_path: Path) -> None:
    source = media.made("tiny.mp4", seconds=1, size="64x64", audio=())
    media.place(source, tmp_path / "movies" / "Foundation" / "Foundation.S01E02.mp4")
    (tmp_path / "movies" / "Foundation" / "Foundation.S01E02.en.srt").write_text(
        "1\n00:00:00,000 --> 00:00:01,000\nHello\n"
    )
    (tmp_path / "shows").mkdir()
    movies = add_library(owner, tmp_path / "movies", name="Movies")
    shows = add_library(owner, tmp_path / "shows", "show", name="Shows")
    signed_in(page, owner, server).goto(f"{server.url}/library/{movies}/fix")
    page.get_by_role("button", name="More for Foundation.S01E02.mp4").click()
    page.get_by_role("menuitem", name="Move to another library").click()
    page.get_by_role("dialog").get_by_role("button", name="Move").click()
    until(lambda: "Foundation" in titles(owner, shows), 20, "the show")
    until(lambda: titles(owner, movies) == {}, 20, "the end of the movie")  # that is the other scanner's to report
    assert sorted(path.name for path in (tmp_path / "shows" / "Foundation").iterdir()) == [
        "Foundation.S01E02.en.srt",
        "Foundation.S01E02.mp4",
    ]
    assert not (tmp_path / "movies" / "Foundation").exists()
