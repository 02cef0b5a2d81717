"""What is known of titles, and correcting it, through the controls of the UI."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import Axe
from e2e.house import visitor
from e2e.metadata_house import MetadataHouse, metadata_house
from support import media

PHONE = {"width": 390, "height": 844}
REFUSED = ("status of 404", "status of 422")
"""What Chromium says where a candidate or a person has no picture, or an address leads to none."""


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MetadataHouse]:
    """A server whose titles are known to its providers; for the tests of this file."""
    with metadata_house(tmp_path_factory.mktemp("known")) as house:
        yield house


@pytest.fixture
def page(browser: Browser, known: MetadataHouse) -> Iterator[Page]:
    """A page with the owner signed in."""
    with visitor(browser, known, expected=REFUSED) as opened:
        yield opened


def opened(page: Page, known: MetadataHouse, name: str) -> None:
    """Open the page of a title."""
    page.goto(f"{known.url}/media/{known.titles[name]}")
    expect(page.get_by_role("button", name="Edit")).to_be_visible()


def chosen(page: Page, item: str) -> None:
    """Choose from the menu of a title."""
    page.get_by_role("button", name=re.compile("^More for")).first.click()
    page.get_by_role("menuitem", name=item).click()


def test_a_film_with_everything_that_is_known(page: Page, known: MetadataHouse, axe: Axe) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, known, "The Matrix (1999)")
    expect(page.get_by_role("heading", level=1).get_by_role("img", name="The Matrix")).to_be_visible()
    article = page.get_by_role("article")
    for text in ("1999", "TMDB", "Moonrise Studios", "not endorsed or certified by TMDB", "United States"):
        expect(article).to_contain_text(text)
    expect(article.get_by_role("link", name="Keanu Reeves Neo")).to_be_visible()
    expect(article.get_by_role("link", name="The Matrix Collection")).to_be_visible()
    expect(article.get_by_role("heading", name="More like this")).to_be_visible()
    trailer = article.get_by_role("link", name="Official Trailer")
    assert "noreferrer" in (trailer.get_attribute("rel") or "")
    axe.check(page)
    article.get_by_role("link", name="Moonrise Studios").click()
    expect(page.get_by_role("button", name="Remove filter Moonrise Studios")).to_be_visible()
    expect(page.get_by_role("link", name="The Matrix", exact=True)).to_be_visible()
    page.go_back()
    article.get_by_role("link", name="Science Fiction").click()
    expect(page.get_by_role("button", name="Remove filter Science Fiction")).to_be_visible()
    page.go_back()
    article.get_by_role("link", name="1999", exact=True).click()
    expect(page.get_by_role("button", name="Remove filter 1999")).to_be_visible()
    assert all(url.startswith((known.url, "data:")) for url in asked), [url for url in asked if known.url not in url]


def test_episodes_have_stills_texts_and_dates(page: Page, known: MetadataHouse, axe: Axe) -> None:
    show = known.owner.ask("GET", f"/api/v1/media/{known.titles['The Office (2005)']}")
    page.goto(f"{known.url}/season/{show['seasons'][0]['id']}")
    row = page.get_by_role("listitem").filter(has_text="Diversity Day").first
    expect(row).to_contain_text("Mar 31, 2005")
    expect(row).to_contain_text("episode 2 of season 1")
    axe.check(page)
    row.get_by_role("link", name="About Diversity Day").click()
    expect(page.get_by_role("heading", level=1, name="Diversity Day")).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text("March 31, 2005")
    expect(page.get_by_role("article")).to_contain_text("TMDB")
    page.get_by_role("button", name="Fix match of S01E02 Diversity Day").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem").filter(has_text="Current")).to_contain_text("Diversity Day")
    axe.check(page)
    dialog.get_by_label("Search in this show").fill("s01e01")
    dialog.get_by_role("list", name="Episodes").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1, name="Pilot")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1, name="Diversity Day")).to_be_visible()


def test_a_person_and_a_collection(page: Page, known: MetadataHouse, axe: Axe) -> None:
    opened(page, known, "The Matrix (1999)")
    page.get_by_role("link", name="Keanu Reeves Neo").click()
    expect(page.get_by_role("heading", level=1, name="Keanu Reeves")).to_be_visible()
    for title in ("John Wick", "The Matrix Reloaded", "The Matrix"):
        expect(page.get_by_role("article").get_by_role("link", name=title, exact=True)).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text("as Neo")
    axe.check(page)
    page.get_by_role("link", name="Collections", exact=True).click()
    page.get_by_role("link", name="The Matrix Collection").click()
    expect(page.get_by_role("heading", level=1, name="The Matrix Collection")).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text("3 titles · 1999–2003")
    axe.check(page)


def test_a_collection_by_hand(page: Page, known: MetadataHouse, axe: Axe) -> None:
    opened(page, known, "Heat (1995)")
    chosen(page, "Add to collection")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("New collection").fill("Rainy evenings")
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("link", name="Rainy evenings").click()
    expect(page.get_by_role("heading", level=1, name="Rainy evenings")).to_be_visible()
    page.get_by_role("button", name="Edit").click()
    axe.check(page)
    dialog.get_by_label("Add a title").fill("arriv")
    dialog.get_by_role("list", name="Found titles").get_by_role("button", name="Arrival").click()
    dialog.get_by_role("button", name="Move Arrival up").click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    cards = page.get_by_role("article").get_by_role("link", name=re.compile("^(Heat|Arrival)$"))
    expect(cards).to_have_text(["Arrival", "Heat"])
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("heading", level=1, name="Collections")).to_be_visible()
    expect(page.get_by_role("link", name="Rainy evenings")).to_have_count(0)


def test_fixing_a_match_by_search_and_undoing_it(page: Page, known: MetadataHouse, axe: Axe) -> None:
    opened(page, known, "Blade Runner (1982)")
    chosen(page, "Fix match")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("region", name="Current match")).to_contain_text("Certain")
    dialog.get_by_label("Title").fill("Heat")
    dialog.get_by_label("Year").fill("1986")
    dialog.get_by_role("button", name="Search", exact=True).click()
    found = dialog.get_by_role("list", name="Found")
    expect(found.get_by_role("button").first).to_contain_text("Burt Reynolds")
    expect(found.get_by_role("img")).to_have_count(0)  # posters are decoration
    axe.check(page)
    found.get_by_role("button").first.click()
    changes = dialog.get_by_role("list", name="What changes")
    expect(changes).to_contain_text("1982")
    expect(changes).to_contain_text("1986")
    axe.check(page)
    dialog.get_by_role("button", name="Apply and keep").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("article")).to_contain_text("Burt Reynolds")
    match = known.owner.ask("GET", f"/api/v1/media/{known.titles['Blade Runner (1982)']}")["match"]
    assert (match["id"], match["locked"]) == ("31640", True)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("article")).to_contain_text("Harrison Ford")


def test_doubtful_matches_are_reviewed(page: Page, known: MetadataHouse, axe: Axe) -> None:
    page.goto(f"{known.url}/library/{known.films}")
    page.get_by_role("link", name="doubtful match").click()
    row = page.get_by_role("list", name="Matches: doubtful").get_by_role("listitem").filter(has_text="Total Recall")
    expect(row).to_contain_text("Doubtful")
    axe.check(page)
    row.get_by_role("checkbox").check()
    page.get_by_role("toolbar").get_by_role("button", name="Match again").click()
    expect(page.get_by_text("1 title matched again.")).to_be_visible()
    row.get_by_role("button", name=re.compile("^It is right")).click()
    expect(page.get_by_role("heading", name="No doubtful matches")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    row.get_by_role("button", name="Fix match").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("list", name="Found").get_by_role("button").filter(has_text="Colin Farrell").click()
    dialog.get_by_role("button", name="Apply and keep").click()
    expect(page.get_by_role("heading", name="No doubtful matches")).to_be_visible()
    page.get_by_role("button", name="No match").click()
    expect(page.get_by_role("list", name="Matches: none")).to_contain_text("no title of that name was found")


def test_choosing_a_poster(page: Page, known: MetadataHouse, axe: Axe, tmp_path: Path) -> None:
    opened(page, known, "Arrival (2016)")
    number = known.titles["Arrival (2016)"]

    def shown() -> str:
        digest: str = known.owner.ask("GET", f"/api/v1/media/{number}")["pictures"]["poster"]["digest"]
        return digest

    before = shown()
    chosen(page, "Choose artwork")
    dialog = page.get_by_role("dialog")
    posters = dialog.get_by_role("list", name="Poster to choose").get_by_role("button")
    expect(posters.and_(page.locator("[aria-pressed=true]"))).to_have_count(1)
    axe.check(page)
    other = posters.and_(page.locator("[aria-pressed=false]")).filter(has_text="TMDB")
    other.first.click()
    expect(page.get_by_text("Artwork changed.")).to_be_visible()
    assert shown() != before
    upload = tmp_path / "poster.jpg"
    media.picture(upload, "darkred")
    dialog.get_by_label("Upload a poster").set_input_files(upload)
    expect(posters.filter(has_text="Yours").and_(page.locator("[aria-pressed=true]"))).to_have_count(1)
    dialog.get_by_label("Address of an image").fill("https://127.0.0.1/poster.jpg")
    dialog.get_by_role("button", name="Use it").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_role("button", name="Let Dim choose").click()
    expect(page.get_by_text("Dim chooses again.")).to_be_visible()
    assert shown() == before


def test_editing_says_where_each_value_comes_from(page: Page, known: MetadataHouse, axe: Axe) -> None:
    opened(page, known, "Heat (1995)")
    page.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Source of “Tagline”: NFO file")
    expect(dialog).to_contain_text("Source of “Overview”: TMDB")
    dialog.get_by_label("Overview").fill("Two men and a city.")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("article")).to_contain_text("Two men and a city.")
    page.get_by_role("button", name="Edit").click()
    axe.check(page)
    dialog.get_by_role("button", name="You wrote the overview. Unlock it").click()
    expect(dialog).to_contain_text("Source of “Overview”: TMDB")
    expect(dialog.get_by_label("Overview")).to_have_value(re.compile("Michael Mann"))


def test_an_episode_and_a_season_are_edited(page: Page, known: MetadataHouse, axe: Axe) -> None:
    season = known.owner.ask("GET", f"/api/v1/media/{known.titles['The Office (2005)']}")["seasons"][0]
    episode = known.owner.ask("GET", f"/api/v1/season/{season['id']}")["episodes"][0]["id"]
    for path, field, source in (
        (f"episode/{episode}", "Air date", "TMDB"),
        (f"season/{season['id']}", "Overview", "TMDB"),
    ):
        page.goto(f"{known.url}/{path}")
        page.get_by_role("button", name="Edit").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text(f"Source of “{field}”: {source}")
        axe.check(page)
        dialog.get_by_label("Overview").fill("Ours.")
        dialog.get_by_role("button", name="Save").click()
        expect(dialog).to_have_count(0)
        expect(page.get_by_role("article")).to_contain_text("Ours.")
        page.get_by_role("button", name="Edit").click()
        dialog.get_by_role("button", name="You wrote the overview. Unlock it").click()
        expect(dialog).to_contain_text("Source of “Overview”: TMDB")
        page.keyboard.press("Escape")


def test_a_provider_is_switched_on_when_a_library_is_added(page: Page, known: MetadataHouse, axe: Axe) -> None:
    page.goto(f"{known.url}/settings")
    page.get_by_role("button", name="Add a library").click()
    dialog = page.get_by_role("dialog", name="Add a library")
    expect(dialog).to_contain_text("Nothing leaves this machine unless you switch a provider on.")
    tmdb = dialog.get_by_role("switch", name="The Movie Database (TMDB)")
    expect(tmdb).not_to_be_checked()
    expect(dialog.get_by_role("switch", name="TVmaze")).to_have_count(0)  # it knows shows only
    tmdb.click()
    dialog.get_by_role("button", name="Move The Movie Database (TMDB) up").click()
    axe.check(page)
    dialog.get_by_label("Name", exact=True).fill("Evening films")
    dialog.get_by_role("button", name="Add library").click()  # of the server's home folder
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("region", name="Evening films")).to_be_visible()
    added = next(one for one in known.owner.ask("GET", "/api/v1/library") if one["name"] == "Evening films")
    assert added["providers"] == ["nfo", "tmdb", "imdb", "tags"]
    page.goto(f"{known.url}/library/{added['id']}")
    page.get_by_role("link", name="The Thing", exact=True).click()
    expect(page.get_by_role("article")).to_contain_text("John Carpenter")


def test_the_settings_show_providers(page: Page, known: MetadataHouse, axe: Axe) -> None:
    page.goto(f"{known.url}/settings?tab=metadata")
    tmdb = page.get_by_role("region", name="The Movie Database (TMDB)")
    expect(tmdb).to_contain_text("Key set by a setting of the server")
    expect(tmdb).to_contain_text("Films, Shows")
    axe.check(page)
    tmdb.get_by_role("button", name="Test").click()
    expect(page.get_by_text("answers.")).to_be_visible()


def test_search_finds_people_collections_and_genres(page: Page, known: MetadataHouse, axe: Axe) -> None:
    page.goto(known.url)
    page.get_by_role("searchbox", name="Search").fill("matri")
    expect(page.get_by_role("heading", name="Titles")).to_be_visible()
    expect(page.get_by_role("link", name="The Matrix Collection")).to_be_visible()
    axe.check(page)
    page.get_by_role("searchbox", name="Search").fill("keanu")
    page.get_by_role("link", name="Keanu Reeves").click()
    expect(page.get_by_role("heading", level=1, name="Keanu Reeves")).to_be_visible()
    page.get_by_role("searchbox", name="Search").fill("diversity")
    expect(page.get_by_role("link", name="Diversity Day")).to_be_visible()
    page.get_by_role("searchbox", name="Search").fill("thriller")
    page.get_by_role("link", name=re.compile("Thriller.*Films")).click()
    expect(page.get_by_role("button", name="Remove filter Thriller")).to_be_visible()


def test_pages_fit_a_phone(browser: Browser, known: MetadataHouse, axe: Axe) -> None:
    with visitor(browser, known, viewport=PHONE, has_touch=True, expected=REFUSED) as page:
        name = next(name for name in known.titles if name.startswith("Dr. Strangelove"))
        page.goto(f"{known.url}/media/{known.titles[name]}")
        expect(page.get_by_role("heading", name="Cast")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        chosen(page, "Fix match")
        expect(page.get_by_role("list", name="Found")).to_be_visible()
        axe.check(page)


def test_export_and_import(page: Page, known: MetadataHouse, tmp_path: Path, axe: Axe) -> None:
    page.goto(f"{known.url}/settings?tab=export")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the file").click()
    exported = tmp_path / "dim-export.json"
    download.value.save_as(exported)
    assert download.value.suggested_filename == "dim-export.json"
    page.get_by_label("Import a file").set_input_files(exported)
    section = page.get_by_role("region", name="Import")
    expect(section.get_by_role("status")).to_contain_text(re.compile("Taken over|Nothing in it was new"))
    axe.check(page)
    (tmp_path / "notes.json").write_text('{"format": "shopping"}')
    page.get_by_label("Import a file").set_input_files(tmp_path / "notes.json")
    expect(section.get_by_role("status")).to_contain_text("no export")
