"""Games in Chromium: adding a launcher's library, its grid and filters, the page of a game, play time, whose an account is."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from e2e.house import visitor
from support.games.roms import write
from support.games.steam import ADA, BEN, App, SteamTree, write_bytes
from support.server import Api, RunningServer, add_library, until

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
APPS = [
    App(id=620, name="Portal 2", folder=0, installdir="Portal 2", size=12_000_000_000, minutes={ADA: 611}, played={ADA: 1_700_000_000}, controller="full"),
    App(id=480490, name="Prey", minutes={ADA: 5, BEN: 90}, oslist="windows"),
    App(id=640, name="A Hidden Game", folder=0, installdir="Hid"),
    App(id=622, name="Portal 2 Level Pack", type="DLC", parent=620, minutes={ADA: 0}, played={ADA: 5}),
]  # fmt: skip


@dataclass
class Arcade:
    """A server with a library of Steam games."""

    server: RunningServer
    owner: Api
    library: int
    tree: SteamTree

    @property
    def url(self) -> str:
        return self.server.url


def picture(size: tuple[int, int]) -> bytes:
    data = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(data, "JPEG")
    return data.getvalue()


@pytest.fixture(scope="module")
def arcade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arcade]:
    base = tmp_path_factory.mktemp("arcade")
    tree = SteamTree(base / "steam", "linux")
    tree.write(APPS)
    tree.write_collections([620], [640])
    write_bytes(tree.cache / "620/library_600x900.jpg", picture((300, 450)))
    write_bytes(tree.cache / "620/library_hero.jpg", picture((960, 310)))
    write_bytes(tree.account() / "760/remote/620/screenshots/20260101.jpg", picture((640, 360)))
    server = RunningServer(base / "data", HOME=str(base / "steam/home/ada")).start()
    try:
        with server.set_up() as owner:
            library = add_library(owner, tree.root, "steam", "Games")
            cards = f"/api/v1/library/{library}/cards"
            until(
                lambda: all(card["pictures"].get("poster") for card in owner.ask("GET", cards)["cards"]), 30, "posters"
            )
            yield Arcade(server, owner, library, tree)
    finally:
        server.stop()


def test_the_grid_its_filters_and_hidden_games(browser: Browser, arcade: Arcade, axe: Any) -> None:
    with visitor(browser, arcade) as page:
        page.goto(f"{arcade.url}/library/{arcade.library}")
        expect(page.get_by_text("2 games")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="Portal 2")).to_contain_text("10 h")
        expect(page.get_by_label("Installed", exact=True)).to_have_count(1)
        axe.check(page)
        page.get_by_role("button", name="Filter").click()
        page.get_by_label("Platform").select_option("linux")
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="Prey")).to_have_count(0)
        page.get_by_role("button", name="Remove filter Linux").click()
        expect(page.get_by_role("link", name="Prey")).to_be_visible()
        page.get_by_role("button", name="Filter").click()
        page.get_by_role("checkbox", name="Show hidden games").click()
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="A Hidden Game")).to_be_visible()
        page.get_by_role("button", name=re.compile("^Sorted by")).click()
        page.get_by_role("menuitemradio", name="Play time").click()
        expect(page.locator("[role=list] [role=listitem]").first).to_contain_text("Portal 2")


def test_the_page_of_a_game(browser: Browser, arcade: Arcade, axe: Any) -> None:
    with visitor(browser, arcade) as page:
        page.goto(f"{arcade.url}/library/{arcade.library}")
        page.get_by_role("link", name="Portal 2").click()
        expect(page.get_by_role("heading", name="Portal 2", level=1)).to_be_visible()
        assert page.get_by_role("link", name="Start").get_attribute("href") == "steam://rungameid/620"
        expect(page.get_by_text("Played 10 h, last on Nov 14, 2023")).to_be_visible()
        expect(page.get_by_role("heading", name="DLC")).to_be_visible()
        expect(page.get_by_text("Portal 2 Level Pack")).to_be_visible()
        expect(page.get_by_text("Full support")).to_be_visible()
        axe.check(page)
        page.get_by_role("button", name="Screenshot 1 of 1").click()
        shot = page.get_by_role("img", name="A screenshot of Portal 2")
        expect(shot).to_be_visible()
        page.wait_for_function("element => element.naturalWidth === 640", arg=shot.element_handle())


def test_play_time_on_a_phone(browser: Browser, arcade: Arcade, axe: Any) -> None:
    with visitor(browser, arcade, **PHONE) as phone:
        phone.goto(f"{arcade.url}/library/{arcade.library}")
        phone.get_by_role("link", name="Play time").tap()
        expect(phone.get_by_role("heading", name="Play time")).to_be_visible()
        expect(phone.get_by_role("listitem").filter(has_text="Portal 2")).to_contain_text("10 h")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        axe.check(phone)


def players(owner: Api) -> set[int]:
    """The ids of all players; each browser profile is a new one."""
    return {one["id"] for one in owner.ask("GET", "/api/v1/player")}


def test_starting_a_game_on_another_screen(browser: Browser, arcade: Arcade, axe: Any) -> None:
    """The screen that nobody touched asks for a key first, and opens the launcher's link then; once touched, it opens it at once."""
    with visitor(browser, arcade) as screen, visitor(browser, arcade, **PHONE) as phone:
        screen.add_init_script(
            "addEventListener('click', event => { const link = event.target.closest('a[href^=steam]');"
            " if (link) { event.preventDefault(); (window.opened ??= []).push(link.href); } }, true)"
        )
        former = players(arcade.owner)
        screen.goto(arcade.url)
        player = until(lambda: players(arcade.owner) - former, 20, "the player")
        arcade.owner.ask("PATCH", f"/api/v1/player/{player.pop()}", json={"name": "PC in the living room"})
        number = next(
            one["id"] for one in arcade.owner.ask("GET", "/api/v1/game/cards")["cards"] if one["title"] == "Portal 2"
        )
        phone.goto(f"{arcade.url}/media/{number}")
        start = phone.get_by_role("menuitem", name="PC in the living room")
        phone.get_by_role("button", name="Start on …").tap()
        axe.check(phone)
        start.tap()
        expect(phone.get_by_text("wants a touch or a key there before it starts a game")).to_be_visible()
        prompt = screen.get_by_role("dialog")
        expect(prompt).to_contain_text("wants to start a game here")
        expect(prompt.get_by_role("heading", name="Portal 2")).to_be_visible()
        assert screen.evaluate("window.opened ?? []") == []
        axe.check(screen)
        screen.keyboard.press("Enter")
        screen.wait_for_function("window.opened?.length === 1")
        expect(prompt).to_have_count(0)
        phone.get_by_role("button", name="Start on …").tap()
        start.tap()
        expect(phone.get_by_text("PC in the living room was asked to start “Portal 2”.")).to_be_visible()
        screen.wait_for_function("window.opened?.length === 2")
        assert screen.evaluate("window.opened") == ["steam://rungameid/620"] * 2
        expect(screen.get_by_text("starts “Portal 2” here").first).to_be_visible()


