"""Which platform a ROM is of."""

from pathlib import Path

import pytest

from dim.games.rom.platform_table import EXTENSIONS, PLATFORMS
from dim.games.rom.platforms import display_name, fold, platform_of_extension, platform_of_folder, platform_of_path
from support.games.roms import archive, read, write

FOLDERS = [
    # EmulationStation, ES-DE, Batocera, RetroPie
    ("nes", "nes"), ("famicom", "nes"), ("fds", "fds"), ("snes", "snes"), ("sfc", "snes"), ("n64", "n64"), ("gb", "gb"), ("gbc", "gbc"), ("gba", "gba"),
    ("nds", "nds"), ("n3ds", "3ds"), ("3ds", "3ds"), ("gc", "gc"), ("gamecube", "gc"), ("wii", "wii"), ("wiiu", "wiiu"), ("switch", "switch"), ("psx", "psx"),
    ("ps2", "ps2"), ("psp", "psp"), ("psvita", "psvita"), ("saturn", "saturn"), ("dreamcast", "dreamcast"), ("megadrive", "megadrive"), ("genesis", "megadrive"),
    ("mastersystem", "mastersystem"), ("gamegear", "gamegear"), ("segacd", "segacd"), ("megacd", "segacd"), ("sega32x", "32x"), ("32x", "32x"),
    ("pcengine", "pcengine"), ("tg16", "pcengine"), ("tg-cd", "pcenginecd"), ("pcenginecd", "pcenginecd"), ("neogeo", "neogeo"), ("neogeocd", "neogeocd"),
    ("ngp", "ngp"), ("ngpc", "ngpc"), ("arcade", "arcade"), ("mame", "arcade"), ("fbneo", "arcade"), ("mame-libretro", "arcade"), ("atari2600", "atari2600"),
    ("atarilynx", "lynx"), ("atarijaguar", "jaguar"), ("wonderswan", "wonderswan"), ("wswanc", "wonderswancolor"), ("amiga500", "amiga"), ("c64", "c64"),
    ("zxspectrum", "zxspectrum"), ("amstradcpc", "amstradcpc"), ("msx2", "msx"), ("dos", "dos"), ("scummvm", "scummvm"), ("pico8", "pico8"), ("colecovision", "colecovision"),
    # RomM
    ("genesis-slash-megadrive", "megadrive"), ("turbografx16--1", "pcengine"), ("ps", "psx"), ("ngc", "gc"), ("dc", "dreamcast"), ("sms", "mastersystem"),
    ("neo-geo-pocket-color", "ngpc"), ("nintendo-dsi", "nds"),
    # muOS, OnionOS
    ("Nintendo NES - Famicom", "nes"), ("Nintendo SNES - SFC", "snes"), ("Sega Mega Drive - Genesis", "megadrive"), ("FC", "nes"), ("MD", "megadrive"), ("PCE", "pcengine"),
    ("Sony PlayStation", "psx"), ("Nintendo Game Boy", "gb"),
    # No-Intro, Redump, TOSEC
    ("Nintendo - Nintendo Entertainment System (Headered) (20260101-000000)", "nes"), ("Nintendo - Game Boy Advance", "gba"), ("Nintendo - Super Nintendo Entertainment System", "snes"),
    ("Sega - Mega Drive - Genesis", "megadrive"), ("Sega - Master System - Mark III", "mastersystem"), ("NEC - PC Engine - TurboGrafx-16", "pcengine"), ("Sony - PlayStation", "psx"),
    ("Sony - PlayStation Portable", "psp"), ("Sega - Dreamcast", "dreamcast"), ("Nintendo - GameCube", "gc"), ("Bandai - WonderSwan Color", "wonderswancolor"), ("Commodore - Amiga", "amiga"),
    ("SNK - NeoGeo Pocket", "ngp"), ("Game Boy (GB)", "gb"), ("PlayStation 2", "ps2"),
    # none
    ("roms", None), ("USA", None), ("Nintendo", None), ("", None), ("()", None), ("Final Fantasy VII", None), ("images", None), ("x" * 10_000, None), ("ポケモン", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "platform"), FOLDERS, ids=[name[:40] for name, _platform in FOLDERS])
