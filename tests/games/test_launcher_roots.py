"""Where launchers are found: in home folders (native, Flatpak, Snap, macOS) and on Windows disks."""

import os
from pathlib import Path

import pytest

from dim.games.roots import LauncherRoot, LauncherType, find_launchers
from dim.games.steam.roots import RootKind

IN_HOME: list[tuple[str, str, LauncherType, RootKind]] = [
    (".local/share/Steam", "steamapps/", "steam", "native"),
    (".var/app/com.valvesoftware.Steam/data/Steam", "steamapps/", "steam", "flatpak"),
    (".config/heroic", "store_cache/", "heroic", "native"),
    (".config/heroic", "sideload_apps/", "heroic", "native"),
    (".var/app/com.heroicgameslauncher.hgl/config/heroic", "store/", "heroic", "flatpak"),
    ("snap/heroic/current/.config/heroic", "gog_store/", "heroic", "snap"),
    ("Library/Application Support/heroic", "store/", "heroic", "macos"),
    (".config/legendary", "installed.json", "legendary", "native"),
    (".config/legendary", "metadata/", "legendary", "native"),
    (".local/share/lutris", "pga.db", "lutris", "native"),
    (".var/app/net.lutris.Lutris/data/lutris", "pga.db", "lutris", "flatpak"),
    ("GOG Games", "Witcher/", "gog", "native"),
    (".config/itch", "db/butler.db", "itch", "native"),
    (".var/app/io.itch.itch/config/itch", "db/butler.db", "itch", "flatpak"),
    ("Library/Application Support/itch", "db/butler.db", "itch", "macos"),
]  # fmt: skip
ON_DISK: list[tuple[str, str, LauncherType]] = [
    ("Program Files (x86)/Steam", "steamapps/", "steam"),
    ("Users/Ada/AppData/Roaming/heroic", "store_cache/", "heroic"),
    ("Users/Ada/AppData/Roaming/itch", "db/butler.db", "itch"),
    ("Users/Ada/.config/legendary", "installed.json", "legendary"),
    ("ProgramData/GOG.com/Galaxy", "storage/galaxy-2.0.db", "gog"),
    ("GOG Games", "Witcher/", "gog"),
    ("Program Files (x86)/GOG Galaxy/Games", "Witcher/", "gog"),
]  # fmt: skip


def make(folder: Path, *names: str) -> str:
    for name in names:
        path = folder / name
        (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.touch()
    return str(folder)


@pytest.mark.parametrize(("folder", "marker", "launcher", "kind"), IN_HOME)
def test_in_a_home_folder(tmp_path: Path, folder: str, marker: str, launcher: LauncherType, kind: RootKind) -> None:
    (tmp_path / folder).mkdir(parents=True)
    if launcher != "gog":
        assert find_launchers([tmp_path]) == []
    path = make(tmp_path / folder, marker)
    assert find_launchers([tmp_path, tmp_path / "none"], [tmp_path / "none"]) == [LauncherRoot(path, launcher, kind)]


@pytest.mark.parametrize(("folder", "marker", "launcher"), ON_DISK)
def test_on_a_windows_disk(tmp_path: Path, folder: str, marker: str, launcher: LauncherType) -> None:
    path = make(tmp_path / folder, marker)
    assert find_launchers([], [tmp_path]) == [LauncherRoot(path, launcher, "windows")]


def test_everything_at_once(tmp_path: Path) -> None:
    home, disk = tmp_path / "home/deck", tmp_path / "mnt/c"
    made = [
        make(home / folder, marker)
        for folder, marker, _launcher, _kind in IN_HOME
        if not folder.startswith(("snap", "Library"))
    ]
    made += [make(disk / folder, marker) for folder, marker, _launcher in ON_DISK]
    (tmp_path / "home/linked").symlink_to("deck")
    found = find_launchers([home, tmp_path / "home/linked"], [disk])
    legendary = str(home / ".config/legendary")
    assert {root.path for root in found} == set(made) - {legendary}
    assert len(found) == len({root.path for root in found})
    assert {root.kind for root in found} == {"deck", "flatpak", "windows"}
    assert [root.type for root in found[:3]] == ["steam"] * 3


def test_the_folder_of_legendary_that_heroic_reads(tmp_path: Path) -> None:
    """Before version 2.9, it is the one beside Heroic's; later ones have their own."""
    make(tmp_path / ".config/heroic", "store_cache/")
    make(tmp_path / ".config/legendary", "installed.json")
    assert [root.type for root in find_launchers([tmp_path])] == ["heroic"]
    make(tmp_path / ".config/heroic", "legendaryConfig/legendary/installed.json")
    assert [root.type for root in find_launchers([tmp_path])] == ["heroic", "legendary"]


def test_galaxy_on_macos(tmp_path: Path) -> None:
    path = make(tmp_path / "Users/Shared/GOG.com/Galaxy", "Storage/galaxy-2.0.db")
    (tmp_path / "Users/ada").mkdir()
    assert find_launchers([tmp_path / "Users/ada"]) == [LauncherRoot(path, "gog", "macos")]


def test_a_snap_keeps_its_path(tmp_path: Path) -> None:
    """The link `current` leads to another folder after each update."""
    make(tmp_path / "snap/heroic/77/.config/heroic", "store/")
    (tmp_path / "snap/heroic/current").symlink_to("77")
    assert [root.path for root in find_launchers([tmp_path])] == [str(tmp_path / "snap/heroic/current/.config/heroic")]


def test_what_is_none(tmp_path: Path) -> None:
    (tmp_path / ".local/share/lutris").mkdir(parents=True)
    os.mkfifo(tmp_path / ".local/share/lutris/pga.db")
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config/heroic").symlink_to("heroic")
    (tmp_path / ".config/itch").touch()
    (tmp_path / "Users").touch()
    assert find_launchers([tmp_path], [tmp_path]) == []
