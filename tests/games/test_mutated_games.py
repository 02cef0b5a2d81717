"""Mutated files of Steam through every parser, and whole installations with one: no crash, no hang, no good entry lost.

`make mutations-games` takes ten thousand of them; here a few hundred.
"""

import os
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from dim.games.known_files import BrokenFileError
from dim.games.steam import read_steam
from dim.games.steam.app_facts import SECTIONS, app_facts
from dim.games.steam.library_folders import parse_library_folders
from dim.games.steam.manifests import parse_manifest
from dim.games.steam.userdata.collections import parse_cloud_storage, parse_shared_config
from dim.games.steam.userdata.localconfig import parse_local_config
from dim.games.steam.userdata.login_users import parse_login_users
from dim.games.steam.userdata.shortcuts import parse_shortcuts
from dim.games.vdf import read_appinfo
from support.games import vdf
from support.games.steam import (
    ADA,
    FIRST_STEAM_ID,
    App,
    ShortcutEntry,
    SteamTree,
    cloud_storage,
    local_config,
    login_users,
    new_library_folders,
    old_library_folders,
    shared_config,
    shortcuts,
    sixty_apps,
    write_bytes,
)
from support.mutations import mutated

COUNT = int(os.environ.get("DIM_TEST_MUTATED_GAMES", "600"))
MOST_SECONDS = 10.0
"""Of processor time, for the worst file of a few kilobytes on a busy machine."""
APPS = [App(id=70_000 + number, name=f"Game {number}", minutes={ADA: number}, folder=0) for number in range(12)]
IDS = [app.id for app in APPS]


@dataclass(frozen=True)
class Kind:
    """A kind of file: a good one, its entries with the text with which each begins, and what a parser finds of them."""

    name: str
    good: bytes
    marks: Sequence[bytes]
    entries: Sequence[object]
    read: Callable[[bytes], Iterable[object]]
    keys: Sequence[bytes] = ()
    """What tells the entries apart, if it is not that with which each begins: of two with one key, the last one counts."""


