"""The parsers of Steam's single files, and files that are none."""

import os
import zlib
from pathlib import Path

import pytest

from dim.games.known_files import BrokenFileError
from dim.games.steam import Account, AppType, SteamGame, read_steam
from dim.games.steam.app_facts import app_facts
from dim.games.steam.library_folders import LibraryEntry, locate, parse_library_folders
from dim.games.steam.manifests import Manifest, inside, parse_manifest, tool_by_name
from dim.games.steam.userdata.collections import Collections, parse_cloud_storage, parse_shared_config
from dim.games.steam.userdata.localconfig import Played, parse_local_config
from dim.games.steam.userdata.login_users import accounts, parse_login_users
from dim.games.steam.userdata.shortcuts import computed_id, parse_shortcuts
from support.games import vdf
from support.games.steam import (
    ADA,
    BEN,
    FIRST_STEAM_ID,
    App,
    ShortcutEntry,
    SteamTree,
    cloud_storage,
    login_users,
    shared_config,
    shortcuts,
    write_bytes,
    write_manifest,
    write_text,
)

STATES = [
    # flags, installed, updating
    (0, False, False), (1, False, False), (2, False, True), (4, True, False), (6, True, True), (36, True, False), (68, True, False),
    (1026, False, True), (1030, True, True), (8196, True, False), (1048576 | 4, True, True), (2048, False, False),
]  # fmt: skip


@pytest.mark.parametrize(("flags", "installed", "updating"), STATES)
def test_states(flags: int, installed: bool, updating: bool) -> None:
    manifest = parse_manifest(vdf.text(App(id=5, name="a", flags=flags).manifest).encode())
    assert (manifest.installed, manifest.updating) == (installed, updating)


def test_a_manifest_with_its_name_in_the_settings_and_keys_in_other_capitals() -> None:
    data = b'"APPSTATE" { "AppID" "5" "STATEFLAGS" "4" "installDir" "A" "UserConfig" { "Name" "Five" } "sizeondisk" "-3" "LastPlayed" "86400" }'
    assert parse_manifest(data) == Manifest(5, "Five", True, False, ("A",), 0, None, None)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0" * 500, b"{}", b'"AppState" {}', b'"AppState" { "appid" "x" "StateFlags" "4" }', b'"AppState" { "appid" "0" "StateFlags" "4" }',
     b'"AppState" { "appid" "5" }', b'"AppState" { "appid" "5" "StateFlags" "4"', b'"appid" "5" "StateFlags" "4"', b"\x89PNG\r\n"],
)  # fmt: skip
def test_broken_manifests(data: bytes) -> None:
    with pytest.raises(BrokenFileError):
        parse_manifest(data)


def test_a_manifest_under_the_name_of_another_app(tmp_path: Path) -> None:
    tree = SteamTree(tmp_path, "linux")
    tree.write([App(id=5, name="Five", folder=0)])
    path = write_manifest(tree.root, App(id=6, name="Six"))
    path.write_text(path.read_text().replace('"6"', '"7"'))
    reading = read_steam(str(tree.root), retry_seconds=0)
    assert [game.title for game in reading.games] == ["Five"]
    assert [failed.path for failed in reading.failed] == [str(path)]


FOLDERS = [
    ("Portal 2", ("Portal 2",)), ("a/b", ("a", "b")), ("a\\b", ("a", "b")), ("./a", ("a",)), ("Dr. Who...", ("Dr. Who...",)),
    ("", ()), (".", ()), ("..", ()), ("../x", ()), ("a/../../x", ()), ("..\\x", ()), ("/etc", ()), ("\\x", ()), ("C:\\x", ()),
    ("C:x", ()), ("a/", ()), ("a//b", ()), (". .", ()), ("...", ()), ("a/.. /b", ()),
]  # fmt: skip


@pytest.mark.parametrize(("path", "parts"), FOLDERS)
def test_folders_stay_inside(path: str, parts: tuple[str, ...]) -> None:
    assert inside(path) == parts


NAMES = [
    ("Proton 9.0", "tool"), ("Proton Experimental", "tool"), ("Steam Linux Runtime 3.0 (sniper)", "tool"), ("Proton", "tool"),
    ("Steamworks Common Redistributables", "tool"), ("Protonium", "game"), ("My Proton", "game"), ("Portal", "game"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), NAMES)
def test_types_by_name(name: str, kind: str) -> None:
    assert tool_by_name(name) == kind


