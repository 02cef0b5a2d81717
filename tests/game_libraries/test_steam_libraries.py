"""A Steam library on a real server: what the API says of its games, and what changes on disk do to it."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from support.games.steam import (
    ADA,
    BEN,
    LAYOUTS,
    App,
    Layout,
    ShortcutEntry,
    SteamTree,
    shortcuts,
    sixty_apps,
    write_bytes,
    write_manifest,
)
from support.server import Api, RunningServer, add_library, until

FAVORITE, HIDDEN = [620, 650], [640]
PREY, OLD_PREY = 480490, 3970


def image(size: tuple[int, int], colour: str) -> bytes:
    """A small picture."""
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "JPEG")
    return data.getvalue()


def library_of_apps() -> list[App]:
    return [
        App(id=620, name="Portal 2", folder=0, installdir="Portal 2", size=12_000_000_000, minutes={ADA: 611, BEN: 42}, played={ADA: 1_700_000_000}, controller="full"),
        App(id=PREY, name="Prey", folder=1, installdir="Prey", size=20_000, oslist="windows", minutes={ADA: 5}),
        App(id=OLD_PREY, name="Prey", steam_release=1152662400, minutes={ADA: 9}),
        App(id=640, name="A Game That Ada Hid", folder=0, installdir="Hid", minutes={ADA: 3}),
        App(id=650, name="Ben's Game", minutes={BEN: 70}),
        App(id=228980, name="Steamworks Common Redistributables", type="Tool", folder=0, installdir="Steamworks Shared"),
        App(id=621, name="Portal 2 Soundtrack", type="Music", folder=0, installdir="portal2ost", parent=620),
        App(id=622, name="Portal 2 Level Pack", type="DLC", parent=620, minutes={ADA: 0}, played={ADA: 5}),
    ]  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> SteamTree:
    made = SteamTree(tmp_path / "steam", "linux")
    made.write(library_of_apps())
    made.write_collections(FAVORITE, HIDDEN)
    return made


@pytest.fixture
def library(owner: Api, tree: SteamTree) -> int:
    return add_library(owner, tree.root, "steam", "Games")


def cards(api: Api, library: int, **query: Any) -> dict[str, list[dict[str, Any]]]:
    """The cards of a library by title."""
    found: dict[str, list[dict[str, Any]]] = {}
    for card in api.ask("GET", f"/api/v1/library/{library}/cards", params={"limit": 200, **query})["cards"]:
        found.setdefault(card["title"], []).append(card)
    return found


def card(api: Api, library: int, title: str) -> dict[str, Any]:
    return cards(api, library, hidden=True)[title][0]


def details(api: Api, library: int, title: str) -> dict[str, Any]:
    found: dict[str, Any] = api.ask("GET", f"/api/v1/media/{card(api, library, title)['id']}")
    return found


def test_games_are_titles_with_what_steam_knows_of_them(owner: Api, library: int, tree: SteamTree) -> None:
    found = cards(owner, library)
    assert sorted(found) == ["Ben's Game", "Portal 2", "Prey"]
    assert len(found["Prey"]) == 2, "two games of one name are two titles"
    portal = found["Portal 2"][0]
    assert {name: portal[name] for name in ("kind", "source", "installed", "size", "play_time", "last_played", "favorite", "hidden", "missing", "platforms", "year")} == {
        "kind": "game", "source": "steam", "installed": True, "size": 12_000_000_000, "play_time": 611 * 60,
        "last_played": 1_700_000_000, "favorite": True, "hidden": False, "missing": False, "platforms": ["windows", "mac", "linux"],
        "year": 2011,
    }  # fmt: skip
    page = owner.ask("GET", f"/api/v1/media/{portal['id']}")
    assert page["launch"] == "steam://rungameid/620"
    assert page["install_path"] == str(tree.steamapps[0] / "common" / "Portal 2")
    assert (page["developers"], page["publishers"], page["release_date"]) == (["Valve"], ["Valve"], "2011-04-19")
    assert page["external_ids"] == {"steam": "620"}
    assert page["genres"] == ["Action", "Adventure"]
    assert page["controller"] == "full"
    assert {one["title"]: one["type"] for one in page["belongings"]} == {
        "Portal 2 Soundtrack": "music", "Portal 2 Level Pack": "dlc",
    }  # fmt: skip
    assert page["files"] == []
    assert {one["installed"] for one in found["Prey"]} == {True, False}
    ids = owner.ask("GET", f"/api/v1/library/{library}/media")
    assert len(ids) == 4
    assert owner.ask("GET", f"/api/v1/library/{library}")["titles"] == 4


def test_hidden_games_are_listed_only_if_asked(owner: Api, library: int) -> None:
    shown = cards(owner, library, hidden=True)
    assert sorted(shown) == ["A Game That Ada Hid", "Ben's Game", "Portal 2", "Prey"]
    hidden = shown["A Game That Ada Hid"][0]
    assert hidden["hidden"] is True
    assert owner.ask("GET", f"/api/v1/media/{hidden['id']}")["hidden"] is True
    assert hidden["id"] not in owner.ask("GET", f"/api/v1/library/{library}/media")
    assert hidden["id"] in owner.ask("GET", f"/api/v1/library/{library}/media", params={"hidden": True})


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"platform": "windows"}, ["Ben's Game", "Portal 2", "Prey", "Prey"]), ({"platform": "linux"}, ["Ben's Game", "Portal 2", "Prey"]),
        ({"installed": True}, ["Portal 2", "Prey"]), ({"installed": False}, ["Ben's Game", "Prey"]), ({"source": "epic"}, []),
        ({"controller": True}, ["Portal 2"]), ({"favorite": True}, ["Ben's Game", "Portal 2"]), ({"favorite": False}, ["Prey", "Prey"]),
        ({"sort": "play_time", "ascending": False}, ["Portal 2", "Prey", "Prey", "Ben's Game"]),
        ({"sort": "size", "ascending": False, "installed": True}, ["Portal 2", "Prey"]),
        ({"sort": "last_played", "ascending": False, "limit": 1}, ["Portal 2"]),
    ],
)  # fmt: skip
def test_sorting_and_filtering(games: tuple[Api, int], query: dict[str, Any], expected: list[str]) -> None:
    owner, library = games
    found = owner.ask("GET", f"/api/v1/library/{library}/cards", params={"limit": 200, **query})
    assert [one["title"] for one in found["cards"]] == expected


@pytest.fixture(scope="module")
def games(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Api, int]]:
    """A library that the tests only read."""
    tree = SteamTree(tmp_path_factory.mktemp("steam"), "linux")
    tree.write(library_of_apps())
    tree.write_collections(FAVORITE, HIDDEN)
    server = RunningServer(tmp_path_factory.mktemp("server") / "data").start()
    try:
        with server.set_up() as owner:
            yield owner, add_library(owner, tree.root, "steam", "Games")
    finally:
        server.stop()


def test_facets_of_games(games: tuple[Api, int]) -> None:
    owner, library = games
    found = owner.ask("GET", f"/api/v1/library/{library}/facets")
    assert found["platforms"][0] == {"value": "windows", "titles": 4}
    assert found["sources"] == [{"value": "steam", "titles": 4}]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_sixty_apps_in_the_layouts_of_three_systems(owner: Api, tmp_path: Path, layout: Layout) -> None:
    tree = SteamTree(tmp_path / layout, layout)
    apps = sixty_apps()
    tree.write(apps)
    write_bytes(
        tree.account() / "config/shortcuts.vdf",
        shortcuts([ShortcutEntry(name="Emulator", program="/bin/emu", id=0x9000_0001)]),
    )
    library = add_library(owner, tree.root, "steam", "Games")
    found = {one["title"]: one for several in cards(owner, library).values() for one in several}
    listed = {
        app.name: app
        for app in apps
        if app.type in ("Game", "game", "Demo", "Application", "Beta")
        and (app.folder is not None or app.minutes or app.played)
    }
    assert found.keys() == {*listed, "Emulator"}
    for name, app in listed.items():
        assert found[name]["installed"] == (app.folder is not None and bool(app.flags & 4)), name
        assert found[name]["play_time"] == app.minutes.get(ADA, 0) * 60, name
    assert (
        owner.ask("GET", f"/api/v1/media/{found['Emulator']['id']}")["launch"]
        == f"steam://rungameid/{0x9000_0001 << 32 | 0x02000000}"
    )


def test_what_changes_on_disk_shows_and_ids_stay(owner: Api, library: int, tree: SteamTree) -> None:
    portal = card(owner, library, "Portal 2")["id"]
    owner.ask("PATCH", f"/api/v1/media/{portal}", 201, json={"title": "Portal Two", "overview": "Cake."})
    manifest = tree.steamapps[0] / "appmanifest_620.acf"
    manifest.unlink()
    until(lambda: not card(owner, library, "Portal Two")["installed"], 10, "the uninstallation")
    moved = App(id=620, name="Portal 2", folder=2, installdir="Portal 2", size=7)
    write_manifest(tree.folders[2], moved)
    until(lambda: card(owner, library, "Portal Two")["installed"], 10, "the installation elsewhere")
    page = details(owner, library, "Portal Two")
    assert (page["id"], page["play_time"], page["favorite"], page["overview"], page["size"]) == (
        portal,
        611 * 60,
        True,
        "Cake.",
        7,
    )
    new = App(id=70, name="Half-Life", folder=1, installdir="Half-Life", size=5)
    write_manifest(tree.folders[1], new)
    until(lambda: "Half-Life" in cards(owner, library), 10, "the new game")
    shutil.move(tree.folders[1], tree.folders[1].with_name("away"))
    until(lambda: card(owner, library, "Half-Life")["missing"], 15, "the drive that is away")
    missing = owner.ask("GET", f"/api/v1/library/{library}/files", params={"state": "missing"})
    assert [one["path"] for one in missing] == [str(tree.folders[1])]
    shutil.move(tree.folders[1].with_name("away"), tree.folders[1])
    until(lambda: not card(owner, library, "Half-Life")["missing"], 15, "the drive that came back")


@pytest.mark.parametrize("content", [b"", b'"AppState" { "appid" "620', b"\0" * 500])
def test_a_broken_manifest_changes_nothing_and_is_named(
    owner: Api, library: int, tree: SteamTree, content: bytes
) -> None:
    before = details(owner, library, "Portal 2")
    (tree.steamapps[0] / "appmanifest_620.acf").write_bytes(content)

    def failed() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = owner.ask("GET", f"/api/v1/library/{library}/files", params={"state": "failed"})
        return found

    until(failed, 10, "the failed file")
    assert [one["path"] for one in failed()] == ["steamapps/appmanifest_620.acf"]
    assert failed()[0]["reason"]
    assert details(owner, library, "Portal 2") == before
    assert owner.ask("GET", f"/api/v1/library/{library}")["failed"] == 1
    number = failed()[0]["id"]
    assert (
        owner.delete(f"/api/v1/library/{library}/file/{number}", params={"confirm": "appmanifest_620.acf"}).status_code
        == 404
    )
    assert (tree.steamapps[0] / "appmanifest_620.acf").exists()
    assert failed()[0]["guess"] is None
    for action, more in (
        ("ignore", {}),
        ("accept", {}),
        ("release", {}),
        ("forget", {}),
        ("identify", {"title": "Heat"}),
    ):
        fix = {"action": action, "files": [{"id": number}], **more}
        refused = owner.ask("POST", f"/api/v1/library/{library}/fixes", 409, json=fix)
        assert "launcher" in refused["detail"], action


def test_artwork_of_games(owner: Api, library: int, tree: SteamTree) -> None:
    folder = tree.cache / "620"
    write_bytes(folder / "library_600x900.jpg", image((300, 450), "navy"))
    write_bytes(folder / "library_hero.jpg", image((960, 310), "teal"))

    def shown(kind: str, width: int) -> bool:
        return bool(details(owner, library, "Portal 2")["pictures"].get(kind, {}).get("width") == width)

    until(lambda: shown("poster", 300) and shown("backdrop", 960), 20, "the artwork of the library cache")
    write_bytes(tree.account() / "config/grid/620p.png", image((600, 900), "red"))
    until(lambda: shown("poster", 600), 10, "the grid artwork that a person chose")
    assert owner.get(f"/api/v1/artwork/{card(owner, library, 'Portal 2')['id']}/poster").status_code == 200
    until(lambda: details(owner, library, "Ben's Game")["pictures"].get("poster"), 30, "a generated poster")


def test_play_time_is_of_whoever_has_the_account(server: RunningServer, owner: Api, library: int) -> None:
    accounts = {one["name"]: one for one in owner.ask("GET", f"/api/v1/library/{library}/game-account")}
    me = owner.ask("GET", "/api/v1/user")["id"]
    assert (accounts["Ada"]["user_id"], accounts["Ada"]["shared"], accounts["Ben"]["user_id"]) == (me, False, None)
    owner.ask("POST", "/api/v1/users", 201, json={"username": "ben", "password": "a good password", "role": "member"})
    with server.sign_in("ben", "a good password") as ben:
        assert card(ben, library, "Portal 2")["play_time"] == 0
        assert ben.get(f"/api/v1/library/{library}/game-account").status_code == 403
        owner.ask(
            "PATCH", f"/api/v1/library/{library}/game-account/{accounts['Ada']['id']}", 201, json={"shared": True}
        )
        assert card(ben, library, "Portal 2")["play_time"] == 611 * 60
        own = ben.ask("GET", "/api/v1/user")["id"]
        owner.ask(
            "PATCH", f"/api/v1/library/{library}/game-account/{accounts['Ben']['id']}", 201, json={"user_id": own}
        )
        assert card(ben, library, "Portal 2")["play_time"] == 42 * 60
        assert card(ben, library, "Portal 2")["favorite"] is False
        assert details(ben, library, "Portal 2")["install_path"] is None


def test_nothing_of_a_library_that_is_away_is_removed(owner: Api, library: int, tree: SteamTree) -> None:
    before = cards(owner, library)
    away = tree.root.with_name("away")
    tree.root.rename(away)
    owner.ask("POST", f"/api/v1/library/{library}/run", 201, json={"flag": "scan"})
    until(lambda: owner.ask("GET", f"/api/v1/library/{library}")["scan"]["state"] == "failed", 20, "the failed scan")
    missing = cards(owner, library)
    assert sorted(missing) == sorted(before)
    assert all(one["missing"] for copies in missing.values() for one in copies)
    files = owner.ask("GET", f"/api/v1/library/{library}/files", params={"state": "missing"})
    assert [one["path"] for one in files] == [str(tree.root)]
    away.rename(tree.root)
    owner.ask("POST", f"/api/v1/library/{library}/run", 201, json={"flag": "scan"})
    until(lambda: owner.ask("GET", f"/api/v1/library/{library}")["scan"]["state"] == "done", 20, "the scan")
    assert not any(one["missing"] for copies in cards(owner, library).values() for one in copies)
    assert owner.ask("GET", f"/api/v1/library/{library}/files", params={"state": "missing"}) == []
