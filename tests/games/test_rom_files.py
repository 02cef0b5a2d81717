"""Which files are a game, its id, what changes, and hashes."""

import os
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from dim.games.known_files import BrokenFileError
from dim.games.rom.archives import MOST_ENTRIES, ArchiveEntry, read_zip
from dim.games.rom.sheets import parse_cue, parse_gdi, parse_m3u
from support.games.roms import archive, cue, files, read, write

GAMES: list[tuple[str, dict[str, bytes | str], list[tuple[str, str | None, list[str]]]]] = [
    # name, files, games with title, label, files
    ("a cartridge", {"nes/A (USA).nes": b"x"}, [("A", "USA", ["nes/A (USA).nes"])]),
    ("regions stay apart", {"nes/A (USA).nes": b"x", "nes/A (Europe).nes": b"x"}, [("A", "Europe", ["nes/A (Europe).nes"]), ("A", "USA", ["nes/A (USA).nes"])]),
    ("a cue and its tracks", {"psx/A.cue": cue("A (Track 1).bin", "A (Track 2).bin"), "psx/A (Track 1).bin": b"x", "psx/A (Track 2).bin": b"x"},
     [("A", None, ["psx/A.cue", "psx/A (Track 1).bin", "psx/A (Track 2).bin"])]),
    ("a cue that names its track in other capitals", {"psx/A.cue": cue("a.BIN"), "psx/A.bin": b"x"}, [("A", None, ["psx/A.cue", "psx/A.bin"])]),
    ("a cue that names nothing that is there", {"psx/A.cue": cue("B.bin"), "psx/A.bin": b"x"}, [("A", None, ["psx/A.cue", "psx/A.bin"])]),
    ("tracks without a cue", {"psx/A (USA) (Track 1).bin": b"x", "psx/A (USA) (Track 2).bin": b"x"}, [("A", "USA", ["psx/A (USA) (Track 1).bin", "psx/A (USA) (Track 2).bin"])]),
    ("a gdi", {"dreamcast/A.gdi": '2\n1 0 4 2352 track01.bin 0\n2 600 0 2352 "track02.raw" 0\n', "dreamcast/track01.bin": b"x", "dreamcast/track02.raw": b"x"},
     [("A", None, ["dreamcast/A.gdi", "dreamcast/track01.bin", "dreamcast/track02.raw"])]),
    ("a ccd", {"saturn/A.ccd": "[CloneCD]", "saturn/A.img": b"x", "saturn/A.sub": b"x"}, [("A", None, ["saturn/A.ccd", "saturn/A.img", "saturn/A.sub"])]),
    ("an mds", {"psx/A.mds": b"x", "psx/A.mdf": b"x"}, [("A", None, ["psx/A.mds", "psx/A.mdf"])]),
    ("discs", {"psx/A (USA) (Disc 2).chd": b"x", "psx/A (USA) (Disc 1).chd": b"x", "psx/A (Europe) (Disc 1).chd": b"x"},
     [("A", "Europe", ["psx/A (Europe) (Disc 1).chd"]), ("A", "USA", ["psx/A (USA) (Disc 1).chd", "psx/A (USA) (Disc 2).chd"])]),
    ("ten discs", {f"psx/A (Disc {number}).chd": b"x" for number in range(1, 12)}, [("A", None, [f"psx/A (Disc {number}).chd" for number in range(1, 12)])]),
    ("discs with names", {"psx/A (Disc 1) (Leon).chd": b"x", "psx/A (Disc 2) (Claire).chd": b"x"}, [("A", None, ["psx/A (Disc 1) (Leon).chd", "psx/A (Disc 2) (Claire).chd"])]),
    ("discs of two revisions", {f"psx/A (Disc {n}){r}.chd": b"x" for n in (1, 2) for r in ("", " (Rev 1)")},
     [("A", None, ["psx/A (Disc 1).chd", "psx/A (Disc 2).chd"]), ("A", "Rev 1", ["psx/A (Disc 1) (Rev 1).chd", "psx/A (Disc 2) (Rev 1).chd"])]),
    ("a disc that was revised", {"psx/A (Disc 1).chd": b"x", "psx/A (Disc 2) (Rev 1).chd": b"x"}, [("A", None, ["psx/A (Disc 1).chd", "psx/A (Disc 2) (Rev 1).chd"])]),
    ("discs in two formats", {f"psx/A (Disc {n}).{e}": b"x" for n in (1, 2) for e in ("chd", "iso")},
     [("A", None, ["psx/A (Disc 1).chd", "psx/A (Disc 2).chd"]), ("A", None, ["psx/A (Disc 1).iso", "psx/A (Disc 2).iso"])]),
    ("discs with sheets", {f"psx/A (Disc {n}).{e}": cue(f"A (Disc {n}).bin") for n in (1, 2) for e in ("cue", "bin")},
     [("A", None, ["psx/A (Disc 1).cue", "psx/A (Disc 1).bin", "psx/A (Disc 2).cue", "psx/A (Disc 2).bin"])]),
    ("disks with sides", {f"c64/A (1986)(B)(Disk {n} of 2 Side {s}).d64": b"x" for n in (1, 2) for s in "AB"},
     [("A", None, [f"c64/A (1986)(B)(Disk {n} of 2 Side {s}).d64" for n in (1, 2) for s in "AB"])]),
    ("a playlist", {"psx/A.m3u": "# discs\r\nA (Disc 1).chd\r\n\r\n./A (Disc 2).chd|x\n", "psx/A (Disc 1).chd": b"x", "psx/A (Disc 2).chd": b"x"},
     [("A", None, ["psx/A.m3u", "psx/A (Disc 1).chd", "psx/A (Disc 2).chd"])]),
    ("a playlist of what is in a hidden folder", {"psx/A.m3u": ".discs/A1.cue\n", "psx/.discs/A1.cue": cue("A1.bin"), "psx/.discs/A1.bin": b"x"},
     [("A", None, ["psx/A.m3u", "psx/.discs/A1.cue", "psx/.discs/A1.bin"])]),
    ("a folder that is called as a playlist", {"psx/A.m3u/A.m3u": "A (Disc 1).chd", "psx/A.m3u/A (Disc 1).chd": b"x"}, [("A", None, ["psx/A.m3u/A.m3u", "psx/A.m3u/A (Disc 1).chd"])]),
    ("a playlist of nothing", {"psx/A.m3u": "A.chd\n"}, []),
    ("playlists of one another", {"psx/A.m3u": "B.m3u\nA.m3u", "psx/B.m3u": "A.m3u"}, []),
    ("two playlists of one disc", {"psx/A.m3u": "C.chd", "psx/B.m3u": "C.chd", "psx/C.chd": b"x"}, [("A", None, ["psx/A.m3u", "psx/C.chd"])]),
    ("a playlist that leads elsewhere", {"psx/A.m3u": "../x.chd\n/etc/passwd\nC:\\x.chd\nA.chd\n..\\x.chd", "psx/A.chd": b"x", "x.chd": b"x"},
     [("A", None, ["psx/A.m3u", "psx/A.chd"]), ("x", None, ["x.chd"])]),
    ("folders of games", {"psx/A (USA)/disc1.chd": b"x", "psx/A (USA)/disc2.chd": b"x"}, [("A", "USA", ["psx/A (USA)/disc1.chd", "psx/A (USA)/disc2.chd"])]),
    ("folders of discs", {"psx/A (Disc 1)/A (Disc 1).chd": b"x", "psx/A (Disc 2)/A (Disc 2).chd": b"x"}, [("A", None, ["psx/A (Disc 1)/A (Disc 1).chd", "psx/A (Disc 2)/A (Disc 2).chd"])]),
    ("folders of discs in folders of games", {"psx/A/Disc 1/image.chd": b"x", "psx/A/Disc 2/image.chd": b"x"}, [("A", None, ["psx/A/Disc 1/image.chd", "psx/A/Disc 2/image.chd"])]),
    ("a homebrew of the PSP", {"psp/A/EBOOT.PBP": b"x"}, [("A", None, ["psp/A/EBOOT.PBP"])]),
    ("a game of the Wii by its id", {"wii/A [RMCE01]/RMCE01.wbfs": b"x"}, [("A", None, ["wii/A [RMCE01]/RMCE01.wbfs"])]),
    ("a folder that is a game", {"dos/A/a.exe": b"x", "dos/A/data/b.dat": b"x"}, [("A", None, ["dos/A/a.exe", "dos/A/data/b.dat"])]),
    ("a folder with an extension", {"ps3/A.ps3/PS3_GAME/USRDIR/EBOOT.BIN": b"x"}, [("A", None, ["ps3/A.ps3/PS3_GAME/USRDIR/EBOOT.BIN"])]),
    ("a game of ScummVM", {"scummvm/A/a.scummvm": "a", "scummvm/A/x.000": b"x"}, [("A", None, ["scummvm/A/a.scummvm", "scummvm/A/x.000"])]),
    ("arcade archives", {"arcade/sf2.zip": b"", "arcade/sf2ce.zip": b""}, [("sf2", None, ["arcade/sf2.zip"]), ("sf2ce", None, ["arcade/sf2ce.zip"])]),
    ("a hard disk of an arcade game", {"arcade/sf3.zip": b"x", "arcade/SF3/cap-33s.chd": b"x", "arcade/kinst/kinst.chd": b"x"},
     [("sf3", None, ["arcade/sf3.zip", "arcade/SF3/cap-33s.chd"]), ("kinst", None, ["arcade/kinst/kinst.chd"])]),
    ("two files of one name", {"nes/A.nes": b"x", "nes/A.zip": b"x"}, [("A", None, ["nes/A.nes"]), ("A", None, ["nes/A.zip"])]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("tree", "games"), [(tree, games) for _name, tree, games in GAMES], ids=[name for name, _tree, _games in GAMES]
)
def test_games(tree: dict[str, bytes | str], games: list[tuple[str, str | None, list[str]]], tmp_path: Path) -> None:
    root = write(tmp_path / "library", tree)
    reading = read(root)
    found = [(game.title, game.label, files(root, game)) for game in reading.games]
    assert sorted(found, key=lambda one: one[2]) == sorted(games, key=lambda one: one[2])
    assert len({game.source_id for game in reading.games}) == len(games)
    assert not reading.failed
    for game in reading.games:
        assert game.size == sum(os.path.getsize(path) for path in game.files)


TYPES = [
    ("psx/scph1001.bin", "tool"),
    ("arcade/neogeo.zip", "tool"),
    ("gba/A (USA) (Beta).gba", "beta"),
    ("gba/A (USA) (Kiosk).gba", "demo"),
    ("gba/A.gba", "game"),
]


@pytest.mark.parametrize(("path", "kind"), TYPES)
def test_types(path: str, kind: str, tmp_path: Path) -> None:
    (game,) = read(write(tmp_path / "library", {path: b"x"})).games
    assert (game.type, game.is_listed) == (kind, kind != "tool")


SHEETS = [
    (parse_m3u, b"\xef\xbb\xbfa.chd\nb.chd\na.chd\n", ("a.chd", "b.chd")), (parse_m3u, "a.chd".encode("utf-16"), ("a.chd",)), (parse_m3u, b"\xe9.chd", ("é.chd",)),
    (parse_m3u, b"a\0b\n.\n..\n//x\n", ()), (parse_cue, b'REM x\nfile a.bin BINARY\nFILE "b c.bin" BINARY\n', ("a.bin", "b c.bin")), (parse_cue, b'FILE "../a.bin" BINARY', ()),
    (parse_cue, b'FILE "a.bin', ('"a.bin',)), (parse_gdi, b"3\n1 0 4 2352 a.bin 0\nx\n", ("a.bin",)), (parse_m3u, b"", ()), (parse_cue, b"\xff\xfe", ()),
]  # fmt: skip


@pytest.mark.parametrize(("parse", "content", "names"), SHEETS)
def test_sheets(parse: object, content: bytes, names: tuple[str, ...]) -> None:
    assert callable(parse)
    assert parse(content) == names


def test_archives_are_read_as_zipfile_reads_them(tmp_path: Path) -> None:
    content = archive({"A/x.nes": b"x" * 1000, "ü.txt": b"", "d/": b""})
    path = write(tmp_path, {"a.zip": b"something in front" + content}) / "a.zip"
    expected = tuple(
        ArchiveEntry(one.filename, one.file_size, one.CRC)
        for one in zipfile.ZipFile(BytesIO(content)).infolist()
        if not one.is_dir()
    )
    assert read_zip(str(path)) == expected


@pytest.mark.parametrize("comment", [b"TORRENTZIPPED-0123ABCD", b"x" * 60_000])
def test_archives_with_a_comment(comment: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as one:
        one.writestr("a.nes", b"x")
        one.comment = comment
    assert [entry.name for entry in read_zip(str(tmp_path / "a.zip"))] == ["a.nes"]


def test_archives_with_too_many_entries(tmp_path: Path) -> None:
    write(tmp_path, {"a.zip": archive({f"{number}.nes": b"" for number in range(MOST_ENTRIES + 1)})})
    with pytest.raises(BrokenFileError, match="entries"):
        read_zip(str(tmp_path / "a.zip"))


def test_reading_does_not_open_roms(tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"nes/A.nes": b"x", "nes/B.zip": b"x", "psx/C.chd": b"x"})
    for path in root.rglob("*.*"):
        path.chmod(0)
    began = time.monotonic()
    assert len(read(root).games) == 3
    assert time.monotonic() - began < 5
