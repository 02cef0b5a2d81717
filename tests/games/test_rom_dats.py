"""DAT files, which say how games are called."""

import zlib
from pathlib import Path

import pytest

from dim.games.known_files import BrokenFileError
from dim.games.rom import RomReader
from dim.games.rom.facts.dats import Dat, DatGame, parse_dat
from support.games.roms import archive, read, write

DOCTYPE = '<?xml version="1.0"?>\n<!DOCTYPE datafile PUBLIC "-//Logiqx//DTD ROM Management Datafile//EN" "http://www.logiqx.com/Dats/datafile.dtd">\n'
ARCADE = f"""{DOCTYPE}<datafile><header><name>FinalBurn Neo - Arcade Games</name><version>1.0</version></header>
<game name="sf2" cloneof="x"><description>Street Fighter II: The World Warrior (World 910522)</description><year>1991</year><manufacturer>Capcom</manufacturer>
<rom name="sf2.03" size="131072" crc="00ab02c1"/></game>
<game isbios="yes" name="pgm2"><description>PGM 2 System BIOS</description></game>
<machine name="odd"><description>Odd &amp; Even</description><year>19??</year></machine></datafile>"""


def console(name: str, games: dict[str, bytes]) -> str:
    """A DAT by No-Intro."""
    rows = (
        f'<game name="{game}"><description>{game}</description><rom name="{game}.x" size="{len(rom)}" crc="{zlib.crc32(rom):08X}"/></game>'
        for game, rom in games.items()
    )
    return f"{DOCTYPE}<datafile><header><name>{name}</name></header>{''.join(rows)}</datafile>"


def test_logiqx() -> None:
    dat = parse_dat(ARCADE.encode())
    assert dat.names == ("FinalBurn Neo - Arcade Games",)
    assert dat.games == {
        "sf2": DatGame("Street Fighter II: The World Warrior (World 910522)", "1991", "Capcom"),
        "pgm2": DatGame("PGM 2 System BIOS", is_tool=True),
        "odd": DatGame("Odd & Even"),
    }
    assert dat.by_content == {(0x00AB02C1, 131072): "sf2"}


TEXT = """clrmamepro (
\tname "Nintendo - Game Boy"
\tversion 2026
)
game (
\tname "Tetris (World) (Rev 1)"
\tdescription "Tetris (World) (Rev 1)"
\trom ( name "Tetris (World) (Rev 1).gb" size 32768 crc 46DF91AD md5 X sha1 Y )
)
resource ( name neogeo description "Neo-Geo" )
"""


def test_clrmamepro() -> None:
    dat = parse_dat(TEXT.encode())
    assert dat == Dat(
        ("Nintendo - Game Boy",),
        {"neogeo": DatGame("Neo-Geo", is_tool=True)},
        {(0x46DF91AD, 32768): "Tetris (World) (Rev 1)"},
    )


BROKEN = [
    b"", b"x", b"game", b"\0" * 100, b"game ( name x", TEXT.encode()[:-3], b"game ( name a ) )", b"game " + b"( " * 50, ARCADE.encode()[:-30], b"<datafile><game",
    b'<?xml version="1.0" encoding="x-none"?><datafile/>', b"<datafile>&x;</datafile>", b'<!DOCTYPE a [<!ENTITY b "c">]><datafile>&b;</datafile>',
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><datafile>&b;</datafile>', b"\xff\xfe<\0d\0",
]  # fmt: skip


@pytest.mark.parametrize("content", BROKEN)
def test_broken_files(content: bytes) -> None:
    with pytest.raises(BrokenFileError):
        parse_dat(content)


def test_what_could_be_read_of_a_broken_file() -> None:
    with pytest.raises(BrokenFileError) as caught:
        parse_dat(ARCADE.encode()[:-30])
    assert isinstance(caught.value.readable, Dat)
    assert "sf2" in caught.value.readable.games


def test_other_xml() -> None:
    assert parse_dat(b"<gameList><game name='x'><description>y</description></game></gameList>") == Dat()