def test_folders(name: str, platform: str | None) -> None:
    assert platform_of_folder(name) == platform
    assert platform_of_folder(name.upper()) == platform


def test_the_table() -> None:
    ids = [one.id for one in PLATFORMS]
    assert len(set(ids)) == len(ids)
    names: dict[str, str] = {}
    for one in PLATFORMS:
        for name in {fold(text) for text in (one.id, one.name, *one.folders)}:
            assert names.setdefault(name, one.id) == one.id
        assert all(extension == extension.casefold() and "." not in extension for extension in one.extensions)
    known = {one.id: one for one in PLATFORMS}
    assert all(extension in known[platform].extensions for extension, platform in EXTENSIONS.items())


def test_paths() -> None:
    assert platform_of_path(("roms", "psx", "SNES Classics")) == ("psx", 2)
    assert platform_of_path(("psx", "arcade")) == ("psx", 1)
    assert platform_of_path(()) == (None, 0)


def test_display_names() -> None:
    assert (display_name("psx"), display_name("sega-laser")) == ("PlayStation", "sega-laser")


@pytest.mark.parametrize(
    ("extension", "platform"),
    [("nes", "nes"), ("sfc", "snes"), ("z64", "n64"), ("iso", None), ("md", None), ("zip", None), ("", None)],
)
def test_extensions(extension: str, platform: str | None) -> None:
    assert platform_of_extension(extension) == platform


LAYOUTS = [
    # path, platform; None: no game
    ("roms/snes/A.sfc", "snes"), ("snes/roms/A.sfc", "snes"), ("Nintendo/SNES/A.sfc", "snes"), ("A.nes", "nes"), ("new/A.gba", "gba"), ("new/A.iso", None), ("new/A.md", None),
    ("new/A.bin", None), ("new/A.txt", None), ("new/A.m3u", None), ("megadrive/A.md", "megadrive"), ("megadrive/README.md", None), ("psx/A.txt", None), ("psx/A.srm", None), ("psx/A", None),
    ("bios/A.nes", None), ("snes/saves/A.sfc", None), ("snes/images/A.sfc", None), (".git/A.nes", None), ("psx/.hidden/A.chd", None), ("gba/A.GBA", "gba"), ("gba/USA/B/A.gba", "gba"),
    ("arcade/A.zip", "arcade"), ("gba/A.7z", "gba"), ("new/A.7z", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "platform"), LAYOUTS)
def test_layouts(path: str, platform: str | None, tmp_path: Path) -> None:
    reading = read(write(tmp_path / "library", {path: b"x"}))
    assert [game.platforms for game in reading.games] == ([(platform,)] if platform else [])
    assert not reading.failed


def test_games_of_unknown_platforms(tmp_path: Path) -> None:
    (game,) = read(write(tmp_path / "library", {"new/A (USA).chd": b"x"})).games
    assert (game.platforms, game.source_id, game.title) == ((), "unknown/new/a (usa)", "A")


def test_a_root_that_is_the_folder_of_a_platform(tmp_path: Path) -> None:
    (game,) = read(write(tmp_path / "psx", {"A.chd": b"x"})).games
    assert (game.platforms, game.source_id) == (("psx",), "psx/a")


def test_archives_tell_their_platform_where_no_folder_does(tmp_path: Path) -> None:
    root = write(
        tmp_path / "library",
        {
            "new/A.zip": archive({"A.sfc": b"x"}),
            "new/B.zip": archive({"B.txt": b"x"}),
            "new/C.zip": archive({"C.sfc": b"x", "C.gba": b"x"}),
        },
    )
    assert [(game.title, game.platforms) for game in read(root).games] == [("A", ("snes",))]