@pytest.mark.parametrize(
    ("written", "kind"), [("Game", "game"), ("GAME", "game"), ("tool", "tool"), ("Driver", "other"), ("", None)]
)
def test_types(written: str, kind: AppType | None) -> None:
    assert app_facts({"common": {"type": written}}).type == kind


def test_the_type_decides_and_the_name_only_without_it(tmp_path: Path) -> None:
    tree = SteamTree(tmp_path, "linux")
    apps = [App(id=5, name="Proton Arena", folder=0), App(id=6, name="Runtime", type="Tool", folder=0)]
    tree.write(apps)
    write_manifest(tree.root, App(id=7, name="Proton 9.0"))
    found = {game.app_id: game.type for game in read_steam(str(tree.root)).games}
    assert found == {5: "game", 6: "tool", 7: "tool"}


def test_facts_of_old_entries() -> None:
    facts = app_facts(
        {"common": {"oslist": "windows, mac,amiga", "steam_release_date": "0", "genres": {"0": "1", "1": 1, "x": 37}},
         "extended": {"developer": "A", "publisher": "B", "dlcforappid": "70"}}
    )  # fmt: skip
    assert (facts.developers, facts.publishers, facts.parent, facts.release_date) == (("A",), ("B",), 70, None)
    assert (facts.platforms, facts.genres) == (("windows", "mac"), ("Action", "Free to Play"))


@pytest.mark.parametrize("moment", [2**40, -(2**60), 10**30, "x", 1.5, {"a": "b"}])
def test_times_that_are_none(moment: "int | str | float | dict[str, object]") -> None:
    assert app_facts({"common": {"steam_release_date": moment}}).release_date is None  # type: ignore[dict-item]


def test_library_folders() -> None:
    new = b'"libraryfolders" { "contentstatsid" "5" "0" { "path" "/a" "apps" { "5" "100" } } "1" { "path" "D:\\\\b" "mounted" "0" "apps" { "x" "1" } } }'
    assert parse_library_folders(new) == (LibraryEntry("/a", True, {5: 100}), LibraryEntry("D:\\b", False, {}))
    bare = b'"libraryfolders" { "0" { "path" "C:\\\\Steam" } "1" { "path" "/b" } }'
    assert parse_library_folders(bare) == (LibraryEntry("C:\\Steam", True), LibraryEntry("/b"))
    old = b'"LibraryFolders" { "TimeNextStatsReport" "1" "1" "/b" "2" "D:\\\\SteamLibrary" }'
    assert parse_library_folders(old) == (LibraryEntry("/b"), LibraryEntry("D:\\SteamLibrary"))
    for broken in (b"", b'"x" {}', new[:40]):
        with pytest.raises(BrokenFileError):
            parse_library_folders(broken)


def located(root: Path, *entries: LibraryEntry) -> list[tuple[str, bool]]:
    return [(folder.path, folder.steamapps is not None) for folder in locate(str(root), entries)]


def make(*folders: Path) -> None:
    for folder in folders:
        (folder / "steamapps").mkdir(parents=True)


def test_places_of_a_disk_of_another_machine(tmp_path: Path) -> None:
    root, other, own = tmp_path / "mnt/home/ada/Steam", tmp_path / "mnt/data/games", tmp_path / "own"
    make(root, other, own)
    main = LibraryEntry("/home/ada/Steam", is_main=True)
    found = located(root, main, LibraryEntry("/data/games"), LibraryEntry(str(own)), LibraryEntry("/data/none"))
    assert found == [(str(root), True), (str(other), True), (str(own), True), ("/data/none", False)]


def test_places_of_a_flatpak(tmp_path: Path) -> None:
    root = tmp_path / "ada/.var/app/com.valvesoftware.Steam/.local/share/Steam"
    card = tmp_path / "ada/.var/app/com.valvesoftware.Steam/games"
    make(root, card)
    main = LibraryEntry(str(tmp_path / "ada/.local/share/Steam"), is_main=True)
    assert located(root, main, LibraryEntry(str(tmp_path / "ada/games"))) == [(str(root), True), (str(card), True)]


def test_places_of_windows_disks(tmp_path: Path) -> None:
    root, games = tmp_path / "windows/Program Files (x86)/Steam", tmp_path / "Games Disk/SteamLibrary"
    make(root, games, tmp_path / "windows/Second")
    listed = [
        LibraryEntry(path) for path in ("C:\\second", "E:\\steamlibrary", "F:\\none", "\\\\server\\share", "E:\\..\\x")
    ]
    found = located(root, *listed)
    assert found[:3] == [(str(root), True), (str(tmp_path / "windows/Second"), True), (str(games), True)]
    assert found[3:] == [(one.path, False) for one in listed[2:]]
    make(tmp_path / "Other Disk/SteamLibrary")
    assert located(root, listed[1])[1] == ("E:\\steamlibrary", False), "two disks may be meant"
    make(tmp_path / "e/SteamLibrary")
    assert located(root, listed[1])[1] == (str(tmp_path / "e/SteamLibrary"), True), "the letter decides"