PLATFORMS = [
    (("Nintendo - Game Boy Advance",), "x", "gba"), (("Nintendo - Game Boy Advance (Parent-Clone)",), "x", "gba"), (("MAME 0.260",), "x", "arcade"), (("mame2003-plus",), "x", "arcade"), ((), "FBNeo - Arcade", "arcade"),
    ((), "Sony - PlayStation - Datfile (10000) (2026-01-01)", "psx"), ((), "Sony - PlayStation (20260101)", "psx"), (("Mine",), "gba", "gba"), (("Mine",), "mine", None),
]  # fmt: skip


@pytest.mark.parametrize(("names", "stem", "platform"), PLATFORMS)
def test_platforms(names: tuple[str, ...], stem: str, platform: str | None) -> None:
    assert Dat(names).platform(stem) == platform


@pytest.mark.parametrize("folder", ["library/dats", "library/dat", "dats", "library/arcade/dat"])
def test_arcade_games_get_their_titles(folder: str, tmp_path: Path) -> None:
    tree: dict[str, bytes | str] = {
        "library/arcade/sf2.zip": b"x",
        "library/neogeo/odd.zip": b"x",
        "library/arcade/pgm2.zip": b"x",
        "library/arcade/new.zip": b"x",
    }
    write(tmp_path, {**tree, f"{folder}/a.dat": ARCADE})
    reading = read(tmp_path / "library")
    found = {
        game.source_id: (game.title, game.label, game.release_date, game.publishers, game.type)
        for game in reading.games
    }
    assert found == {
        "arcade/arcade/new": ("new", None, None, (), "game"),
        "arcade/arcade/pgm2": ("PGM 2 System BIOS", None, None, (), "tool"),
        "arcade/arcade/sf2": ("Street Fighter II: The World Warrior", "World 910522", "1991", ("Capcom",), "game"),
        "neogeo/neogeo/odd": ("Odd & Even", None, None, (), "game"),
    }


def test_archives_are_known_by_their_content(tmp_path: Path) -> None:
    dat = console("Nintendo - Game Boy", {"Tetris (World) (Rev 1)": b"tetris", "Other (USA)": b"other"})
    tree: dict[str, bytes | str] = {
        "gb/tetr.zip": archive({"t.gb": b"tetris"}),
        "gb/unknown.zip": archive({"t.gb": b"x"}),
        "gb/broken.zip": b"x",
        "gba/tetr.zip": archive({"t.gba": b"tetris"}),
    }
    root = write(tmp_path / "library", {**tree, "dats/gb.dat": dat})
    reading = read(root)
    assert {game.source_id: (game.title, game.label) for game in reading.games} == {
        "gb/gb/tetr": ("Tetris", "World, Rev 1"), "gb/gb/unknown": ("unknown", None), "gb/gb/broken": ("broken", None), "gba/gba/tetr": ("tetr", None),
    }  # fmt: skip
    assert not reading.failed


def test_archives_are_opened_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dat = console("Nintendo - Game Boy", {"Tetris (World)": b"tetris"})
    root = write(tmp_path / "library", {"gb/a.zip": archive({"t.gb": b"tetris"}), "dats/gb.dat": dat})
    reader = RomReader(str(root), retry_seconds=0)
    reader.read()
    monkeypatch.setattr(
        "dim.games.rom.read.read_zip_or_none", lambda path: pytest.fail(path) if path.endswith("a.zip") else None
    )
    write(root, {"gb/b.zip": b"x"})
    assert [game.title for game in reader.read().games] == ["Tetris", "b"]


def test_the_last_good_reading_holds(tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"arcade/sf2.zip": b"x", "dats/a.dat": ARCADE})
    reader = RomReader(str(root), retry_seconds=0)
    reader.read()
    write(root, {"dats/a.dat": ARCADE[:-30], "dats/b.dat": "<x"})
    reading = reader.read()
    assert [game.title for game in reading.games] == ["Street Fighter II: The World Warrior"]
    assert [Path(failed.path).name for failed in reading.failed] == ["a.dat", "b.dat"]