def readable(parse: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """What a parser returns, or could read of a broken file."""

    def read(data: bytes) -> object:
        try:
            return parse(data)
        except BrokenFileError as error:
            return error.readable if str(error) else pytest.fail("no reason")

    return read


def appinfo_reader(path: Path) -> Callable[[bytes], Iterable[object]]:
    def read(data: bytes) -> Iterable[object]:
        path.write_bytes(data)
        found = readable(lambda _data: read_appinfo(str(path), set(IDS), app_facts, SECTIONS).apps)(data)
        return found if isinstance(found, dict) else ()

    return read


def attributes(parse: Callable[[bytes], object], name: str) -> Callable[[bytes], Iterable[object]]:
    """Reads one attribute of each entry."""

    def read(data: bytes) -> Iterable[object]:
        found = readable(parse)(data)
        assert found is None or isinstance(found, tuple)
        return [getattr(one, name) for one in found or ()]

    return read


def favorites(parse: Callable[[bytes], object]) -> Callable[[bytes], Iterable[object]]:
    def read(data: bytes) -> Iterable[object]:
        found: Iterable[object] = getattr(readable(parse)(data), "favorite", ())
        return found

    return read


def played(data: bytes) -> Iterable[object]:
    found = readable(parse_local_config)(data)
    return found if isinstance(found, dict) else ()


def kinds(folder: Path) -> list[Kind]:
    """Every kind of file."""
    text = {app.id: f'"{app.id}"'.encode() for app in APPS}
    folders = [f"/library/{number}" for number in range(12)]
    people = {number: f"Person {number}" for number in range(1, 13)}
    own = [
        ShortcutEntry(name=f"Own {number}", program=f"/bin/{number}", id=0x8000_0000 + number) for number in range(12)
    ]
    made = [
        Kind("manifest", vdf.text(APPS[0].manifest).encode(), [], [], lambda data: (readable(parse_manifest)(data),)),
        Kind("new folders", vdf.text(new_library_folders([(path, {5: 5}) for path in folders])).encode(),
             [f'"{path}"'.encode() for path in folders], folders, attributes(parse_library_folders, "path"), [f'"{number}"\n'.encode() for number in range(12)]),
        Kind("old folders", vdf.text(old_library_folders(folders)).encode(), [f'"{path}"'.encode() for path in folders],
             folders, attributes(parse_library_folders, "path"), [f'"{number}"\t'.encode() for number in range(1, 13)]),
        Kind("users", vdf.text(login_users(people, 1)).encode(), [str(FIRST_STEAM_ID + number).encode() for number in people],
             list(people), attributes(parse_login_users, "account")),
        Kind("local config", vdf.text(local_config(APPS, ADA)).encode(), list(text.values()), IDS, played),
        Kind("shared config", vdf.text(shared_config(IDS, [])).encode(), list(text.values()), IDS, favorites(parse_shared_config)),
        Kind("cloud storage", cloud_storage({"favorite": IDS}).encode(), [], [], favorites(parse_cloud_storage)),
        Kind("shortcuts", shortcuts(own), [f"Own {entry.name[4:]}\0".encode() for entry in own], [entry.name for entry in own],
             attributes(parse_shortcuts, "name")),
    ]  # fmt: skip
    for version in (38, 39, 40):
        good = vdf.appinfo({app.id: app.info for app in APPS}, version)
        marks = [app.name.encode() + b"\0" for app in APPS]
        made.append(Kind(f"appinfo {version}", good, marks, IDS, appinfo_reader(folder / f"{version}.vdf")))
    made.append(
        Kind(
            "appinfo 41", vdf.appinfo({app.id: app.info for app in APPS}, 41), [], [], appinfo_reader(folder / "41.vdf")
        )
    )
    return made


@pytest.mark.timeout(120 + COUNT // 10)
def test_every_parser(tmp_path: Path) -> None:
    """Entries that lie before the first damaged byte are found; nothing takes long."""
    dice = random.Random(18)
    every = kinds(tmp_path)
    good = [kind.good for kind in every]
    checked = 0
    for kind in every:
        assert set(kind.entries) <= set(kind.read(kind.good)), kind.name
    for number in range(COUNT):
        place, data = mutated(number, good, dice)
        kind = every[place]
        began = time.process_time()
        found = set(kind.read(data))
        assert time.process_time() - began < MOST_SECONDS, (kind.name, number)
        damage = next(
            (at for at, (one, other) in enumerate(zip(kind.good, data, strict=False)) if one != other), len(data)
        )
        starts = [kind.good.index(mark) for mark in kind.marks]
        for entry, key, following in zip(kind.entries, kind.keys or kind.marks, starts[2:], strict=False):
            if following < damage and data.count(key) <= kind.good.count(key):
                checked += 1
                assert entry in found, (kind.name, number, entry)
    assert checked > COUNT / 4


def test_whole_installations(tmp_path: Path) -> None:
    """With one mutated file, all apps with other manifests stay, and the failed file is named."""
    dice = random.Random(19)
    tree = SteamTree(tmp_path, "linux")
    apps = sixty_apps()[:12]
    tree.write(apps)
    tree.write_collections([620], [630])
    write_bytes(tree.account() / "config/shortcuts.vdf", shortcuts([ShortcutEntry(name="Own", program="/bin/true")]))
    first = read_steam(str(tree.root))
    installed = {app.id for app in apps if app.folder is not None}
    files = [path for path in sorted(tmp_path.rglob("*")) if path.is_file() and path.name != "libraryfolders.vdf"]
    good = [path.read_bytes() for path in files]
    failed = 0
    for number in range(COUNT // 5):
        place, data = mutated(number, good, dice)
        files[place].write_bytes(data)
        own = {int(files[place].stem.partition("_")[2])} if files[place].suffix == ".acf" else set()
        for previous in (None, first):
            reading = read_steam(str(tree.root), previous, retry_seconds=0)
            found = {game.app_id for game in reading.games}
            assert installed - own <= found, (number, files[place])
            assert {one.path for one in reading.failed} <= {str(files[place])}
            assert previous is None or installed <= found, (number, files[place])
            failed += bool(reading.failed)
        files[place].write_bytes(good[place])
    assert failed > COUNT // 5
    assert read_steam(str(tree.root), first) == first