def test_all_games_copies_and_downloads(browser: Browser, arcade: Arcade, axe: Any) -> None:
    with visitor(browser, arcade) as page:
        page.goto(arcade.url)
        expect(page.get_by_role("link", name="Games", exact=True)).to_be_visible()
        expect(page.get_by_role("link", name="All games")).to_have_count(0)  # there is one library of games
        roms = arcade.tree.root.parent / "roms"
        write(
            roms,
            {f"psx/Portal Two (Europe) (Disc {disc}).bin": b"disc %d" % disc for disc in (1, 2)}
            | {"snes/Prey (USA).sfc": b"rom"},
        )
        add_library(arcade.owner, roms, "rom", "ROMs")
        page.get_by_role("link", name="All games").click()
        expect(page.get_by_text("4 games")).to_be_visible()
        axe.check(page)
        page.get_by_role("button", name="Filter").click()
        page.get_by_label("Platform").select_option("psx")
        page.keyboard.press("Escape")
        page.get_by_role("link", name="Portal Two").click()
        page.get_by_role("button", name="Download").click()
        with page.expect_download() as saved:
            page.get_by_role("link", name="Portal Two (Europe) (Disc 2).bin").click()
        assert (saved.value.suggested_filename, saved.value.path().read_bytes()) == (
            "Portal Two (Europe) (Disc 2).bin",
            b"disc 2",
        )
        axe.check(page)
        page.keyboard.press("Escape")

        page.get_by_role("button", name="More for Portal Two").click()
        page.get_by_role("menuitem", name="Same as another game").click()
        page.get_by_role("dialog").get_by_role("button", name=re.compile("Portal 2")).focus()
        axe.check(page)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Copies")).to_be_visible()
        expect(page.get_by_role("link", name="Portal 2 · Steam")).to_be_visible()
        assert arcade.owner.ask("GET", "/api/v1/game/cards")["total"] == 3
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("It is as it was before.")).to_be_visible()
        expect(page.get_by_role("heading", name="Copies")).to_have_count(0)
        assert arcade.owner.ask("GET", "/api/v1/game/cards")["total"] == 4


def test_the_certification_of_a_game(browser: Browser, arcade: Arcade) -> None:
    number = next(one["id"] for one in arcade.owner.ask("GET", "/api/v1/game/cards")["cards"] if one["title"] == "Prey")
    with visitor(browser, arcade) as page:
        page.goto(f"{arcade.url}/media/{number}")
        page.get_by_role("button", name="Edit").click()
        page.get_by_label("Certification").fill("PEGI 18")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_text("PEGI 18")).to_be_visible()


def test_whose_an_account_is(browser: Browser, arcade: Arcade, axe: Any) -> None:
    with visitor(browser, arcade) as page:
        page.goto(f"{arcade.url}/settings")
        page.get_by_role("button", name=re.compile("Games")).first.click()
        page.get_by_role("menuitem", name=re.compile("Edit")).click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_label("Ada", exact=True)).not_to_have_value("")
        expect(dialog.get_by_label("Ben", exact=True)).to_have_value("")
        axe.check(page)
        dialog.get_by_label("Ben", exact=True).select_option(index=1)
        accounts = f"/api/v1/library/{arcade.library}/game-account"
        until(lambda: all(one["user_id"] for one in arcade.owner.ask("GET", accounts)), 5, "the change")


def test_a_launcher_that_was_found_is_added_with_two_clicks(browser: Browser, arcade: Arcade, axe: Any) -> None:
    with visitor(browser, arcade) as page:
        arcade.owner.ask("DELETE", f"/api/v1/library/{arcade.library}", 201)
        page.goto(f"{arcade.url}/settings")
        page.get_by_role("button", name="Add a library").click()
        page.get_by_role("radio", name="Games").click()
        page.get_by_role("button", name=re.compile("^Steam")).click()
        axe.check(page)
        page.get_by_role("dialog").get_by_role("button", name="Add library").click()
        until(
            lambda: any(one["type"] == "steam" for one in arcade.owner.ask("GET", "/api/v1/library")), 10, "the library"
        )
        library = next(one for one in arcade.owner.ask("GET", "/api/v1/library") if one["type"] == "steam")
        assert (library["type"], library["path"], library["name"]) == ("steam", str(arcade.tree.root), "Games")
