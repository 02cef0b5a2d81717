"""Folders of ROMs with anything in them: no exception, no hang, nothing outside of the root, time in proportion to size."""

import os
import struct
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dim.games.files import UnreadableFileError
from dim.games.known_files import BrokenFileError
from dim.games.rom import RomReader
from dim.games.rom.archives import parse_directory, read_zip
from dim.games.rom.facts.dats import parse_dat
from dim.games.rom.facts.gamelists import parse_gamelist
from dim.games.rom.facts.retroarch import parse_playlist, parse_runtime_log
from dim.games.rom.hashes import hash_rom
from dim.games.rom.sheets import parse_cue, parse_gdi, parse_m3u
from dim.games.rom.walk import MOST_LEVELS
from support.games.roms import archive, cue, read, write

PARSERS = [parse_dat, parse_gamelist, parse_playlist, parse_runtime_log, parse_m3u, parse_cue, parse_gdi]
PIECES = [
    b"<gameList>", b"<game>", b"</game>", b"<path>", b"./a", b"</path>", b"&", b"<!DOCTYPE", b"<!ENTITY", b'"', b"(", b")", b"game ", b"rom ", b"name ", b"{", b"}", b"[", b"items", b":",
    b"FILE ", b"\n", b"\r", b"\t", b"\xff", b"\0", b"..", b"/", b"#", b"|", b"1 0 4 2352 ", b"a.bin", b"<?xml", b"?>", b"<![CDATA[", b"-->", b"<!--",
]  # fmt: skip
NAMES = st.text("ab.()[]-_ ,\u00e9\u0301\U0001f600\n\t\\:", min_size=1, max_size=20).filter(
    lambda name: name not in (".", "..")
)
EXTENSIONS = st.sampled_from(
    ["nes", "zip", "7z", "cue", "m3u", "gdi", "ccd", "bin", "chd", "png", "lpl", "lrtl", "dat", "xml", "", "MD"]
)
FOLDERS = st.sampled_from(
    [
        "",
        "nes/",
        "psx/",
        "psx/A (Disc 1)/",
        "arcade/",
        "dats/",
        "nes/images/",
        "dos/x/",
        "ps3/y.ps3/",
        "psx/.hidden/",
        "a/b/c/",
    ]
)
CONTENT = st.one_of(
    st.binary(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join),
    st.just(b"a.bin\nb.chd\n"),
    st.just(archive({"a.nes": b"x"})),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(FOLDERS, NAMES, EXTENSIONS, CONTENT), max_size=12))
def test_any_tree(tmp_path_factory: pytest.TempPathFactory, tree: list[tuple[str, str, str, bytes]]) -> None:
    root = tmp_path_factory.mktemp("roms") / "library"
    root.mkdir()
    for folder, name, extension, content in tree:
        write(root, {f"{folder}{name}.{extension}" if extension else f"{folder}x{name}": content})
    reader = RomReader(str(root), retry_seconds=0)
    reading = reader.read()
    again = reader.read()
    assert again.games == reading.games
    ids = [game.source_id for game in reading.games]
    assert len(set(ids)) == len(ids)
    paths = [path for game in reading.games for path in (*game.files, *(image.path for image in game.artwork.values()))]
    assert all(path.startswith(f"{root}{os.sep}") and Path(path).is_file() for path in paths)
    for game in reading.games:
        assert game.title
        assert game.files
        game.source_id.encode()


@pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: parse.__name__)
@settings(max_examples=150, deadline=None)
@given(data=st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join)))
def test_any_content(parse: object, data: bytes) -> None:
    assert callable(parse)
    try:
        parse(data)
    except BrokenFileError:
        return


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 20))
def test_any_directory_of_an_archive(directory: bytes, count: int) -> None:
    try:
        parse_directory(directory, count)
    except BrokenFileError:
        return


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 300), st.binary(min_size=1, max_size=4))
def test_any_damage_of_an_archive(tmp_path: Path, place: int, damage: bytes) -> None:
    content = bytearray(archive({"a.nes": b"x" * 50, "b.txt": b"y"}))
    content[place : place + len(damage)] = damage
    path = write(tmp_path, {"a.zip": bytes(content)}) / "a.zip"
    for function in (read_zip, hash_rom):
        try:
            function(str(path))
        except (BrokenFileError, UnreadableFileError):
            continue


LONG = [
    # what is repeated, the parser
    (b"<a>", parse_gamelist), (b"<game><path>a</path>", parse_gamelist), (b"<game name='a'>", parse_dat), (b"game (", parse_dat), (b'game ( name "', parse_dat), (b"game ( )\n", parse_dat),
    (b"((((", parse_dat), (b'"', parse_dat), (b"FILE ", parse_cue), (b'FILE "', parse_cue), (b"FILE \t ", parse_cue), (b"1 0 4 2352 ", parse_gdi), (b"1 ", parse_gdi), (b" \t", parse_cue), (b"../", parse_m3u),
    (b"a/", parse_m3u), (b"\\", parse_m3u), (b"\n", parse_m3u), (b"[", parse_playlist), (b'{"items":', parse_playlist), (b"a\n", parse_playlist), (b"<!--", parse_dat), (b"\xc3", parse_m3u),
]  # fmt: skip


