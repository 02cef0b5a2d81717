"""Whole Steam installations in the layouts of Linux, Windows and macOS, read and asserted field by field."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dim.games.steam import Account, SteamGame, SteamReading, find_roots, read_steam
from dim.games.steam.app_facts import GENRES
from dim.games.steam.userdata.shortcuts import computed_id
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
)

FAVORITE, HIDDEN = [620, 650, 700], [640, 700]
PROGRAM = '"/games/a b/run.sh"'


@pytest.fixture(scope="module", params=LAYOUTS)
def tree(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SteamTree:
    """An installation with everything; only read by the tests of this file."""
    layout: Layout = request.param
    tree = SteamTree(tmp_path_factory.mktemp(layout), layout)
    tree.write(sixty_apps())
    tree.write_collections(FAVORITE, HIDDEN)
    old = layout == "windows"
    entries = [
        ShortcutEntry(name="Emulator", program=PROGRAM, folder='"/games/a b/"', id=None if old else 0x9000_0001, tags=("favorite",), played=1_690_000_000),
        ShortcutEntry(name="Hidden one", program="/bin/true", id=None if old else 0xFFFF_FFFE, hidden=True),
    ]  # fmt: skip
    write_bytes(tree.account() / "config/shortcuts.vdf", shortcuts(entries, old))
    return tree


@pytest.fixture(scope="module")
def reading(tree: SteamTree) -> SteamReading:
    return read_steam(str(tree.root))


def by_id(reading: SteamReading) -> dict[int, SteamGame]:
    return {game.app_id: game for game in reading.games}


def date(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


TYPES = {"Game": "game", "game": "game", "Video": "other"}
PLATFORMS = {"windows": "windows", "macos": "mac", "linux": "linux"}


def expected(tree: SteamTree, app: App) -> SteamGame:
    """The game that is to come of an app, without artwork."""
    kind = TYPES.get(app.type, app.type.lower())
    steamapps = None if app.folder is None else tree.steamapps[app.folder]
    known = app.minutes.keys() | app.played.keys()
    last_played = dict(app.played)
    if not last_played and app.manifest_played is not None:
        last_played = {ADA: app.manifest_played}
    return SteamGame(
        app_id=app.id,
        title=app.name,
        type=kind,  # type: ignore[arg-type]
        installed=steamapps is not None and bool(app.flags & 4),
        updating=steamapps is not None and app.flags not in (4, 4 | 8192),
        size=0 if steamapps is None else app.size,
        install_path=None
        if steamapps is None
        else str(steamapps / ("music" if kind == "music" else "common") / app.installdir),
        library_folder=None if app.folder is None else str(tree.folders[app.folder]),
        play_time={ADA: app.minutes[ADA] * 60} if app.minutes.get(ADA) else {},
        last_played=last_played if known or steamapps is not None else {},
        favorite=frozenset({ADA} if app.id in FAVORITE else ()),
        hidden=frozenset({ADA} if app.id in HIDDEN else ()),
        platforms=tuple(PLATFORMS[name] for name in app.oslist.split(",") if name),  # type: ignore[misc]
        developers=app.developers,
        publishers=app.publishers,
        genres=tuple(GENRES[number] for number in app.genres if number in GENRES),
        release_date=date(app.first_release or app.steam_release),
        controller=app.controller,  # type: ignore[arg-type]
        parent=app.parent,
    )


def test_every_field_of_every_app(tree: SteamTree, reading: SteamReading) -> None:
    found = by_id(reading)
    apps = sixty_apps()
    assert len(apps) >= 60
    for app in apps:
        assert found[app.id] == expected(tree, app), app
    assert reading.failed == ()
    assert reading.missing_folders == ()
    assert list(reading.library_folders) == [str(folder) for folder in tree.folders]
    assert len(reading.games) == len(apps) + 2
    assert {game.library_folder for game in reading.games} == {None, *map(str, tree.folders)}


def test_only_games_are_listed(reading: SteamReading) -> None:
    listed = {game.type for game in reading.games if game.is_listed}
    assert listed == {"game", "demo", "beta", "application"}
    assert {game.type for game in reading.games} - listed == {"tool", "config", "music", "dlc", "other"}


def test_accounts(reading: SteamReading) -> None:
    assert reading.accounts == (
        Account(ADA, "Ada", 1_700_000_001, True),
        Account(BEN, "Ben", 1_700_000_000, False),
    )


def test_shortcuts(tree: SteamTree, reading: SteamReading) -> None:
    found = {game.title: game for game in reading.games if game.is_shortcut}
    old = tree.layout == "windows"
    app_id = computed_id(PROGRAM, "Emulator") if old else 0x9000_0001
    assert found["Emulator"] == SteamGame(
        app_id=app_id, title="Emulator", is_shortcut=True, installed=True, install_path="/games/a b",
        last_played={ADA: 1_690_000_000}, favorite=frozenset({ADA}),
    )  # fmt: skip
    assert found["Emulator"].launch == f"steam://rungameid/{app_id << 32 | 0x02000000}"
    hidden = found["Hidden one"]
    assert hidden.app_id == (computed_id("/bin/true", "Hidden one") if old else 0xFFFF_FFFE)
    assert hidden.hidden == {ADA}
    assert hidden.install_path == "/bin"


def test_links(reading: SteamReading) -> None:
    assert by_id(reading)[620].launch == "steam://rungameid/620"


def test_the_root_is_found(tree: SteamTree) -> None:
    roots = find_roots([tree.base / "home/ada", tree.base / "Users/ada"], [tree.base / "mnt/c", tree.base / "mnt/d"])
    kinds = {"linux": "native", "windows": "windows", "macos": "macos"}
    assert [(root.path, root.kind) for root in roots] == [(str(tree.root), kinds[tree.layout])]


def test_launcher_files_are_not_written(tree: SteamTree) -> None:
    def state() -> dict[Path, tuple[int, int]]:
        return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in tree.base.rglob("*")}

    before = state()
    read_steam(str(tree.root))
    assert state() == before


def test_reading_again_gives_the_same(tree: SteamTree, reading: SteamReading) -> None:
    assert read_steam(str(tree.root), reading) == reading
