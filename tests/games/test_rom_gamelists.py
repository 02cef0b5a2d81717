"""Lists of EmulationStation, playlists and logs of RetroArch, and artwork."""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from dim.games.known_files import BrokenFileError
from dim.games.model import Play
from dim.games.rom import RomReader
from dim.games.rom.facts.gamelists import ListedGame, parse_gamelist
from dim.games.rom.facts.retroarch import PlaylistItem, RuntimeLog, parse_playlist, parse_runtime_log
from support.games.roms import read, write

PLAYED = int(datetime(2021, 2, 3, 4, 5, 6).timestamp())
FULL = """<?xml version="1.0"?>
<gameList>
  <game id="1" source="ScreenScraper.fr">
    <path>./A (USA).nes</path><name>The A Game</name><desc>Line one.
Line two &amp; more.</desc><image>./images/A-image.png</image><marquee>~/x.png</marquee><rating>0.85</rating>
    <releasedate>19950311T000000</releasedate><developer>Dev</developer><publisher>Pub</publisher><genre>Action, Platform / Jump</genre>
    <playcount>3</playcount><lastplayed>20210203T040506</lastplayed><gametime>3600</gametime><favorite>true</favorite><hidden>TRUE</hidden>
  </game>
</gameList>"""


def test_a_list() -> None:
    assert parse_gamelist(FULL.encode()) == (
        ListedGame(
            "./A (USA).nes", name="The A Game", overview="Line one.\nLine two & more.", developer="Dev", publisher="Pub", genres=("Action", "Platform", "Jump"),
            release_date="1995-03-11", rating=8.5, play_time=3600, last_played=PLAYED, favorite=True, hidden=True,
            images={"image": "./images/A-image.png", "marquee": "~/x.png"},
        ),
    )  # fmt: skip


VALUES = [
    # element, content, field, value
    ("rating", "2", "rating", None), ("rating", "-1", "rating", None), ("rating", "nan", "rating", None), ("rating", "x", "rating", None), ("rating", "1", "rating", 10.0), ("rating", "0", "rating", None),
    ("releasedate", "19950101T000000", "release_date", "1995"), ("releasedate", "19951332T000000", "release_date", None), ("releasedate", "19950311", "release_date", "1995-03-11"),
    ("releasedate", "00000000T000000", "release_date", None), ("lastplayed", "99999999T999999", "last_played", None), ("lastplayed", "00010101T000000", "last_played", None),
    ("gametime", "-5", "play_time", 0), ("gametime", "1e9999", "play_time", 0), ("gametime", "60.5", "play_time", 60), ("playtime", "7", "play_time", 7), ("favorite", "false", "favorite", False),
    ("genre", ",,;", "genres", ()), ("name", "  ", "name", None),
]  # fmt: skip


@pytest.mark.parametrize(("element", "content", "field", "value"), VALUES)
def test_values(element: str, content: str, field: str, value: object) -> None:
    (game,) = parse_gamelist(
        f"<gameList><game><path>a</path><{element}>{content}</{element}></game></gameList>".encode()
    )
    assert getattr(game, field) == value


def test_a_list_with_several_roots() -> None:
    blob = b"\xef\xbb\xbf<?xml version='1.0'?>\n<alternativeEmulator><label>x</label></alternativeEmulator>\n<gameList><folder><path>./b</path></folder><game><path>./a</path></game><game/></gameList>"
    assert [(game.path, game.is_folder) for game in parse_gamelist(blob)] == [("./b", True), ("./a", False)]


@pytest.mark.parametrize(
    "blob",
    [
        b"<gameList><game><path>a</path></game>",
        b"<a",
        b"\0",
        b"<a></b>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"<gameList>&b;</gameList>",
    ],
)
def test_broken_lists(blob: bytes) -> None:
    with pytest.raises(BrokenFileError):
        parse_gamelist(blob)


def test_what_a_list_says(tmp_path: Path) -> None:
    root = write(
        tmp_path / "library", {"nes/A (USA).nes": b"x", "nes/gamelist.xml": FULL, "nes/images/A-image.png": b"x"}
    )
    (game,) = read(root).games
    assert (game.title, game.label, game.rating, game.release_date) == ("The A Game", "USA", 8.5, "1995-03-11")
    assert (game.developers, game.publishers, game.genres) == (("Dev",), ("Pub",), ("Action", "Platform", "Jump"))
    assert game.plays == {"": Play(3600, PLAYED, favorite=True, hidden=True)}
    assert {kind: image.path for kind, image in game.artwork.items()} == {
        "poster": str(root / "nes/images/A-image.png")
    }