def test_a_folder_counts_once(tmp_path: Path) -> None:
    root, other = tmp_path / "Steam", tmp_path / "games"
    make(root, other)
    (tmp_path / "link").symlink_to(other)
    listed = [LibraryEntry(str(path)) for path in (root, other, tmp_path / "link", other)]
    assert located(root, *listed) == [(str(root), True), (str(other), True)]


def test_the_most_recent_account() -> None:
    users = parse_login_users(vdf.text(login_users({ADA: "Ada", BEN: "Ben"}, ADA)).encode())
    assert [account.id for account in accounts(users, [])] == [ADA, BEN]
    nobody = parse_login_users(vdf.text(login_users({ADA: "Ada", BEN: "Ben"}, None)).encode())
    assert [account.id for account in accounts(nobody, [5])] == [BEN, ADA, 5], "then the last one that signed in"
    assert accounts([], [7, 5]) == (Account(5, None, None, True), Account(7, None, None, False))
    assert parse_login_users(b'"users" { "5" { "PersonaName" "x" } "y" { } }') == ()


def test_play_time() -> None:
    data = vdf.text(
        {"UserLocalConfigStore": {"Software": {"valve": {"Steam": {"Apps": {
            "10": {"LastPlayed": "1600000000", "Playtime": "90"}, "20": {"cloud": {"x": "y"}}, "30": {"LastPlayed": "86400", "Playtime": "-5"},
            "x": {"Playtime": "5"}, "40": "text", "-2": {"Playtime": "1"}, "50": {"Playtime": "9" * 19},
        }}}}}}
    )  # fmt: skip
    assert parse_local_config(data.encode()) == {
        10: Played(5400, 1_600_000_000), 20: Played(0, None), 30: Played(0, None), 0xFFFF_FFFE: Played(60, None),
        50: Played(60 << 30, None),
    }  # fmt: skip


def test_collections() -> None:
    stored = cloud_storage({"favorite": [5, 6], "hidden": [7], "uc-x": [8]}).encode()
    assert parse_cloud_storage(stored) == Collections(frozenset({5, 6}), frozenset({7}), True)
    assert parse_cloud_storage(b"[]") == Collections()
    removed = (
        b'[["user-collections.favorite", {"value": "{\\"added\\": [5, \\"6\\", true, null, -2], \\"removed\\": [5]}"}]]'
    )
    assert parse_cloud_storage(removed).favorite == {6, 0xFFFF_FFFE}
    deleted = b'[["user-collections.favorite", {"is_deleted": true, "value": "{\\"added\\": [5]}"}]]'
    assert parse_cloud_storage(deleted) == Collections(are_stored=True)
    for broken in (
        b"",
        b"{}",
        b"[",
        b"\xff",
        b"[" * 5000,
        b'[["user-collections.hidden", {"value": "{"}]]',
        b'[["user-collections.hidden", 5]]',
    ):
        with pytest.raises(BrokenFileError):
            parse_cloud_storage(broken)
    assert parse_shared_config(vdf.text(shared_config([5, 6], [6])).encode()) == Collections(
        frozenset({5, 6}), frozenset({6}), True
    )


ENTRIES = [
    ShortcutEntry(name=f"Own {number}", program=f'"/games/{number}/run"', id=0x8000_0000 + number)
    for number in range(9)
]


@pytest.mark.parametrize("old_names", [False, True])
def test_shortcuts(old_names: bool) -> None:
    found = parse_shortcuts(shortcuts(ENTRIES, old_names))
    assert [(one.app_id, one.name, one.folder) for one in found] == [
        (entry.id, entry.name, f"/games/{number}") for number, entry in enumerate(ENTRIES)
    ]
    assert parse_shortcuts(shortcuts([], old_names)) == ()


