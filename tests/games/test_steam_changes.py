"""What holds while an installation changes: games come, go and move, disks are away, files are half-written."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dim.games.steam import SteamGame, SteamReading, read_steam
from dim.games.steam.read import RETRY_SECONDS
from support.games.steam import (
    ADA,
    App,
    ShortcutEntry,
    SteamTree,
    cloud_storage,
    local_config,
    shared_config,
    shortcuts,
    write_bytes,
    write_manifest,
    write_text,
)

APPS = [
    App(id=10, name="Ten", folder=0, installdir="Ten", size=10, minutes={ADA: 5}),
    App(id=20, name="Twenty", folder=1, installdir="Twenty", size=20),
    App(id=30, name="Thirty", folder=2, installdir="Thirty", size=30, minutes={ADA: 7}),
    App(id=40, name="Forty", minutes={ADA: 9}),
]  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> SteamTree:
    tree = SteamTree(tmp_path, "linux")
    tree.write(APPS)
    tree.write_collections([10], [20])
    write_text(tree.account() / "7/remote/sharedconfig.vdf", shared_config([30], [40]))
    write_bytes(
        tree.account() / "config/shortcuts.vdf",
        shortcuts([ShortcutEntry(name="Own", program="/bin/true", id=0x8000_0001)]),
    )
    return tree


def again(tree: SteamTree, reading: SteamReading | None = None) -> SteamReading:
    return read_steam(str(tree.root), reading, retry_seconds=0)


def by_id(reading: SteamReading) -> dict[int, SteamGame]:
    return {game.app_id: game for game in reading.games}


def test_install_update_uninstall(tree: SteamTree) -> None:
    first = again(tree)
    assert not by_id(first)[40].installed
    path = write_manifest(tree.folders[1], App(id=40, name="Forty", flags=1026, installdir="Forty", size=1))
    second = again(tree, first)
    assert (by_id(second)[40].installed, by_id(second)[40].updating, by_id(second)[40].size) == (False, True, 1)
    write_manifest(tree.folders[1], App(id=40, name="Forty", flags=4, installdir="Forty", size=1000))
    third = again(tree, second)
    assert (by_id(third)[40].installed, by_id(third)[40].updating, by_id(third)[40].size) == (True, False, 1000)
    path.unlink()
    assert again(tree, third).games == first.games


def test_a_new_app_is_looked_for_in_an_appinfo_that_did_not_change(tree: SteamTree) -> None:
    path = write_manifest(tree.folders[0], App(id=20, name="Twenty", installdir="Twenty"))
    tree.steamapps[1].joinpath("appmanifest_20.acf").unlink()
    path.rename(tree.base / "aside")
    first = again(tree)
    assert 20 not in by_id(first)
    (tree.base / "aside").rename(path)
    second = again(tree, first)
    assert by_id(second)[20].developers == ("Valve",)
    assert by_id(second)[10].developers == ("Valve",)


def test_a_move_keeps_the_game(tree: SteamTree, monkeypatch: pytest.MonkeyPatch) -> None:
    first = again(tree)
    here, there = (steamapps / "appmanifest_20.acf" for steamapps in (tree.steamapps[1], tree.steamapps[2]))
    content = here.read_bytes()
    here.unlink()
    monkeypatch.setattr(time, "sleep", lambda _seconds: there.write_bytes(content))
    second = again(tree, first)
    game = by_id(second)[20]
    assert game.installed
    assert game.library_folder == str(tree.folders[2])
    assert game.install_path == str(tree.steamapps[2] / "common/Twenty")


def test_a_manifest_in_two_folders_counts_where_it_is_installed(tree: SteamTree) -> None:
    write_manifest(tree.folders[0], App(id=20, name="Twenty", flags=1026, installdir="Twenty"))
    game = by_id(again(tree))[20]
    assert (game.installed, game.library_folder) == (True, str(tree.folders[1]))


def test_a_disk_that_is_away(tree: SteamTree) -> None:
    first = again(tree)
    tree.folders[2].rename(tree.base / "away")
    second = again(tree, first)
    assert second.missing_folders == (tree.paths[2],)
    assert second.library_folders == (str(tree.folders[0]), str(tree.folders[1]))
    game = by_id(second)[30]
    assert (game.missing, game.installed, game.size) == (True, True, 30)
    assert game.play_time == {ADA: 420}
    third = again(tree, second)
    assert third == second
    assert not by_id(third)[10].missing
    (tree.base / "away").rename(tree.folders[2])
    assert again(tree, third) == first


def test_a_mount_point_without_its_disk(tree: SteamTree) -> None:
    first = again(tree)
    tree.folders[2].rename(tree.base / "away")
    tree.folders[2].mkdir()
    second = again(tree, first)
    assert second.missing_folders == (tree.paths[2],)
    assert by_id(second)[30].missing


def test_a_disk_that_was_never_there(tree: SteamTree) -> None:
    """libraryfolders.vdf and appinfo.vdf say what is on it."""
    tree.folders[2].rename(tree.base / "away")
    reading = again(tree)
    game = by_id(reading)[30]
    assert (game.title, game.missing, game.installed, game.size, game.install_path) == ("Thirty", True, True, 30, None)


def test_the_whole_root_is_away(tree: SteamTree) -> None:
    first = again(tree)
    tree.root.rename(tree.base / "away")
    second = again(tree, first)
    assert str(tree.root) in second.missing_folders
    assert {(game.app_id, game.title, game.play_time.get(ADA)) for game in second.games} == {
        (game.app_id, game.title, game.play_time.get(ADA)) for game in first.games
    }
    assert by_id(second)[10].missing
    assert not by_id(second)[20].missing
    (tree.base / "away").rename(tree.root)
    assert again(tree, second) == first


FILES: dict[str, Callable[[SteamTree], Path]] = {
    "library folders": lambda tree: tree.steamapps[0] / "libraryfolders.vdf",
    "manifest": lambda tree: tree.steamapps[1] / "appmanifest_20.acf",
    "login users": lambda tree: tree.root / "config/loginusers.vdf",
    "local config": lambda tree: tree.account() / "config/localconfig.vdf",
    "cloud storage": lambda tree: tree.account() / "config/cloudstorage/cloud-storage-namespace-1.json",
    "shared config": lambda tree: tree.account() / "7/remote/sharedconfig.vdf",
    "shortcuts": lambda tree: tree.account() / "config/shortcuts.vdf",
    "appinfo": lambda tree: tree.appinfo,
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9])
def test_a_half_written_file_changes_nothing(tree: SteamTree, name: str, share: float) -> None:
    path = FILES[name](tree)
    first = again(tree)
    assert first.failed == ()
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    second = again(tree, first)
    assert second.games == first.games
    assert [failed.path for failed in second.failed] == [str(path)]
    assert second.failed[0].reason.endswith(".")
    third = again(tree, second)
    assert third == second, "it stays among the failed files"
    path.write_bytes(content)
    assert again(tree, third) == first


@pytest.mark.parametrize("name", [name for name in FILES if name != "manifest"])
def test_a_file_that_is_gone_changes_nothing(tree: SteamTree, name: str) -> None:
    path = FILES[name](tree)
    first = again(tree)
    path.unlink()
    second = again(tree, first)
    assert second.games == first.games
    assert [(failed.path, failed.reason) for failed in second.failed] == [(str(path), "It is gone.")]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_being_written_is_read_once_more(
    tree: SteamTree, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = FILES[name](tree)
    content = path.read_bytes()
    whole = again(tree)
    path.write_bytes(content[: len(content) // 2])
    waited: list[float] = []

    def finish(seconds: float) -> None:
        waited.append(seconds)
        path.write_bytes(content)

    monkeypatch.setattr(time, "sleep", finish)
    reading = read_steam(str(tree.root))
    assert waited == [RETRY_SECONDS]
    assert reading == whole


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_stays_broken_is_not_waited_for_again(
    tree: SteamTree, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = FILES[name](tree)
    path.write_text("broken")
    os.utime(path, (1_600_000_000, 1_600_000_000))
    first = again(tree)
    monkeypatch.setattr(time, "sleep", lambda _seconds: pytest.fail("waited"))
    second = read_steam(str(tree.root), first)
    assert second.failed == first.failed


def test_only_what_changed_is_read(tree: SteamTree, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in tree.base.rglob("*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))
    first = again(tree)
    opened: list[str] = []
    original = os.open

    def counted(path: str, *arguments: int, **options: int) -> int:
        opened.append(path)
        return original(path, *arguments, **options)

    monkeypatch.setattr(os, "open", counted)
    assert again(tree, first) == first
    assert opened == []
    write_text(
        tree.account() / "config/localconfig.vdf",
        local_config([*APPS[:3], App(id=40, name="Forty", minutes={ADA: 90})], ADA),
    )
    second = again(tree, first)
    assert opened == [str(tree.account() / "config/localconfig.vdf")]
    assert by_id(second)[40].play_time == {ADA: 5400}


def test_collections_in_the_cloud_count_before_older_ones(tree: SteamTree) -> None:
    first = again(tree)
    assert [game.app_id for game in first.games if game.favorite] == [10]
    assert [game.app_id for game in first.games if game.hidden] == [20]
    write_text(FILES["cloud storage"](tree), cloud_storage({"hidden": []}))
    second = again(tree, first)
    assert not any(game.favorite or game.hidden for game in second.games)
    write_text(FILES["cloud storage"](tree), "[]")
    third = again(tree, second)
    assert [game.app_id for game in third.games if game.favorite] == [30]
    assert [game.app_id for game in third.games if game.hidden] == [40]


def test_a_damaged_entry_of_appinfo_keeps_its_last_good_reading(tree: SteamTree) -> None:
    first = again(tree)
    data = tree.appinfo.read_bytes()
    at = data.index(b"Twenty\0") - 5
    tree.appinfo.write_bytes(data[:at] + b"\xee" + data[at + 1 :])
    second = again(tree, first)
    assert second.games == first.games
    assert [failed.reason for failed in second.failed] == ["What it says of some apps is damaged: 20."]
    fresh = again(tree)
    assert by_id(fresh)[20].title == "Twenty", "by its manifest"
    assert by_id(fresh)[20].developers == ()
    assert by_id(fresh)[10].developers == ("Valve",)


def test_an_entry_that_lost_its_name_keeps_its_last_good_reading(tmp_path: Path) -> None:
    tree = SteamTree(tmp_path, "windows")
    tree.write(APPS)
    first = again(tree)
    data = tree.appinfo.read_bytes()
    tree.appinfo.write_bytes(data.replace(b"name\0Forty", b"nbme\0Forty"))
    assert again(tree, first).games == first.games


def test_without_a_good_reading_the_latest_counts_in_part(tree: SteamTree) -> None:
    path = FILES["local config"](tree)
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b'"30"')])
    first = again(tree)
    assert (by_id(first)[10].play_time, by_id(first)[30].play_time) == ({ADA: 300}, {})
    path.write_bytes(content[: content.index(b'"40"')])
    second = again(tree, first)
    assert (by_id(second)[10].play_time, by_id(second)[30].play_time) == ({ADA: 300}, {ADA: 420})
    path.write_bytes(content[: content.index(b'"10"')])
    third = again(tree, second)
    assert by_id(third)[30].play_time == {ADA: 420}, "an even shorter one says nothing"