PATHS = [
    # path in the list; whether it is that of the game
    ("./A.nes", True), ("A.nes", True), ("a.NES", True), (".\\A.nes", True), ("x/../A.nes", True), ("../nes/A.nes", True), ("{root}/nes/A.nes", True), ("/A.nes", False), ("../../A.nes", False),
    ("~/A.nes", False), ("", False), ("./B.nes", False), ("..", False),
]  # fmt: skip


@pytest.mark.parametrize(("path", "is_it"), PATHS)
def test_paths(path: str, is_it: bool, tmp_path: Path) -> None:
    root = tmp_path / "library"
    text = f"<gameList><game><path>{path.replace('{root}', str(root))}</path><name>Named</name></game></gameList>"
    (game,) = read(write(root, {"nes/A.nes": b"x", "nes/gamelist.xml": text})).games
    assert game.title == ("Named" if is_it else "A")


@pytest.mark.parametrize(
    ("name", "title"), [("Tetris (USA) [!]", "Tetris"), ("Dr. Mario (Vs.)", "Dr. Mario (Vs.)"), ("Zelda", "Zelda")]
)
def test_names_that_are_those_of_files(name: str, title: str, tmp_path: Path) -> None:
    text = f"<gameList><game><path>A.nes</path><name>{name}</name></game></gameList>"
    (game,) = read(write(tmp_path / "library", {"nes/A.nes": b"x", "nes/gamelist.xml": text})).games
    assert game.title == title


def test_a_list_that_names_a_disc_or_a_folder(tmp_path: Path) -> None:
    text = "<gameList><game><path>./A (Disc 2).chd</path><name>Discs</name></game><folder><path>./B</path><name>Folder</name></folder></gameList>"
    root = write(
        tmp_path / "library",
        {"psx/A (Disc 1).chd": b"x", "psx/A (Disc 2).chd": b"x", "psx/B/x.chd": b"x", "psx/gamelist.xml": text},
    )
    assert [game.title for game in read(root).games] == ["Discs", "Folder"]


IMAGES = [
    # file, kind; None: no image of the game
    ("nes/images/A (USA)-image.png", "poster"), ("nes/images/A (USA)-thumb.png", "poster"), ("nes/images/A (USA)-marquee.png", "logo"), ("nes/images/A (USA)-fanart.jpg", "backdrop"),
    ("nes/images/A (USA).png", "poster"), ("nes/media/covers/A (USA).webp", "poster"), ("downloaded_media/nes/covers/A (USA).png", "poster"), ("downloaded_media/nes/screenshots/A (USA).png", "backdrop"),
    ("downloaded_media/nes/marquees/A (USA).png", "logo"), ("nes/boxart/a (usa).JPG", "poster"), ("nes/downloaded_images/A (USA).jpeg", "poster"), ("nes/media/wheel/A (USA).png", "logo"),
    ("thumbnails/Nintendo - Nintendo Entertainment System/Named_Boxarts/A (USA).png", "poster"), ("thumbnails/Nintendo - Nintendo Entertainment System/Named_Snaps/A (USA).png", "backdrop"),
    ("nes/A (USA).png", "poster"), ("nes/A (USA)-boxart.png", "poster"), ("nes/Imgs/A (USA).png", "poster"), ("images/A (USA).png", "poster"),
    ("nes/videos/A (USA).png", None), ("nes/manuals/A (USA).png", None), ("nes/images/A.png", None), ("nes/images/A (USA).gif", None), ("snes/images/A (USA).png", None), ("nes/images/A (USA)-boxback.png", None),
    ("nes/cover.png", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "kind"), IMAGES)
def test_images(path: str, kind: str | None, tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"nes/A (USA).nes": b"x", path: b"x"})
    (game,) = read(root).games
    assert {kind: image.path for kind, image in game.artwork.items()} == ({kind: str(root / path)} if kind else {})


def test_the_better_image_wins(tmp_path: Path) -> None:
    tree: dict[str, bytes | str] = {
        f"nes/{folder}/A.png": b"x" for folder in ("images", "covers", "boxart", "3dboxes", "titlescreens", "fanart")
    }
    root = write(tmp_path / "library", {**tree, "nes/A.nes": b"x", "nes/A.png": b"x"})
    (game,) = read(root).games
    assert {kind: image.path for kind, image in game.artwork.items()} == {
        "poster": str(root / "nes/covers/A.png"),
        "backdrop": str(root / "nes/fanart/A.png"),
    }


