"""Writes Steam installations: every file that Dim reads, as Steam writes it, in the layouts of Linux, Windows and macOS."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from support.games import vdf
from support.games.vdf import Tree, Typed

Layout = Literal["linux", "windows", "macos"]
LAYOUTS: tuple[Layout, ...] = ("linux", "windows", "macos")
FIRST_STEAM_ID = 76561197960265728
ADA, BEN = 1234567, 7654321
"""Account ids: the one that signed in last, and another."""
HASHES = ("0" * 39 + "a", "0" * 39 + "b", "0" * 39 + "c")


@dataclass(frozen=True, kw_only=True)
class App:
    """An app as the files describe it; times in Unix seconds, play time in minutes."""

    id: int
    name: str
    type: str = "Game"
    oslist: str = "windows,macos,linux"
    developers: tuple[str, ...] = ("Valve",)
    publishers: tuple[str, ...] = ("Valve",)
    genres: tuple[int, ...] = (1, 25)
    steam_release: int = 1303171200
    first_release: int | None = None
    controller: str | None = None
    parent: int | None = None
    folder: int | None = None
    """The library folder where it is installed, by number; None: nowhere."""
    flags: int = 4
    installdir: str = ""
    size: int = 0
    manifest_played: int | None = None
    minutes: Mapping[int, int] = field(default_factory=dict)
    played: Mapping[int, int] = field(default_factory=dict)
    """By account; whoever is in `minutes` or `played` knows the app."""

    @property
    def info(self) -> Tree:
        """What appinfo.vdf says of it."""
        common: dict[str, str | int | Tree] = {
            "name": self.name,
            "type": self.type,
            "oslist": self.oslist,
            "steam_release_date": self.steam_release,
            "genres": {str(number): genre for number, genre in enumerate(self.genres)},
            "associations": {
                str(number): {"type": kind, "name": name}
                for number, (kind, name) in enumerate(
                    [("developer", name) for name in self.developers]
                    + [("publisher", name) for name in self.publishers]
                    + [("franchise", "Half-Life")]
                )
            },
            "store_tags": {"0": 19},
            "gameid": self.id,
        }
        if self.first_release is not None:
            common["original_release_date"] = str(self.first_release)
        if self.controller is not None:
            common["controller_support"] = self.controller
        if self.parent is not None:
            common["parent"] = str(self.parent)
        return {
            "common": common,
            "extended": {"developer": "Somebody else", "homepage": "https://example.org"},
            "config": {"installdir": self.installdir, "launch": {"0": {"executable": "run.exe"}}},
            "depots": {"5": {"manifests": {"public": {"gid": Typed(7, 2**63)}}}},
        }

    @property
    def manifest(self) -> Tree:
        """Its manifest."""
        state: dict[str, str | int | Tree] = {
            "appid": self.id, "universe": 1, "LauncherPath": "C:\\Program Files (x86)\\Steam\\steam.exe", "name": self.name,
            "StateFlags": self.flags, "installdir": self.installdir, "LastUpdated": 1700000000, "SizeOnDisk": self.size,
            "StagingSize": 0, "buildid": 1234, "LastOwner": FIRST_STEAM_ID + ADA, "BytesToDownload": 0, "BytesDownloaded": 0,
            "InstalledDepots": {"621": {"manifest": "5", "size": self.size}}, "UserConfig": {"language": "english"},
        }  # fmt: skip
        if self.manifest_played is not None:
            state["LastPlayed"] = self.manifest_played
        return {"AppState": state}


@dataclass(frozen=True, kw_only=True)
class ShortcutEntry:
    """A program that an account added."""

    name: str
    program: str
    folder: str = ""
    id: int | None = None
    hidden: bool = False
    tags: tuple[str, ...] = ()
    played: int = 0


def write_text(path: Path, content: "str | Tree") -> None:
    """Write a text file, KeyValues if it is not text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else vdf.text(content), encoding="utf-8")


