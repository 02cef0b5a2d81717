"""Where installations are: on this machine, on a disk of another one, on Windows disks; and which folders are away."""

from pathlib import Path

import pytest

from dim.games.launcher.installed_paths import Installed, InstalledPaths, missing_folders, watched_folders

CASES = [
    # the launcher's root, what it wrote, where it is (None: away), the first folder that is not there
    ("home/ada/.config/x", "{top}/games/a", "games/a", None),
    ("home/ada/.config/x", "{top}/games/./b/../a/", "games/a", None),
    ("home/ada/.config/x", "{top}/games/none/deep/er", None, "{top}/games/none"),
    ("home/ada/.config/x", "/home/ada/own", "home/ada/own", None),
    ("home/ada/.config/x", "relative/path", "relative/path", None),
    ("home/ada/.config/x", "C:\\\\Games\\\\a", "C:\\\\Games\\\\a", None),
    ("mnt/c/Users/ada/x", "C:\\Games\\A", "mnt/c/games/a", None),
    ("mnt/c/Users/ada/x", "c:/GAMES/a", "mnt/c/games/a", None),
    ("mnt/c/ProgramData/x", "D:\\Lib\\b", "mnt/D/Lib/b", None),
    ("mnt/c/ProgramData/x", "E:\\Lib\\c", "mnt/other/Lib/c", None),
    ("mnt/c/ProgramData/x", "E:\\Lib\\b\\none", None, "E:\\Lib\\b"),
    ("mnt/c/ProgramData/x", "C:\\..\\..\\etc", None, "C:\\..\\.."),
    ("mnt/c/ProgramData/x", "C:\\", "mnt/c", None),
]


@pytest.fixture
def top(tmp_path: Path) -> Path:
    for name in (
        "games/a",
        "games/b",
        "home/ada/own",
        "mnt/c/games/a",
        "mnt/c/Users",
        "mnt/D/Lib/b",
        "mnt/other/Lib/c",
        "mnt/other/Lib/b",
    ):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "mnt/file").touch()
    return tmp_path


@pytest.mark.parametrize(("root", "written", "found", "away"), CASES)
def test_places(top: Path, root: str, written: str, found: str | None, away: str | None) -> None:
    written = written.replace("{top}", str(top))
    place = InstalledPaths(str(top / root)).find(written)
    assert (place.missing, place.away) == (found is None, away and away.replace("{top}", str(top)))
    kept = found is None or found.startswith(("C:", "relative"))
    assert place.path == (written if kept else str(top / str(found)))


def test_paths_that_are_odd(top: Path) -> None:
    paths = InstalledPaths(str(top))
    assert paths.find(None) == Installed(None)
    assert paths.find("/" + "a/" * 2_000).missing
    assert paths.find("/").path == "/"


def test_a_home_folder_of_macos(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(top)
    assert InstalledPaths("/Users/ada/x").find("C:\\games\\a") == Installed("C:\\games\\a")


def test_folders_that_are_away(top: Path) -> None:
    places = [
        Installed("/x", True, f"{top}/games/none"),
        Installed("/y", True, f"{top}/games/none"),
        Installed("E:\\a\\b", True, "E:\\a"),
        Installed("/z"),
    ]
    missing = missing_folders(str(top), places)
    assert missing == (f"{top}/games/none", "E:\\a")
    assert missing_folders(f"{top}/none", []) == (f"{top}/none",)
    assert watched_folders([str(top), f"{top}/none"], [*missing, "/none"]) == (str(top), f"{top}/games")