def test_a_cover_in_the_folder_of_a_game(tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"psx/A/disc1.chd": b"x", "psx/A/disc2.chd": b"x", "psx/A/cover.jpg": b"x"})
    (game,) = read(root).games
    assert game.artwork["poster"].path == str(root / "psx/A/cover.jpg")


@pytest.mark.parametrize(
    "path", ["../../secret.png", "/etc/passwd", "{tmp}/secret.png", "./link.png", "./A.nes", "./pipe.png"]
)
def test_images_elsewhere_are_none(path: str, tmp_path: Path) -> None:
    write(tmp_path, {"secret.png": b"x"})
    text = f"<gameList><game><path>A.nes</path><image>{path.replace('{tmp}', str(tmp_path))}</image></game></gameList>"
    root = write(tmp_path / "library", {"nes/A.nes": b"x", "nes/gamelist.xml": text})
    (root / "nes" / "link.png").symlink_to(tmp_path / "secret.png")
    os.mkfifo(root / "nes" / "pipe.png")
    (game,) = read(root).games
    assert game.artwork == {}


def test_playlists_of_retroarch(tmp_path: Path) -> None:
    items = '{"version": "1.5", "items": [{"path": "/x/roms/sf2.zip#sf2.bin", "label": "Street Fighter II (World)", "db_name": "MAME.lpl"}, {"path": "C:\\\\roms\\\\A.zip", "label": "Ay & Bee (USA)"}, 5, {"path": 5}]}'
    root = write(
        tmp_path / "library",
        {
            "arcade/sf2.zip": b"x", "nes/A.zip": b"x", "playlists/Nintendo - Nintendo Entertainment System.lpl": items,
            "thumbnails/Nintendo - Nintendo Entertainment System/Named_Boxarts/Ay _ Bee (USA).png": b"x",
        },
    )  # fmt: skip
    reading = read(root)
    assert [(game.title, game.label) for game in reading.games] == [("Street Fighter II", "World"), ("Ay & Bee", "USA")]
    assert "poster" in reading.games[1].artwork
    assert not reading.failed


def test_older_playlists() -> None:
    lines = "/roms/A.zip#A.nes\nA (USA)\nDETECT\nDETECT\n0|crc\nNintendo - Nintendo Entertainment System.lpl\n"
    assert parse_playlist(lines.encode()) == (PlaylistItem("A", "A (USA)", "Nintendo - Nintendo Entertainment System"),)


def test_runtime_logs(tmp_path: Path) -> None:
    log = '{"version": "1.0", "runtime": "1:02:03", "last_played": "2021-02-03 04:05:06"}'
    root = write(
        tmp_path / "library",
        {
            "nes/A.nes": b"x",
            "snes/B.sfc": b"x",
            "gba/B.gba": b"x",
            "playlists/logs/A.lrtl": log,
            "playlists/logs/Core/A.lrtl": log.replace("1:02", "0:02"),
            "playlists/logs/B.lrtl": log,
        },
    )
    plays = {game.source_id: dict(game.plays) for game in read(root).games}
    assert plays == {"nes/nes/a": {"": Play(3723, PLAYED)}, "snes/snes/b": {}, "gba/gba/b": {}}


@pytest.mark.parametrize("blob", [b"", b"{", b"[]", b"{}", b'{"runtime": 5}', b'{"runtime": "x"}', b"[" * 5000])
def test_broken_logs(blob: bytes) -> None:
    with pytest.raises(BrokenFileError):
        parse_runtime_log(blob)


@pytest.mark.parametrize("when", ["x", 5, "0001-01-01 00:00:00", "9999-99-99 00:00:00"])
def test_logs_without_a_time(when: object) -> None:
    assert parse_runtime_log(json.dumps({"runtime": "0:00:07", "last_played": when}).encode()) == RuntimeLog(7, None)


@pytest.mark.parametrize("blob", [b"{", b"{}", b'{"items": 5}', b"{" * 5000])
def test_broken_playlists(blob: bytes) -> None:
    with pytest.raises(BrokenFileError):
        parse_playlist(blob)


def test_the_last_good_list_holds(tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"nes/A (USA).nes": b"x", "nes/gamelist.xml": FULL})
    reader = RomReader(str(root), retry_seconds=0)
    first = reader.read()
    write(root, {"nes/gamelist.xml": FULL[:500]})
    reading = reader.read()
    assert reading.games == first.games
    assert [failed.path for failed in reading.failed] == [str(root / "nes/gamelist.xml")]