@pytest.mark.parametrize(("piece", "parse"), LONG)
def test_long_files_take_time_in_proportion(piece: bytes, parse: object) -> None:
    assert callable(parse)
    times = []
    for size in (50_000, 400_000):
        began = time.process_time()
        try:
            parse((b"game ( name x " if parse is parse_dat else b"") + piece * (size // len(piece)))
        except BrokenFileError:
            pass
        times.append(time.process_time() - began)
    assert times[1] < max(5, times[0] * 8 * 4)


def test_pipes_devices_and_links(tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"psx/A.cue": cue("A.bin", "B.bin", "C.bin"), "psx/A.bin": b"x"})
    write(tmp_path, {"outside/secret.nes": b"x"})
    for name in ("psx/B.bin", "psx/D.chd", "psx/E.m3u", "psx/gamelist.xml", "nes.zip"):
        os.mkfifo(root / name)
    (root / "psx" / "C.bin").symlink_to("/dev/zero")
    (root / "psx" / "loop").symlink_to(root)
    (root / "nes").symlink_to(tmp_path / "outside")
    (root / "dats").mkdir()
    (root / "dats" / "x.dat").symlink_to("/dev/zero")
    reading = read(root)
    assert [[Path(path).name for path in game.files] for game in reading.games] == [["A.cue", "A.bin"]]


def test_a_document_that_becomes_a_pipe(tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"psx/A.m3u": "A.chd", "psx/A.chd": b"x"})
    reader = RomReader(str(root), retry_seconds=0)
    assert len(reader.read().games[0].files) == 2
    (root / "psx" / "A.m3u").unlink()
    os.mkfifo(root / "psx" / "A.m3u")
    assert [len(game.files) for game in reader.read().games] == [1]


def test_names_that_are_no_text(tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"nes/A.nes": b"x"})
    with open(os.fsencode(root / "nes") + b"/\xff.nes", "wb"):
        pass
    reading = read(root)
    assert [game.title for game in reading.games] == ["A"]
    assert [failed.reason for failed in reading.failed] == ["Its name is not text in UTF-8."]
    reading.failed[0].path.encode()


def test_folders_without_end(tmp_path: Path) -> None:
    root = tmp_path / "library"
    deep = root / "nes"
    for _ in range(60):
        deep = deep / "d"
    deep.mkdir(parents=True)
    write(root, {"nes/A.nes": b"x", f"{deep.relative_to(root)}/B.nes": b"x"})
    reading = read(root)
    assert [game.title for game in reading.games] == ["A"]
    assert len(reading.watched) == MOST_LEVELS + 1


def bomb(entries: int, size: int) -> bytes:
    """An archive that says that it has so many entries, in a directory of so many bytes."""
    return b"\0" * size + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, entries, entries, size, 0, 0)


@pytest.mark.parametrize(
    "content", [bomb(65_535, 100), bomb(10, 0), bomb(10, 5_000_000), bomb(4_000, 460), bomb(1, 46), b"PK\5\6", b""]
)
def test_archives_that_lie(content: bytes, tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"new/a.zip": content})
    began = time.process_time()
    assert read(root).games == ()
    assert time.process_time() - began < 10


def test_sheets_that_are_too_large(tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"psx/A.cue": b"x" * 2_000_000, "psx/A.bin": b"x"})
    reading = read(root)
    assert [len(game.files) for game in reading.games] == [2]
    assert [failed.path for failed in reading.failed] == [str(root / "psx/A.cue")]


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 12))
    text = f'<?xml version="1.0"?><!DOCTYPE gameList [<!ENTITY l0 "x">{levels}]><gameList><game><path>A.nes</path><name>&l11;</name></game></gameList>'
    root = write(tmp_path / "library", {"nes/A.nes": b"x", "nes/gamelist.xml": text, "dats/a.dat": text})
    began = time.process_time()
    reading = read(root)
    assert [game.title for game in reading.games] == ["A"]
    assert len(reading.failed) == 2
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("path", "content"),
    [("psx/A (Disc {0}).chd", b"x"), ("psx/A{0}.m3u", b"A.chd\nB.chd\n" * 50), ("psx/A{0}.cue", b'FILE "A.bin" BINARY\n' * 50), ("nes/{0}/A.nes", b"x"), ("nes/A (USA) ({0}).nes", b"x"), ("psx/A ({0}) (Track 1).bin", b"x")],
)  # fmt: skip
def test_many_files_take_time_in_proportion(path: str, content: bytes, tmp_path: Path) -> None:
    times = []
    for count in (200, 1_600):
        root = write(tmp_path / f"library{count}", {path.format(number): content for number in range(count)})
        write(root, {"psx/A.chd": b"x", "psx/B.chd": b"x"})
        began = time.process_time()
        read(root)
        times.append(time.process_time() - began)
    assert times[1] < max(5, times[0] * 8 * 4)


def test_names_that_differ_in_capitals_alone(tmp_path: Path) -> None:
    names = [
        "".join(letter.upper() if number >> place & 1 else letter for place, letter in enumerate("abcdefghijkl"))
        for number in range(2_000)
    ]
    root = write(tmp_path / "library", {f"nes/{name}.nes": b"x" for name in names})
    began = time.process_time()
    reading = read(root)
    assert len({game.source_id for game in reading.games}) == len(names)
    assert time.process_time() - began < 30