def write_bytes(path: Path, content: bytes) -> None:
    """Write a binary file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_manifest(library: Path, app: App) -> Path:
    """Write the manifest of an app, and its folder."""
    path = library / "steamapps" / f"appmanifest_{app.id}.acf"
    write_text(path, app.manifest)
    return path


def new_library_folders(folders: Sequence[tuple[str, Mapping[int, int]]]) -> Tree:
    """libraryfolders.vdf since 2021: paths with the sizes of apps, the main folder first."""
    return {
        "libraryfolders": {
            str(number): {
                "path": path, "label": "", "mounted": "1", "contentid": "123", "totalsize": "0",
                "apps": {str(app): size for app, size in apps.items()},
            }
            for number, (path, apps) in enumerate(folders)
        }
    }  # fmt: skip


def old_library_folders(paths: Iterable[str]) -> Tree:
    """libraryfolders.vdf until 2021: the paths of all folders but the main one."""
    listed = {str(number): path for number, path in enumerate(paths, 1)}
    return {"LibraryFolders": {"TimeNextStatsReport": "1", "ContentStatsID": "-5", **listed}}


def login_users(names: Mapping[int, str], most_recent: int | None) -> Tree:
    """loginusers.vdf."""
    return {
        "users": {
            str(FIRST_STEAM_ID + account): {
                "AccountName": f"login{account}", "PersonaName": name, "RememberPassword": "1",
                "MostRecent": int(account == most_recent), "Timestamp": 1_700_000_000 + number,
            }
            for number, (account, name) in enumerate(names.items())
        }
    }  # fmt: skip


def local_config(apps: Iterable[App], account: int, section: str = "apps") -> Tree:
    """localconfig.vdf of an account."""
    listed: dict[str, Tree] = {}
    for app in apps:
        if account in app.minutes or account in app.played:
            values: dict[str, str | int] = {"LastPlayed": app.played.get(account, 0)}
            if account in app.minutes:
                values |= {"Playtime": app.minutes[account], "Playtime2wks": 5}
            listed[str(app.id)] = values
    return {
        "UserLocalConfigStore": {
            "friends": {"PersonaName": "somebody"},
            "Software": {"Valve": {"Steam": {"SurveyDate": "2024", section: listed}}},
        }
    }


def cloud_storage(collections: Mapping[str, Sequence[int]]) -> str:
    """cloud-storage-namespace-1.json with collections by id."""
    listed: list[object] = [["showcases.1", {"key": "showcases.1", "timestamp": 1, "value": "{}"}]]
    for name, apps in collections.items():
        value = json.dumps({"id": name, "name": name.title(), "added": list(apps), "removed": []})
        key = f"user-collections.{name}"
        listed.append([key, {"key": key, "timestamp": 1_700_000_000, "value": value, "version": "5"}])
    listed.append(["user-collections.gone", {"key": "user-collections.gone", "timestamp": 1, "is_deleted": True}])
    return json.dumps(listed)


def shared_config(favorite: Iterable[int], hidden: Iterable[int]) -> Tree:
    """sharedconfig.vdf with the collections until 2019."""
    apps: dict[str, Tree] = {str(app): {"tags": {"0": "favorite", "1": "Puzzle"}} for app in favorite}
    for app in hidden:
        apps[str(app)] = {**apps.get(str(app), {}), "Hidden": "1"}
    return {"UserRoamingConfigStore": {"Software": {"Valve": {"Steam": {"Apps": apps}}}}}


def shortcuts(entries: Iterable[ShortcutEntry], old_names: bool = False) -> bytes:
    """shortcuts.vdf; `old_names`: with names of fields and without ids, as in old files."""
    listed: dict[str, Tree] = {}
    for number, entry in enumerate(entries):
        head: dict[str, str | int | Tree] = {} if entry.id is None else {"appid": entry.id}
        listed[str(number)] = {
            **head,
            "appname" if old_names else "AppName": entry.name,
            "exe" if old_names else "Exe": entry.program,
            "StartDir": entry.folder, "icon": "", "ShortcutPath": "", "LaunchOptions": "",
            "IsHidden": int(entry.hidden),
            "AllowDesktopConfig": 1, "AllowOverlay": 1, "OpenVR": 0, "LastPlayTime": entry.played,
            "tags": {str(place): tag for place, tag in enumerate(entry.tags)},
        }  # fmt: skip
    return vdf.binary({"shortcuts": listed})


@dataclass
class SteamTree:
    """A Steam installation in a folder, on a system of some layout."""

    base: Path
    layout: Layout
    root: Path = field(init=False)
    folders: list[Path] = field(init=False)
    """The library folders here; the first is the root."""
    paths: list[str] = field(init=False)
    """The library folders as Steam has them."""

    def __post_init__(self) -> None:
        if self.layout == "linux":
            self.root = self.base / "home/ada/.local/share/Steam"
            self.folders = [self.root, self.base / "mnt/games", self.base / "run/media/ada/card"]
            self.paths = [str(path) for path in self.folders]
        elif self.layout == "windows":
            disks = self.base / "mnt"
            self.root = disks / "c/Program Files (x86)/Steam"
            self.folders = [self.root, disks / "d/SteamLibrary", disks / "e/Games/Steam"]
            self.paths = ["c:\\program files (x86)\\steam", "D:\\SteamLibrary", "E:\\games\\Steam"]
        else:
            self.root = self.base / "Users/ada/Library/Application Support/Steam"
            self.folders = [self.root, self.base / "Volumes/Games/SteamLibrary", self.base / "Volumes/Other"]
            self.paths = [str(path) for path in self.folders]

    @property
    def steamapps(self) -> list[Path]:
        """The folders with the manifests."""
        return [folder / "steamapps" for folder in self.folders]

    def account(self, account: int = ADA) -> Path:
        """The folder of an account."""
        return self.root / "userdata" / str(account)

    @property
    def appinfo(self) -> Path:
        """Where appinfo.vdf is."""
        return self.root / "appcache" / "appinfo.vdf"

    @property
    def cache(self) -> Path:
        """The library cache."""
        return self.root / "appcache" / "librarycache"

    def write_folders(self, apps: Sequence[App], old_form: bool | None = None) -> None:
        """Write libraryfolders.vdf: the old form on macOS, else the new one."""
        for steamapps in self.steamapps:
            steamapps.mkdir(parents=True, exist_ok=True)
        if self.layout == "macos" if old_form is None else old_form:
            tree = old_library_folders(self.paths[1:])
        else:
            tree = new_library_folders(
                [
                    (path, {app.id: app.size for app in apps if app.folder == number})
                    for number, path in enumerate(self.paths)
                ]
            )
        write_text(self.steamapps[0] / "libraryfolders.vdf", tree)

    def write(self, apps: Sequence[App], version: int | None = None) -> None:
        """Write what all apps need: library folders, manifests, appinfo.vdf, accounts and their play time."""
        self.write_folders(apps)
        for app in apps:
            if app.folder is not None:
                write_manifest(self.folders[app.folder], app)
        default = {"linux": 41, "windows": 40, "macos": 39}[self.layout]
        write_bytes(self.appinfo, vdf.appinfo({app.id: app.info for app in apps}, version or default))
        write_text(self.root / "config" / "loginusers.vdf", login_users({BEN: "Ben", ADA: "Ada"}, ADA))
        for account in (ADA, BEN):
            section = "Apps" if self.layout == "macos" else "apps"
            write_text(self.account(account) / "config" / "localconfig.vdf", local_config(apps, account, section))

    def write_collections(self, favorite: Sequence[int], hidden: Sequence[int], account: int = ADA) -> None:
        """Write what an account marked: in the cloud storage, on Windows in the older file."""
        folder = self.account(account)
        if self.layout == "windows":
            write_text(folder / "7/remote/sharedconfig.vdf", shared_config(favorite, hidden))
        else:
            collections = {"favorite": favorite, "hidden": hidden, "uc-abc": [620, 5]}
            path = folder / "config/cloudstorage/cloud-storage-namespace-1.json"
            write_text(path, cloud_storage(collections))

    def write_artwork(self, app_id: int, number: int) -> dict[str, Path]:
        """Write images into the library cache; the layout goes by the system and the number. What wins, by kind."""
        names = {
            "poster": "library_600x900.jpg", "backdrop": "library_hero.jpg", "logo": "logo.png", "wide": "header.jpg",
        }  # fmt: skip
        if self.layout == "windows":
            found = {kind: self.cache / f"{app_id}_{name}" for kind, name in names.items()}
            found["icon"] = self.cache / f"{app_id}_icon.jpg"
            blurred = self.cache / f"{app_id}_library_hero_blur.jpg"
        else:
            folder = self.cache / str(app_id)
            found = {kind: folder / name for kind, name in names.items()}
            found["icon"] = folder / f"{HASHES[0]}.jpg"
            blurred = folder / "library_hero_blur.jpg"
            if number % 2:
                found["poster"] = folder / HASHES[1] / "library_capsule.jpg"
                found["wide"] = folder / HASHES[2] / "library_header.jpg"
        for path in [*found.values(), blurred]:
            write_bytes(path, b"image")
        return found


def sixty_apps() -> list[App]:
    """More than sixty apps in three library folders: every type, state and platform."""
    types = ("Game", "game", "Game", "Demo", "Tool", "Config", "Music", "DLC", "Application", "Video", "Game", "Beta")
    flags = (4, 6, 4, 1026, 1030, 4 | 8192, 2, 4 | 1048576)
    systems = ("windows", "windows,macos", "windows,macos,linux", "linux", "")
    apps = []
    for number in range(66):
        kind = types[number % len(types)]
        owned = number % 11 == 10
        apps.append(
            App(
                id=620 + number * 10,
                name=f"Game {number}: “Größe” \\ {number}",
                type=kind,
                oslist=systems[number % len(systems)],
                developers=(f"Studio {number}", "Second Studio") if number % 3 else ("Valve",),
                publishers=(f"Publisher {number % 4}",),
                genres=((1, 25), (2,), (), (23, 4, 999))[number % 4],
                steam_release=1_100_000_000 + number * 86_400 * 30,
                first_release=900_000_000 + number * 86_400 if number % 5 == 0 else None,
                controller=(None, "full", "partial")[number % 3],
                parent=620 if kind in ("DLC", "Music", "Demo") else None,
                folder=None if owned else number % 3,
                flags=flags[number % len(flags)],
                installdir=f"Game {number}",
                size=number * 1_000_000_007,
                manifest_played=1_650_000_000 + number if number % 7 == 3 else None,
                minutes={ADA: number * 3} if owned or number % 2 else {},
                played={
                    **({ADA: 1_600_000_000 + number} if owned or number % 2 else {}),
                    **({BEN: 1_500_000_000 + number} if number % 13 == 0 else {}),
                },
            )
        )
    return apps