def test_the_id_of_old_shortcuts() -> None:
    """As Steam computes it: of the program with its quotes, and the name."""
    old = ShortcutEntry(name="Own", program='"C:\\Games\\own.exe" --fast', folder='"C:\\Games\\"')
    (found,) = parse_shortcuts(shortcuts([old], old_names=True))
    for number in range(8):
        assert computed_id(old.program, f"Own {number}") == 1 << 31 | zlib.crc32(f"{old.program}Own {number}".encode())
    assert found.app_id == computed_id(old.program, "Own")
    assert found.folder == "C:\\Games"
    game = SteamGame(app_id=found.app_id, title="Own", is_shortcut=True)
    assert game.launch == f"steam://rungameid/{(found.app_id << 32) + (2 << 24)}"


@pytest.mark.parametrize("hit", range(9))
def test_a_damaged_shortcut_loses_only_itself(hit: int) -> None:
    data = bytearray(shortcuts(ENTRIES))
    at = data.index(f"Own {hit}\0".encode()) - 9
    data[at] = 0xEE
    with pytest.raises(BrokenFileError) as broken:
        parse_shortcuts(bytes(data))
    readable = broken.value.readable
    assert isinstance(readable, tuple)
    assert [one.name for one in readable] == [entry.name for number, entry in enumerate(ENTRIES) if number != hit]


def test_files_that_are_none(tmp_path: Path) -> None:
    """Pipes, devices, loops, folders and endless files among the manifests: no waiting, no crash; they are failed files."""
    tree = SteamTree(tmp_path, "linux")
    tree.write([App(id=5, name="Five", folder=0)])
    steamapps = tree.steamapps[0]
    os.mkfifo(steamapps / "appmanifest_10.acf")
    (steamapps / "appmanifest_11.acf").symlink_to("/dev/zero")
    (steamapps / "appmanifest_12.acf").symlink_to("appmanifest_12.acf")
    (steamapps / "appmanifest_13.acf").mkdir()
    with (steamapps / "appmanifest_14.acf").open("wb") as file:
        file.truncate(1 << 40)
    (steamapps / "appmanifest_15.acf").symlink_to("nowhere")
    (steamapps / "appmanifest_16.acf.tmp").write_text("half")
    (steamapps / "appmanifest_x.acf").write_text("no number")
    (steamapps / "appmanifest_17.acf").symlink_to("/etc/passwd")
    (steamapps / "loop").symlink_to(".")
    config = tree.account() / "config"
    os.mkfifo(config / "shortcuts.vdf")
    (config / "grid").symlink_to("grid")
    (tree.root / "appcache/librarycache").symlink_to("/dev/null")
    reading = read_steam(str(tree.root), retry_seconds=0)
    assert [game.title for game in reading.games] == ["Five"]
    failed = {Path(one.path).name: one.reason for one in reading.failed}
    assert failed.keys() == {f"appmanifest_{number}.acf" for number in (10, 11, 12, 13, 14, 17)} | {"shortcuts.vdf"}
    assert failed["appmanifest_10.acf"] == "It is not a regular file."
    assert failed["appmanifest_14.acf"].startswith("It has 1,099,511,627,776 bytes")
    assert "root" not in failed["appmanifest_17.acf"]


def test_installdir_never_leads_outside(tmp_path: Path) -> None:
    tree = SteamTree(tmp_path, "linux")
    tree.write(
        [App(id=5, name="Five", folder=1, installdir="../../../etc"), App(id=6, name="Six", folder=1, installdir="a/b")]
    )
    found = {game.app_id: game.install_path for game in read_steam(str(tree.root)).games}
    assert found == {5: None, 6: str(tree.steamapps[1] / "common/a/b")}


def test_nothing_at_all(tmp_path: Path) -> None:
    reading = read_steam(str(tmp_path / "none"))
    assert (reading.games, reading.accounts, reading.failed) == ((), (), ())
    assert reading.missing_folders == (str(tmp_path / "none"),)


def test_two_games_of_one_name(tmp_path: Path) -> None:
    tree = SteamTree(tmp_path, "linux")
    tree.write([App(id=3970, name="Prey", folder=0), App(id=480490, name="Prey", folder=1)])
    assert [(game.app_id, game.title) for game in read_steam(str(tree.root)).games] == [
        (3970, "Prey"),
        (480490, "Prey"),
    ]


def test_capitals_of_older_installations(tmp_path: Path) -> None:
    root = tmp_path / "Steam"
    write_text(root / "SteamApps/appmanifest_5.acf", App(id=5, name="Five").manifest)
    write_bytes(root / "SteamApps/AppManifest_6.acf", vdf.text(App(id=6, name="Six").manifest).encode("utf-8-sig"))
    assert [game.title for game in read_steam(str(root)).games] == ["Five", "Six"]
    assert FIRST_STEAM_ID == 76561197960265728
